"""Joint statements: who signed what, and the positions that follow from it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from legislation import council
from legislation.domain.words import SourceKind, Stance, StatementRole
from legislation.models import JointStatement, Position, Proposal
from tests import make
from tests.admin.desk import PROOF, complaints, page, told


@pytest.fixture
def file(db: None) -> Proposal:
    for code in ("DE", "ES", "FR", "MT"):
        make.state(code, f"State {code}")
    make.topic("return_hubs")
    make.topic("detention")
    return make.proposal()


def typed(of: Proposal | None, **values: Any) -> dict[str, Any]:
    return {
        "title": "Letter on returns",
        "kind": "letter",
        "stated_on": "01/06/2025",
        "precision": "day",
        "proposal": of.pk if of else "",
        "authors": ["DE"],
        "signatories": ["FR"],
        "count": "2",
        "complete": "on",
        "stance_return_hubs": "support",
        "summary_return_hubs": "Signed the letter for hubs.",
        **PROOF,
        **values,
    }


def added(client: Client, of: Proposal | None, **values: Any) -> Any:
    return client.post(page("jointstatement_add"), typed(of, **values), follow=True)


def test_a_publisher_adds_a_statement_and_its_signatories_take_positions(
    paula: Client, file: Proposal
) -> None:
    answer = added(paula, file, participants=["MT"], count="3")
    assert "2 positions follow" in told(answer)
    letter = JointStatement.objects.get()
    assert [(m.state_id, m.role) for m in letter.members.order_by("state")] == [
        ("DE", "author"),
        ("FR", "signatory"),
        ("MT", "participant"),
    ]
    rows = letter.positions.order_by("state")
    assert [(p.state_id, p.topic_id, p.source_kind) for p in rows] == [
        ("DE", "return_hubs", "joint_statement"),
        ("FR", "return_hubs", "joint_statement"),
    ]
    assert rows[0].evidence.get().address == PROOF["proof_address"]
    assert [topic.pk for topic in letter.topics.all()] == ["return_hubs"]
    change = letter.changes.get()
    assert change.by and (change.by.username, change.verb) == ("paula", "recorded")


def test_the_page_lists_the_positions_that_follow_and_says_what_they_are(
    paula: Client, file: Proposal
) -> None:
    added(paula, file)
    letter = JointStatement.objects.get()
    shown = paula.get(page("jointstatement_change", letter.pk)).content.decode()
    for position in letter.positions.all():
        assert page("position_change", position.pk) in shown
    assert "State FR, return_hubs: Support</a> (signature)" in shown
    assert 'name="_save"' not in shown
    listed = paula.get(page("jointstatement_changelist")).content.decode()
    assert '<td class="field-signatures">2</td>' in listed


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"authors": ["DE"], "signatories": ["DE"]}, "signatories", "under authors already"),
        ({"authors": [], "signatories": []}, "signatories", "at least one"),
        ({"count": "1"}, "count", "2 states are named"),
        ({"count": "19"}, "complete", "counts 19, and 2 are named"),
        ({"summary_return_hubs": ""}, "summary_return_hubs", "in one sentence"),
        ({"stance_return_hubs": ""}, "stance_return_hubs", "Choose a stance"),
        ({"stated_on": "01/06/2999"}, "stated_on", "lies ahead"),
        ({"proof_address": ""}, "proof_address", "Evidence is missing"),
        ({"proposal": ""}, "proposal", "name it, or no stances"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    paula: Client, file: Proposal, values: dict[str, Any], field: str, said: str
) -> None:
    answer = paula.post(page("jointstatement_add"), typed(file, **values))
    assert said in complaints(answer)[field][0]
    assert not JointStatement.objects.exists()


def test_adding_a_signatory_derives_its_position(paula: Client, file: Proposal) -> None:
    added(paula, file, count="3", complete="")
    letter = JointStatement.objects.get()
    address = page("jointstatement_sign", letter.pk)
    assert address in paula.get(page("jointstatement_change", letter.pk)).content.decode()
    form = paula.get(address).context["form"]
    assert form.initial["stance_return_hubs"] == Stance.SUPPORT
    assert form.initial["summary_return_hubs"] == "Signed the letter for hubs."
    assert [state.pk for state in form.fields["states"].queryset] == ["ES", "MT"]
    sent = {**form.initial, "states": ["ES"], "role": "signatory", "count": "3", "complete": "on"}
    assert "Say why" in paula.post(address, sent).content.decode()
    answer = paula.post(address, {**sent, "why": "The annex names it."}, follow=True)
    assert "1 position follows" in told(answer)
    made = Position.objects.get(state="ES")
    assert (made.joint_statement, made.source_kind) == (letter, SourceKind.JOINT_STATEMENT)
    letter.refresh_from_db()
    assert letter.complete
    change = letter.changes.first()
    assert change and change.after and change.why == "The annex names it."
    assert change.after["members"]["ES"] == "signatory"


def test_who_only_took_part_takes_no_position(paula: Client, file: Proposal) -> None:
    added(paula, file, count="9", complete="")
    letter = JointStatement.objects.get()
    sent = {
        "states": ["MT"],
        "role": "participant",
        "count": "9",
        "stance_return_hubs": "support",
        "summary_return_hubs": "Signed.",
        "why": "Sat at the table.",
    }
    answer = paula.post(page("jointstatement_sign", letter.pk), sent, follow=True)
    assert "No position follows" in told(answer)
    assert not Position.objects.filter(state="MT").exists()
    assert council.lines_of(letter)[0].summary == "Signed the letter for hubs."
    sent["states"] = ["DE"]  # has its part already, and is not offered
    assert (
        "states" in paula.post(page("jointstatement_sign", letter.pk), sent).context["form"].errors
    )
    assert letter.members.get(state="DE").role == StatementRole.AUTHOR


def test_editors_look_and_sign_nothing(anna: Client, paula: Client, file: Proposal) -> None:
    added(paula, file)
    letter = JointStatement.objects.get()
    assert anna.get(page("jointstatement_change", letter.pk)).status_code == 200
    for name, args in (("jointstatement_add", ()), ("jointstatement_sign", (letter.pk,))):
        assert anna.get(page(name, *args)).status_code == 403
        assert anna.post(page(name, *args), typed(file)).status_code == 403
    assert JointStatement.objects.count() == 1
