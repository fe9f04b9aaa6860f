"""The clock's round: what is due is read, a site at a time, and silence is noticed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Min
from django.utils import timezone

from legislation import evidence
from legislation.domain.silence import is_silent
from legislation.models import Source
from scrapers.asking import longest_request
from scrapers.pipeline import run
from scrapers.watching import sources, why_not_polled

logger = logging.getLogger(__name__)


def read_due(now: Callable[[], datetime] = timezone.now) -> int:
    """Read what is due, one request at a time for each site; how many were read.

    May run twice at once: a site's next moment is taken by one UPDATE.
    """
    done = 0
    tried = _tried_in_vain()
    for source in sources():
        if reason := why_not_polled(source):
            evidence.pause(source, reason)
            continue
        _mind_silence(source, source.succeeded_at or tried.get(source.pk), now())
        if source.next_read_at and source.next_read_at > now():
            continue
        if evidence.claim_site(source.site_id, now(), longest_request()):
            robots_read_at = source.site.robots_read_at
            try:
                source.refresh_from_db()  # another clock may have read it a moment ago
                if source.next_read_at is None or source.next_read_at <= now():
                    run(source)
                    done += 1
            except DatabaseError:  # of this source's own making: the others are read all the same
                logger.exception("the reading of %s could not be noted", source.slug)
                evidence.put_off(source, now() + timedelta(seconds=source.rhythm_seconds))
            finally:
                source.site.refresh_from_db(fields=["robots_read_at"])
                asked = 1 + (source.site.robots_read_at != robots_read_at)
                evidence.free_site(source.site_id, now() + asked * _pause())
    return done


def _pause() -> timedelta:
    return timedelta(seconds=settings.SCRAPE_PAUSE_SECONDS)


def _tried_in_vain() -> dict[int, datetime]:
    """Since when the sources are tried that never had a good reading."""
    never = Source.objects.filter(succeeded_at=None, runs__isnull=False)
    return dict(never.annotate(first=Min("runs__started_at")).values_list("pk", "first"))


def _mind_silence(source: Source, since: datetime | None, now: datetime) -> None:
    silent = since and is_silent(since, timedelta(seconds=source.rhythm_seconds), now)
    if silent and source.silence_told_at is None:
        evidence.note_silence(source, run="clock")
