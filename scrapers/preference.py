"""Which of two sides of a disagreement a rule would prefer: a hint for a person, never a decision.

The Official Journal goes first (only its publications are authentic, Regulation (EU) No 216/2013),
then the institution that acted, then others.
"""

from __future__ import annotations

from collections.abc import Iterable

from legislation.domain.words import Institution, Kind

#: Whose own site a host is.
_OWN = {
    "eur-lex.europa.eu": Institution.OP,
    "publications.europa.eu": Institution.OP,
    "europarl.europa.eu": Institution.EP,
    "consilium.europa.eu": Institution.CONSIL,
    "ec.europa.eu": Institution.COM,
}


def preferred(kind: Kind, acted: Iterable[Institution], record: Iterable[str], source: str) -> str:
    """The side and the rule, in words; empty if the rule says nothing.

    `record` holds the hosts on which the record's side stands, `source` the other side's host.
    """
    ours = {owner for host in record if (owner := _owner(host))}
    theirs = _owner(source)
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


def _owner(host: str) -> Institution | None:
    """Of a host or of what lies below it."""
    return next(
        (owner for own, owner in _OWN.items() if host == own or host.endswith(f".{own}")), None
    )
