"""Two years over the same pages that grow: a quiet one, and one with all of `TROUBLES`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone
from pytest import MonkeyPatch

from legislation import evidence, mail
from legislation.domain.words import EmailState, Outcome
from legislation.models import Change, Event, Evidence, Notice, PressRelease, Source, Stage
from scrapers import asking, pipeline, rounds, watching
from scrapers.expect import ParseError
from scrapers.fetch import Answer
from scrapers.models import ScrapeRun
from scrapers.records import Record
from scrapers.sources import WATCHED, Reader, Watched
from tests import make, year_pages
from tests.test_alerts import subscribe
from tests.year import HOSTS, WALL, Asked, Clock, Trouble, Year, served, settle_sources, slow_down
from tests.year_pages import HOURS, REREAD, at

_OF_THE_FILE = ("cellar", "cellar-events", "eurlex", "epapi", "oeil")
CELLAR, EVENTS, EURLEX, EPAPI, OEIL = (f"{name}-2025-0059-cod" for name in _OF_THE_FILE)
END = at(1, 1, year=2028)


def _wall(page: str) -> str:
    return WALL


def _half(page: str) -> str:
    return page[: len(page) // 2]


def _renamed(page: str) -> str:
    return page.replace("eventRow", "event-row")


def _dressed(page: str) -> str:
    return page.replace("<main>", '<main class="new">')


#: The Observatory has a new layout. Its reader refuses that until a person has repaired it.
REFUSED = (at(6, 7), at(6, 17))
_LATER = {"Retry-After": "3600"}
_CELLAR = ("cellar.rdf", "cellar_events.json")
_COUNCIL = ("council.rss", "council.html")
RETRY = Trouble(at(2, 9, 6), at(2, 9, 18), _COUNCIL, status=503, headers=_LATER)
#: The first comes when the page could not be read for ten days, the second out of the blue.
OUTAGES = (
    Trouble(at(5, 6), at(5, 8), ("eurlex.html",), status=503),
    Trouble(at(9, 6), at(9, 8), ("eurlex.html",), status=503),
)
WALLS = (
    Trouble(at(3, 1), at(3, 8), ("eurlex.html",), status=202, spoil=_wall),
    Trouble(at(4, 6), at(4, 9), robots="council", status=202),
    Trouble(at(9, 20), at(9, 24), ("eurlex.html",), status=202, spoil=_wall),
)
TROUBLES = (
    Trouble(at(1, 18, 6), at(1, 20, 6), away="cellar"),
    RETRY,
    *WALLS,
    Trouble(at(4, 26), at(5, 6), ("eurlex.html",), spoil=_renamed),
    Trouble(at(7, 20, 6), at(7, 21, 6), (*_CELLAR, "eurlex.html", "oeil.html"), status=404),
    Trouble(at(8, 9, 12), at(8, 10, 18), (*_CELLAR, "eurlex.html", *_COUNCIL), spoil=_half),
    *OUTAGES,
    *(Trouble(at(11, 8), at(11, 9), away=site) for site in HOSTS),
    Trouble(REFUSED[0], END, ("oeil.html",), spoil=_dressed),
)
BRINGS = at(3, 4, 9)
#: "Look now" is pressed for all sources, and two workers hear of it at the same moment.
TOGETHER = [at(7, 5, hour) for hour in (6, 12, 18)]


@dataclass
class Told:
    """What a year left behind."""

    record: dict[str, Any]
    verbs: Counter[str]
    #: How often each piece of news was mailed. A step and the release about it are one.
    mailed: Counter[str]
    messages: list[str]
    asked: list[Asked]
    at_once: list[str]
    runs: dict[str, list[tuple[datetime, str]]]
    rhythms: dict[str, timedelta]
    notices: dict[str, list[tuple[datetime, str]]]


def a_quiet_year(folder: Path) -> Told:
    """Every site answers. What lies more than a day behind any change of a page is skipped."""
    with MonkeyPatch.context() as monkeypatch, _begun(folder, monkeypatch) as year:
        year.run(END, near=26 * HOURS)
        return _told(year)


def a_year_of_troubles(folder: Path) -> Told:
    """No day is skipped."""
    with MonkeyPatch.context() as monkeypatch, _begun(folder, monkeypatch) as year:
        year.troubles = TROUBLES
        year.deeds = {
            BRINGS: bring_a_page,
            REFUSED[0]: lambda: _refuse(monkeypatch),
            REFUSED[1]: lambda: _repair(monkeypatch),
            **dict.fromkeys(TOGETHER, lambda: evidence.read_now(Source.objects.all())),
        }
        let_two_workers_meet(monkeypatch, lambda: timezone.now() in TOGETHER)
        year.run(END)
        return _told(year)


@contextmanager
def _begun(folder: Path, monkeypatch: MonkeyPatch) -> Iterator[Year]:
    """The first of January, a file that is followed, and one who wants to be told of it."""
    with served(folder, Clock(at(1, 1)), monkeypatch) as year:
        file = make.proposal("2025/0059(COD)", press_phrases=["return regulation"])
        subscribe("reader@example.org", file)
        slow_down(monkeypatch)
        settle_sources(monkeypatch)
        mail.send_due()  # the question whether that is wanted
        year.sent.clear()
        yield year


def bring_a_page() -> None:
    """An editor saved the page of EUR-Lex an hour ago."""
    saved = timezone.now() - HOURS
    page = year_pages.pages(saved)["eurlex.html"].encode()
    source = Source.objects.get(slug=EURLEX)
    assert pipeline.bring(source, page, by="anna", saved_at=saved).outcome == Outcome.SUCCESS


def _refuse(monkeypatch: MonkeyPatch) -> None:
    """From now on the Observatory's reader does not know its page."""

    def broken(data: bytes, expect: str | None = None, /) -> Record:
        raise ParseError("expected the page of yesterday")

    _let_read(monkeypatch, lambda w: broken if w.slug == "oeil" else w.read)


def _repair(monkeypatch: MonkeyPatch) -> None:
    """The reader knows the page again, and reads what was kept."""
    known = {w.slug: w.read for w in WATCHED}
    _let_read(monkeypatch, lambda w: known[w.slug])
    call_command("reparse", OEIL, "--apply")
    assert Event.objects.filter(title=REREAD.label).exists()


def _let_read(monkeypatch: MonkeyPatch, reader: Callable[[Watched], Reader]) -> None:
    watched: tuple[Watched, ...] = vars(watching)["WATCHED"]
    changed = tuple(replace(w, read=reader(w)) for w in watched)
    monkeypatch.setattr(watching, "WATCHED", changed)


def let_two_workers_meet(monkeypatch: MonkeyPatch, now: Callable[[], bool]) -> None:
    """While one worker waits for an answer, another makes its whole round."""
    real, inside = vars(asking)["fetch"], False

    def fetch(*asked: Any) -> Answer:
        nonlocal inside
        if now() and not inside:
            inside = True
            rounds.read_due(timezone.now)
            inside = False
        answer: Answer = real(*asked)
        return answer

    monkeypatch.setattr(asking, "fetch", fetch)


def _told(year: Year) -> Told:
    runs: dict[str, list[tuple[datetime, str]]] = {}
    for run in ScrapeRun.objects.select_related("source").order_by("pk"):
        runs.setdefault(run.source.slug, []).append((run.started_at, run.outcome))
    notices: dict[str, list[tuple[datetime, str]]] = {}
    for change in Change.objects.for_staff().select_related("source").order_by("sequence"):
        slug = change.source.slug if change.source else ""
        notices.setdefault(slug, []).append((change.recorded_at, change.why))
    return Told(
        record=_record(),
        verbs=Counter(Change.objects.public().values_list("verb", flat=True)),
        mailed=_mailed(),
        messages=year.sent,
        asked=year.replay.asked,
        at_once=year.replay.at_once,
        runs=runs,
        rhythms={s.slug: timedelta(seconds=s.rhythm_seconds) for s in Source.objects.all()},
        notices=notices,
    )


def _record() -> dict[str, Any]:
    """What readers see, without what tells in which order it came."""
    return {
        "events": sorted(
            (str(e.happened_on), e.kind, e.title, tuple(e.institutions), _sites(e.evidence.all()))
            for e in Event.objects.public()
        ),
        "stages": list(
            Stage.objects.values_list("slug", "entered_on", "left_on", "outcome", "position")
        ),
        "releases": sorted(
            (
                str(r.published_on),
                r.title,
                r.announces.title if r.announces else "",
                _sources(r.evidence.all()),
            )
            for r in PressRelease.objects.select_related("announces")
        ),
    }


def _sites(proofs: Any) -> tuple[str, ...]:
    """A release stands in two lists of one site, and either may have it first."""
    rows: list[Evidence] = list(proofs.select_related("source"))
    return tuple(sorted(row.source.site_id for row in rows if row.source))


def _sources(proofs: Any) -> tuple[str, ...]:
    rows: list[Evidence] = list(proofs.select_related("source"))
    return tuple(sorted(row.source.slug for row in rows if row.source))


def _mailed() -> Counter[str]:
    told: Counter[str] = Counter()
    sent = Notice.objects.filter(email__state=EmailState.SENT)
    for notice in sent.select_related("change__event", "change__press_release__announces"):
        release = notice.change.press_release
        step = release.announces if release else notice.change.event
        told[f"{step.happened_on} {step.title}" if step else str(release)] += 1
    return told
