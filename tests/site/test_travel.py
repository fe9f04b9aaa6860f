"""Pages of another day, and of what was known on one."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council, timeline
from legislation.domain.words import Kind, TakesPart
from legislation.models import Change, Participation, Proposal, Statistic
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS = "/proposals/2025-0059-COD/"
RECORD = "/api/v1/proposals/2025-0059-COD/record/"


class Calendar:
    """The day that it is, noon in Brussels or thereabouts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.turn(6, 1)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def turn(self, month: int, day: int, hour: int = 10) -> None:
        """It is another day of 2026."""
        self.now = datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


@pytest.fixture
def file(calendar: Calendar) -> Proposal:
    """Entered on 1 June: a proposal of 2025; on 10 June: a meeting of 3 June."""
    made = make.proposal()
    make.event(made, day=date(2025, 3, 11), title="Commission proposes")
    make.position(made, day=date(2026, 5, 1), summary="It is for it.")
    calendar.turn(6, 10)
    make.event(made, Kind.TRILOGUE, date(2026, 6, 3), title="They met")
    make.position(made, day=date(2026, 6, 3), summary="It said more.")
    calendar.turn(6, 20)
    return made


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def words(page: str) -> str:
    """What a reader sees."""
    return unescape(re.sub(r"<[^>]*>", " ", page))


def test_on_is_what_was_true_and_known_is_what_was_known(client: Client, file: Proposal) -> None:
    assert "They met" in text(client, f"{ADDRESS}?on=2026-06-05")
    assert "They met" not in text(client, f"{ADDRESS}?known=2026-06-05")
    assert "They met" not in text(client, f"{ADDRESS}?on=2026-06-05&known=2026-06-09")
    assert "They met" in text(client, f"{ADDRESS}?on=2026-06-05&known=2026-06-10")


PAGES = [ADDRESS, f"{ADDRESS}positions/", "/states/DE/"]


@pytest.mark.parametrize("address", PAGES)
def test_a_travelled_page_says_so_leads_back_and_is_not_indexed(
    client: Client, file: Proposal, address: str
) -> None:
    page = text(client, f"{address}?on=2026-06-05&known=2026-06-09")
    told = "as it stood on 5 June 2026 , as this tracker knew it on 9 June 2026 ."
    assert told in " ".join(words(page).split())
    assert f'<a href="{address}">Show it as it stands today</a>' in page
    assert '<meta name="robots" content="noindex">' in page
    here = text(client, address)
    assert "noindex" not in here
    assert "as this tracker" not in here.partition("<form")[0]


@pytest.mark.parametrize("address", PAGES)
def test_known_alone_shows_no_later_fact(client: Client, file: Proposal, address: str) -> None:
    for later in ("They met", "It said more.", "3 June 2026"):
        assert later not in words(text(client, f"{address}?known=2026-06-09"))


def test_the_state_and_the_map_have_what_was_known(client: Client, file: Proposal) -> None:
    assert "It is for it." in text(client, "/states/DE/?known=2026-06-09")
    assert "It said more." in text(client, "/states/DE/?known=2026-06-10")
    council.retract_position(
        file.positions.get(summary="It is for it."), make.EDITOR.because("It was another state.")
    )
    assert "It is for it." not in text(client, "/states/DE/")
    assert "It is for it." in text(client, "/states/DE/?known=2026-06-19")
    assert "Support" in text(client, f"{ADDRESS}positions/?known=2026-06-09")


def test_an_event_that_had_not_come_is_not_shown(client: Client, file: Proposal) -> None:
    event = file.events.get(title="They met").get_absolute_url()
    assert "They met" in text(client, f"{event}?on=2026-06-03")
    for early in ("on=2026-06-02", "known=2026-06-09", "on=2026-06-05&known=2026-06-09"):
        page = text(client, f"{event}?{early}")
        assert "They met" not in page
        assert "Not on record then" in page


def test_an_event_as_known_has_neither_later_words_nor_its_history(
    client: Client, file: Proposal, calendar: Calendar
) -> None:
    event = file.events.get(title="They met")
    timeline.amend_event(event, {"title": "They agreed"}, make.EDITOR.because("Better so."))
    calendar.turn(6, 22)
    page = text(client, f"{event.get_absolute_url()}?known=2026-06-19")
    assert "They met" in page
    for later in ("They agreed", "Better so.", "last seen", "History of this entry"):
        assert later not in page


@pytest.mark.parametrize("address", PAGES)
def test_before_the_first_entry_the_page_says_when_this_tracker_began(
    client: Client, file: Proposal, address: str
) -> None:
    page = " ".join(words(text(client, f"{address}?known=2026-05-31")).split())
    assert "This tracker began on 1 June 2026 : on 31 May 2026 it knew nothing." in page
    travelled = " ".join(words(text(client, f"{address}?on=2026-05-31")).split())
    assert "This tracker began on 1 June 2026 : what it has of earlier days" in travelled


def test_a_file_that_was_followed_later_is_said_to_be(
    client: Client, file: Proposal, calendar: Calendar
) -> None:
    make.proposal("2018/0329(COD)")
    page = " ".join(words(text(client, "/proposals/2018-0329-COD/?known=2026-06-19")).split())
    assert "its first entry about it is of 20 June 2026" in page
    assert "This tracker began on 1 June 2026" in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("known=yesterday", "known=2025-06-01"),
        ("known=2026-02-30", "is no day of the calendar"),
        ("known=2026-06-21", "still to come"),
        ("known=2026-06-20T10:00:01Z", "still to come"),
        ("known=2026-06-20T25:00:00Z", "is no day of the calendar"),
        ("on=2026-06-21", "on=2025-06-01"),
    ],
)
@pytest.mark.parametrize("address", PAGES)
def test_what_is_no_day_is_answered_by_the_name_of_the_parameter(
    client: Client, file: Proposal, address: str, query: str, said: str
) -> None:
    assert said in text(client, f"{address}?{query}", 400)


@pytest.mark.parametrize("address", ["/", "/context/", "/figures/", "/states/"])
def test_pages_that_cannot_be_asked_what_was_known_say_so(
    client: Client, file: Proposal, address: str
) -> None:
    assert "This page shows what is known today" in text(client, f"{address}?known=2026-06-05", 400)
    text(client, f"{address}?on=2026-06-05")


def test_links_keep_the_days(client: Client, file: Proposal) -> None:
    event = file.events.get(title="Commission proposes").get_absolute_url()
    query = "?on=2026-06-05&amp;known=2026-06-09"
    page = text(client, f"{ADDRESS}?on=2026-06-05&known=2026-06-09")
    for address in (event, f"{ADDRESS}positions/"):
        assert f'href="{address}{query}"' in page
    assert 'href="/?on=2026-06-05"' in page
    assert f'href="/states/DE/{query}' in text(client, f"{ADDRESS}positions/{unescape(query)}")
    assert f'href="{ADDRESS}{query}"' in text(client, f"/states/DE/{unescape(query)}")
    assert f'href="{event}?on=2026-06-05"' in text(client, "/?on=2026-06-05")


def test_the_proofs_and_what_only_looks_alike_keep_the_days(client: Client, file: Proposal) -> None:
    position = file.positions.latest("pk")
    look_alike = make.event(None, day=date(2024, 5, 22), key="2024-05-22-related-act-published")
    query = "?on=2026-06-15&known=2026-06-16"
    fact = f"/facts/position/{position.pk}/{query}"
    for page in (f"{ADDRESS}positions/", "/states/DE/"):
        assert f'href="{fact}"' in unescape(text(client, f"{page}{query}"))
    proof = text(client, fact)
    assert "does not show how things stood on" in proof
    assert f'href="/states/DE/?on=2026-06-15#{position.key}"' in proof
    shown = text(client, f"{ADDRESS}?on=2026-06-15")
    assert f'href="{look_alike.get_absolute_url()}?on=2026-06-15"' in shown


def test_the_vote_cannot_be_asked_what_was_known_and_is_not_linked_then(
    client: Client, file: Proposal
) -> None:
    make.populations()
    assert f'href="{ADDRESS}vote/?on=2026-06-05"' in text(client, f"{ADDRESS}?on=2026-06-05")
    assert f"{ADDRESS}vote/" not in text(client, f"{ADDRESS}?known=2026-06-20")
    assert 'content="noindex"' in text(client, f"{ADDRESS}vote/?on=2026-06-05")


def permanent(page: str) -> str:
    found = re.search(r'href="([^"]+)">(?:Permanent link|Cite this page)', page)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("query", ["", "?on=2026-06-15"])
def test_a_permanent_link_shows_the_same_whatever_comes(
    client: Client, file: Proposal, calendar: Calendar, address: str, query: str
) -> None:
    shown = text(client, address + query)
    link = permanent(shown)
    make.event(file, Kind.TRILOGUE, date(2026, 6, 14), title="Entered in the same hour")
    make.position(file, day=date(2026, 6, 14), summary="Entered in the same hour")
    calendar.turn(6, 28)
    event = file.events.get(title="They met")
    timeline.retract_event(event, make.EDITOR.because("It was another file."))
    council.correct_position(
        file.positions.get(summary="It said more."),
        {"stance": "oppose"},
        make.EDITOR.because("No."),
    )
    later = text(client, link)
    for words_ in ("They met", "It said more.", "It is for it."):
        assert (words_ in later) == (words_ in shown)
    assert "Entered in the same hour" not in later
    assert permanent(later) == link


@pytest.mark.parametrize("address", PAGES)
def test_a_permanent_link_shows_the_same_in_its_first_hour(
    client: Client, file: Proposal, calendar: Calendar, address: str
) -> None:
    link = permanent(text(client, address))
    calendar.now += timedelta(minutes=7)
    make.event(file, Kind.TRILOGUE, date(2026, 6, 14), title="Entered in the same hour")
    make.position(file, day=date(2026, 6, 14), summary="Entered in the same hour")
    again = text(client, link)
    assert "Entered in the same hour" not in again
    assert permanent(again) == link


def test_what_is_known_of_a_day_that_is_over_may_be_kept_for_ever(
    client: Client, file: Proposal, calendar: Calendar
) -> None:
    def kept(query: str, address: str = ADDRESS) -> str:
        return client.get(address + query).headers.get("Cache-Control", "")

    assert "immutable" in kept("?known=2026-06-19")
    assert "immutable" in kept("?known=2026-06-19", RECORD)
    for query in ("", "?on=2026-06-05", "?known=2026-06-20", "?known=2026-05-31"):
        assert "immutable" not in kept(query)
    calendar.turn(6, 20, 22)  # midnight in Brussels
    assert "immutable" not in kept("?known=2026-06-20")
    calendar.turn(6, 20, 23)
    assert "immutable" in kept("?known=2026-06-20")


def test_the_record_for_programs_has_a_digest_that_stays(
    client: Client, file: Proposal, calendar: Calendar
) -> None:
    told = client.get(RECORD, {"on": "2026-06-05"}).json()
    canonical = json.dumps(told["facts"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == told["sha256"]
    assert [fact["title"] for fact in told["facts"]["events"]] == [
        "Commission proposes",
        "They met",
    ]
    assert told["facts"]["events"][0]["evidence"][0]["address"] == "https://example.org/a"
    event = file.events.get(title="They met")
    timeline.amend_event(event, {"title": "They agreed"}, make.EDITOR)
    calendar.turn(6, 28)
    timeline.retract_event(event, make.EDITOR.because("It was another file."))
    again = client.get(told["permanent"]).json()
    assert (again["sha256"], again["facts"]) == (told["sha256"], told["facts"])
    assert again["permanent"] == told["permanent"]
    assert client.get(RECORD, {"on": "2026-06-05"}).json()["sha256"] != told["sha256"]


def test_the_record_for_programs_refuses_what_it_cannot_tell(
    client: Client, file: Proposal
) -> None:
    assert "known" in client.get(RECORD, {"known": "soon"}).json()
    assert client.get(RECORD, {"on": "2026-06-21"}).status_code == 400
    assert client.get(RECORD, {"when": "2026-06-01"}).status_code == 400
    early = client.get(RECORD, {"known": "2026-05-31"})
    assert early.status_code == 404
    assert "2026-06-01" in early.json()["detail"]
    assert client.get("/api/v1/proposals/2025_59/record/?on=2026-06-01").status_code == 301


def test_as_known_the_same_queries_whatever_the_number_of_facts(
    client: Client, file: Proposal, calendar: Calendar
) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text(client, address)
        return len(queries)

    make.event(None, Kind.OTHER, date(2026, 4, 30))
    asked = [f"{address}?known=2026-06-20" for address in PAGES]
    asked += [f"{address}?on=2026-06-19" for address in (*PAGES, "/", "/states/", "/context/")]
    few = [count(address) for address in asked]
    for n in range(27):
        make.event(file, Kind.TRILOGUE, date(2026, 5, 1 + n), title=f"Meeting {n}")
        make.event(None, Kind.OTHER, date(2026, 5, 1 + n), title=f"Around {n}")
        make.position(file, day=date(2026, 5, 2 + n))
    assert [count(address) for address in asked] == few


@pytest.fixture
def record(curated: None) -> None:
    """The curated record, entered today."""


def test_on_26_march_2026_nothing_says_adopted(client: Client, record: None) -> None:
    """The oracle of the reform: Parliament adopted its position on 17 June, the Council later."""
    day = "on=2026-03-26"
    events = Proposal.objects.get(slug="2025-0059-COD").events.up_to(date(2026, 3, 26))
    pages = ["/", ADDRESS, f"{ADDRESS}positions/", *(row.get_absolute_url() for row in events)]
    for address in pages:
        seen = words(text(client, f"{address}?{day}"))
        assert not re.search(r"\badopted\b", seen, re.IGNORECASE), address
        began = timezone.localdate(Change.objects.earliest("sequence").recorded_at)
        seen = " ".join(seen.split()).replace(f"{began.day} {began:%B %Y}", "")
        later = re.search(r"\d{1,2} (April|May|June|July|August|September|October) 2026", seen)
        assert not later, (address, later)
    front = words(text(client, f"/?{day}"))
    assert "In negotiations between Parliament and the Council since 26 March 2026" in front
    assert "Plenary confirms the opening of negotiations" in front


def test_a_front_page_of_2019_knows_nothing_of_2025(client: Client, record: None) -> None:
    seen = words(text(client, "/?on=2019-07-01"))
    assert "2018/0329(COD)" in seen
    for later in ("2025", "2026", "Superseded"):
        assert (
            later
            not in seen.partition("Follow by mail")[0]
            .replace("entered later", "")
            .partition("This tracker began on")[2]
            .partition(":")[2]
        )
    assert "None of the files that are followed had begun" in text(client, "/?on=2001-01-01")


def test_the_states_are_counted_up_to_the_day(client: Client, file: Proposal) -> None:
    page = " ".join(words(text(client, "/states/?on=2026-06-02")).split())
    assert "DE 1 1 May 2026" in page
    assert "DE 2 3 June 2026" in " ".join(words(text(client, "/states/")).split())


def test_context_and_figures_take_a_day(client: Client, file: Proposal) -> None:
    make.event(None, Kind.OTHER, date(2026, 6, 3), title="A summit")
    assert "A summit" in text(client, "/context/?on=2026-06-03")
    assert "A summit" not in text(client, "/context/?on=2026-06-02")
    assert "those of periods that were over" in unescape(text(client, "/figures/?on=2026-06-02"))


PARTS = ["", "vote/", "positions/", "briefing/", "briefing.pdf"]
PIECES = ["timeline/", "stages/", "map/"]


@pytest.mark.parametrize(
    "address", [*(f"{ADDRESS}{each}" for each in PARTS), *(f"/embed{ADDRESS}{p}" for p in PIECES)]
)
def test_a_file_that_had_not_begun_is_said_not_to_be_there(client: Client, address: str) -> None:
    file = make.proposal(short_title="Return Regulation")
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.populations()
    make.position(file, day=date(2025, 3, 12))
    before = text(client, f"{address}?on=2025-03-10")
    assert "Not on record then" in before
    said = " ".join(words(before).split())
    assert "On 10 March 2025 2025/0059(COD) had not come" in said
    assert "Return Regulation" not in before
    on_the_day = client.get(address, {"on": "2025-03-11"})
    assert on_the_day.status_code == 200
    assert b"Not on record then" not in on_the_day.content


@pytest.mark.parametrize("address", [f"{ADDRESS}positions/", f"/embed{ADDRESS}map/"])
def test_what_a_state_said_before_a_proposal_is_shown_as_that(client: Client, address: str) -> None:
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.position(file, day=date(2025, 3, 1))
    assert "Not on record then" in text(client, f"{address}?on=2025-02-28")
    said = " ".join(words(text(client, f"{address}?on=2025-03-10")).split())
    assert "spoke before the proposal was there, so not about its text." in said


def test_nothing_else_shows_a_file_that_had_not_begun(client: Client) -> None:
    file = make.proposal(short_title="Return Regulation")
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    part = Participation(proposal=file, state=make.state(), takes_part=TakesPart.VOTES)
    council.record_participation(part, [make.proof()], make.EDITOR)
    make.position(file, day=date(2025, 3, 1), summary="It wants one.")
    for days in ("?on=2025-03-10", f"?on=2025-03-10&known={timezone.localdate()}"):
        state = text(client, f"/states/DE/{days}")
        assert "It wants one." in state
        assert "Before there was a proposal" in state
        assert "Return Regulation" not in state
        assert "2025-0059" not in state
        state = text(client, f"/states/DE/{days.replace('-10', '-11', 1)}")
        assert state.count("Return Regulation") == 2
        assert "Before there was a proposal" not in state
    assert "2025-0059" not in text(client, "/states/?on=2025-03-10")
    assert "2025-0059" in text(client, "/states/?on=2025-03-11")
    card = f"/cards{ADDRESS.removesuffix('/')}.png"
    assert client.get(card, {"on": "2025-03-10"}).status_code == 404
    assert client.get(card, {"on": "2025-03-11"}).status_code == 200


def test_the_proof_of_an_event_keeps_the_day_that_was_asked_for(client: Client) -> None:
    event = make.event(make.proposal(), Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    answer = client.get(f"/facts/event/{event.pk}/", {"on": "2026-03-26"})
    assert answer["Location"] == f"{event.get_absolute_url()}?on=2026-03-26#evidence"


def test_no_figure_is_older_than_the_day(client: Client) -> None:
    for period in ("2019", "2020-Q1", "2020-Q2", "2020", "2021", "once"):
        Statistic.objects.create(
            indicator="Returns", period=period, geo="EU", value=1, unit="persons", publisher="E"
        )
    text = client.get("/figures/", {"on": "2020-06-01"}).content.decode()
    assert ">2019<" in text
    assert ">2020-Q1<" in text
    for period in ("2020-Q2", "2020", "2021", "once"):
        assert f">{period}<" not in text
