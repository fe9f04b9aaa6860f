"""What leaves the site speaks the language of its address: feeds, calendars, cards, mails."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import icalendar
import pytest
from django.test import Client
from django.utils import translation

from legislation import mail
from legislation.baseline.load import FOLDER
from legislation.baseline.reader import read
from legislation.domain.labels import recorded
from legislation.domain.words import Institution, Kind, Language
from legislation.mail.phrases import Say
from legislation.models import Proposal
from legislation.pages import cards
from scrapers.sources import WATCHED
from tests import make
from tests.site.test_languages import LANGUAGES, sentences

pytestmark = pytest.mark.django_db

FILE = "/proposals/2025-0059-COD/"
NAMES = {"fr": "Règlement retour", "de": "Rückführungsverordnung"}
ADOPTED = {"fr": "Signature", "de": "Unterzeichnung"}
BODIES = {"fr": "Parlement européen / plénière", "de": "Europäisches Parlament / Plenum"}


@pytest.fixture
def file() -> Proposal:
    """A file that was signed, is to be published, and on which Germany spoke."""
    made = make.proposal()
    plenary = "European Parliament / plenary"
    make.event(made, Kind.SIGNATURE, date(2025, 3, 11), title="Signature", body=plenary)
    make.event(
        made,
        Kind.OJ_PUBLICATION,
        date(2027, 3, 11),
        expected=True,
        title="Publication in the Official Journal",
    )
    make.topic("whole_proposal", label="The proposal taken as a whole")
    make.position(made, "DE")
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_feeds_speak_the_language_of_their_address(
    client: Client, file: Proposal, language: str
) -> None:
    paths = [f"{FILE}feed/", "/states/DE/feed/", "/topics/whole_proposal/feed/"]
    paths += ["/corrections/feed/", "/search/feed/?q=signature"]
    said = ""
    for path in paths:
        answer = client.get(f"/{language}{path}")
        assert f'xml:lang="{language}"' in answer.content.decode(), path
        said += unescape(unescape(answer.content.decode()))
    assert not [words for words in sentences(language) if words in said]
    assert f"<title>{NAMES[language]}, 2025/0059(COD)" in said
    assert f"<title>{ADOPTED[language]}</title>" in said
    assert "Return Regulation" not in said and "taken as a whole" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendars_speak_the_language_of_their_address(
    client: Client, file: Proposal, language: str
) -> None:
    for path in (f"{FILE}calendar.ics", "/calendar.ics"):
        answer = client.get(f"/{language}{path}")
        calendar = icalendar.Calendar.from_ical(answer.content)
        said = [str(calendar["X-WR-CALDESC" if "X-WR-CALDESC" in calendar else "DESCRIPTION"])]
        for entry in calendar.walk("VEVENT"):
            said += [str(entry[name]) for name in ("SUMMARY", "DESCRIPTION", "URL")]
            assert str(entry["SUMMARY"]).startswith(NAMES[language])
        text = "\n".join(said)
        assert not [words for words in sentences(language) if words in text]
        assert f"/{language}{FILE}" in text and "Sources:" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_leads_to_the_card_and_the_feed_of_its_language(
    client: Client, file: Proposal, language: str
) -> None:
    page = client.get(f"/{language}{FILE}").content.decode()
    assert f"/{language}/cards/proposals/2025-0059-COD.png" in page
    assert f'href="/{language}{FILE}feed/"' in page
    assert f'href="/{language}{FILE}calendar.ics"' in page
    english, theirs = (
        client.get(f"{prefix}/cards/proposals/2025-0059-COD.png") for prefix in ("", f"/{language}")
    )
    assert theirs["Content-Type"] == "image/png" and theirs.content != english.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_say_nothing_in_english_but_titles(file: Proposal, language: str) -> None:
    with translation.override(language):
        event = file.events.get(expected=True)
        made = [
            cards.of_tracker(),
            cards.of_proposal(file, "", None),
            cards.of_event(event),
            cards.of_state(make.state("DE")),
        ]
    text = "\n".join(f"{each.kicker}\n{each.title}\n{each.sentence}" for each in made)
    assert not [words for words in sentences(language) if words in text]
    assert NAMES[language] in text and "Official Journal" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_mails_name_file_step_and_topic_in_their_language(file: Proposal, language: str) -> None:
    row = make.position(file, "FR", day=date(2025, 7, 1), summary="It wants it.")
    letter = mail.alert(mail.Item(row.changes.get(), ("topic=whole_proposal",)), language)
    assert letter.subject.startswith(NAMES[language])
    for words in ("Return Regulation", "taken as a whole", "in the Official Journal"):
        assert words not in letter.text and words not in letter.html, words
    # What the record says of it stays English, and says so.
    assert '<p lang="en"' in letter.html and "It wants it." in letter.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_the_record_are_said_on_the_page(
    client: Client, file: Proposal, language: str
) -> None:
    page = unescape(client.get(f"/{language}{FILE}").content.decode()).replace("\xad", "")
    assert f"<h1>{NAMES[language]}</h1>" in page
    assert BODIES[language] in page and "European Parliament / plenary" not in page
    make.event(file, Kind.OTHER, date(2025, 5, 1), title="A summit", body="Somebody")
    page = unescape(client.get(f"/{language}{FILE}").content.decode())
    assert '<span lang="en">Somebody</span>' in page
    assert re.search(r'<a[^>]* lang="en">A summit</a>', page)


def test_recurring_words_of_the_record_are_translated() -> None:
    held = read(FOLDER)
    used = {each.short_title for each in held.proposals} | {
        each.act_type for each in held.proposals
    }
    used |= {each.body for each in held.events} | {each.body for each in held.council_votes}
    used |= {each.title for each in held.events if each.expected}
    used |= {each.outcome for each in held.council_votes}
    used |= {words for each in held.actors for words in (each.role, each.group)}
    for row in held.statistics:
        used |= {row.indicator, row.geo, row.unit, row.publisher}
    used |= {each.name for each in WATCHED}
    for language in LANGUAGES:
        assert used - {""} <= set(recorded.TABLES[Language(language)])


def test_a_title_that_is_only_its_kind_is_said_as_the_kind() -> None:
    assert Say("fr").recorded(Kind.TRILOGUE.label) == "Trilogue"
    assert Say("de").recorded(Kind.OJ_PUBLICATION.label) == "Veröffentlichung im Amtsblatt"
    assert Say("de").recorded("Ministers meet") == "Ministers meet"
    assert Say("en").recorded("Return Regulation") == "Return Regulation"


def test_french_signs_keep_their_distance_on_pages(client: Client, file: Proposal) -> None:
    make.event(file, Kind.EP_FIRST_READING, date(2025, 5, 1), institutions=[Institution.EP])
    for path in (FILE, f"{FILE}positions/", "/states/DE/", "/search/?q=2025/0058", "/search/"):
        page = client.get(f"/fr{path}").content.decode()
        shown = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", "", page, flags=re.S)
        found = re.findall(r"[^\s&]*[\wé)][:;?!](?=\s)", unescape(shown))
        assert not found, path
