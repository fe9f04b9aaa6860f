"""The calendars: which days are in them, and that a calendar program takes up what changes."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from legislation import council, evidence, journal, timeline
from legislation.domain.words import Confidence, Kind, Precision, TakesPart
from legislation.models import Change, Event, Participation, Proposal
from tests import make

pytestmark = pytest.mark.django_db

FILE = "/proposals/2025-0059-COD/calendar.ics"
WHY = make.EDITOR.because("The agenda says so.")


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


@pytest.fixture
def planned(file: Proposal) -> Event:
    return make.event(
        file, Kind.SIGNATURE, date(2026, 11, 25), key="signature", title="Signature", expected=True
    )


def read(client: Client, address: str = FILE) -> icalendar.Calendar:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def entry(client: Client, address: str = FILE) -> icalendar.Event:
    (found,) = read(client, address).events
    assert found.errors == []
    return found


def test_a_known_day_is_a_whole_day_with_its_sources_and_its_page(
    client: Client, file: Proposal, settings: Settings
) -> None:
    event = make.event(
        file,
        Kind.COUNCIL_GENERAL_APPROACH,
        date(2025, 12, 8),
        key="approach",
        title="Council agrees; Spain, alone, is against",
        detail="Ministers met in Brussels.\nSpain voted against.",
    )
    found, change = entry(client), event.changes.get()
    assert found.start == date(2025, 12, 8)
    assert found.end == date(2025, 12, 9)
    assert found["summary"] == "Return Regulation: Council agrees; Spain, alone, is against"
    assert found.uid == f"2025-0059-COD.approach@{settings.SITE_HOST}"
    assert found.url == settings.SITE_URL + event.get_absolute_url()
    assert found.status == icalendar.STATUS.CONFIRMED
    assert found.transparency == icalendar.TRANSP.TRANSPARENT
    moment = change.recorded_at.replace(microsecond=0)
    assert found.stamp == found.last_modified == found.created == moment
    assert found.description == (
        "Ministers met in Brussels.\nSpain voted against.\n\nSources:\nhttps://example.org/a"
    )


def test_a_planned_day_is_tentative_and_a_doubtful_one_says_so(
    client: Client, file: Proposal
) -> None:
    proof = make.proof(confidence=Confidence.LOW, address="", citation="The agenda, page 2")
    make.event(file, Kind.SIGNATURE, date(2026, 11, 25), expected=True, proofs=[proof])
    found = entry(client)
    assert found.status == icalendar.STATUS.TENTATIVE
    assert "it is not on record that this has happened" in found.description
    assert "Low confidence: to be checked." in found.description
    assert "The agenda, page 2" in found.description


@pytest.mark.parametrize(
    ("confidence", "status"),
    [
        (Confidence.MEDIUM, icalendar.STATUS.CONFIRMED),
        (Confidence.LOW, icalendar.STATUS.TENTATIVE),
    ],
)
def test_what_is_yet_to_be_checked_is_not_called_definite(
    client: Client, file: Proposal, confidence: Confidence, status: icalendar.STATUS
) -> None:
    proof = make.proof(confidence=confidence)
    make.event(file, Kind.SIGNATURE, date(2026, 11, 20), proofs=[proof])
    assert entry(client).status == status


@pytest.mark.parametrize("precision", [Precision.MONTH, Precision.YEAR, Precision.BY])
def test_what_has_no_day_of_its_own_is_left_out_and_the_calendar_says_so(
    client: Client, file: Proposal, precision: Precision
) -> None:
    make.event(file, Kind.APPLICATION, date(2026, 12, 31), precision=precision)
    make.event(file, Kind.OJ_PUBLICATION, None)
    calendar = read(client)
    assert calendar.events == []
    assert "Only steps of which the day is known." in calendar.description
    assert calendar.calendar_name == "Return Regulation, 2025/0059(COD)"


def test_a_move_keeps_the_name_and_raises_the_sequence(client: Client, planned: Event) -> None:
    before = entry(client)
    timeline.amend_event(planned, {"happened_on": date(2026, 11, 26)}, WHY)
    moved = entry(client)
    assert moved.uid == before.uid
    assert (before.sequence, moved.sequence) == (1, 2)
    assert moved.start == date(2026, 11, 26)
    assert moved.last_modified >= before.last_modified
    evidence.confirm(planned, [make.proof(address="https://example.org/b")], WHY)
    confirmed = entry(client)
    assert confirmed.sequence == 3
    assert "https://example.org/b" in confirmed.description


def test_a_reminder_that_only_mails_tell_changes_nothing(client: Client, planned: Event) -> None:
    before = client.get(FILE).content
    journal.remind(planned, "coming", {})
    assert client.get(FILE).content == before


def test_what_was_taken_back_is_cancelled_and_comes_back_when_restored(
    client: Client, planned: Event
) -> None:
    timeline.retract_event(planned, WHY)
    gone = entry(client)
    assert (gone.status, gone.sequence) == (icalendar.STATUS.CANCELLED, 2)
    assert gone.start == date(2026, 11, 25)
    timeline.restore_event(planned, WHY)
    back = entry(client)
    assert (back.status, back.sequence) == (icalendar.STATUS.TENTATIVE, 3)


def test_the_same_record_gives_the_same_bytes_and_is_not_sent_twice(
    client: Client, planned: Event
) -> None:
    first = client.get(FILE)
    assert client.get(FILE).content == first.content
    again = client.get(FILE, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get(FILE, headers=since).status_code == 304


def test_one_calendar_has_all_files_and_what_happened_around_them(
    client: Client, planned: Event, settings: Settings
) -> None:
    other = make.proposal("2018/0329(COD)", short_title="Recast")
    make.event(other, Kind.PROPOSAL_ADOPTED, date(2018, 9, 12), key="proposed")
    make.event(None, Kind.SUMMIT_DECLARATION, date(2024, 10, 17), key="summit", title="Summit")
    calendar = read(client, "/calendar.ics")
    assert [event.uid.partition("@")[0] for event in calendar.events] == [
        "2018-0329-COD.proposed",
        "context.summit",
        "2025-0059-COD.signature",
    ]
    assert calendar.events[1]["summary"] == "Summit"
    assert entry(client) == calendar.events[2]  # the same event, wherever it is met
    assert calendar.url == f"{settings.SITE_URL}/"


def test_foreign_text_stays_in_its_line(client: Client, file: Proposal) -> None:
    hostile = "A\r\nEND:VEVENT\r\nBEGIN:VALARM\x07;,\\ ü"
    make.event(file, Kind.OTHER, date(2025, 5, 5), title=hostile, detail=hostile)
    found = entry(client)
    assert "END:VEVENT" in str(found["summary"])
    assert found.subcomponents == []


def test_another_spelling_of_the_reference_is_understood(client: Client, planned: Event) -> None:
    assert client.get("/proposals/2025_59/calendar.ics").content == client.get(FILE).content
    assert client.get("/proposals/2024_1/calendar.ics").status_code == 404
    assert client.post(FILE).status_code == 405


def test_an_old_calendar_is_asked_for_again_within_hours(client: Client, planned: Event) -> None:
    assert read(client).refresh_interval == timedelta(hours=6)


def test_queries_do_not_grow_with_the_days(client: Client, file: Proposal) -> None:
    counts = []
    for number in (1, 20):
        for _ in range(number):
            make.event(file, Kind.OTHER, timezone.localdate())
            make.event(file, Kind.OJ_PUBLICATION, timezone.localdate())
        spent = []
        for address in (FILE, "/calendar.ics"):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            spent.append(len(asked))
        counts.append(spent)
    assert counts[0] == counts[1]


ADOPTED = date(2026, 10, 1)
DENMARK = "2025-0059-COD.by-rule.denmark"


@pytest.fixture
def adopted(file: Proposal) -> Event:
    """Adopted by the Council; Denmark stands outside, and Norway makes it Schengen's."""
    for code, part in {
        "DK": TakesPart.DOES_NOT_TAKE_PART,
        "NO": TakesPart.ASSOCIATED,
    }.items():
        row = Participation(proposal=file, state=make.state(code), takes_part=part)
        council.record_participation(row, [make.proof()], make.EDITOR)
    return make.event(
        file, Kind.COUNCIL_FIRST_READING_ADOPTION, ADOPTED, key="adopted", title="Council adopts"
    )


def by_rule(client: Client, address: str = FILE) -> dict[str, icalendar.Event]:
    found = {str(event.uid).partition("@")[0]: event for event in read(client, address).events}
    return {uid: event for uid, event in found.items() if ".by-rule." in uid}


def test_a_day_by_rule_names_its_article_and_the_day_from_which_it_is_counted(
    client: Client, adopted: Event, settings: Settings
) -> None:
    found = by_rule(client)[DENMARK]
    assert found.start == date(2027, 4, 1)
    assert found["summary"] == (
        "Return Regulation: Denmark: last day to decide whether it carries the act over into its "
        "own law"
    )
    assert found.status == icalendar.STATUS.CONFIRMED
    page = f"{settings.SITE_URL}/proposals/2025-0059-COD/#ahead"
    assert found.url == page
    assert found.description == (
        "Within six months after the Council has decided. "
        "Article 4(1) of Protocol No 22: verified.\n\n"
        "Counted from 1 October 2026: Council adopts.\n\n"
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:12016E/PRO/22\n"
        f"{page}"
    )
    assert by_rule(client, "/calendar.ics")[DENMARK] == found
    assert found.stamp == Change.objects.latest("sequence").recorded_at.replace(microsecond=0)


def test_another_day_of_the_step_moves_the_day_by_rule_and_raises_its_sequence(
    client: Client, file: Proposal, adopted: Event
) -> None:
    before = by_rule(client)[DENMARK]
    make.event(file, Kind.EP_PLENARY_DEBATE, date(2026, 9, 1))
    assert by_rule(client)[DENMARK].to_ical() == before.to_ical()
    timeline.amend_event(adopted, {"happened_on": date(2026, 8, 31)}, WHY)
    moved = by_rule(client)[DENMARK]
    assert (before.start, moved.start) == (date(2027, 4, 1), date(2027, 2, 28))
    assert moved.uid == before.uid
    assert moved.sequence == before.sequence + 1
    timeline.amend_event(adopted, {"kind": Kind.COUNCIL_DEBATE}, WHY)
    assert DENMARK not in by_rule(client)
    timeline.amend_event(adopted, {"kind": Kind.COUNCIL_FIRST_READING_ADOPTION}, WHY)
    assert by_rule(client)[DENMARK].sequence == before.sequence + 3


def test_a_day_by_rule_is_tentative_where_the_rule_or_its_base_is_in_doubt(
    client: Client, file: Proposal, adopted: Event
) -> None:
    proof = make.proof(confidence=Confidence.MEDIUM)
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 10, 20), title="Printed", proofs=[proof])
    found = by_rule(client)
    court = found["2025-0059-COD.by-rule.annulment"]  # a verified rule, a base that is not strong
    assert court.status == icalendar.STATUS.TENTATIVE
    assert "The day it counts from: medium confidence." in court.description
    force = found["2025-0059-COD.by-rule.entry-into-force-by-treaty"]
    assert force.status == icalendar.STATUS.TENTATIVE
    assert ": unverified." in force.description
    assert found[DENMARK].status == icalendar.STATUS.CONFIRMED


def test_a_day_by_rule_gives_way_to_the_step_itself(
    client: Client, file: Proposal, adopted: Event
) -> None:
    force = "2025-0059-COD.by-rule.entry-into-force-by-treaty"
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 10, 20))
    assert force in by_rule(client)
    make.event(file, Kind.ENTRY_INTO_FORCE, date(2026, 10, 21), key="force")
    assert force not in by_rule(client)
    assert [e.start for e in read(client).events if ".force@" in str(e.uid)] == [date(2026, 10, 21)]


@pytest.mark.parametrize("precision", [Precision.MONTH, Precision.BY])
def test_nothing_is_reckoned_from_a_day_that_is_not_known_exactly(
    client: Client, file: Proposal, adopted: Event, precision: Precision
) -> None:
    timeline.amend_event(adopted, {"precision": precision}, WHY)
    assert by_rule(client) == {}
