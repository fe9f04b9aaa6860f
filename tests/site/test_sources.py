"""The sources and the stored copies."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from legislation import evidence, timeline
from legislation.domain.words import Kind, Origin, Outcome
from legislation.evidence import Reading
from legislation.journal import Author
from legislation.models import Proposal, Snapshot, Source
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


def test_a_source_without_a_good_reading_for_long_is_silent(client: Client) -> None:
    read(Outcome.SUCCESS)  # of a source that is read every 6 hours
    Source.objects.update(succeeded_at=timezone.now() - timedelta(hours=17))
    assert "Silent" not in text_of(client, "/sources/")
    Source.objects.update(succeeded_at=timezone.now() - timedelta(hours=19))
    assert "<strong>Silent</strong> since" in text_of(client, "/sources/")
    evidence.pause(make.source(), "No contact address is set.")
    assert "<strong>Not polled</strong>" in text_of(client, "/sources/")


def test_a_source_that_has_nothing_new_says_since_when(client: Client) -> None:
    now = timezone.now()
    reading = Reading(Outcome.SUCCESS, "", "run 1", now, changed=True)
    evidence.note_reading(make.source(), reading)
    assert "nothing new" not in text_of(client, "/sources/")
    evidence.note_reading(make.source(), Reading(Outcome.UNCHANGED, "", "run 2", now))
    assert "nothing new since" in text_of(client, "/sources/")


def test_the_sources_stand_by_their_site(client: Client) -> None:
    make.source("b", site="eurlex")
    make.source("c", site="council", address="https://www.consilium.europa.eu/press/")
    make.source("a", site="eurlex")
    page = text_of(client, "/sources/")
    heads = re.findall(r'<h[23] id="([^"]+)', page)
    assert heads == ["site-council", "c", "site-eurlex", "a", "b"]
    assert page.count(">eur-lex.europa.eu</h2>") == 1


def test_a_site_that_is_held_says_until_when_and_why(client: Client) -> None:
    source = make.source()
    evidence.hold_site(source.site_id, timezone.now() + timedelta(hours=1), "It said so.")
    assert "Nothing is asked of this site before" in text_of(client, "/sources/")
    evidence.hold_site(source.site_id, timezone.now() - timedelta(hours=1), "It said so.")
    assert "Nothing is asked" not in text_of(client, "/sources/")


def test_delays_are_given_where_there_are_enough_cases(client: Client) -> None:
    file, source = make.proposal(), make.source()
    reader = Author(Origin.SOURCE, run="scrape run 7", tells=True)
    for number in range(5):
        assert "too few cases in 90 days" in text_of(client, "/sources/")
        proof = make.proof(source=source, identifier=str(number))
        make.event(file, Kind.OTHER, timezone.localdate(), author=reader, proofs=[proof])
    page = text_of(client, "/sources/")
    assert "too few" not in page
    assert "median the same day, 95th percentile the same day (5 cases)" in page


def test_the_page_of_a_file_names_who_watches_it(client: Client) -> None:
    file = make.proposal()
    make.source("own", file, name=f"EUR-Lex, {file.reference}")
    make.source("all", None, name="Council, press releases")
    make.source("other", make.proposal("2018/0329(COD)"), name="Of another file")
    page = text_of(client, file.get_absolute_url())
    assert "EUR-Lex: not read yet" in page
    assert "Council, press releases: not read yet" in page
    assert "Of another file" not in page
    assert "Watched by" not in text_of(client, f"{file.get_absolute_url()}?on=2025-06-01")


def marked(client: Client, copy: Snapshot, **values: Any) -> str:
    """The page of a copy on which a step rests that is proved by it."""
    file = Proposal.objects.first() or make.proposal()
    proof = make.event(file, proofs=[make.proof(snapshot=copy, **values)]).evidence.get()
    return text_of(client, f"/snapshots/{copy.pk}/?evidence={proof.pk}")


def test_the_passage_is_marked_in_the_text_that_a_person_reads(client: Client) -> None:
    page = b"<!doctype html><p>The <b>House</b>\n adopted&nbsp;it.<p>Then it rose."
    told = marked(client, make.snapshot(make.source(), page), passage="the house adopted it")
    assert '<mark id="passage">The House adopted it</mark>.' in told
    assert "The passage is marked below" in told
    assert told.count("<mark") == told.count('id="passage"') == 1
    assert "&lt;b&gt;House&lt;/b&gt;" in told  # and what was served stands below


def test_without_a_passage_the_sources_own_words_are_marked(client: Client) -> None:
    page = b"<html>5/10/2022<p>Debate<p>7/11/2022<p>Debate"
    says = {"label": "Debate", "date": "2022-11-07"}
    told = marked(client, make.snapshot(make.source(), page), says=says)
    assert '7/11/2022 <mark id="passage">Debate</mark>' in told
    assert "own words for it are marked" in told


def test_words_that_the_markup_alone_has_are_marked_there(client: Client) -> None:
    page = b'<?xml version="1.0"?><r><step is="ADP_byCOM">2025-03-11</step></r>'
    says = {"code": "ADP_byCOM", "date": "2025-03-11"}
    told = marked(client, make.snapshot(make.source(), page), says=says)
    assert "<details open>" in told
    assert '&quot;<mark id="passage">ADP_byCOM</mark>&quot;' in told


def test_a_passage_that_is_not_there_is_said_not_to_be(client: Client) -> None:
    copy = make.snapshot(make.source(), b"<html><p>Something else.")
    told = marked(client, copy, passage="The House adopted it.")
    assert "are not found in this text" in told
    assert "<mark" not in told


def test_a_passage_far_down_is_shown_with_what_stands_round_it(client: Client) -> None:
    text = b"a " * 300_000 + b"The House adopted it." + b" b" * 300_000
    told = marked(client, make.snapshot(make.source(), text), passage="The House adopted it.")
    assert 'a a <mark id="passage">The House adopted it.</mark> b b' in told
    assert "200,000 signs, the marked words among them" in told
    assert len(told) < 250_000


def test_a_hostile_copy_is_never_markup(client: Client) -> None:
    wicked = b"<html><p>&lt;script&gt;alert(1)&lt;/script&gt;<img src=x onerror=alert(2)></mark>"
    told = marked(client, make.snapshot(make.source(), wicked), passage="<script>alert(1)</script>")
    assert '<mark id="passage">&lt;script&gt;alert(1)&lt;/script&gt;</mark>' in told
    assert "<script" not in told
    assert "<img" not in told


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "1" * 30])
def test_evidence_that_is_none_is_not_found(client: Client, asked: str) -> None:
    copy = make.snapshot(make.source())
    assert client.get(f"/snapshots/{copy.pk}/", {"evidence": asked}).status_code == 404
