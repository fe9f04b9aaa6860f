"""The front page."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import timeline
from legislation.domain.words import Confidence, Kind, Origin
from legislation.journal import Author
from legislation.models import Change, Statistic
from legislation.pages import home
from tests import make

pytestmark = pytest.mark.django_db

BASELINE = Author(Origin.BASELINE, run="baseline 1")


def page(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def ahead(text: str) -> str:
    """What comes next, over all files."""
    return text[text.index('id="ahead"') :]


def test_each_file_says_where_it_stands_what_was_last_and_what_is_next(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.event(
        file, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1), title="Council approves"
    )
    make.event(file, Kind.SIGNATURE, None, title="Signature of the regulation")
    text = " ".join(page(client).split())
    assert (
        "Adopted by the Council on 1 October 2026; signature and publication not on record yet."
    ) in text
    assert '<time datetime="2026-10-01">1 October 2026</time>' in text
    assert "Council approves" in text
    assert "Signature of the regulation</a>: day not known" in text


def test_the_live_file_stands_first_and_then_the_newest(client: Client) -> None:
    done = make.proposal("2026/0001(COD)", short_title="Quick act")
    make.event(done, Kind.ENTRY_INTO_FORCE, date(2026, 9, 1))
    live = make.proposal("2025/0059(COD)")
    make.event(live, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    old = make.proposal("2005/0167(COD)", short_title="Return Directive")
    make.event(old, Kind.ENTRY_INTO_FORCE, date(2009, 1, 13))
    text = page(client)
    places = [text.index(file.reference) for file in (live, done, old)]
    assert places == sorted(places)


def test_under_the_sentence_stands_on_whose_word_it_says_so(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    weak = make.proof(confidence=Confidence.LOW, address="https://www.example.net/rumour")
    press = make.proof(confidence=Confidence.MEDIUM, address="https://www.example.com/news")
    make.event(file, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1), proofs=[weak, press])
    make.event(file, Kind.OTHER, date(2026, 10, 5))
    files = page(client).partition('id="files"')[2].partition("</section>")[0]
    said = re.search(r"Adopted by the Council .*?On the word of (.*?)</p>", files, re.DOTALL)
    assert said
    assert '<a href="https://www.example.com/news" rel="external">example.com</a>' in said[1]
    assert "(medium confidence)" in said[1]
    assert "example.net" not in said[1] and "example.org" not in said[1]


def test_a_sentence_on_two_mandates_names_the_steps_that_gave_them(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    for kind, day, host in (
        (Kind.DRAFT_REPORT, date(2025, 11, 11), "a.example"),
        (Kind.COUNCIL_GENERAL_APPROACH, date(2025, 12, 8), "b.example"),
    ):
        make.event(file, kind, day, proofs=[make.proof(address=f"https://{host}/")])
    files = page(client).partition('id="files"')[2].partition("</section>")[0]
    assert ">a.example</a>" in files and ">b.example</a>" in files


def test_an_expected_step_is_hidden_once_its_kind_has_happened(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.SIGNATURE, None, title="The expected signature")
    assert "The expected signature" in ahead(page(client))
    make.event(file, Kind.SIGNATURE, date(2026, 11, 3))
    assert "The expected signature" not in ahead(page(client))


def test_a_planned_day_comes_before_a_step_without_a_day(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.APPLICATION, None, title="Someday")
    tomorrow = timezone.localdate() + timedelta(days=1)
    make.event(file, Kind.EP_FIRST_READING, tomorrow, title="Tomorrow", expected=True)
    coming = ahead(page(client))
    assert coming.index("Tomorrow") < coming.index("Someday")


def test_loading_the_curated_record_is_one_line(client: Client) -> None:
    file = make.proposal(author=BASELINE)
    for day in range(1, 30):
        make.event(file, Kind.OTHER, date(2025, 3, day), title=f"Step {day}", author=BASELINE)
    text = page(client)
    news = text[text.index('id="news"') : text.index('id="ahead"')]
    assert news.count("The curated record was loaded") == 1
    shown = re.findall(r">(Step \d+)</a>", news)
    assert shown == ["Step 29", "Step 28", "Step 27", "Step 26", "Step 25"]
    assert "29 March 2025" in news


def test_news_tells_the_day_of_the_step_and_when_it_was_recorded(client: Client) -> None:
    file = make.proposal(author=BASELINE)
    make.event(file, Kind.OTHER, date(2025, 3, 12), title="Transmission to Parliament")
    text = " ".join(page(client).split())
    news = text[text.index('id="news"') : text.index('id="ahead"')]
    assert "12 March 2025</time> · Event recorded today · Return Regulation" in news
    assert news.count("Transmission to Parliament") == 1
    lately = timezone.now() - timedelta(days=20)
    Change.objects.update(recorded_at=lately)
    assert f'Event recorded on <time datetime="{timezone.localdate(lately)}">' in page(client)
    Change.objects.update(recorded_at=timezone.now() - timedelta(days=31))
    assert "Event recorded" not in page(client)


def test_steps_without_a_day_are_one_line_for_a_file(client: Client) -> None:
    file = make.proposal()
    for kind in (Kind.SIGNATURE, Kind.OJ_PUBLICATION, Kind.APPLICATION):
        make.event(file, kind, None)
    coming = ahead(page(client))
    assert coming.count("day not known") == 1
    assert all(kind.label in coming for kind in (Kind.SIGNATURE, Kind.APPLICATION))


def test_what_changed_last_shows_what_came_after_the_curated_record(client: Client) -> None:
    file = make.proposal(author=BASELINE)
    shown = make.event(file, Kind.OTHER, date(2026, 10, 1), title="An editor's step")
    why = Author(Origin.EDITOR, why="It was another file's step.")
    timeline.retract_event(shown, why)
    news = page(client)
    assert "retracted" in news
    assert "It was another file&#x27;s step." in news


def test_notices_to_staff_are_on_no_public_page(client: Client) -> None:
    file = make.proposal()
    make.conflict(make.event(file))
    assert "Conflict" not in page(client)


def test_a_month_is_never_printed_as_a_day(client: Client) -> None:
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 31), precision="month")
    text = page(client)
    assert '<time datetime="2025-03">March 2025</time>' in text
    assert "31 March" not in text
    assert "Proposed by the Commission in March 2025" in text


def count(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client)
    return len(queries)


def test_300_files_cost_as_many_queries_as_3(client: Client) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last + 1):
            file = make.proposal(f"2025/{number:04}(COD)")
            make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
            make.event(file, Kind.SIGNATURE, None)
            make.source(f"source-{number}", file)

    grow(1, 3)
    few = count(client)
    grow(4, 300)
    assert count(client) == few


def test_the_sources_are_one_line(client: Client) -> None:
    make.source()
    assert "0 of 1 sources" in page(client)


def test_an_empty_tracker_still_has_a_front_page(client: Client) -> None:
    assert "No file is followed yet." in page(client)


def test_a_wrong_address_helps(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert b"/proposals/2025_59/" in answer.content


def test_events_around_the_files_are_listed_with_their_certainty(client: Client) -> None:
    make.event(
        None,
        Kind.SUMMIT_DECLARATION,
        date(2017, 2, 3),
        key="malta",
        title="Malta declaration",
        proofs=[make.proof(confidence=Confidence.LOW)],
    )
    listed = page(client, "/context/")
    assert "/context/malta/" in listed
    assert "low confidence" in listed
    assert listed.count("Low confidence: to be checked") == 1
    assert "Malta declaration" in page(client, "/context/malta/")


def test_figures_are_printed_as_their_source_gives_them(client: Client) -> None:
    row = Statistic(
        indicator="persons ordered to leave",
        period="2014",
        geo="EU-28",
        value=Decimal("470080.00"),
        unit="persons",
        publisher="Eurostat",
    )
    timeline.record_statistic(row, [make.proof()], make.EDITOR)
    assert "470,080" in page(client, "/figures/")


def test_of_very_many_files_the_reform_stands_with_the_newest(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "MOST", 10)
    for number in range(1, 12):
        make.proposal(f"2026/{number:04}(COD)", short_title=f"File {number}")
    make.proposal("2005/0167(COD)", short_title="Return Directive")
    files = page(client).partition('id="files"')[2].partition('id="news"')[0]
    assert "Return Directive" in files
    assert ">File 11<" in files
    assert ">File 2<" not in files
    assert "finds 2 more" in files
