"""The pictures of a file: places follow from days, and claim nothing that is not on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from legislation.domain.procedure import StageRow, StageSlug, Step, stages
from legislation.domain.words import Kind
from legislation.models import Proposal
from legislation.pages.chronicle import Entry
from legislation.pages.durations import durations
from legislation.pages.lineage import lineage
from legislation.pages.scale import Drawing, drawn
from tests import make
from tests.site.test_proofs import words
from tests.site.test_wording import DIRECTIVE, RECAST, REGULATION

File = list[tuple[Kind, str]]


def rows(file: File, on: date | None = None) -> tuple[StageRow, ...]:
    return stages((Step(kind, date.fromisoformat(day)) for kind, day in file), on)


def entry(day: date, *who: str) -> Entry:
    return Entry("key", day, "day", "", "A step", "/", [], institutions=who)


def picture(file: File, on: date, *entries: Entry) -> Drawing:
    made = drawn(rows(file, on), entries, on)
    assert made is not None
    return made


def test_bars_stand_where_their_days_are_and_in_the_lane_of_who_acts() -> None:
    bars = {bar.label: bar for bar in picture(REGULATION, date(2026, 3, 11)).bars}
    council = bars[StageSlug.COUNCIL_MANDATE.label]
    parliament = bars[StageSlug.PARLIAMENT_MANDATE.label]
    assert council.lane == "council"
    assert parliament.lane == "ep"
    assert parliament.y < bars[StageSlug.PROPOSAL.label].y < council.y
    # 11 March 2025 to 11 March 2026: a year, so a day is 100/365 per cent.
    assert council.x == pytest.approx(100 * 63 / 365, abs=0.01)
    assert council.x + council.width == pytest.approx(100 * 272 / 365, abs=0.01)


def test_a_drawing_of_an_earlier_day_has_nothing_that_came_later() -> None:
    early = picture(REGULATION, date(2025, 6, 1))
    assert {bar.label for bar in early.bars} == {"Proposal", "Council's mandate"}
    assert drawn(rows(REGULATION, date(2025, 3, 1)), [], date(2025, 3, 1)) is None


def test_an_act_in_force_for_long_is_drawn_for_its_first_year_without_a_today() -> None:
    made = picture(DIRECTIVE, date(2026, 1, 1))
    assert made.now is None
    assert max(int(tick.label) for tick in made.ticks) <= 2010


def test_steps_lie_in_the_lane_of_who_took_them() -> None:
    day = date(2025, 6, 1)
    steps = [entry(day, "EP"), entry(day, "CONSIL"), entry(day, "EP", "CONSIL"), entry(day, "COM")]
    dots = picture(REGULATION, date(2026, 1, 1), *steps).dots
    assert [dot.lane for dot in dots] == ["ep", "council", "several", "several"]
    assert dots[2].y == dots[3].y


@given(st.dates(date(2025, 3, 11), date(2031, 12, 31)))
def test_nothing_is_drawn_outside_the_picture(on: date) -> None:
    made = picture(REGULATION, on, entry(date(2025, 3, 12), "EP"), entry(on, "COM"))
    for bar in made.bars:
        assert 0 <= bar.x <= 100
        assert bar.x + bar.width <= 100.5
    assert all(0 <= dot.x <= 100 for dot in made.dots)
    assert all(0 < tick.x < 97 for tick in made.ticks)


@pytest.fixture
def files() -> list[Proposal]:
    return [
        Proposal(slug="2005-0167-COD", reference="2005/0167(COD)", short_title="Directive"),
        Proposal(slug="2018-0329-COD", reference="2018/0329(COD)", short_title="Recast"),
        Proposal(slug="2025-0059-COD", reference="2025/0059(COD)", short_title="Regulation"),
    ]


def test_the_lineage_shows_who_set_out_to_change_whom(files: list[Proposal]) -> None:
    on = date(2026, 11, 30)
    histories = (DIRECTIVE, RECAST, REGULATION)
    made = lineage([(f, rows(h, on)) for f, h in zip(files, histories, strict=True)], on)
    assert made is not None
    directive, recast, regulation = made.lives
    assert directive.to is None
    assert recast.to == regulation.to == directive.y
    assert recast.ended
    assert not directive.ended
    assert not recast.force
    assert directive.end == regulation.end == 100
    assert recast.end == pytest.approx(regulation.x, abs=0.3)


def test_before_the_second_file_there_is_no_lineage(files: list[Proposal]) -> None:
    on = date(2010, 1, 1)
    histories = (DIRECTIVE, RECAST, REGULATION)
    assert lineage([(f, rows(h, on)) for f, h in zip(files, histories, strict=True)], on) is None


@pytest.mark.django_db
def test_how_long_it_took_is_held_against_files_that_went_the_same_way() -> None:
    own = make.proposal("2025/0059(COD)")
    other = make.proposal("2018/0329(COD)", short_title="Recast")
    for file, kind, day in (
        (own, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11)),
        (own, Kind.COUNCIL_GENERAL_APPROACH, date(2025, 12, 8)),
        (own, Kind.EP_MANDATE_CONFIRMED, date(2026, 3, 26)),
        (other, Kind.PROPOSAL_ADOPTED, date(2018, 9, 12)),
        (other, Kind.COUNCIL_PARTIAL_GENERAL_APPROACH, date(2019, 6, 7)),
    ):
        make.event(file, kind, day)
    mine = [stage.row for stage in own.stages.all()]
    (way,) = durations(own, mine, date(2026, 11, 1))
    assert way.label == "From the proposal to the Council's position"
    assert [(t.name, t.days, t.partly) for t in way.took] == [
        (own.short_title, 272, False),
        ("Recast", 268, True),
    ]
    assert way.others == 1
    assert durations(own, mine, date(2025, 12, 7)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", ("272 days, about 9 months", "1,200 days, about 39 months", "1 day")),
        ("/fr/", ("272 jours, environ 9 mois", "1 200 jours, environ 39 mois", "1 jour")),
        ("/de/", ("272 Tage, etwa 9 Monate", "1.200 Tage, etwa 39 Monate", "1 Tag")),
    ],
)
def test_days_are_exact_and_months_are_about(
    client: Client, path: str, said: tuple[str, ...]
) -> None:
    own = make.proposal("2025/0059(COD)")
    for number, days in enumerate((272, 1200, 1)):
        file = make.proposal(f"2018/{number:04}(COD)") if number else own
        make.event(file, Kind.PROPOSAL_ADOPTED, date(2018, 9, 12))
        agreed = date(2018, 9, 12) + timedelta(days=days)
        make.event(file, Kind.COUNCIL_GENERAL_APPROACH, agreed)
    page = BeautifulSoup(client.get(f"{path}proposals/{own.slug}/").content, "lxml")
    told = [words(each) for each in page.select("[aria-labelledby=durations] .number")]
    assert sorted(told) == sorted(said)
    summary = page.select_one("[aria-labelledby=durations] summary")
    assert summary is not None
    assert words(summary).endswith(said[0])


@pytest.mark.django_db
def test_of_many_other_files_the_middle_one_is_named() -> None:
    own = make.proposal("2025/0059(COD)")
    for number in range(7):
        file = own if number == 0 else make.proposal(f"2020/{number:04}(COD)")
        make.event(file, Kind.PROPOSAL_ADOPTED, date(2020, 1, 1))
        agreed = date(2020, 1, 1) + timedelta(days=100 * (number or 5))
        make.event(file, Kind.COUNCIL_GENERAL_APPROACH, agreed)
    mine = [stage.row for stage in own.stages.all()]
    (way,) = durations(own, mine, date(2026, 11, 1))
    assert [took.days for took in way.took] == [500, 300]
    assert way.others == 6
