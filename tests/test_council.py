"""The writers of positions and their kin: news, holds, drafts, signatures, what a vote gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from legislation import council
from legislation.council import Overtaken, Scenario, board
from legislation.domain.voting import Rule, VotingError
from legislation.domain.words import (
    Alert,
    DraftState,
    Kind,
    Origin,
    Precision,
    SourceKind,
    Stance,
    StatementKind,
    StatementRole,
    TakesPart,
    Verb,
)
from legislation.journal import Author
from legislation.models import (
    Assignment,
    Change,
    JointStatement,
    Participation,
    Population,
    Position,
    PositionDraft,
    Proposal,
)
from tests import make

pytestmark = pytest.mark.django_db

TELLS = Author(Origin.EDITOR, why="As the minutes say.", tells=True)
SHARES = {"DE": 4000, "FR": 3000, "ES": 1500, "IE": 500, "MT": 500, "LU": 500}


@pytest.fixture
def file() -> Proposal:
    """The proposal of 11 March 2025, six states with their people, and the topic of the whole."""
    proposal = make.proposal()
    make.event(proposal, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.topic("whole_proposal")
    for code, share in SHARES.items():
        row = Population(state=make.state(code), year=2025, share=share)
        council.record_population(row, [make.proof()], make.EDITOR)
    return proposal


def recent(days: int = 2) -> date:
    return timezone.localdate() - timedelta(days=days)


def said(of: Proposal, code: str, stance: Stance = Stance.SUPPORT, **values: Any) -> Position:
    return make.position(of, code, stance, **{"day": recent(), "author": TELLS, **values})


def news(position: Position) -> Change:
    return position.changes.order_by("sequence").get()


def part(of: Proposal, code: str, takes_part: TakesPart, since: date | None = None) -> None:
    row = Participation(
        proposal=of, state_id=code, takes_part=takes_part, since_on=since, legal_basis="Protocol 21"
    )
    council.record_participation(row, [make.proof()], TELLS)


def test_a_change_of_stance_is_held_and_has_old_and_new(file: Proposal) -> None:
    first = said(file, "DE", Stance.SUPPORT, day=recent(5), quote="Ja.")
    second = said(file, "DE", Stance.OPPOSE, quote="Nein.")
    told = news(second)
    assert told.before and told.after
    assert (told.before["stance"], told.after["stance"]) == ("support", "oppose")
    assert (told.before["quote"], told.after["quote"]) == ("Ja.", "Nein.")
    assert told.before["key"] == first.key and told.after["evidence"][0]["address"]
    assert told.alert == Alert.WAITING and told.release_at
    assert timedelta(seconds=170) < told.release_at - timezone.now() <= timedelta(seconds=180)


@pytest.mark.parametrize(
    "values",
    [
        {"stance": Stance.SUPPORT},  # the same as before
        {"stance": Stance.OPPOSE, "day": recent(60)},  # older than what stands
    ],
)
def test_what_changes_no_stance_is_no_news(file: Proposal, values: dict[str, Any]) -> None:
    said(file, "DE", Stance.SUPPORT, day=recent(5))
    assert news(said(file, "DE", **values)).alert == Alert.NONE


def test_old_statements_are_recorded_and_told_to_nobody(file: Proposal) -> None:
    told = news(said(file, "DE", day=recent(40)))
    assert told.alert == Alert.NONE and "30 days" in told.alert_reason


def test_a_correction_follows_up_what_may_have_been_told(file: Proposal) -> None:
    """Whether it differs in substance from what was told shows when its turn has come."""
    first = said(file, "DE", summary="Germny agrees.")
    second = council.correct_position(first, {"summary": "Germany agrees."}, TELLS)
    assert news(second).alert == Alert.WAITING
    third = council.correct_position(second, {"stance": Stance.OPPOSE}, TELLS)
    assert news(third).alert == Alert.WAITING and news(third).corrects == news(second)


def test_a_save_can_be_undone_before_anybody_is_told(file: Proposal) -> None:
    first = said(file, "DE")
    until = council.can_be_undone_until(first)
    assert until is not None and until > timezone.now()
    assert council.undo_position(first, TELLS) is None
    assert not Position.objects.standing().exists()
    assert not Change.objects.filter(alert=Alert.WAITING).exists()
    assert {row.alert for row in first.changes.all()} == {Alert.DROPPED, Alert.NONE}


def test_undoing_a_correction_lets_stand_what_stood(file: Proposal) -> None:
    first = said(file, "DE", Stance.SUPPORT)
    Change.objects.update(alert=Alert.DONE)
    proof = [make.proof(address="https://example.org/new")]
    second = council.correct_position(first, {"stance": Stance.OPPOSE}, TELLS, proof)
    third = council.undo_position(second, TELLS)
    assert third and (third.stance, third.corrects) == ("support", second)
    assert third.evidence.get().address == "https://example.org/a"
    assert list(Position.objects.standing()) == [third]
    assert not Change.objects.filter(alert=Alert.WAITING).exists()


def test_after_the_hold_nothing_is_undone(file: Proposal) -> None:
    first = said(file, "DE")
    Change.objects.update(release_at=timezone.now() - timedelta(seconds=1))
    assert council.can_be_undone_until(first) is None
    with pytest.raises(ValueError, match="over"):
        council.undo_position(first, TELLS)
    assert Position.objects.standing().get() == first


def test_an_older_row_is_reverted_to_with_its_proof(file: Proposal) -> None:
    first = said(file, "DE", summary="One.", place=80)
    second = council.correct_position(
        first, {"summary": "Two.", "place": None}, TELLS, [make.proof(address="https://b.org/")]
    )
    third = council.correct_position(second, {"summary": "Three."}, TELLS)
    fourth = council.revert_position(third, first, TELLS)
    assert (fourth.summary, fourth.place) == ("One.", 80)
    assert fourth.evidence.get().address == "https://example.org/a"
    assert council.corrected_by(fourth) == [third, second, first]
    other = said(file, "FR")
    with pytest.raises(ValueError, match="no earlier version"):
        council.revert_position(fourth, other, TELLS)


def shifts() -> list[Change]:
    return list(Change.objects.filter(verb=Verb.SHIFTED).order_by("sequence"))


def test_a_majority_that_is_won_or_lost_is_in_the_journal(file: Proposal) -> None:
    for code in ("DE", "FR", "ES"):
        said(file, code)
    assert not shifts()  # 85 % of the people, and three of six members
    key = said(file, "IE").key
    won = shifts()[0]
    assert won.before and won.after and won.proposal == file
    assert (won.before["standing"], won.after["standing"]) == ("open", "majority")
    assert (won.after["because"], won.alert) == (key, Alert.WAITING)
    council.undo_position(Position.objects.get(key=key), TELLS)
    won.refresh_from_db()
    assert won.alert == Alert.DROPPED
    said(file, "DE", Stance.OPPOSE, day=recent(1))
    assert len(shifts()) == 1  # three others and 40 % may still block


def test_undoing_a_correction_undoes_what_it_did_to_the_outlook(file: Proposal) -> None:
    for code in ("DE", "FR", "ES", "IE"):
        said(file, code)
    Change.objects.update(alert=Alert.DONE)
    wrong = council.correct_position(
        Position.objects.get(state="IE"), {"stance": Stance.OPPOSE}, TELLS
    )
    lost = shifts()[-1]
    assert (lost.after or {})["because"] == wrong.key
    council.undo_position(wrong, TELLS)
    lost.refresh_from_db()
    assert (lost.alert, board(file).outlook.standing) == (Alert.DROPPED, "majority")


def test_a_blocking_minority_is_in_the_journal(file: Proposal) -> None:
    for code in ("DE", "ES", "MT"):
        said(file, code, Stance.OPPOSE)
    assert [(row.after or {}).get("standing") for row in shifts()] == ["blocked"]


def test_taking_part_moves_every_threshold(file: Proposal) -> None:
    for code in ("DE", "FR", "ES"):
        said(file, code)
    before = board(file)
    assert (before.electorate.members_required, before.outlook.standing) == (4, "open")
    part(file, "IE", TakesPart.UNRESOLVED)
    now = board(file)
    assert now.electorate.members_required == 3
    assert now.outlook.standing == "majority"
    assert "IE" not in now.electorate.participants
    assert (shifts()[0].after or {}).get("because") == "IE: unresolved"
    row = Participation.objects.get()
    council.amend_participation(row, {"takes_part": TakesPart.VOTES}, TELLS)
    assert board(file).outlook.standing == "open"
    assert [change.verb for change in row.changes.all()] == ["amended", "recorded"]


def test_the_ledger_is_read_by_its_days(file: Proposal) -> None:
    part(file, "IE", TakesPart.DOES_NOT_TAKE_PART)
    part(file, "IE", TakesPart.VOTES, since=date(2025, 7, 1))
    assert "IE" not in board(file, on=date(2025, 6, 30)).electorate.participants
    assert "IE" in board(file, on=date(2025, 7, 1)).electorate.participants


def test_what_was_said_before_the_proposal_never_counts(file: Proposal) -> None:
    make.position(file, "DE", day=date(2024, 10, 17))
    assert board(file).outlook.in_favour == set()
    make.position(file, "FR", day=date(2025, 3, 11))
    make.position(file, "ES", Stance.NEUTRAL, day=date(2025, 3, 12))
    make.position(file, "MT", Stance.SUPPORT_WITH_RESERVATIONS, day=date(2025, 3, 12))
    assert board(file).outlook.in_favour == {"FR", "MT"}
    assert board(file, on=date(2025, 3, 11)).outlook.in_favour == {"FR"}
    assert board(file).outlook.undecided == {"DE", "ES", "IE", "LU"}


def test_a_hand_goes_before_the_record(file: Proposal) -> None:
    said(file, "DE")
    said(file, "FR", Stance.OPPOSE)
    part(file, "IE", TakesPart.UNRESOLVED)
    told = Scenario(
        in_favour=frozenset({"FR"}),
        abstain=frozenset({"ES"}),
        undecided=frozenset({"DE"}),
        without=frozenset({"LU"}),
        taking_part=frozenset({"IE"}),
    )
    now = board(file, scenario=told)
    assert now.outlook.in_favour == {"FR"} and now.outlook.against == {"ES"}
    assert now.abstaining == {"ES"} and now.outlook.undecided == {"DE", "IE", "MT"}


def test_without_a_proposal_whoever_is_not_named_is_in_favour(file: Proposal) -> None:
    assert board(scenario=Scenario(against=frozenset({"FR"}))).outlook.in_favour == (
        SHARES.keys() - {"FR"}
    )
    alone = board(scenario=Scenario(in_favour=frozenset({"FR"})))
    assert alone.outlook.against == SHARES.keys() - {"FR"}


@pytest.mark.parametrize(
    ("asked", "said_why"),
    [
        ({"scenario": Scenario(against=frozenset({"XX"}))}, "XX is no member state"),
        (
            {"scenario": Scenario(against=frozenset({"IE"}), without=frozenset({"MT"}))},
            "IE does not take part",
        ),
        ({"year": 2031}, "no figures for 2031"),
        ({"year": 2026}, "2026 are not complete"),
        ({"on": date(2008, 6, 18)}, "another rule"),
    ],
)
def test_what_cannot_be_counted_is_said(
    file: Proposal, asked: dict[str, Any], said_why: str
) -> None:
    part(file, "IE", TakesPart.DOES_NOT_TAKE_PART)
    row = Population(state_id="DE", year=2026, persons=83_000_000)
    council.record_population(row, [make.proof()], make.EDITOR)
    with pytest.raises(VotingError, match=said_why):
        board(file, **asked)


def test_nobody_stands_on_two_lists() -> None:
    with pytest.raises(VotingError, match="FR stands on two lists"):
        Scenario(against=frozenset({"FR"}), abstain=frozenset({"FR"}))


def test_the_newest_complete_year_counts_and_is_named(file: Proposal) -> None:
    row = Population(state_id="DE", year=2026, persons=83_000_000)
    council.record_population(row, [make.proof()], make.EDITOR)
    told = council.as_json(board(file, rule=Rule.OTHER))
    assert (told["populations_year"], told["populations_status"]) == (2025, "shares")
    assert told["members_required"] == 5  # 72 % of six


def draft(of: Proposal, by: User, **values: Any) -> PositionDraft:
    typed = {
        "proposal": of,
        "state": make.state("DE"),
        "topic": make.topic("whole_proposal"),
        "stance": Stance.OPPOSE,
        "summary": "Germany is against it.",
        "stated_on": recent(),
        "precision": Precision.DAY,
        "source_kind": SourceKind.SPEECH,
        **values,
    }
    proof = {"proof_address": "https://example.org/d", "proof_confidence": "high"}
    corrects = typed.pop("corrects", None)
    return council.draft_position(typed, proof, by=by, why="He said so.", corrects=corrects)


@pytest.fixture
def anna() -> User:
    return make.editor("anna")


@pytest.fixture
def bert() -> User:
    """A publisher."""
    user = make.editor("bert")
    user.groups.set([Group.objects.get(name="publisher")])
    return user


def test_a_draft_is_no_position_until_a_second_person_publishes_it(
    file: Proposal, anna: User, bert: User
) -> None:
    drafted = draft(file, anna)
    assert not Position.objects.exists()
    assert not council.may_publish(anna, drafted) and council.may_publish(bert, drafted)
    assert not council.may_publish(bert, draft(file, bert))
    position = council.publish_draft(drafted, bert)
    assert position.evidence.get().address == "https://example.org/d"
    change = news(position)
    assert (change.by, change.why, change.alert) == (bert, "He said so.", Alert.WAITING)
    drafted.refresh_from_db()
    assert (drafted.state_of_draft, drafted.published) == (DraftState.PUBLISHED, position)
    with pytest.raises(ValueError, match="not waiting"):
        council.publish_draft(drafted, bert)


def test_a_drafted_correction_corrects(file: Proposal, anna: User, bert: User) -> None:
    first = said(file, "DE")
    second = council.publish_draft(draft(file, anna, corrects=first), bert)
    assert (second.corrects, second.stance) == (first, "oppose")
    assert second.evidence.count() == 2


def test_who_publishes_late_is_shown_what_came_in_between(
    file: Proposal, anna: User, bert: User
) -> None:
    new, correcting = draft(file, anna), draft(file, anna, corrects=said(file, "DE"))
    newer = council.correct_position(Position.objects.get(), {"summary": "Another word."}, TELLS)
    for drafted in (new, correcting):
        with pytest.raises(Overtaken) as stopped:
            council.publish_draft(drafted, bert)
        assert stopped.value.newer == newer
    assert Position.objects.standing().get() == newer
    last = council.publish_draft(correcting, bert, sure=True)
    assert (last.corrects, last.summary) == (newer, "Germany is against it.")


def test_a_draft_goes_back_with_a_remark_or_is_withdrawn(
    file: Proposal, anna: User, bert: User
) -> None:
    drafted = draft(file, anna)
    with pytest.raises(ValueError, match="what is to be mended"):
        council.return_draft(drafted, bert, " ")
    council.return_draft(drafted, bert, "Which minister?")
    drafted.refresh_from_db()
    assert (drafted.state_of_draft, drafted.remark) == ("returned", "Which minister?")
    other = draft(file, anna)
    council.withdraw_draft(other, anna)
    assert not PositionDraft.objects.waiting().exists()
    assert not Position.objects.exists()


def test_an_editor_drafts_for_the_states_assigned(file: Proposal, anna: User) -> None:
    assert council.may_draft(anna, "DE") and council.states_of(anna) is None
    Assignment.objects.create(editor=anna, state_id="MT")
    assert council.may_draft(anna, "MT") and not council.may_draft(anna, "DE")
    assert council.may_draft(make.superuser(), "DE")
    assert not council.may_draft(User.objects.create_user("carl", is_staff=True), "MT")


def a_letter(of: Proposal | None, **values: Any) -> JointStatement:
    return JointStatement(
        **{
            "proposal": of,
            "kind": StatementKind.LETTER,
            "title": "Letter",
            "stated_on": recent(),
            "count": 3,
            **values,
        }
    )


def test_adding_a_signatory_derives_its_position(file: Proposal) -> None:
    letter = a_letter(file, key="letter")
    hubs = make.topic("whole_proposal")
    council.record_joint_statement(
        letter, {StatementRole.AUTHOR: [make.state("DE")]}, [hubs], [make.proof()], TELLS
    )
    line = council.Line(hubs, Stance.SUPPORT, "Signed the letter.")
    states = [make.state("FR"), make.state("ES"), make.state("DE")]
    made = council.add_members(
        letter,
        states,
        StatementRole.SIGNATORY,
        [line],
        [make.proof(address="https://s.org")],
        TELLS,
    )
    assert [(p.state_id, p.source_kind, p.joint_statement) for p in made] == [
        ("FR", "joint_statement", letter),
        ("ES", "joint_statement", letter),
    ]
    assert {proof.address for proof in made[0].evidence.all()} == {
        "https://example.org/a",
        "https://s.org",
    }
    assert council.lines_of(letter) == [line]
    change = letter.changes.first()
    assert (
        change
        and change.after
        and change.after["members"]
        == {
            "DE": "author",
            "ES": "signatory",
            "FR": "signatory",
        }
    )
    with pytest.raises(ValueError, match="already"):
        council.add_members(letter, states, StatementRole.SIGNATORY, [line], [], TELLS)
    watched = council.add_members(
        letter, [make.state("MT")], StatementRole.PARTICIPANT, [line], [], TELLS
    )
    assert watched == []


def test_of_one_day_a_statement_outranks_a_signature_and_a_vote_both(file: Proposal) -> None:
    letter = JointStatement(
        key="letter",
        proposal=file,
        kind=StatementKind.LETTER,
        title="Letter",
        stated_on=recent(),
        count=1,
    )
    whole = make.topic("whole_proposal")
    council.record_joint_statement(letter, {}, [whole], [make.proof()], TELLS)
    spoken = said(file, "DE", Stance.NEUTRAL)
    said(file, "DE", Stance.SUPPORT, joint_statement=letter, source_kind=SourceKind.NEWS)
    assert Position.objects.in_force(timezone.localdate()).get() == spoken
    vote = said(file, "DE", Stance.OPPOSE, source_kind=SourceKind.VOTE)
    said(file, "DE", Stance.NEUTRAL)
    assert Position.objects.in_force(timezone.localdate()).get() == vote


def test_a_statement_with_lines_derives_the_positions_of_who_stands_behind_it(
    file: Proposal,
) -> None:
    whole = make.topic("whole_proposal")
    line = council.Line(whole, Stance.SUPPORT, "Signed the letter.")
    members = {
        StatementRole.AUTHOR: [make.state("DE")],
        StatementRole.SIGNATORY: [make.state("FR"), make.state("DE")],
        StatementRole.PARTICIPANT: [make.state("MT")],
    }
    letter = council.record_joint_statement(
        a_letter(file, title="A letter on returns"), members, [whole], [make.proof()], TELLS, [line]
    )
    assert letter.key == f"a-letter-on-returns-{recent().year}"
    assert [(p.state_id, p.stance) for p in letter.positions.order_by("pk")] == [
        ("DE", "support"),
        ("FR", "support"),
    ]
    assert news(letter.positions.get(state="FR")).alert == Alert.WAITING
    second = council.record_joint_statement(
        a_letter(None, title="A letter on returns"), members, [whole], [make.proof()], TELLS, [line]
    )
    assert second.key == f"{letter.key}-2"
    assert not second.positions.exists()  # it is about no file of ours


def test_a_signature_on_record_is_not_derived_twice(file: Proposal) -> None:
    whole = make.topic("whole_proposal")
    letter = council.record_joint_statement(a_letter(file), {}, [whole], [make.proof()], TELLS)
    how: dict[str, Any] = {"joint_statement": letter, "source_kind": SourceKind.NEWS}
    known = said(file, "FR", topic=whole, summary="Signed the letter.", **how)
    (line,) = council.lines_of(letter)
    assert line == council.Line(whole, Stance.SUPPORT, "Signed the letter.")
    made = council.add_members(
        letter,
        [make.state("FR"), make.state("ES")],
        StatementRole.SIGNATORY,
        [line],
        [],
        TELLS,
        values={"count": 2, "complete": True},
    )
    assert [p.state_id for p in made] == ["ES"]
    assert letter.positions.filter(state="FR").get() == known
    change = letter.changes.first()
    assert change and change.before and change.after
    assert (change.before["count"], change.after["count"]) == (3, 2)


def test_an_old_statement_that_decides_the_vote_today_is_told_today(file: Proposal) -> None:
    for code in ("DE", "ES"):
        said(file, code, Stance.OPPOSE)
    said(file, "MT", Stance.OPPOSE, day=recent(40))
    assert [row.alert for row in shifts()] == [Alert.WAITING]


def test_what_was_said_before_the_proposal_is_not_what_a_state_thought_of_it(
    file: Proposal,
) -> None:
    for stance in (Stance.SUPPORT, Stance.OPPOSE):
        code = "DE" if stance == Stance.SUPPORT else "FR"
        make.position(file, code, Stance.SUPPORT, date(2024, 10, 17))
        told = news(said(file, code, stance))
        assert (told.before, told.alert) == (None, Alert.WAITING)


def test_who_has_left_the_union_votes_no_more(file: Proposal) -> None:
    make.state("GB", membership="former")
    for code, share in {**SHARES, "GB": 2000}.items():
        row = Population(state_id=code, year=2016, share=share)
        council.record_population(row, [make.proof()], make.EDITOR)
    assert "GB" in board(on=date(2020, 1, 31)).electorate.participants
    then = board(on=date(2020, 2, 1)).electorate
    assert then.figures.year == 2016 and then.all_vote
    assert then.participants == SHARES.keys()
    assert "GB" in board(year=2016).electorate.participants


def test_a_state_whose_part_is_unresolved_is_named_as_such(file: Proposal) -> None:
    part(file, "IE", TakesPart.UNRESOLVED)
    with pytest.raises(VotingError, match="Whether IE will is unresolved: name it as taking part"):
        board(file, scenario=Scenario(against=frozenset({"IE"})))
