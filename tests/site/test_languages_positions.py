"""What the states said, what a vote would give, the search and the pieces, in three languages."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legislation import council
from legislation.baseline.load import FOLDER
from legislation.baseline.reader import read
from legislation.domain.labels import topics
from legislation.domain.words import Kind, Language, Membership, Stance, TakesPart
from legislation.models import Participation, Proposal
from tests import make
from tests.site.test_languages import LANGUAGES, sentences

pytestmark = pytest.mark.django_db

FILE = "/proposals/2025-0059-COD/"
HUBS = "Return hubs in third countries"
SPOKEN = [
    f"{FILE}positions/",
    f"{FILE}positions/?topic=return_hubs&on=2026-01-01",
    f"{FILE}vote/",
    f"{FILE}vote/?in_favour=DE,FR,IT,PL&against=ES",
    "/proposals/2005-0167-COD/vote/?on=2010-01-01",
    f"{FILE}vote/?in_favour=DE&against=DE",
    f"{FILE}vote/?in_favour=DK,IE",
    f"{FILE}vote/?in_favour=NO",
    f"{FILE}vote/?year=1999",
    f"{FILE}vote/?topic=nothing",
    f"{FILE}vote/?nothing=1",
    f"{FILE}briefing/?sections=positions&sections=stages",
    "/states/ES/",
    "/states/DK/?on=2026-01-01",
    "/states/NO/",
    "/search/",
    "/search/?q=hubs",
    "/search/?q=2025/0058",
    "/search/?q=nothing+of+this&kind=event",
    "/search/?kind=nothing",
    "/embed/",
    f"/embed{FILE}map/",
    f"/embed{FILE}stages/",
    f"/embed{FILE}timeline/",
]


@pytest.fixture
def file() -> Proposal:
    """Germany in favour, Spain against since it spoke twice; Denmark is outside, Ireland open."""
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11), title="Put forward")
    make.populations()
    make.state("NO", "Norway", membership=Membership.ASSOCIATED)
    make.topic("whole_proposal", label="The proposal taken as a whole")
    hubs = make.topic("return_hubs", label=HUBS, place=1)
    make.position(made, "DE", Stance.SUPPORT, date(2025, 6, 1))
    make.position(made, "ES", Stance.NEUTRAL, date(2025, 6, 1))
    make.position(made, "ES", Stance.OPPOSE, date(2025, 12, 8))
    make.position(made, "NO", Stance.OPPOSE, date(2025, 2, 1), topic=hubs)
    for code, part in (("DK", TakesPart.DOES_NOT_TAKE_PART), ("IE", TakesPart.UNRESOLVED)):
        row = Participation(proposal=made, state_id=code, takes_part=part, legal_basis="Protocol")
        council.record_participation(row, [make.proof()], make.EDITOR)
    return made


def read_page(path: str) -> str:
    """The page on one line, its spaces plain and without soft hyphens."""
    page = unescape(Client().get(path).content.decode())
    return " ".join(page.replace("\N{SOFT HYPHEN}", "").split())


def words_of(path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", read_page(path)).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", SPOKEN)
def test_no_english_sentence_of_ours_is_left(file: Proposal, path: str, language: str) -> None:
    page = read_page(f"/{language}{path}")
    assert f'<html lang="{language}">' in page
    shown = re.sub(r"<(\w+)[^>]* lang=\"en\".*?</\1>", "", page)
    assert not [words for words in sentences(language) if words in shown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_queries_are_those_of_the_english_page(file: Proposal, language: str) -> None:
    for path in SPOKEN:
        Client().get(path)
        with CaptureQueriesContext(connection) as english:
            Client().get(path)
        with CaptureQueriesContext(connection) as theirs:
            Client().get(f"/{language}{path}")
        assert len(theirs) == len(english), path


def test_a_vote_says_why_in_the_language_of_the_page(file: Proposal) -> None:
    french, german = words_of(f"/fr{FILE}vote/"), words_of(f"/de{FILE}vote/")
    assert "Ouvert : les indécis décident" in french
    assert "Si tous les indécis sont contre" in french and "non adopté : " in french
    assert "18,96 à 88,94 %" in french and "18,96 bis 88,94 %" in german
    assert "Wenn alle Unentschiedenen dagegen sind: nicht angenommen: " in german
    assert "Dänemark : nimmt nicht teil; Protocol." in german


def test_a_refusal_names_what_it_refuses(file: Proposal) -> None:
    path = f"{FILE}vote/?in_favour=DK,IE"
    assert "Ne participent pas à ce vote : DK, IE." in words_of(f"/fr{path}")
    assert "DK, IE do not take part in this vote. Whether IE will" in words_of(path)
    assert "„100 %“" in words_of(f"/de{FILE}vote/?topic=100+%25")


def test_states_stand_in_the_order_of_the_readers_alphabet(file: Proposal) -> None:
    def order(path: str) -> list[str]:
        return re.findall(r'data-state="(\w\w)"', read_page(path).partition('id="matrix"')[2])

    english, german = order(f"{FILE}positions/"), order(f"/de{FILE}positions/")
    assert english[:2] == ["AT", "BE"] and german[:2] == ["BE", "BG"]
    # Not after the last letter: Niederlande, Österreich, Polen.
    assert german[german.index("AT") - 1 : german.index("AT") + 2] == ["NL", "AT", "PL"]
    assert english[-1] == german[-1] == "NO"


def test_topics_stances_and_days_are_told(file: Proposal) -> None:
    page = words_of("/fr/states/ES/")
    assert "La proposition dans son ensemble" in page
    assert "Opposition depuis le 8 décembre 2025 , 2 fois enregistré." in page
    assert "Changement : neutre ( 1er juin 2025 ) est devenu opposition." in page
    matrix = words_of(f"/de{FILE}positions/?topic=return_hubs")
    assert "Rückkehrzentren in Drittstaaten" in matrix and HUBS not in matrix
    assert "Schengen-assoziierte Staaten, ohne Stimmrecht" in matrix


def test_what_is_on_record_in_english_says_so_in_a_search(file: Proposal) -> None:
    page = read_page("/fr/search/?q=forward")
    assert '<p class="what" lang="en">' in page and "Étape" in page
    assert ' lang="en"' not in read_page("/search/?q=forward").partition("<main")[2]


def test_a_piece_is_offered_in_the_language_of_the_page(file: Proposal) -> None:
    offered = read_page("/fr/embed/")
    assert f"/fr/embed{FILE}map/" in offered and "Où en sont les États" in offered
    piece = Client().get(f"/fr/embed{FILE}map/")
    assert "X-Frame-Options" not in piece and not piece.cookies
    assert f"/fr{FILE}positions/" in piece.content.decode()


def test_every_topic_of_the_record_is_translated() -> None:
    english = {words for topic in read(FOLDER).topics for words in (topic.label, topic.reading)}
    for language in LANGUAGES:
        assert set(topics.TABLES[Language(language)]) == english
