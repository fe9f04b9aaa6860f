"""Why a vote gives what it gives, in one plain sentence: in English, or as a `Speech` says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from legislation.domain.voting.outlook import Outlook
from legislation.domain.voting.refusals import listed as listed_in_english
from legislation.domain.voting.rules import Tally, percent

#: Larger ones are written in figures.
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
#: More states than these are counted and not named.
_NAMED = 5


def number(count: int) -> str:
    """Three; 21 in figures."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


class Speech(NamedTuple):
    """A language: a sentence in it, with its places still open; numbers, lists and figures."""

    say: Callable[[str], str] = str
    number: Callable[[int], str] = number
    listed: Callable[[list[str]], str] = listed_in_english
    figure: Callable[[Decimal], str] = str


ENGLISH = Speech()


def because(counted: Tally, names: Mapping[str, str], speech: Speech = ENGLISH) -> str:
    """The result as published shares give it, and the reason; any doubt of it comes last.

    `names` gives each state's name by its code.
    """
    _ = speech.say
    told = {"result": _by_the_count(counted, speech), "why": _why(counted, names, speech)}
    told["rounded"] = _rounded(counted, speech)
    if counted.too_close_to_call:
        return (
            _("%(result)s: %(why)s Too close to call on published shares: they are %(rounded)s")
            % told
        )
    return _("%(result)s: %(why)s") % told


def reason(counted: Tally, names: Mapping[str, str], speech: Speech = ENGLISH) -> str:
    """The reason alone: of a result that is too close to call, the band and what it hides."""
    _ = speech.say
    why = _why(counted, names, speech)
    if counted.too_close_to_call:
        told = {"rounded": _rounded(counted, speech), "why": _as_published(counted, why, speech)}
        return _("The published shares are %(rounded)s %(why)s") % told
    return why[:1].upper() + why[1:]


def result(counted: Tally, speech: Speech = ENGLISH) -> str:
    """Adopted, not adopted, or too close to call."""
    return _too_close(speech) if counted.too_close_to_call else _by_the_count(counted, speech)


def _too_close(speech: Speech) -> str:
    _ = speech.say
    return _("Too close to call on published shares")


def _by_the_count(counted: Tally, speech: Speech) -> str:
    _ = speech.say
    return _("Adopted") if counted.adopted else _("Not adopted")


def headline(told: Outlook, speech: Speech = ENGLISH) -> str:
    """How a vote stands, in a few words."""
    _ = speech.say
    if in_doubt(told):
        return _too_close(speech)
    if not told.undecided:
        return result(told.if_undecided_against, speech)
    if told.standing == "open":
        return _("Open: the undecided decide")
    given = {"result": result(told.if_undecided_in_favour, speech)}
    return _("%(result)s, whatever the undecided do") % given


def in_doubt(told: Outlook) -> bool:
    """Whether the rounding of the shares could turn an end on which the standing rests."""
    known, most = told.if_undecided_against, told.if_undecided_in_favour
    rests_on = {"majority": [known], "blocked": [most]}.get(told.standing, [known, most])
    return any(end.too_close_to_call for end in rests_on)


def ends(
    told: Outlook, names: Mapping[str, str], speech: Speech = ENGLISH
) -> list[tuple[str, str]]:
    """Each end of a vote that makes a difference: what it supposes, if anything, and why it is so.

    One end, if what is known decides it: the end that is the harder for the result.
    """
    _ = speech.say
    if not told.undecided:
        return [("", reason(told.if_undecided_against, names, speech))]
    if told.standing != "open" and not in_doubt(told):
        majority = told.standing == "majority"
        end = told.if_undecided_against if majority else told.if_undecided_in_favour
        return [("", reason(end, names, speech))]
    against, favour = told.if_undecided_against, told.if_undecided_in_favour
    return [
        (_("If all undecided are against"), _outcome(against, names, speech)),
        (_("If all undecided are in favour"), _outcome(favour, names, speech)),
    ]


def _outcome(counted: Tally, names: Mapping[str, str], speech: Speech) -> str:
    """The result, which may be that it is too close to call, and the reason."""
    _ = speech.say
    if not counted.too_close_to_call:
        return because(counted, names, speech)
    why = _as_published(counted, _why(counted, names, speech), speech)
    told = {"rounded": _rounded(counted, speech), "why": why}
    return _("Too close to call on published shares: they are %(rounded)s %(why)s") % told


def _as_published(counted: Tally, why: str, speech: Speech) -> str:
    _ = speech.say
    told = {"result": _by_the_count(counted, speech).lower(), "why": why}
    return _("As they are published it is %(result)s: %(why)s") % told


def _why(counted: Tally, names: Mapping[str, str], speech: Speech) -> str:
    told = _told(counted, names, speech)
    _ = speech.say
    if not counted.members_condition_met:
        if counted.members_in_favour == 1:
            return _("%(favour_words)s state is in favour, and %(needed)s are needed.") % told
        return _("%(favour_words)s states are in favour, and %(needed)s are needed.") % told
    if counted.population_condition_met:
        return (
            _(
                "%(favour)d of %(votes)d states are in favour, %(needed)s are needed, and they "
                "hold %(share)s %% of the people, where 65 %% is enough."
            )
            % told
        )
    few = counted.deemed_adopted
    return (_few_against(counted, speech) if few else _many_against(counted, speech)) % told


def _told(counted: Tally, names: Mapping[str, str], speech: Speech) -> dict[str, object]:
    """What the sentences tell."""
    electorate = counted.electorate
    held = percent(electorate.total - counted.people_in_favour, electorate.total)
    return {
        "favour": counted.members_in_favour,
        "favour_words": speech.number(counted.members_in_favour),
        "needed": speech.number(electorate.members_required),
        "votes": len(electorate.counts),
        "share": speech.figure(counted.population_in_favour_pct),
        "who": _who(counted, names, speech),
        "held": speech.figure(held),
        "others": speech.number(len(counted.others)),
        "fewest": speech.number(electorate.minimum_blocking_members),
    }


def _few_against(counted: Tally, speech: Speech) -> str:
    """Those not in favour hold enough people to block, and are too few."""
    _ = speech.say
    if len(counted.others) == 1:
        return _(
            "%(who)s holds %(held)s %% of the people but is %(others)s, and a blocking minority "
            "needs %(fewest)s."
        )
    return _(
        "%(who)s hold %(held)s %% of the people but are %(others)s, and a blocking minority needs "
        "%(fewest)s."
    )


def _many_against(counted: Tally, speech: Speech) -> str:
    """Those not in favour block."""
    _ = speech.say
    if len(counted.others) == 1:
        return _(
            "%(who)s holds %(held)s %% of the people, more than 35 %%, and are %(others)s, where a "
            "blocking minority needs %(fewest)s."
        )
    return _(
        "%(who)s hold %(held)s %% of the people, more than 35 %%, and are %(others)s, where a "
        "blocking minority needs %(fewest)s."
    )


def _rounded(counted: Tally, speech: Speech) -> str:
    _ = speech.say
    band = counted.band
    if band is None:
        return _("counted in whole persons.")
    low, high = (speech.figure(Decimal(edge).scaleb(-2)) for edge in (band.low, band.high))
    told = {"low": low, "high": high}
    return (
        _("rounded to two decimals, and those in favour hold between %(low)s and %(high)s %%.")
        % told
    )


def _who(counted: Tally, names: Mapping[str, str], speech: Speech) -> str:
    """Those not in favour, the largest first."""
    _ = speech.say
    counts = counted.electorate.counts
    told = [names.get(s, s) for s in sorted(counted.others, key=lambda s: (-counts[s], s))]
    if len(told) > _NAMED:
        return _("%(number)s states") % {"number": speech.number(len(told))}
    return speech.listed(told) if told else ""
