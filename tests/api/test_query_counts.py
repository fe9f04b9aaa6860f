from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legislation import timeline
from legislation.api.urls import LISTS
from legislation.domain.words import Kind, Origin
from legislation.models import (
    Actor,
    Change,
    Conflict,
    Document,
    Event,
    Evidence,
    Participation,
    Position,
    PressRelease,
    Proposal,
)
from tests import make

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


def many(first: int, last: int) -> None:
    """Files with one row of everything each; in bulk, for it is only their number that counts."""
    proposals = Proposal.objects.bulk_create(
        Proposal(
            reference=f"2025/{n:04}(COD)",
            slug=f"2025-{n:04}-COD",
            year=2025,
            number=n,
            procedure_type="COD",
            title="A proposal",
            short_title="A proposal",
        )
        for n in range(first, last + 1)
    )
    state, topic = make.state("DE"), make.topic()
    source = make.source()
    copy = make.snapshot(source)
    day = date(2025, 6, 1)
    shared = {"origin": Origin.EDITOR}

    def add(name: str, rows: list[Any]) -> list[Any]:
        model: type[Model] = type(rows[0])
        made = model._default_manager.bulk_create(rows)
        Evidence.objects.bulk_create(
            Evidence(
                **{name: row},
                source=source,
                identifier=str(row.pk),
                snapshot=copy,
                confidence="high",
                first_seen_at=MOMENT,
                last_seen_at=MOMENT,
            )
            for row in made
        )
        return made

    events = add(
        "event",
        [
            Event(
                proposal=p,
                key="k",
                kind=Kind.PROPOSAL_ADOPTED,
                title="t",
                happened_on=day,
                **shared,
            )
            for p in proposals
        ],
    )
    Conflict.objects.bulk_create(
        Conflict(
            key=f"c{e.pk}", source=source, event=e, field="f", opened_at=MOMENT, last_seen_at=MOMENT
        )
        for e in events
    )
    add("document", [Document(proposal=p, reference="COM", **shared) for p in proposals])
    add("actor", [Actor(proposal=p, role="r", name="n") for p in proposals])
    add(
        "press_release",
        [
            PressRelease(
                key=f"r{e.pk}",
                proposal=e.proposal,
                institution="EP",
                title="t",
                address=f"https://example.org/{e.pk}",
                published_on=day,
                announces=e,
                **shared,
            )
            for e in events
        ],
    )
    add(
        "participation",
        [Participation(proposal=p, state=state, takes_part="votes") for p in proposals],
    )
    add(
        "position",
        [
            Position(
                key=f"p{p.pk}",
                proposal=p,
                state=state,
                topic=topic,
                stance="support",
                summary="s",
                stated_on=day,
                source_kind="speech",
                **shared,
            )
            for p in proposals
        ],
    )
    Change.objects.bulk_create(
        Change(
            sequence=1000 + p.number,
            recorded_at=MOMENT,
            verb="recorded",
            proposal=p,
            after={"reference": p.reference},
        )
        for p in proposals
    )
    for proposal in proposals:
        timeline.project(proposal)


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = Client().get(f"/api/v1/{path}")
    assert response.status_code == 200
    return len(asked)


#: At most so many, each with what it is for: the count, the rows, proof, further kin.
MOST = 6
PATHS = [
    *(f"{name}/?page_size=100" for name in LISTS),
    "positions/?on=2026-01-01&include_corrected=true&page_size=100",
    "events/?institution=EP&page_size=100",
    "stages/?proposal=2025-0001-COD",
    "proposals/2025-0001-COD/",
    "proposals/2025-0001-COD/events/k/",
]


def test_queries_are_as_many_for_three_hundred_proposals_as_for_three() -> None:
    many(1, 3)
    few = {path: queries(path) for path in PATHS}
    many(4, 300)
    assert Proposal.objects.count() == 300
    assert {path: queries(path) for path in PATHS} == few
    assert max(few.values()) <= MOST, few
