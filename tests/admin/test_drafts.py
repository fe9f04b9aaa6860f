"""Four eyes: what one person drafted, a second one publishes or returns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from legislation import council
from legislation.domain.words import (
    DraftState,
)
from legislation.models import (
    Assignment,
    Position,
    PositionDraft,
    Proposal,
)
from tests import make
from tests.admin.desk import (
    PROOF,
    TELLS,
    opened_position,
    page,
    seen_in,
    told,
    typed_position,
    user,
)


def way(draft: PositionDraft, verb: str) -> str:
    return page(f"positiondraft_{verb}", draft.pk)


def state_of(draft: PositionDraft) -> str:
    draft.refresh_from_db()
    return draft.state_of_draft


def recent() -> Any:
    return timezone.localdate() - timedelta(days=2)


def test_a_draft_is_shown_beside_what_stands_with_its_proof(
    anna: Client, paula: Client, file: Proposal
) -> None:
    first = make.position(file, actor="The Chancellor")
    draft = make.draft(file, user("anna"), corrects=first, actor="The Chancellor")
    answer = paula.get(page("positiondraft_change", draft.pk))
    shown = answer.content.decode()
    lines = {line.label: line for line in answer.context["lines"]}
    assert (lines["Stance"].stands, lines["Stance"].drafted) == ("Support", "Oppose")
    assert lines["Stance"].differs and not lines["Actor"].differs
    assert (lines["Day"].stands, lines["Day"].drafted) == ("1 June 2025", "2 June 2025")
    assert lines["Evidence"].stands == "https://example.org/a"
    assert 'href="https://example.org/draft"' in shown and "She said so." in shown
    assert all(way(draft, verb) in shown for verb in ("publish", "return"))


def test_a_second_person_publishes(anna: Client, paula: Client, file: Proposal) -> None:
    draft = make.draft(file, user("anna"), stated_on=recent())
    answer = paula.post(way(draft, "publish"), follow=True)
    position = Position.objects.get()
    assert answer.redirect_chain == [(page("position_change", position.pk), 302)]
    assert "can be undone" in told(answer)
    assert state_of(draft) == DraftState.PUBLISHED and draft.published == position
    assert "by paula, drafted by anna" in " ".join(answer.content.decode().split())
    again = paula.post(way(draft, "publish"), follow=True)
    assert "not waiting any more" in told(again) and Position.objects.count() == 1


@pytest.mark.parametrize("verb", ["publish", "return"])
def test_nobody_decides_his_own_draft(paula: Client, file: Proposal, verb: str) -> None:
    draft = make.draft(file, user("paula"))
    assert (
        way(draft, verb) not in paula.get(page("positiondraft_change", draft.pk)).content.decode()
    )
    assert paula.post(way(draft, verb), {"remark": "Good."}).status_code == 403
    assert state_of(draft) == DraftState.WAITING


@pytest.mark.parametrize("verb", ["publish", "return", "withdraw"])
def test_an_editor_decides_nobodys_draft(
    anna: Client, paula: Client, file: Proposal, verb: str
) -> None:
    draft = make.draft(file, user("paula"))
    shown = anna.get(page("positiondraft_change", draft.pk)).content.decode()
    assert way(draft, verb) not in shown
    assert anna.post(way(draft, verb), {"remark": "x"}).status_code == 403
    assert state_of(draft) == DraftState.WAITING


@pytest.mark.parametrize("verb", ["publish", "return", "withdraw"])
def test_nothing_is_decided_by_a_link_or_from_another_site(
    root: Client, file: Proposal, verb: str
) -> None:
    draft = make.draft(file, user("root"))
    assert root.get(way(draft, verb)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user("root"))
    assert strict.post(way(draft, verb), {"remark": "x"}).status_code == 403
    assert state_of(draft) == DraftState.WAITING


def test_a_superuser_publishes_what_he_drafted(root: Client, file: Proposal) -> None:
    draft = make.draft(file, user("root"))
    root.post(way(draft, "publish"))
    assert state_of(draft) == DraftState.PUBLISHED


def test_a_draft_without_new_proof_carries_that_on_record_over(
    anna: Client, paula: Client, file: Proposal
) -> None:
    first = make.position(file)
    anna.post(page("position_change", first.pk), opened_position(first, stance="oppose"))
    draft = PositionDraft.objects.get()
    shown = paula.get(page("positiondraft_change", draft.pk)).content.decode()
    assert "That on record is carried over" in shown
    paula.post(way(draft, "publish"))
    assert Position.objects.get(corrects=first).evidence.get().address == "https://example.org/a"


def test_what_was_published_meanwhile_is_published_over_with_a_tick_for_it_only(
    anna: Client, paula: Client, file: Proposal
) -> None:
    draft = make.draft(file, user("anna"))
    newer = make.position(file, summary="It came in between.")
    answer = paula.post(way(draft, "publish"), follow=True)
    assert "compare first" in told(answer) and state_of(draft) == DraftState.WAITING
    assert answer.context["stands"] == newer
    shown = answer.content.decode()
    assert f'name="on_top" value="{newer.pk}"' in shown and "It came in between." in shown
    newest = make.position(file, summary="And so did this.")
    paula.post(way(draft, "publish"), {"on_top": newer.pk})
    assert state_of(draft) == DraftState.WAITING
    paula.post(way(draft, "publish"), {"on_top": newest.pk})
    assert state_of(draft) == DraftState.PUBLISHED
    assert Position.objects.standing().count() == 3


def test_a_returned_draft_is_drafted_again_with_its_remark(
    anna: Client, paula: Client, file: Proposal
) -> None:
    typed = typed_position(file, quote="Nein.", place="20", why="As heard.")
    anna.post(page("position_add"), typed)
    draft = PositionDraft.objects.get()
    refused = paula.post(way(draft, "return"), {"remark": " "}, follow=True)
    assert "Say what is to be mended" in told(refused)
    paula.post(way(draft, "return"), {"remark": "Which minister?"})
    assert "Which minister?" in anna.get(reverse("admin:index")).content.decode()
    shown = anna.get(page("positiondraft_change", draft.pk)).content.decode()
    address = f"{page('position_add')}?draft={draft.pk}"
    assert "Which minister?" in shown and address in shown
    answer = anna.get(address)
    assert "paula returned it: “Which minister?”" in answer.content.decode()
    form = answer.context["adminform"].form
    assert {name: form[name].value() for name in ("quote", "place", "why", "state")} == {
        "quote": "Nein.",
        "place": 20,
        "why": "As heard.",
        "state": "DE",
    }
    anna.post(address, {**typed, "actor": "The Chancellor", "seen": seen_in(answer)})
    assert PositionDraft.objects.waiting().get().actor == "The Chancellor"
    assert state_of(draft) == DraftState.RETURNED
    assert "Which minister?" not in anna.get(reverse("admin:index")).content.decode()


def test_a_returned_correction_is_drafted_again_on_the_newest_row(
    anna: Client, file: Proposal
) -> None:
    first = make.position(file)
    draft = make.draft(file, user("anna"), corrects=first)
    council.return_draft(draft, make.publisher(), "Not so.")
    second = council.correct_position(first, {"summary": "Other."}, TELLS)
    address = f"{page('position_change', second.pk)}?draft={draft.pk}"
    assert address in anna.get(page("positiondraft_change", draft.pk)).content.decode()
    form = anna.get(address).context["adminform"].form
    assert (form["summary"].value(), form["why"].value()) == ("It was drafted.", "She said so.")


def test_drafting_again_takes_ones_own_waiting_draft_back(anna: Client, file: Proposal) -> None:
    draft = make.draft(file, user("anna"))
    address = f"{page('position_add')}?draft={draft.pk}"
    same = typed_position(file, summary=draft.summary, stated_on="02/06/2025")
    anna.post(address, {**same, "quote": "Nein.", "seen": seen_in(anna.get(address))})
    assert state_of(draft) == DraftState.WITHDRAWN
    assert PositionDraft.objects.waiting().count() == 1


def test_nobody_drafts_again_what_another_one_has_waiting_or_looks_after(
    anna: Client, paula: Client, file: Proposal
) -> None:
    draft = make.draft(file, user("paula"), quote="Paula's")
    address = f"{page('position_add')}?draft={draft.pk}"
    assert "Paula&#x27;s" not in anna.get(address).content.decode()
    council.withdraw_draft(draft, user("paula"))
    assert "Paula&#x27;s" in anna.get(address).content.decode()
    Assignment.objects.create(editor=user("anna"), state=make.state("MT"))
    assert "Paula&#x27;s" not in anna.get(address).content.decode()


def test_who_drafted_withdraws(anna: Client, file: Proposal) -> None:
    draft = make.draft(file, user("anna"))
    assert (
        way(draft, "withdraw") in anna.get(page("positiondraft_change", draft.pk)).content.decode()
    )
    anna.post(way(draft, "withdraw"))
    assert state_of(draft) == DraftState.WITHDRAWN


def test_the_index_counts_what_a_person_may_publish(
    anna: Client, paula: Client, root: Client, file: Proposal
) -> None:
    make.draft(file, user("anna"))
    make.draft(file, user("paula"))
    index = reverse("admin:index")
    assert "1 draft waits for a second person" in paula.get(index).content.decode()
    assert "2 drafts wait for a second person" in root.get(index).content.decode()
    assert "for a second person" not in anna.get(index).content.decode()


def test_drafts_are_found_by_what_became_of_them(paula: Client, file: Proposal) -> None:
    anna = make.editor()
    waits, gone = (
        make.draft(file, anna),
        make.draft(file, anna, "MT", topic=make.topic("detention")),
    )
    mine = make.draft(file, user("paula"))
    council.withdraw_draft(gone, anna)

    def found(query: str) -> set[int]:
        rows = paula.get(f"{page('positiondraft_changelist')}?{query}").context["cl"].result_list
        return {row.pk for row in rows}

    assert found("state_of_draft__exact=waiting") == {waits.pk, mine.pk}
    assert found("whose=others") == {waits.pk, gone.pk} and found("whose=mine") == {mine.pk}
    assert found("state__code__exact=MT") == {gone.pk}
    assert found("topic__slug__exact=detention") == {gone.pk}
    listed = paula.get(page("positiondraft_changelist")).context["cl"].result_list
    assert [row.pk for row in listed] == [mine.pk, waits.pk, gone.pk]


def test_a_second_proof_is_told_in_the_draft(anna: Client, file: Proposal) -> None:
    first = make.position(file)
    typed = opened_position(first, **PROOF, instead="on")
    anna.post(page("position_change", first.pk), typed)
    answer = anna.get(page("positiondraft_change", PositionDraft.objects.get().pk))
    [line] = [line for line in answer.context["lines"] if line.label == "Evidence"]
    assert "in place of" in line.drafted and line.differs
