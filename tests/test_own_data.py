"""What we hold about a person: told to that person column by column, and to nobody else."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from legislation import alerts, mail
from legislation.alerts import people
from legislation.alerts.own_data import LEFT_OUT, TOLD
from legislation.domain.words import BounceKind, Kind, Origin
from legislation.journal import Author
from legislation.models import Bounce, Change, Email, Subscriber
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [*TOLD, *(set(LEFT_OUT) - set(TOLD))])
def test_each_column_is_told_or_left_out_for_a_reason(model: type) -> None:
    columns = {field.name for field in model._meta.concrete_fields}  # type: ignore[attr-defined]
    told = {name for name in TOLD.get(model, ()) if "__" not in name}
    left_out = set(LEFT_OUT.get(model, {}))
    assert not told & left_out
    assert told | left_out == columns, "say of a new column whether it is told, or why not"


def test_a_person_downloads_all_that_is_held_and_nothing_of_others(
    client: Client, mail_folder: object
) -> None:
    for address in ("ann@example.org", "bob@example.org"):
        make.wish(address, everything=True)
        alerts.confirm(people.confirmation_token(Subscriber.objects.get(address=address)))
    file = make.proposal()
    make.event(file, Kind.SIGNATURE, timezone.localdate(), author=Author(Origin.SOURCE, tells=True))
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()
    alerts.ask_for_link("ann@example.org")
    alerts.take_wishes()
    mail.send_due()
    ann = Subscriber.objects.get(address="ann@example.org")
    email = Email.objects.filter(subscriber=ann, kind="alert").get()
    Bounce.objects.create(
        kind=BounceKind.SOFT, email=email, report="1", via="relay", at=timezone.now()
    )
    found = re.search(r"/manage/\S+", Email.objects.filter(kind="preferences").get().text)
    assert found
    answer = client.get(f"{found[0]}data.json")
    assert answer["Content-Type"] == "application/json"
    assert "attachment" in answer["Content-Disposition"] and "no-store" in answer["Cache-Control"]
    held = json.loads(answer.content)
    assert {name: len(rows) for name, rows in held.items() if name != "subscriber"} == {
        "consents": 2,
        "subscriptions": 1,
        "wishes": 2,
        "notices": 1,
        "mails": 3,
        "bounces": 1,
    }
    assert held["subscriber"]["address"] == "ann@example.org"
    assert [m["kind"] for m in held["mails"]] == ["confirmation", "alert", "preferences"]
    assert all(m["letter__subject"] and m["sent_at"] for m in held["mails"])
    assert held["consents"][0]["wording"] == "Write to me."
    assert b"bob@" not in answer.content and ann.token.encode() not in answer.content


@pytest.mark.parametrize("path", ["data.json", "erase/"])
def test_a_wrong_link_opens_nothing(client: Client, path: str) -> None:
    for answer in (client.get(f"/manage/wrong/{path}"), client.post(f"/manage/wrong/{path}")):
        assert answer.status_code == 404
