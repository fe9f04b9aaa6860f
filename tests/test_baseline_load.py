"""The curated record, loaded through the writers."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import Model

from legislation import council, timeline
from legislation.baseline.load import FOLDER, load
from legislation.domain.words import Alert, Origin, Precision
from legislation.journal import Author
from legislation.models import (
    FACTS,
    Change,
    CouncilVote,
    Event,
    Evidence,
    JointStatement,
    Position,
    Proposal,
    Stage,
)
from tests import curated as record

pytestmark = pytest.mark.django_db


def copy(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """The baseline with one piece of one file replaced."""
    folder = tmp_path / "baseline"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return folder


def test_a_second_load_changes_nothing() -> None:
    first, second = load(), load()
    assert (first.changes, first.unchanged) == (502, 0)
    assert (second.changes, second.kept, second.unchanged) == (0, [], 461)


def test_the_record_that_tests_have_put_back_is_the_one_that_was_loaded() -> None:
    def rows() -> list[set[str]]:
        models: list[type[Model]] = [*FACTS.values(), Evidence, Change]
        return [set(map(repr, model._base_manager.values_list())) for model in models]

    with transaction.atomic():
        record.lay()  # loads, unless another test did
        loaded = rows()
        transaction.set_rollback(True)
    record.lay()
    assert rows() == loaded
    again = load()
    assert (again.changes, again.kept, again.unchanged) == (0, [], 461)


def test_every_fact_has_evidence_and_an_entry_in_the_journal(curated: None) -> None:
    for name, model in FACTS.items():
        assert model._default_manager.exists(), name
        assert not model._default_manager.filter(evidence__isnull=True).exists(), name
        assert not model._default_manager.filter(changes__isnull=True).exists(), name


def test_loading_tells_nobody(curated: None) -> None:
    assert set(Change.objects.values_list("alert", flat=True)) == {Alert.NONE}


def test_precision_and_confidence_are_kept(curated: None) -> None:
    paper = JointStatement.objects.get(key="non-paper-2024-10")
    assert (paper.stated_on, paper.precision) == (date(2024, 10, 9), Precision.MONTH)
    adopted = Event.objects.get(kind="council_first_reading_adoption", happened_on="2008-12-09")
    assert [proof.confidence for proof in adopted.evidence.all()] == ["low"]


def test_only_spain_is_on_record_against_the_general_approach(curated: None) -> None:
    vote = CouncilVote.objects.get(key="council-2025-12-08-return")
    assert [(c.state_id, c.cast) for c in vote.casts.all()] == [("ES", "against")]
    other = CouncilVote.objects.get(key="council-2025-12-08-stc")
    assert other.proposal is None and other.casts.count() == 4


def test_the_stages_follow_from_the_events(curated: None) -> None:
    rows = Stage.objects.filter(proposal__reference="2018/0329(COD)", entered_on__isnull=False)
    assert {(row.slug, row.outcome) for row in rows} >= {
        ("council_mandate", "partial"),
        ("ended", "superseded"),
    }


def test_a_load_brings_the_stages_up_to_the_rules_of_this_version(curated: None) -> None:
    Stage.objects.filter(slug="council_mandate").update(outcome="as of an older version")
    load()
    assert not Stage.objects.filter(outcome="as of an older version").exists()


def test_what_an_editor_changed_survives_a_reload(curated: None) -> None:
    editor = Author(Origin.EDITOR, by=User.objects.create(username="e"), why="Read the record.")
    event = Event.objects.get(kind="council_first_reading_adoption", happened_on="2008-12-09")
    timeline.amend_event(event, {"happened_on": date(2008, 12, 8)}, editor)
    position = Position.objects.get(key="es-whole-proposal-2025-12-08")
    council.correct_position(position, {"summary": "Spain voted against."}, editor)

    again = load()
    assert again.changes == 0 and len(again.kept) == 2
    event.refresh_from_db()
    assert event.happened_on == date(2008, 12, 8)
    assert Position.objects.filter(corrects=position).get().summary == "Spain voted against."


def test_a_corrected_baseline_amends_what_nobody_touched(curated: None, tmp_path: Path) -> None:
    old = "LIBE adopts Manfred Weber's first-reading report"
    folder = copy(tmp_path, "events.yaml", old, "LIBE adopts the report")
    assert load(folder).amended == 1
    assert Event.objects.get(title="LIBE adopts the report").changes.count() == 2


def test_a_corrected_position_of_the_baseline_is_a_further_row(
    curated: None, tmp_path: Path
) -> None:
    old = "Called the package agreed that day an important step to an EU-wide change of course."
    folder = copy(tmp_path, "positions.yaml", old.split(" day ")[0], "Called it all")
    assert load(folder).amended == 1
    assert load(folder).changes == 0
    assert Position.objects.filter(corrects__isnull=False).count() == 1


def test_a_wrong_entry_is_refused_by_file_entry_and_reason_and_nothing_is_loaded(
    tmp_path: Path,
) -> None:
    folder = copy(tmp_path, "events.yaml", "kind: proposal_adopted", "kind: proposal_adpoted")
    with pytest.raises(CommandError, match=r"events\.yaml.*proposal_adpoted"):
        call_command("load_baseline", folder=folder)
    assert not Proposal.objects.exists() and not Change.objects.exists()
