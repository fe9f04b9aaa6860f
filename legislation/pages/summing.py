"""What the table of a day comes to, in words. Pure but for the rows and the language.

A sentence counts what is on record, and names those of which nothing is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext

from legislation.domain.words import Membership, Precision, Stance, TakesPart
from legislation.language import at, listed, state_name
from legislation.models import Topic
from legislation.pages.table import Row

#: So many states and more are counted instead of named.
_BY_NUMBER = 3
#: A stance with how many have it.
_VERBS = {
    Stance.SUPPORT: ngettext_lazy("%(n)d supports it", "%(n)d support it", "n"),
    Stance.SUPPORT_WITH_RESERVATIONS: ngettext_lazy(
        "%(n)d supports it with reservations", "%(n)d support it with reservations", "n"
    ),
    Stance.NEUTRAL: ngettext_lazy("%(n)d is neutral", "%(n)d are neutral", "n"),
    Stance.OPPOSE: ngettext_lazy("%(n)d opposes it", "%(n)d oppose it", "n"),
}


def summary(rows: Sequence[Row], topic: Topic, day: date) -> list[str]:
    """The sentences, the count of the members first; none without a member."""
    members = [row for row in rows if row.is_member]
    if not members:
        return []
    sentences = (
        _members(members, topic, day),
        _before(members, topic),
        _associates([r for r in rows if r.state.membership == Membership.ASSOCIATED], topic),
        *_no_vote(members),
    )
    return [sentence for sentence in sentences if sentence]


def _members(members: Sequence[Row], topic: Topic, day: date) -> str:
    silent = [row for row in members if row.on(topic).position is None]
    every = ngettext("%(n)d member state", "%(n)d member states", len(members))
    when = at(day, Precision.DAY)
    told = {
        "when": when[:1].upper() + when[1:],
        "every": every % {"n": len(members)},
        "counted": listed(_counted(members, topic)),
        "silent": _some(silent),
    }
    if not told["counted"]:
        return _("%(when)s nothing is on record of any of %(every)s.") % told
    if not silent:
        return _("%(when)s, of %(every)s %(counted)s.") % told
    if len(silent) < _BY_NUMBER:
        return (
            pgettext(
                "states by name",
                "%(when)s, of %(every)s %(counted)s; nothing is on record of %(silent)s.",
            )
            % told
        )
    return _("%(when)s, of %(every)s %(counted)s; nothing is on record of %(silent)s.") % told


def _counted(rows: Sequence[Row], topic: Topic) -> list[str]:
    numbers = Counter(row.on(topic).mark for row in rows)
    return [
        str(words % {"n": numbers[stance]}) for stance, words in _VERBS.items() if numbers[stance]
    ]


def _some(rows: Sequence[Row]) -> str:
    """A few by name, more by their number."""
    if len(rows) < _BY_NUMBER:
        return listed(_names(rows))
    return pgettext("so many states", "%(n)d") % {"n": len(rows)}


def _names(rows: Sequence[Row]) -> list[str]:
    return [state_name(row.state.code, row.state.name) for row in rows]


def _before(members: Sequence[Row], topic: Topic) -> str:
    """Of those that spoke, how many did so before there was a text."""
    number = sum(row.on(topic).before for row in members)
    spoke = sum(row.on(topic).position is not None for row in members)
    if not number:
        return ""
    if number == spoke > 1:
        return _("All of them spoke before the proposal was there, so not about its text.")
    return ngettext(
        "One of them spoke before the proposal was there, so not about its text.",
        "%(n)d of them spoke before the proposal was there, so not about its text.",
        number,
    ) % {"n": number}


def _associates(associates: Sequence[Row], topic: Topic) -> str:
    if not associates:
        return ""
    told = {"n": len(associates), "counted": listed(_counted(associates, topic))}
    if not told["counted"]:
        return _("Of the Schengen associates nothing is on record.")
    return (
        ngettext(
            "Of associates, counted apart, %(counted)s.",
            "Of the %(n)d Schengen associates, counted apart, %(counted)s.",
            len(associates),
        )
        % told
    )


def _no_vote(members: Sequence[Row]) -> Iterable[str]:
    """Who of the members has no vote, or perhaps none."""
    out = [row for row in members if row.takes_part == TakesPart.DOES_NOT_TAKE_PART]
    open_ = [row for row in members if row.takes_part == TakesPart.UNRESOLVED]
    if out:
        yield ngettext(
            "%(states)s does not take part in the vote.",
            "%(states)s do not take part in the vote.",
            len(out),
        ) % {"states": listed(_names(out))}
    if open_:
        yield ngettext(
            "Whether %(states)s does is not settled on record.",
            "Whether %(states)s do is not settled on record.",
            len(open_),
        ) % {"states": listed(_names(open_))}
