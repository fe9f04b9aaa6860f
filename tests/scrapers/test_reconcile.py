"""What a source says against what the record has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from legislation.domain.words import Institution, Kind, Origin, Precision
from scrapers.reconcile import Difference, StoredEvent, fold, plan, torn
from scrapers.records import EventRecord, Votes

D = date(2020, 5, 4)


def stored(pk: int = 1, **values: Any) -> StoredEvent:
    given = {
        "kind": Kind.SIGNATURE,
        "institutions": frozenset({Institution.EP}),
        "day": D,
        "precision": Precision.DAY,
        "origin": Origin.BASELINE,
    }
    return StoredEvent(pk=pk, **{**given, **values})


def row(identifier: str = "2020-05-04_SIGN_byEP_CONSIL", **values: Any) -> EventRecord:
    given = {
        "day": D,
        "label": "Signature",
        "code": "SIGN_byEP_CONSIL",
        "kind": Kind.SIGNATURE,
        "institutions": (Institution.EP,),
        "identifiers": (identifier,) if identifier else (),
    }
    return EventRecord(**{**given, **values})


def debate(identifier: str, day: date = D, **values: Any) -> EventRecord:
    given = {"kind": Kind.COUNCIL_DEBATE, "institutions": (Institution.CONSIL,), "label": "Debate"}
    return row(identifier, day=day, **{**given, **values})


def test_a_new_event_is_created() -> None:
    assert len(plan([], [row()]).create) == 1


def test_what_the_record_has_is_kept_and_not_doubled() -> None:
    found = plan([stored()], [row()])
    assert (found.create, [pk for pk, _ in found.keep], found.differences) == ((), [1], ())


def test_the_sources_own_identifier_finds_an_event_whose_kind_an_editor_changed() -> None:
    known = stored(kind=Kind.OTHER, identifiers=frozenset({"2020-05-04_SIGN_byEP_CONSIL"}))
    assert [pk for pk, _ in plan([known], [row()]).keep] == [1]


def test_a_day_off_is_one_event_and_a_conflict() -> None:
    found = plan([stored(day=date(2020, 5, 5))], [row()])
    assert found.create == ()
    assert found.differences == (Difference(1, "date", "2020-05-05", "2020-05-04"),)
    assert found.amend == ()


def test_an_editors_day_is_never_overwritten_by_the_source_that_gave_the_event() -> None:
    seen = frozenset({"2020-05-04_SIGN_byEP_CONSIL"})
    event = stored(day=date(2020, 6, 1), origin=Origin.EDITOR, identifiers=seen, seen_here=seen)
    found = plan([event], [row()])
    assert found.amend == () and len(found.differences) == 1


def test_a_source_may_move_the_day_of_its_own_event() -> None:
    seen = frozenset({"2020-05-04_SIGN_byEP_CONSIL"})
    event = stored(day=date(2020, 5, 1), origin=Origin.SOURCE, identifiers=seen, seen_here=seen)
    assert plan([event], [row()]).amend == ((1, {"happened_on": D}),)


def test_but_not_when_another_source_stands_behind_the_old_day() -> None:
    seen = frozenset({"2020-05-04_SIGN_byEP_CONSIL"})
    event = stored(
        day=date(2020, 5, 1),
        origin=Origin.SOURCE,
        identifiers=seen,
        seen_here=seen,
        others_say=frozenset({date(2020, 5, 1)}),
    )
    found = plan([event], [row()])
    assert found.amend == () and len(found.differences) == 1


def test_two_feeds_that_tell_one_step_make_one_event() -> None:
    older = row("397347", code=None, institutions=(Institution.EP, Institution.CONSIL))
    [step] = fold([older, row()])
    assert step.identifiers == {"397347", "2020-05-04_SIGN_byEP_CONSIL"}
    assert step.institutions == {Institution.EP, Institution.CONSIL}


def test_a_step_that_happens_once_is_one_even_if_its_feeds_are_days_apart() -> None:
    found = plan([], [row("397347", documents=("PE 1",)), row(day=date(2020, 5, 13))])
    assert len(found.create) == 1
    assert found.create[0].chief.day == D
    assert torn(7, found.create[0]) == [Difference(7, "date", "2020-05-04", "2020-05-13")]


DRAFT = row("2020-05-04_SIGN_byEP_CONSIL", documents=("PE-CONS 23/2020 REV 1",))
SIGNED = row("2020-05-13_SIGN_byEP_CONSIL", day=date(2020, 5, 13), documents=())


def test_a_signature_is_of_its_own_day_and_not_of_its_draft() -> None:
    """As in six of six recorded files that have both rows in the newer feed."""
    [step] = fold([DRAFT, SIGNED])
    assert step.chief.day == date(2020, 5, 13)
    assert torn(7, step) == [Difference(7, "date", "2020-05-13", "2020-05-04")]


def test_of_two_days_of_a_step_the_better_one_counts_if_it_comes_later() -> None:
    seen = frozenset({"2020-05-04_SIGN_byEP_CONSIL"})
    ours = stored(day=D, origin=Origin.SOURCE, identifiers=seen, seen_here=seen)
    found = plan([ours], [DRAFT, SIGNED])
    assert found.amend == ((1, {"happened_on": date(2020, 5, 13)}),)
    assert found.differences == (Difference(1, "date", "2020-05-13", "2020-05-04"),)


def test_what_the_record_has_is_named_as_ours() -> None:
    found = plan([stored(day=D)], [DRAFT, SIGNED])
    assert found.amend == ()
    assert found.differences == (Difference(1, "date", "2020-05-04", "2020-05-13"),)


def test_two_debates_of_one_feed_on_one_day_are_two() -> None:
    assert len(fold([debate("100001"), debate("100002")])) == 2


def test_two_debates_on_neighbouring_days_are_matched_one_to_one() -> None:
    known = [
        stored(1, kind=Kind.COUNCIL_DEBATE, institutions=frozenset({Institution.CONSIL})),
        stored(
            2,
            kind=Kind.COUNCIL_DEBATE,
            institutions=frozenset({Institution.CONSIL}),
            day=date(2020, 5, 5),
        ),
    ]
    found = plan(known, [debate("1", date(2020, 5, 5)), debate("2", D)])
    assert sorted(pk for pk, _ in found.keep) == [1, 2] and found.differences == ()


def test_another_institutions_step_of_the_same_kind_and_day_is_another_event() -> None:
    known = stored(kind=Kind.ADVISORY_OPINION, institutions=frozenset({Institution.EESC}))
    cor = row("x", kind=Kind.ADVISORY_OPINION, institutions=(Institution.COR,))
    assert len(plan([known], [cor]).create) == 1


def test_a_step_without_a_kind_matches_nothing_by_day_alone() -> None:
    known = stored(kind=Kind.OTHER)
    assert len(plan([known], [row("x", kind=None)]).create) == 1


def test_a_month_in_the_record_agrees_with_a_day_in_it_but_not_in_silence() -> None:
    known = stored(
        kind=Kind.COUNCIL_DEBATE,
        institutions=frozenset({Institution.CONSIL}),
        day=date(2020, 5, 31),
        precision=Precision.MONTH,
    )
    found = plan([known], [debate("1", date(2020, 5, 12))])
    assert found.create == ()
    assert found.differences == (
        Difference(1, "precision", "in that month: 2020-05-31", "2020-05-12"),
    )


def test_by_a_day_is_met_by_one_in_the_weeks_before_and_by_none_after() -> None:
    known = stored(day=date(2020, 5, 20), precision=Precision.BY, kind=Kind.COUNCIL_DEBATE)
    assert plan([known], [debate("1", date(2020, 5, 12), institutions=())]).create == ()
    assert len(plan([known], [debate("1", date(2020, 5, 22), institutions=())]).create) == 1


def test_what_a_person_took_away_is_met_by_name_and_not_brought_back() -> None:
    name = frozenset({"2020-05-04_SIGN_byEP_CONSIL"})
    gone = stored(identifiers=name, seen_here=name, settled=True, day=date(2019, 1, 1))
    found = plan([gone], [row()])
    assert (found.create, found.amend, found.differences, found.vanished) == ((), (), (), ())


def test_a_row_without_a_name_is_found_again_by_its_day_and_words() -> None:
    kept = frozenset({"2020-05-04 Signature"})
    gone = stored(kind=Kind.OTHER, identifiers=kept, seen_here=kept, settled=True)
    assert plan([gone], [row("", kind=None)]).create == ()


def test_what_a_person_took_away_does_not_stand_for_something_else() -> None:
    assert len(plan([stored(settled=True)], [row()]).create) == 1


def test_events_under_new_names_have_not_vanished() -> None:
    old = frozenset({"373371"})
    known = stored(identifiers=old, seen_here=old)
    found = plan([known], [row()])
    assert (found.create, found.vanished) == ((), ())


@pytest.mark.parametrize("settled", [False, True], ids=["stands", "retracted"])
def test_a_step_without_a_kind_under_a_new_name_is_known_by_its_words_and_day(
    settled: bool,
) -> None:
    old = frozenset({"2020-05-04_TRS_EP_byCOM"})
    known = stored(
        kind=Kind.OTHER,
        identifiers=old,
        seen_here=old,
        words=frozenset({"TRS_EP_byCOM"}),
        settled=settled,
    )
    same = row("373371", kind=None, code="TRS_EP_byCOM")
    found = plan([known], [same])
    assert (found.create, found.vanished, found.renamed) == ((), (), 1)
    for other in (
        row("373371", kind=None, code="TRS_EP_byCOM", day=date(2020, 5, 5)),
        row("373371", kind=None, code="TRS_CONSIL_byCOM"),
    ):
        assert len(plan([known], [other]).create) == 1
    both = row(next(iter(old)), kind=None, code="TRS_EP_byCOM")
    second = row("2020-05-04_TRS_EP_byCOM_2", kind=None, code="TRS_EP_byCOM")
    assert len(plan([known], [both, second]).create) == 1


def test_a_corrected_day_in_the_sources_name_is_a_conflict_and_no_second_event() -> None:
    old = frozenset({"2020-05-01_DIS_byCONSIL"})
    known = stored(
        kind=Kind.COUNCIL_DEBATE,
        institutions=frozenset({Institution.CONSIL}),
        day=date(2020, 5, 1),
        identifiers=old,
        seen_here=old,
    )
    found = plan([known], [debate("2020-05-04_DIS_byCONSIL", date(2020, 5, 4))])
    assert (found.create, found.vanished) == ((), ())
    assert [d.theirs for d in found.differences] == ["2020-05-04"]


def test_amendments_and_the_vote_days_later_are_two_steps() -> None:
    rows = [
        row("2020-07-02_AMEND_R1_byEP", code="AMEND_R1_byEP", kind=Kind.EP_FIRST_READING),
        row(
            "2020-07-11_OPI_R1_byEP",
            code="OPI_R1_byEP",
            kind=Kind.EP_FIRST_READING,
            day=date(2020, 7, 11),
        ),
    ]
    assert len(fold([replace(rows[0], day=date(2020, 7, 2)), rows[1]])) == 2


def test_other_figures_of_a_vote_are_a_conflict() -> None:
    known = stored(votes=Votes(369, 197, 106))
    found = plan([known], [row(votes=Votes(367, 206, 109))])
    assert [d.field for d in found.differences] == ["votes"]


def test_what_vanished_is_named_and_nothing_follows_from_it() -> None:
    gone = stored(seen_here=frozenset({"393227"}), identifiers=frozenset({"393227"}))
    found = plan([gone], [debate("other")])
    assert found.vanished == (1,) and len(found.create) == 1


def test_an_event_without_a_day_is_handed_on_as_such() -> None:
    undated = row(day=None, undated="the row prints no date")
    found = plan([], [undated])
    assert (found.create, found.undated) == ((), (undated,))


def test_the_order_of_a_page_does_not_matter() -> None:
    rows = [row(), debate("1"), debate("2", date(2020, 5, 6))]
    known = [stored(), stored(2, kind=Kind.COUNCIL_DEBATE, institutions=frozenset())]
    forth, back = plan(known, rows), plan(known, rows[::-1])
    assert {pk for pk, _ in forth.keep} == {pk for pk, _ in back.keep}
    assert {s.identifiers for s in forth.create} == {s.identifiers for s in back.create}


def decision(**values: Any) -> EventRecord:
    """As EUR-Lex has the vote on a consent: no kind of ours, for it is one of many procedures'."""
    given = {
        "label": "EP decision",
        "code": "DEC_byEP",
        "kind": None,
        "documents": ("P8_TA(2018)0251", "A8-0196/2018"),
    }
    return row("2020-05-04_DEC_byEP", **{**given, **values})


def told(pk: int = 1, **values: Any) -> StoredEvent:
    """As the Observatory told of it: "Decision by Parliament"."""
    given = {
        "kind": Kind.OTHER,
        "origin": Origin.SOURCE,
        "identifiers": frozenset({"2020-05-04 Decision by Parliament"}),
        "documents": frozenset({"P8_TA(2018)0251"}),
    }
    return stored(pk, **{**given, **values})


def test_a_step_without_a_kind_is_known_by_the_text_that_parliament_adopted() -> None:
    found = plan([told(), told(2, documents=frozenset())], [decision()])
    assert (found.create, [pk for pk, _ in found.keep], found.differences) == ((), [1], ())


@pytest.mark.parametrize(
    ("event", "scraped"),
    [
        (told(day=date(2020, 5, 5)), decision()),
        (told(precision=Precision.MONTH), decision()),
        (told(kind=Kind.EP_FIRST_READING), decision()),
        (told(institutions=frozenset({Institution.CONSIL})), decision()),
        (told(institutions=frozenset()), decision()),
        (told(documents=frozenset({"A8-0196/2018"})), decision()),
        (told(documents=frozenset({"P8_TA(2018)0252"})), decision()),
        (told(seen_here=frozenset({"2020-05-04_ASS_byEP"})), decision()),
        (told(settled=True), decision()),
        (told(), decision(institutions=(Institution.COM,))),
        (told(), decision(documents=())),
        (told(), decision(kind=Kind.SIGNATURE)),
    ],
)
def test_any_doubt_leaves_two_events(event: StoredEvent, scraped: EventRecord) -> None:
    assert len(plan([event], [scraped]).create) == 1


def test_two_that_would_fit_are_left_to_a_person() -> None:
    other = replace(decision(), identifiers=("2020-05-04_RES_byEP",), code="RES_byEP")
    assert len(plan([told()], [decision(), other]).create) == 2
    assert len(plan([told(), told(2)], [decision()]).create) == 1
