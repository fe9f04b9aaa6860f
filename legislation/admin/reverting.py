"""Ways back: a save undone before anybody is told, and an older version that stands again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format

from legislation import council, evidence
from legislation.admin.beside import content_of
from legislation.admin.differences import Entry
from legislation.admin.kept import author
from legislation.admin.retraction import Retractable
from legislation.domain.words import Verb
from legislation.models import Position, PositionDraft

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def page_of(row: Position | PositionDraft) -> str:
    """The row's page at the desk."""
    return reverse(f"admin:legislation_{row._meta.model_name}_change", args=[row.pk])


def is_published(position: Position) -> str:
    """The sentence after publishing: until when it can be undone."""
    until = council.can_be_undone_until(position)
    if until is None:
        return "Published. It is no news: nobody is told."
    at = date_format(timezone.localtime(until), "H:i:s")
    return f"Published. Until {at} it can be undone, and nobody is told before."


class Revertible(Retractable[Position]):
    """Positions: what is public changes at once only by who may publish; others draft."""

    def may_retract(self, request: HttpRequest, obj: Position | None) -> bool:
        may = super().may_retract(request, obj)
        return may and request.user.has_perm("legislation.publish_position")

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, "legislation_position"
        return [
            path("<int:pk>/undo/", view(self.undo_view), name=f"{name}_undo"),
            path("<int:pk>/revert/<int:to>/", view(self.revert_view), name=f"{name}_revert"),
            *super().get_urls(),
        ]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the last save back, if nobody was told of it."""
        position = self._asked(request, pk)
        if not self.may_retract(request, position):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            stands = council.undo_position(position, author(request, "Undone"))
        except ValueError as error:
            self.message_user(request, str(error), messages.WARNING)
            return HttpResponseRedirect(page_of(council.newest_of(position)))
        self.message_user(request, "Undone: nobody was told.", messages.SUCCESS)
        return HttpResponseRedirect(page_of(stands or position))

    def revert_view(self, request: HttpRequest, pk: int, to: int) -> HttpResponse:
        """Let an older version stand again: at once by a superuser, by others as a draft."""
        position = self._asked(request, pk)
        older = {row.pk: row for row in council.corrected_by(position)}.get(to)
        if older is None:
            raise Http404
        user = cast("User", request.user)
        if not self._may_revert(request, position, older):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        stands: Position | PositionDraft
        try:
            if user.is_superuser:
                by = author(request, _because(older))
                stands = council.revert_position(position, older, by)
                text = is_published(stands)
            else:
                stands = _draft_back(position, older, user)
                text = "Drafted: a second person has to publish it."
        except ValueError as error:
            self.message_user(request, str(error), messages.WARNING)
            return HttpResponseRedirect(page_of(council.newest_of(position)))
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(page_of(stands))

    def history(self, request: HttpRequest, obj: Position) -> list[Entry] | None:
        """With who drafted each version, and a way back to the older ones."""
        older = {row.pk: row for row in council.corrected_by(obj)}
        drafts = PositionDraft.objects.filter(published__in=[obj.pk, *older])
        drafters = {each.published_id: each.by for each in drafts.select_related("by")}
        stands = obj.retracted_at is None and not self.replaced(obj)
        told = []
        for entry in super().history(request, obj) or []:
            is_version = entry.change.verb in {Verb.RECORDED, Verb.CORRECTED}
            row = entry.change.position_id if is_version else None
            by = drafters.get(row)
            back = older.get(row) if stands and row else None
            if back and content_of(back) == content_of(obj):
                back = None
            may = back and self._may_revert(request, obj, back)
            told.append(
                replace(
                    entry,
                    drafted_by=str(by) if by and by != entry.change.by else "",
                    revert=self._revert_address(obj, back) if back and may else "",
                )
            )
        return told

    def _asked(self, request: HttpRequest, pk: int) -> Position:
        position = self.get_object(request, str(pk))
        if position is None:
            raise Http404
        return position

    def _may_revert(self, request: HttpRequest, position: Position, older: Position) -> bool:
        may = council.may_draft
        return (
            request.user.has_perm("legislation.change_position")
            and may(request.user, position.state_id)
            and may(request.user, older.state_id)
        )

    def _revert_address(self, position: Position, to: Position) -> str:
        return reverse("admin:legislation_position_revert", args=[position.pk, to.pk])


def _because(older: Position) -> str:
    recorded = older.changes.order_by("sequence").first()
    at = date_format(timezone.localtime(recorded.recorded_at), "j F Y H:i") if recorded else "—"
    return f"Back to the version of {at}"


def _draft_back(position: Position, older: Position, by: User) -> PositionDraft:
    """A correction with what the older row says; with its proof, if that is another one."""
    proofs = evidence.offered(older)
    proof: dict[str, Any] = {}
    if proofs != evidence.offered(position):
        best = older.evidence.strongest_first()[0]
        proof = {
            "proof_address": best.address,
            "proof_citation": best.citation,
            "proof_passage": best.passage,
            "proof_confidence": best.confidence,
            # A draft carries one piece: of several, the others have to stay.
            "instead": len(proofs) == 1,
        }
    return council.draft_position(
        content_of(older), proof, by=by, why=_because(older), corrects=position
    )
