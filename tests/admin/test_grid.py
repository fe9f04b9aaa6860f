"""The grid of a proposal, and what an editor asks of the list of positions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from legislation import council
from legislation.admin.position_filters import months_before
from legislation.domain.words import Confidence, Membership, Origin, SourceKind, Stance
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import Assignment, Evidence, Position, Proposal
from tests import make
from tests.admin.desk import page

GRID = "/admin/legislation/position/grid/"


@pytest.fixture
def file(db: None) -> Proposal:
    """Two members and an associate, two topics."""
    make.topic("whole_proposal", place=1, label="The whole")
    make.topic("return_hubs", place=2, label="Hubs")
    for code, name in (("MT", "Malta"), ("DE", "Germany")):
        make.state(code, name)
    make.state("CH", "Switzerland", membership=Membership.ASSOCIATED)
    make.state("UK", "United Kingdom", membership=Membership.FORMER)
    return make.proposal()


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def cells(answer: Any) -> dict[tuple[str, str], Any]:
    rows = [row for _, body in answer.context["bodies"] for row in body]
    return {(c.state.pk, c.topic.pk): c for row in rows for c in row.cells}


def test_states_stand_by_topics_and_the_associates_apart(anna: Client, file: Proposal) -> None:
    answer = anna.get(GRID)
    bodies = [(name, [row.state.pk for row in rows]) for name, rows in answer.context["bodies"]]
    assert bodies == [("Member states", ["DE", "MT"]), ("Schengen associates", ["CH"])]
    assert [topic.label for topic in answer.context["topics"]] == ["The whole", "Hubs"]
    assert "Member states: 2" in answer.content.decode()


def test_a_cell_tells_what_was_said_last_and_leads_to_the_forms(
    anna: Client, file: Proposal
) -> None:
    make.position(file, "DE", Stance.SUPPORT, ago(500))
    last = make.position(file, "DE", Stance.OPPOSE, ago(70))
    old = make.position(
        file, "MT", Stance.NEUTRAL, ago(400), source_kind=SourceKind.JOINT_STATEMENT
    )
    answer = anna.get(GRID)
    found = cells(answer)
    cell = found["DE", "whole_proposal"]
    assert (cell.position, cell.word, cell.is_stale) == (last, "Oppose", False)
    assert cell.age == "2 months old"
    assert found["MT", "whole_proposal"].is_stale
    shown = " ".join(answer.content.decode().split())
    assert f'href="{page("position_change", last.pk)}"' in shown
    assert f'href="{page("position_change", old.pk)}"' in shown
    assert shown.count("<b>stale</b>") == 2 and shown.count("<i>signed</i>") == 1  # one: the legend
    form = f"{page('position_add')}?proposal={file.pk}&amp;state=MT&amp;topic=return_hubs"
    assert f'href="{form}"' in shown
    prefilled = anna.get(form.replace("&amp;", "&")).context["adminform"].form
    told = {name: str(prefilled[name].value()) for name in ("proposal", "state", "topic")}
    assert told == {"proposal": str(file.pk), "state": "MT", "topic": "return_hubs"}


def test_the_links_stand_in_the_order_of_the_cells(anna: Client, file: Proposal) -> None:
    shown = anna.get(GRID).content.decode()
    places = [
        shown.index(f"{c.state.name}, {c.topic.label}") for c in cells(anna.get(GRID)).values()
    ]
    assert places == sorted(places) and len(places) == 6


def test_a_waiting_draft_is_marked_in_its_cell(anna: Client, file: Proposal) -> None:
    draft = make.draft(file, make.publisher(), "MT")
    done = make.draft(file, make.editor("bert"), "DE")
    council.withdraw_draft(done, done.by)
    shown = anna.get(GRID).content.decode()
    assert f'href="{page("positiondraft_change", draft.pk)}"' in shown
    assert shown.count("draft waits") == 1


def test_an_editor_adds_where_the_state_is_assigned(
    anna: Client, root: Client, file: Proposal
) -> None:
    Assignment.objects.create(editor_id=anna.session["_auth_user_id"], state_id="MT")
    assert {code for (code, _), cell in cells(anna.get(GRID)).items() if cell.add} == {"MT"}
    assert all(cell.add for cell in cells(root.get(GRID)).values())


def test_the_grid_is_of_the_proposal_that_is_asked_for(anna: Client, file: Proposal) -> None:
    other = make.proposal("2018/0329(COD)")
    make.position(other, "DE")
    for named in (other.pk, "2018/0329(COD)", "2018-0329-COD", ""):
        assert anna.get(GRID, {"proposal": named}).context["proposal"] == other
    assert cells(anna.get(GRID, {"proposal": file.pk}))["DE", "whole_proposal"].position is None
    assert anna.get(GRID, {"proposal": "999"}).status_code == 404
    assert anna.get(GRID, {"proposal": "<x>"}).status_code == 404


def test_an_empty_record_has_an_empty_grid(anna: Client) -> None:
    assert anna.get(GRID).status_code == 200


def test_the_grid_is_for_who_sees_positions_and_is_found(anna: Client, file: Proposal) -> None:
    for address in (reverse("admin:index"), page("position_changelist")):
        assert f'href="{GRID}"' in anna.get(address).content.decode()
    carl = make.editor("carl")
    carl.groups.clear()
    client = Client()
    client.force_login(carl)
    assert client.get(GRID).status_code == 403
    assert "/login/" in Client().get(GRID).headers["Location"]


def test_the_grid_asks_as_much_for_many_rows_as_for_few(anna: Client, file: Proposal) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as met:
            assert anna.get(GRID).status_code == 200
        return len(met)

    make.position(file)
    few = queries()
    for code in ("DE", "MT", "CH", "FR", "ES", "IT"):
        make.position(file, code)
        make.draft(file, make.editor(f"editor {code}"), code)
    assert queries() == few
    assert few <= 14


# --- the list ------------------------------------------------------------------------------


def listed(client: Client, query: str) -> set[Position]:
    return set(client.get(f"{page('position_changelist')}?{query}").context["cl"].result_list)


def test_stale_is_what_stands_and_is_older_than_a_year(anna: Client, file: Proposal) -> None:
    overtaken = make.position(file, "DE", day=ago(700))
    stands = make.position(file, "DE", day=ago(400))
    fresh = make.position(file, "MT", day=ago(10))
    assert listed(anna, "stale=yes") == {stands}
    assert listed(anna, "stale=no") == {fresh}
    assert listed(anna, "") == {overtaken, stands, fresh}


def test_the_age_is_counted_in_months(anna: Client, file: Proposal) -> None:
    rows = {days: make.position(file, day=ago(days)) for days in (5, 100, 250, 500)}
    found = {name: listed(anna, f"age={name}") for name in ("1", "6", "12", "older")}
    assert found["1"] == {rows[5]} and found["6"] == {rows[5], rows[100]}
    assert found["12"] == {rows[5], rows[100], rows[250]} and found["older"] == {rows[500]}


def test_the_strongest_evidence_gives_the_confidence(anna: Client, file: Proposal) -> None:
    low = make.proof(confidence=Confidence.LOW)
    both = make.position(file, proofs=[low, make.proof()])
    weak = make.position(file, proofs=[low])
    assert listed(anna, "confidence=high") == {both}
    assert listed(anna, "confidence=low") == {weak}
    assert listed(anna, "confidence=medium") == set()


def test_without_a_source_of_the_last_year(anna: Client, file: Proposal) -> None:
    curated = Author(Origin.BASELINE)
    dated = Proof(Confidence.HIGH, address="https://e.org/", says={"date": str(ago(30))})
    old = make.position(file, day=ago(500), author=curated)
    looked_up = make.position(file, day=ago(500))
    forgotten = make.position(file, day=ago(500))
    Evidence.objects.filter(position=forgotten).update(
        first_seen_at=timezone.now() - timedelta(days=400)
    )
    confirmed = make.position(file, day=ago(500), author=curated, proofs=[dated])
    fresh = make.position(file, day=ago(100), author=curated)
    assert listed(anna, "sourced=no") == {old, forgotten}
    assert listed(anna, "sourced=yes") == {looked_up, confirmed, fresh}


def test_states_topics_and_stances_are_filters(anna: Client, file: Proposal) -> None:
    mine = make.position(file, "MT", Stance.OPPOSE)
    make.position(file, "DE", Stance.SUPPORT)
    for query in ("state__code__exact=MT", "stance__exact=oppose"):
        assert listed(anna, query) == {mine}
    assert len(listed(anna, "topic__slug__exact=whole_proposal")) == 2
    assert listed(anna, "topic__slug__exact=return_hubs") == set()


def test_a_month_before_the_31st_is_the_last_day_of_the_shorter_one() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 3, 15), 12) == date(2025, 3, 15)
    assert months_before(date(2026, 1, 1), 1) == date(2025, 12, 1)
