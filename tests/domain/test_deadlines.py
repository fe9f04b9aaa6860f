from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from legislation.domain.deadlines import (
    STEPS_OF,
    Article,
    Base,
    Deadline,
    Period,
    Rule,
    general,
    reckon,
)
from legislation.domain.words import Kind

DAYS = st.dates(date(1958, 1, 1), date(2200, 12, 31))
MONTHS = st.integers(0, 600)
ADOPTED = date(2026, 10, 1)
PUBLISHED = date(2026, 12, 10)


def rule(key: str, base: Base, kind: Kind | None = None, **period: int) -> Rule:
    """A clause of an act, known from reports."""
    return Rule(key, key, "So it is.", base, (Period(**period),), (Article("A"),), False, kind)


CLAUSES = (
    rule("force", Base.PUBLICATION, Kind.ENTRY_INTO_FORCE, days=1),
    rule("hubs", Base.ENTRY_INTO_FORCE, Kind.APPLICATION, days=0),
    rule("most", Base.ENTRY_INTO_FORCE, Kind.APPLICATION, years=1),
    rule("review", Base.ENTRY_INTO_FORCE, Kind.REVIEW, years=3),
)


def by_key(*rules: Rule, **days: date) -> dict[str, Deadline]:
    """What the rules give for a file, by their keys; days by the name of the base."""
    bases = {Base(name): day for name, day in days.items()}
    return {found.rule.key: found for found in reckon(rules, bases)}


def of_the_treaties(**days: date) -> dict[str, Deadline]:
    return by_key(*general({"DK", "IE"}, adopted=True), **days)


@pytest.mark.parametrize(
    ("day", "period", "end"),
    [
        (date(2026, 10, 1), Period(months=6), date(2027, 4, 1)),
        (date(2026, 8, 31), Period(months=6), date(2027, 2, 28)),
        (date(2027, 8, 31), Period(months=6), date(2028, 2, 29)),
        (date(2028, 2, 29), Period(years=1), date(2029, 2, 28)),
        (date(2028, 2, 29), Period(years=4), date(2032, 2, 29)),
        (date(2026, 12, 15), Period(months=1), date(2027, 1, 15)),
        (date(2026, 1, 30), Period(months=1, days=1), date(2026, 3, 1)),
        (date(2008, 12, 24), Period(days=20), date(2009, 1, 13)),
    ],
)
def test_a_period_ends_on_the_same_date_or_the_month_s_last(
    day: date, period: Period, end: date
) -> None:
    assert period.after(day) == end


@given(DAYS, MONTHS)
@example(date(2026, 8, 31), 6)
def test_months_end_on_the_same_number_or_before_it_on_the_month_s_last_day(
    day: date, months: int
) -> None:
    end = Period(months=months).after(day)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or end.day == monthrange(end.year, end.month)[1] < day.day


@given(DAYS, DAYS, MONTHS)
def test_a_later_day_gives_no_earlier_end(one: date, other: date, months: int) -> None:
    period = Period(months=months)
    assert period.after(min(one, other)) <= period.after(max(one, other))


@given(DAYS, MONTHS, MONTHS)
def test_a_longer_period_ends_no_earlier(day: date, one: int, other: int) -> None:
    assert Period(months=min(one, other)).after(day) <= Period(months=max(one, other)).after(day)


@given(DAYS, st.integers(0, 40))
def test_a_year_is_twelve_months(day: date, years: int) -> None:
    assert Period(years=years).after(day) == Period(months=12 * years).after(day)


@given(DAYS, st.integers(0, 1000))
def test_days_are_added_one_by_one_and_the_day_of_the_event_is_none_of_them(
    day: date, days: int
) -> None:
    assert (Period(days=days).after(day) - day).days == days


@given(DAYS)
def test_months_put_together_are_never_later_than_months_in_one(day: date) -> None:
    step = Period(months=1)
    assert step.after(step.after(day)) <= Period(months=2).after(day)


@pytest.mark.parametrize("wrong", [{"years": -1}, {"months": -1}, {"days": -1}])
def test_no_period_runs_backwards(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="backwards"):
        Period(**wrong)


def test_denmark_has_six_months_after_the_council_has_decided() -> None:
    found = of_the_treaties(adoption=ADOPTED)["denmark"]
    assert (found.day, found.verified) == (date(2027, 4, 1), True)
    assert found.rule.articles[0].name == "Article 4(1) of Protocol No 22"


def test_denmark_has_no_choice_on_an_act_beside_schengen() -> None:
    assert not {found.key for found in general({"IE"}, adopted=True)} & {"denmark"}


def test_an_older_act_runs_by_the_older_treaty() -> None:
    found = of_the_treaties(adoption=date(2008, 12, 9), publication=date(2008, 12, 24))
    assert found["annulment"].day == date(2009, 3, 17)
    assert found["annulment"].rule.articles[0].name == "Article 230, fifth paragraph, EC Treaty"
    assert found["denmark"].day == date(2009, 6, 9)
    assert "EC Treaty" in found["denmark"].rule.articles[0].name
    assert not found.keys() & {"ireland-afterwards", "entry-into-force-by-treaty"}


@given(DAYS)
def test_of_each_rule_one_form_holds_at_most(day: date) -> None:
    found = reckon(general({"DK", "IE"}, adopted=True), dict.fromkeys(Base, day))
    keys = [each.rule.key for each in found]
    assert len(keys) == len(set(keys))
    assert {"denmark", "annulment"} <= set(keys)


@pytest.mark.parametrize(
    ("published", "last"),
    [
        # 14 days: 24 December; two months: 24 February; ten days: 6 March 2027, a Saturday.
        (date(2026, 12, 10), date(2027, 3, 8)),
        # 31 December; the month has no 31st: 28 February; 10 March 2027, a Wednesday.
        (date(2026, 12, 17), date(2027, 3, 10)),
    ],
)
def test_an_action_runs_from_the_fourteenth_day_and_never_ends_on_a_weekend(
    published: date, last: date
) -> None:
    assert of_the_treaties(publication=published)["annulment"].day == last


@given(DAYS)
def test_the_court_s_last_day_is_a_weekday_at_most_two_days_on(published: date) -> None:
    found = of_the_treaties(publication=published)["annulment"].day
    start = published + timedelta(days=14)
    plain = Period(months=2, days=10).after(start)
    assert found is not None and found.weekday() < 5
    assert 0 <= (found - plain).days <= 2


def test_before_the_act_is_made_only_what_runs_from_the_proposal_is_told() -> None:
    rules = general({"DK", "IE"}, adopted=False)
    assert [found.key for found in rules] == ["ireland-from-the-start"]
    assert by_key(*rules, proposal=date(2025, 3, 11))["ireland-from-the-start"].day == date(
        2025, 6, 11
    )


def test_one_unknown_publication_leaves_open_all_that_hangs_on_it() -> None:
    rules = (*CLAUSES, *general({"DK"}, adopted=True))
    found = by_key(*rules, adoption=ADOPTED)
    waiting = {"force", "hubs", "most", "review", "annulment", "entry-into-force-by-treaty"}
    assert {key for key, each in found.items() if each.rule.periods and not each.day} == waiting


def test_filling_in_the_publication_fills_in_all() -> None:
    rules = (*CLAUSES, *general({"DK"}, adopted=True))
    found = by_key(*rules, adoption=ADOPTED, publication=PUBLISHED)
    days = {key: each.day for key, each in found.items() if each.rule.periods}
    assert days == {
        "force": date(2026, 12, 11),
        "hubs": date(2026, 12, 11),
        "most": date(2027, 12, 11),
        "review": date(2029, 12, 11),
        "entry-into-force-by-treaty": date(2026, 12, 30),
        "annulment": date(2027, 3, 8),
        "denmark": date(2027, 4, 1),
    }
    assert found["most"].derived and not found["force"].derived


def test_a_day_of_entry_into_force_on_record_goes_before_the_rules() -> None:
    found = by_key(*CLAUSES, publication=PUBLISHED, entry_into_force=date(2027, 1, 1))
    assert (found["most"].day, found["most"].derived) == (date(2028, 1, 1), False)
    assert found["force"].day == date(2026, 12, 11)


def test_without_a_clause_the_treaty_s_twentieth_day_is_the_base() -> None:
    found = by_key(*general((), adopted=True), *CLAUSES[1:], publication=PUBLISHED)
    assert found["hubs"].day == date(2026, 12, 30)


def test_what_rests_on_an_unverified_day_is_unverified() -> None:
    sure = Rule(
        "sure", "", "", Base.ENTRY_INTO_FORCE, (Period(years=1),), (Article("A"),), verified=True
    )
    assert not by_key(CLAUSES[0], sure, publication=PUBLISHED)["sure"].verified
    assert by_key(sure, entry_into_force=PUBLISHED)["sure"].verified


def test_a_rule_without_an_end_stays_open_for_good() -> None:
    found = of_the_treaties(adoption=ADOPTED)
    assert [found[key].day for key in ("signature", "publication", "ireland-afterwards")] == [
        None,
        None,
        None,
    ]


def test_each_base_has_steps_and_each_rule_a_place_in_the_law() -> None:
    assert STEPS_OF.keys() == set(Base)
    for each in general({"DK", "IE"}, adopted=True):
        assert each.articles[0].address.startswith("https://eur-lex.europa.eu/")
