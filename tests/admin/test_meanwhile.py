"""Two people on one cell: the second sees both versions, and nothing is lost."""

from __future__ import annotations

from django.test import Client

from legislation import council
from legislation.domain.words import (
    Stance,
)
from legislation.models import (
    Position,
    PositionDraft,
    Proposal,
)
from tests import make
from tests.admin.desk import (
    TELLS,
    complaints,
    opened_position,
    page,
    seen_in,
    typed_position,
)


def test_who_saves_second_sees_both_versions_and_keeps_what_was_typed(
    root: Client, file: Proposal
) -> None:
    address = page("position_add")
    seen = seen_in(root.get(address))
    first = make.position(file, summary="Theirs.", author=TELLS)
    typed = typed_position(file, summary="Mine.", stated_on="02/06/2025", seen=seen)
    answer = root.post(address, typed)
    said = complaints(answer)["__all__"][0]
    assert "published a position in this cell" in said and "As heard." in said
    assert Position.objects.get() == first
    [met] = answer.context["meanwhile"]
    lines = {line.label: (line.stands, line.drafted) for line in met.lines if line.differs}
    assert lines["Summary"] == ("Theirs.", "Mine.") and lines["Stance"] == ("Support", "Oppose")
    shown = answer.content.decode()
    assert "<td>Theirs.</td>" in shown and ">\nMine.</textarea>" in shown
    root.post(address, {**typed, "seen": seen_in(answer)})
    assert {row.summary for row in Position.objects.standing()} == {"Theirs.", "Mine."}


def test_a_draft_that_came_in_is_shown_as_well(anna: Client, paula: Client, file: Proposal) -> None:
    address = page("position_add")
    seen = seen_in(anna.get(address))
    paula.post(address, typed_position(file, summary="Hers.", seen=seen))
    typed = typed_position(file, summary="Mine.", seen=seen)
    answer = anna.post(address, typed)
    assert "paula drafted a position for this cell" in complaints(answer)["__all__"][0]
    assert PositionDraft.objects.count() == 1 and "<td>Hers.</td>" in answer.content.decode()
    anna.post(address, {**typed, "seen": seen_in(answer)})
    assert PositionDraft.objects.waiting().count() == 2


def test_what_came_into_another_cell_stops_nobody(anna: Client, file: Proposal) -> None:
    seen = seen_in(anna.get(page("position_add")))
    make.position(file, "MT", author=TELLS)
    make.draft(file, make.publisher(), "MT")
    anna.post(page("position_add"), typed_position(file, seen=seen))
    assert PositionDraft.objects.filter(state="DE").exists()


def test_who_corrects_second_sees_both_and_keeps_what_was_typed(
    root: Client, file: Proposal
) -> None:
    first = make.position(file, office="Minister")
    address = page("position_change", first.pk)
    seen = seen_in(root.get(address))
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    typed = opened_position(first, summary="What I typed", seen=seen)
    answer = root.post(address, typed)
    said = complaints(answer)["__all__"][0]
    assert answer.status_code == 200 and Position.objects.count() == 2
    assert "A typing error" in said and f"/{second.pk}/change/" in said
    assert "What I typed" in answer.content.decode()
    form = answer.context["adminform"].form
    assert form["stance"].value() == "oppose"  # not touched here: what stands stays
    [met] = answer.context["meanwhile"]
    assert [line.label for line in met.lines if line.differs] == ["Summary"]
    again = {**typed, "stance": form["stance"].value(), "seen": seen_in(answer)}
    root.post(address, again)
    third = Position.objects.get(corrects=second)
    assert (third.summary, third.stance) == ("What I typed", "oppose")


def test_an_old_page_corrects_nothing_that_was_corrected_since(
    root: Client, file: Proposal
) -> None:
    first = make.position(file)
    second = council.correct_position(
        first, {"stance": Stance.OPPOSE}, make.EDITOR.because("A typing error")
    )
    for seen in ("", "x", "1"):
        typed = opened_position(first, summary="What I typed", seen=seen)
        answer = root.post(page("position_change", first.pk), typed)
        assert f"/{second.pk}/change/" in complaints(answer)["__all__"][0]
    assert Position.objects.count() == 2
