"""Who may do what, on every path; what is not permitted is 403, and nothing is ever deleted."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from legislation.models import Email, Event, Position, Source, Subscriber
from tests import make
from tests.admin.desk import page

OURS = [model for model in admin.site._registry if model._meta.app_label != "auth"]
WRITES = {"event", "position"}
DECIDES = {"conflict", "suggestion"}
VIEWS = {
    "change",
    "councilvote",
    "document",
    "evidence",
    "jointstatement",
    "memberstate",
    "participation",
    "positiondraft",
    "pressrelease",
    "proposal",
    "snapshot",
    "source",
    "topic",
}
#: What a superuser may add besides, and an editor may not.
ROOT_ADDS = {"assignment", "jointstatement", "participation", "proposal"}


def one_of_each() -> dict[str, Model]:
    """A row of every table that has a maker, by the table's name."""
    proposal = make.proposal()
    event = make.event(proposal)
    position = make.position(proposal)
    source = make.source(of=proposal)
    rows: list[Any] = [
        proposal,
        event,
        position,
        make.draft(proposal, make.editor("drafter")),
        source,
        make.snapshot(source),
        make.conflict(event),
        make.press_release(proposal),
        make.email(),
        position.state,
        position.topic,
        event.evidence.get(),
        event.changes.get(),
    ]
    return {row._meta.model_name: row for row in rows}


def test_every_table_that_a_person_needs_is_at_the_desk() -> None:
    inner = {
        "blob",
        "councilvotecast",
        "consent",
        "journalclock",
        "letter",
        "relay",
        "searchentry",
        "site",
        "stage",
        "statementmember",
        "subscription",
        "wish",
    }
    apps_of_ours = [apps.get_app_config(label) for label in ("legislation", "scrapers")]
    tables = {model._meta.model_name for app in apps_of_ours for model in app.get_models()}
    assert {model._meta.model_name for model in OURS} == tables - inner


@pytest.mark.parametrize("who", ["anna", "root"])
@pytest.mark.parametrize("name", sorted(str(model._meta.model_name) for model in OURS))
def test_lists_and_forms_open_to_whom_they_are_meant_for(
    who: str, name: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who)
    app = "scrapers" if name == "scraperun" else "legislation"
    sees = who == "root" or name in WRITES | DECIDES | VIEWS
    listed = client.get(reverse(f"admin:{app}_{name}_changelist"))
    assert listed.status_code == (200 if sees else 403)
    adds = name in WRITES or (who == "root" and name in ROOT_ADDS)
    for query in ("", "?_popup=1"):
        added = client.get(reverse(f"admin:{app}_{name}_add") + query)
        assert added.status_code == (200 if adds else 403)
    typed = client.post(reverse(f"admin:{app}_{name}_add"), {})
    assert typed.status_code == (200 if adds else 403)


@pytest.mark.parametrize("who", ["anna", "root"])
def test_rows_open_to_whom_they_are_meant_for_and_are_never_deleted(
    who: str, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who)
    for name, row in one_of_each().items():
        sees = who == "root" or name in WRITES | DECIDES | VIEWS
        writes = name in WRITES | DECIDES
        shown = client.get(page(f"{name}_change", row.pk))
        assert shown.status_code == (200 if sees else 403), name
        assert "deletelink" not in shown.content.decode()
        typed = client.post(page(f"{name}_change", row.pk), {})
        assert typed.status_code == (200 if writes else 403), name
        has_history = hasattr(row, "changes")
        past = client.get(page(f"{name}_history", row.pk))
        assert past.status_code == (403 if not sees else 200 if has_history else 404), name
        for method in (client.get, client.post):
            assert method(page(f"{name}_delete", row.pk), {"post": "yes"}).status_code == 403
        assert type(row)._default_manager.filter(pk=row.pk).exists()


def test_no_list_offers_to_delete(root: Client) -> None:
    row = make.position(make.proposal())
    sent = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    root.post(page("position_changelist"), sent)
    assert Position.objects.count() == 1
    assert "delete_selected" not in root.get(page("position_changelist")).content.decode()


def test_editors_leave_users_and_sources_alone(anna: Client) -> None:
    source = make.source()
    for name in ("auth_user", "auth_group"):
        for view in ("changelist", "add"):
            assert anna.get(reverse(f"admin:{name}_{view}")).status_code == 403
    user = User.objects.get(username="anna")
    typed = {"username": "anna", "is_superuser": "on"}
    assert anna.post(reverse("admin:auth_user_change", args=[user.pk]), typed).status_code == 403
    sent = {"action": "read_now", "_selected_action": [source.pk]}
    anna.post(page("source_changelist"), sent)
    assert Source.objects.get().next_read_at is None


@pytest.mark.parametrize(
    ("model", "field", "allowed"),
    [("event", "proposal", 200), ("position", "joint_statement", 200), ("event", "kind", 403)],
)
def test_autocomplete_answers_what_the_forms_ask(
    anna: Client, model: str, field: str, allowed: int
) -> None:
    make.proposal()
    asked = {"app_label": "legislation", "model_name": model, "field_name": field, "term": "2025"}
    assert anna.get(reverse("admin:autocomplete"), asked).status_code == allowed


def test_staff_without_a_group_see_nothing(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("bert", is_staff=True))
    row = make.event(make.proposal())
    for address in (
        page("event_changelist"),
        page("event_add"),
        page("event_change", row.pk),
        page("event_history", row.pk),
        page("event_retract", row.pk),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address, {"why": "x"}).status_code == 403
    asked = {"app_label": "legislation", "model_name": "event", "field_name": "proposal"}
    assert client.get(reverse("admin:autocomplete"), asked).status_code == 403
    assert Event.objects.get().retracted_at is None


def test_visitors_are_asked_to_log_in(client: Client, db: None) -> None:
    row = make.event(make.proposal())
    for address in (reverse("admin:index"), page("event_retract", row.pk)):
        assert "/login/" in client.get(address).headers["Location"]


def test_the_group_holds_what_it_was_made_for(db: None) -> None:
    held = Group.objects.get(name="editor").permissions.values_list("codename", flat=True)
    expected = {f"view_{name}" for name in WRITES | DECIDES | VIEWS}
    expected |= {f"{verb}_{name}" for verb in ("add", "change") for name in WRITES}
    expected |= {f"{verb}_positiondraft" for verb in ("add", "change")}
    assert set(held) == expected | {f"change_{name}" for name in DECIDES} | {"bring_page"}


def test_making_the_group_again_makes_nothing(db: None) -> None:
    before = (Group.objects.count(), Permission.objects.count())
    migration = import_module("legislation.migrations.0002_editor_group")
    migration.make_group(apps, SimpleNamespace(connection=connection))
    assert (Group.objects.count(), Permission.objects.count()) == before
    names = Permission.objects.filter(content_type__app_label="legislation").values_list("name")
    assert len(set(names)) == len(names)


def test_a_subscriber_is_shown_without_the_key(root: Client) -> None:
    now = make.email().created_at
    subscriber = Subscriber.objects.create(
        address="a@example.org", token="very-secret", created_at=now, asked_at=now
    )
    for address in (page("subscriber_changelist"), page("subscriber_change", subscriber.pk)):
        assert "very-secret" not in root.get(address).content.decode()
    assert Email.objects.exists()
