"""Which of two sides of a disagreement a rule would prefer: a hint for a person, never a decision.

The Official Journal goes first (only its publications are authentic, Regulation (EU) No 216/2013),
then the institution that acted, then others.
"""

from __future__ import annotations

from collections.abc import Iterable

from legislation.domain.sites import owner_of
from legislation.domain.words import Institution, Kind


def preferred(kind: Kind, acted: Iterable[Institution], record: Iterable[str], source: str) -> str:
    """The side and the rule, in words; empty if the rule says nothing.

    `record` holds the hosts on which the record's side stands, `source` the other side's host.
    """
    ours = {owner for host in record if (owner := owner_of(host))}
    theirs = owner_of(source)
    ranks = [Institution.OP] if kind is Kind.OJ_PUBLICATION else list(acted)
    rule = (
        "the Official Journal goes first"
        if kind is Kind.OJ_PUBLICATION
        else "the institution that acted goes before others"
    )
    on_record, at_source = any(rank in ours for rank in ranks), theirs in ranks
    if on_record == at_source:
        return ""
    return f"{'the record' if on_record else 'the source'}: {rule}"
