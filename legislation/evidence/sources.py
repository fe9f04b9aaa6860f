"""What is watched, what it answered, and how it stands."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from legislation import journal
from legislation.domain.words import Outcome, SourceState
from legislation.models import Blob, Proposal, Site, Snapshot, Source


def keep_snapshot(
    source: Source,
    content: bytes,
    *,
    fetched_from: str,
    fetched_at: datetime,
    status: int,
    headers: Mapping[str, str],
    brought_by: str,
    address: str = "",
) -> Snapshot:
    """Keep the bytes that an address answered, before anybody tries to read them.

    `address` is given where it is not the source's own but that of a further page. The same bytes
    from the same address as last time stay one snapshot.
    """
    digest = hashlib.sha256(content).hexdigest()
    address = address or source.address
    with transaction.atomic():
        last = source.snapshots.filter(address=address).first()
        if last is not None and last.blob_id == digest and last.status == status:
            return last
        blob, _ = Blob.objects.get_or_create(
            sha256=digest,
            defaults={"compressed": zlib.compress(content, 6), "size": len(content)},
        )
        return Snapshot.objects.create(
            blob=blob,
            source=source,
            address=address,
            fetched_from=fetched_from[:3000],
            fetched_at=fetched_at,
            status=status,
            headers=dict(headers),
            brought_by=brought_by,
        )


def watch(
    *,
    slug: str,
    site: str,
    name: str,
    reader: str,
    address: str,
    rhythm: timedelta,
    proposal: Proposal | None,
    known: Source | None = None,
) -> Source:
    """The source of that name, made if it is new and brought up to date if its definition moved.

    `known` is its row, if the caller has it: then nothing is asked unless something moved.
    """
    values = {
        "site_id": site,
        "name": name,
        "reader": reader,
        "address": address,
        "rhythm_seconds": int(rhythm.total_seconds()),
        "proposal_id": proposal.pk if proposal else None,
    }
    if known is not None and all(getattr(known, key) == value for key, value in values.items()):
        return known
    Site.objects.get_or_create(slug=site)
    source, created = Source.objects.get_or_create(slug=slug, defaults=values)
    if not created and any(getattr(source, key) != value for key, value in values.items()):
        Source.objects.filter(pk=source.pk).update(**values)
        source.refresh_from_db()
    return source


_STATES = {
    Outcome.SUCCESS: SourceState.FINE,
    Outcome.UNCHANGED: SourceState.FINE,
    Outcome.UNAVAILABLE: SourceState.UNAVAILABLE,
    Outcome.NOT_FOUND: SourceState.NOT_FOUND,
    Outcome.BROKEN: SourceState.CHANGED_SHAPE,
    Outcome.FAILED: SourceState.FAILED,
}


@dataclass(frozen=True)
class Reading:
    """How one attempt on a source ended, as far as the source's own row is concerned.

    `again`: a stored copy was read once more, which says nothing about the site; `brought`: it is
    one that a person has just brought. `real`: the real site answered, not a replay of it.
    """

    outcome: Outcome
    detail: str
    run: str
    next_read_at: datetime
    blocked: bool = False
    etag: str = ""
    last_modified: str = ""
    blob_id: str | None = None
    digest: str = ""
    changed: bool = False
    again: bool = False
    brought: bool = False
    in_full: bool = False
    real: bool = False


def note_reading(source: Source, reading: Reading) -> None:
    """Write an attempt into the source's row; tell staff when its state turned for the worse.

    Validators and digests move only with a good reading, so that what could not be read is asked
    for again.
    """
    if reading.again:
        _note_rereading(source, reading)
        return
    now = timezone.now()
    state = SourceState.BLOCKED if reading.blocked else _STATES[reading.outcome]
    good = state is SourceState.FINE
    values: dict[str, Any] = {
        "attempted_at": now,
        "next_read_at": reading.next_read_at,
        "state": state,
        "detail": "" if good else reading.detail,
        "failures": 0 if good else source.failures + 1,
    }
    if state != source.state:
        values["state_since"] = now
    if good:
        values |= {
            "succeeded_at": now,
            # One too long to be kept is not sent: the page is asked in full.
            "etag": reading.etag if len(reading.etag) <= 300 else "",
            "last_modified": reading.last_modified if len(reading.last_modified) <= 100 else "",
            "read_blob_id": reading.blob_id or source.read_blob_id,
            "read_digest": reading.digest or source.read_digest,
            "silence_told_at": None,
        }
        if reading.changed:
            values["changed_at"] = now
        if reading.in_full:
            values["full_at"] = now
        if reading.real and source.proven_at is None:
            values["proven_at"] = now
    with transaction.atomic():
        Source.objects.filter(pk=source.pk).update(**values)
        worse = not good and (state != source.state or reading.detail != source.detail)
        if worse:
            journal.notice(source, f"{source.name}: {reading.detail}", run=reading.run)
    for name, value in values.items():
        setattr(source, name, value)


def _note_rereading(source: Source, reading: Reading) -> None:
    """A repaired reader ends the trouble that the broken one made, and no other."""
    if _STATES[reading.outcome] is not SourceState.FINE:
        return
    if reading.blob_id is None:  # an older copy than the last good one
        return
    values: dict[str, Any] = {"read_blob_id": reading.blob_id, "read_digest": reading.digest}
    if reading.blob_id != source.read_blob_id:  # what the server calls unchanged is another page
        values |= {"etag": "", "last_modified": ""}
    if reading.brought:
        values |= {"succeeded_at": timezone.now(), "silence_told_at": None}
    # Reading the last good copy once more proves nothing of the page that came after it.
    other = reading.brought or reading.blob_id != source.read_blob_id
    never = source.state == SourceState.NEVER_READ and reading.brought
    if never or (source.state == SourceState.CHANGED_SHAPE and other):
        values |= {"state": SourceState.FINE, "detail": "", "state_since": timezone.now()}
        values |= {"failures": 0, "succeeded_at": timezone.now(), "silence_told_at": None}
    Source.objects.filter(pk=source.pk).update(**values)
    source.refresh_from_db()


#: After so many failures in a row a site is left alone for a while; then one look decides.
FAILURES_TO_HOLD = 5
HOLD = timedelta(hours=1)


def claim_site(site: str, now: datetime, busy_for: timedelta) -> bool:
    """Take a site's next moment; False if somebody else has it, the pause is not over, or the
    site is held."""
    free = Q(next_request_at__isnull=True) | Q(next_request_at__lte=now)
    unheld = Q(held_until__isnull=True) | Q(held_until__lte=now)
    taken = Site.objects.filter(free & unheld, pk=site).update(next_request_at=now + busy_for)
    return bool(taken)


def free_site(site: str, next_request_at: datetime) -> None:
    """Give a site back: the next request may go out at that moment."""
    Site.objects.filter(pk=site).update(next_request_at=next_request_at)


def hold_site(site: str, until: datetime, because: str) -> None:
    """Let nothing be asked of a site before a moment: it said so, or keeps robots out."""
    Site.objects.filter(pk=site).update(held_until=until, held_because=because)


def note_answer(site: str, *, answered: bool, now: datetime) -> None:
    """Count a site's failures in a row; the fifth, and each one after, holds it for an hour."""
    if answered:
        Site.objects.filter(pk=site).exclude(failures=0, held_until=None).update(
            failures=0, held_until=None, held_because=""
        )
        return
    Site.objects.filter(pk=site).update(failures=F("failures") + 1)
    because = f"It gave no answer {FAILURES_TO_HOLD} times in a row or more."
    Site.objects.filter(pk=site, failures__gte=FAILURES_TO_HOLD).update(
        held_until=now + HOLD, held_because=because
    )


def keep_robots(site: Site, base: str, text: str) -> None:
    """Keep what a site's robots.txt says."""
    site.robots, site.robots_base, site.robots_read_at = text, base, timezone.now()
    Site.objects.filter(pk=site.pk).update(
        robots=text, robots_base=base, robots_read_at=site.robots_read_at
    )


def note_silence(source: Source, run: str) -> None:
    """Tell staff, once, that a source has had no good reading for three times its rhythm."""
    with transaction.atomic():
        told = Source.objects.filter(pk=source.pk, silence_told_at__isnull=True).update(
            silence_told_at=timezone.now()
        )
        if told:
            since = source.succeeded_at
            when = f"since {since:%-d %B %Y %H:%M} UTC" if since else "ever"
            text = f"{source.name}: no good reading {when}, three times its rhythm or more."
            journal.notice(source, text, run=run)


def pause(source: Source, detail: str) -> None:
    """Say that a source is not polled, and why; no attempt was made."""
    if source.state == SourceState.PAUSED and source.detail == detail:
        return
    Source.objects.filter(pk=source.pk).update(
        state=SourceState.PAUSED, detail=detail, state_since=timezone.now()
    )
    source.refresh_from_db()


def read_now(sources: Iterable[Source]) -> int:
    """Make sources due at once; the clock reads them within its next tick. How many."""
    return Source.objects.filter(pk__in=[source.pk for source in sources]).update(
        next_read_at=timezone.now()
    )


def put_off(source: Source, until: datetime) -> None:
    """Read a source no sooner than that: its last reading could not even be noted."""
    Source.objects.filter(pk=source.pk).update(next_read_at=until, state_since=timezone.now())
