from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from legislation import documents, evidence, timeline
from legislation.domain.words import Kind, Origin, Outcome
from legislation.evidence import Reading
from legislation.journal import Author
from legislation.models import Change, Document, Proposal, Statistic
from tests import make
from tests.api.asking import ask, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def regulation() -> Proposal:
    return make.proposal("2025/0059(COD)")


def test_a_change_holds_what_was_before_and_after(regulation: Proposal) -> None:
    event = make.event(regulation, title="Wrong")
    timeline.amend_event(event, {"title": "Right"}, make.EDITOR.because("A slip of the pen."))
    newest, first, _ = rows("changes/")
    assert (newest["before"]["title"], newest["after"]["title"]) == ("Wrong", "Right")
    assert (newest["verb"], newest["fact"], newest["key"]) == ("amended", "event", event.key)
    assert newest["why"] == "A slip of the pen."
    assert newest["corrects"] == first["sequence"]
    assert first["before"] is None
    assert newest["url"] == f"http://testserver/api/v1/proposals/2025-0059-COD/events/{event.key}/"
    assert ask(f"changes/{newest['sequence']}/") == newest


def test_every_kind_of_fact_leads_to_its_address(regulation: Proposal) -> None:
    make.position(regulation)
    paper = Document(proposal=regulation, reference="COM(2025) 101")
    documents.record_document(paper, [make.proof()], make.EDITOR)
    figure = Statistic(
        indicator="Orders", period="2024", geo="EU", value=1, unit="persons", publisher="Eurostat"
    )
    timeline.record_statistic(figure, [make.proof()], make.EDITOR)
    make.event(None, Kind.SUMMIT_DECLARATION, key="summit")
    told = rows("changes/")
    assert [row["fact"] for row in told] == [
        "event",
        "statistic",
        "document",
        "position",
        "proposal",
    ]
    for row in told:
        assert ask(row["url"].removeprefix("http://testserver/api/v1/"))


def test_nobody_is_named(regulation: Proposal) -> None:
    anna = User.objects.create_user("anna", "anna@example.org")
    make.event(regulation, Kind.SIGNATURE, author=Author(Origin.EDITOR, by=anna, run="admin anna"))
    make.event(regulation, Kind.TRILOGUE, author=Author(Origin.SOURCE, run="scrape eurlex 7"))
    make.event(regulation, Kind.OTHER, author=Author(Origin.BASELINE, run="baseline"))
    assert [row["by"] for row in rows("changes/")] == ["baseline", "source", "editor", "editor"]
    assert "anna" not in str(ask("changes/"))


def test_what_is_for_staff_stays_with_staff(regulation: Proposal) -> None:
    source = make.source(of=regulation)
    soon = timezone.now() + timedelta(hours=1)
    evidence.note_reading(source, Reading(Outcome.BROKEN, "table lost", "run 1", soon))
    notice = Change.objects.for_staff().get()
    assert [row["fact"] for row in rows("changes/")] == ["proposal"]
    assert rows("changes/", verb="noticed") == []
    ask(f"changes/{notice.sequence}/", 404)


def test_changes_are_read_on_from_the_last_one_known(regulation: Proposal) -> None:
    known = ask("changes/")["results"][0]["sequence"]
    make.event(regulation)
    make.proposal("2018/0329(COD)")
    assert [row["fact"] for row in rows("changes/", after=known)] == ["proposal", "event"]
    assert len(rows("changes/", after=known, proposal="2025-0059-COD", verb="recorded")) == 1
    assert rows("changes/", after=2**63 - 1) == []


def test_a_source_tells_how_fresh_it_is(regulation: Proposal) -> None:
    source = make.source(of=regulation)
    [never] = rows("sources/")
    assert (never["state"], never["words"], never["succeeded_at"]) == (
        "never_read",
        "not read yet",
        None,
    )
    soon = timezone.now() + timedelta(hours=1)
    evidence.note_reading(source, Reading(Outcome.SUCCESS, "", "run 1", soon))
    source.refresh_from_db()
    evidence.note_reading(source, Reading(Outcome.UNAVAILABLE, "10.0.0.7 refused", "run 2", soon))
    [now] = rows("sources/", state="unavailable", proposal="2025-0059-COD")
    assert now["words"] == "unavailable"
    assert now["since"] >= now["succeeded_at"] > "2026"
    assert "10.0.0.7" not in str(now)
    assert ask("sources/eurlex-2025-0059/") == now


def test_a_document_tells_where_eur_lex_shows_it(regulation: Proposal) -> None:
    for reference, celex, day in (
        ("ST 1/26", "", None),
        ("COM(2025) 101", "52025PC0101", date(2025, 3, 11)),
    ):
        row = Document(proposal=regulation, reference=reference, celex=celex, dated_on=day)
        documents.record_document(row, [make.proof()], make.EDITOR)
    first, last = rows("documents/", proposal="2025-0059-COD", origin="editor")
    assert first["official_address"].endswith("CELEX:52025PC0101")
    assert (last["dated_on"], last["official_address"]) == (None, "")
