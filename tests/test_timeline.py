"""What counts as a step, and what of it is news."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from legislation import timeline
from legislation.domain.words import Alert, Kind, Origin, Verb
from legislation.journal import Author
from legislation.models import Event, Proposal
from tests import make

pytestmark = pytest.mark.django_db

DESK = Author(Origin.EDITOR, why="The minutes say so.", tells=True)


def two_days_ago() -> date:
    return timezone.localdate() - timedelta(days=2)


@pytest.fixture
def vote() -> Event:
    """A vote that was planned for the day before yesterday; nobody wrote that it took place."""
    file = make.proposal()
    make.event(file, day=date(2025, 3, 11))
    make.event(file, Kind.COMMITTEE_VOTE, date(2026, 3, 9))
    return make.event(file, Kind.EP_FIRST_READING, two_days_ago(), author=DESK, expected=True)


def entered(proposal: Proposal) -> list[str]:
    rows = proposal.stages.filter(entered_on__isnull=False).order_by("position")
    return list(rows.values_list("slug", flat=True))


def test_a_planned_day_that_passed_moves_no_stage(vote: Event, client: Client) -> None:
    assert vote.proposal is not None
    assert entered(vote.proposal) == ["proposal", "parliament_mandate"]
    on = f"{timezone.localdate():%Y-%m-%d}"
    for address in (f"{vote.proposal.get_absolute_url()}?on={on}", "/"):
        shown = client.get(address).content.decode()
        assert "Parliament is preparing its position" in shown
        assert "Parliament adopted its position" not in shown
    answer = client.get(f"/api/v1/proposals/{vote.proposal.slug}/?on={on}").json()
    standing = {row["slug"]: row["standing"] for row in answer["stages"]}
    assert (standing["parliament_mandate"], standing["first_reading"]) == ("current", "not_entered")


def test_a_day_that_the_act_sets_counts_when_it_comes() -> None:
    file = make.proposal()
    make.event(file, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1))
    make.event(file, Kind.ENTRY_INTO_FORCE, two_days_ago(), expected=True)
    assert file.stages.get(slug="in_force").entered_on == two_days_ago()


def test_that_an_expected_step_has_happened_is_news(vote: Event) -> None:
    release = make.press_release(vote.proposal, two_days_ago(), institution="EP")
    values = {"expected": False, "institutions": ["EP"]}
    change = timeline.amend_event(vote, values, DESK)
    assert change is not None
    assert (change.verb, change.alert) == (Verb.AMENDED, Alert.WAITING)
    assert vote.proposal is not None and "first_reading" in entered(vote.proposal)
    release.refresh_from_db()
    assert release.announces == vote


def test_an_amendment_follows_up_what_may_have_been_told_and_nothing_else(vote: Event) -> None:
    later = timeline.amend_event(vote, {"title": "Vote in plenary"}, DESK)
    timeline.amend_event(vote, {"expected": False}, DESK)
    corrected = timeline.amend_event(vote, {"title": "Vote"}, DESK)
    assert later is not None and corrected is not None
    assert (later.alert, corrected.alert) == (Alert.NONE, Alert.WAITING)


def test_a_step_that_happened_long_ago_waits_for_a_person_when_it_is_confirmed(vote: Event) -> None:
    change = timeline.amend_event(vote, {"expected": False, "happened_on": date(2026, 3, 1)}, DESK)
    assert change is not None
    assert change.alert == Alert.HELD and "days before it was recorded" in change.alert_reason
