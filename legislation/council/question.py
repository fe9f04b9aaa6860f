"""A question about a vote, as a command line, an address or a form puts it in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_noop

from legislation.council.outlook import (
    COUNTED_SINCE,
    WHOLE,
    Board,
    Scenario,
    board,
    figures,
)
from legislation.domain.labels.states import KNOWN
from legislation.domain.voting import Rule, VotingError
from legislation.models import MemberState, Proposal, Topic

#: What may be asked, by name; several states are separated by commas.
ASKED = {
    "proposal": "The file whose recorded positions and ledger count, by any spelling of its "
    "reference: 2025-0059-COD. Without it all members vote.",
    "topic": f"With a proposal: the slug of the topic whose positions count; {WHOLE} unless told.",
    "on": "The day whose record counts, as 2025-12-08; today unless told.",
    "in_favour": "States that are in favour. Without a proposal, whoever is not named is against.",
    "against": "States that are against. Without a proposal, whoever is not named is in favour.",
    "abstain": "States that abstain, which counts as not being in favour.",
    "undecided": "States that are taken as undecided.",
    "without": "States that do not take part.",
    "taking_part": "With a proposal: states that vote although the ledger says otherwise.",
    "rule": "Who made the proposal: commission (55 % of the members, unless told) or other (72 %).",
    "year": "The year whose populations count; the newest complete one unless told.",
}
#: Those that name states.
LISTS = ("in_favour", "against", "abstain", "undecided", "without", "taking_part")
#: Longer than 27 names.
_LONGEST = 600
_DAY = r"\d{4}-\d{2}-\d{2}"


class Unclear(VotingError):
    """A word of a question that cannot be read; `name` says which."""

    def __init__(self, name: str, sentence: str, **values: object) -> None:
        super().__init__(sentence, **values)
        self.name = name


@dataclass(frozen=True)
class Question:
    """A vote that somebody asks about."""

    proposal: Proposal | None = None
    topic: str = WHOLE
    on: date | None = None
    scenario: Scenario = field(default_factory=Scenario)
    rule: Rule = Rule.COMMISSION
    year: int | None = None

    def board(self) -> Board:
        """The answer. Raises `VotingError` where there is none."""
        if self.year and self.on and self.on < COUNTED_SINCE:
            figures(on=self.on)  # Refuses the day: another year's people don't make it countable.
        return board(
            self.proposal,
            topic=self.topic,
            on=self.on,
            scenario=self.scenario,
            rule=self.rule,
            year=self.year,
        )

    def words(self) -> dict[str, str]:
        """The same question as words, the shortest that ask it; the proposal is left out."""
        told = {
            "topic": "" if self.topic == WHOLE else self.topic,
            "on": self.on.isoformat() if self.on else "",
            **{name: ",".join(sorted(getattr(self.scenario, name))) for name in LISTS},
            "rule": "" if self.rule is Rule.COMMISSION else self.rule.value,
            "year": str(self.year or ""),
        }
        return {name: word for name, word in told.items() if word}


def read_question(words: Mapping[str, str], proposal: Proposal | None = None) -> Question:
    """Read a question; an empty word is none.

    States are codes in any case, English names or other common ones; EL is read as GR. Raises
    `Unclear`, or another `VotingError`, with a sentence for what can't be understood or contradicts
    itself.
    """
    given = {name: word.strip() for name, word in words.items() if word.strip()}
    for name, word in given.items():
        if len(word) > _LONGEST or not word.isprintable():
            said = gettext_noop("What is given as %(word)s cannot be read.")
            raise Unclear(name, said, word=_plain(name))
    file = proposal or _proposal(given.get("proposal", ""))
    states = _Names()
    lists = {name: states.read(name, given[name]) for name in LISTS if name in given}
    if file is None and "in_favour" in lists and "against" in lists:
        raise VotingError(
            "Without a proposal say who is in favour or who is against, not both: "
            "whoever is not named stands on the other side."
        )
    return Question(
        file,
        _topic(given.get("topic", ""), file),
        _day(given.get("on", "")),
        Scenario(**lists),
        _rule(given.get("rule", "")),
        _year(given.get("year", "")),
    )


def read_what_can_be(words: Mapping[str, str], proposal: Proposal) -> Question:
    """As much of a refused question as makes sense, for a form to keep; the first word counts."""
    alone: dict[str, Question] = {}
    for name, word in words.items():
        try:
            alone[name] = read_question({name: word}, proposal)
        except VotingError:
            continue
    fallback = Question(proposal)
    return Question(
        proposal,
        alone.get("topic", fallback).topic,
        alone.get("on", fallback).on,
        _known_states(words),
        alone.get("rule", fallback).rule,
        alone.get("year", fallback).year,
    )


def _known_states(words: Mapping[str, str]) -> Scenario:
    """Every state that is known, on the first list that names it."""
    states, lists = _Names(), {name: frozenset[str]() for name in LISTS}
    for name in LISTS:
        others = ("without",) if name == "taking_part" else LISTS[:-1]
        for word in words.get(name, "").split(","):
            try:
                found = states.read(name, word)
            except Unclear:
                continue
            lists[name] |= found.difference(*(lists[each] for each in others))
    return Scenario(**lists)


class _Names:
    """All that states are called, read from the record when the first is asked for."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def read(self, name: str, text: str) -> frozenset[str]:
        """The codes of the states in a list."""
        if not self.known:
            rows = MemberState.objects.values_list("code", "name")
            self.known = {word.lower(): code for code, full in rows for word in (code, full)}
            self.known |= {word: code for word, code in KNOWN.items() if code.lower() in self.known}
        found = set()
        for word in filter(None, (" ".join(part.split()) for part in text.split(","))):
            if word.lower() not in self.known:
                said = gettext_noop("“%(word)s” is no state on record: write codes, as in ES,FR.")
                raise Unclear(name, said, word=word[:40])
            found.add(self.known[word.lower()])
        return frozenset(found)


def _proposal(text: str) -> Proposal | None:
    if not text:
        return None
    found = Proposal.objects.spelled(text).first()
    if found is None:
        raise Unclear("proposal", f"No proposal “{text[:40]}” is followed: write 2025-0059-COD.")
    return found


def _topic(slug: str, proposal: Proposal | None) -> str:
    if not slug:
        return WHOLE
    if proposal is None:
        raise Unclear("topic", "A topic needs a proposal: name both.")
    known = list(Topic.objects.values_list("slug", flat=True))
    if slug not in known:
        said = gettext_noop("There is no topic “%(topic)s”. Known: %(known)s.")
        raise Unclear("topic", said, topic=slug[:40], known=", ".join(known))
    return slug


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if re.fullmatch(_DAY, text, re.ASCII) else None
    except ValueError:
        day = None
    if day is None:
        raise Unclear("on", gettext_noop("Write a day of the calendar as 2026-03-26."))
    if day > timezone.localdate():
        said = gettext_noop("%(day)s is still to come: choose a day up to today.")
        raise Unclear("on", said, day=day)
    return day


def _rule(text: str) -> Rule:
    try:
        return Rule(text.lower()) if text else Rule.COMMISSION
    except ValueError:
        said = gettext_noop("There is no rule “%(rule)s”: commission or other.")
        raise Unclear("rule", said, rule=text[:40]) from None


def _year(text: str) -> int | None:
    if text and not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise Unclear("year", gettext_noop("Write a year as 2025."))
    return int(text) if text else None


def _plain(name: str) -> str:
    return f"“{name.replace('_', ' ')}”"
