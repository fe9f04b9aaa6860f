from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from legislation import evidence, timeline
from legislation.domain.words import Confidence, Institution, Kind, Origin, Precision
from legislation.journal import Author
from legislation.models import PressRelease, Proposal
from tests import make
from tests.api.asking import ask, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def regulation() -> Proposal:
    return make.proposal("2025/0059(COD)")


def keys(**asked: Any) -> list[str]:
    return [event["key"] for event in rows("events/", **asked)]


def test_each_fact_carries_its_proof_strongest_first(regulation: Proposal) -> None:
    source = make.source(of=regulation)
    copy = make.snapshot(source)
    make.event(
        regulation,
        proofs=[
            make.proof(
                address="", citation="Agence Europe 13 600", confidence=Confidence.LOW, note="Hm."
            ),
            make.proof(
                source=source,
                identifier="1",
                snapshot=copy,
                passage="row 1",
                says={"date": "2025-03-11", "label": "Adoption"},
            ),
        ],
    )
    [event] = rows("events/")
    strong, weak = event["evidence"]
    assert weak["citation"] == "Agence Europe 13 600"
    assert (weak["note"], weak["snapshot"], weak["source"]) == ("Hm.", None, None)
    assert strong["says"] == {"date": "2025-03-11", "label": "Adoption"}
    assert (strong["passage"], strong["source"]) == ("row 1", "eurlex-2025-0059")
    assert strong["snapshot"] == {
        "id": copy.pk,
        "url": f"http://testserver/snapshots/{copy.pk}/",
        "sha256": copy.blob_id,
        "fetched_at": "2026-11-01T13:00:00+01:00",
    }
    assert strong["first_seen_at"] == strong["last_seen_at"]


def test_who_brought_a_copy_stays_inside(regulation: Proposal) -> None:
    copy = make.snapshot(make.source(), brought_by="anna@example.org", headers={"x": "secret"})
    make.event(regulation, proofs=[make.proof(snapshot=copy)])
    answer = str(ask("events/"))
    assert "anna" not in answer
    assert "secret" not in answer


def test_open_conflicts_are_shown_and_settled_ones_are_not(regulation: Proposal) -> None:
    event = make.event(regulation)
    told: dict[str, Any] = {"event": event, "snapshot": None, "run": "test"}
    source = make.source(of=regulation)
    days: dict[str, Any] = {"ours": "2025-03-11", "theirs": "2025-03-12"}
    evidence.report_conflict(source, field="happened_on", **days, **told)
    settled, _ = evidence.report_conflict(source, field="title", ours="A", theirs="B", **told)
    evidence.close_conflict(settled, make.EDITOR.because("The same in other words."))
    [shown] = rows("events/")
    assert shown["conflicts"] == [
        {"field": "happened_on", **days, "source": "eurlex-2025-0059"},
    ]


def test_a_day_comes_with_its_precision(regulation: Proposal) -> None:
    make.event(regulation, Kind.TRILOGUE, date(2026, 4, 30), precision=Precision.MONTH)
    [event] = rows("events/")
    assert (event["happened_on"], event["precision"]) == ("2026-04-30", "month")


def test_retracted_events_leave_lists_and_keep_their_address(regulation: Proposal) -> None:
    event = make.event(regulation)
    timeline.retract_event(event, make.EDITOR.because("It did not happen."))
    assert keys() == []
    kept = ask(f"proposals/2025-0059-COD/events/{event.key}/", 410)
    assert kept["retracted_at"] is not None


def test_context_events_have_an_address_without_a_proposal(regulation: Proposal) -> None:
    make.event(None, Kind.SUMMIT_DECLARATION, date(2024, 10, 17), key="summit")
    make.event(regulation, key="summit")
    context, mine = rows("events/")
    assert context["url"] == "http://testserver/api/v1/events/summit/"
    assert context["proposal"] is None
    assert mine["url"].endswith("/api/v1/proposals/2025-0059-COD/events/summit/")
    assert ask("events/summit/")["kind"] == "summit_declaration"
    ask("events/nowhere/", 404)


def test_lists_are_narrowed(regulation: Proposal) -> None:
    other = make.proposal("2018/0329(COD)")
    by_source = Author(Origin.SOURCE, run="scrape eurlex")
    make.event(other, Kind.PROPOSAL_ADOPTED, date(2018, 9, 12), key="old", institutions=["COM"])
    make.event(regulation, key="new", institutions=["COM"], author=by_source)
    make.event(
        regulation, Kind.TRILOGUE, date(2026, 4, 1), key="three", institutions=["EP", "CONSIL"]
    )
    make.event(regulation, Kind.SIGNATURE, date(2027, 1, 1), key="planned", expected=True)
    make.event(regulation, Kind.OJ_PUBLICATION, None, key="some-day")
    assert keys() == ["old", "new", "three", "planned", "some-day"]
    assert keys(proposal="2018/0329(COD)") == ["old"]
    assert keys(kind="trilogue") == ["three"]
    assert keys(institution="CONSIL") == keys(institution="EP") == ["three"]
    assert keys(institution="COM") == ["old", "new"]
    assert keys(from_="2025-03-11", until="2026-04-01") == ["new", "three"]
    assert keys(origin="source") == ["new"]
    assert keys(expected="true") == ["planned", "some-day"]
    assert keys(expected="false") == ["old", "new", "three"]
    assert keys(on="2026-04-01") == ["old", "new", "three"]
    assert keys(on="2027-01-01") == ["old", "new", "three", "planned"]


def test_a_press_release_names_the_event_that_it_announced(regulation: Proposal) -> None:
    event = make.event(regulation)
    release = PressRelease(
        proposal=regulation,
        institution=Institution.COM,
        title="A new system",
        address="https://ec.europa.eu/1",
        published_on=date(2025, 3, 11),
        announces=event,
    )
    timeline.record_press_release(release, [make.proof()], make.EDITOR)
    [told] = rows("press-releases/", proposal="2025-0059-COD", institution="COM")
    assert (
        told["announces"] == f"http://testserver/api/v1/proposals/2025-0059-COD/events/{event.key}/"
    )
    assert rows("press-releases/", institution="EP") == []
