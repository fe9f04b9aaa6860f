"""What stands behind the facts: the sources, and what they answered, word for word."""

from __future__ import annotations

import re

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.domain.words import SourceState
from legislation.models import Evidence, Snapshot, Source
from legislation.pages.asked import of_today
from legislation.pages.facts import named
from legislation.pages.promptness import measured_of
from legislation.pages.stored import SHOWN_BYTES, shown

CITING_SHOWN = 100


@require_safe
@of_today
def sources(request: HttpRequest) -> HttpResponse:
    """Every source, by site: what it feeds, how it stands, when it was looked at, its delays."""
    last = Snapshot.objects.defer("headers").order_by("-fetched_at", "-pk")[:3]
    watched = Source.objects.order_by("site", "slug").select_related("site", "proposal")
    listed = watched.prefetch_related(Prefetch("snapshots", last, to_attr="last_snapshots"))
    paused = sorted({source.detail for source in listed if source.state == SourceState.PAUSED})
    proven = {source.reader for source in listed if source.proven_at}
    unproven = any(source.reader not in proven for source in listed)
    delays = measured_of(timezone.now())
    context = {
        "sources": [(source, delays.get(source.name)) for source in listed],
        "paused": paused,
        "proven": proven,
        "unproven": unproven,
        "now": timezone.now(),
    }
    return render(request, "legislation/sources.html", context)


@require_safe
@of_today
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One stored copy: where it is from, what cites it, and its text.

    With `?evidence=` the words are marked on which that piece of proof rests.
    """
    copies = Snapshot.objects.select_related("blob", "source")
    kept = get_object_or_404(copies, pk=pk)
    citing = kept.evidence.with_facts()
    proof = _asked(request)
    context = {
        "snapshot": kept,
        "headers": sorted(kept.headers.items()),
        "facts": [fact for row in citing[:CITING_SHOWN] if (fact := named(row))],
        "citing": citing.count(),
        "proof": proof,
        "proved": named(proof) if proof else None,
        "text": shown(kept, proof),
        "limit": SHOWN_BYTES,
    }
    answer = render(request, "legislation/snapshot.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def snapshot_bytes(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored bytes as a download: foreign html must never run on this origin."""
    kept = get_object_or_404(Snapshot.objects.select_related("blob"), pk=pk)
    name = f"snapshot-{kept.pk}-{kept.blob_id[:12]}.bin"
    return HttpResponse(
        kept.blob.content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Robots-Tag": "noindex",
        },
    )


def _asked(request: HttpRequest) -> Evidence | None:
    """The piece of proof whose words are to be marked; `Http404` if there is none such."""
    number = request.GET.get("evidence", "")
    if not number:
        return None
    if not re.fullmatch(r"\d{1,18}", number, re.ASCII):
        raise Http404("There is no such piece of evidence.")
    return get_object_or_404(Evidence.objects.with_facts(), pk=int(number))
