"""What stands behind the facts: the sources, and what they answered, word for word."""

from __future__ import annotations

import codecs
import re

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from legislation.domain.words import SourceState
from legislation.models import Snapshot, Source
from legislation.pages.facts import named

#: Longer texts are cut on the page; the download has everything.
SHOWN_BYTES = 200_000
CITING_SHOWN = 100


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Every source: what it feeds, how it stands, when it was looked at."""
    last = Snapshot.objects.order_by("-fetched_at", "-pk")[:3]
    watched = Source.objects.all().select_related("proposal")
    listed = watched.prefetch_related(Prefetch("snapshots", last, to_attr="last_snapshots"))
    paused = sorted({source.detail for source in listed if source.state == SourceState.PAUSED})
    proven = {source.reader for source in listed if source.proven_at}
    unproven = any(source.reader not in proven for source in listed)
    context = {"sources": listed, "paused": paused, "proven": proven, "unproven": unproven}
    return render(request, "legislation/sources.html", context)


@require_safe
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One stored copy: where it is from, what cites it, and its text."""
    copies = Snapshot.objects.select_related("blob", "source")
    kept = get_object_or_404(copies, pk=pk)
    citing = kept.evidence.with_facts()
    context = {
        "snapshot": kept,
        "headers": sorted(kept.headers.items()),
        "facts": [fact for row in citing[:CITING_SHOWN] if (fact := named(row))],
        "citing": citing.count(),
        "text": _text(kept),
        "shown": SHOWN_BYTES,
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


def _text(kept: Snapshot) -> str:
    """The beginning of the stored bytes as text; empty if they are none."""
    beginning = kept.blob.beginning(SHOWN_BYTES)
    if b"\0" in beginning:
        return ""
    try:
        return beginning.decode(_charset(kept), errors="replace")
    except (LookupError, UnicodeError):  # a codec, and none of text: rot13, idna
        return beginning.decode(errors="replace")


def _charset(kept: Snapshot) -> str:
    kinds = [value for name, value in kept.headers.items() if name.lower() == "content-type"]
    found = re.search(r"charset=[\"']?([\w-]+)", str(kinds))
    try:
        return codecs.lookup(found[1]).name if found else "utf-8"
    except LookupError:
        return "utf-8"
