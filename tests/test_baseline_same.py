"""The baseline comes after a source or an editor, and tells no event twice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from legislation import timeline
from legislation.baseline.load import load
from legislation.baseline.reader import BaselineError
from legislation.domain.words import Kind, Origin
from legislation.journal import Author
from legislation.models import Event, Proposal
from tests import make
from tests.test_baseline_reader import EVIDENCE, SMALL, write

pytestmark = pytest.mark.django_db

SOURCE = Author(Origin.SOURCE, run="reading", tells=True)


def entry(key: str, kind: str, on: str, institution: str = "EP") -> str:
    return f"""
- proposal: 2025/0059(COD)
  key: {key}
  kind: {kind}
  institutions: [{institution}]
  title: As the curated record has it
  on: {on}
  {EVIDENCE}
"""


@pytest.fixture
def file(tmp_path: Path) -> Proposal:
    load(write(tmp_path))
    return Proposal.objects.get()


def from_source(file: Proposal, kind: Kind, day: date, who: str = "EP") -> Event:
    proofs = [make.proof(address="https://example.org/source")]
    return make.event(file, kind, day, author=SOURCE, institutions=[who], proofs=proofs)


def reload(tmp_path: Path, *entries: str) -> None:
    """Load the small record with these events besides, and once more without any effect."""
    folder = tmp_path / "later"
    folder.mkdir()
    write(folder, events=SMALL["events"] + "".join(entries))
    load(folder)
    assert load(folder).changes == 0


def keys(file: Proposal, kind: Kind) -> list[str]:
    return [event.key for event in file.events.public().filter(kind=kind).oldest_first()]


def test_what_a_source_brought_first_is_amended_and_not_told_twice(
    file: Proposal, tmp_path: Path
) -> None:
    event = from_source(file, Kind.SIGNATURE, date(2026, 10, 30))
    reload(tmp_path, entry("2026-11-04-signature", "signature", "2026-11-04"))
    assert keys(file, Kind.SIGNATURE) == ["2026-10-30-signature"]
    event.refresh_from_db()
    assert (event.happened_on, event.origin) == (date(2026, 11, 4), "baseline")
    assert {proof.address for proof in event.evidence.all()} == {
        "https://ec.europa.eu/a",
        "https://example.org/source",
    }


@pytest.mark.parametrize(
    ("day", "who", "same"),
    [
        ("2026-03-09", "EP", True),
        ("2026-03-10", "EP", True),
        ("2026-03", "EP", True),
        ("2026-03-11", "EP", False),
        ("2026-03-10", "CONSIL", False),
    ],
)
def test_a_step_that_a_file_may_have_often_is_the_same_on_a_neighbouring_day(
    file: Proposal, tmp_path: Path, day: str, who: str, same: bool
) -> None:
    from_source(file, Kind.COMMITTEE_VOTE, date(2026, 3, 9))
    reload(tmp_path, entry("vote-in-committee", "committee_vote", day, who))
    assert len(keys(file, Kind.COMMITTEE_VOTE)) == (1 if same else 2)


def test_of_two_days_each_entry_finds_its_own(file: Proposal, tmp_path: Path) -> None:
    first = from_source(file, Kind.COUNCIL_DEBATE, date(2026, 3, 5), "CONSIL")
    reload(
        tmp_path,
        entry("second-day", "council_debate", "2026-03-06", "CONSIL"),
        entry("first-day", "council_debate", "2026-03-05", "CONSIL"),
    )
    assert keys(file, Kind.COUNCIL_DEBATE) == [first.key, "second-day"]


def test_a_key_that_a_source_made_does_not_hand_over_another_event(
    file: Proposal, tmp_path: Path
) -> None:
    opinions = [
        from_source(file, Kind.ADVISORY_OPINION, date(2026, 5, 1), who) for who in ("EESC", "COR")
    ]
    key = "2026-05-01-advisory-opinion"
    assert [event.key for event in opinions] == [key, f"{key}-2"]
    reload(tmp_path, entry(key, "advisory_opinion", "2026-05-01", "COR"))
    titles = {event.institutions[0]: event.title for event in file.events.filter(key__contains=key)}
    assert titles == {"EESC": "Advisory opinion", "COR": "As the curated record has it"}


def test_a_key_that_is_another_events_is_refused(file: Proposal, tmp_path: Path) -> None:
    event = from_source(file, Kind.ADVISORY_OPINION, date(2026, 5, 1), "EESC")
    with pytest.raises(BaselineError) as refused:
        reload(tmp_path, entry(event.key, "advisory_opinion", "2026-05-01", "COR"))
    assert refused.value.problems == (
        f"events.yaml, entry 3 ({event.key}): key: another event has it, "
        "2026-05-01: Advisory opinion. Give this one another key.",
    )
    event.refresh_from_db()
    assert (event.title, event.origin) == ("Advisory opinion", "source")


def test_a_step_that_the_baseline_expected_is_the_one_that_a_source_brought(
    file: Proposal, tmp_path: Path
) -> None:
    brought = from_source(file, Kind.REVIEW, date(2026, 11, 3), "COM")
    folder = tmp_path / "later"
    folder.mkdir()
    events = SMALL["events"].replace("expected: true", "on: 2026-11-04")
    load(write(folder, events=events))
    assert load(folder).changes == 0
    happened = file.events.get(kind=Kind.REVIEW, expected=False)
    assert (happened.pk, happened.happened_on) == (brought.pk, date(2026, 11, 4))


def test_what_an_editor_made_of_it_stays_and_is_found_again(file: Proposal, tmp_path: Path) -> None:
    event = from_source(file, Kind.COMMITTEE_VOTE, date(2026, 3, 9))
    again = entry("vote-in-committee", "committee_vote", "2026-03-10")
    reload(tmp_path, again)
    event.refresh_from_db()
    editor = Author(Origin.EDITOR, by=User.objects.create(username="e"), why="Read the minutes.")
    timeline.amend_event(event, {"happened_on": date(2026, 3, 30)}, editor)
    counts = load(tmp_path / "later")
    assert (counts.changes, len(counts.kept)) == (0, 1)
    assert keys(file, Kind.COMMITTEE_VOTE) == [event.key]
