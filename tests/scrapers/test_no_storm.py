"""What looks like much news and is none is told to nobody, and to staff once.

Each has readers of everything, at once and daily, who have confirmed before it happens.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Upper
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import EmailKind, Outcome, Rhythm
from legislation.mail import relay
from legislation.management.commands import setup
from legislation.models import Change, Conflict, Email, Event, Notice, Source
from scrapers import apart, pipeline, watching
from scrapers.records import ProcedureRecord, Record
from scrapers.sources import WATCHED, Watched
from tests import make, story
from tests.test_alerts import confirmed

pytestmark = pytest.mark.django_db

SLUG = "cellar-events-2025-0059-cod"
#: So many steps has the page, one a day until today.
STEPS = 100
#: Of kinds that we know, and of none that is certain: those are known again by their words.
CODES = [("DIS_byCONSIL", "CONSIL"), ("DEBATE_byEP", "EP"), ("TRS_EP_byCOM", "COM")]

Naming = Callable[[int, date, str], str]


def by_day(number: int, day: date, code: str) -> str:
    return f"{day}_{code}"


def by_number(number: int, day: date, code: str) -> str:
    return f"{480000 + number}"


def lay(folder: Path, name: Naming = by_day, steps: int = STEPS) -> None:
    """Let the page tell so many steps, the newest of today, under names of the source's."""
    story.lay(folder)
    page = folder / "cellar_events.json"
    answer = json.loads(page.read_text())
    *rows, count = answer["results"]["bindings"]
    address = "http://publications.europa.eu/resource/procedure-event/2025_59."
    for number in range(STEPS - steps, STEPS):
        day = timezone.localdate() - timedelta(days=number)
        code, who = CODES[number % len(CODES)]
        told = {"event": address + name(number, day, code), "code": code, "institution": who}
        row = {column: {"type": "literal", "value": value} for column, value in told.items()}
        row["date"] = {"type": "literal", "value": str(day)}
        rows.append({"reference": count["reference"], **row})
    count["total"]["value"] = str(len(rows))
    answer["results"]["bindings"] = [*rows, count]
    page.write_text(json.dumps(answer))


def read() -> str:
    """Read the page as the clock does; what the run says of itself."""
    source = next(found for found in watching.sources() if found.slug == SLUG)
    run = pipeline.run(source)
    assert run.outcome == Outcome.SUCCESS, run.detail
    return run.detail


@pytest.fixture(autouse=True)
def readers(pages: Path, mail_folder: Path, settings: Settings, tmp_path: Path) -> None:
    """Who would be told of all, at once and each morning."""
    settings.FENCE_FILE = str(tmp_path / "send-fence")
    for rhythm in (Rhythm.INSTANT, Rhythm.DAILY):
        make.wish(f"{rhythm}@example.org", everything=True, rhythm=rhythm)
        confirmed(f"{rhythm}@example.org")
    mail.send_due()


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let all settle, and the next two mornings come."""

    def pass_() -> None:
        began = timezone.now()
        for days in (0, 1, 2):
            moment = began + timedelta(days=days, hours=1)
            with monkeypatch.context() as then:
                then.setattr(timezone, "now", lambda moment=moment: moment)
                for _ in range(2):
                    alerts.fan_out()
                    mail.send_due()

    return pass_


def mails() -> list[tuple[str, str]]:
    """All mails about news, whatever became of them."""
    rows = Email.objects.filter(kind__in=[EmailKind.ALERT, EmailKind.DIGEST])
    return list(rows.values_list("recipient", "letter__subject"))


def staff() -> list[str]:
    """What staff were told, the newest first."""
    return [change.why for change in Change.objects.for_staff()]


def test_one_step_is_told_to_both(pages: Path, days_pass: Callable[[], None]) -> None:
    """So that the others prove something."""
    lay(pages, steps=STEPS - 1)
    read()
    lay(pages)
    read()
    days_pass()
    assert sorted(to for to, _ in mails()) == ["daily@example.org", "instant@example.org"]
    assert len(staff()) == 1  # of the first reading


def test_a_first_import(pages: Path, days_pass: Callable[[], None]) -> None:
    lay(pages)
    assert read().startswith(f"{STEPS + 5} new")
    days_pass()
    assert mails() == [] and not Notice.objects.exists()
    [told] = staff()
    assert "First reading: 105 new" in told


def test_all_names_of_the_source_are_others(pages: Path, days_pass: Callable[[], None]) -> None:
    lay(pages, steps=STEPS - 1)
    read()
    before = set(Event.objects.values_list("pk", "title", "happened_on"))
    lay(pages, by_number, steps=STEPS - 1)
    assert read().startswith("0 new")
    days_pass()
    assert set(Event.objects.values_list("pk", "title", "happened_on")) == before
    assert mails() == [] and not Conflict.objects.exists()
    told, _ = staff()
    assert f"{STEPS - 1} steps have other names there than before" in told
    lay(pages, by_number)
    assert read().startswith("1 new")
    days_pass()
    assert [to for to, _ in mails()] == ["instant@example.org"]  # news is news again
    assert len(staff()) == 2


def by_an_old_hand(watched: Watched) -> Watched:
    """The reader before its repair: each third step was lost, and days were two too early."""

    def misread(data: bytes, expect: str | None = None, /) -> Record:
        record = watched.read(data, expect)
        assert isinstance(record, ProcedureRecord)
        first, *rest = record.events
        wrong = [
            replace(event, day=event.day - timedelta(days=2))
            for number, event in enumerate(rest)
            if number % 3 and event.day
        ]
        return replace(record, events=(first, *wrong))

    return replace(watched, read=misread)


@pytest.fixture
def misread(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page was read by the reader before its repair."""
    monkeypatch.setattr(apart, "SMALL", 10**9)  # in this process, where the reader is another
    lay(pages, steps=STEPS - 1)
    with monkeypatch.context() as before:
        watched = tuple(
            by_an_old_hand(w) if SLUG.startswith(f"{w.slug}-2025") else w for w in WATCHED
        )
        before.setattr(watching, "WATCHED", watched)
        read()


def test_a_repaired_reader_in_old_bytes(misread: None, days_pass: Callable[[], None]) -> None:
    call_command("reparse", SLUG, "--apply", stdout=StringIO())
    days_pass()
    assert mails() == []
    told, _ = staff()
    assert "A stored copy was read again: 35 new, 68 amended; nobody is told." in told


def test_a_repaired_reader_on_the_next_page(
    misread: None, pages: Path, days_pass: Callable[[], None]
) -> None:
    """The page grew by one step meanwhile: that is held with what only seems to be new."""
    lay(pages)
    assert read().startswith("36 new")
    days_pass()
    assert mails() == []
    told, _ = staff()
    assert "30 pieces of news are old" in told
    assert Change.objects.held().count() == 36


def test_a_migration_of_all_rows(
    pages: Path, days_pass: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(pages)
    read()

    def migrate(command: str, *args: object, **options: object) -> None:
        if command == "migrate":
            Event.objects.update(title=Upper("title"), detail="By the rules of a new version.")

    monkeypatch.setattr(setup, "call_command", migrate)
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    MigrationRecorder(connection).record_unapplied(
        *next(n for n in leaves if n[0] == "legislation")
    )
    call_command("setup", stdout=StringIO())
    Source.objects.update(full_at=None, read_blob=None, read_digest="")
    read()  # in full, as if for the first time since
    days_pass()
    assert mails() == []
    told, _ = staff()
    assert told.startswith("Migrations applied: legislation.")


def test_a_dump_of_yesterday(pages: Path, mail_folder: Path, days_pass: Callable[[], None]) -> None:
    """It knows nothing of what was told since; what it tells again stays with it."""
    lay(pages, steps=STEPS - 1)
    read()
    lay(pages)
    with transaction.atomic():
        read()
        days_pass()
        assert len(mails()) == 2
        transaction.set_rollback(True)
    sent = set(mail_folder.iterdir())
    read()
    days_pass()
    assert len(mails()) == 2  # written, and held
    assert set(mail_folder.iterdir()) == sent
    told, _ = staff()
    assert told == relay.RESTORED
    alerts.let_go(make.superuser(), timezone.now() + timedelta(days=3))
    days_pass()
    assert set(mail_folder.iterdir()) == sent
