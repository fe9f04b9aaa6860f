"""A reading that fails: a named outcome, the copy kept, staff told, no public fact changed."""

from __future__ import annotations

import contextlib
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from legislation import evidence, timeline
from legislation.domain.words import Confidence, Institution, Kind, Origin, Outcome
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import (
    Blob,
    Change,
    Conflict,
    Event,
    Evidence,
    PressRelease,
    Proposal,
    Site,
    Snapshot,
    Source,
)
from scrapers import apart, apply, pipeline, rounds, watching
from scrapers.expect import ParseError
from scrapers.models import ScrapeRun
from scrapers.records import EventRecord, ProcedureRecord, Record
from scrapers.replay import Replay
from scrapers.sources import WATCHED
from tests import make, story

pytestmark = pytest.mark.django_db

SLUG = "eurlex-2025-0059-cod"


def source(slug: str = SLUG) -> Source:
    return next(found for found in watching.sources() if found.slug == slug)


def alarms() -> QuerySet[Change]:
    """What staff are told, but for how much a reading brought of which nobody is mailed."""
    return Change.objects.for_staff().exclude(why__contains="nobody is told")


def serve(folder: Path, status: int = 200, **headers: str) -> None:
    """Let the index give the EUR-Lex page a status and headers."""
    rows = (folder / "INDEX.tsv").read_text().splitlines()
    told = [f"{rows[0]}\tstatus\theaders"]
    for row in rows[1:]:
        mine = row.startswith("eurlex")
        told.append(f"{row}\t{status}\t{json.dumps(headers)}" if mine else f"{row}\t\t")
    (folder / "INDEX.tsv").write_text("\n".join(told) + "\n")


def answers(status: int, content: bytes, **headers: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "eurlex.html").write_bytes(content)
        serve(folder, status, **headers)

    return change


def cut(folder: Path) -> None:
    page = (folder / "eurlex.html").read_bytes()
    (folder / "eurlex.html").write_bytes(page[: len(page) * 2 // 3])


def other_procedure(folder: Path) -> None:
    page = (folder / "eurlex.html").read_text()
    changed = page.replace("2025/0059", "2025/0058").replace("2025_59", "2025_58")
    (folder / "eurlex.html").write_text(changed)


def other_kind(folder: Path) -> None:
    (folder / "eurlex.html").write_bytes((folder / "council.html").read_bytes())


def most_events_gone(folder: Path) -> None:
    page = (folder / "eurlex.html").read_text()
    head, *rows = re.split(r"(?=      <div class=\"cd-timeline_title\">)", page)
    tail = rows[-1][rows[-1].index("    </div>\n  </div></section>") :]
    page = head + rows[0] + tail
    script = re.search(r"'events':\[(.*)\n    \]", page, re.S)
    assert script is not None
    last = "{" + script[1].rsplit("{", 1)[1]
    page = page.replace(script[1], "\n      " + re.sub(r"'eid\d'", "'eid1'", last))
    (folder / "eurlex.html").write_text(page)


CHALLENGE = b"<html><script>window.awsWafCookieDomainList = [];</script></html>"


@pytest.mark.parametrize(
    ("change", "outcome", "state"),
    [
        (answers(503, b"<html>Busy</html>"), Outcome.UNAVAILABLE, "unavailable"),
        (answers(202, CHALLENGE), Outcome.UNAVAILABLE, "blocked"),
        (answers(200, CHALLENGE), Outcome.UNAVAILABLE, "blocked"),
        (answers(403, b"no", cf_mitigated="challenge"), Outcome.UNAVAILABLE, "blocked"),
        (answers(404, b"<html>gone</html>"), Outcome.NOT_FOUND, "not_found"),
        (answers(200, b""), Outcome.BROKEN, "changed_shape"),
        (cut, Outcome.BROKEN, "changed_shape"),
        (other_procedure, Outcome.BROKEN, "changed_shape"),
        (other_kind, Outcome.BROKEN, "changed_shape"),
        (most_events_gone, Outcome.BROKEN, "changed_shape"),
    ],
    ids=[
        "503",
        "challenge 202",
        "challenge 200",
        "cloudflare",
        "404",
        "empty",
        "cut off",
        "other procedure",
        "other kind",
        "half a page",
    ],
)
def test_a_page_that_cannot_be_trusted(
    pages: Path, change: Callable[[Path], None], outcome: Outcome, state: str
) -> None:
    assert pipeline.run(source()).outcome == Outcome.SUCCESS
    before = list(Change.objects.public().values_list("sequence", flat=True))
    change(pages)

    run = pipeline.run(source())
    assert (run.outcome, source().state) == (outcome, state), run.detail
    assert list(Change.objects.public().values_list("sequence", flat=True)) == before
    assert run.snapshot is not None
    assert run.snapshot.blob.content == (pages / "eurlex.html").read_bytes()
    [notice] = alarms()
    assert run.detail in notice.why

    pipeline.run(source())
    assert alarms().count() == 1  # the same trouble is told once
    assert source().snapshots.count() == 2

    story.lay(pages)
    assert pipeline.run(source()).outcome == Outcome.UNCHANGED
    assert source().state == "fine"


def test_a_page_that_takes_too_long_is_kept_and_not_read(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SMALL", 0)
    assert pipeline.run(source()).outcome == Outcome.SUCCESS
    events = Event.objects.count()
    change(pages, ("</body>", " </body>"))
    forever = "from scrapers import apart; apart.SECONDS = 1; apart._limit()\nwhile True: pass"
    monkeypatch.setattr(apart, "_RUN", ("-c", forever))
    read = pipeline.run(source())
    assert read.outcome == Outcome.BROKEN
    assert read.detail.endswith("reading it took longer than 5 seconds")
    assert source().state == "changed_shape"
    assert read.snapshot is not None
    assert Event.objects.count() == events


def test_a_site_that_nobody_reaches(pages: Path, settings: Settings) -> None:
    settings.SOURCE_BASES = {**settings.SOURCE_BASES, "eurlex": "http://127.0.0.1:9"}
    run = pipeline.run(source())
    assert (run.outcome, run.snapshot) == (Outcome.UNAVAILABLE, None)
    assert source().state == "unavailable"
    assert alarms().count() == 1


def test_unavailable_since_stays_the_first_moment_and_looks_come_further_apart(
    pages: Path, settings: Settings
) -> None:
    settings.SOURCE_BASES = {**settings.SOURCE_BASES, "eurlex": "http://127.0.0.1:9"}
    pipeline.run(source())
    since, first = source().state_since, source().next_read_at
    pipeline.run(source())
    pipeline.run(source())
    assert source().state_since == since
    assert first and source().next_read_at > first + timedelta(minutes=10)  # type: ignore[operator]


def test_an_outage_after_a_changed_page_is_looked_at_again_in_five_minutes(
    pages: Path, settings: Settings
) -> None:
    cut(pages)
    for _ in range(4):
        assert pipeline.run(source()).outcome == Outcome.BROKEN
    settings.SOURCE_BASES = {**settings.SOURCE_BASES, "eurlex": "http://127.0.0.1:9"}
    for minutes in (5, 10, 20):
        began = timezone.now()
        pipeline.run(source())
        wait = source().next_read_at - began  # type: ignore[operator]
        assert timedelta(minutes=minutes) <= wait < timedelta(minutes=minutes + 1)


def test_retry_after_is_obeyed(pages: Path) -> None:
    answers(503, b"busy", Retry_After="3600")(pages)
    serve(pages, 503, **{"Retry-After": "3600"})
    pipeline.run(source())
    wait = source().next_read_at - timezone.now()  # type: ignore[operator]
    assert timedelta(minutes=59) < wait < timedelta(minutes=61)


def test_robots_txt_is_obeyed(pages: Path) -> None:
    (pages / "robots.txt").write_text("User-agent: *\nDisallow: /procedure/\n")
    with (pages / "INDEX.tsv").open("a") as index:
        index.write("robots.txt\thttps://eur-lex.europa.eu/robots.txt\t\n")
    run = pipeline.run(source())
    assert run.outcome == Outcome.UNAVAILABLE and "robots.txt" in run.detail
    assert source().snapshots.count() == 0


def test_without_a_contact_real_sites_are_not_polled(settings: Settings) -> None:
    make.proposal("2025/0059(COD)")
    settings.SCRAPE_CONTACT = ""
    assert rounds.read_due() == 0
    assert set(Source.objects.values_list("state", flat=True)) == {"paused"}
    assert "SCRAPE_CONTACT" in Source.objects.first().detail  # type: ignore[union-attr]
    assert ScrapeRun.objects.count() == 0


def test_the_clock_reads_each_source_once_and_then_at_its_rhythm(pages: Path) -> None:
    assert rounds.read_due() == 7
    assert rounds.read_due() == 0
    Source.objects.filter(slug=SLUG).update(next_read_at=timezone.now())
    assert rounds.read_due() == 1


@pytest.mark.parametrize("succeeded_at", [timezone.now(), None], ids=["read", "never read"])
def test_a_tick_with_nothing_due_asks_as_little_of_many_files_as_of_few(
    succeeded_at: datetime | None, settings: Settings
) -> None:
    settings.SCRAPE_CONTACT = "tests@example.org"
    asked = []
    for numbers in (range(1, 4), range(4, 31)):
        for number in numbers:
            make.proposal(f"2025/{number:04}(COD)")
        later = timezone.now() + timedelta(days=1)
        for found in watching.sources():
            Source.objects.filter(pk=found.pk).update(succeeded_at=succeeded_at, next_read_at=later)
            ScrapeRun.objects.create(source=found, started_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert rounds.read_due() == 0
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_tick_asks_no_more_when_all_are_silent_and_staff_was_told(pages: Path) -> None:
    watching.sources()
    later, long_ago = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=9)
    Source.objects.update(succeeded_at=long_ago, next_read_at=later)
    rounds.read_due()
    assert alarms().count() == len(WATCHED)
    with CaptureQueriesContext(connection) as queries:
        rounds.read_due()
    assert len(queries) == 3


def test_a_source_that_was_never_read_is_silent_since_it_was_first_tried(pages: Path) -> None:
    found = source()
    for days in (9, 0):
        started_at = timezone.now() - timedelta(days=days)
        ScrapeRun.objects.create(source=found, started_at=started_at)
    Source.objects.update(next_read_at=timezone.now() + timedelta(days=1))
    rounds.read_due()
    [notice] = alarms()
    assert "no good reading ever" in notice.why


def test_a_site_is_asked_by_one_at_a_time(pages: Path) -> None:
    source()
    now = timezone.now()
    assert evidence.claim_site("eurlex", now, timedelta(seconds=60))
    assert not evidence.claim_site("eurlex", now, timedelta(seconds=60))
    assert rounds.read_due() == 6
    evidence.free_site("eurlex", now)
    assert rounds.read_due() == 1


def test_the_pause_of_a_site_is_kept(pages: Path, settings: Settings) -> None:
    settings.SCRAPE_PAUSE_SECONDS = 10
    rounds.read_due()
    waits = [site.next_request_at - timezone.now() for site in Site.objects.all()]  # type: ignore[operator]
    # Twice as long after a look that asked for robots.txt, too.
    assert all(timedelta(seconds=15) < wait <= timedelta(seconds=20) for wait in waits)
    Site.objects.update(next_request_at=None)
    assert rounds.read_due() > 0
    asked = Site.objects.exclude(next_request_at=None)
    waits = [site.next_request_at - timezone.now() for site in asked]  # type: ignore[operator]
    assert all(timedelta(seconds=5) < wait <= timedelta(seconds=10) for wait in waits)


def test_silence_is_noticed_once(pages: Path) -> None:
    rounds.read_due()
    long_ago = timezone.now() - timedelta(days=4)
    Source.objects.filter(slug=SLUG).update(
        succeeded_at=long_ago, next_read_at=timezone.now() + timedelta(days=1)
    )
    rounds.read_due()
    rounds.read_due()
    [notice] = alarms()
    assert "no good reading since" in notice.why


def test_an_editors_event_survives_the_night(pages: Path) -> None:
    proposal = Proposal.objects.get()
    editor = Author(Origin.EDITOR)
    event = Event(
        proposal=proposal,
        kind=Kind.EP_FIRST_READING,
        institutions=["EP"],
        title="Parliament votes",
        happened_on=date(2026, 6, 18),
    )
    timeline.record_event(event, [Proof(Confidence.HIGH, address="https://x.example/")], editor)
    pipeline.run(source())
    event.refresh_from_db()
    assert str(event.happened_on) == "2026-06-18" and event.title == "Parliament votes"
    conflict = Conflict.objects.get()
    assert (conflict.ours, conflict.theirs) == ("2026-06-18", "2026-06-17")
    assert conflict.preferred == ""  # neither side is Parliament's own
    assert conflict.snapshot is not None


def lose_an_event(pages: Path) -> None:
    notice = (pages / "cellar.rdf").read_text()
    start = notice.index("<rdf:Description", notice.index("_TRS_EP_byCOM") - 120)
    end = notice.index("</rdf:Description>", start) + len("</rdf:Description>")
    (pages / "cellar.rdf").write_text(notice[:start] + notice[end:])


CELLAR = "cellar-2025-0059-cod"


def test_a_page_that_lost_an_event_is_not_published_until_a_person_accepts_it(pages: Path) -> None:
    pipeline.run(source(CELLAR))
    events = Event.objects.count()
    lose_an_event(pages)
    run = pipeline.run(source(CELLAR))
    assert run.outcome == Outcome.BROKEN and "is gone" in run.detail
    assert Conflict.objects.count() == 0

    accepted = pipeline.accept(source(CELLAR))
    assert accepted is not None
    assert (accepted.outcome, accepted.conflicts) == (Outcome.SUCCESS, 1)
    assert Conflict.objects.get().field == "presence"
    assert Event.objects.public().count() == events
    assert source(CELLAR).state == "fine"
    assert pipeline.run(source(CELLAR)).outcome == Outcome.UNCHANGED


def test_what_goes_away_a_second_time_is_told_again(pages: Path) -> None:
    whole = (pages / "cellar.rdf").read_bytes()
    pipeline.run(source(CELLAR))
    for closed in (0, 1):
        lose_an_event(pages)
        pipeline.run(source(CELLAR))
        pipeline.accept(source(CELLAR))
        assert Conflict.objects.open().count() == 1, closed
        conflict = Conflict.objects.open().get()
        evidence.close_conflict(conflict, Author(Origin.EDITOR, why="A glitch."))
        (pages / "cellar.rdf").write_bytes(whole)
        pipeline.run(source(CELLAR))


EVENTS = "cellar-events-2025-0059-cod"


@pytest.mark.parametrize("order", [(CELLAR, EVENTS), (EVENTS, CELLAR)], ids=["notice", "query"])
def test_notice_and_query_of_cellar_stand_behind_the_same_events(
    pages: Path, order: tuple[str, str]
) -> None:
    for slug in order:
        assert pipeline.run(source(slug)).outcome == Outcome.SUCCESS
    story.go_on(pages, timezone.localdate())
    first, second = (pipeline.run(source(slug)) for slug in order)
    assert (first.created, second.created, second.conflicts) == (1, 0, 0), second.detail
    assert Event.objects.count() == 6
    for event in Event.objects.all():
        assert sorted(e.source.slug for e in event.evidence.all() if e.source) == sorted(order)
        assert len({proof.identifier for proof in event.evidence.all()}) == 1
    assert Change.objects.filter(alert="waiting").count() == 1


def test_proof_from_a_query_names_an_address_that_can_be_read_and_keeps_the_one_asked(
    pages: Path,
) -> None:
    run = pipeline.run(source(EVENTS))
    proof = Event.objects.all()[0].evidence.get()
    assert proof.address == "https://publications.europa.eu/resource/procedure/2025_59"
    assert proof.snapshot == run.snapshot
    assert "/webapi/rdf/sparql?query=PREFIX" in run.snapshot.address  # type: ignore[union-attr]


def test_every_address_fits_where_it_is_kept(pages: Path) -> None:
    """SQLite would keep a longer one, PostgreSQL refuses it; a suffix makes the longest."""
    make.proposal("2016/0062R(NLE)")
    room = [model._meta.get_field("address").max_length for model in (Source, Snapshot)]
    assert max(len(found.address) for found in watching.sources()) <= min(filter(None, room))


def test_a_file_that_cellar_counts_no_event_of_is_not_found(pages: Path) -> None:
    answer = json.loads((pages / "cellar_events.json").read_text())
    last = answer["results"]["bindings"][-1]
    last["total"]["value"] = "0"
    for rows, outcome in (([last], Outcome.NOT_FOUND), ([], Outcome.BROKEN)):
        answer["results"]["bindings"] = rows
        (pages / "cellar_events.json").write_text(json.dumps(answer))
        assert pipeline.run(source(EVENTS)).outcome == outcome
    assert Event.objects.count() == 0


SCRIPTED = ("'2025', 'startMonth': '09'", "'2062', 'startMonth': '09'")
OPINION = "European Economic and Social Committee opinion"


def change(pages: Path, *pairs: tuple[str, str]) -> None:
    """Let the page of EUR-Lex say something else."""
    page = (pages / "eurlex.html").read_text()
    for old, new in pairs:
        assert old in page
        page = page.replace(old, new)
    (pages / "eurlex.html").write_text(page)


def test_evidence_leads_to_the_bytes_that_say_what_stands_there_now(pages: Path) -> None:
    change(pages, ("2025-09-18_OPI_byEESC", "373371"))
    pipeline.run(source())
    event = Event.objects.get(title=OPINION)
    first = event.evidence.get()
    change(pages, ("18/09/2025", "20/09/2025"), ("'startDay': '18'", "'startDay': '20'"))
    run = pipeline.run(source())
    assert run.outcome == Outcome.SUCCESS, run.detail
    event.refresh_from_db()
    proof = event.evidence.get()
    assert (proof.pk, proof.says["date"]) == (first.pk, str(event.happened_on))
    assert proof.snapshot == run.snapshot != first.snapshot
    told = Change.objects.filter(event=event, verb="confirmed").order_by("sequence").last()
    assert told is not None and first.says["date"] in json.dumps(told.before)


def test_what_an_editor_took_away_is_not_brought_back(pages: Path) -> None:
    pipeline.run(source())
    event = Event.objects.get(title=OPINION)
    timeline.retract_event(event, Author(Origin.EDITOR, why="Another file's."))
    events = Event.objects.count()
    story.go_on(pages, timezone.localdate())
    again = pipeline.run(source())
    assert again.created == 1, again.detail
    assert Event.objects.count() == events + 1
    assert Event.objects.public().filter(title=OPINION).count() == 0


def test_a_type_of_event_never_met_is_shown_and_told_to_staff_and_moves_no_stage(
    pages: Path,
) -> None:
    change(pages, ("_OPI_byEESC", "_ODD_byEESC"), (OPINION, "Something odd"))
    pipeline.run(source())
    odd = Event.objects.get(title="Something odd")
    assert odd.kind == Kind.OTHER
    conflict = Conflict.objects.get()
    assert (conflict.field, conflict.theirs) == ("new label", "Something odd")
    assert Change.objects.for_staff().filter(conflict=conflict).exists()


TALKS = "Discussions within the Council or its preparatory bodies"


DATED = '</div><div class="eventDate">05/05/2025<'
NAMELESS = (f">{TALKS}{DATED}", f">{DATED}")


def talk(pages: Path, rows: int) -> None:
    """Let the page of EUR-Lex have many more rows, all of them well."""
    page = (pages / "eurlex.html").read_text()
    anchor = re.search(r'<div class="cd-timeline_title">', page)
    assert anchor is not None
    told = "".join(
        f'<div id="{day}_DIS_byCONSIL" class="eventRow"><div class="eventTitle">{TALKS}</div>'
        f'<div class="eventDate">{day:%d/%m/%Y}</div></div><div class="collapse"></div>'
        for day in (date(2025, 4, 1) + timedelta(n) for n in range(rows))
    )
    (pages / "eurlex.html").write_text(page[: anchor.start()] + told + page[anchor.start() :])


def test_a_row_that_nobody_can_read_is_told_to_staff_and_the_others_are_published(
    pages: Path,
) -> None:
    talk(pages, 100)
    change(pages, NAMELESS)
    run = pipeline.run(source())
    assert run.outcome == Outcome.SUCCESS, run.detail
    assert "Rows that could not be read: 1." in run.detail
    conflict = Conflict.objects.get(field="unread row")
    for words in ("05/05/2025", "2025-05-05_DIS_byCONSIL"):
        assert words in str(conflict.theirs)
    assert Change.objects.for_staff().filter(conflict=conflict).exists()
    talks = Event.objects.filter(title=TALKS).values_list("happened_on", flat=True)
    assert (talks.filter(happened_on__year=2025).count(), date(2025, 5, 5) in talks) == (99, False)
    again = pipeline.run(source())
    assert (again.outcome, Conflict.objects.count()) == (Outcome.UNCHANGED, run.conflicts)


def test_a_row_that_was_read_before_and_is_not_now_freezes_the_page(pages: Path) -> None:
    talk(pages, 100)
    pipeline.run(source())
    change(pages, NAMELESS)
    run = pipeline.run(source())
    assert run.outcome == Outcome.BROKEN and "of 2025-05-05 is gone" in run.detail
    assert Conflict.objects.filter(field="unread row").count() == 0


def test_a_vote_that_turns_out_to_be_no_position_is_told_and_freezes_nothing(pages: Path) -> None:
    oeil = "oeil-2025-0059-cod"
    pipeline.run(source(oeil))
    vote = Event.objects.get(title="Decision by Parliament, 1st reading")
    page = (pages / "oeil.html").read_text()
    act = "  <tr><td>01/10/2026</td>"
    assert act in page
    back = "Matter referred back to the committee responsible"
    row = f"  <tr><td>17/06/2026</td><td>{back}</td><td></td><td></td></tr>\n"
    (pages / "oeil.html").write_text(page.replace(act, row + act))
    run = pipeline.run(source(oeil))
    assert (run.outcome, run.created) == (Outcome.SUCCESS, 1), run.detail
    conflict = Conflict.objects.get(field="kind")
    assert (conflict.event, conflict.theirs) == (vote, "no position of Parliament")


def test_a_cross_check_adds_no_step_of_which_it_has_no_words(pages: Path) -> None:
    pipeline.run(source())
    events = Event.objects.count()
    answer = (pages / "epapi.json").read_text()
    assert "PLENARY_VOTE" in answer or "had_activity_type" in answer
    told = re.sub(r"def/ep-activities/\w+", "def/ep-activities/ODD_ACTIVITY", answer)
    (pages / "epapi.json").write_text(told)
    run = pipeline.run(source("epapi-2025-0059-cod"))
    assert run.outcome == Outcome.SUCCESS, run.detail
    assert Event.objects.count() == events
    assert Conflict.objects.filter(field="new label", theirs="ODD_ACTIVITY").count() == 1


def test_a_step_only_expected_by_an_editor_is_a_conflict_when_a_source_has_it(pages: Path) -> None:
    pipeline.run(source())
    event = Event.objects.get(title=OPINION)
    Event.objects.filter(pk=event.pk).update(expected=True)
    story.go_on(pages, timezone.localdate())
    pipeline.run(source())
    assert Event.objects.filter(title=OPINION).count() == 1
    assert Conflict.objects.get().field == "expected"


def test_a_page_that_a_person_brings_goes_the_same_way(pages: Path) -> None:
    serve(pages, 403)
    pipeline.run(source())
    assert source().state == "blocked"
    page = (pages / "eurlex.html").read_bytes()
    saved = timezone.now() - timedelta(hours=2)
    run = pipeline.bring(source(), page, by="anna", saved_at=saved)
    assert (run.outcome, run.created) == (Outcome.SUCCESS, 5)
    assert run.snapshot is not None
    assert (run.snapshot.brought_by, run.snapshot.fetched_at) == ("brought by anna", saved)
    assert source().state == "blocked"  # the site still keeps robots out
    again = pipeline.bring(source(), page[: len(page) // 2], by="anna", saved_at=timezone.now())
    assert again.outcome == Outcome.BROKEN
    older = pipeline.bring(source(), page + b" ", by="anna", saved_at=saved - timedelta(days=1))
    assert older.outcome == Outcome.BROKEN and "A newer copy" in older.detail
    assert Event.objects.count() == 5


def test_a_date_that_cannot_be_is_not_published(pages: Path) -> None:
    change(pages, ("2025-09-18", "2062-09-18"), ("18/09/2025", "18/09/2062"), SCRIPTED)
    run = pipeline.run(source())
    assert run.outcome == Outcome.BROKEN and "which cannot be" in run.detail
    assert Event.objects.count() == 0


def test_after_retry_after_nothing_of_the_site_is_asked(pages: Path) -> None:
    make.proposal("2018/0329(COD)")
    serve(pages, 503, **{"Retry-After": "3600"})
    rounds.read_due()
    Source.objects.update(next_read_at=None)
    asked = ScrapeRun.objects.filter(source__site="eurlex").count()
    rounds.read_due()
    rounds.read_due(lambda: timezone.now() + timedelta(minutes=59))
    assert ScrapeRun.objects.filter(source__site="eurlex").count() == asked
    rounds.read_due(lambda: timezone.now() + timedelta(minutes=61))
    assert ScrapeRun.objects.filter(source__site="eurlex").count() > asked


def test_five_failures_hold_a_site_for_an_hour_and_then_one_look_decides(
    pages: Path, settings: Settings
) -> None:
    real = settings.SOURCE_BASES
    settings.SOURCE_BASES = {**real, "eurlex": "http://127.0.0.1:9"}
    for _ in range(5):
        pipeline.run(source())
    now = timezone.now()
    assert not evidence.claim_site("eurlex", now, timedelta())
    assert not evidence.claim_site("eurlex", now + timedelta(minutes=59), timedelta())
    assert evidence.claim_site("eurlex", now + timedelta(minutes=61), timedelta())
    settings.SOURCE_BASES = real
    pipeline.run(source())
    assert Site.objects.get(pk="eurlex").held_until is None


def test_a_check_for_robots_in_place_of_robots_txt_allows_nothing(pages: Path) -> None:
    (pages / "robots.txt").write_text("<html>Just a moment</html>")
    with (pages / "INDEX.tsv").open("a") as index:
        index.write("robots.txt\thttps://eur-lex.europa.eu/robots.txt\t\n")
    assert pipeline.run(source()).outcome == Outcome.UNAVAILABLE
    assert Event.objects.count() == 0


def test_a_validator_too_long_to_keep_is_not_kept_and_the_others_are_read(pages: Path) -> None:
    serve(pages, 200, ETag='"' + "x" * 400 + '"')
    assert rounds.read_due() == 7
    assert (source().state, source().etag) == ("fine", "")


def test_a_status_that_nobody_knows_is_kept(db: None) -> None:
    assert make.snapshot(make.source(), b"odd", status=999).status == 999


@pytest.mark.parametrize("told", ["9" * 30, "\u00b2", "tomorrow", "-5"])
def test_a_retry_after_that_is_none_is_ignored(pages: Path, told: str) -> None:
    serve(pages, 503, **{"Retry-After": told})
    assert pipeline.run(source()).outcome == Outcome.UNAVAILABLE


def test_unchanged_is_not_believed_for_longer_than_a_day(pages: Path) -> None:
    pipeline.run(source())
    assert pipeline.run(source()).detail == "The server says that nothing changed."
    Source.objects.update(full_at=timezone.now() - timedelta(days=2))
    assert pipeline.run(source()).detail == "The same bytes as last time."
    assert pipeline.run(source()).detail == "The server says that nothing changed."


def test_a_repaired_reader_catches_up_from_what_was_kept(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, expect: str | None = None, /) -> Record:
        raise ParseError("expected the page of yesterday")

    real = WATCHED
    monkeypatch.setattr(watching, "WATCHED", tuple(replace(w, read=broken) for w in real))
    assert pipeline.run(source()).outcome == Outcome.BROKEN
    monkeypatch.setattr(watching, "WATCHED", real)
    (pages / "eurlex.html").unlink()  # the site has another page by now
    call_command("reparse", SLUG, "--apply")
    assert Event.objects.count() == 5
    assert source().state == "fine"
    assert not Change.objects.filter(alert="waiting").exists()


def test_the_last_good_copy_read_once_more_does_not_end_an_alarm(pages: Path) -> None:
    pipeline.run(source())
    (pages / "eurlex.html").write_text("<html><body>Another design.</body></html>")
    pipeline.run(source())
    call_command("reparse", SLUG, "--apply")
    assert source().state == "changed_shape"
    pipeline.accept(source())
    assert source().state == "changed_shape"


def test_what_a_copy_would_give_is_shown_before_it_is_written(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (pages / "eurlex.html").read_bytes()
    serve(pages, 403)
    pipeline.run(source())
    evidence.keep_snapshot(
        source(),
        page,
        fetched_from="https://eur-lex.europa.eu/",
        fetched_at=timezone.now(),
        status=200,
        headers={},
        brought_by="test",
    )
    call_command("reparse", SLUG)
    said = capsys.readouterr().out
    assert "5 new" in said and "Nothing was written" in said
    assert Event.objects.count() == 0


def test_the_same_copies_in_any_order_and_number_give_the_same(pages: Path) -> None:
    """The state does not depend on the order in which stored copies are read."""
    change(pages, ("2025-09-18_OPI_byEESC", "373371"))
    older = make.snapshot(source(), (pages / "eurlex.html").read_bytes())
    story.go_on(pages, timezone.localdate())
    change(pages, ("2025-09-18_OPI_byEESC", "373371"))
    change(pages, ("18/09/2025", "20/09/2025"), ("'startDay': '18'", "'startDay': '20'"))
    newer = make.snapshot(
        source(), (pages / "eurlex.html").read_bytes(), fetched_at=older.fetched_at + timedelta(1)
    )
    states = []
    for order in ([older, newer], [newer, older], [older, newer, older, newer, older]):
        with transaction.atomic():
            for copy in order:
                pipeline.reread(source(), copy)
            rows = Event.objects.values_list("title", "kind", "happened_on", "retracted_at")
            states.append((set(rows), Conflict.objects.count(), source().read_blob_id))
            assert not Change.objects.filter(alert="waiting").exists()
            transaction.set_rollback(True)
    assert states[0] == states[1] == states[2]
    assert len(states[0][0]) == 6


@pytest.mark.parametrize("since", ["x", "01.11.2026", "2026-02-30"])
def test_a_day_that_is_none_is_told_with_one_that_is(since: str) -> None:
    with pytest.raises(CommandError) as told:
        call_command("reparse", "--since", since)
    assert f'"{since}" is no day. Write year, month and day: 2026-11-01.' in str(told.value)


def test_damaged_copies_are_named_with_what_rests_on_them(pages: Path) -> None:
    pipeline.run(source())
    call_command("verify_snapshots")
    blob = Blob.objects.get()
    Blob.objects.update(compressed=zlib.compress(blob.content + b" "))
    with pytest.raises(CommandError, match=f"6 pieces of evidence.*\n  {blob.pk}: it has"):
        call_command("verify_snapshots")
    Blob.objects.update(compressed=b"nothing")
    with pytest.raises(CommandError, match="cannot be unpacked"):
        call_command("verify_snapshots")


def test_a_file_followed_by_its_reference_gets_everything_from_its_sources(
    served: Path,
) -> None:
    with pytest.raises(CommandError, match="lacks its type"):
        call_command("follow", "2025_59")
    call_command("follow", "2025/59/OLP")
    proposal = Proposal.objects.get()
    assert proposal.title == "Proposal for a Regulation establishing a common system for returns"
    assert (proposal.reference, proposal.com_reference) == ("2025/0059(COD)", "COM(2025) 101")
    assert proposal.events.count() == 5
    assert proposal.stages.filter(slug="adoption", entered_on__isnull=False).exists()
    assert {e.source.slug for e in proposal.evidence.all() if e.source} == {CELLAR, SLUG}
    assert not Change.objects.filter(alert="waiting").exists()
    with pytest.raises(CommandError, match="followed already"):
        call_command("follow", "2025/0059(COD)")


def test_a_title_that_a_person_wrote_stays(pages: Path) -> None:
    pipeline.run(source())
    assert Proposal.objects.get().title == "Proposal 2025/0059(COD)"
    assert Proposal.objects.get().com_reference == "COM(2025) 101"


def test_first_light_keeps_what_it_saw_so_that_it_can_be_replayed(
    pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    serve(pages, 403)
    folder = tmp_path / "light"
    with pytest.raises(CommandError, match="1 of 7 could not be read"):
        call_command("first_light", folder=folder)
    said = capsys.readouterr().out
    assert "cellar procedure: read. 5 entries." in said
    assert "eurlex procedure: refused (unavailable). The site answered 403" in said
    assert (Event.objects.count(), ScrapeRun.objects.count()) == (0, 0)
    with Replay(folder, 0) as served:
        told = served.settings()
        bases = {site: told[f"{site.upper()}_BASE"] for site in settings.SOURCE_BASES}
        settings.SOURCE_BASES = bases
        assert pipeline.run(source(CELLAR)).outcome == Outcome.SUCCESS
        assert pipeline.run(source()).outcome == Outcome.UNAVAILABLE
        assert pipeline.run(source("council-press")).outcome == Outcome.SUCCESS


def test_a_first_light_without_answers_keeps_the_index_of_the_last(
    pages: Path, tmp_path: Path, settings: Settings
) -> None:
    for _ in range(2):
        with contextlib.suppress(CommandError):
            call_command("first_light", folder=tmp_path / "first")
        settings.SOURCE_BASES = dict.fromkeys(settings.SOURCE_BASES, "http://127.0.0.1:1")
    assert len((tmp_path / "first" / "INDEX.tsv").read_text().splitlines()) == 8


def test_reading_a_copy_again_says_nothing_about_a_site_that_is_down(
    pages: Path, settings: Settings
) -> None:
    pipeline.run(source())
    settings.SOURCE_BASES = {**settings.SOURCE_BASES, "eurlex": "http://127.0.0.1:9"}
    pipeline.run(source())
    call_command("reparse", SLUG, "--apply")
    assert source().state == "unavailable"


def test_a_release_of_ours_is_reported_and_others_are_not(pages: Path) -> None:
    pipeline.run(source("council-press"))
    story.go_on(pages, timezone.localdate())
    pipeline.run(source("council-press"))
    [release] = PressRelease.objects.all()
    assert release.title == "Return regulation: Council prepares its implementation"
    assert Change.objects.get(alert="waiting").press_release == release


def test_staff_are_told_when_a_list_moved_on_by_more_than_a_page(pages: Path) -> None:
    pipeline.run(source("council-press"))
    listing = (pages / "council.html").read_text()
    moved = listing.replace("2026/10/0", "2026/11/0").replace(" October 2026", " November 2026")
    (pages / "council.html").write_text(moved)
    assert pipeline.run(source("council-press")).outcome == Outcome.SUCCESS
    conflict = Conflict.objects.get(field="gap")
    assert (conflict.ours, conflict.source.slug) == ("read until 2026-10-02", "council-press")


def test_a_dry_run_writes_nothing(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("scrape", SLUG, "--dry-run")
    said = capsys.readouterr().out
    assert "5 new" in said and "new: Adoption by Commission" in said
    assert (Event.objects.count(), ScrapeRun.objects.count()) == (0, 0)
    assert source().snapshots.count() == 0


@pytest.mark.parametrize("command", ["scrape", "reparse"])
def test_a_wrong_name_of_a_source_is_told_with_those_that_there_are(command: str) -> None:
    make.proposal("2025/0059(COD)")
    with pytest.raises(CommandError, match=f"No source is called eurolex. There are: .*{SLUG}"):
        call_command(command, SLUG, "eurolex")


def test_scrape_counts_what_was_not_found_apart(pages: Path) -> None:
    make.proposal("2018/0329(COD)")
    with pytest.raises(CommandError, match=r"^7 of 12 sources were read, 5 not found\.$"):
        call_command("scrape")
    (pages / "eurlex.html").write_text("<html></html>")
    told = r"^6 of 12 sources were read, 5 not found, 1 could not be read\.$"
    with pytest.raises(CommandError, match=told):
        call_command("scrape")


def test_scrape_says_once_that_a_contact_is_missing(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make.proposal("2025/0059(COD)")
    with pytest.raises(CommandError, match=r"^0 of 7 sources were read, 7 not polled\.$"):
        call_command("scrape")
    said = capsys.readouterr().out
    assert (said.count("NOT POLLED."), said.count("set SCRAPE_CONTACT to")) == (7, 1)


def test_our_own_fault_is_an_outcome_that_staff_see(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall_over(*args: object, **more: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(apply, "apply", fall_over)
    run = pipeline.run(source())
    assert run.outcome == Outcome.FAILED and "ZeroDivisionError" in run.detail
    assert source().state == "failed"
    assert alarms().count() == 1


def test_a_code_of_the_source_is_no_title(db: None) -> None:
    file = make.proposal()
    nameless = EventRecord(date(2026, 10, 2), None, "TRS_CONSIL_byCOM", None, (Institution.COM,))
    record = ProcedureRecord(file.reference, None, None, None, None, None, (nameless,))
    apply.apply(make.source(of=file), record, None, Author(Origin.SOURCE, run="scrape run 1"))
    assert Event.objects.get().title == "Step without a name at the source (TRS_CONSIL_byCOM)"


def test_the_charset_of_the_header_is_that_of_a_look_and_of_its_stored_copy(pages: Path) -> None:
    change(pages, (OPINION, f"{OPINION}, año"))
    text = (pages / "eurlex.html").read_text()
    assert '<meta charset="utf-8">' in text
    (pages / "eurlex.html").write_bytes(text.encode("cp1252"))
    serve(pages, 200, **{"Content-Type": "text/html; charset=windows-1252"})
    run = pipeline.run(source())
    assert run.outcome == Outcome.SUCCESS, run.detail
    assert Event.objects.filter(title=f"{OPINION}, año").exists()
    again = pipeline.reread(source(), source().snapshots.get())
    assert again.outcome == Outcome.SUCCESS, again.detail


def test_a_page_that_a_person_brings_has_no_header_and_says_itself_what_it_is(pages: Path) -> None:
    change(pages, ('<meta charset="utf-8">', '<meta charset="windows-1252">'))
    for charset, outcome in (("utf-8", Outcome.BROKEN), ("cp1252", Outcome.SUCCESS)):
        text = (pages / "eurlex.html").read_text().replace(OPINION, f"{OPINION}, año")
        run = pipeline.bring(source(), text.encode(charset), by="Ana", saved_at=timezone.now())
        assert run.outcome == outcome, run.detail


def test_the_sources_of_a_file_that_is_no_longer_followed_are_left_alone(pages: Path) -> None:
    call_command("follow", "--stop", "2025_59")
    with pytest.raises(CommandError, match="is not followed any more"):
        call_command("follow", "--stop", "2025_59")
    with pytest.raises(CommandError, match="2031_1 is not followed"):
        call_command("follow", "--stop", "2031_1")
    before = ScrapeRun.objects.count()
    rounds.read_due()
    read = {run.source.proposal for run in ScrapeRun.objects.all()[before:]}
    assert Proposal.objects.get() not in read
    left = source()
    assert (left.state, left.detail) == ("paused", "2025/0059(COD) is no longer followed.")
    assert PressRelease.objects.count() == 0
    call_command("follow", "2025/0059(COD)", "--later")
    rounds.read_due()
    assert source().state == "fine"


@pytest.mark.parametrize("first", [0, 1])
def test_a_consent_that_two_sources_tell_of_stands_once_on_the_timeline(first: int) -> None:
    """In the words and documents that the two have for such votes, as recorded."""
    proposal = make.proposal("2022/0377(NLE)")
    day, parliament = date(2023, 5, 9), (Institution.EP,)
    told = [
        EventRecord(
            day,
            "Decision by Parliament",
            None,
            None,
            parliament,
            documents=("P9_TA(2023)0126",),
            identifiers=("2023-05-09 Decision by Parliament",),
        ),
        EventRecord(
            day,
            "EP decision",
            "DEC_byEP",
            None,
            parliament,
            documents=("A9-0149/2023", "P9_TA(2023)0126"),
            identifiers=("2023-05-09_DEC_byEP",),
        ),
    ]
    for event in (told[first], told[1 - first]):
        record = ProcedureRecord("2022/0377(NLE)", None, None, None, None, None, (event,))
        slug = "eurlex" if event.code else "oeil"
        apply.apply(make.source(slug, of=proposal), record, None, Author(Origin.SOURCE))
    assert proposal.events.count() == 1
    assert proposal.events.get().evidence.count() == 2


def test_a_page_that_says_the_same_of_many_steps_costs_no_more_than_of_few() -> None:
    counts = []
    for number, many in enumerate((3, 30), start=1):
        proposal = make.proposal(f"2022/000{number}(COD)")
        read = make.source(f"eurlex-{number}", of=proposal)
        steps = tuple(
            EventRecord(
                date(2023, 5, 1) + timedelta(days=each),
                f"Step {each}",
                None,
                None,
                (Institution.EP,),
                identifiers=(f"step {each}",),
            )
            for each in range(many)
        )
        record = ProcedureRecord(proposal.reference, None, None, None, None, None, steps)
        apply.apply(read, record, None, Author(Origin.SOURCE))
        Evidence.objects.update(last_seen_at=timezone.now() - timedelta(days=9))
        with CaptureQueriesContext(connection) as asked:
            apply.apply(read, record, None, Author(Origin.SOURCE))
        counts.append(len(asked))
        ago = timezone.now() - timedelta(days=1)
        assert Evidence.objects.filter(source=read, last_seen_at__gte=ago).count() == many
    assert counts[0] == counts[1] < 10


def quiet_notices() -> list[str]:
    return [row.why for row in Change.objects.for_staff() if "nobody is told" in row.why]


def test_a_first_reading_tells_staff_once_how_much_was_new(pages: Path) -> None:
    run = pipeline.run(source())
    [told] = quiet_notices()
    assert told == f"{source().name}: First reading: {run.created} new, 0 amended; nobody is told."
    assert run.created == 5
    assert Change.objects.get(why=told).run == f"scrape run {run.pk}"
    Source.objects.update(full_at=None, read_blob=None, read_digest="")
    assert pipeline.run(source()).outcome == Outcome.SUCCESS
    assert len(quiet_notices()) == 1


def test_reading_a_copy_again_tells_staff_once_and_only_of_what_was_new(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, expect: str | None = None, /) -> Record:
        raise ParseError("expected the page of yesterday")

    real = WATCHED
    monkeypatch.setattr(watching, "WATCHED", tuple(replace(w, read=broken) for w in real))
    pipeline.run(source())
    monkeypatch.setattr(watching, "WATCHED", real)
    for _ in range(2):
        call_command("reparse", SLUG, "--apply")
    [told] = quiet_notices()
    assert "A stored copy was read again: 5 new, 0 amended; nobody is told." in told
