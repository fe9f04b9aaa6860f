"""All about what proves a fact: its sources by weight, who brought them, how it came to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legislation.journal import field_of
from legislation.models import FACTS, Change, Event, Evidence
from legislation.models.journal import BASELINE_RUN
from legislation.pages.asked import of_today
from legislation.pages.corrections import about
from legislation.pages.disputes import disputes
from legislation.pages.facts import name_fact
from legislation.pages.history import history, of_fact


def proved(path: str = "evidence") -> Prefetch[Any, Any, Any]:
    """The proof of many facts, fetched as their marks and cards want it."""
    return Prefetch(path, Evidence.objects.for_cards())


@dataclass(frozen=True)
class Card:
    """One piece of proof, and who brought it, in words; empty where that isn't told."""

    proof: Evidence
    brought: str = ""


@require_safe
@of_today
def fact(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What proves a fact that has no page of its own; an event's page has it all."""
    model = FACTS.get(kind.replace("-", "_"))
    if model is None:
        raise Http404("There is no such kind of fact.")
    shown = get_object_or_404(model, pk=pk)
    if isinstance(shown, Event):
        asked = request.META.get("QUERY_STRING", "")
        address = f"{shown.get_absolute_url()}{'?' if asked else ''}{asked}#evidence"
        return redirect(address, permanent=True)
    taken_back = getattr(shown, "retracted_at", None)
    context = {"named": name_fact(shown), "taken_back": taken_back, **proof_of(shown)}
    context["newer"] = _newer(shown)
    status = HTTPStatus.GONE if taken_back else HTTPStatus.OK
    return render(request, "legislation/fact.html", context, status=status)


def proof_of(shown: Model) -> dict[str, Any]:
    """What a page has to say of a fact's proof."""
    rows: Any = shown.evidence  # type: ignore[attr-defined]
    evidence = sorted(rows.for_cards(), key=lambda proof: proof.weight)
    return {
        "evidence": evidence,
        "cards": _cards(evidence, of_fact(shown)),
        "disputes": disputes(shown, evidence) if isinstance(shown, Event) else [],
        "history": history(shown),
        "corrected": about(shown).exists(),
        "about": f"{field_of(shown).replace('_', '-')}-{shown.pk}",
    }


def _newer(shown: Model) -> Any:
    """What stands instead of a position that was corrected."""
    following = getattr(shown, "corrected_by", None)
    return name_fact(following) if following else None


def _cards(evidence: Iterable[Evidence], changes: QuerySet[Change]) -> list[Card]:
    entries = list(changes.defer("before", "after").order_by("sequence"))
    return [Card(proof, _brought(proof, entries)) for proof in evidence]


def _brought(proof: Evidence, entries: Iterable[Change]) -> str:
    """Who put it on record. A piece of proof is written just before the entry that tells of it."""
    if proof.snapshot and proof.snapshot.by_hand:
        return _("Saved in a browser and brought here by an editor.")
    if proof.source_id:
        return _("Read by this tracker.")
    entry = next((each for each in entries if each.recorded_at >= proof.first_seen_at), None)
    if entry is None or entry.run.startswith(BASELINE_RUN):
        return _("Part of the curated record.")
    return (
        _("Entered by an editor.") if entry.by_id or not entry.run else _("Read by this tracker.")
    )
