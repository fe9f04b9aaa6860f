"""Why a vote gives what it gives, in one plain sentence."""

from __future__ import annotations

from collections.abc import Mapping

from legislation.domain.voting.outlook import Outlook
from legislation.domain.voting.rules import Tally, listed, percent

#: Larger ones are written in figures.
_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)
#: More states than these are counted and not named.
_NAMED = 5
#: The outcome where the rounding of the shares could turn it.
TOO_CLOSE = "Too close to call on published shares"


def because(counted: Tally, names: Mapping[str, str]) -> str:
    """The result as published shares give it, and the reason; any doubt of it comes last.

    `names` gives each state's name by its code.
    """
    return " ".join([f"{_by_the_count(counted)}: {_why(counted, names)}", *_doubt(counted)])


def reason(counted: Tally, names: Mapping[str, str]) -> str:
    """The reason alone: of a result that is too close to call, the band and what it hides."""
    why = _why(counted, names)
    if counted.too_close_to_call:
        return f"The published shares are {_rounded(counted)} {_as_published(counted, why)}"
    return why[:1].upper() + why[1:]


def result(counted: Tally) -> str:
    """Adopted, not adopted, or too close to call."""
    return TOO_CLOSE if counted.too_close_to_call else _by_the_count(counted)


def _by_the_count(counted: Tally) -> str:
    return "Adopted" if counted.adopted else "Not adopted"


def headline(told: Outlook) -> str:
    """How a vote stands, in a few words."""
    if in_doubt(told):
        return TOO_CLOSE
    if not told.undecided:
        return result(told.if_undecided_against)
    if told.standing == "open":
        return "Open: the undecided decide"
    return f"{result(told.if_undecided_in_favour)}, whatever the undecided do"


def in_doubt(told: Outlook) -> bool:
    """Whether the rounding of the shares could turn an end on which the standing rests."""
    known, most = told.if_undecided_against, told.if_undecided_in_favour
    rests_on = {"majority": [known], "blocked": [most]}.get(told.standing, [known, most])
    return any(end.too_close_to_call for end in rests_on)


def ends(told: Outlook, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each end of a vote that makes a difference: what it supposes, if anything, and why it is so.

    One end, if what is known decides it: the end that is the harder for the result.
    """
    if not told.undecided:
        return [("", reason(told.if_undecided_against, names))]
    if told.standing != "open" and not in_doubt(told):
        majority = told.standing == "majority"
        end = told.if_undecided_against if majority else told.if_undecided_in_favour
        return [("", reason(end, names))]
    return [
        ("If all undecided are against", _outcome(told.if_undecided_against, names)),
        ("If all undecided are in favour", _outcome(told.if_undecided_in_favour, names)),
    ]


def _outcome(counted: Tally, names: Mapping[str, str]) -> str:
    """The result, which may be that it is too close to call, and the reason."""
    if not counted.too_close_to_call:
        return because(counted, names)
    why = _as_published(counted, _why(counted, names))
    return f"{TOO_CLOSE}: they are {_rounded(counted)} {why}"


def _as_published(counted: Tally, why: str) -> str:
    return f"As they are published it is {_by_the_count(counted).lower()}: {why}"


def _why(counted: Tally, names: Mapping[str, str]) -> str:
    electorate = counted.electorate
    held = percent(electorate.total - counted.people_in_favour, electorate.total)
    favour, needed = counted.members_in_favour, electorate.members_required
    if not counted.members_condition_met:
        return f"{_so_many(favour, 'state')} in favour, and {number(needed)} are needed."
    if counted.population_condition_met:
        return (
            f"{favour} of {len(electorate.counts)} states are in favour, "
            f"{number(needed)} are needed, and they hold {counted.population_in_favour_pct} % of "
            "the people, where 65 % is enough."
        )
    who, verb = _who(counted, names)
    fewest = number(electorate.minimum_blocking_members)
    if counted.deemed_adopted:
        count = "is" if len(counted.others) == 1 else "are"
        return (
            f"{who} {verb} {held} % of the people but {count} "
            f"{number(len(counted.others))}, and a blocking minority needs {fewest}."
        )
    return (
        f"{who} {verb} {held} % of the people, more than 35 %, and are "
        f"{number(len(counted.others))}, where a blocking minority needs {fewest}."
    )


def _doubt(counted: Tally) -> list[str]:
    if not counted.too_close_to_call:
        return []
    return [f"{TOO_CLOSE}: they are {_rounded(counted)}"]


def _rounded(counted: Tally) -> str:
    band = counted.band
    if band is None:
        return "counted in whole persons."
    low, high = (f"{edge / 100:.2f}" for edge in (band.low, band.high))
    return f"rounded to two decimals, and those in favour hold between {low} and {high} %."


def _who(counted: Tally, names: Mapping[str, str]) -> tuple[str, str]:
    """Those not in favour, the largest first."""
    counts = counted.electorate.counts
    told = [names.get(s, s) for s in sorted(counted.others, key=lambda s: (-counts[s], s))]
    if len(told) > _NAMED:
        return f"{number(len(told))} states", "hold"
    return listed(told), "holds" if len(told) == 1 else "hold"


def number(count: int) -> str:
    """Three; 21 in figures."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _so_many(count: int, what: str) -> str:
    return f"{number(count)} {what}{'' if count == 1 else 's'} {'is' if count == 1 else 'are'}"
