"""The sources and the stored copies."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from legislation import evidence, timeline
from legislation.domain.words import Kind, Outcome
from legislation.evidence import Reading
from legislation.models import Source
from tests import make

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def read(outcome: Outcome, detail: str = "", *, blocked: bool = False) -> None:
    reading = Reading(
        outcome, detail, "run 1", timezone.now() + timedelta(hours=6), blocked=blocked
    )
    evidence.note_reading(make.source(), reading)


def test_a_source_that_was_read_is_fine(client: Client) -> None:
    read(Outcome.SUCCESS)
    assert "<strong>Fine</strong>" in text_of(client, "/sources/")


@pytest.mark.parametrize(
    ("outcome", "blocked", "words"),
    [
        (Outcome.UNAVAILABLE, False, "<strong>Unavailable</strong> since"),
        (Outcome.UNAVAILABLE, True, "<strong>Blocked: unavailable</strong> since"),
        (Outcome.NOT_FOUND, False, "<strong>Not found: unavailable</strong> since"),
        (Outcome.BROKEN, False, "<strong>Changed shape: unavailable</strong> since"),
    ],
)
def test_a_source_that_is_not_fine_says_since_when_and_why(
    client: Client, outcome: Outcome, blocked: bool, words: str
) -> None:
    read(outcome, "The site answered 503.", blocked=blocked)
    page = text_of(client, "/sources/")
    assert words in page
    assert "The site answered 503." in page


def test_why_sources_are_not_polled_is_said_once(client: Client) -> None:
    for slug in ("one", "two"):
        evidence.pause(make.source(slug), "No contact address is set.")
    page = text_of(client, "/sources/")
    assert page.count("Not polled") == 2
    assert page.count("No contact address is set.") == 1


def test_the_last_stored_copies_are_linked(client: Client) -> None:
    source = make.source()
    copies = [make.snapshot(source, f"page {n}".encode()) for n in range(5)]
    page = text_of(client, "/sources/")
    shown = [f"/snapshots/{copy.pk}/" in page for copy in copies]
    assert shown == [False, False, True, True, True]


HTML = b"<script>alert(1)</script><p>Adopt\xe9</p>"


def test_a_stored_copy_is_shown_as_text_with_what_is_known_of_it(client: Client) -> None:
    source = make.source()
    headers = {"Content-Type": "text/html; charset=iso-8859-1", "ETag": '"abc"'}
    copy = make.snapshot(source, HTML, headers=headers, brought_by="run 17")
    make.event(make.proposal(), title="Cited step", proofs=[make.proof(snapshot=copy)])
    page = text_of(client, f"/snapshots/{copy.pk}/")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "Adopté" in page
    for words in (hashlib.sha256(HTML).hexdigest(), "run 17", "Cited step", "&quot;abc&quot;"):
        assert words in page


def test_a_copy_that_another_host_served_is_no_answer_of_the_site(client: Client) -> None:
    source = make.source()
    own = make.snapshot(source)
    other = make.snapshot(source, b"invented", fetched_from="http://127.0.0.1:8801/procedure")
    event = make.event(make.proposal(), proofs=[make.proof(snapshot=own)])
    said = "served from 127.0.0.1, not by the site itself"
    assert f"{source.address}</a> answered on" in text_of(client, f"/snapshots/{own.pk}/")
    assert said not in text_of(client, event.get_absolute_url())
    told = text_of(client, f"/snapshots/{other.pk}/")
    assert said in told
    assert "answered on" not in told
    invented = make.event(event.proposal, Kind.OTHER, proofs=[make.proof(snapshot=other)])
    assert said in text_of(client, invented.get_absolute_url())
    timeline.retract_event(event, make.EDITOR.because("For the other one to be the first."))
    make.event(event.proposal, proofs=[make.proof(snapshot=other)])
    assert "(high confidence, from a recorded copy)" in text_of(client, "/")


@pytest.mark.parametrize("address", ["/", "/sources/", "/states/", "/subscribe/", "/nowhere/"])
def test_every_page_of_a_trial_says_that_it_is_one(
    client: Client, settings: Settings, address: str
) -> None:
    said = b"Trial: the sources are replayed from recorded pages."
    assert said not in client.get(address).content
    settings.SOURCE_BASES = {**settings.SOURCE_BASES, "cellar": "http://127.0.0.1:8801"}
    assert said in client.get(address).content


def test_the_download_is_the_bytes_and_can_never_run_here(client: Client) -> None:
    copy = make.snapshot(make.source(), HTML)
    answer = client.get(f"/snapshots/{copy.pk}/bytes/")
    assert answer.content == HTML
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_long_text_is_cut_with_a_note(client: Client) -> None:
    copy = make.snapshot(make.source(), b"a" * 200_000 + b"NEVER SHOWN")
    page = text_of(client, f"/snapshots/{copy.pk}/")
    assert "NEVER SHOWN" not in page
    assert "the first 200,000 of 200,011 bytes" in page


def test_bytes_that_are_no_text_are_not_shown(client: Client) -> None:
    copy = make.snapshot(make.source(), b"%PDF-1.7\0\x01")
    assert "These bytes are no text." in text_of(client, f"/snapshots/{copy.pk}/")


def test_an_empty_answer_is_said_to_be_empty(client: Client) -> None:
    copy = make.snapshot(make.source(), b"")
    assert "The answer was empty." in text_of(client, f"/snapshots/{copy.pk}/")


@pytest.mark.parametrize("address", ["/snapshots/999/", "/snapshots/999/bytes/"])
def test_an_unknown_copy_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_who_brought_a_page_is_not_named_in_public(client: Client) -> None:
    copy = make.snapshot(make.source(), HTML, brought_by="brought by anna.muster")
    page = text_of(client, f"/snapshots/{copy.pk}/")
    assert "that a person saved in a browser" in page
    assert "anna.muster" not in page


def test_a_reader_that_never_read_a_real_page_says_so(client: Client) -> None:
    source = make.source()
    assert ", unproven." in text_of(client, "/sources/")
    Source.objects.filter(pk=source.pk).update(proven_at=timezone.now())
    assert "unproven" not in text_of(client, "/sources/")
