"""Who may do what at the desk: every address and action, by every kind of person.

What is there is found by itself. What is allowed stands in the tables below, and whatever does not
is refused to everybody: a new address or action fails here until somebody says who may use it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from legislation.models import Event
from tests.admin.matrix import (
    OTHER,
    OWN,
    STATES,
    Outcome,
    Way,
    World,
    actions,
    attempt,
    autocompletes,
    filled_in,
    people,
    tables,
    ways,
)

#: Anna is an editor of one state, Edda of all; Paula publishes; Root is a superuser. Besides there
#: are a person of the staff without any group, and nobody, who is not signed in.
PERSONS = ("nobody", "bare", "anna", "edda", "paula", "root")
EDITORS, PUBLISHERS, ROOT, NONE = "anna edda paula root", "paula root", "root", ""
#: As the editors, but Anna only what is about her state.
OF_THEIR_STATES = "anna:own edda paula root"
STAFF = "bare anna edda paula root"

#: Of each table, who looks at it, who adds to it, who changes a row.
MAY: dict[str, tuple[str, str, str]] = {
    "auth_group": (ROOT, ROOT, ROOT),
    "auth_user": (ROOT, ROOT, ROOT),
    "legislation_actor": (ROOT, NONE, NONE),
    "legislation_assignment": (ROOT, ROOT, NONE),
    "legislation_bounce": (ROOT, NONE, NONE),
    "legislation_change": (EDITORS, NONE, NONE),
    "legislation_conflict": (EDITORS, NONE, EDITORS),
    "legislation_councilvote": (EDITORS, NONE, NONE),
    "legislation_document": (EDITORS, NONE, NONE),
    "legislation_email": (ROOT, NONE, NONE),
    "legislation_event": (EDITORS, EDITORS, EDITORS),
    "legislation_evidence": (EDITORS, NONE, NONE),
    "legislation_jointstatement": (EDITORS, PUBLISHERS, NONE),
    "legislation_memberstate": (EDITORS, NONE, NONE),
    "legislation_notice": (ROOT, NONE, NONE),
    "legislation_participation": (EDITORS, PUBLISHERS, PUBLISHERS),
    "legislation_population": (ROOT, NONE, NONE),
    "legislation_position": (EDITORS, OF_THEIR_STATES, OF_THEIR_STATES),
    "legislation_positiondraft": (EDITORS, NONE, NONE),
    "legislation_pressrelease": (EDITORS, NONE, NONE),
    "legislation_proposal": (EDITORS, ROOT, NONE),
    "legislation_snapshot": (EDITORS, NONE, NONE),
    "legislation_source": (EDITORS, NONE, NONE),
    "legislation_statistic": (ROOT, NONE, NONE),
    "legislation_subscriber": (ROOT, NONE, NONE),
    "legislation_suggestion": (EDITORS, NONE, EDITORS),
    "legislation_topic": (EDITORS, NONE, NONE),
    "scrapers_scraperun": (ROOT, NONE, NONE),
}
#: Of which tables rows are deleted: none of them holds facts.
DELETES = {"auth_group", "auth_user", "legislation_assignment"}
#: All other addresses: who may open one, and who may send its form.
OTHERWISE: dict[str, tuple[str, str]] = {
    "index": (STAFF, NONE),
    "login": (f"nobody {STAFF}", NONE),
    "logout": ("nobody", f"nobody {STAFF}"),
    "password_change": (STAFF, STAFF),
    "password_change_done": (STAFF, NONE),
    "jsi18n": (STAFF, NONE),
    "app_list": (EDITORS, NONE),
    "auth_user_password_change": (ROOT, ROOT),
    "view_on_site": (STAFF, NONE),
    "the old address of a row": (STAFF, NONE),
    "legislation_event_retract": (EDITORS, EDITORS),
    "legislation_event_restore": (EDITORS, EDITORS),
    "legislation_position_grid": (EDITORS, NONE),
    "legislation_position_retract": (PUBLISHERS, PUBLISHERS),
    "legislation_position_restore": (PUBLISHERS, PUBLISHERS),
    "legislation_position_revert": (NONE, OF_THEIR_STATES),
    "legislation_position_undo": (NONE, PUBLISHERS),
    "legislation_positiondraft_publish": (NONE, PUBLISHERS),
    "legislation_positiondraft_return": (NONE, PUBLISHERS),
    "legislation_positiondraft_withdraw": (NONE, NONE),  # by who drafted it: see test_drafts
    "legislation_position_import": (EDITORS, OF_THEIR_STATES),
    "legislation_position_export": (EDITORS, NONE),
    "legislation_jointstatement_sign": (PUBLISHERS, PUBLISHERS),
    "legislation_proposal_stop": (ROOT, ROOT),
    "legislation_change_release": (NONE, PUBLISHERS),
    "legislation_change_drop": (NONE, PUBLISHERS),
    "legislation_email_fence": (PUBLISHERS, PUBLISHERS),
    "legislation_email_test": (EDITORS, EDITORS),  # to one's own address: see test_trying
    "legislation_source_bring": (EDITORS, EDITORS),
    "legislation_source_look": (ROOT, ROOT),
    "legislation_source_accept": (ROOT, ROOT),
}
#: The actions of lists: whoever stands here may do them.
ACTIONS = {
    "legislation_source:read_now": ROOT,
    "legislation_email:send_again": ROOT,
    "legislation_email:give_up": ROOT,
    **{f"{table}:delete_selected": ROOT for table in DELETES},
}
#: What no editor does alone, on whatever path.
_PUBLISHED = 'INSERT INTO "legislation_position" '
#: What is put into an address besides the key of a row.
PARTS = {"app_label": "legislation", "kind": "csv", "url": "nowhere"}
#: What is typed over what a form comes with, so that it says something new.
TYPED: dict[str, dict[str, Any]] = {
    "legislation_assignment_add": {"editor": "{drafter}", "state": "{state}"},
    "legislation_change_release": {"news": "{held}"},
    "legislation_change_drop": {"news": "{held}"},
    "legislation_conflict_change": {"settled": "The Journal has the 11th."},
    "legislation_event_add": {
        "proposal": "{proposal}",
        "kind": "council_debate",
        "title": "Ministers talk",
        "happened_on": "01/12/2025",
        "institutions": ["CONSIL"],
        "proof_address": "https://example.org/e",
        "proof_confidence": "high",
    },
    "legislation_event_change": {"title": "Another title", "why": "A slip of the pen."},
    "legislation_jointstatement_add": {
        "proposal": "{proposal}",
        "title": "Another letter",
        "stated_on": "01/06/2025",
        "count": "1",
        "signatories": ["{state}"],
        "stance_whole_proposal": "support",
        "summary_whole_proposal": "Signed it.",
        "proof_address": "https://example.org/l",
        "proof_confidence": "high",
    },
    "legislation_jointstatement_sign": {
        "states": ["{else}"],
        "stance_whole_proposal": "support",
        "summary_whole_proposal": "Signed it.",
        "why": "The annex names it.",
    },
    "legislation_participation_add": {
        "proposal": "{proposal}",
        "state": "{state}",
        "takes_part": "unresolved",
        "since_on": "01/12/2025",
        "proof_address": "https://example.org/p",
        "proof_confidence": "high",
    },
    "legislation_participation_change": {"takes_part": "unresolved", "why": "No notification."},
    "legislation_position_add": {
        "proposal": "{proposal}",
        "state": "{state}",
        "topic": "whole_proposal",
        "stance": "oppose",
        "summary": "It says otherwise.",
        "stated_on": "01/12/2025",
        "source_kind": "speech",
        "proof_address": "https://example.org/s",
        "proof_confidence": "high",
    },
    "legislation_position_change": {"stance": "neutral", "why": "The minutes say otherwise."},
    "legislation_positiondraft_return": {"remark": "Which minister?"},
    "legislation_proposal_add": {"procedure": "2026/0123(COD)", "why": "To follow it."},
    "legislation_suggestion_change": {"decision": "reject", "why": "About something else."},
    "auth_group_add": {"name": "others"},
    "auth_group_change": {"name": "others"},
    "auth_user_add": {"username": "new", "password1": "Wort-1954-x", "password2": "Wort-1954-x"},
    "auth_user_change": {"first_name": "Another"},
    "auth_user_password_change": {"password1": "Wort-1954-x", "password2": "Wort-1954-x"},
    "password_change": {"new_password1": "Wort-1954-x", "new_password2": "Wort-1954-x"},
}
#: Forms that a superuser's harvested answer does not get through: they want a file or a password.
NOT_SENT = {"legislation_source_bring", "legislation_source_accept", "password_change", "logout"}


def allowed(way: Way) -> tuple[str, str]:
    """Who may open an address, and who may send its form."""
    if way.name in OTHERWISE:
        return OTHERWISE[way.name]
    sees, adds, changes = MAY.get(way.table, (NONE, NONE, NONE))
    deletes = ROOT if way.table in DELETES else NONE
    plain = {
        "changelist": (sees, NONE),
        "history": (sees, NONE),
        "add": (adds.replace(":own", ""), adds),  # the state is said in the form
        "change": (sees, changes),
        "delete": (deletes, deletes),
    }
    return plain.get(way.name.removeprefix(f"{way.table}_"), (NONE, NONE))


def is_among(person: str, whose: str, those: str) -> bool:
    words = those.split()
    return person in words or f"{person}:{whose}" in words


def address(way: Way, world: World, whose: str) -> str:
    """Where the address leads for a row of the one state or the other."""
    values: dict[str, Any] = {}
    for part in way.parts:
        if part == "content_type_id":
            values[part] = ContentType.objects.get_for_model(Event).pk
        elif part in {"object_id", "id", "pk"}:
            table, retracted = way.table or "legislation_event", way.name.endswith("_restore")
            values[part] = world.row(table, whose, retracted=retracted).pk
        elif part == "to":
            values[part] = world.older(whose).pk
        else:
            assert part in PARTS, f"{way.name} has a part {part!r}: say in PARTS what to put there"
            values[part] = PARTS[part]
    if way.name == "the old address of a row":
        return f"/admin/{way.table.replace('_', '/', 1)}/{values['object_id']}/"
    if way.name == "anything else":
        return "/admin/nowhere"
    return reverse(f"admin:{way.name}", kwargs=values)


def typed(way: Way, where: str, world: World, root: Client, whose: str) -> dict[str, Any]:
    """The form of a page as a superuser would send it, with something new in it."""
    answer = root.get(where)
    told = filled_in(answer.content) if answer.status_code == 200 else {}
    told |= {"why": ["A reason."], "post": ["yes"]}
    names = {
        "proposal": world.proposal.pk,
        "drafter": world.drafter.pk,
        "held": world.held.pk,
        "state": STATES[whose],
        "else": STATES[OTHER if whose == OWN else OWN],
    }
    for name, value in TYPED.get(way.name, {}).items():
        values = value if isinstance(value, list) else [value]
        told[name] = [each.format(**names) for each in values]
    if way.name == "legislation_position_import":
        told |= pasted(STATES[whose])
    return told


def pasted(state: str) -> dict[str, Any]:
    """One row for the import, of a state."""
    row = {
        "proposal": "2025/0059(COD)",
        "state": state,
        "topic": "whole_proposal",
        "stance": "oppose",
        "summary": "Brought in a table.",
        "stated_on": "2025-12-01",
        "source_kind": "speech",
        "proof_address": "https://example.org/t",
        "proof_confidence": "high",
    }
    return {"cells": "\n".join("\t".join(part) for part in (row, row.values())), "order": ""}


def confirmed(client: Client, where: str, told: dict[str, Any]) -> dict[str, Any]:
    """The import's second step, as this very person would send it."""
    context = client.post(where, told).context
    sealed = context.get("brought") if context else None
    return {"brought": sealed} if sealed else told


def tried(way: Way, client: Client, method: str, where: str, told: dict[str, Any]) -> Outcome:
    """One request of a person; the import is sent as far as this person comes."""
    if method == "POST" and way.name == "legislation_position_import":
        told = confirmed(client, where, told)
    return attempt(client, method, where, told if method == "POST" else {})


def judge(way: Way, person: str, whose: str, method: str, outcome: Outcome) -> str:
    """What is wrong with an outcome; empty if nothing is.

    Who may open a page and may not send its form may be told so on the page: nothing is written.
    """
    may_open, may_send = (is_among(person, whose, those) for those in allowed(way))
    sends = method == "POST"
    if outcome.wrote and not (sends and may_send):
        return f"wrote {outcome.wrote[0]}"
    if person in {"anna", "edda"} and any(_PUBLISHED in sql for sql in outcome.wrote):
        return "published alone"
    if not (may_open or (sends and may_send)) and not outcome.refused:
        return f"answered {outcome.status}"
    if not outcome.refused or (way.name.endswith("_history") and outcome.status == 404):
        return ""  # a table without a history in the journal has no such page
    return f"was refused with {outcome.status}" if (may_send if sends else may_open) else ""


@pytest.fixture
def world(db: None) -> World:
    return World()


@pytest.mark.parametrize("table", ["", *sorted(tables())], ids=lambda table: table or "site")
def test_every_address_is_open_to_whom_it_is_meant_for_and_to_nobody_else(
    table: str, world: World
) -> None:
    browsers = people(world)
    wrong, idle = [], []
    for way in (way for way in ways() if way.table == table):
        for whose in world.kinds_of_row(table):
            where = address(way, world, whose)
            told = typed(way, where, world, browsers["root"], whose)
            for person in PERSONS:
                for method in ("GET", "POST"):
                    outcome = tried(way, browsers[person], method, where, told)
                    if fault := judge(way, person, whose, method, outcome):
                        wrong.append(f"{person}: {method} {way.name} ({whose}): {fault}")
            if allowed(way)[1] and way.name not in NOT_SENT and not outcome.wrote:
                idle.append(f"{way.name}: {outcome.status}")
    assert not wrong, "\n".join(wrong)
    # Root came last: if even root changes nothing, the refusal to others proves nothing.
    assert not idle, "\n".join(idle)


@pytest.mark.parametrize("person", PERSONS)
def test_every_action_is_done_by_whom_it_is_meant_for_and_by_nobody_else(
    person: str, world: World
) -> None:
    client = people(world)[person]
    for table, action in actions():
        for whose in (OWN, OTHER):
            row = world.row(table, whose)
            sent = {"action": action, "_selected_action": [row.pk], "post": "yes", "index": "0"}
            outcome = attempt(client, "POST", reverse(f"admin:{table}_changelist"), sent)
            may = is_among(person, whose, ACTIONS.get(f"{table}:{action}", NONE))
            assert bool(outcome.wrote) == may, f"{action} on {table} ({whose}): {outcome}"


@pytest.mark.parametrize("person", PERSONS)
def test_fields_are_completed_for_whom_sees_what_they_name(person: str, world: World) -> None:
    client = people(world)[person]
    for model, name in autocompletes():
        field = model._meta.get_field(name)
        target = field.related_model._meta  # type: ignore[union-attr]
        asked = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": name,
            "term": "",
        }
        sees = MAY[f"{target.app_label}_{target.model_name}"][0]
        outcome = attempt(client, "GET", reverse("admin:autocomplete"), asked)
        assert outcome.refused != is_among(person, OWN, sees), f"{model.__name__}.{name}: {outcome}"
        assert not outcome.wrote


def test_no_list_is_edited_in_place() -> None:
    assert not [str(site) for site in admin.site._registry.values() if site.list_editable]


def test_the_tables_say_nothing_of_what_is_not_there() -> None:
    there = {way.name for way in ways()}
    assert not OTHERWISE.keys() - there
    assert MAY.keys() == tables().keys()
    assert not ACTIONS.keys() - {f"{table}:{action}" for table, action in actions()}


def test_the_interface_for_programs_writes_nothing(world: World) -> None:
    client = Client()
    lists = client.get("/api/v1/").json()
    assert len(lists) > 10
    for where in lists.values():
        for method in (client.post, client.put, client.patch, client.delete):
            with_body = method(where, data="{}", content_type="application/json")
            assert with_body.status_code in {403, 404, 405}, where
