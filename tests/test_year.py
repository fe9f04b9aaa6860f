"""A year of outages, walls and changed pages: at its end the record is that of a quiet year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest import MonkeyPatch

from legislation.domain.words import Outcome, Verb
from legislation.models import Source
from tests import make
from tests.year import HOSTS, PAUSE, STEP, TICK, Asked, Clock, Trouble, served, settle_sources
from tests.year_pages import BROUGHT, DAYS, HAPPENINGS, HOURS, RELEASES, REREAD, at
from tests.year_troubles import (
    BRINGS,
    CELLAR,
    END,
    EPAPI,
    EURLEX,
    EVENTS,
    OEIL,
    OUTAGES,
    RETRY,
    TOGETHER,
    TROUBLES,
    WALLS,
    Told,
    a_quiet_year,
    a_year_of_troubles,
)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400), pytest.mark.once]

GOOD = {Outcome.SUCCESS, Outcome.UNCHANGED}
#: The file as it was on the first of January.
BEFORE = 5
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any) -> Callable[..., Told]:
    """Live through a year, and leave nothing of it in the database."""

    def live(year: Callable[[Path], Told], folder: Path) -> Told:
        with django_db_blocker.unblock(), transaction.atomic():
            told = year(folder)
            transaction.set_rollback(True)
        return told

    return live


@pytest.fixture(scope="module")
def quiet(lived: Callable[..., Told], tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the quiet year left."""
    return lived(a_quiet_year, tmp_path_factory.mktemp("quiet"))


@pytest.fixture(scope="module")
def troubled(lived: Callable[..., Told], tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the other one left."""
    return lived(a_year_of_troubles, tmp_path_factory.mktemp("troubled"))


def test_at_the_end_the_record_is_that_of_a_quiet_year(quiet: Told, troubled: Told) -> None:
    assert troubled.record["events"] == quiet.record["events"]
    assert troubled.record["releases"] == quiet.record["releases"]
    assert troubled.record["stages"] == quiet.record["stages"]


def test_the_quiet_year_has_every_step_once_with_all_who_tell_it(quiet: Told) -> None:
    steps = {
        (str(step.corrected or step.day), step.label): tuple(sorted(step.sites))
        for step in HAPPENINGS
    }
    told = {(day, title): sites for day, _, title, _, sites in quiet.record["events"]}
    assert len(quiet.record["events"]) == len(told) == BEFORE + len(HAPPENINGS)
    assert {key: told[key] for key in steps} == steps


def test_nothing_is_taken_back_and_nothing_stands_twice(quiet: Told, troubled: Told) -> None:
    for year in (quiet, troubled):
        assert year.verbs[Verb.RETRACTED] == year.verbs[Verb.RESTORED] == 0
    assert troubled.verbs[Verb.RECORDED] == quiet.verbs[Verb.RECORDED]
    assert len(set(troubled.record["events"])) == len(troubled.record["events"])


def news() -> Counter[str]:
    """Each step and each release about none, as it is to be mailed: once; and a corrected day.

    The file was signed long before, so that a first step of its second reading is held.
    """
    steps = [f"{step.day} {step.label}" for step in HAPPENINGS if step.code != "AMEND_R2_byEP"]
    corrected = {
        f"{s.day} {s.label}": f"{s.corrected} {s.label}" for s in HAPPENINGS if s.corrected
    }
    alone = [f"{moment:%Y-%m-%d}: {title}" for title, moment in RELEASES if "Return" in title]
    told = [corrected.get(step, step) for step in steps]
    return Counter([*told, *corrected.values(), *alone])


def test_a_quiet_year_mails_each_piece_of_news_once(quiet: Told) -> None:
    assert quiet.mailed == news()
    assert len(quiet.messages) == len(set(quiet.messages)) == quiet.mailed.total()


def test_troubles_cost_no_mail_and_double_none(troubled: Told) -> None:
    """What a repaired reader found in old bytes is the one thing that is mailed to nobody."""
    assert troubled.mailed == news() - Counter([f"{REREAD.day} {REREAD.label}"])
    assert troubled.mailed[f"{BROUGHT.day} {BROUGHT.label}"] == 1
    assert len(troubled.messages) == len(set(troubled.messages)) == troubled.mailed.total()


def by_host(asked: list[Asked]) -> dict[str, list[Asked]]:
    """The requests of each site, in their order."""
    found: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        found[one.host].append(one)
    return found


def expect_a_good_guest(asked: list[Asked], at_once: list[str]) -> None:
    """One at a time, with the pause between two looks, few a minute and few a day.

    A look is a page, and once a day robots.txt with it, after which the pause is twice as long:
    never more than six requests a minute.
    """
    assert at_once == []
    for requests in by_host(asked).values():
        looks = [one for one in requests if one.target != "/robots.txt"]
        assert all(later.at - one.at >= PAUSE for one, later in pairwise(looks))
        for place, one in enumerate(requests):
            following = requests[place : place + 7]
            assert len(following) < 7 or following[6].at - one.at >= MINUTE
        days = Counter(one.at.date() for one in requests)
        assert max(days.values()) <= 200
        robots = [one for one in requests if one.target == "/robots.txt" and one.status == 200]
        assert all(later.at - one.at >= DAYS for one, later in pairwise(robots))


def test_every_site_is_asked_gently_all_year(troubled: Told) -> None:
    assert set(by_host(troubled.asked)) == set(HOSTS.values())
    expect_a_good_guest(troubled.asked, troubled.at_once)


def expect_left_alone(asked: list[Asked], host: str, since: datetime, rest: timedelta) -> None:
    """Nothing of the site is asked for so long."""
    meanwhile = [one for one in asked if one.host == host and since < one.at < since + rest]
    assert meanwhile == []


def test_after_retry_after_the_whole_site_rests(troubled: Told) -> None:
    told = [one for one in troubled.asked if one.status == 503 and RETRY.on(one.at)]
    assert len(told) >= 5
    for one in told:
        expect_left_alone(troubled.asked, one.host, one.at, timedelta(seconds=3600))


def test_who_keeps_robots_out_is_left_alone_for_six_hours(troubled: Told) -> None:
    for wall in WALLS:
        met = [one for one in troubled.asked if one.status == 202 and wall.on(one.at)]
        assert len(met) >= (wall.until - wall.since - DAYS) / (6 * HOURS) - 1
        for one in met:
            expect_left_alone(troubled.asked, one.host, one.at, 6 * HOURS)


@pytest.mark.parametrize("outage", OUTAGES, ids=["after a changed page", "alone"])
def test_looks_come_further_and_further_apart_while_a_site_is_down(
    troubled: Told, outage: Trouble
) -> None:
    looks = [moment for moment, _ in troubled.runs[EURLEX] if outage.on(moment)]
    gaps = [later - one for one, later in pairwise(looks)]
    assert timedelta(minutes=5) <= gaps[0] < timedelta(minutes=6)
    assert all(one - TICK <= later < 2.1 * one for one, later in pairwise(gaps))
    assert len(gaps) >= 7 and gaps[6] >= timedelta(minutes=320) and max(gaps) <= 6 * HOURS
    after = next(run for run in troubled.runs[EURLEX] if run[0] >= outage.until)
    assert after[1] in GOOD and after[0] - outage.until <= 6 * HOURS


SLUGS = {
    "cellar.rdf": CELLAR,
    "cellar_events.json": EVENTS,
    "eurlex.html": EURLEX,
    "oeil.html": OEIL,
}
SLUGS |= {"council.rss": "council-rss", "council.html": "council-press"}
SLUGS |= {"cellar": CELLAR, "eurlex": EURLEX, "parliament": OEIL, "council": "council-rss"}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_staff_are_told_of_a_trouble_at_the_first_look_that_meets_it(
    troubled: Told, trouble: Trouble
) -> None:
    """A second source of a site may not meet it at all: the whole site is left alone."""
    met = []
    for name in filter(None, (*trouble.pages, trouble.away, trouble.robots)):
        slug = SLUGS.get(name, EPAPI)
        looks = [moment for moment, outcome in troubled.runs[slug] if outcome not in GOOD]
        if failed := next(filter(trouble.on, looks), None):
            assert failed in [moment for moment, _ in troubled.notices[slug]]
            met.append(failed)
    assert met
    if trouble.until < END:  # a page that nobody changes is not read again
        robots = DAYS if trouble.robots else timedelta()  # that file is good for a day
        assert min(met) - trouble.since <= robots + 26 * HOURS


def test_silence_is_told_once_for_each_outage_after_three_rhythms(troubled: Told) -> None:
    told: list[tuple[str, datetime]] = []
    for slug, runs in troubled.runs.items():
        good = [moment for moment, outcome in runs if outcome in GOOD]
        silent = [said for said in troubled.notices.get(slug, []) if "no good reading" in said[1]]
        limit = 3 * troubled.rhythms[slug]
        due = [one + limit for one, later in pairwise(good) if later - one > limit]
        assert len(silent) == len(due), (slug, silent, due)
        for moment, (at_last, _) in zip(due, silent, strict=True):
            assert timedelta() < at_last - moment <= STEP
            told.append((slug, at_last))
    months = {slug: [moment.month for each, moment in told if each == slug] for slug, _ in told}
    assert months[EURLEX][:3] == [3, 3, 4]  # the page that a person brought ended the first one
    assert 9 in months[EURLEX] and 6 in months[OEIL] and 1 in months[CELLAR]
    assert 4 in months["council-rss"]


def test_summer_time_begins_and_ends_and_no_look_is_lost_or_doubled(troubled: Told) -> None:
    for since, until in ((at(3, 24), at(4, 3)), (at(10, 25), at(11, 6))):
        for slug, runs in troubled.runs.items():
            rhythm = troubled.rhythms[slug]
            looks = [moment for moment, _ in runs if since <= moment < until]
            gaps = [later - one for one, later in pairwise(looks)]
            assert len(looks) >= (until - since) / rhythm - 1
            assert min(gaps) >= 0.9 * rhythm and max(gaps) <= rhythm + MINUTE, slug


def test_two_workers_at_the_same_moment_ask_each_source_once(troubled: Told) -> None:
    for moment in TOGETHER:
        for slug, runs in troubled.runs.items():
            looks = [began for began, _ in runs if moment <= began < moment + MINUTE]
            assert len(looks) == 1, (slug, looks)


def test_a_page_that_a_person_brought_counts_as_a_look_and_opens_no_wall(troubled: Told) -> None:
    brought = [outcome for moment, outcome in troubled.runs[EURLEX] if moment == BRINGS]
    assert brought == [Outcome.SUCCESS]
    later = [o for moment, o in troubled.runs[EURLEX] if BRINGS < moment < WALLS[0].until]
    assert set(later) == {Outcome.UNAVAILABLE}


def test_a_week_at_the_real_rhythms_with_three_files(
    tmp_path: Path, monkeypatch: MonkeyPatch
) -> None:
    """The night in which summer time begins is in it. Nobody is slowed down."""
    with served(tmp_path, Clock(at(3, 25)), monkeypatch) as week:
        for reference in ("2025/0059(COD)", "2018/0329(COD)", "2005/0167(COD)"):
            make.proposal(reference, press_phrases=[])
        settle_sources(monkeypatch)
        week.run(at(4, 1))
        expect_a_good_guest(week.replay.asked, week.replay.at_once)
        assert Source.objects.count() == 17
        for source in Source.objects.all():
            rhythm = timedelta(seconds=source.rhythm_seconds)
            looks = list(source.runs.order_by("started_at").values_list("started_at", flat=True))
            gaps = [later - one for one, later in pairwise(looks)]
            assert min(gaps) >= 0.9 * rhythm and max(gaps) <= rhythm + MINUTE, source.slug
            assert 7 * DAYS / rhythm - 1 <= len(looks) <= 7 * DAYS / (0.9 * rhythm) + 1
