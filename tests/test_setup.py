"""`manage.py setup`: staff learn what it changed on a record that was there before."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from legislation.baseline.held import Counts
from legislation.management.commands import load_baseline, setup
from legislation.models import Change
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the record and the static files, and with migrations that need not be carried out."""
    monkeypatch.setattr(setup, "call_command", lambda *args, **options: None)


def told() -> list[str]:
    return list(Change.objects.for_staff().values_list("why", flat=True))


def set_up() -> None:
    call_command("setup", stdout=StringIO())


def last_of_ours() -> Any:
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    return next(leaf for leaf in leaves if leaf[0] == "legislation")


def test_migrations_are_told_to_staff_by_name() -> None:
    app, name = last_of_ours()
    MigrationRecorder(connection).record_unapplied(app, name)
    set_up()
    [text] = told()
    assert text.startswith("Migrations applied: ") and f"{app}.{name}" in text
    assert text.endswith("; nobody is told of what they changed.")


def test_a_start_that_migrates_nothing_tells_nothing() -> None:
    set_up()
    assert told() == []


def test_a_fresh_database_has_nobody_to_tell() -> None:
    MigrationRecorder.Migration.objects.all().delete()
    set_up()
    assert told() == []


def load(monkeypatch: pytest.MonkeyPatch, counts: Counts) -> None:
    monkeypatch.setattr(load_baseline, "load", lambda *args: counts)
    call_command("load_baseline", stdout=StringIO())


def test_a_load_that_changed_a_record_is_told_once_with_its_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make.proposal()
    load(monkeypatch, Counts(recorded=3, amended=2))
    load(monkeypatch, Counts(unchanged=5))
    assert told() == ["The curated record was loaded: 3 recorded, 2 amended; nobody is told."]


def test_the_first_load_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    load(monkeypatch, Counts(recorded=3))
    assert told() == []
