"""Which states an editor looks after is a superuser's to say."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from legislation import council
from legislation.models import Assignment
from tests import make
from tests.admin.desk import complaints, page


def test_a_superuser_assigns_states_and_takes_them_back(root: Client) -> None:
    anna = make.editor("anna")
    for code in ("DE", "MT"):
        make.state(code)
        root.post(page("assignment_add"), {"editor": anna.pk, "state": code})
    assert council.states_of(anna) == {"DE", "MT"}
    twice = root.post(page("assignment_add"), {"editor": anna.pk, "state": "DE"})
    assert "already exists" in complaints(twice)["__all__"][0]
    row = Assignment.objects.get(state="DE")
    root.post(page("assignment_delete", row.pk), {"post": "yes"})
    assert council.states_of(anna) == {"MT"}


def test_the_states_stand_on_the_page_of_the_person(root: Client) -> None:
    anna = make.editor("anna")
    make.state("DE", "Germany")
    address = reverse("admin:auth_user_change", args=[anna.pk])
    form = root.get(address).context["adminform"].form
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    sent |= {
        "groups": [group.pk for group in anna.groups.all()],
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2026-11-01",
        "date_joined_1": "12:00:00",
        "user_permissions": [],
        "assignments-TOTAL_FORMS": "1",
        "assignments-INITIAL_FORMS": "0",
        "assignments-0-editor": anna.pk,
        "assignments-0-state": "DE",
    }
    assert root.post(address, sent).status_code == 302
    assert council.states_of(anna) == {"DE"}


def test_an_editor_assigns_nothing(anna: Client) -> None:
    make.state("DE")
    user = User.objects.get(username="anna")
    assert anna.get(page("assignment_changelist")).status_code == 403
    sent = {"editor": user.pk, "state": "DE"}
    assert anna.post(page("assignment_add"), sent).status_code == 403
    assert not Assignment.objects.exists()
