"""Pages in three languages: an address each, and each says all of it."""

from __future__ import annotations

import gettext
import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from legislation import alerts, council, evidence, timeline
from legislation.domain.labels.rules import TEXTS
from legislation.domain.words import Confidence, Kind, Membership, Stance, TakesPart
from legislation.models import Consent, Participation, Proposal, Statistic
from tests import make

pytestmark = pytest.mark.django_db

LOCALE = Path(settings.LOCALE_PATHS[0])
LANGUAGES = ["fr", "de"]
#: Pages that need nothing but the record.
PAGES = [
    "/",
    "/proposals/2025-0059-COD/",
    "/proposals/2025-0059-COD/positions/",
    "/proposals/2025-0059-COD/vote/",
    "/proposals/2025-0059-COD/briefing/",
    "/context/",
    "/states/",
    "/states/FR/",
    "/embed/",
    "/figures/",
    "/search/",
    "/sources/",
    "/corrections/",
    "/promptness/",
    "/subscribe/",
    "/manage/",
]
#: Those and pages that say what is wrong: no English sentence of ours is left on them.
SPOKEN = [
    *PAGES,
    "/proposals/2025-0059-COD/events/proposed/",
    "/proposals/2025-0059-COD/?on=2025-06-01&known=2025-06-01",
    "/states/?on=2030-13-01",
    "/search/?q=voted",
    "/search/?q=2025/9999",
    "/manage/nonsense/",
    "/nothing/at/all/",
]


@pytest.fixture
def file() -> Proposal:
    """A file with two steps, and two states of which one said something."""
    proposal = make.proposal()
    make.event(
        proposal, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11), key="proposed", title="Put forward"
    )
    make.event(proposal, Kind.EP_FIRST_READING, date(2026, 6, 1), title="Voted")
    make.state("FR", "France")
    make.state("NO", "Norway", membership=Membership.ASSOCIATED)
    make.position(proposal, "FR", Stance.SUPPORT, date(2025, 4, 1))
    return proposal


def text(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_there_in_each_language(
    client: Client, file: Proposal, path: str, language: str
) -> None:
    answer = client.get(f"/{language}{path}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in page
    assert answer["Content-Language"] == language
    # Only the forms that are sent by POST need a cookie; no answer goes by a header.
    assert bool(client.cookies) is ("csrfmiddlewaretoken" in page)
    assert "Accept-Language" not in answer.get("Vary", "")
    # Numbers of drawings stay numbers.
    assert not re.search(r'\b(x|y|x1|x2|width|height|cx|cy)="-?\d+,', page)


def test_nothing_but_the_address_chooses_the_language(client: Client, file: Proposal) -> None:
    french = {"Accept-Language": "fr", "Cookie": "django_language=fr"}
    answer = client.get("/states/", headers=french)
    assert answer["Content-Language"] == "en" and b'<html lang="en">' in answer.content
    assert client.get("/fr", headers=french)["Location"] == "/fr/"
    for path in ("/en/states/", "/it/states/", "/fr/api/v1/", "/fr/admin/", "/fr/hooks/bounces/"):
        assert client.get(path).status_code == 404, path


def test_a_page_leads_to_itself_in_the_other_languages(client: Client, file: Proposal) -> None:
    page = text(client, "/fr/states/?on=2025-06-01")
    assert '<a href="/de/states/?on=2025-06-01" lang="de" hreflang="de">Deutsch</a>' in page
    assert '<a href="/states/?on=2025-06-01" lang="en" hreflang="en">English</a>' in page
    assert '<span lang="fr" aria-current="true">Français</span>' in page
    for language, path in (("en", ""), ("fr", "/fr"), ("de", "/de")):
        link = f'hreflang="{language}" href="{settings.SITE_URL}{path}/states/?on=2025-06-01">'
        assert f'<link rel="alternate" {link}' in page


def test_what_is_nowhere_leads_to_the_front_page_of_each_language(client: Client) -> None:
    page = text(client, "/fr/nothing/")
    assert (
        '<a href="/de/" lang="de" hreflang="de">' in page and 'rel="alternate" hreflang' not in page
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", SPOKEN)
def test_no_english_sentence_of_ours_is_left(
    client: Client, file: Proposal, path: str, language: str
) -> None:
    page = " ".join(text(client, f"/{language}{path}").split())
    shown = re.sub(r"<(\w+)[^>]* lang=\"en\".*?</\1>", "", page)
    left = [words for words in sentences(language) if words in shown]
    assert not left


@pytest.fixture
def pages_of_files(file: Proposal) -> list[str]:
    """The pages about an adopted file, with all that its steps, its proof and its sources say."""
    source = make.source(of=file)
    copy = make.snapshot(source, b"<html><p>Voted on 17 June 2026</p></html>")
    read = make.proof(source=source, snapshot=copy, passage="Voted", confidence=Confidence.LOW)
    cited = make.proof(address="", citation="Gazette 3", confidence=Confidence.MEDIUM)
    voted = make.event(
        file, Kind.EP_FIRST_READING, date(2026, 6, 17), title="Voted", proofs=[read, cited]
    )
    make.event(file, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1), title="Adopted")
    coming = make.event(file, Kind.REVIEW, None, title="A look back", expected=True)
    make.conflict(voted, "2026-06-18", field="date", snapshot=copy)
    evidence.close_conflict(make.conflict(voted, "2026-06-19"), make.EDITOR.because("So it is."))
    timeline.amend_event(voted, {"happened_on": date(2026, 6, 16)}, make.EDITOR.because("Read."))
    gone = make.event(file, Kind.OTHER, date(2026, 6, 2), title="Wrong")
    timeline.retract_event(gone, make.EDITOR.because("It was another file's."))
    for code, part in (("DK", TakesPart.DOES_NOT_TAKE_PART), ("IE", TakesPart.UNRESOLVED)):
        row = Participation(proposal=file, state=make.state(code), takes_part=part)
        council.record_participation(row, [cited], make.EDITOR)
    path = file.get_absolute_url()
    return [
        *("/", "/?on=2025-06-01", "/?on=1990-01-01", "/sources/", f"/facts/proposal/{file.pk}/"),
        *(path, f"{path}?on=2025-06-01", f"{path}?by=EP"),
        *(each.get_absolute_url() for each in (voted, coming, gone)),
        f"/facts/participation/{row.pk}/",
        f"/snapshots/{copy.pk}/",
        f"/snapshots/{copy.pk}/?evidence={voted.evidence.earliest('pk').pk}",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_english_sentence_of_ours_is_left_about_files(
    client: Client, pages_of_files: list[str], language: str
) -> None:
    ours = sentences(language) + [text for text in TEXTS if len(text) > 24]
    for path in pages_of_files:
        page = " ".join(text(client, f"/{language}{path}").split())
        shown = re.sub(r"<(\w+)[^>]* lang=\"en\".*?</\1>", "", page)
        assert not [words for words in ours if words in shown], path


def test_a_deadline_is_told_with_its_rule_and_its_article(
    client: Client, pages_of_files: list[str]
) -> None:
    page = text(client, "/fr/proposals/2025-0059-COD/")
    assert "Irlande\u00a0: dernier jour pour notifier sa participation dès le début" in page
    treaty = "https://eur-lex.europa.eu/legal-content/FR/TXT/?uri=CELEX:12016E/PRO/21"
    name = "Article 3, paragraphe 1, du protocole n\u00ba\u00a021"
    assert f'<a href="{treaty}" rel="external">{name}</a>' in page
    assert '"https://eur-lex.europa.eu/procedure/FR/2025_59"' in page


def sentences(language: str) -> list[str]:
    """The English sentences that are said otherwise in the language: long enough to be sure of."""
    return [
        english
        for english, said in catalogue(language).items()
        if said != english and len(english) > 24 and "%" not in english
    ]


def catalogue(language: str) -> dict[str, str]:
    """What the compiled catalogue has, without the forms for several."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        held = gettext.GNUTranslations(file)
    pairs: dict[object, str] = vars(held)["_catalog"]
    return {key.rpartition("\x04")[2]: said for key, said in pairs.items() if isinstance(key, str)}


@pytest.mark.parametrize(
    ("language", "day", "since", "figure"),
    [
        ("en", "1 June 2026", "Parliament adopted its position on 1 June 2026", "470,080.5"),
        ("fr", "1er juin 2026", "a adopté sa position le 1er juin 2026", "470\u202f080,5"),
        ("de", "1. Juni 2026", "hat am 1. Juni 2026 seinen Standpunkt", "470.080,5"),
    ],
)
def test_days_and_figures_are_written_as_their_reader_does(
    client: Client, file: Proposal, language: str, day: str, since: str, figure: str
) -> None:
    row = Statistic(
        indicator="returns",
        period="2024",
        geo="EU",
        value=Decimal("470080.50"),
        unit="x",
        publisher="y",
    )
    timeline.record_statistic(row, [make.proof()], make.EDITOR)
    prefix = "" if language == "en" else f"/{language}"
    assert figure in text(client, f"{prefix}/figures/")
    briefing = text(client, f"{prefix}/proposals/{file.slug}/briefing/")
    assert day in briefing and since in briefing


def test_states_and_what_they_are_have_their_names(client: Client, file: Proposal) -> None:
    french, german = text(client, "/fr/states/"), text(client, "/de/states/")
    assert "Norvège" in french and "Associés à Schengen" in french and "États membres" in french
    assert "Norwegen" in german and "Frankreich" in german


def test_what_is_on_record_in_english_says_so(client: Client, file: Proposal) -> None:
    make.event(None, Kind.OTHER, date(2025, 5, 1), title="A summit")
    link = r'<a href="[^"]*"( lang="en")?>A summit</a>'
    for path, marked in {"/fr/context/": ' lang="en"', "/context/": None}.items():
        found = re.search(link, text(client, path))
        assert found is not None
        assert found[1] == marked


@pytest.mark.parametrize("language", LANGUAGES)
def test_queries_are_those_of_the_english_page(
    client: Client, file: Proposal, language: str
) -> None:
    for path in PAGES:
        client.get(path)
        with CaptureQueriesContext(connection) as english:
            client.get(path)
        with CaptureQueriesContext(connection) as theirs:
            client.get(f"/{language}{path}")
        assert len(theirs) == len(english), path


def test_the_form_presets_its_own_language_and_keeps_what_was_read(
    client: Client, file: Proposal
) -> None:
    page = text(client, "/fr/subscribe/")
    assert re.search(r'<option value="fr" selected>', page)
    chosen = {"address": "ann@example.org", "proposals": [file.slug], "language": "fr"}
    assert client.post("/fr/subscribe/", chosen).status_code == 200
    alerts.take_wishes()
    proof = Consent.objects.get()
    assert (proof.form, proof.language) == ("/fr/subscribe/", "fr")
    assert proof.wording.startswith("Écrivez à cette adresse") and proof.wording in page


def test_addresses_for_programs_have_no_language() -> None:
    with translation.override("de"):
        assert reverse("robots") == "/robots.txt"
        assert reverse("snapshot_bytes", args=[1]) == "/snapshots/1/bytes/"
        assert reverse("home") == "/de/"


def test_the_official_title_is_that_of_the_language(client: Client) -> None:
    titles = {"fr": "Proposition de règlement", "de": "Vorschlag für eine Verordnung"}
    file = make.proposal(title="Proposal for a regulation", titles=titles)
    path = file.get_absolute_url()
    assert '<p class="title">Proposition de règlement</p>' in text(client, f"/fr{path}")
    assert '<p class="title">Vorschlag für eine Verordnung</p>' in text(client, f"/de{path}")
    bare = make.proposal("2018/0329(COD)", title="Recast").get_absolute_url()
    assert '<p class="title"><span lang="en">Recast</span></p>' in text(client, f"/fr{bare}")
    assert '<p class="title">Recast</p>' in text(client, bare)


def test_what_was_done_to_a_fact_agrees_with_its_name(client: Client, file: Proposal) -> None:
    step = make.event(file, title="A step", day=date(2025, 6, 1))
    timeline.amend_event(step, {"title": "Another step"}, make.EDITOR.because("Read."))
    make.press_release(file, title="A release")
    page = " ".join(client.get("/fr/").content.decode().split())
    assert "Étape modifiée " in page and "Communiqué de presse enregistré " in page
