"""Relays that are slow, break off, lie in silence or are away."""

from __future__ import annotations

import signal
import time

import pytest

from tests.faults.place import SUBSCRIBERS, Place
from tests.sink_client import most_in_a_minute
from tests.sink_process import Script

pytestmark = pytest.mark.timeout(1800)
#: Seconds that a relay is away.
_AWAY = 150


def one_alert(place: Place, script: Script, **settings: str) -> list[str]:
    """The Message-IDs of all copies of one alert, to a relay that behaves so the first time."""
    place.env |= settings
    place.sink.follow(script)
    place.prepare(1)
    place.start()
    place.wait("the alert sent", lambda: place.all_sent(1), 180)
    time.sleep(5)  # for a copy that should not come
    place.stop_senders(signal.SIGTERM)
    return [kept.id for kept in place.sink.kept()]


def test_a_slow_final_answer_is_waited_for(alone: Place) -> None:
    # Longer than the answer takes: whose lease ran out must not be the one who still waits.
    copies = one_alert(alone, Script(delay=45, times=1), MAIL_LEASE_SECONDS="900")
    assert len(copies) == 1
    assert alone.doubted() == set()


@pytest.mark.parametrize("end", ["keep and drop", "keep in silence"])
def test_a_relay_that_keeps_and_does_not_say_so_gets_one_repeat_at_most(
    alone: Place, end: str
) -> None:
    brief = {"EMAIL_TIMEOUT": "5", "MAIL_ANSWER_SECONDS": "5"}
    copies = one_alert(alone, Script(end=end, times=1), **brief)
    assert len(copies) <= 2 and len(set(copies)) == 1
    assert alone.doubted() == set(copies)


def test_a_relay_that_hangs_up_without_keeping_is_given_the_mail_again(alone: Place) -> None:
    copies = one_alert(alone, Script(end="drop", times=1))
    assert len(copies) == 1


def test_a_reset_after_the_last_answer_doubts_nothing(alone: Place) -> None:
    copies = one_alert(alone, Script(bye="reset"))
    assert len(copies) == 1
    assert alone.doubted() == set()


@pytest.mark.parametrize(
    "script",
    [Script(door="reset"), Script(greeting="421 4.3.2 Come later"), Script(mail="451 4.3.0 No")],
    ids=["resets", "greets with 421", "refuses each sender"],
)
def test_a_relay_that_is_away_is_tried_once_a_minute_and_costs_nobody_a_mail(
    place: Place, script: Script
) -> None:
    subscribers = min(SUBSCRIBERS, 1000)
    place.sink.follow(script)
    place.prepare(subscribers)
    place.start()
    place.wait("a first attempt", lambda: bool(place.sink.connections()), 300)
    time.sleep(_AWAY)
    tried = place.sink.connections()
    assert set(place.states()) <= {"waiting", "leased"}
    place.sink.follow(Script())
    place.wait("all sent", lambda: place.all_sent(subscribers), 180)
    assert len(place.told()) == len(set(place.told())) == subscribers
    # With some leave, for clocks that are not the same.
    assert most_in_a_minute(tried, 58) <= 1, [round(at - tried[0], 1) for at in tried]


def test_a_confirmation_does_not_wait_behind_alerts(place: Place) -> None:
    place.sink.follow(Script(delay=0.05))
    place.prepare(SUBSCRIBERS)
    place.start()
    place.wait("alerts under way", lambda: len(place.told()) >= min(200, SUBSCRIBERS // 10), 900)
    asked = time.time()
    place.sign_up("new@example.org")

    def confirmed() -> list[float]:
        return [kept.at for kept in place.sink.kept() if kept.to == "new@example.org"]

    place.wait("the confirmation", lambda: bool(confirmed()), 60)
    behind = len(place.told())
    print(f"{confirmed()[0] - asked:.1f} s, when {behind} of {SUBSCRIBERS} alerts were sent")
    assert behind < SUBSCRIBERS
