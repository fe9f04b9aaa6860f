"""Redis away, silent, read-only or emptied: it is a doorbell, and nothing lies in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest

from tests import crowd
from tests.admin.desk import PROOF
from tests.faults.conftest import OwnRedis
from tests.faults.place import SUBSCRIBERS, Place
from tests.test_processes import Browser

pytestmark = [pytest.mark.timeout(1800), pytest.mark.services]
_SECONDS = 10

Fault = Callable[[OwnRedis], None]
_FEW = ("CONFIG", "SET", "min-replicas-to-write")


def _empty_now_and_then(server: OwnRedis) -> None:
    for _ in range(_SECONDS):
        server.ask("FLUSHALL")
        time.sleep(1)


FAULTS: dict[str, tuple[Fault, Fault]] = {
    "refuses": (OwnRedis.end, OwnRedis.start),
    "is silent": (OwnRedis.freeze, OwnRedis.start),
    "writes nothing": (lambda at: at.ask(*_FEW, "1"), lambda at: at.ask(*_FEW, "0")),
    "is emptied": (lambda at: at.ask("FLUSHALL"), _empty_now_and_then),
}


def save(place: Place, editor: Browser) -> float:
    """Record an event of today at the desk; how many seconds that took."""
    event = {
        "proposal": place.proposal(),
        "kind": "ep_first_reading",
        "institutions": "EP",
        "title": "Plenary adopts the text",
        "happened_on": f"{date.today():%d/%m/%Y}",  # noqa: DTZ011
        "precision": "day",
        **{name: str(value) for name, value in PROOF.items()},
    }
    started = time.monotonic()
    page = editor.post("/admin/legislation/event/add/", **event)
    assert "was added successfully" in page, page[:3000]
    return time.monotonic() - started


@pytest.mark.parametrize("fault", FAULTS)
def test_pages_go_on_and_the_backlog_is_gone_soon_after(
    apart: Place, own_redis: OwnRedis, fault: str
) -> None:
    begin, end = FAULTS[fault]
    subscribers = min(SUBSCRIBERS, 1000)
    apart.prepare(subscribers, news=False)
    apart.start()
    editor = Browser(apart.base)
    editor.post("/admin/login/", username="admin", password=apart.password, next="/admin/")
    begin(own_redis)
    assert save(apart, editor) < 3
    assert apart.sign_up("new@example.org") < 3
    time.sleep(_SECONDS)
    end(own_redis)
    # Celery's worker ends by itself where Redis takes connections but no writes.
    apart.start()

    def gone() -> bool:
        asked = "SELECT count(*) FROM legislation_email WHERE kind = 'confirmation'"
        confirmed = [kept.to for kept in apart.sink.kept()].count("new@example.org")
        return apart.all_sent(subscribers) and apart.rows(asked) == [(confirmed,)]

    apart.wait("the backlog", gone, 180)
    everybody = sorted(crowd.address(number) for number in range(subscribers))
    assert sorted(apart.told()) == everybody
