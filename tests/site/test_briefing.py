"""The briefing: chosen sections, each statement with its notes, as a page and as a tagged PDF."""

from __future__ import annotations

import re
import zlib
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation.domain.words import Kind
from legislation.models import Proposal
from legislation.pages import paper
from legislation.pages.briefing import SECTIONS
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS = "/proposals/2025-0059-COD/briefing/"
PDF = "/proposals/2025-0059-COD/briefing.pdf"


@pytest.fixture
def file() -> Proposal:
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11), title="Commission proposes")
    make.event(
        made,
        Kind.COUNCIL_GENERAL_APPROACH,
        date(2025, 12, 8),
        title="Council <agrees>",
        proofs=[make.proof(address="https://example.org/b")],
    )
    return made


def page(client: Client, query: str = "") -> str:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_only_the_chosen_sections_are_there(client: Client, file: Proposal) -> None:
    text = page(client, "?sections=votes&sections=documents")
    assert re.findall(r'<h2 id="(\w+)"', text) == ["votes", "documents"]
    assert "Nothing is on record." in text
    assert '<h2 id="timeline"' in page(client)


def test_each_statement_has_a_note_with_source_and_permanent_link(
    client: Client, file: Proposal
) -> None:
    text = page(client, "?sections=timeline")
    told = text[text.index("Council &lt;agrees&gt;") :]
    number = re.search(r'<a href="#note-(\d+)"', told)
    assert number is not None
    note = text.partition(f'id="note-{number[1]}"')[2].partition("</li>")[0]
    assert "https://example.org/b" in note
    event = file.events.get(kind=Kind.COUNCIL_GENERAL_APPROACH)
    assert f"{event.get_absolute_url()}?on={timezone.localdate()}&amp;known=" in note


def test_a_source_of_two_sections_is_one_note(client: Client, file: Proposal) -> None:
    text = page(client, "?sections=stages&sections=timeline")
    assert text.count('<li id="note-') == 2


def test_since_leaves_out_what_came_before(client: Client, file: Proposal) -> None:
    text = page(client, "?sections=timeline&since=2025-12-01")
    assert "Council &lt;agrees&gt;" in text
    assert "Commission proposes" not in text
    none = page(client, "?sections=timeline&since=2026-01-01")
    assert "Nothing is on record since then." in none


def test_since_leaves_out_earlier_votes_of_both_institutions(client: Client, curated: None) -> None:
    votes = page(client, "?sections=votes")
    later = page(client, "?sections=votes&since=2026-10-01")
    for day in ("8 December 2025", "26 March 2026"):
        assert day in votes and day not in later
    assert "1 October 2026" in later


def test_a_section_that_is_none_is_named(client: Client, file: Proposal) -> None:
    answer = client.get(ADDRESS + "?sections=timeline&sections=next")
    assert answer.status_code == 400
    assert '<span class="wrong">No section is called “next”.' in answer.content.decode()


@pytest.mark.parametrize("query", ["?sections=timeline&since=soon", "?sections=nonsense"])
def test_what_cannot_be_understood_is_said_and_not_guessed(
    client: Client, file: Proposal, query: str
) -> None:
    assert client.get(ADDRESS + query).status_code == 400
    assert client.get(ADDRESS + "?on=soon").status_code == 400


def test_queries_do_not_grow_with_the_record(client: Client, file: Proposal) -> None:
    query = ADDRESS + "?" + "&".join(f"sections={slug}" for slug in SECTIONS)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(query).status_code == 200
        return len(queries)

    before = asked()
    for number in range(20):
        make.event(file, Kind.COUNCIL_DEBATE, date(2025, 6, 1 + number), title=f"Debate {number}")
    assert asked() == before


def test_without_pango_no_pdf_is_offered(
    client: Client, file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "pdf_works", lambda: False)
    assert "briefing.pdf" not in page(client)
    assert client.get(PDF).status_code == 404


def unpacked(pdf: bytes) -> bytes:
    """The document with its packed streams laid open."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    packed = [each for each in streams if each[:1] == b"x"]
    # decompressobj, for where packed bytes end as a line does the pattern has taken their last.
    return pdf + b"".join(zlib.decompressobj().decompress(each) for each in packed)


def test_the_pdf_is_tagged_and_asks_nobody(client: Client, file: Proposal, pango: None) -> None:
    make.event(
        file, Kind.COUNCIL_DEBATE, date(2026, 1, 1), title='<img src="https://example.org/x.png">'
    )
    assert "briefing.pdf" in page(client)
    answer = client.get(PDF + "?sections=timeline")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    told = unpacked(answer.content)
    assert b"/MarkInfo" in told
    assert b"/StructTreeRoot" in told
    assert b"pdfuaid" in told
    assert b"Source-Serif" in told


def test_a_day_that_is_none_is_said_with_the_usual_sections_too(
    client: Client, file: Proposal
) -> None:
    assert client.get(ADDRESS + "?since=2026-99-99").status_code == 400
