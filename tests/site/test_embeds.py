"""Pieces for other people's pages: what they say, what they leave alone, and who may frame them."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from legislation.domain.words import Kind
from legislation.models import Proposal
from tests import make
from tests.site.test_headers import policy

pytestmark = pytest.mark.django_db

PLACE = "/embed/proposals/2025-0059-COD/"
PIECES = [f"{PLACE}{name}/" for name in ("timeline", "stages", "map")]
each_piece = pytest.mark.parametrize("address", PIECES)


@pytest.fixture
def file() -> Proposal:
    proposal = make.proposal(short_title="Return <Regulation>")
    make.event(proposal, title="Commission proposes")
    make.position(proposal)
    return proposal


def words(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    return " ".join(BeautifulSoup(page, "lxml").get_text(" ").split())


@each_piece
def test_a_piece_may_be_framed_by_anybody_and_does_nothing(
    client: Client, file: Proposal, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "X-Frame-Options" not in answer
    assert policy(answer) == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "*",
    }
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    page = BeautifulSoup(answer.content, "lxml")
    assert not page.select("script, form, iframe, [style]")


@each_piece
def test_a_piece_has_its_date_its_terms_and_the_way_to_the_whole(
    client: Client, file: Proposal, address: str, settings: Settings
) -> None:
    said = words(client, f"{address}?on=2025-06-02")
    assert "Return <Regulation>, 2025/0059(COD)" in said
    assert "As on record on 2 June 2025" in said
    assert "Reuse with acknowledgement of the source" in said
    page = BeautifulSoup(client.get(f"{address}?on=2025-06-02").content, "lxml")
    whole = page.select("footer a")[0]["href"]
    assert str(whole).startswith(f"{settings.SITE_URL}/proposals/2025-0059-COD/")
    assert "on=2025-06-02" in str(whole)
    assert page.select("base")[0]["target"] == "_blank"


def test_each_piece_shows_what_it_is_for(client: Client, file: Proposal) -> None:
    timeline, stages, drawn = (words(client, address) for address in PIECES)
    assert "Commission proposes" in timeline
    assert "Proposed by the Commission on 11 March 2025" in stages
    assert "Where the states stand: return_hubs" in drawn
    assert client.get(f"{PLACE}map/?topic=none").status_code == 404
    assert client.get(f"{PLACE}map/?on=soon").status_code == 400
    assert client.get("/embed/proposals/2024_1/map/").status_code == 404


def test_a_timeline_ends_with_its_twentieth_line(client: Client, file: Proposal) -> None:
    for number in range(15):
        make.event(file, Kind.OTHER, date(2025, 5, 5), title=f"Step {number:02}")
        make.event(file, Kind.OTHER, date(2024, 5, 5), title=f"Earlier {number:02}")
    shown = BeautifulSoup(client.get(PIECES[0]).content, "lxml").select("ol.timeline > li")
    assert len(shown) == 20
    assert str(shown).count(">Step ") == 15
    assert str(shown).count(">Earlier ") == 4  # of one step in between, too


def test_the_page_of_pieces_gives_what_to_copy(
    client: Client, file: Proposal, settings: Settings
) -> None:
    make.proposal("2018/0329(COD)", short_title="Recast")
    answer = client.get("/embed/")
    page = BeautifulSoup(answer.content, "lxml")
    copied = [BeautifulSoup(code.get_text(), "lxml").iframe for code in page.select("pre code")]
    assert len(copied) == 3
    for frame in copied:
        assert frame is not None
        assert str(frame["src"]).startswith(settings.SITE_URL + PLACE)
        assert str(frame["title"]).startswith("Return <Regulation>: ")
        assert frame["loading"] == "lazy"
        assert "allow-scripts" not in frame["sandbox"]
        assert "allow-same-origin" not in frame["sandbox"]
    assert policy(answer)["frame-src"] == "'self'"
    assert policy(answer)["frame-ancestors"] == "'none'"
    older = client.get("/embed/?proposal=2018-0329-COD").content.decode()
    assert "/embed/proposals/2018-0329-COD/map/" in older
    assert client.get("/embed/?proposal=none").status_code == 404
    assert 'href="/embed/"' in client.get("/").content.decode()


def test_without_a_file_there_is_nothing_to_copy(client: Client) -> None:
    assert "No file is followed yet." in words(client, "/embed/")


def test_queries_do_not_grow_with_the_record(client: Client, file: Proposal) -> None:
    counts = []
    for number in (2, 20):
        for _ in range(number):
            make.event(file, Kind.OTHER, date(2025, 5, 5))
            make.position(file, "DE")
        spent = []
        for address in [*PIECES, "/embed/"]:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            spent.append(len(asked))
        counts.append(spent)
    assert counts[0] == counts[1]
