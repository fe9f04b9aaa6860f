"""Where a source says otherwise than the record: both sides, and which was preferred and why.

How an editor argued is for staff; what came of it, and by which rule, is for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legislation.domain.words import Origin
from legislation.evidence.conflicts import RECORD_MOVED, SOURCE_MOVED
from legislation.models import Conflict, Event, Evidence

#: So many are shown, the newest first.
SHOWN = 20


@dataclass(frozen=True)
class Dispute:
    """One disagreement. `record` stands behind the record's side, `proof` is what the source itself
    brought for the event; `outcome` and `why` are sentences."""

    conflict: Conflict
    record: tuple[Evidence, ...]
    proof: Evidence | None
    outcome: str
    why: str


def disputes(event: Event, evidence: Sequence[Evidence]) -> list[Dispute]:
    """The open ones first, then the newest; `evidence` is all of the event's."""
    rows = event.conflicts.select_related("source", "snapshot")[:SHOWN]
    told = [_told(event, row, evidence) for row in rows]
    return sorted(told, key=lambda each: each.conflict.closed_at is not None)


def _told(event: Event, conflict: Conflict, evidence: Sequence[Evidence]) -> Dispute:
    own = next((proof for proof in evidence if proof.source_id == conflict.source_id), None)
    record = tuple(proof for proof in evidence if proof.source_id != conflict.source_id)
    return Dispute(conflict, record, own, _outcome(event, conflict), _why(event, conflict))


def _outcome(event: Event, conflict: Conflict) -> str:
    if conflict.closed_at is None:
        return _("Open: the record stays as it is until a person has looked at both.")
    if conflict.resolution == SOURCE_MOVED:
        return _("Over: the source itself says otherwise now.")
    if conflict.resolution != RECORD_MOVED:
        return _("A person looked at both, and the record was kept.")
    followed = str(event.happened_on) == conflict.theirs
    if followed and conflict.field in _DAYS:
        return _("The source was followed: the record says the same now.")
    return _("Over: the record was changed.")


_DAYS = {"date", "happened_on", "precision"}
#: The rules by which a disagreement is judged, as they are stored with it.
_RULES: dict[str, Any] = {
    "the Official Journal goes first": gettext_lazy("the Official Journal goes first"),
    "the institution that acted goes before others": gettext_lazy(
        "the institution that acted goes before others"
    ),
}


def _why(event: Event, conflict: Conflict) -> str:
    """The rule: which of the two carries more, or else whose entry waits for nobody."""
    side, _colon, rule = conflict.preferred.partition(": ")
    said = {"rule": _RULES.get(rule, rule)}
    if rule and side == "the source":
        return _("By rule the source carries more: %(rule)s.") % said
    if rule:
        return _("By rule the record carries more: %(rule)s.") % said
    if event.origin == Origin.SOURCE:
        return _("No rule puts one before the other; what was on record first stands meanwhile.")
    return _("What the curated record or an editor entered stands over what a source says.")
