"""From an address to the timeline: fetch, snapshot, parse, plan, apply. The only glue.

The bytes are kept and committed before anybody tries to read them, so that a broken reader loses
nothing; whatever fails leaves a named outcome, tells staff, and changes no public fact.
"""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from random import uniform

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from legislation import evidence, journal
from legislation.domain.words import Origin, Outcome
from legislation.journal import Author
from legislation.models import Change, Snapshot, Source
from scrapers import apply, drift, paging
from scrapers.answers import Halt, judge, parse, read
from scrapers.asking import ask, longest_request
from scrapers.expect import NotThere, ParseError
from scrapers.fetch import Answer, Validators
from scrapers.models import ScrapeRun
from scrapers.records import Record, as_json
from scrapers.sources import Watched
from scrapers.watching import is_real, reader_of

logger = logging.getLogger(__name__)

#: So many differences are written out for staff; the pages themselves are kept.
SHOWN_LOSSES = 8
#: A site that has kept robots out for more answers than these has no good copy to read again.
COPIES_TRIED = 50
#: A look may come so much of its rhythm early.
JITTER = 0.1
#: A server that says "unchanged" for ever is not believed for longer.
_FULL_AT_LEAST_EVERY = timedelta(days=1)


@dataclass
class Attempt:
    """What one attempt has come by so far."""

    source: Source
    watched: Watched
    run: ScrapeRun | None = None
    answer: Answer | None = None
    snapshot: Snapshot | None = None
    record: Record | None = None
    again: bool = False
    accepted: bool = False
    latest: bool = True
    brought_by: str = ""
    stopped: Halt | None = None
    result: apply.Result = field(default_factory=apply.Result)

    @property
    def name(self) -> str:
        """How the journal names this attempt."""
        return f"scrape run {self.run.pk}" if self.run else "dry run"

    @property
    def author(self) -> Author:
        """A source's first reading is no news, nor is what a repaired reader finds in old bytes."""
        first = self.source.succeeded_at is None
        return Author(Origin.SOURCE, run=self.name, tells=not first and not self.again)


def run(source: Source) -> ScrapeRun:
    """Read a source once and apply what it says; the row tells how that ended."""
    return _carry_out(source, _read)


def stored(source: Source, since: datetime | None = None) -> list[Snapshot]:
    """The copies that a reader could be given again, oldest first: all of them since a moment, or
    the newest one that today's reader reads. Further pages of a list are not the source's page."""
    kept = source.snapshots.filter(status=200, address=source.address).select_related("blob")
    if since is not None:
        return list(kept.filter(fetched_at__gte=since).order_by("fetched_at", "pk"))
    attempt = Attempt(source, reader_of(source))
    for snapshot in kept[:COPIES_TRIED].iterator():
        try:
            _parsed(attempt, snapshot)
        except Halt:  # a check for robots may have come after it
            continue
        return [snapshot]
    return list(kept[:1])


def reread(source: Source, snapshot: Snapshot) -> ScrapeRun:
    """Read a stored copy with today's reader and apply what it says; nobody is mailed."""
    return _carry_out(source, partial(_read_copy, snapshot=snapshot))


def rehearse_copy(source: Source, snapshot: Snapshot) -> apply.Result:
    """What `reread` would do, and nothing written. Raises `Halt`."""
    attempt = Attempt(source, reader_of(source), snapshot=snapshot, again=True)
    return _undone(attempt, _parsed(attempt, snapshot))


def accept(source: Source) -> ScrapeRun | None:
    """Read the newest stored copy although it lacks what the page had: a person has looked at it.

    What is gone stays in the record, "no longer on the page" being a conflict. None without a copy.
    """
    copies = stored(source)
    return (
        _carry_out(source, partial(_read_copy, snapshot=copies[0], accepted=True))
        if copies
        else None
    )


def bring(source: Source, content: bytes, *, by: str, saved_at: datetime) -> ScrapeRun:
    """Read a page that a person saved in a browser where robots are kept out.

    It goes the way of any other page: kept first, then read, held against the last good one, and
    published or refused. Its provenance is the person's name and the moment of saving.
    """
    return _carry_out(source, partial(_read_brought, content=content, by=by, saved_at=saved_at))


@dataclass(frozen=True)
class Look:
    """What a source answers and what its reader makes of it; nothing is written."""

    answer: Answer | None
    end: Halt


def look(source: Source) -> Look:
    """Ask a source once, in full, and read the answer."""
    attempt = Attempt(source, reader_of(source))
    answer = None
    try:
        answer = ask(attempt.source, attempt.watched, Validators())
        judge(answer)
        record = parse(attempt.watched, attempt.source, answer.content, answer.headers)
    except Halt as halt:
        return Look(answer, halt)
    return Look(answer, Halt(Outcome.SUCCESS, f"{apply.size(record)} entries."))


def rehearse(source: Source) -> apply.Result:
    """Fetch, parse and plan, and write nothing: what a run would do. Raises `Halt`."""
    attempt = Attempt(source, reader_of(source))
    answer = ask(attempt.source, attempt.watched, Validators())
    judge(answer)
    return _undone(attempt, parse(attempt.watched, attempt.source, answer.content, answer.headers))


def _undone(attempt: Attempt, record: Record) -> apply.Result:
    with transaction.atomic():
        result = _apply(attempt, record)
        transaction.set_rollback(True)
    return result


def _carry_out(source: Source, reading: Callable[[Attempt], Halt]) -> ScrapeRun:
    started = ScrapeRun.objects.create(source=source, started_at=timezone.now())
    attempt = Attempt(source, reader_of(source), started)
    try:
        end = reading(attempt)
    except Halt as halt:
        end = halt
    except Exception as error:  # our own fault is an outcome too: kept, logged, told to staff
        logger.exception("reading %s failed", source.slug)
        end = Halt(Outcome.FAILED, f"Our own fault: {type(error).__name__}: {error}")
    _close(attempt, started, end)
    return started


def _read(attempt: Attempt) -> Halt:
    source = attempt.source
    answer = attempt.answer = ask(attempt.source, attempt.watched, _validators(source))
    if answer.not_modified:
        return Halt(Outcome.UNCHANGED, "The server says that nothing changed.")
    snapshot = attempt.snapshot = _keep(attempt, answer)
    judge(answer)
    if snapshot.blob_id == source.read_blob_id:
        return Halt(Outcome.UNCHANGED, "The same bytes as last time.")
    record = attempt.record = parse(attempt.watched, attempt.source, answer.content, answer.headers)
    if digest(record) == source.read_digest:
        return Halt(Outcome.UNCHANGED, "Other bytes, the same content as last time.")
    told = _apply(attempt, record).words()
    # Whoever stopped us on a further page is left alone, though the first one was read.
    return Halt(Outcome.SUCCESS, told, wait=attempt.stopped.wait if attempt.stopped else None)


def _validators(source: Source) -> Validators:
    if source.full_at is None or source.full_at < timezone.now() - _FULL_AT_LEAST_EVERY:
        return Validators()
    return Validators(source.etag, source.last_modified)


def _parsed(attempt: Attempt, snapshot: Snapshot) -> Record:
    return parse(attempt.watched, attempt.source, snapshot.blob.content, snapshot.headers)


def _read_copy(attempt: Attempt, snapshot: Snapshot, accepted: bool = False) -> Halt:
    attempt.again, attempt.accepted, attempt.snapshot = True, accepted, snapshot
    record = attempt.record = _parsed(attempt, snapshot)
    return Halt(Outcome.SUCCESS, _apply(attempt, record).words())


def _read_brought(attempt: Attempt, content: bytes, by: str, saved_at: datetime) -> Halt:
    attempt.brought_by = f"brought by {by}"
    snapshot = attempt.snapshot = evidence.keep_snapshot(
        attempt.source,
        content,
        fetched_from=attempt.source.address,
        fetched_at=saved_at,
        status=200,
        headers={},
        brought_by=attempt.brought_by,
    )
    if not _is_latest(attempt):
        raise Halt(Outcome.BROKEN, "A newer copy of this page was read already: bring a new one.")
    record = attempt.record = _parsed(attempt, snapshot)
    return Halt(Outcome.SUCCESS, _apply(attempt, record).words())


def _apply(attempt: Attempt, record: Record) -> apply.Result:
    attempt.latest = _is_latest(attempt)
    before = _last_good(attempt)
    _expect_no_drift(attempt, before, record)
    pages = _pages(attempt, before, record)
    result = apply.Result()
    with transaction.atomic():
        for page in reversed(pages.read):
            result += apply.apply(
                attempt.source,
                page.record,
                page.snapshot,
                attempt.author,
                latest=attempt.latest,
                watched=attempt.watched,
            )
        paging.tell_gap(attempt.source, before, pages, attempt.name)
    attempt.result = result
    if attempt.run is not None:
        attempt.run.records = sum(apply.size(page.record) for page in pages.read)
        attempt.run.created, attempt.run.confirmed = result.created, result.confirmed
        attempt.run.conflicts = result.conflicts
    return result


def _is_latest(attempt: Attempt) -> bool:
    """Whether the copy at hand is no older than the last good one of its source."""
    good = attempt.source.snapshots.filter(blob=attempt.source.read_blob).first()
    mine = attempt.snapshot
    return good is None or mine is None or (mine.fetched_at, mine.pk) >= (good.fetched_at, good.pk)


def _pages(attempt: Attempt, before: Record | None, record: Record) -> paging.Pages:
    """The page at hand, and after a look at the site those behind it that were missed."""
    first = paging.Page(record, attempt.snapshot)
    if attempt.answer is None:
        return paging.Pages([first])
    pages = paging.catch_up(before, first, attempt.source.address, partial(_further, attempt))
    attempt.stopped = pages.stopped
    return pages


def _further(attempt: Attempt, address: str) -> paging.Page:
    """Ask for a further page of a list at the site's pace, keep it, and read it. Raises `Halt`."""
    site = attempt.source.site_id
    evidence.free_site(site, timezone.now() + longest_request())  # nobody else asks meanwhile
    time.sleep(settings.SCRAPE_PAUSE_SECONDS)
    answer = ask(attempt.source, attempt.watched, Validators(), address)
    snapshot = _keep(attempt, answer, address)
    judge(answer)
    record = parse(attempt.watched, attempt.source, answer.content, answer.headers, address)
    _expect_possible(record)
    return paging.Page(record, snapshot)


def _expect_possible(record: Record) -> None:
    if found := drift.impossible(record, timezone.localdate()):
        raise Halt(Outcome.BROKEN, f"{found[0]}.")


def _expect_no_drift(attempt: Attempt, before: Record | None, record: Record) -> None:
    """Stop before anything is published if the page lost something or says what cannot be.

    The last good page is read again by today's reader, so that a change of ours is none of theirs.
    """
    found = [] if attempt.accepted else drift.impossible(record, timezone.localdate())
    if before is not None:
        found += drift.losses(before, record)
    if found:
        more = f" And {len(found) - SHOWN_LOSSES} more." if len(found) > SHOWN_LOSSES else ""
        told = "; ".join(found[:SHOWN_LOSSES])
        raise Halt(Outcome.BROKEN, f"Nothing is published, for the page changed: {told}.{more}")


def _last_good(attempt: Attempt) -> Record | None:
    """What the page said the last time, if that is to be held against it."""
    last = attempt.source.snapshots.filter(blob=attempt.source.read_blob).first()
    if last is None or not attempt.latest or attempt.accepted:
        return None
    try:
        return read(attempt.watched, attempt.source, last.blob.content, last.headers)
    except (ParseError, NotThere):
        logger.info("%s: the last good page can no longer be read", attempt.source.slug)
        return None


def _keep(attempt: Attempt, answer: Answer, address: str = "") -> Snapshot:
    return evidence.keep_snapshot(
        attempt.source,
        answer.content,
        fetched_from=answer.address,
        fetched_at=timezone.now(),
        status=answer.status,
        headers=answer.headers,
        brought_by=attempt.name,
        address=address,
    )


def digest(record: Record) -> str:
    """What a reading says, as one number: the same content in other bytes gives the same."""
    told = json.dumps(as_json(record), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _close(attempt: Attempt, started: ScrapeRun, end: Halt) -> None:
    source, answer = attempt.source, attempt.answer
    headers = answer.headers if answer else {}
    if end.outcome is Outcome.SUCCESS:
        _tell_quiet(attempt)
    evidence.note_reading(
        source,
        evidence.Reading(
            end.outcome,
            end.detail,
            run=attempt.name,
            next_read_at=timezone.now() + _until_next(source, end),
            blocked=end.blocked,
            etag=headers.get("etag", source.etag),
            last_modified=headers.get("last-modified", source.last_modified),
            blob_id=attempt.snapshot.blob_id if attempt.snapshot and attempt.latest else None,
            digest=digest(attempt.record) if attempt.record and attempt.latest else "",
            changed=end.outcome is Outcome.SUCCESS,
            again=attempt.again or bool(attempt.brought_by),
            brought=bool(attempt.brought_by),
            in_full=bool(answer and not answer.not_modified),
            real=bool(answer) and is_real(source),
        ),
    )
    if not attempt.again and not attempt.brought_by:
        _mind_site(attempt, end)
    started.status = answer.status if answer else None
    started.snapshot = attempt.snapshot
    started.outcome, started.detail = end.outcome, end.detail
    started.ended_at = timezone.now()
    started.save()


def _tell_quiet(attempt: Attempt) -> None:
    """Tell staff, in one notice, what a reading changed of which nobody is mailed, or not yet."""
    done = attempt.result
    told = []
    if not attempt.author.tells and (done.created or done.amended):
        what = "A stored copy was read again" if attempt.again else "First reading"
        told.append(f"{what}: {done.created} new, {done.amended} amended; nobody is told.")
    few = max(1, drift.CORRECTED_AT_ONCE * apply.size(attempt.record)) if attempt.record else 0
    if done.renamed > few:
        told.append(
            f"{done.renamed} steps have other names there than before and were known again by "
            "their days and words; nobody is told."
        )
    if held := Change.objects.held().filter(run=attempt.name).count():
        told.append(
            f"{held} pieces of news are old, or lead a file back, and are held; on the desk they "
            "can be let out."
        )
    if told:
        text = f"{attempt.source.name}: {' '.join(told)}"
        journal.notice(attempt.source, text, run=attempt.name)


def _mind_site(attempt: Attempt, end: Halt) -> None:
    """What an answer, or none, means for all that is read at the same site."""
    site, now = attempt.source.site_id, timezone.now()
    if end.wait is not None:
        evidence.hold_site(site, now + _bounded(end.wait), end.detail)
    else:
        answered = end.outcome is not Outcome.UNAVAILABLE
        evidence.note_answer(site, answered=answered, now=now)


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(minutes=1)), timedelta(days=1))


def _until_next(source: Source, end: Halt) -> timedelta:
    """When to look again: at the source's rhythm, or later and later while it gives no answer."""
    rhythm = timedelta(seconds=source.rhythm_seconds)
    if end.wait is not None:
        return _bounded(end.wait)
    if end.outcome in _NO_ANSWER:
        return timedelta(minutes=5 << _unanswered(source))
    return rhythm * uniform(1 - JITTER, 1)  # noqa: S311  # so that looks don't fall together


_NO_ANSWER = {Outcome.UNAVAILABLE, Outcome.FAILED}


def _unanswered(source: Source) -> int:
    """To how many looks in a row before this one there was no answer; six at most.

    A page that could not be read was an answer, and says nothing about when to ask again.
    """
    ended = source.runs.exclude(outcome="").values_list("outcome", flat=True)[:6]
    return sum(1 for _ in takewhile(_NO_ANSWER.__contains__, ended))
