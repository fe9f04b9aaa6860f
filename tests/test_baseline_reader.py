"""The curated record reads, and what is wrong in it is refused with file, entry and reason."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

import legislation.baseline
from legislation.baseline.entries import Baseline
from legislation.baseline.reader import BaselineError, read
from legislation.domain.days import last_day
from legislation.domain.words import Institution, Precision, Stance, TakesPart

SHIPPED = Path(legislation.baseline.__file__).parent
EVIDENCE = "evidence: [{address: 'https://ec.europa.eu/a', confidence: high}]"
SMALL = {
    "states": """
- {code: NO, name: Norway, membership: associated}
- {code: ES, name: Spain, membership: member}
""",
    "topics": "[{slug: whole_proposal, label: Whole, reading: Overall line.}]",
    "proposals": f"""
- reference: 2025/0059(COD)
  com_reference: COM(2025) 101
  title: Long
  short_title: Short
  act_type: regulation
  legal_basis: Article 79
  press_phrases: [return regulation]
  {EVIDENCE}
""",
    "events": f"""
- proposal: 2025/0059(COD)
  key: vote
  kind: ep_first_reading
  institutions: [EP]
  title: Plenary votes
  on: 2026-06-17
  votes: {{for: 418, against: 218, abstentions: 30}}
  {EVIDENCE}
- proposal: 2025/0059(COD)
  key: expected-review
  kind: review
  institutions: []
  title: Review
  expected: true
  {EVIDENCE}
""",
    "documents": f"""
- proposal: 2025/0059(COD)
  reference: COM(2025) 101 final
  kind: proposal
  title: Proposal
  on: 2025-03-11
  {EVIDENCE}
""",
    "actors": f"""
- proposal: 2025/0059(COD)
  role: rapporteur
  name: Malik Azmani
  until: 2026-06
  {EVIDENCE}
""",
    "statistics": f"""
- indicator: return rate
  period: 2014
  geo: EU-28
  value: 41.80
  unit: percent
  publisher: Commission
  {EVIDENCE}
""",
    "press_releases": f"""
- proposal: null
  institution: CONSIL
  title: Main results
  address: https://example.org/release
  on: 2015-10-09
  {EVIDENCE}
""",
    "joint_statements": f"""
- key: paper
  kind: non_paper
  title: Paper
  on: 2024-10
  proposal: 2025/0059(COD)
  topics: [whole_proposal]
  authors: [NO]
  signatories: [ES]
  complete: true
  count: 2
  {EVIDENCE}
""",
    "positions": f"""
- key: no-2025
  state: NO
  proposal: 2025/0059(COD)
  topic: whole_proposal
  stance: support
  summary: In favour.
  actor: Government
  on: 2025-03-10
  precision: month
  source_kind: official
  joint_statement: paper
  {EVIDENCE}
""",
    "council_votes": f"""
- key: approach
  proposal: 2025/0059(COD)
  on: 2025-12-08
  body: JHA Council
  subject: General approach
  outcome: approved
  breakdown_known: false
  against: [ES]
  {EVIDENCE}
""",
    "participation": f"""
- proposal: 2025/0059(COD)
  state: ES
  takes_part: votes
  note: No special position.
  {EVIDENCE}
""",
    "populations": f"""
- year: 2025
  reference_date: 2024-01-01
  total: 451028881
  {EVIDENCE}
  members: [{{state: ES, share: 10.78, status: persons not found}}]
""",
}


def write(folder: Path, **files: str) -> Path:
    for name, text in (SMALL | files).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> Path:
    assert old in SMALL[name], "the test would change nothing"
    return write(folder, **{name: SMALL[name].replace(old, new)})


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(BaselineError) as caught:
        read(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


@pytest.fixture(scope="module")
def shipped() -> Baseline:
    return read(SHIPPED)


def test_the_shipped_record_is_complete(shipped: Baseline) -> None:
    assert {name: len(entries) for name, entries in vars(shipped).items()} == {
        "states": 32,
        "topics": 9,
        "proposals": 3,
        "events": 94,  # 67 of the files, 6 expected, 21 of the context
        "documents": 34,
        "actors": 24,
        "statistics": 36,
        "press_releases": 12,
        "joint_statements": 13,
        "positions": 140,
        "council_votes": 5,
        "participation": 38,
        "populations": 3,
    }


def test_the_shipped_events_are_those_of_three_files_and_their_context(shipped: Baseline) -> None:
    happened = Counter(event.proposal for event in shipped.events if not event.expected)
    assert happened == {
        "2005/0167(COD)": 27,
        "2018/0329(COD)": 19,
        "2025/0059(COD)": 21,
        None: 21,
    }
    expected = {event.key: event.proposal for event in shipped.events if event.expected}
    assert len(expected) == 6
    assert set(expected.values()) == {"2025/0059(COD)"}


def test_each_shipped_signature_is_that_of_an_author_or_signatory(shipped: Baseline) -> None:
    statements = {statement.key: statement for statement in shipped.joint_statements}
    restated = [entry for entry in shipped.positions if entry.joint_statement]
    assert len(restated) == 74
    for entry in restated:
        statement = statements[entry.joint_statement or ""]
        assert entry.state in statement.authors + statement.signatories
        assert entry.topic in statement.topics
        assert (entry.on, entry.proposal) == (statement.on, statement.proposal)


def test_25_shipped_states_vote_on_the_2025_file(shipped: Baseline) -> None:
    roles = Counter(
        entry.takes_part for entry in shipped.participation if entry.proposal == "2025/0059(COD)"
    )
    assert roles == {
        TakesPart.VOTES: 25,
        TakesPart.DOES_NOT_TAKE_PART: 1,
        TakesPart.UNRESOLVED: 1,
        TakesPart.ASSOCIATED: 4,
    }


def test_the_shipped_shares_are_whole_basis_points(shipped: Baseline) -> None:
    years = {year.year: year for year in shipped.populations}
    assert sum(member.share or 0 for member in years[2025].members) == 10_001
    assert {member.state: member.share for member in years[2025].members}["DE"] == 1849
    assert [len(years[year].members) for year in (2016, 2025, 2026)] == [28, 27, 7]


def test_a_statement_of_before_the_proposal_stays_before_it(shipped: Baseline) -> None:
    (entry,) = [entry for entry in shipped.positions if entry.key == "nl-return-hubs-2025-03"]
    assert entry.on == (date(2025, 3, 10), Precision.MONTH)


def test_each_shipped_release_is_recognised_by_its_own_file_alone(shipped: Baseline) -> None:
    for release in shipped.press_releases:
        if release.institution is Institution.EUMS:
            continue  # its title names no file
        recognised = {
            proposal.reference
            for proposal in shipped.proposals
            if any(phrase in release.title.lower() for phrase in proposal.press_phrases)
        }
        assert recognised == ({release.proposal} if release.proposal else set())


@pytest.mark.parametrize(
    "title",
    [
        "Council simplifies tax returns for small firms",
        "Council adopts rules on the return of cultural goods",
        "Statement on the return of Ukrainian children",
        "Packaging: Council agrees on a deposit return system",
    ],
)
def test_returns_of_other_things_are_not_recognised(shipped: Baseline, title: str) -> None:
    phrases = [phrase for proposal in shipped.proposals for phrase in proposal.press_phrases]
    assert not [phrase for phrase in phrases if phrase in title.lower()]


def test_a_small_record_reads(tmp_path: Path) -> None:
    record = read(write(tmp_path))
    vote, review = record.events
    assert vote.where == "events.yaml, entry 1 (vote)"
    assert vote.on == (date(2026, 6, 17), Precision.DAY)
    assert vote.votes
    assert vote.votes.in_favour == 418
    assert (review.on, review.expected) == (None, True)
    assert record.states[0].code == "NO"
    assert record.actors[0].until == (date(2026, 6, 30), Precision.MONTH)
    assert record.statistics[0].value == Decimal("41.80")
    assert str(record.statistics[0].value) == "41.80"
    assert record.press_releases[0].proposal is None
    assert record.joint_statements[0].on == (date(2024, 10, 31), Precision.MONTH)
    assert record.positions[0].stance is Stance.SUPPORT
    assert record.positions[0].on == (date(2025, 3, 10), Precision.MONTH)
    assert record.populations[0].members[0].share == 1078
    assert record.populations[0].reference_date == date(2024, 1, 1)


EVENT, POSITION = "events.yaml, entry 1 (vote): ", "positions.yaml, entry 1 (no-2025): "
PAPER = "joint_statements.yaml, entry 1 (paper): "
YEAR = "populations.yaml, entry 1 (2025): "


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("events", "  title: Plenary votes\n", "", EVENT + "title: it is missing."),
        ("events", "title: Plenary votes", "title:", EVENT + "title: it is empty."),
        ("events", "title: Plenary votes", "title: [a]", EVENT + "title: it is not a text."),
        (
            "events",
            "title: Plenary votes",
            "titel: x\n  title: Plenary votes",
            EVENT + "titel: no such field is known.",
        ),
        (
            "events",
            "title: Plenary votes",
            "title: x\n  title: y",
            EVENT + "title: it is given twice.",
        ),
        (
            "events",
            "against: 218",
            "against: 218, against: 219",
            EVENT + "votes: against: it is given twice.",
        ),
        (
            "events",
            "kind: ep_first_reading",
            "kind: ep_voted",
            EVENT + "kind: 'ep_voted' is not one of the words of Kind.",
        ),
        (
            "events",
            "institutions: [EP]",
            "institutions: [EP, EPP]",
            EVENT + "institutions: item 2: 'EPP' is not one of " + ", ".join(Institution) + ".",
        ),
        (
            "events",
            "institutions: [EP]",
            "institutions: EP",
            EVENT + "institutions: it is not a list.",
        ),
        (
            "events",
            "against: 218",
            "against: -1",
            EVENT + "votes: against: '-1' is not a whole number, 0 or more.",
        ),
        ("events", ", abstentions: 30", "", EVENT + "votes: abstentions: it is missing."),
        (
            "events",
            "2026-06-17",
            "2026-06-31",
            EVENT + "on: '2026-06-31' is not in the calendar.",
        ),
        ("events", "  on: 2026-06-17\n", "", EVENT + "on: it is missing."),
        (
            "events",
            "on: 2026-06-17",
            "on: 2130-06",
            EVENT + "on: June 2130 lies ahead, and no act sets the day of such a step.",
        ),
        (
            "events",
            "Plenary votes",
            "P" * 700,
            EVENT + "title: Ensure this value has at most 500 characters (it has 700).",
        ),
        (
            "topics",
            "whole_proposal",
            "w" * 60,
            f"topics.yaml, entry 1 ({'w' * 60}): "
            "slug: Ensure this value has at most 40 characters (it has 60).",
        ),
        (
            "events",
            "https://ec.europa.eu/a",
            "https://example.org/" + "a" * 1000,
            EVENT + "evidence: item 1: address: "
            "Ensure this value has at most 1000 characters (it has 1020).",
        ),
        (
            "statistics",
            "41.80",
            "41.805",
            "statistics.yaml, entry 1 (return rate, 2014, EU-28): "
            "value: Ensure that there are no more than 2 decimal places.",
        ),
        (
            "events",
            "  on: 2026-06-17\n",
            "  precision: month\n",
            EVENT + "precision: no such field is known.",
        ),
        (
            "events",
            "expected: true",
            "expected: true\n  on: 2029-01-01",
            "events.yaml, entry 2 (expected-review): on: a step that is only expected has no day.",
        ),
        (
            "events",
            "expected: true",
            "expected: perhaps",
            "events.yaml, entry 2 (expected-review): expected: "
            "'perhaps' is neither true nor false.",
        ),
        (
            "events",
            "key: expected-review",
            "key: vote",
            "events.yaml, entry 2 (vote): an entry above has the same proposal, key.",
        ),
        (
            "events",
            "key: vote",
            "key: The Vote",
            "events.yaml, entry 1 (The Vote): key: "
            "'The Vote' is not of lower-case letters, digits and hyphens.",
        ),
        (
            "positions",
            "2025/0059",
            "2025/0060",
            POSITION + "proposal: no proposal '2025/0060(COD)' is known.",
        ),
        ("positions", "state: NO", "state: EL", POSITION + "state: no state 'EL' is known."),
        (
            "positions",
            "topic: whole_proposal",
            "topic: hubs",
            POSITION + "topic: no topic 'hubs' is known.",
        ),
        (
            "positions",
            "joint_statement: paper",
            "joint_statement: letter",
            POSITION + "joint_statement: no joint statement 'letter' is known.",
        ),
        (
            "positions",
            "stance: support",
            "stance: unknown",
            POSITION + "stance: 'unknown' is not one of "
            "support, support_with_reservations, neutral, oppose.",
        ),
        ("positions", EVIDENCE, "evidence: []", POSITION + "evidence: none is given."),
        ("positions", f"  {EVIDENCE}\n", "", POSITION + "evidence: it is missing."),
        (
            "positions",
            "address: 'https://ec.europa.eu/a', ",
            "",
            POSITION + "evidence: item 1: neither an address nor a citation is given.",
        ),
        (
            "positions",
            "https://ec.europa.eu/a",
            "ec.europa.eu",
            POSITION + "evidence: item 1: address: 'ec.europa.eu' is not a web address.",
        ),
        (
            "positions",
            "confidence: high",
            "confidence: sure",
            POSITION + "evidence: item 1: confidence: 'sure' is not one of high, medium, low.",
        ),
        (
            "positions",
            "precision: month",
            "precision: week",
            POSITION + "precision: 'week' is not one of day, month, year, by.",
        ),
        (
            "joint_statements",
            "on: 2024-10",
            "on: 2024-10\n  precision: day",
            PAPER + "precision: day does not fit what is given as a month.",
        ),
        (
            "joint_statements",
            "count: 2",
            "count: 3",
            PAPER + "count: 3 states are announced, 2 are named.",
        ),
        (
            "joint_statements",
            "complete: true",
            "complete: false",
            PAPER + "complete: all 2 states are named, yet it says false.",
        ),
        (
            "joint_statements",
            "signatories: [ES]",
            "signatories: [NO]",
            PAPER + "NO is named 2 times.",
        ),
        (
            "council_votes",
            "against: [ES]",
            "against: [ES]\n  abstained: [ES]",
            "council_votes.yaml, entry 1 (approach): ES is named 2 times.",
        ),
        (
            "council_votes",
            "on: 2025-12-08",
            "on: 2025-12",
            "council_votes.yaml, entry 1 (approach): on: a vote has a day.",
        ),
        (
            "statistics",
            "value: 41.80",
            "value: about 40",
            "statistics.yaml, entry 1 (return rate, 2014, EU-28): "
            "value: 'about 40' is not a decimal number.",
        ),
        (
            "participation",
            "state: ES",
            "state: FR",
            "participation.yaml, entry 1 (FR): state: no state 'FR' is known.",
        ),
        (
            "proposals",
            "[return regulation]",
            "[Return regulation]",
            "proposals.yaml, entry 1 (2025/0059(COD)): "
            "press_phrases: 'Return regulation' is not in lower case.",
        ),
        (
            "populations",
            "share: 10.78",
            "share: 10.8",
            YEAR + "members: item 1: share: '10.8' is not a percentage with two decimals.",
        ),
        (
            "populations",
            "share: 10.78, ",
            "",
            YEAR + "members: item 1: neither persons nor a share is given.",
        ),
        (
            "populations",
            "2024-01-01",
            "2024-01",
            YEAR + "reference_date: '2024-01' is not a full day.",
        ),
        ("topics", "[{slug", "{slug", "topics.yaml: it cannot be read: "),
        ("topics", SMALL["topics"], "none", "topics.yaml: it is not a list of entries."),
        (
            "topics",
            "]",
            ", text]",
            "topics.yaml, entry 2: it is not a mapping of fields.",
        ),
    ],
)
def test_a_wrong_entry_is_refused(
    tmp_path: Path, name: str, old: str, new: str, problem: str
) -> None:
    assert problems_of(change(tmp_path, name, old, new))[0].startswith(problem)


def test_the_days_that_an_act_sets_may_lie_ahead(tmp_path: Path) -> None:
    folder = change(tmp_path, "events", "expected: true", "on: 2130-01-01")
    assert read(folder).events[1].on == last_day("2130-01-01")


def test_a_step_of_the_month_that_runs_need_not_wait_for_its_last_day(tmp_path: Path) -> None:
    folder = change(tmp_path, "events", "2026-06-17", f"{timezone.localdate():%Y-%m}")
    assert len(read(folder).events) == 2


def test_one_key_may_stand_in_two_proposals(tmp_path: Path) -> None:
    again = SMALL["events"].replace("proposal: 2025/0059(COD)", "proposal: null")
    assert len(read(write(tmp_path, events=SMALL["events"] + again)).events) == 4


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        events=SMALL["events"].replace("Plenary votes", "").replace("[EP]", "[PE]"),
        participation=SMALL["participation"].replace("votes", "perhaps"),
    )
    assert [problem.split(": ")[0:2] for problem in problems_of(folder)] == [
        ["events.yaml, entry 1 (vote)", "institutions"],
        ["events.yaml, entry 1 (vote)", "title"],
        ["participation.yaml, entry 1 (ES)", "takes_part"],
    ]


def test_a_missing_and_a_foreign_file_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path, notes="[]")
    (folder / "actors.yaml").unlink()
    assert problems_of(folder) == (
        "actors.yaml: the file is missing.",
        "notes.yaml: no entries of this name are known.",
    )


def test_a_record_builds_no_objects(tmp_path: Path) -> None:
    folder = change(tmp_path, "topics", "Whole", "!!python/name:os.system ''")
    assert "topics.yaml, entry 1 (whole_proposal): label: it is empty." in problems_of(folder)


def test_the_shipped_files_can_be_moved(tmp_path: Path, shipped: Baseline) -> None:
    for path in SHIPPED.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    assert read(tmp_path) == shipped


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2024-10-17", date(2024, 10, 17), Precision.DAY),
        ("2024-10", date(2024, 10, 31), Precision.MONTH),
        ("2024-02", date(2024, 2, 29), Precision.MONTH),
        ("2023-02", date(2023, 2, 28), Precision.MONTH),
        ("2024", date(2024, 12, 31), Precision.YEAR),
    ],
)
def test_the_last_day_that_a_text_allows(text: str, day: date, precision: Precision) -> None:
    assert last_day(text) == (day, precision)


@pytest.mark.parametrize(
    "text",
    ["", "24", "2024-13", "2024-02-30", "2024-1-1", "20241017", "2024-W10", "0000", "2024-10-17\n"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        last_day(text)
