"""Days and deadlines that follow from rules: a day on record, a period, the article it stands in.

Periods run as Regulation (EEC, Euratom) No 1182/71 has it, Article 3: the day of the event itself
does not count; months and years are those of the calendar and end on the date of the same number
or, where the last month has none, on its last day. The Court's rules (Articles 58 to 60 of the
General Court's Rules of Procedure; 49 to 51 of the Court of Justice's) reckon alike and add:
months first, then days; a last day on a Saturday or Sunday moves to the Monday. The regulation's
own working-day rule (Article 3(4)) is for neither the entry into force of acts (Article 4(1)) nor
the Treaties, and so for nothing here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from legislation.domain.words import Kind, Word

PERIODS = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:31971R1182"
#: The Treaty of Lisbon's first day; what came before ran by the EC Treaty.
LISBON = date(2009, 12, 1)


class Base(Word):
    """The step from whose day a period runs; the label says that the day is lacking."""

    PROPOSAL = "proposal", "The day of the proposal is not on record."
    ADOPTION = "adoption", "The day of the Council's decision is not on record."
    SIGNATURE = "signature", "The signature is not on record yet."
    PUBLICATION = "publication", "The publication is not on record yet."
    ENTRY_INTO_FORCE = "entry_into_force", "The entry into force has no day on record yet."


#: Which steps give a base its day.
STEPS_OF: dict[Base, frozenset[Kind]] = {
    Base.PROPOSAL: frozenset({Kind.PROPOSAL_ADOPTED}),
    Base.ADOPTION: frozenset(
        {
            Kind.COUNCIL_FIRST_READING_ADOPTION,
            Kind.COUNCIL_SECOND_READING_ADOPTION,
            Kind.COUNCIL_ADOPTION,
        }
    ),
    Base.SIGNATURE: frozenset({Kind.SIGNATURE}),
    Base.PUBLICATION: frozenset({Kind.OJ_PUBLICATION}),
    Base.ENTRY_INTO_FORCE: frozenset({Kind.ENTRY_INTO_FORCE}),
}
#: With any of these on record the act is made, and its deadlines begin to be of interest.
OF_THE_ACT = frozenset({Base.ADOPTION, Base.SIGNATURE, Base.PUBLICATION})


@dataclass(frozen=True)
class Period:
    """Calendar years and months, then days. Raises `ValueError` below zero."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.years, self.months, self.days) < 0:
            raise ValueError(f"{self} runs backwards")

    def after(self, day: date) -> date:
        """The last day of the period that runs from that day."""
        year, month = divmod(day.year * 12 + day.month - 1 + 12 * self.years + self.months, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)


@dataclass(frozen=True)
class Article:
    """Where a rule stands, and its official address; empty where there is none yet."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Rule:
    """What is due, from which step it runs, for how long, and where that stands.

    `periods` follow one another; with none no end is set. `verified`: the day follows from a text
    that is published; otherwise from what is reported of the act, or from what the act may yet
    set differently. `kind` is the step that the rule dates, `limit` says that it is a last day to
    act, `state` whom it concerns. It holds for bases from `since` until the day before `until`.
    `event` is the key of the expected event whose evidence a clause of the act rests on.
    """

    key: str
    title: str
    how: str
    base: Base
    periods: tuple[Period, ...]
    articles: tuple[Article, ...]
    verified: bool
    kind: Kind | None = None
    limit: bool = False
    to_monday: bool = False
    note: str = ""
    state: str = ""
    since: date = date.min
    until: date = date.max
    event: str = ""

    def holds(self, base: date | None) -> bool:
        """Whether it is this rule, and not its older or newer form, that runs from the day."""
        return self.since <= base < self.until if base else self.until == date.max

    def day(self, base: date) -> date | None:
        """The day that it gives; None where no end is set."""
        day = base
        for period in self.periods:
            day = period.after(day)
        if self.to_monday and day.weekday() > 4:
            day += timedelta(days=7 - day.weekday())
        return day if self.periods else None


@dataclass(frozen=True)
class Deadline:
    """What a rule gives for one file. `day` None: open, for want of a base or of an end.

    `verified` is the rule's and that of every rule before it, on whose day it runs. `derived`: the
    base's own day is not on record, but reckoned.
    """

    rule: Rule
    base: date | None
    day: date | None
    verified: bool
    derived: bool = False


def reckon(rules: Iterable[Rule], bases: Mapping[Base, date]) -> list[Deadline]:
    """Every rule that holds, with its day where its base is known.

    The first rule that dates the entry into force gives the base of all that run from it, unless
    the record has that day: one publication fills in everything.
    """
    known = {base: (day, True) for base, day in bases.items()}
    found = []
    for rule in sorted(rules, key=lambda rule: rule.kind is not Kind.ENTRY_INTO_FORCE):
        base, sure = known.get(rule.base, (None, True))
        if not rule.holds(base):
            continue
        day = rule.day(base) if base else None
        derived = base is not None and rule.base not in bases
        found.append(Deadline(rule, base, day, rule.verified and sure, derived))
        if rule.kind is Kind.ENTRY_INTO_FORCE and day:
            known.setdefault(Base.ENTRY_INTO_FORCE, (day, rule.verified and sure))
    return found


def general(states: Collection[str], *, adopted: bool) -> tuple[Rule, ...]:
    """The rules of the Treaties for a file; `states` are those whose own rule applies to it.

    What runs from the act is left out until there is one.
    """
    return tuple(
        rule
        for rule in _GENERAL
        if (adopted or rule.base is Base.PROPOSAL) and (not rule.state or rule.state in states)
    )


def _treaty(name: str, celex: str) -> Article:
    return Article(name, f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{celex}")


def _denmark(article: Article, since: date = date.min, until: date = date.max) -> Rule:
    return Rule(
        key="denmark",
        title="Denmark: last day to decide whether it carries the act over into its own law",
        how="Within six months after the Council has decided.",
        base=Base.ADOPTION,
        periods=(Period(months=6),),
        articles=(article,),
        verified=True,
        limit=True,
        state="DK",
        since=since,
        until=until,
    )


def _annulment(treaty: Article, rules: Article, since: date, until: date) -> Rule:
    return Rule(
        key="annulment",
        title="Last day to ask the Court to annul the act",
        how="Two months after the publication, counted from the end of the 14th day after it, "
        "and ten days more on account of distance.",
        base=Base.PUBLICATION,
        periods=(Period(days=14), Period(months=2), Period(days=10)),
        articles=(treaty, rules),
        verified=True,
        limit=True,
        to_monday=True,
        note="If that is a holiday of the Court, it is the next working day: the Court's list of "
        "holidays is not on record.",
        since=since,
        until=until,
    )


_MADE = _treaty("Article 297(1) TFEU", "12016E297")
_ACTION = _treaty("Article 263, sixth paragraph, TFEU", "12016E263")
_RULES = _treaty("Articles 58 to 60 of the General Court's Rules of Procedure", "32015Q0423(01)")
_OLD_RULES = Article(
    "Articles 101 and 102 of the Court of First Instance's Rules of Procedure of 1991"
)
#: From this day on the General Court's Rules of 2015 hold.
_NEW_RULES_SINCE = date(2015, 7, 1)

_GENERAL = (
    Rule(
        key="ireland-from-the-start",
        title="Ireland: last day to say that it takes part from the start",
        how="Within three months after the proposal was presented to the Council.",
        base=Base.PROPOSAL,
        periods=(Period(months=3),),
        articles=(_treaty("Article 3(1) of Protocol No 21", "12016E/PRO/21"),),
        verified=False,
        limit=True,
        note="The day of the presentation is not on record: counted from the Commission's "
        "proposal, this is the earliest day that it can have been.",
        state="IE",
        since=LISBON,
    ),
    Rule(
        key="signature",
        title="Signature by the Presidents of Parliament and of the Council",
        how="The Treaty sets no period for it.",
        base=Base.ADOPTION,
        periods=(),
        articles=(_MADE,),
        verified=True,
        kind=Kind.SIGNATURE,
        since=LISBON,
    ),
    Rule(
        key="publication",
        title="Publication in the Official Journal",
        how="The Treaty sets no period for it; it follows the signature.",
        base=Base.ADOPTION,
        periods=(),
        articles=(_MADE,),
        verified=True,
        kind=Kind.OJ_PUBLICATION,
        since=LISBON,
    ),
    Rule(
        key="entry-into-force-by-treaty",
        title="Entry into force",
        how="On the twentieth day after the publication, unless the act names another day.",
        base=Base.PUBLICATION,
        periods=(Period(days=20),),
        articles=(_MADE,),
        verified=False,
        kind=Kind.ENTRY_INTO_FORCE,
        since=LISBON,
    ),
    _denmark(_treaty("Article 4(1) of Protocol No 22", "12016E/PRO/22"), since=LISBON),
    _denmark(
        _treaty("Article 5(1) of the EC Treaty's Protocol on Denmark", "12006E/TXT"), until=LISBON
    ),
    Rule(
        key="ireland-afterwards",
        title="Ireland may ask to take part in the act after all",
        how="At any time after the adoption; the Protocol sets no last day.",
        base=Base.ADOPTION,
        periods=(),
        articles=(_treaty("Article 4 of Protocol No 21", "12016E/PRO/21"),),
        verified=True,
        state="IE",
        since=LISBON,
    ),
    _annulment(_ACTION, _RULES, _NEW_RULES_SINCE, date.max),
    _annulment(_ACTION, _OLD_RULES, LISBON, _NEW_RULES_SINCE),
    _annulment(
        _treaty("Article 230, fifth paragraph, EC Treaty", "12006E230"),
        _OLD_RULES,
        date.min,
        LISBON,
    ),
)
