"""Senders that are killed or stopped while a change goes to thousands of people.

With plain SMTP a mail that was handed over, but not marked, is handed over once more: nobody can
know (RFC 1047). So it is counted how many, and that each is told apart as the same mail.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from functools import partial

import pytest

from tests import crowd
from tests.faults.place import DOUBT, LEASE, SUBSCRIBERS, Place
from tests.sink_process import Script

pytestmark = [pytest.mark.timeout(3600), pytest.mark.services]
#: So slow that the moments lie apart: with four connections some 400 mails a second.
_SLOW = Script(delay=0.01)
EVERYBODY = {crowd.address(number) for number in range(SUBSCRIBERS)}


def moments(count: int) -> list[int]:
    """So many numbers of mails at which something happens; set FAULTS_SEED to have them again."""
    seed = os.environ.get("FAULTS_SEED") or str(random.randrange(10**6))
    print(f"FAULTS_SEED={seed}")
    dice = random.Random(seed)
    return sorted(dice.randrange(SUBSCRIBERS * 95 // 100) for _ in range(count))


def interrupt(place: Place, number: signal.Signals, times: int) -> int:
    """Stop the senders at random moments, start them again each time, and see it through; how
    many connections were open in all when they stopped."""
    cut = 0
    for moment in moments(times):
        place.wait(f"{moment} mails", partial(place.has_told, moment), 900)
        time.sleep(random.random() / 20)
        before = place.sink.closed()
        place.stop_senders(number)
        time.sleep(0.5)
        cut += place.sink.closed() - before
        place.start()
    place.wait("all sent", lambda: place.all_sent(SUBSCRIBERS), 900 + LEASE + DOUBT)
    return cut


def test_killed_senders_lose_nobody_and_double_only_what_was_in_doubt(place: Place) -> None:
    place.sink.follow(_SLOW)
    place.prepare(SUBSCRIBERS)
    place.start()
    cut = interrupt(place, signal.SIGKILL, 5)
    told, extra = place.told(), len(place.told()) - SUBSCRIBERS
    print(f"{extra} extra copies, {cut} connections were cut")
    assert set(told) == EVERYBODY
    assert extra <= cut <= 5 * 16  # at most four mailings at once, each with four connections
    ids: dict[str, set[str]] = {}
    for kept in place.sink.kept():
        ids.setdefault(kept.to, set()).add(kept.id)
    assert all(len(each) == 1 for each in ids.values())
    copies = Counter(told)
    doubled = {kept.id for kept in place.sink.kept() if copies[kept.to] > 1}
    assert doubled <= place.doubted()


def test_stopped_senders_finish_what_they_began(place: Place) -> None:
    place.sink.follow(_SLOW)
    place.prepare(SUBSCRIBERS)
    place.start()
    interrupt(place, signal.SIGTERM, 20)
    assert sorted(place.told()) == sorted(EVERYBODY)
    assert place.doubted() == set()
