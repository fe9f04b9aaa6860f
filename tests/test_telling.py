"""From what an editor records to the mail that a reader gets: positions, corrections, outlooks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from legislation import alerts, council
from legislation.alerts import writing
from legislation.domain.words import (
    Alert,
    Confidence,
    EmailKind,
    Kind,
    Origin,
    Precision,
    SourceKind,
    Stance,
    StatementKind,
    TakesPart,
    Verb,
)
from legislation.journal import Author
from legislation.models import (
    Change,
    Email,
    JointStatement,
    Notice,
    Participation,
    Population,
    Position,
    Proposal,
    Subscriber,
)
from tests import make
from tests.test_alerts import subscribe

pytestmark = pytest.mark.django_db

TELLS = Author(Origin.EDITOR, why="As the minutes say.", tells=True)
MEMBERS = {
    "DE": ("Germany", 4000),
    "FR": ("France", 3000),
    "ES": ("Spain", 1500),
    "IE": ("Ireland", 500),
    "MT": ("Malta", 500),
    "LU": ("Luxembourg", 500),
}


@pytest.fixture(autouse=True)
def much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody here minds many mails in an hour."""
    monkeypatch.setattr(writing, "_AN_HOUR", 1000)
    monkeypatch.setattr(writing, "_A_DAY", 1000)


@pytest.fixture
def file() -> Proposal:
    """A file that a reader follows, with a topic and six states but nobody's people yet."""
    proposal = make.proposal()
    make.event(proposal, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.event(proposal, Kind.OJ_PUBLICATION, None, expected=True, title="Publication")
    make.topic(label="Return hubs in third countries", reading="support = wants hubs.")
    for code, (name, _) in MEMBERS.items():
        make.state(code, name)
    subscribe("reader@example.org", proposal)
    return proposal


@pytest.fixture
def counted(file: Proposal) -> Proposal:
    """The same with the people of all states, so that an outlook can be counted."""
    for code, (_, share) in MEMBERS.items():
        row = Population(state_id=code, year=2025, share=share)
        council.record_population(row, [make.proof()], make.EDITOR)
    return file


def recent(days: int = 2) -> date:
    return timezone.localdate() - timedelta(days=days)


def words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def said(of: Proposal, code: str = "ES", stance: Stance = Stance.OPPOSE, **values: Any) -> Position:
    return make.position(of, code, stance, **{"day": recent(), "author": TELLS, **values})


def hold_is_over() -> None:
    moment = timezone.now() - timedelta(seconds=1)
    Change.objects.filter(alert=Alert.WAITING).update(release_at=moment)


def told() -> list[Email]:
    """All alerts, once every hold is over."""
    hold_is_over()
    alerts.fan_out()
    return list(Email.objects.filter(kind=EmailKind.ALERT).order_by("pk"))


def subjects() -> list[str]:
    return [email.subject for email in told()]


def dropped(position: Position) -> list[str]:
    rows = position.changes.filter(alert=Alert.DROPPED)
    return list(rows.values_list("alert_reason", flat=True))


def as_read(html: str) -> str:
    """The words of a mail's sheet, an address after each link that does not show its own."""
    sheet = re.sub(r'<tr><td class="foot[^>]*>', "", html[html.index("<h1") :])

    def link(found: re.Match[str]) -> str:
        address, label = found[1], found[2]
        return address if address == label else f"{label}: {address}"

    shown = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', link, sheet)
    return unescape(re.sub(r"<[^>]+>", " ", shown))


def squeezed(text: str) -> str:
    return re.sub(r"[\s·-]", "", text)


def test_nobody_is_told_before_the_hold_is_over_and_everybody_once_after_it(
    file: Proposal,
) -> None:
    subscribe("all@example.org", everything=True)
    subscribe("other@example.org", make.proposal("2018/0329(COD)"))
    said(file)
    alerts.fan_out()
    assert not Notice.objects.exists()
    assert {email.recipient for email in told()} == {"reader@example.org", "all@example.org"}
    assert len(told()) == 2


def test_a_proof_that_does_not_carry_all_the_way_says_so(file: Proposal) -> None:
    said(file, proofs=[make.proof(confidence=Confidence.MEDIUM)])
    [email] = told()
    doubt = "(one good secondary source, or an official one not read in full)"
    assert f"Proof: https://example.org/a\n{doubt}\n" in email.text
    assert f"</a> {doubt}" in email.html


def test_a_first_stance_as_its_reader_gets_it(file: Proposal) -> None:
    copy = make.snapshot(make.source())
    row = said(
        file,
        day=date(timezone.localdate().year, timezone.localdate().month, 1) + timedelta(days=27),
        precision=Precision.MONTH,
        summary="Spain does not want hubs.",
        quote="No es el camino.",
        actor="Elma Saiz",
        office="Minister for Migration",
        proofs=[make.proof(address="https://example.org/minutes", snapshot=copy)],
    )
    [email] = told()
    month = f"{timezone.localdate():%B %Y}"
    assert email.subject == (
        f"Return Regulation: Spain opposes, Return hubs in third countries ({month})"
    )
    for part in (
        "Spain opposes: Return hubs in third countries\n",
        "Stance: Oppose; nothing on the text itself was on record before\n",
        f"Day: {month}\n",
        "Said by: Elma Saiz, Minister for Migration\n",
        "\nSpain does not want hubs.\n",
        "\n“No es el camino.”\n",
        "How to read a stance on this topic: support = wants hubs.",
        f"Read it on the tracker: http://127.0.0.1:8000/states/ES/#{row.key}\n",
        "Proof: https://example.org/minutes\n",
        f"Stored copy: http://127.0.0.1:8000/snapshots/{copy.pk}/\n",
        "- Publication: day not known\n",
        "You get this because you follow Return Regulation.",
    ):
        assert part in email.text
    assert "List-Unsubscribe" in email.headers
    assert "/u/" in email.text and "/manage/" in email.text


def test_another_stance_says_what_it_was(file: Proposal) -> None:
    said(file, stance=Stance.NEUTRAL, day=recent(9), author=make.EDITOR)
    said(file)
    [email] = told()
    assert email.subject == (
        "Return Regulation: Spain now opposes, Return hubs in third countries, "
        f"{words(recent())} (was: neutral)"
    )
    assert f"Stance: Neutral ({words(recent(9))}) → Oppose\n" in email.text


@pytest.mark.parametrize(
    ("language", "subject", "title"),
    [
        (
            "fr",
            "Règlement retour : Espagne : opposition \u2013 Plateformes de",
            "Espagne : opposition \u2013 ",
        ),
        (
            "de",
            "Rückführungsverordnung: Spanien: Ablehnung \u2013 Rückkehrzentren",
            "Spanien: Ablehnung \u2013 ",
        ),
    ],
)
def test_a_topic_keeps_its_capital_behind_a_dash(
    file: Proposal, language: str, subject: str, title: str
) -> None:
    Subscriber.objects.update(language=language)
    said(file)
    [email] = told()
    assert email.subject.replace("\u00a0", " ").startswith(subject)
    assert email.text.replace("\u00a0", " ").startswith(title)


def test_the_link_leads_to_the_statement(file: Proposal, client: Client) -> None:
    first = said(file)
    council.correct_position(first, {"summary": "Another word."}, TELLS)
    [email] = told()
    found = re.search(r"http://127.0.0.1:8000(/states/ES/)#(\S+)", email.text)
    assert found and f'id="{found[2]}"' in client.get(found[1]).content.decode()


def test_a_signature_is_told_as_one(file: Proposal) -> None:
    letter = JointStatement(
        key="letter",
        proposal=file,
        kind=StatementKind.LETTER,
        title="Letter of 19 states",
        stated_on=recent(),
        count=19,
    )
    council.record_joint_statement(letter, {}, [], [make.proof()], TELLS)
    said(file, joint_statement=letter, source_kind=SourceKind.JOINT_STATEMENT)
    [email] = told()
    assert "Source: Joint statement\nSigned with others: “Letter of 19 states”\n" in email.text
    assert "Said by" not in email.text


def test_a_vote_of_the_day_silences_the_speech_that_came_after_it(file: Proposal) -> None:
    said(file, source_kind=SourceKind.VOTE)
    speech = said(file, stance=Stance.SUPPORT)
    assert len(told()) == 1
    assert dropped(speech) == ["outranked by what was said on the same day"]


def test_what_is_undone_within_the_hold_is_told_to_nobody(file: Proposal) -> None:
    council.undo_position(said(file), TELLS)
    assert told() == []


def test_what_is_taken_back_before_its_turn_is_told_to_nobody(file: Proposal) -> None:
    row = said(file)
    council.retract_position(row, TELLS)
    assert told() == []
    assert "retracted before anybody was told" in dropped(row)


def test_a_statement_that_grew_old_while_it_waited_is_told_to_nobody(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = said(file)
    later = timezone.now() + timedelta(days=60)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert told() == []
    assert dropped(row) == ["older than 30 days when its turn came"]


def test_a_corrected_stance_is_told_as_a_correction(file: Proposal) -> None:
    row = said(file, summary="Spain agrees.", stance=Stance.SUPPORT)
    assert len(told()) == 1
    council.correct_position(row, {"stance": Stance.OPPOSE, "summary": "It does not."}, TELLS)
    _, email = told()
    assert email.subject == (
        "Correction: Return Regulation: Spain opposes, Return hubs in third countries "
        f"({words(recent())}) (we had: support)"
    )
    for part in (
        "Correction: Spain opposes: Return hubs in third countries\n",
        "\nStance: Support → Oppose\n",
        "\nWhy: As the minutes say.\n",
        f"\nWe told you otherwise on {words(timezone.localdate())}. What we had, and ",
        "You get this because we told you the earlier version.\n",
    ):
        assert part in email.text


def test_a_typing_error_is_no_mail_but_the_news_is_told_without_it(file: Proposal) -> None:
    row = said(file, summary="Spian is against.")
    row = council.correct_position(row, {"summary": "Spain is against."}, TELLS)
    [email] = told()
    assert "Spain is against." in email.text and "Spian" not in email.text
    assert email.subject.startswith("Return Regulation: Spain opposes")
    council.correct_position(row, {"summary": "Spain is firmly against."}, TELLS)
    assert len(told()) == 1


def test_who_was_told_nothing_is_told_the_right_stance_and_no_correction(file: Proposal) -> None:
    said(file, stance=Stance.NEUTRAL, day=recent(9), author=make.EDITOR)
    row = said(file, stance=Stance.SUPPORT)
    row = council.correct_position(row, {"summary": "Another word."}, TELLS)
    council.correct_position(row, {"stance": Stance.OPPOSE}, TELLS)
    [subject] = subjects()
    assert subject.startswith("Return Regulation: Spain now opposes")
    assert subject.endswith("(was: neutral)")


def test_a_stance_that_is_corrected_to_what_it_was_is_told_to_nobody(file: Proposal) -> None:
    said(file, stance=Stance.NEUTRAL, day=recent(9), author=make.EDITOR)
    row = said(file)
    council.correct_position(row, {"stance": Stance.NEUTRAL}, TELLS)
    assert told() == []
    assert dropped(row) == ["corrected before anybody was told"]


def test_a_correction_that_is_undone_leaves_the_first_news_to_be_told(file: Proposal) -> None:
    row = said(file)
    Change.objects.update(release_at=timezone.now() - timedelta(seconds=1))
    second = council.correct_position(row, {"stance": Stance.SUPPORT}, TELLS)
    assert alerts.fan_out() == 0  # the correction may still be undone
    council.undo_position(second, TELLS)
    [subject] = subjects()
    assert subject.startswith("Return Regulation: Spain opposes")


def test_a_topic_that_was_chosen_wrongly_is_told_as_the_right_one(file: Proposal) -> None:
    row = said(file)
    right = make.topic("detention", label="Detention")
    council.correct_position(row, {"topic": right}, TELLS)
    [subject] = subjects()
    assert subject == f"Return Regulation: Spain opposes, Detention ({words(recent())})"


def test_what_was_never_said_is_not_what_it_was(file: Proposal) -> None:
    wrong = said(file, stance=Stance.NEUTRAL, day=recent(9), author=make.EDITOR)
    said(file)
    council.retract_position(wrong, TELLS)
    [email] = told()
    assert (
        "was:" not in email.subject
        and "nothing on the text itself was on record before" in email.text
    )


def test_a_majority_is_told_with_names_and_numbers(counted: Proposal) -> None:
    for code in ("DE", "FR", "ES", "IE"):
        said(counted, code, Stance.SUPPORT)
    email = told()[-1]
    assert email.subject == (
        "Return Regulation: a majority is on record, Return hubs in third countries "
        f"({words(timezone.localdate())})"
    )
    for part in (
        "Before: neither a majority nor a blocking minority is on record\n",
        f"What moved it: Ireland supports ({words(recent())})\n",
        "\nEven if all undecided were against, it would be adopted: 4 of 6 states are in",
        "Needed: 4 of 6 states with at least 65 % of the people. To block: any 3 states.\n",
        "In favour, some perhaps with reservations (4): France, Germany, Ireland, Spain\n",
        "Against (0): none\n",
        "Neutral, or nothing on record (2): Luxembourg, Malta\n",
        "This is no vote of the Council.",
        "http://127.0.0.1:8000/proposals/2025-0059-COD/positions/?topic=return_hubs\n",
        "Read it on the tracker: "
        "http://127.0.0.1:8000/proposals/2025-0059-COD/vote/?topic=return_hubs\n",
        "Proof: https://example.org/a\n",
    ):
        assert part in email.text


@pytest.mark.parametrize(
    ("language", "in_favour", "against", "sentence"),
    [
        ("fr", "DE FR ES IE", "", "réunissent 90,00 % de la population ; avec tous les indécis, "),
        ("fr", "DE FR ES IE", "LU MT", "Les États favorables réunissent 90,00 % de la population."),
        ("de", "DE FR ES IE", "", "90,00 % der Bevölkerung, mit allen Unentschiedenen 100,00 %."),
        ("de", "DE FR ES IE", "LU MT", "Die Befürworter vertreten 90,00 % der Bevölkerung.\n"),
    ],
)
def test_an_outlook_says_the_shares_of_the_people_in_other_languages(
    counted: Proposal, language: str, in_favour: str, against: str, sentence: str
) -> None:
    Subscriber.objects.update(language=language)
    for code in against.split():
        said(counted, code, day=recent(5), author=make.EDITOR)
    for code in in_favour.split():
        said(counted, code, Stance.SUPPORT)
    text = told()[-1].text.replace("\u00a0", " ")
    assert sentence in text and "Even if" not in text and "As all states" not in text


@pytest.mark.parametrize(
    ("language", "people", "sentence"),
    [
        ("fr", {"too_close": True}, "Les parts publiées sont arrondies : c'est trop serré pour"),
        ("de", {"too_close": True}, " %. Die Anteile sind gerundet veröffentlicht: Es ist zu knap"),
        ("fr", None, ""),
        ("de", None, ""),
    ],
)
def test_shares_that_are_too_close_or_not_on_record_are_no_certainty(
    counted: Proposal, language: str, people: dict[str, bool] | None, sentence: str
) -> None:
    Subscriber.objects.update(language=language)
    a_majority(counted)
    row = Change.objects.get(verb=Verb.SHIFTED)
    after = row.after or {}
    after["people"] = people and {**after["people"], **people}
    Change.objects.filter(pk=row.pk).update(after=after)
    text = told()[-1].text.replace("\u00a0", " ")
    assert sentence in text and ("90,00" in text) is bool(people)


def test_a_blocking_minority_and_its_end_are_told(counted: Proposal) -> None:
    for code in ("DE", "ES", "MT"):
        said(counted, code, Stance.OPPOSE, day=recent(3))
    assert "Return Regulation: a blocking minority is on record" in subjects()[-1]
    assert "Even if all undecided were in favour, it would not be adopted" in told()[-1].text
    said(counted, "MT", Stance.SUPPORT)
    email = told()[-1]
    assert "Regulation: a blocking minority is no longer on record, Return hubs" in email.subject
    assert "Before: a blocking minority is on record\n" in email.text
    assert "If all undecided were against, it would not be adopted: " in email.text
    assert "If all were in favour, it would be adopted: " in email.text


def a_majority(of: Proposal) -> Position:
    """Four states in favour, of which Ireland is the last."""
    for code in ("DE", "FR", "ES"):
        said(of, code, Stance.SUPPORT, day=recent(5), author=make.EDITOR)
    return said(of, "IE", Stance.SUPPORT, day=recent(4))


def shifts_dropped() -> list[str]:
    rows = Change.objects.filter(verb=Verb.SHIFTED, alert=Alert.DROPPED).order_by("sequence")
    return list(rows.values_list("alert_reason", flat=True))


def test_a_majority_that_is_lost_before_anybody_was_told_is_told_to_nobody(
    counted: Proposal,
) -> None:
    a_majority(counted)
    said(counted, "IE", Stance.NEUTRAL)
    assert [subject for subject in subjects() if "majority" in subject] == []
    assert shifts_dropped() == [
        "overtaken before anybody was told",
        "back where it was before anybody was told",
    ]


def test_a_loss_that_is_undone_leaves_the_majority_to_be_told(counted: Proposal) -> None:
    a_majority(counted)
    hold_is_over()
    against = said(counted, "IE", Stance.NEUTRAL)
    alerts.fan_out()
    assert not Email.objects.filter(letter__subject__contains="majority").exists()
    council.undo_position(against, TELLS)
    assert ["a majority is on record" in subject for subject in subjects()] == [False, True]


def test_undoing_a_correction_undoes_what_it_did_to_the_outlook(counted: Proposal) -> None:
    row = a_majority(counted)
    assert len(told()) == 2
    second = council.correct_position(row, {"stance": Stance.OPPOSE}, TELLS)
    council.undo_position(second, TELLS)
    assert len(told()) == 2
    council.correct_position(
        Position.objects.standing().get(state="IE"), {"stance": Stance.OPPOSE}, TELLS
    )
    assert ["no longer on record" in subject for subject in subjects()[2:]] == [False, True]


def test_who_takes_part_moves_the_outlook_too(counted: Proposal) -> None:
    make.topic("whole_proposal", label="The proposal taken as a whole", place=0)
    for code in ("DE", "FR", "ES"):
        make.position(counted, code, day=recent(), topic_id="whole_proposal", topic=None)
    row = Participation(
        proposal=counted, state_id="IE", takes_part=TakesPart.UNRESOLVED, legal_basis="Protocol 21"
    )
    council.record_participation(row, [make.proof()], TELLS)
    [email] = told()
    assert "a majority is on record, The proposal taken as a whole" in email.subject
    assert "What moved it: whether Ireland takes part in the vote: unresolved\n" in email.text
    assert "Proof:" not in email.text


def test_hostile_words_are_shown_and_do_nothing(file: Proposal) -> None:
    evil = '<script>alert(1)</script> & "{{ change }}"'
    letter = JointStatement(
        key="letter",
        proposal=file,
        kind=StatementKind.LETTER,
        title=evil,
        stated_on=recent(),
        count=1,
    )
    council.record_joint_statement(letter, {}, [], [make.proof()], TELLS)
    values: dict[str, Any] = dict.fromkeys(("summary", "actor", "office", "quote"), evil)
    said(file, joint_statement=letter, **values)
    [email] = told()
    assert "<script" not in email.html and "&lt;script&gt;" in email.html
    assert email.text.count(evil) == 5
    assert squeezed(as_read(email.html)) == squeezed(email.text)


def test_text_and_html_say_the_same(counted: Proposal) -> None:
    copy = make.snapshot(make.source())
    proofs = [make.proof(address="https://example.org/minutes", snapshot=copy)]
    row = said(counted, "DE", Stance.SUPPORT, quote="Ja.", proofs=proofs, day=recent(5))
    said(counted, "DE", Stance.NEUTRAL, actor="A minister", day=recent(3))
    told()
    row = Position.objects.in_force(timezone.localdate()).get()
    council.correct_position(row, {"stance": Stance.OPPOSE}, TELLS)
    for code in ("FR", "ES", "MT"):
        said(counted, code, source_kind=SourceKind.VOTE)
    emails = told()
    assert len(emails) == 7
    for email in emails:
        assert squeezed(as_read(email.html)) == squeezed(email.text)
