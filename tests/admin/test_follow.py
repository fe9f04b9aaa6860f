"""A superuser follows one more file by its reference."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from legislation.domain.words import Origin
from legislation.journal import Author
from legislation.models import Change, Proposal, Source
from legislation.models.journal import BASELINE_RUN
from tests import make
from tests.admin.desk import page

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/legislation/proposal/add/"


def follow(client: Client, reference: str) -> str:
    typed = {"procedure": reference, "why": "Readers asked for it."}
    return client.post(ADDRESS, typed, follow=True).content.decode()


def test_a_file_is_followed_by_its_reference(root: Client) -> None:
    assert "2023/0463(COD)" in root.get(ADDRESS).content.decode()
    follow(root, "2023/463/OLP")
    made = Proposal.objects.get()
    assert (made.reference, made.title) == ("2023/0463(COD)", "Procedure 2023/0463(COD)")
    assert Change.objects.get(proposal=made).why == "Readers asked for it."
    assert made.evidence.get().confidence == "low"
    assert root.get(f"/admin/legislation/proposal/{made.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("2025/0059(COD)", "is followed already"),
        ("2023/463", "lacks its type"),
        ("2023/463(XXX)", "XXX is no type of procedure"),
        ("the return file", "not a procedure reference"),
    ],
)
def test_what_cannot_be_followed_is_said(root: Client, reference: str, says: str) -> None:
    make.proposal("2025/0059(COD)")
    assert says in follow(root, reference)
    assert Proposal.objects.count() == 1


def test_an_editor_follows_no_file(anna: Client) -> None:
    assert anna.get(ADDRESS).status_code == 403


WHY = {"why": "Its reference was mistyped."}


def stop_of(proposal: Proposal) -> str:
    return f"/admin/legislation/proposal/{proposal.pk}/stop/"


def test_a_file_is_followed_no_more_and_followed_again(root: Client) -> None:
    made = make.proposal("2023/0463(COD)")
    make.event(made)
    source = make.source(of=made)
    Source.objects.update(state="unavailable")
    assert source.name in root.get("/admin/").content.decode()
    form = f"/admin/legislation/proposal/{made.pk}/change/"
    assert stop_of(made) in root.get(form).content.decode()
    assert "All that is on" in root.get(stop_of(made)).content.decode()
    assert "No longer followed: " in root.post(stop_of(made), WHY, follow=True).content.decode()

    made.refresh_from_db()
    assert made.unfollowed_at is not None
    change = made.changes.filter(event=None).first()
    assert change is not None and (change.verb, change.why) == ("amended", WHY["why"])
    assert change.after["unfollowed_at"] and change.alert == "none"  # type: ignore[index]
    assert made.events.count() == 1
    shown = root.get(form).content.decode()
    assert stop_of(made) not in shown and "follow it again" in shown
    assert source.name not in root.get("/admin/").content.decode()
    assert "No longer followed since" in root.get(made.get_absolute_url()).content.decode()
    assert "no longer followed since" in root.get("/").content.decode()
    told = root.get(f"/api/v1/proposals/{made.slug}/").json()
    assert told["unfollowed_at"].startswith(str(made.unfollowed_at.date()))
    assert "is not followed any more" in root.post(stop_of(made), WHY, follow=True).content.decode()

    follow(root, "2023/463/OLP")
    made.refresh_from_db()
    assert made.unfollowed_at is None and Proposal.objects.count() == 1
    assert "No longer followed" not in root.get(made.get_absolute_url()).content.decode()


def test_nobody_stops_without_a_reason(root: Client) -> None:
    made = make.proposal("2023/0463(COD)")
    assert "Say why" in root.post(stop_of(made), {"why": " "}).content.decode()
    made.refresh_from_db()
    assert made.unfollowed_at is None


def test_a_file_of_the_curated_record_stays_followed(root: Client) -> None:
    made = make.proposal(author=Author(Origin.BASELINE, run=f"{BASELINE_RUN} 1"))
    for answer in (
        root.get(stop_of(made), follow=True),
        root.post(stop_of(made), WHY, follow=True),
    ):
        assert "belongs to the curated record" in answer.content.decode()
    with pytest.raises(CommandError, match="belongs to the curated record"):
        call_command("follow", "--stop", made.reference)
    made.refresh_from_db()
    assert made.unfollowed_at is None


def test_an_editor_stops_no_file(anna: Client) -> None:
    made = make.proposal()
    assert stop_of(made) not in anna.get(page("proposal_change", made.pk)).content.decode()
    assert anna.get(stop_of(made)).status_code == 403
    assert anna.post(stop_of(made), WHY).status_code == 403
    made.refresh_from_db()
    assert made.unfollowed_at is None
