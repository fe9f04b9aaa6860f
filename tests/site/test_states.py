"""The member states."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legislation import council
from legislation.domain.words import Kind, Membership, Stance, TakesPart
from legislation.models import Participation
from tests import make

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_position_stands_with_day_stance_words_and_source(client: Client) -> None:
    make.state("AT", "Austria")
    make.position(
        make.proposal(),
        "AT",
        Stance.OPPOSE,
        date(2025, 6, 30),
        precision="month",
        summary="It says no.",
        actor="The minister",
    )
    page = text_of(client, "/states/AT/")
    for words in ("June 2025", "Oppose", "It says no.", "The minister", "https://example.org/a"):
        assert words in page
    assert "30 June 2025" not in page


def test_what_was_said_before_the_proposal_is_marked(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.position(file, "DE", day=date(2025, 3, 11))
    assert "before the proposal" not in text_of(client, "/states/DE/")
    make.position(file, "DE", day=date(2025, 3, 10))
    assert text_of(client, "/states/DE/").count("before the proposal") == 1


def test_a_corrected_position_is_shown_as_corrected_only(client: Client) -> None:
    first = make.position(make.proposal(), "DE", summary="Misread.")
    council.correct_position(
        first, {"summary": "Read again."}, make.EDITOR.because("The tape says otherwise.")
    )
    page = text_of(client, "/states/DE/")
    assert "Read again." in page
    assert "Misread." not in page


def test_whether_a_state_votes_is_said_with_its_basis(client: Client) -> None:
    part = Participation(
        proposal=make.proposal(),
        state=make.state("DK", "Denmark"),
        takes_part=TakesPart.DOES_NOT_TAKE_PART,
        legal_basis="Protocol No 22",
    )
    council.record_participation(part, [make.proof()], make.EDITOR)
    page = text_of(client, "/states/DK/")
    assert "does not take part" in page
    assert "Protocol No 22" in page


def test_silence_is_not_a_position(client: Client) -> None:
    make.state("MT", "Malta")
    assert "It said nothing that is on record. That is not a position." in text_of(
        client, "/states/MT/"
    )


def test_a_code_in_lower_case_leads_to_the_state(client: Client) -> None:
    make.state("ES", "Spain")
    answer = client.get("/states/es/")
    assert (answer.status_code, answer["Location"]) == (301, "/states/ES/")
    assert client.get("/states/XX/").status_code == 404


def test_the_list_counts_what_stands(client: Client) -> None:
    first = make.position(make.proposal(), "DE")
    council.correct_position(first, {"summary": "Better."}, make.EDITOR.because("Typing error."))
    page = text_of(client, "/states/")
    assert '<td class="number">1</td>' in page


def test_a_state_is_called_what_it_was_on_the_day(client: Client) -> None:
    make.state("HR", "Croatia")
    make.state("GB", "United Kingdom", membership=Membership.FORMER)
    for code, on, was, together in (
        ("HR", "2013-06-30", "Not yet a member state", "Not yet member states"),
        ("HR", "2013-07-01", "Member state", "Member states"),
        ("GB", "2020-01-31", "Member state", "Member states"),
        ("GB", "2020-02-01", "Former member state", "Former member states"),
    ):
        page = BeautifulSoup(client.get(f"/states/{code}/", {"on": on}).content, "lxml")
        kicker, picture = (
            page.select_one("main .kicker"),
            page.select_one("[property='og:image:alt']"),
        )
        assert kicker and kicker.get_text() == f"States · {was}", (code, on)
        assert picture and str(picture["content"]).startswith(f"{was}:"), (code, on)
        states = BeautifulSoup(client.get("/states/", {"on": on}).content, "lxml")
        link = states.select_one(f'main th a[href^="/states/{code}/"]')
        heading = link and link.find_previous("h2")
        assert heading and heading.get_text() == together, (code, on)


def test_the_list_invents_no_day(client: Client) -> None:
    make.position(make.proposal(), "DE", day=date(2025, 6, 30), precision="month")
    page = text_of(client, "/states/")
    assert '<time datetime="2025-06">June 2025</time>' in page
    assert "30 June" not in page


def test_more_positions_cost_no_more_queries(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, "/states/DE/")
        return len(queries)

    file = make.proposal()
    make.position(file, "DE")
    make.position(file, "DE", day=date(2025, 7, 1))
    few = count()
    for day in range(1, 29):
        make.position(file, "DE", day=date(2025, 9, day))
    assert count() == few


def test_what_changed_is_said_beside_what_it_changed_from(client: Client) -> None:
    file = make.proposal()
    make.position(file, "DE", Stance.NEUTRAL, date(2025, 4, 1))
    make.position(file, "DE", Stance.SUPPORT, date(2025, 6, 1))
    make.position(file, "DE", Stance.SUPPORT, date(2025, 7, 1))
    page = text_of(client, "/states/DE/")
    assert page.count("Changed:") == 1
    assert 'neutral (<time datetime="2025-04-01">1 April 2025</time>) became support.' in page


def test_a_state_is_shown_as_of_a_day(client: Client) -> None:
    file = make.proposal()
    make.position(file, "DE", day=date(2025, 4, 1), summary="It said this.")
    make.position(file, "DE", day=date(2025, 6, 1), summary="It said that.")
    page = text_of(client, "/states/DE/?on=2025-05-31")
    assert "It said this." in page
    assert "It said that." not in page
    assert "This is the record as it stood on" in page


def test_a_passage_of_the_source_is_quoted(client: Client) -> None:
    make.position(make.proposal(), "DE", proofs=[make.proof(passage="We say so.")])
    assert "<blockquote><p>We say so.</p></blockquote>" in text_of(client, "/states/DE/")


@pytest.mark.parametrize("prefix", ["", "/fr", "/de"])
@pytest.mark.parametrize(
    ("typed", "code"), [("EL", "GR"), ("el", "GR"), ("uk", "GB"), ("gr", "GR")]
)
def test_a_state_is_found_by_the_code_that_people_type(
    client: Client, prefix: str, typed: str, code: str
) -> None:
    make.state("GR", "Greece")
    make.state("GB", "United Kingdom")
    answer = client.get(f"{prefix}/states/{typed}/?on=2026-03-26")
    assert answer.status_code == 301
    assert answer["Location"] == f"{prefix}/states/{code}/?on=2026-03-26"
    assert client.get(f"{prefix}/states/xx/").status_code == 404
    feed = client.get(f"/states/{typed}/feed/").content
    assert feed == client.get(f"/states/{code}/feed/").content


@pytest.mark.parametrize(
    "name",
    ["denmark", "Denmark", "Dänemark", "d%C3%A4nemark", "danemark", "dk"],
)
def test_a_state_is_found_by_its_name(client: Client, name: str) -> None:
    make.state("DK", "Denmark")
    answer = client.get(f"/de/states/{name}/?on=2026-03-26")
    assert answer.status_code == 301
    assert answer["Location"] == "/de/states/DK/?on=2026-03-26"
    assert client.get("/states/united-kingdom/").status_code == 404
    make.state("GB", "United Kingdom")
    assert client.get("/states/united-kingdom/")["Location"] == "/states/GB/"


def test_a_code_of_the_eu_leads_nowhere_without_the_state(client: Client) -> None:
    assert client.get("/states/EL/").status_code == 404
