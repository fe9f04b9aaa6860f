"""Two workers at one database: a site is asked by one of them at a time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from pytest import MonkeyPatch

from legislation.models import Source
from scrapers.models import ScrapeRun
from tests import make
from tests.test_year import expect_a_good_guest
from tests.year import Clock, served, tick
from tests.year_pages import at

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_lines_of_their_own_ask_a_site_one_at_a_time(
    on_postgresql: None, tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    """Two processes at one PostgreSQL; each answer takes a while."""
    clock = Clock(at(3, 25))
    with served(tmp_path, clock, monkeypatch) as day:
        make.proposal("2025/0059(COD)", press_phrases=["return regulation"])
        day.run(clock.moment + MINUTE)
        day.replay.slow = 0.02
        together = Barrier(2)

        def work() -> None:
            try:
                together.wait()
                tick()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as workers:
            for _ in range(20):
                clock.moment += MINUTE
                Source.objects.update(next_read_at=clock.moment)
                for done in [workers.submit(work) for _ in range(2)]:
                    done.result()
        looks = Counter(ScrapeRun.objects.values_list("source__slug", "started_at"))
        assert max(looks.values()) == 1
        expect_a_good_guest(day.replay.asked, day.replay.at_once)
