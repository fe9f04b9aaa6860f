"""What looks unusual is told to nobody before a person has looked at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from legislation import alerts
from legislation.domain.words import Alert, Kind, Origin, Verb
from legislation.journal import Author
from legislation.models import Change, Email, JournalClock, Proposal
from tests import make
from tests.test_alerts import subscribe, told

pytestmark = pytest.mark.django_db


def scraped(file: Proposal, number: int, run: str = "scrape run 7", days_ago: int = 0) -> None:
    """So much news of one reading."""
    author = Author(Origin.SOURCE, run=run, tells=True)
    day = timezone.localdate() - timedelta(days=days_ago)
    kinds = list(Kind)
    for n in range(number):
        make.event(file, kinds[n % 30], day, author=author, title=f"Step {n}")


@pytest.fixture
def file() -> Proposal:
    made = make.proposal()
    subscribe("a@example.org", made)
    Email.objects.all().delete()
    return made


def staff_notices() -> list[str]:
    return [change.why for change in Change.objects.for_staff()]


def test_five_of_one_file_are_news_and_six_are_held(file: Proposal) -> None:
    scraped(file, 5)
    alerts.fan_out()
    assert Change.objects.held().count() == 0 and len(told()) == 5
    scraped(file, 6, run="scrape run 8")
    alerts.fan_out()
    alerts.fan_out()
    assert Change.objects.held().count() == 6 and len(told()) == 5
    [notice] = staff_notices()
    assert "scrape run 8 brought 6 about one file" in notice


def test_five_thousand_events_of_one_reading_mail_nobody_and_tell_staff_once(
    file: Proposal,
) -> None:
    scraped(file, 1)
    Change.objects.filter(alert=Alert.WAITING).update(alert=Alert.DROPPED)
    one = Change.objects.filter(event__isnull=False).latest("sequence")
    last = one.sequence
    Change.objects.bulk_create(
        Change(
            sequence=last + n,
            recorded_at=one.recorded_at,
            verb=Verb.RECORDED,
            proposal=file,
            event=one.event,
            run="scrape run 9",
            alert=Alert.WAITING,
            release_at=one.recorded_at,
        )
        for n in range(1, 5001)
    )
    JournalClock.objects.update(last=last + 5000)
    alerts.fan_out()
    assert Change.objects.held().count() == 5000
    assert told() == [] and len(staff_notices()) == 1


def test_twenty_one_of_several_files_are_held(file: Proposal) -> None:
    others = [make.proposal(f"2018/{n:04}(COD)") for n in range(1, 8)]
    for other in others:
        scraped(other, 3)
    alerts.fan_out()
    assert Change.objects.held().count() == 21


def test_an_editor_may_do_much_for_one_file(file: Proposal) -> None:
    author = Author(Origin.EDITOR, run="admin", tells=True)
    for n in range(8):
        make.event(file, list(Kind)[n], timezone.localdate(), author=author)
    Change.objects.filter(alert=Alert.WAITING).update(release_at=timezone.now())
    alerts.fan_out()
    assert Change.objects.held().count() == 0


def test_what_comes_to_be_known_late_waits_for_a_person(file: Proposal) -> None:
    scraped(file, 1, days_ago=20)
    alerts.fan_out()
    held = Change.objects.held().get()
    assert told() == [] and held.alert_reason == "it happened 20 days before it was recorded"


def test_what_is_held_as_late_counts_with_what_the_run_brought_besides(file: Proposal) -> None:
    scraped(file, 3, days_ago=20)
    scraped(file, 3)
    alerts.fan_out()
    assert told() == [] and Change.objects.held().count() == 6
    scraped(file, 3, run="scrape run 8")
    alerts.fan_out()
    assert len(told()) == 3


def test_a_person_lets_it_out_seeing_how_many_it_reaches_or_tells_nobody(file: Proposal) -> None:
    subscribe("b@example.org", file)
    Email.objects.all().delete()
    scraped(file, 3, days_ago=40)
    held = list(Change.objects.held())
    assert alerts.would_reach(held) == 2
    someone = make.superuser()
    assert alerts.release([held[0].pk, held[1].pk], someone) == 2
    assert alerts.drop([held[2].pk], someone, "Not worth it") == 1
    alerts.fan_out()
    assert len(told()) == 4
    held[2].refresh_from_db()
    assert (held[2].alert, held[2].alert_reason) == ("dropped", "dropped by root: Not worth it")
    held[0].refresh_from_db()
    assert held[0].released_by == someone


def test_what_a_person_let_out_is_not_held_again(file: Proposal) -> None:
    scraped(file, 7)
    alerts.fan_out()
    alerts.release(Change.objects.held().values_list("pk", flat=True), make.superuser())
    alerts.fan_out()
    assert Change.objects.held().count() == 0
    assert len(told()) == 5  # and two wait for the morning: nobody reads seven in an hour


def test_a_step_back_of_a_file_is_held(file: Proposal) -> None:
    make.event(file, Kind.PROPOSAL_ADOPTED, timezone.localdate() - timedelta(days=400))
    make.event(file, Kind.COUNCIL_FIRST_READING_ADOPTION, timezone.localdate() - timedelta(days=9))
    author = Author(Origin.SOURCE, run="scrape run 1", tells=True)
    make.event(file, Kind.WITHDRAWN, timezone.localdate(), author=author)
    make.event(file, Kind.PROVISIONAL_AGREEMENT, timezone.localdate(), author=author)
    reasons = dict(
        Change.objects.exclude(alert_reason="").values_list("event__kind", "alert_reason")
    )
    assert reasons == {"provisional_agreement": "the file went back to a stage that it had left"}


def test_a_day_ahead_is_told_once_in_ninety_days(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = Author(Origin.SOURCE, run="scrape run 1", tells=True)
    make.event(file, Kind.SIGNATURE, timezone.localdate() + timedelta(days=60), author=author)
    now = timezone.now()
    for days in range(90):
        moment = now + timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        alerts.fan_out()
    assert len(told()) == 1
