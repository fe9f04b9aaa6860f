"""What needs a person stands on the first page; conflicts, sources and mails can be looked into."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from legislation import evidence, timeline
from legislation.domain.words import Alert, EmailState, Kind, Outcome
from legislation.evidence import Reading
from legislation.models import (
    Bounce,
    Change,
    Conflict,
    MemberState,
    Notice,
    Proposal,
    Source,
    Subscriber,
    Subscription,
)
from scrapers.models import ScrapeRun
from tests import make
from tests.admin.desk import complaints, page


def break_source(source: Source) -> None:
    soon = timezone.now() + timedelta(hours=1)
    evidence.note_reading(source, Reading(Outcome.BROKEN, "9 rows, not 12", "test", soon))


def test_the_index_shows_what_needs_a_person(root: Client) -> None:
    event = make.event(make.proposal())
    conflict = make.conflict(event)
    break_source(Source.objects.get())
    make.email(state=EmailState.FAILED)
    shown = root.get(reverse("admin:index")).content.decode()
    assert "Return Directive Tracker" in shown
    assert "changed shape" in shown and "9 rows, not 12" in shown
    assert "Open conflicts: 1" in shown and page("conflict_change", conflict.pk) in shown
    assert "Failed</a>: 1" in shown and "Waiting</a>: 0" in shown


def test_the_index_names_the_news_that_waits_for_a_person(anna: Client) -> None:
    event = make.event(make.proposal())
    Change.objects.filter(event=event).update(alert=Alert.HELD, alert_reason="ValueError: no day")
    shown = anna.get(reverse("admin:index")).content.decode()
    assert "News that is held" in shown and "ValueError: no day" in shown
    assert page("change_change", Change.objects.get(event=event).pk) in shown


def test_an_editor_sees_no_mails_on_the_index(anna: Client) -> None:
    make.email()
    shown = anna.get(reverse("admin:index")).content.decode()
    assert "Open conflicts: 0" in shown and 'id="mails"' not in shown


def test_a_conflict_shows_both_sides_and_is_closed_with_a_reason(anna: Client) -> None:
    event = make.event(make.proposal())
    source = make.source(of=event.proposal)
    conflict = make.conflict(event, "2025-03-12", snapshot=make.snapshot(source))
    address = page("conflict_change", conflict.pk)
    shown = anna.get(address).content.decode()
    assert "<pre>2025-03-11</pre>" in shown and "<pre>2025-03-12</pre>" in shown
    assert page("event_change", event.pk) in shown and source.address in shown
    assert "Say how" in complaints(anna.post(address, {"settled": ""}))["settled"][0]
    anna.post(address, {"settled": "The Journal has the 11th"})
    closed = Conflict.objects.get()
    assert closed.closed_by is not None
    assert (closed.closed_by.username, closed.resolution) == ("anna", "The Journal has the 11th")
    assert closed.changes.filter(verb="resolved", by=closed.closed_by).count() == 1
    assert 'name="_save"' not in anna.get(address).content.decode()
    second = complaints(anna.post(address, {"settled": "The 12th"}))
    assert "The Journal has the 11th" in second["__all__"][0]


def open_conflicts() -> list[tuple[object, object]]:
    return [(row.ours, row.theirs) for row in Conflict.objects.open().order_by("pk")]


def test_a_conflict_follows_what_stands(root: Client) -> None:
    event = make.event(make.proposal(), day=date(2025, 3, 11))
    source = make.source(of=event.proposal)
    first = make.conflict(event, "2025-03-14", field="date", source=source)
    votes = make.conflict(event, "4 for", field="votes", ours="3 for", source=source)
    for day in (12, 13):
        why = make.EDITOR.because("A correction")
        timeline.amend_event(event, {"happened_on": date(2025, 3, day)}, why)
        again = make.conflict(event, "2025-03-14", field="date", source=source)
        assert (again.ours, again.theirs) == (f"2025-03-{day}", "2025-03-14")
        assert open_conflicts() == [("3 for", "4 for"), (f"2025-03-{day}", "2025-03-14")]
    first.refresh_from_db()
    assert first.resolution == "The record says otherwise now" and first.closed_by is None
    told = first.changes.get(verb="resolved")
    assert (told.by, told.why) == (None, "The record says otherwise now")
    timeline.amend_event(event, {"happened_on": date(2025, 3, 14)}, make.EDITOR.because("It is"))
    assert open_conflicts() == [("3 for", "4 for")]
    timeline.amend_event(event, {"happened_on": date(2025, 3, 11)}, make.EDITOR.because("No"))
    make.conflict(event, "2025-03-14", field="date", source=source)
    first.refresh_from_db()
    assert first.closed_at is None  # the same disagreement as at first is met again
    assert votes in Conflict.objects.open()


def test_what_a_source_says_now_replaces_what_it_said(root: Client) -> None:
    event = make.event(make.proposal())
    source = make.source(of=event.proposal)
    for number, day in enumerate((17, 19)):
        copy = make.snapshot(source, content=f"page {number}".encode())
        make.conflict(event, f"2025-03-{day}", field="date", source=source, snapshot=copy)
    assert open_conflicts() == [("2025-03-11", "2025-03-19")]
    closed = Conflict.objects.get(closed_at__isnull=False)
    assert closed.resolution == "The source says otherwise now"


def test_what_a_person_settled_stays_settled(root: Client) -> None:
    event = make.event(make.proposal())
    conflict = make.conflict(event, field="date")
    evidence.close_conflict(conflict, make.EDITOR.because("The Journal has the 11th"))
    make.conflict(event, field="date")
    assert not Conflict.objects.open().exists()


def test_open_conflicts_come_first(root: Client) -> None:
    first = make.conflict(make.event(make.proposal()))
    second = make.conflict(first.event, "2025-03-13")  # type: ignore[arg-type]
    evidence.close_conflict(second, make.EDITOR.because("settled"))
    listed = root.get(page("conflict_changelist")).context["cl"].result_list
    assert [row.pk for row in listed] == [first.pk, second.pk]


def test_read_now_makes_a_source_due(root: Client) -> None:
    source = make.source()
    sent = {"action": "read_now", "_selected_action": [source.pk]}
    answer = root.post(page("source_changelist"), sent, follow=True)
    source.refresh_from_db()
    assert source.next_read_at is not None and source.next_read_at <= timezone.now()
    assert "Due now: 1" in answer.content.decode()


def test_a_mail_is_shown_as_its_reader_sees_it(root: Client) -> None:
    mail = make.email(
        html='<p class="x">Bread &amp; butter</p><script>alert(1)</script>',
        text="Bread & <butter>",
        headers={"List-Unsubscribe": "<https://example.org/u/1>"},
        error="550 no such user",
        state=EmailState.FAILED,
    )
    shown = root.get(page("email_change", mail.pk)).content.decode()
    assert (
        'sandbox title="The mail as HTML" srcdoc="&lt;p class=&quot;x&quot;&gt;Bread &amp;amp; '
        in shown
    )
    assert "<script>alert" not in shown
    assert '<pre class="mail">Bread &amp; &lt;butter&gt;</pre>' in shown
    assert "List-Unsubscribe" in shown and "550 no such user" in shown
    assert "reader@example.org" in shown
    assert "550 no such user" in root.get(page("email_changelist")).content.decode()


def test_a_mail_that_never_left_is_said_to_be_kept(root: Client, settings: Settings) -> None:
    mail = make.email(state=EmailState.SENT, sent_at=timezone.now())
    settings.EMAIL_BACKEND = "legislation.mail.EmlBackend"
    settings.MAIL_DIRECTORY = settings.BASE_DIR / "var" / "mail"
    pages = [page("email_changelist"), page("email_change", mail.pk)]
    for address in pages:
        assert "Kept in var/mail" in root.get(address).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for address in pages:
        assert "Kept in" not in root.get(address).content.decode()


def test_a_proposal_shows_its_ladder_and_its_surprises(root: Client) -> None:
    proposal = make.proposal()
    make.event(proposal, Kind.ENTRY_INTO_FORCE, date(2026, 10, 1))
    shown = root.get(page("proposal_change", proposal.pk)).content.decode()
    assert "1 October 2026" in shown and "without an adoption on record" in shown
    listed = root.get(page("proposal_changelist")).content.decode()
    assert "In force" in listed


def test_a_snapshot_leads_to_its_public_page(root: Client) -> None:
    snapshot = make.snapshot(make.source())
    shown = root.get(page("snapshot_change", snapshot.pk)).content.decode()
    assert reverse("snapshot", args=[snapshot.pk]) in shown and snapshot.blob_id in shown


def test_a_change_shows_what_became_different(root: Client) -> None:
    event = make.event(make.proposal(), institutions=["COM"])
    evidence.amend(event, {"kind": Kind.OTHER}, make.EDITOR.because("Not one of ours"))
    change = event.changes.get(verb="amended")
    shown = root.get(page("change_change", change.pk)).content.decode()
    assert "Proposal by the Commission" in shown and "Other step" in shown


def fill() -> None:
    """One more row, or several, in the tables with lists that may grow."""
    number = Source.objects.count() + 1
    proposal = make.proposal(f"2026/{number:04}(COD)")
    event = make.event(proposal)
    source = make.source(f"source-{number}", of=proposal)
    snapshot = make.snapshot(source, content=f"page {number}".encode())
    break_source(source)
    make.conflict(event, source=source, snapshot=snapshot)
    make.draft(proposal, make.editor(f"editor {number}"), corrects=make.position(proposal))
    make.press_release(proposal)
    reader = make_reader(number)
    mail = make.email(subscriber=reader)
    row = {"change": event.changes.get(), "due_at": timezone.now(), "email": mail}
    Notice.objects.create(subscriber=reader, **row)
    Bounce.objects.create(
        kind="soft",
        subscriber=reader,
        email=mail,
        report=str(number),
        via="relay",
        at=mail.created_at,
    )
    ScrapeRun.objects.create(source=source, started_at=timezone.now(), snapshot=snapshot)


def make_reader(number: int) -> Subscriber:
    """Somebody who follows a file."""
    now = timezone.now()
    key = str(number)
    values = {"token": key, "mark": key, "created_at": now, "asked_at": now}
    reader = Subscriber.objects.create(address=f"reader{number}@example.org", **values)
    named = {"proposal": Proposal.objects.first(), "state": MemberState.objects.first()}
    Subscription.objects.create(subscriber=reader, key=key, created_at=now, **named)
    return reader


def queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as met:
        assert ask().status_code == 200
    return len(met)


LISTS = [
    "admin:index",
    "admin:legislation_position_grid",
    "admin:scrapers_scraperun_changelist",
    *(
        f"admin:legislation_{name}_changelist"
        for name in (
            "change",
            "conflict",
            "email",
            "event",
            "evidence",
            "bounce",
            "notice",
            "subscriber",
            "position",
            "positiondraft",
            "pressrelease",
            "proposal",
            "snapshot",
            "source",
        )
    ),
]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_many_rows_as_for_few(root: Client, name: str) -> None:
    for _ in range(2):
        fill()
    root.get(reverse(name))
    few = queries(lambda: root.get(reverse(name)))
    for _ in range(8):
        fill()
    assert queries(lambda: root.get(reverse(name))) == few


def test_moments_are_written_with_24_hours(root: Client) -> None:
    change = make.event(make.proposal()).changes.get()
    moment = datetime(2026, 11, 24, 22, 11, tzinfo=UTC)
    Change.objects.filter(pk=change.pk).update(recorded_at=moment)
    shown = root.get(page("change_changelist")).content.decode()
    assert "23:11" in shown and "p.m." not in shown


def test_the_list_of_changes_cuts_long_reasons(root: Client) -> None:
    event = make.event(make.proposal())
    timeline.amend_event(event, {"title": "x" * 400}, make.EDITOR.because("y" * 400))
    table = root.get(page("change_changelist")).content.decode()
    assert "y" * 50 in table and "y" * 150 not in table and "x" * 150 not in table


def test_a_refusal_says_the_way_back(anna: Client) -> None:
    answer = anna.get(page("email_changelist"))
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "may not" in shown and reverse("admin:index") in shown and "anna" in shown
    answer = Client(enforce_csrf_checks=True).post("/subscribe/", {})
    assert answer.status_code == 403 and "Please try again" in answer.content.decode()


def test_a_refusal_leaves_no_traceback_on_the_console() -> None:
    [console] = [
        handler
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler and handler.formatter is not None
    ]
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Forbidden", (), None)
    record.status_code = 403
    record.exc_info = (PermissionError, PermissionError(), None)
    assert console.filter(record)
    assert "PermissionError" not in console.format(record)
