"""What was asked, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from legislation.domain.references.asking import Reference
from legislation.domain.searching import Query, Sort, mentioned, named_by
from legislation.models import Proposal, SearchEntry
from legislation.models.search import first_id
from legislation.search.engine import END, match
from legislation.search.highlights import Piece, excerpt, marked
from legislation.search.marks import by, in_file, of_sort
from legislation.search.nearest import mended, nearest
from legislation.search.spelling import respelt

Order = Literal["", "newest", "best"]
_MOST_NAMED = 5


@dataclass(frozen=True)
class Asked:
    """A question: words and references, and what it is narrowed to.

    `file` is the key of a proposal, `who` the code of an institution or a state. Without an order
    a question with words is answered by how well things fit, any other from the newest on. `on`
    is a day of the past: what has no day up to it is not found.
    """

    text: str = ""
    sort: Sort | None = None
    file: int | None = None
    who: str = ""
    since: date | None = None
    until: date | None = None
    order: Order = ""
    on: date | None = None

    @cached_property
    def query(self) -> Query:
        """The text as it was understood."""
        return Query.read(self.text)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return bool(self.sort or self.file or self.who or self.since or self.until)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.query) or (not self.text.strip() and self.is_narrowed)

    @property
    def by_rank(self) -> bool:
        """Whether what fits best comes first."""
        return self.order == "best" or (not self.order and bool(self.query.terms))


@dataclass(frozen=True)
class Hit:
    """One thing that was found, with the words that were asked for marked."""

    entry: SearchEntry
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """The answer: the keys of all hits in their order, and what helps to read it.

    `named` are the things that a reference in the question names, `nearest` references on record
    that look like one that is not, `respelt` the question with words that are on record for those
    that are not; `more` if only the newest hits were looked at.
    """

    asked: Asked
    ids: list[int] = field(default_factory=list)
    more: bool = False
    named: list[Hit] = field(default_factory=list)
    nearest: list[str] = field(default_factory=list)
    respelt: list[str] = field(default_factory=list)

    def hits(self, ids: list[int]) -> list[Hit]:
        """These of the hits in full: a page of them."""
        return _hits(ids, self.asked)

    def newest_recorded(self, most: int) -> list[Hit]:
        """The hits that came to be known last."""
        rows = SearchEntry.objects.filter(pk__in=self.ids).order_by("-recorded_at", "-pk")
        return self.hits(list(rows.values_list("pk", flat=True)[:most]))


def find(asked: Asked) -> Found:
    """Look for what was asked. Nothing that is asked raises an error.

    A reference that names a file finds all that belongs to the file.
    """
    if not asked.says_something:
        return Found(asked)
    found, query = _matched(asked), asked.query
    if found.named and (found.ids or not query.terms):
        return found
    near = nearest(asked.text, asked.on, named=bool(found.named)) or _with_digits(asked)
    if found.ids or near or not query.terms:
        return replace(found, nearest=near)
    _, end = _bounds(Asked(on=asked.on))
    spelt = respelt(asked.text, end, lambda text: bool(_matched(Asked(text, on=asked.on)).ids))
    return replace(found, respelt=spelt)


def files_named(text: str) -> list[int]:
    """The keys of the files that a single reference, and nothing beside it, names."""
    query = Query.read(text)
    if query.terms or len(query.references) != 1:
        return []
    of_one = map(named_by, query.references[0].keys)
    entries = SearchEntry.objects.filter(pk__in=match([], [of_one, [of_sort(Sort.PROPOSAL)]]).ids)
    return [entry.proposal_id for entry in entries if entry.proposal_id]


def _with_digits(asked: Asked) -> list[str]:
    """The question with digits for letters that look like them, if that is a reference here."""
    other = Asked(mended(asked.text), on=asked.on)
    if other.query.references == asked.query.references:
        return []
    found = _matched(other)
    return [other.text] if found.named or found.ids else []


def _matched(asked: Asked) -> Found:
    """What has all that was asked for."""
    named = {reference: _named_by(reference) for reference in asked.query.references}
    named_once = dict.fromkeys(pk for ids in named.values() for pk in ids)
    hits = _hits(list(named_once), asked)
    if asked.on:
        hits = _there_by(asked.on, hits)
    files = {hit.entry.pk: hit.entry.proposal_id or 0 for hit in hits if _is_file(hit)}
    marks = _filters(asked)
    for reference, ids in named.items():
        of_files = [in_file(files[pk]) for pk in ids if pk in files]
        marks.append([*map(mentioned, reference.keys), *of_files])
    first, end = _bounds(asked)
    matched = match(asked.query.terms, marks, first=first, end=end, ranked=asked.by_rank)
    return Found(asked, matched.ids, matched.more, sorted(hits, key=_files_first))


def _named_by(reference: Reference) -> list[int]:
    """The entries of what the reference names: a file, documents."""
    return match([], [map(named_by, reference.keys)]).ids[:_MOST_NAMED]


def _there_by(on: date, hits: list[Hit]) -> list[Hit]:
    """Those that were there by the day: files that had begun, what is dated."""
    files = [hit.entry.proposal_id or 0 for hit in hits if _is_file(hit)]
    begun = set(Proposal.objects.begun(on).filter(pk__in=files).values_list("pk", flat=True))
    return [
        hit
        for hit in hits
        if (hit.entry.proposal_id in begun if _is_file(hit) else (hit.entry.day or date.max) <= on)
    ]


def _is_file(hit: Hit) -> bool:
    return hit.entry.sort == Sort.PROPOSAL


def _files_first(hit: Hit) -> bool:
    return not _is_file(hit)


def _filters(asked: Asked) -> list[list[str]]:
    marks = [of_sort(asked.sort)] if asked.sort else []
    marks += [in_file(asked.file)] if asked.file else []
    marks += [by(asked.who)] if asked.who else []
    return [[mark] for mark in marks]


def _bounds(asked: Asked) -> tuple[int, int]:
    """The keys between which the days lie; what has no day is neither since nor by any."""
    until = min(filter(None, (asked.until, asked.on)), default=None)
    first = asked.since or (date.min if until else None)
    if until and until < date.max:
        return first_id(first), first_id(until + timedelta(days=1))
    return first_id(first), END


#: What naming a fact and its address needs; joining all of every fact takes longer than searching.
_KEYS = (
    "event__key",
    "event__expected",
    "position__key",
    "position__state_id",
    "press_release__key",
    "joint_statement__key",
    "council_vote__key",
)
_FILE = ("proposal__slug", "proposal__short_title", "proposal__reference")
#: Of a day of the past the others are named alone: an editor's note may speak of any later day.
_WITHOUT_NOTES = {Sort.EVENT, Sort.POSITION}
_OWN = ("sort", "day", "precision", "recorded_at", "title", "text", *(sort.value for sort in Sort))


def _hits(ids: list[int], asked: Asked) -> list[Hit]:
    if not ids:
        return []
    joined = dict.fromkeys(name.partition("__")[0] for name in (*_KEYS, *_FILE))
    rows = SearchEntry.objects.select_related(*joined).only(*_OWN, *_KEYS, *_FILE)
    by_id = rows.in_bulk(ids)
    return [_hit(by_id[pk], asked) for pk in ids if pk in by_id]


def _hit(entry: SearchEntry, asked: Asked) -> Hit:
    if entry.event:
        entry.event.proposal = entry.proposal
    tells = asked.on is None or entry.sort in _WITHOUT_NOTES
    said = excerpt(entry.text, asked.query) if tells else ()
    return Hit(entry, marked(entry.title, asked.query), said)
