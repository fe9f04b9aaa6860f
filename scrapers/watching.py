"""Which sources there are: each watched kind of page, for each file that is followed."""

from __future__ import annotations

from django.conf import settings

from legislation import evidence
from legislation.models import Proposal, Source
from scrapers.fetch import origin_of
from scrapers.sources import WATCHED, Watched


def sources() -> list[Source]:
    """All that is watched, in a stable order; made or brought up to date where needed.

    The clock asks every few seconds: two queries, unless a source is new or moved.
    """
    proposals = list(Proposal.objects.in_order())
    known = {source.slug: source for source in Source.objects.select_related("proposal")}
    found = []
    for watched in WATCHED:
        for proposal in proposals if watched.per_procedure else [None]:
            found.append(_watch(watched, proposal, known))
    return found


def _watch(watched: Watched, proposal: Proposal | None, known: dict[str, Source]) -> Source:
    reference = proposal.reference if proposal else None
    slug = watched.slug + (f"-{proposal.slug.lower()}" if proposal else "")
    return evidence.watch(
        slug=slug,
        site=watched.site,
        name=watched.name + (f", {proposal.reference}" if proposal else ""),
        reader=f"{watched.site} {watched.kind}",
        address=watched.base + watched.path(reference),
        rhythm=watched.rhythm,
        proposal=proposal,
        known=known.get(slug),
    )


def reader_of(source: Source) -> Watched:
    """How this source is read."""
    return next(w for w in WATCHED if f"{w.site} {w.kind}" == source.reader)


def why_not_polled(source: Source) -> str:
    """Why a source may not be asked now, or nothing if it may."""
    if source.proposal and source.proposal.unfollowed_at:
        return f"{source.proposal.reference} is no longer followed."
    if is_real(source) and not settings.SCRAPE_CONTACT:
        return (
            "Real sites are read only when their keepers know whom to write to: set "
            "SCRAPE_CONTACT to your e-mail address or the address of a page about you, "
            "for example SCRAPE_CONTACT=you@example.org, and start again."
        )
    return ""


def is_real(source: Source) -> bool:
    """Whether the settings point at the real site and not at a replay of it."""
    return origin_of(settings.SOURCE_BASES[source.site_id]) == origin_of(reader_of(source).base)
