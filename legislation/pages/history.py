"""How a fact came to be as it is: its public changes, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legislation.domain.words import Precision, Verb
from legislation.journal import field_of
from legislation.language import in_words
from legislation.models import FACTS, Change, Proposal
from legislation.models.journal import BASELINE_RUN, ChangeQuerySet

#: Fields whose former value a reader may want to see, and what to call them.
_TOLD = {
    "title": gettext_lazy("title"),
    "name": gettext_lazy("name"),
    "role": gettext_lazy("part"),
    "reference": gettext_lazy("reference"),
    "stance": gettext_lazy("stance"),
    "summary": gettext_lazy("summary"),
    "detail": gettext_lazy("detail"),
    "body": gettext_lazy("who acted"),
    "takes_part": gettext_lazy("part"),
    "legal_basis": gettext_lazy("legal basis"),
    "value": gettext_lazy("value"),
    "votes_for": gettext_lazy("votes in favour"),
    "votes_against": gettext_lazy("votes against"),
    "abstentions": gettext_lazy("abstentions"),
}
#: The fields that give a fact's own day, of which each kind has one.
_DAYS = ("happened_on", "published_on", "stated_on", "held_on", "dated_on", "since_on")


@dataclass(frozen=True)
class Passed:
    """One change as a reader sees it."""

    change: Change
    by: str
    why: str
    moves: tuple[tuple[str, str, str], ...]


def history(fact: Model) -> list[Passed]:
    """The changes of a fact that everybody may read."""
    return [
        Passed(change, _by(change), _why(change), tuple(_moves(change.before, change.after)))
        for change in of_fact(fact)
    ]


def of_fact(fact: Model) -> ChangeQuerySet:
    """A fact's public changes, newest first; a file's own, not those of what is in it."""
    rows = Change.objects.public().filter(**{field_of(fact): fact})
    if isinstance(fact, Proposal):
        rows = rows.filter(**{name: None for name in FACTS if name != "proposal"})
    return rows


def _by(change: Change) -> str:
    if change.run.startswith(BASELINE_RUN):
        return _("when the curated record was loaded")
    if change.verb == Verb.CONFIRMED:
        return ""
    # The desk names its run, too: who signed decides, and only readings are signed by nobody.
    return _("by an editor") if change.by_id or not change.run else _("from a source")


def _why(change: Change) -> str:
    """The reason, unless it only repeats that the curated record was loaded."""
    return "" if change.run.startswith(BASELINE_RUN) else change.why


def _moves(
    before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Iterator[tuple[str, str, str]]:
    """What was different, as name, former and new value in words."""
    if not before or not after:
        return
    days = [_day(content) for content in (before, after)]
    if days[0] != days[1]:
        yield _("day"), days[0], days[1]
    for field, name in _TOLD.items():
        old, new = before.get(field), after.get(field)
        if old != new:
            yield str(name), _plain(old), _plain(new)


def _day(content: dict[str, Any]) -> str:
    day = next((content[name] for name in _DAYS if content.get(name)), None)
    precision = content.get("precision") or Precision.DAY
    return in_words(date.fromisoformat(day) if day else None, precision)


def _plain(value: Any) -> str:
    return _("nothing") if value in (None, "") else str(value)
