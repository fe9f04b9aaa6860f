"""A superuser follows one more file by its reference."""

from __future__ import annotations

import pytest
from django.test import Client

from legislation.models import Change, Proposal
from tests import make

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
