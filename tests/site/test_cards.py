"""What a page looks like where somebody shares it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image, ImageChops, ImageFont
from pytest_django import Settings

from legislation import timeline
from legislation.domain.words import Kind
from legislation.models import Event, Proposal
from legislation.pages import cards, picture
from legislation.pages.picture import drawn
from tests import make

NAME = "Return Directive Tracker"
#: Where words may stand: within 80 pixels of each side, below the rule, above the edge.
MARGINS = (0, 15, 1200, 630)


def opened(png: bytes) -> Image.Image:
    shown = Image.open(BytesIO(png))
    shown.load()
    return shown.convert("RGB")


def inked(png: bytes) -> tuple[int, int, int, int]:
    """The box around all that is drawn below the rule at the top."""
    shown = opened(png).crop(MARGINS)
    paper = Image.new("RGB", shown.size, shown.getpixel((5, 20)))
    box = ImageChops.difference(shown, paper).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("length", [1, 40, 200, 5000])
@pytest.mark.parametrize("word", ["Parliament ", "W", "й", "Rückkehrentscheidung-"])
def test_no_words_leave_the_paper(word: str, length: int) -> None:
    text = (word * length)[:5000]
    png = drawn(text, text, text, NAME, "30 November 2026")
    assert opened(png).size == (1200, 630)
    left, _, right, bottom = inked(png)
    assert left >= 78 and right <= 1124 and bottom < 605
    below = opened(png).crop((0, 500, 1200, 519))  # between the words and the line
    assert len(below.getcolors() or []) == 1


def test_the_same_words_give_the_same_bytes_and_others_do_not() -> None:
    words = ("2025/0059(COD)", "Return Regulation", "Adopted.", NAME, "30 November 2026")
    assert drawn(*words) == drawn(*words)
    assert all(a != b for a, b in pairwise([drawn(*words), drawn(*words[:4], "1 December 2026")]))


def test_every_letter_of_the_unions_languages_is_drawn() -> None:
    for weight in ("Regular", "SemiBold"):
        font = ImageFont.truetype(picture._FONTS / f"SourceSerif4-{weight}.ttf", 40)
        missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))
        for letter in "aąćčďđęěłňőøřśšťůűžżßæœțșģķļņİëΩβθήώϋЖщъюяДЙ€…“”„»·½²":
            mask = font.getmask(letter)
            assert (mask.getbbox(), bytes(mask)) != missing, letter


def test_empty_words_are_no_trouble() -> None:
    assert opened(drawn("", "", "", "", "")).size == (1200, 630)


@pytest.fixture
def file(db: None) -> Proposal:
    proposal = make.proposal()
    make.event(proposal, key="proposed")
    return proposal


def agreed(file: Proposal) -> Event:
    return make.event(
        file,
        Kind.COUNCIL_GENERAL_APPROACH,
        date(2025, 12, 8),
        key="approach",
        title="Council agrees",
        body="JHA Council",
    )


def test_the_card_of_a_file_says_where_it_stands_today_and_on_a_day(file: Proposal) -> None:
    today = cards.of_proposal(file, "Proposed.", None)
    then = cards.of_proposal(file, "Proposed.", date(2025, 3, 26))
    assert (today.kicker, today.title) == ("2025/0059(COD)", "Return Regulation")
    assert today.corner.endswith(str(timezone.localdate().year))
    assert then.corner == "26 March 2025"
    assert then.image == "/cards/proposals/2025-0059-COD.png?on=2025-03-26"


def test_the_card_of_a_step_says_when_and_who_and_whether_it_happened(file: Proposal) -> None:
    event = agreed(file)
    assert cards.of_event(event).sentence == "8 December 2025, JHA Council"
    assert cards.of_event(event).kicker == "Return Regulation, 2025/0059(COD)"
    planned = make.event(file, Kind.SIGNATURE, None)
    assert cards.of_event(planned).sentence == (
        "Expected: day not known. It is not on record that this has happened."
    )
    timeline.retract_event(event, make.EDITOR.because("Not held."))
    assert cards.of_event(event).sentence == "This entry was taken back."


def test_the_card_of_a_state_says_how_much_it_said_by_the_day(file: Proposal) -> None:
    state = make.position(file, "DE", day=date(2025, 6, 1)).state
    assert cards.of_state(state).sentence == "1 position on 1 topic on record, the last of 2025."
    assert cards.of_state(state, date(2025, 5, 1)).sentence == "No position is on record."


@pytest.mark.parametrize(
    "path",
    [
        "tracker.png",
        "proposals/2025-0059-COD.png",
        "proposals/2025-0059-COD.png?on=2025-03-26",
        "proposals/2025-0059-COD/events/proposed.png",
        "context/summit.png",
        "states/DE.png",
        "states/DE.png?on=2025-03-26",
    ],
)
def test_each_picture_is_kept_and_not_sent_twice(client: Client, file: Proposal, path: str) -> None:
    make.event(None, Kind.SUMMIT_DECLARATION, key="summit")
    make.state("DE", "Germany")
    answer = client.get(f"/cards/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert opened(answer.content).size == (1200, 630)
    assert "max-age=3600" in answer["Cache-Control"]
    assert not answer.cookies
    again = client.get(f"/cards/{path}", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "proposals/none.png",
        "proposals/2025-0059-COD.png?on=soon",
        "states/XX.png",
        "states/DE.png?on=soon",
    ],
)
def test_there_is_no_picture_of_nothing(client: Client, file: Proposal, path: str) -> None:
    make.state("DE")
    assert client.get(f"/cards/{path}").status_code == 404


def test_the_picture_of_a_file_says_what_its_page_says(client: Client, file: Proposal) -> None:
    agreed(file)
    shown = client.get(file.get_absolute_url()).context
    day = timezone.localdate()
    assert cards._sentence(file, day) == shown["sentence"]


def meta(client: Client, address: str, status: int = 200) -> dict[str, str]:
    answer = client.get(address)
    assert answer.status_code == status
    page = BeautifulSoup(answer.content, "lxml")
    found = {
        str(each.get("property") or each.get("name")): str(each["content"])
        for each in page.select("meta[content]")
    }
    canonical = page.select_one("link[rel=canonical]")
    return {**found, "canonical": str(canonical["href"]) if canonical else ""}


def test_a_page_names_itself_its_sentence_and_its_picture(
    client: Client, file: Proposal, settings: Settings
) -> None:
    said = meta(client, "/proposals/2025-0059-COD/?on=2025-03-26")
    base = settings.SITE_URL
    assert said["canonical"] == f"{base}/proposals/2025-0059-COD/"
    assert said["og:url"] == f"{base}/proposals/2025-0059-COD/?on=2025-03-26"
    assert said["og:title"] == "Return Regulation"
    assert said["description"] == said["og:description"]
    assert said["description"].startswith("Proposed by the Commission on 11 March 2025")
    assert said["og:image"] == f"{base}/cards/proposals/2025-0059-COD.png?on=2025-03-26"
    assert said["twitter:card"] == "summary_large_image"
    assert said["og:image:alt"].startswith("2025/0059(COD): Return Regulation.")


def test_a_page_of_positions_says_what_its_first_sentence_says(
    client: Client, file: Proposal
) -> None:
    make.position(file, "DE", day=date(2025, 6, 1))
    said = meta(client, "/proposals/2025-0059-COD/positions/?on=2025-06-02")
    assert said["og:title"] == "Where the states stand: return_hubs"
    assert said["description"].startswith("On 2 June 2025, ")
    assert said["og:image"].endswith("/cards/proposals/2025-0059-COD.png?on=2025-06-02")


def test_a_page_of_a_state_has_the_picture_of_its_day(client: Client, file: Proposal) -> None:
    make.position(file, "DE", day=date(2025, 6, 1))
    said = meta(client, "/states/DE/?on=2025-05-01")
    assert said["og:image"].endswith("/cards/states/DE.png?on=2025-05-01")
    assert said["description"] == "No position is on record."
    then, now = (client.get(f"/cards/states/DE.png{on}").content for on in ("?on=2025-05-01", ""))
    assert then != now


def test_the_picture_that_a_page_names_is_there(
    client: Client, file: Proposal, settings: Settings
) -> None:
    make.position(file, "DE")
    summit = make.event(None, Kind.SUMMIT_DECLARATION, key="summit")
    event = agreed(file)
    for page in (
        "/",
        file.get_absolute_url(),
        event.get_absolute_url(),
        summit.get_absolute_url(),
        "/states/DE/",
        "/figures/",
    ):
        image = meta(client, page)["og:image"]
        assert client.get(image.removeprefix(settings.SITE_URL)).status_code == 200, page


def test_foreign_words_stay_in_their_attribute(client: Client, db: None) -> None:
    hostile = '"><script>alert(1)</script>'
    file = make.proposal(short_title=hostile)
    assert meta(client, file.get_absolute_url())["og:title"] == hostile


def test_what_is_not_there_is_not_to_be_found(client: Client, db: None) -> None:
    said = meta(client, "/nowhere/", status=404)
    assert said["robots"] == "noindex"
    assert said["canonical"] == ""


def test_queries_of_a_picture_do_not_grow(client: Client, file: Proposal) -> None:
    counts = []
    for number in (1, 20):
        for _ in range(number):
            make.event(file, Kind.OTHER, date(2025, 5, 5))
            make.position(file, "DE")
        spent = []
        for path in (
            "proposals/2025-0059-COD.png",
            "proposals/2025-0059-COD/events/proposed.png",
            "states/DE.png",
        ):
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/cards/{path}")
            spent.append(len(asked))
        counts.append(spent)
    assert counts[0] == counts[1]
