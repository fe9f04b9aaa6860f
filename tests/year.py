"""A year with a clock of its own: pages over real HTTP, sites that misbehave, a server that counts.

Nobody waits: the clock goes from each moment at which something is due to the next.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Lock

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from pytest import MonkeyPatch

from legislation import alerts, mail
from legislation.mail import deliver
from legislation.models import Change, Email, Notice, Source
from scrapers import pipeline, rounds, watching
from scrapers.replay import SETTINGS_OF_HOSTS, Replay
from scrapers.sources import WATCHED
from tests import story, year_pages

#: The worker's clock rings so often, and a site has so long a pause: as in production.
TICK = PAUSE = timedelta(seconds=10)
#: Further than this the clock never jumps: silence is noticed by a round that asks nobody, too.
STEP = timedelta(hours=3)
HOSTS = {name.removesuffix("_BASE").lower(): host for host, name in SETTINGS_OF_HOSTS.items()}
NOBODY_LISTENS = "http://127.0.0.1:9"
WALL = "<html><script>window.awsWafCookieDomainList = [];</script></html>"


@dataclass
class Clock:
    """Now, as everybody in the test is told it."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Asked:
    """A request as the server saw it."""

    at: datetime
    host: str
    target: str
    status: int


@dataclass
class Counting(Replay):
    """A replay that knows what time it is, and notices two who ask one site at once."""

    clock: Callable[[], datetime] = timezone.now
    slow: float = 0.0
    asked: list[Asked] = field(default_factory=list)
    at_once: list[str] = field(default_factory=list)
    _busy: dict[str, Lock] = field(
        default_factory=lambda: {host: Lock() for host in HOSTS.values()}
    )

    def note(self, host: str, method: str, target: str, status: int) -> None:
        """Count the request; the site is busy with it for a while."""
        self.asked.append(Asked(self.clock(), host, target, status))
        if not self._busy[host].acquire(blocking=False):
            self.at_once.append(target)
            return
        time.sleep(self.slow)
        self._busy[host].release()


@dataclass(frozen=True)
class Trouble:
    """What is wrong with some pages for a while, with a site's robots.txt, or with all of it.

    `spoil` makes another page of the one that would have been served.
    """

    since: datetime
    until: datetime
    pages: tuple[str, ...] = ()
    robots: str = ""
    away: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    spoil: Callable[[str], str] = lambda page: page

    def on(self, now: datetime) -> bool:
        """Whether it is on at that moment."""
        return self.since <= now < self.until


@dataclass
class Year:
    """The sites, the clock and the worker; `deeds` are what people do at their moments."""

    replay: Counting
    clock: Clock
    monkeypatch: MonkeyPatch
    troubles: tuple[Trouble, ...] = ()
    deeds: dict[datetime, Callable[[], object]] = field(default_factory=dict)
    #: The Message-IDs of the mails that went out.
    sent: list[str] = field(default_factory=list)

    def run(self, until: datetime, near: timedelta | None = None) -> None:
        """Let time pass. With `near`, what is further behind a change of any page is skipped."""
        marks = self._marks(until)
        last = self.clock.moment
        self._serve()
        while self.clock.moment < until:
            tick()
            coming = next(mark for mark in marks if mark > self.clock.moment)
            due = max(next_due(), self.clock.moment + TICK)
            skips = near is not None and due > last + near
            soon = self.clock.moment + STEP
            self.clock.moment = coming if skips else min(due, coming, soon)
            if self.clock.moment == coming:
                last = coming
                self._serve()
                self.deeds.get(coming, int)()

    def _marks(self, until: datetime) -> list[datetime]:
        edges = {moment for t in self.troubles for moment in (t.since, t.until)}
        marks = {*year_pages.moments(), *edges, *self.deeds, until}
        return sorted(mark for mark in marks if mark <= until)

    def _serve(self) -> None:
        on = [trouble for trouble in self.troubles if trouble.on(self.clock.moment)]
        told = year_pages.pages(self.clock.moment)
        for trouble in on:
            for name in trouble.pages:
                told[name] = trouble.spoil(told[name])
        for name, page in told.items():
            (self.replay.folder / name).write_text(page)
        lay_index(self.replay.folder, on)
        away = {trouble.away for trouble in on}
        bases = {
            site: NOBODY_LISTENS if site in away else self.replay.bases[host]
            for site, host in HOSTS.items()
        }
        self.monkeypatch.setattr(settings, "SOURCE_BASES", bases)


def lay_index(folder: Path, on: list[Trouble]) -> None:
    """The story's index, with the statuses and headers that the troubles give."""
    head, *rows = (story.STORY / "INDEX.tsv").read_text().splitlines()
    told = [f"{head}\tstatus\theaders"]
    for row in rows:
        mine = [trouble for trouble in on if row.split("\t")[0] in trouble.pages]
        status = mine[0].status if mine else 200
        told.append(f"{row}\t{status}\t{json.dumps(mine[0].headers if mine else {})}")
    (folder / "wall.html").write_text(WALL)
    for trouble in on:
        if trouble.robots:
            address = f"https://{HOSTS[trouble.robots]}/robots.txt"
            told.append(f"wall.html\t{address}\t\t{trouble.status}\t{{}}")
    (folder / "INDEX.tsv").write_text("\n".join(told) + "\n")


def tick() -> None:
    """What the worker's clock does."""
    rounds.read_due(timezone.now)
    if Change.objects.to_fan_out().exists() or Notice.objects.untold().exists():
        alerts.fan_out()
    if Email.objects.due().exists():
        mail.send_due()


def next_due() -> datetime:
    """The first moment at which the worker would ask anybody anything."""
    long_ago = year_pages.at(1, 1, year=2000)
    names = ("next_read_at", "site__next_request_at", "site__held_until")
    free = Greatest(*(Coalesce(F(name), long_ago) for name in names))
    moments = Source.objects.annotate(free=free).order_by("free").values_list("free", flat=True)
    found: datetime = moments[0]
    return found


@contextmanager
def served(folder: Path, clock: Clock, monkeypatch: MonkeyPatch) -> Iterator[Year]:
    """Everybody's clock is ours, and every site is on this machine."""
    monkeypatch.setattr(timezone, "now", clock)
    monkeypatch.setattr(pipeline, "uniform", Random(2027).uniform)  # every year is the same one
    monkeypatch.setattr(settings, "SCRAPE_PAUSE_SECONDS", PAUSE.total_seconds())
    monkeypatch.setattr(settings, "SCRAPE_CONTACT", "tests@example.org")
    monkeypatch.setattr(settings, "SCRAPE_PRIVATE_TARGETS", True)
    with Counting(story.lay(folder), 0, clock=clock) as replay:
        year = Year(replay, clock, monkeypatch)
        monkeypatch.setattr(deliver, "keep", lambda _content, of: year.sent.append(of))
        yield year


def slow_down(monkeypatch: MonkeyPatch) -> None:
    """Let the Council and CELLAR be looked at less often: a tenth of all looks is left, and a year
    fits into a minute."""
    hours = {"council-rss": 4, "council-press": 12, "cellar": 6, "cellar-events": 4}
    slower = tuple(
        replace(w, rhythm=timedelta(hours=hours[w.slug])) if w.slug in hours else w for w in WATCHED
    )
    monkeypatch.setattr(watching, "WATCHED", slower)


def settle_sources(monkeypatch: MonkeyPatch) -> None:
    """Nobody asks at each tick which sources there are, which is half of it: they are these."""
    watching.sources()
    settled = Source.objects.select_related("proposal").order_by("pk")  # as `sources` has them
    monkeypatch.setattr(rounds, "sources", lambda: list(settled.all()))
