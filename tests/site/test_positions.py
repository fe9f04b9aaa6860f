"""Where the states stand: the map, its table and the matrix, for any day."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legislation import council
from legislation.domain.words import (
    Kind,
    Membership,
    SourceKind,
    Stance,
    StatementKind,
    StatementRole,
    TakesPart,
)
from legislation.models import JointStatement, Participation, Proposal
from tests import make

pytestmark = pytest.mark.django_db

REGULATION = "/proposals/2025-0059-COD/positions/"
NOTHING = "unknown"


def page(client: Client, **asked: str) -> BeautifulSoup:
    answer = client.get(REGULATION, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def words(part: Any) -> str:
    return " ".join(part.get_text().split())


def drawn(shown: BeautifulSoup) -> dict[str, str]:
    """What the map shows: the stance of each state, of those that said something."""
    marks = {str(a["data-state"]): str(a["class"][1]) for a in shown.select("a.place")}
    return {code: mark for code, mark in marks.items() if mark != NOTHING}


def matrix(shown: BeautifulSoup) -> set[tuple[str, str, str]]:
    """What the matrix shows: state, key of the position, stance."""
    return {
        (str(row["data-state"]), str(a["href"]).partition("#")[2], str(a["class"][0]))
        for row in shown.select(".matrix tr[data-state]")
        for a in row.select("td a")
    }


@pytest.fixture
def regulation() -> Proposal:
    """Four members and an associate; the proposal came on 11 March 2025."""
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    for code, name in {"AT": "Austria", "DE": "Germany", "DK": "Denmark", "MT": "Malta"}.items():
        make.state(code, name)
    make.state("NO", "Norway", membership=Membership.ASSOCIATED)
    make.topic("whole_proposal", label="The whole", place=1)
    make.topic("return_hubs", label="Return hubs", place=2)
    return file


def takes_part(file: Proposal, code: str, part: TakesPart) -> None:
    row = Participation(proposal=file, state=make.state(code), takes_part=part)
    council.record_participation(row, [make.proof()], make.EDITOR)


def test_the_map_is_that_of_its_day(client: Client, regulation: Proposal) -> None:
    make.position(regulation, "AT", Stance.SUPPORT, date(2024, 5, 15))
    make.position(regulation, "AT", Stance.OPPOSE, date(2025, 6, 1))
    make.position(regulation, "NO", Stance.NEUTRAL, date(2025, 6, 2))
    assert "Not on record then" in words(page(client, on="2024-05-14"))
    then = page(client, on="2024-05-31")  # before the proposal, and the page says so
    assert drawn(then) == {"AT": "support"}
    assert "spoke before the proposal was there, so not about its text." in words(then)
    assert drawn(page(client, on="2026-03-31")) == {"AT": "oppose", "NO": "neutral"}


def test_the_sentence_counts_the_members_and_says_of_whom_nothing_is_known(
    client: Client, regulation: Proposal
) -> None:
    make.position(regulation, "AT", Stance.SUPPORT)
    make.position(regulation, "DE", Stance.SUPPORT)
    make.position(regulation, "DK", Stance.OPPOSE)
    make.position(regulation, "NO", Stance.OPPOSE)
    text = words(page(client, on="2025-06-30"))
    said = "On 30 June 2025, of 4 member states 2 support it and 1 opposes it; "
    assert f"{said}nothing is on record of Malta." in text
    assert "Of associates, counted apart, 1 opposes it." in text
    assert "Support 2" in text
    assert "Oppose 1 and 1 outside the Union" in text
    assert "Nothing on record 1" in text


def test_where_nobody_spoke_the_sentence_says_so(client: Client, regulation: Proposal) -> None:
    text = words(page(client, on="2025-06-30"))
    assert "On 30 June 2025 nothing is on record of any of 4 member states." in text


def test_a_topic_is_asked_for_by_name(client: Client, regulation: Proposal) -> None:
    hubs = make.topic("return_hubs", label="Return hubs", place=2)
    make.position(regulation, "AT", Stance.OPPOSE, topic=hubs)
    assert drawn(page(client)) == {}
    assert drawn(page(client, topic="return_hubs")) == {"AT": "oppose"}
    chosen = page(client, topic="return_hubs").select_one("option[selected]")
    assert chosen is not None
    assert chosen["value"] == "return_hubs"
    assert client.get(REGULATION, {"topic": "weather"}).status_code == 404


def test_since_when_is_the_first_day_of_saying_the_same(
    client: Client, regulation: Proposal
) -> None:
    make.position(regulation, "AT", Stance.OPPOSE, date(2025, 4, 1))
    make.position(regulation, "AT", Stance.SUPPORT, date(2025, 6, 30), precision="month")
    make.position(regulation, "AT", Stance.SUPPORT, date(2025, 9, 2), actor="The minister")
    row = page(client, on="2025-11-02").select_one(".told tr[data-state=AT]")
    assert "Since June 2025; last said 2 September 2025 statement, The minister: 1 source" in words(
        row
    )
    assert "2 months old" in words(page(client, on="2025-11-02").select_one(".matrix"))
    state = words(BeautifulSoup(client.get("/states/AT/?on=2025-11-02").content, "lxml"))
    assert "Support since June 2025, 3 times on record." in state


def test_no_run_on_the_text_begins_before_there_was_one(
    client: Client, regulation: Proposal
) -> None:
    make.position(regulation, "AT", Stance.SUPPORT, date(2024, 10, 9))
    make.position(regulation, "AT", Stance.SUPPORT, date(2025, 12, 8))
    row = words(page(client).select_one(".told tr[data-state=AT]"))
    assert "Since 8 December 2025" in row and "2024" not in row


def test_what_was_said_before_the_proposal_is_told_apart(
    client: Client, regulation: Proposal
) -> None:
    make.position(regulation, "AT", day=date(2024, 5, 15))
    make.position(regulation, "DE", day=date(2025, 5, 15))
    shown = page(client)
    assert [a["data-state"] for a in shown.select("a.place.before")] == ["AT"]
    assert "One of them spoke before the proposal was there, so not about its text." in words(shown)
    for table in (".told", ".matrix"):
        rows = shown.select(f"{table} tr[data-state]")
        marked = [row["data-state"] for row in rows if "before the proposal" in words(row)]
        assert marked == ["AT"]


def test_a_signature_is_told_from_a_statement(client: Client, regulation: Proposal) -> None:
    letter = JointStatement(
        key="letter",
        proposal=regulation,
        kind=StatementKind.LETTER,
        title="A letter",
        stated_on=date(2025, 5, 1),
        count=1,
    )
    council.record_joint_statement(
        letter, {StatementRole.SIGNATORY: [make.state("AT")]}, [], [make.proof()], make.EDITOR
    )
    make.position(regulation, "AT", joint_statement=letter, source_kind=SourceKind.NEWS)
    make.position(regulation, "DE")
    for table in (".told", ".matrix"):
        rows = {r["data-state"]: words(r) for r in page(client).select(f"{table} [data-state]")}
        assert "signature" in rows["AT"]
        assert "statement" in rows["DE"]
    assert "signed: <span>A letter</span>" in client.get("/states/AT/").content.decode()


def test_a_file_has_the_last_joint_statements_and_leads_to_all(
    client: Client, regulation: Proposal
) -> None:
    for month in range(1, 6):
        letter = JointStatement(
            key=f"letter-{month}",
            proposal=regulation,
            kind=StatementKind.LETTER,
            title=f"Letter {month}",
            stated_on=date(2025, month, 1),
            count=3,
            complete=False,
        )
        signed = {StatementRole.SIGNATORY: [make.state("AT")]}
        council.record_joint_statement(letter, signed, [], [make.proof()], make.EDITOR)
    file = BeautifulSoup(client.get(regulation.get_absolute_url()).content, "lxml")
    links = [str(a["href"]) for a in file.select("section[aria-labelledby=statements] a")]
    assert links == [
        *(f"{REGULATION}#letter-{month}" for month in (5, 4, 3)),
        f"{REGULATION}#statements",
    ]
    shown = page(client)
    for month in range(1, 6):
        told = words(shown.select_one(f"#letter-{month}"))
        assert f"Letter · 3 states, not all of them named Letter {month}" in told
        assert "Signatory: AT." in told
    assert shown.select_one("#statements") is not None
    then = page(client, on="2025-03-31")
    assert [each["id"] for each in then.select("article")] == ["letter-3", "letter-2", "letter-1"]


def test_who_has_no_vote_is_marked_in_words_and_by_a_sign(
    client: Client, regulation: Proposal
) -> None:
    takes_part(regulation, "AT", TakesPart.UNRESOLVED)
    takes_part(regulation, "DE", TakesPart.VOTES)
    takes_part(regulation, "DK", TakesPart.DOES_NOT_TAKE_PART)
    takes_part(regulation, "NO", TakesPart.ASSOCIATED)
    shown = page(client)
    signs = {a["data-state"] for a in shown.select("a.place:has(.bar)")}
    assert signs == {"DK", "NO"}
    assert {a["data-state"] for a in shown.select("a.place:has(text)")} == {"AT"}
    named = {str(a["data-state"]): str(a["aria-label"]) for a in shown.select("a.place")}
    assert named["DK"] == "DK: nothing on record; does not take part"
    assert named["AT"] == "AT: nothing on record; whether it votes is unresolved"
    assert named["DE"] == "DE: nothing on record"


def test_a_state_too_small_to_hit_has_a_dot(client: Client, regulation: Proposal) -> None:
    shown = page(client)
    assert [a["data-state"] for a in shown.select("a.place:has(.dot)")] == ["MT"]
    assert [a["data-state"] for a in shown.select("a.place:has(.hit)")] == ["MT"]


def test_a_corrected_and_a_retracted_position_are_not_shown(
    client: Client, regulation: Proposal
) -> None:
    why = make.EDITOR.because("A slip.")
    council.correct_position(
        make.position(regulation, "AT", Stance.OPPOSE), {"stance": Stance.SUPPORT}, why
    )
    council.retract_position(make.position(regulation, "DE"), why)
    assert drawn(page(client)) == {"AT": "support"}


def test_a_former_member_is_shown_if_it_spoke(client: Client, regulation: Proposal) -> None:
    make.state("GB", "United Kingdom", membership=Membership.FORMER)
    assert "United Kingdom" not in words(page(client))
    make.position(regulation, "GB")
    assert ("GB", "gb-whole-proposal-2025-06-01", "support") in matrix(page(client))


def test_the_members_are_those_of_the_day(client: Client) -> None:
    file = make.proposal("2018/0329(COD)")
    make.topic("whole_proposal", label="The whole", place=1)
    make.state("HR", "Croatia")
    make.state("GB", "United Kingdom", membership=Membership.FORMER)
    for on, members, outside in (
        ("2013-06-30", "1 member state.", ["Not yet member states, without a vote"]),
        ("2013-07-01", "2 member states.", []),
        ("2020-01-31", "2 member states.", []),
        ("2020-02-01", "1 member state.", []),
    ):
        answer = client.get(f"{file.get_absolute_url()}positions/", {"on": on})
        shown = BeautifulSoup(answer.content, "lxml")
        said = words(shown)
        without = [words(row) for row in shown.select(".matrix tr.group")]
        assert without == outside, on
        assert f"nothing is on record of any of {members}" in said, on


@pytest.mark.parametrize("on", ["soon", "2025-02-30", "2999-01-01"])
@pytest.mark.parametrize("path", [REGULATION, "/states/AT/"])
def test_a_day_that_is_none_is_refused(
    client: Client, regulation: Proposal, path: str, on: str
) -> None:
    answer = client.get(path, {"on": on})
    assert answer.status_code == 400
    assert "2025-06-01" in answer.content.decode()


def test_another_spelling_of_the_file_leads_here(client: Client, regulation: Proposal) -> None:
    answer = client.get("/proposals/2025_59/positions/?on=2025-06-01")
    assert (answer.status_code, answer["Location"]) == (301, f"{REGULATION}?on=2025-06-01")
    assert client.get("/proposals/1999-0001-COD/positions/").status_code == 404


def test_without_states_and_topics_the_page_says_so(client: Client) -> None:
    make.proposal()
    assert "No state is on record yet." in words(page(client))


def test_the_file_and_the_list_of_states_lead_here(client: Client, regulation: Proposal) -> None:
    assert REGULATION not in client.get("/states/").content.decode()
    make.position(regulation, "AT")
    assert REGULATION in client.get("/states/").content.decode()
    file = client.get("/proposals/2025-0059-COD/?on=2025-07-01").content.decode()
    assert f"{REGULATION}?on=2025-07-01" in file


def test_the_links_keep_the_day(client: Client, regulation: Proposal) -> None:
    make.position(regulation, "AT")
    shown = page(client, on="2025-07-01")
    assert {a["href"] for a in shown.select("a.place[data-state=AT]")} == {
        "/states/AT/?on=2025-07-01"
    }
    [cell] = shown.select(".matrix td a")
    address, _, key = str(cell["href"]).partition("#")
    assert f'id="{key}"' in client.get(address).content.decode()


def test_more_positions_cost_no_more_queries(client: Client, regulation: Proposal) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client)
        return len(queries)

    make.position(regulation, "AT")
    few = count()
    for code in ("DE", "DK", "MT", "NO", "FR", "IT", "ES"):
        for day in range(1, 9):
            make.position(regulation, code, day=date(2025, 9, day))
    assert count() == few
    assert 5 <= few <= 8, few


def test_two_days_of_the_curated_record_give_two_maps(curated: None, client: Client) -> None:
    early = page(client, topic="return_hubs", on="2024-05-31")
    late = page(client, topic="return_hubs", on="2026-03-31")
    assert set(drawn(early).values()) == {"support"}
    assert " ".join(sorted(drawn(early))) == "AT BG CY CZ DK EE FI GR IT LT LV MT NL PL RO"
    assert drawn(late)["ES"] == "oppose"
    assert len(drawn(late)) > len(drawn(early))
    assert {day["datetime"] for day in early.select(".told time, .matrix time")} == {"2024-05-15"}
    said = {str(day["datetime"]) for day in late.select(".told time, .matrix time")}
    assert max(said) <= "2026-03-31"
    assert len(early.select("a.place")) == len(late.select("a.place")) == 31


def test_page_and_api_agree_on_fifty_days(curated: None, client: Client) -> None:
    chance = random.Random(59)
    first = date(2024, 3, 1)
    for _ in range(50):
        day = str(first + timedelta(days=chance.randrange(980)))
        asked = {"on": day, "proposal": "2025-0059-COD", "page_size": "100"}
        answer = client.get("/api/v1/positions/", asked).json()
        assert answer["next"] is None
        rows = answer["results"]
        topic = chance.choice(sorted({row["topic"] for row in rows} or {"return_hubs"}))
        shown = page(client, on=day, topic=topic)
        assert matrix(shown) == {(r["state"], r["key"], r["stance"]) for r in rows}, day
        on_topic = {r["state"]: r["stance"] for r in rows if r["topic"] == topic}
        assert drawn(shown) == on_topic, (day, topic)
