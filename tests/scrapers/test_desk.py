"""The desk's page of a source: look now, bring a page, accept a page as it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from legislation import evidence
from legislation.domain.words import Outcome
from legislation.evidence import Reading
from legislation.models import Change, Conflict, Event, Snapshot, Source
from scrapers import pipeline, watching
from tests import make, story
from tests.admin.desk import page, told
from tests.scrapers.test_pipeline import lose_an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The story's pages as files, and the proposal that they are about."""
    make.proposal("2025/0059(COD)", press_phrases=["return regulation"])
    return story.lay(tmp_path / "story")


@pytest.fixture
def anna() -> Client:
    """An editor's browser."""
    client = Client()
    client.force_login(make.editor("anna"))
    return client


@pytest.fixture
def root() -> Client:
    """A superuser's browser."""
    client = Client()
    client.force_login(make.superuser("root"))
    return client


def watched(slug: str) -> Source:
    return next(found for found in watching.sources() if found.slug == f"{slug}-2025-0059-cod")


def saved(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("page.html", content)


def moment(ago: timedelta = timedelta()) -> str:
    return f"{timezone.localtime() - ago:%Y-%m-%dT%H:%M}"


def test_an_editor_brings_a_page(anna: Client, folder: Path) -> None:
    source = watched("eurlex")
    address = page("source_bring", source.pk)
    shown = anna.get(page("source_change", source.pk)).content.decode()
    assert address in shown
    assert page("source_look", source.pk) not in shown
    typed = {"file": saved((folder / "eurlex.html").read_bytes()), "saved_at": moment()}
    answer = anna.post(address, typed, follow=True)
    assert "Read: 5 new" in told(answer)
    assert Event.objects.count() == 5
    copy = Snapshot.objects.get()
    assert copy.brought_by == "brought by anna"
    shown = Client().get(f"/snapshots/{copy.pk}/").content.decode()
    assert "a member of staff" in shown and "anna" not in shown


def test_a_page_that_is_refused_is_kept_and_the_desk_says_why(anna: Client, folder: Path) -> None:
    source = watched("eurlex")
    half = (folder / "eurlex.html").read_bytes()[:3000]
    typed = {"file": saved(half), "saved_at": moment(timedelta(hours=2))}
    answer = anna.post(page("source_bring", source.pk), typed, follow=True)
    copy = Snapshot.objects.get()
    assert "Not trusted: The page is not what it should be" in told(answer)
    assert page("snapshot_change", copy.pk) in told(answer)
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("content", "ago", "complaint"),
    [
        (b"<html>", timedelta(hours=-3), "lies ahead"),
        (b"", timedelta(), "empty"),
        (b"x" * (10 * 1024 * 1024 + 1), timedelta(), "10 MB"),
    ],
)
def test_what_cannot_be_a_saved_page_is_refused(
    anna: Client, folder: Path, content: bytes, ago: timedelta, complaint: str
) -> None:
    typed = {"file": saved(content), "saved_at": moment(ago)}
    answer = anna.post(page("source_bring", watched("eurlex").pk), typed)
    assert complaint in answer.content.decode()
    assert not Snapshot.objects.exists()


def test_a_long_name_is_cut_to_what_a_copy_holds_and_the_journal_names_the_run(
    folder: Path,
) -> None:
    client = Client()
    client.force_login(make.superuser("n" * 150))
    typed = {"file": saved((folder / "eurlex.html").read_bytes()), "saved_at": moment()}
    client.post(page("source_bring", watched("eurlex").pk), typed)
    assert Snapshot.objects.get().brought_by == "brought by " + "n" * 100
    runs = Change.objects.filter(event__isnull=False).values_list("run", flat=True)
    assert all(run.startswith("scrape run ") for run in runs)


def test_look_now_makes_a_source_due(root: Client, anna: Client, folder: Path) -> None:
    source = watched("eurlex")
    address = page("source_look", source.pk)
    assert address in root.get(page("source_change", source.pk)).content.decode()
    root.get(address)
    source.refresh_from_db()
    assert source.next_read_at is None
    answer = root.post(address, follow=True)
    source.refresh_from_db()
    assert source.next_read_at is not None and source.next_read_at <= timezone.now()
    assert "SCRAPE_CONTACT" in told(answer)  # real sites are not read without it
    assert anna.post(address).status_code == 403


def lost(folder: Path) -> Source:
    """A source whose page lost an event since the last good reading."""
    source = watched("cellar")
    content = (folder / "cellar.rdf").read_bytes()
    pipeline.bring(source, content, by="root", saved_at=timezone.now() - timedelta(hours=1))
    lose_an_event(folder)
    make.snapshot(source, content=(folder / "cellar.rdf").read_bytes(), fetched_at=timezone.now())
    soon = timezone.now() + timedelta(hours=1)
    evidence.note_reading(source, Reading(Outcome.BROKEN, "An event is gone.", "test", soon))
    return source


def test_a_page_that_lost_something_is_accepted_with_a_reason(root: Client, folder: Path) -> None:
    source = lost(folder)
    address = page("source_accept", source.pk)
    assert address in root.get(page("source_change", source.pk)).content.decode()
    asked = root.get(address).content.decode()
    assert "An event is gone." in asked and 'name="copy"' in asked
    copy = str(source.snapshots.latest("pk").pk)
    assert "Say why" in root.post(address, {"why": "", "copy": copy}).content.decode()
    answer = root.post(address, {"why": "Told twice before", "copy": copy}, follow=True)
    assert "Read:" in told(answer)
    source.refresh_from_db()
    assert source.state == "fine" and Conflict.objects.get().field == "presence"
    notice = source.changes.get(why__contains="Told twice before")
    assert notice.by is not None and (notice.by.username, notice.audience) == ("root", "staff")
    assert address not in root.get(page("source_change", source.pk)).content.decode()
    again = root.post(address, {"why": "Once more", "copy": copy}, follow=True)
    assert "nothing to accept" in told(again)


def test_only_the_copy_that_was_looked_at_is_accepted(root: Client, folder: Path) -> None:
    source = lost(folder)
    seen = str(source.snapshots.latest("pk").pk)
    newer = (folder / "cellar.rdf").read_bytes() + b"\n"
    make.snapshot(source, content=newer, fetched_at=timezone.now())
    address = page("source_accept", source.pk)
    answer = root.post(address, {"why": "Fine", "copy": seen})
    assert "newer copy" in answer.content.decode()
    source.refresh_from_db()
    assert source.state == "changed_shape"


def test_an_editor_accepts_nothing(anna: Client, folder: Path) -> None:
    source = lost(folder)
    assert anna.get(page("source_accept", source.pk)).status_code == 403


def test_a_reader_is_unproven_until_it_has_read_the_real_site(root: Client, folder: Path) -> None:
    make.proposal("2018/0329(COD)")
    source = watched("eurlex")
    for address in (page("source_changelist"), page("source_change", source.pk)):
        assert "unproven" in root.get(address).content.decode()
    Source.objects.filter(reader=source.reader).exclude(pk=source.pk).update(
        proven_at=timezone.now()
    )
    assert "unproven" not in root.get(page("source_change", source.pk)).content.decode()


def test_the_list_says_how_much_is_stored_and_why_it_is_in_trouble(
    root: Client, folder: Path
) -> None:
    source = watched("eurlex")
    for number in range(2):
        make.snapshot(source, content=f"{number}".encode() * 1024)
    soon = timezone.now() + timedelta(hours=1)
    evidence.note_reading(source, Reading(Outcome.BROKEN, "An event is gone.", "test", soon))
    shown = root.get(page("source_changelist")).content.decode()
    assert "2.0\xa0KB" in shown and "An event is gone." in shown
