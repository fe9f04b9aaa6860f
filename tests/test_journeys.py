"""Whole stories, from a page to a mail, through the real doors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.domain.words import EmailState, Outcome
from legislation.models import Change, Email, Event, PressRelease, Proposal, Snapshot, Source
from scrapers import pipeline, watching
from scrapers.models import ScrapeRun
from scrapers.replay import Replay
from tests import story

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def replay(tmp_path: Path, settings: Settings) -> Iterator[Replay]:
    """The story's first day, served; the settings point at it."""
    with Replay(story.lay(tmp_path / "story"), 0) as served:
        told = served.settings()
        settings.SOURCE_BASES = {
            "cellar": told["CELLAR_BASE"],
            "eurlex": told["EURLEX_BASE"],
            "council": told["COUNCIL_BASE"],
            "epapi": told["EPAPI_BASE"],
            "parliament": told["PARLIAMENT_BASE"],
        }
        settings.SCRAPE_PAUSE_SECONDS = 0
        settings.SCRAPE_CONTACT = "tests@example.org"
        settings.SCRAPE_PRIVATE_TARGETS = True
        yield served


def scrape() -> dict[str, str]:
    """Read all sources once: outcome by slug."""
    return {source.slug: pipeline.run(source).outcome for source in watching.sources()}


def tick() -> None:
    """What the clock does about news and mails."""
    alerts.fan_out()
    mail.send_due()


def mails(folder: Path) -> list[EmailMessage]:
    """The mails that went out, as their reader's program opens them."""
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def subscribe_and_confirm(client: Client, folder: Path, address: str) -> None:
    """Through the form, the mail and the button; leaves no mail behind."""
    proposal = Proposal.objects.get(reference="2025/0059(COD)")
    client.post("/subscribe/", {"address": address, "proposals": [proposal.slug]})
    alerts.take_wishes()
    mail.send_due()
    [asking] = mails(folder)
    found = re.search(r"http://127\.0\.0\.1:8000(/confirm/\S+)", body(asking))
    assert found, body(asking)
    assert client.get(found[1]).status_code == 200
    assert client.post(found[1]).status_code == 200
    for path in folder.glob("*.eml"):
        path.unlink()


def test_from_a_page_to_a_mail_and_back_to_the_proof(
    curated: None, replay: Replay, client: Client, mail_folder: Path, tmp_path: Path
) -> None:
    subscribe_and_confirm(client, mail_folder, "Reader@Example.org")

    assert scrape()["cellar-2025-0059-cod"] == Outcome.SUCCESS
    tick()
    assert mails(mail_folder) == []  # a first reading is no news, however much it finds
    assert Event.objects.filter(title="Transmission to Parliament").exists()

    story.go_on(tmp_path / "story", timezone.localdate())
    again = scrape()
    assert again["cellar-2025-0059-cod"] == again["eurlex-2025-0059-cod"] == Outcome.SUCCESS
    tick()
    tick()
    told = mails(mail_folder)
    assert sorted(re.sub(r" \(.*", "", str(message["Subject"])) for message in told) == [
        "Return Regulation: Signature by the President of the EP and by the President of the "
        "Council",
        "Return Regulation: reported: Return regulation: Council prepares its implementation",
    ]
    assert {message["To"] for message in told} == {"reader@example.org"}

    signed = next(message for message in told if "Signature" in message["Subject"])
    copy = re.search(r"Stored copy: http://127\.0\.0\.1:8000(\S+)", body(signed))
    assert copy is not None
    snapshot = Snapshot.objects.get(pk=copy[1].split("/")[2])
    assert snapshot.blob.content == (tmp_path / "story" / "cellar.rdf").read_bytes()
    assert snapshot.blob_id in client.get(copy[1]).content.decode()

    third = scrape()
    tick()
    assert {third[s] for s in third if "2025" in s or s == "council-press"} == {Outcome.UNCHANGED}
    assert len(mails(mail_folder)) == 2


def test_the_signature_stands_once_though_two_sources_tell_it(
    curated: None, replay: Replay, tmp_path: Path
) -> None:
    scrape()
    story.go_on(tmp_path / "story", timezone.localdate())
    scrape()
    signed = Event.objects.get(kind="signature", expected=False, happened_on__year__gte=2026)
    assert {proof.source.site_id for proof in signed.evidence.all() if proof.source} == {
        "cellar",
        "eurlex",
    }
    assert signed.document_references == ["PE-CONS 12/2026"]
    assert PressRelease.objects.filter(origin="source").count() == 1


def test_all_sources_of_one_step_meet_in_one_event(curated: None, replay: Replay) -> None:
    scrape()
    reading = Event.objects.get(kind="ep_first_reading", happened_on="2026-06-17")
    told = [proof for proof in reading.evidence.all() if proof.source]
    assert sorted((proof.source.site_id, proof.identifier) for proof in told if proof.source) == [
        ("cellar", "2026-06-17_AMEND_R1_byEP"),
        ("cellar", "2026-06-17_AMEND_R1_byEP"),
        ("epapi", "2025-0059-DEC-DCPL-2026-06-17"),
        ("eurlex", "2026-06-17_AMEND_R1_byEP"),
        ("parliament", "2026-06-17 Decision by Parliament, 1st reading"),
    ]


def test_one_click_stops_what_is_waiting(
    curated: None, replay: Replay, client: Client, mail_folder: Path, tmp_path: Path
) -> None:
    subscribe_and_confirm(client, mail_folder, "reader@example.org")
    scrape()
    story.go_on(tmp_path / "story", timezone.localdate())
    scrape()
    alerts.fan_out()
    waiting = Email.objects.filter(state=EmailState.WAITING)
    assert waiting.count() == 2
    link = waiting[0].headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    bare = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = bare.post(link, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    mail.send_due()
    assert mails(mail_folder) == []
    assert set(Email.objects.values_list("state", flat=True)) == {"sent", "suppressed"}


def test_the_files_that_a_source_does_not_have_change_nothing_public(
    curated: None, replay: Replay
) -> None:
    public = Change.objects.public().count()
    source = next(s for s in watching.sources() if s.slug == "cellar-2018-0329-cod")
    assert pipeline.run(source).outcome == Outcome.NOT_FOUND
    assert Change.objects.public().count() == public
    notice = Change.objects.for_staff().get()
    assert "2018/0329(COD)" in notice.why
    assert Source.objects.get(pk=source.pk).state == "not_found"
    assert ScrapeRun.objects.get().snapshot is not None


@pytest.mark.samples
def test_the_real_pages_of_the_return_directive(
    curated: None, samples: Path, client: Client, mail_folder: Path, settings: Settings
) -> None:
    subscribe_and_confirm(client, mail_folder, "reader@example.org")
    with Replay(samples, 0) as served:
        told = served.settings()
        settings.SOURCE_BASES = {
            "cellar": told["CELLAR_BASE"],
            "eurlex": told["EURLEX_BASE"],
            "council": told["COUNCIL_BASE"],
            "epapi": told["EPAPI_BASE"],
            "parliament": told["PARLIAMENT_BASE"],
        }
        settings.SCRAPE_CONTACT = "tests@example.org"
        settings.SCRAPE_PRIVATE_TARGETS = True
        first, second = scrape(), scrape()
    ours = {"cellar-2005-0167-cod", "eurlex-2005-0167-cod", "council-press"}
    assert {first[slug] for slug in ours} == {Outcome.SUCCESS}
    assert {second[slug] for slug in ours} == {Outcome.UNCHANGED}
    # The recorded answers of the SPARQL endpoint are others' queries, about acts.
    asked = {slug for slug in first if slug.startswith("cellar-events")}
    assert {first[slug] for slug in asked} == {Outcome.BROKEN}
    assert {first[slug] for slug in first.keys() - ours - asked} == {Outcome.NOT_FOUND}
    assert ScrapeRun.objects.filter(source__slug="council-press").last().records == 20  # type: ignore[union-attr]
    assert not PressRelease.objects.filter(origin="source").exists()
    directive = Proposal.objects.get(reference="2005/0167(COD)")
    added = directive.events.filter(origin="source")
    assert added.count() == 7
    assert all(proof.snapshot_id for event in added for proof in event.evidence.all())
    disputed = {(c.event.kind, c.ours, c.theirs) for c in directive.conflicts.all() if c.event}
    assert disputed == {("council_first_reading_adoption", "2008-12-09", "2008-12-08")}
    tick()
    assert mails(mail_folder) == []
