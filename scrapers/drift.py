"""Holds a reading against the last good one of the same page: pure, no database, no network.

Pages of these sources grow; they hardly ever lose anything. What a reader cannot see on one page, a
renamed class, a swapped column, half a list, shows beside what the same page gave before. A page
that lost something is not published until a person has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scrapers.records import (
    DocumentRecord,
    EventRecord,
    ListingRecord,
    ProcedureRecord,
    Record,
    ReleaseRecord,
    Shown,
)

#: Clocks and the day of entry differ; nothing further ahead has happened.
AHEAD_AT_MOST = timedelta(days=1)
#: The column of an event's and a release's title; the longest recorded have 103 and 186 letters.
LONGEST_LABEL = 500
#: The longest recorded title of a file has 435 letters, the longest summary of a release 448.
LONGEST_TEXT = 2000
#: A file gets its number with its first event; a few have older ones.
BEFORE_THE_NUMBER = 3
#: Documents and days are corrected now and then; that many at once are not corrections.
CORRECTED_AT_ONCE = 0.1

#: Parliament renumbers its Rules of Procedure, and the Observatory its old rows with them.
_RULE = re.compile(r" ?\(Rules? [^)]{0,200}\)")
_REFERRED_BACK = "Matter referred back to the committee responsible"
#: Of the words of a title, so many stay when it is mended.
MENDED = 0.75

_DAY_IN_NAME = re.compile(r"(\d{4}-\d\d-\d\d)_|PUB_OJ_(\d{4}-\d\d-\d\d)")


def impossible(record: Record, today: date) -> list[str]:
    """What no page may say: a day after `today` or long before the file, a text without an end."""
    if isinstance(record, ProcedureRecord):
        first = int(record.reference[:4]) - BEFORE_THE_NUMBER
        days = [(event.day, _called(event)) for event in record.events if event.day]
    else:
        first, days = 0, [(item.day, f'"{item.title}"') for item in record.items]
    return list(_overlong(record)) + [
        f"{name} has the day {day}, which cannot be"
        for day, name in days
        if day > today + AHEAD_AT_MOST or day.year < first
    ]


def _overlong(record: Record) -> Iterator[str]:
    """What was swallowed with the rest of the page, since a tag that ended it is gone."""
    if isinstance(record, ProcedureRecord):
        texts = [("the title", record.title, LONGEST_TEXT)]
        texts += [("the label of an event", event.label, LONGEST_LABEL) for event in record.events]
    else:
        texts = [("the title of an entry", item.title, LONGEST_LABEL) for item in record.items]
        texts += [("the summary of an entry", item.summary, LONGEST_TEXT) for item in record.items]
    for name, text, most in texts:
        if text and len(text) > most:
            yield f'{name} has {len(text)} letters: "{text[:60]} …"'


def losses(before: Record, after: Record) -> list[str]:
    """What the page lost or says otherwise than a page does that only grew; a sentence each."""
    if isinstance(before, ProcedureRecord) and isinstance(after, ProcedureRecord):
        return list(_of_procedure(before, after))
    if isinstance(before, ListingRecord) and isinstance(after, ListingRecord):
        return list(_of_listing(before, after))
    return [f"it was a {type(before).__name__} and is a {type(after).__name__}"]


def gap(before: Record, after: Record) -> tuple[date, date] | None:
    """Between which days a list may have had entries that nobody saw: it moved on by more than a
    page since the last good reading. None if the two pages overlap."""
    if not isinstance(before, ListingRecord) or not isinstance(after, ListingRecord):
        return None
    known = {item.address for item in before.items}
    if not before.items or not after.items or any(item.address in known for item in after.items):
        return None
    return max(item.day for item in before.items), min(item.day for item in after.items)


def _of_procedure(before: ProcedureRecord, after: ProcedureRecord) -> Iterator[str]:
    for name in ("reference", "title", "procedure_type", "com_reference"):
        ours, theirs = getattr(before, name), getattr(after, name)
        if ours is not None and ours != theirs and not (name == "title" and _alike(ours, theirs)):
            yield f'the {name.replace("_", " ")} was "{ours}" and is "{theirs or "missing"}"'
    for name in ("status", "celex"):  # these change when a file goes on
        if getattr(before, name) is not None and getattr(after, name) is None:
            yield f'the {name} was "{getattr(before, name)}" and is missing'
    yield from _of_events(before.events, after.events)
    if len(after.unread) > len(before.unread):
        yield from _left_to_the_script(before.events, after.events)
    if gone := _gone(before.documents, after.documents):
        yield f"{len(gone)} of {len(before.documents)} documents are gone, {gone[0]} among them"
    for name in ("actors", "legal_basis"):
        if getattr(before, name) and not getattr(after, name):
            yield f"all {name.replace('_', ' ')} are missing"


def _alike(one: str, other: str | None) -> bool:
    """Whether a title was only mended: most of its words are still there."""
    ours, theirs = set(one.casefold().split()), set((other or "").casefold().split())
    return len(ours & theirs) >= MENDED * max(len(ours), len(theirs))


def _gone(before: Sequence[DocumentRecord], after: Sequence[DocumentRecord]) -> list[str]:
    """Documents that are missing, if they are too many. The Observatory keeps one of several drafts
    with amendments: while some of a kind stand there, half of all may go."""
    present, kinds = {d.reference for d in after}, {d.kind for d in after if d.kind}
    gone = [d for d in before if d.reference not in present]
    unlike = [d for d in gone if d.kind not in kinds]
    few = max(1, CORRECTED_AT_ONCE * len(before))
    return [d.reference for d in gone] if len(unlike) > few or 2 * len(gone) > len(before) else []


def _of_events(before: Sequence[EventRecord], after: Sequence[EventRecord]) -> Iterator[str]:
    pairs, gone = _paired(before, after)
    for event in gone:
        yield f"the event {_called(event)} is gone"
    moved = [(ours, theirs) for ours, theirs in pairs if theirs.day and ours.day != theirs.day]
    many = len(moved) > max(1, CORRECTED_AT_ONCE * len(pairs))
    back = {event.day for event in after if (event.label or "").startswith(_REFERRED_BACK)}
    for ours, theirs in pairs:
        # A decision was no position if the matter is referred back: that row can come later.
        other = theirs.kind is None and theirs.day in back
        yield from _of_event(replace(ours, kind=None) if other else ours, theirs)
        if (ours, theirs) in moved and (many or _belied(ours, theirs)):
            yield f"the event {_called(ours)} has the day {theirs.day}"


def _left_to_the_script(
    before: Sequence[EventRecord], after: Sequence[EventRecord]
) -> Iterator[str]:
    """A row that nobody can read may have lost even its name: its event then stands in the script
    alone."""
    for ours, theirs in _paired(before, after)[0]:
        if ours.shown is not Shown.SCRIPT and theirs.shown is Shown.SCRIPT:
            yield f"the row of the event {_called(ours)} can no longer be read"


def _of_event(before: EventRecord, after: EventRecord) -> Iterator[str]:
    called = _called(before)
    if before.day and not after.day:
        yield f"the event {called} has no day any more"
    for name in ("label", "code", "kind", "votes"):
        ours, theirs = getattr(before, name), getattr(after, name)
        if ours is not None and _unruled(ours) != _unruled(theirs):
            yield f"the {name} of the event {called} is {theirs or 'missing'}"
    for name in ("institutions", "documents", "celex"):
        if lost := [one for one in getattr(before, name) if one not in getattr(after, name)]:
            yield f"the event {called} lost {', '.join(lost)} of its {name}"


def _unruled(value: object) -> object:
    return _RULE.sub("", value) if isinstance(value, str) else value


def _belied(before: EventRecord, after: EventRecord) -> bool:
    """The event's own name has a day, and it was that of the event until now."""
    for name in before.identifiers:
        if found := _DAY_IN_NAME.search(name):
            written = found[1] or found[2]
            return written == str(before.day) != str(after.day)
    return False


#: By what an event is known again, the surest first: of two with one name the one of that day; a
#: new name for the same words of the same day is the same event.
_KEYS: list[Callable[[EventRecord], Hashable]] = [
    lambda event: (event.identifiers[0], event.day) if event.identifiers else None,
    lambda event: event.identifiers[0] if event.identifiers else None,
    lambda event: (event.day, event.label, event.code or event.institutions),
]


def _paired(
    before: Sequence[EventRecord], after: Sequence[EventRecord]
) -> tuple[list[tuple[EventRecord, EventRecord]], list[EventRecord]]:
    """Each event with what it is now, and those that are gone."""
    pairs: list[tuple[EventRecord, EventRecord]] = []
    unmet, left = list(before), list(after)
    for key in _KEYS:
        still = []
        for event in unmet:
            known = key(event)
            same = next((other for other in left if key(other) == known), None)
            if known is None or same is None:
                still.append(event)
            else:
                left = [other for other in left if other is not same]
                pairs.append((event, same))
        unmet = still
    return pairs, unmet


def _called(event: EventRecord) -> str:
    words = (event.label or event.code or "None")[:LONGEST_LABEL]
    return f'"{words}" of {event.day or "no day"}'


def _of_listing(before: ListingRecord, after: ListingRecord) -> Iterator[str]:
    if len(after.items) < len(before.items) / 2:
        yield f"the list had {len(before.items)} entries and has {len(after.items)}"
    for name in ("at", "kind", "body", "summary"):
        if any(getattr(item, name) for item in before.items) and not any(
            getattr(item, name) for item in after.items
        ):
            yield f"no entry has a {'time' if name == 'at' else name} any more"
    yield from _of_releases(before.items, {item.address: item for item in after.items})
    yield from _unread_now(before, after)


def _unread_now(before: ListingRecord, after: ListingRecord) -> Iterator[str]:
    """One entry may be withdrawn, but not be there in a shape that nobody can read."""
    if len(after.unread) <= len(before.unread):
        return
    present = {item.address for item in after.items}
    oldest = min((item.day for item in after.items), default=date.max)
    for item in before.items:
        told = any(item.title in row.text for row in after.unread)
        if item.address not in present and (told or item.day > oldest):
            yield f'the entry "{item.title}" of {item.day} can no longer be read'


def _of_releases(before: Sequence[ReleaseRecord], after: dict[str, ReleaseRecord]) -> Iterator[str]:
    oldest = min((item.day for item in after.values()), default=date.max)
    gone, other, moved = [], [], False
    for item in before:
        same = after.get(item.address)
        if same is None:
            if item.day > oldest:
                gone.append(item)
        elif (same.title, same.day) != (item.title, item.day):
            other.append(f'"{item.title}" of {item.day} is "{same.title}" of {same.day} now')
            moved |= same.day != item.day
    if moved or len(other) > 1:  # one title is mended now and then
        yield from other
    if len(gone) > 1:
        yield f'{len(gone)} entries are gone from the middle of the list, "{gone[0].title}" is one'
