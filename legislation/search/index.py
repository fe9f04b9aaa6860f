"""The only writer of `SearchEntry`.

`journal.append` calls it for every fact that is written, in the same transaction: nobody has to
remember it, what is taken back is gone from the search at that moment, and no sweeper lags behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet

from legislation.domain.searching import Sort, marks_of, named_by, tokens
from legislation.domain.words import Audience
from legislation.models import FACTS, Event, JournalClock, Position, SearchEntry
from legislation.models.search import entry_id
from legislation.search.content import Content, content_of
from legislation.search.marks import ANY, by, in_file, of_sort

#: So many characters of a text are searched: PostgreSQL keeps places up to about here.
LONGEST_TEXT = 20_000
_AT_ONCE = 500
#: What the texts of a kind need besides its own row.
_WITH = {
    Sort.POSITION: ("state", "topic"),
    Sort.JOINT_STATEMENT: ("members__state", "topics"),
    Sort.COUNCIL_VOTE: ("casts__state",),
}


def index(fact: Model, recorded_at: datetime) -> None:
    """Let the search know a fact as it is now; forget it if it is not public."""
    said = content_of(fact)
    if said is None:
        return
    of_fact = {said.sort.value: fact.pk}
    if isinstance(fact, Position) and fact.corrects_id:
        SearchEntry.objects.filter(position=fact.corrects_id).delete()
    SearchEntry.objects.filter(sort=said.sort, **of_fact).delete()
    if _public(fact):
        _entry(fact, said, recorded_at).save(force_insert=True)


def rebuild() -> int:
    """Make all entries anew, by the rules of this version; how many there are.

    Whoever writes waits meanwhile, as for any other entry of the journal.
    """
    with transaction.atomic():
        JournalClock.objects.select_for_update().first()
        SearchEntry.objects.all().delete()
        for rows in _batches(_all_entries()):
            SearchEntry.objects.bulk_create(rows)
        return SearchEntry.objects.count()


def _public(fact: Model) -> bool:
    if isinstance(fact, Position):
        return Position.objects.standing().filter(pk=fact.pk).exists()
    return not (isinstance(fact, Event) and fact.retracted_at)


def _entry(fact: Model, said: Content, recorded_at: datetime) -> SearchEntry:
    text = said.text[:LONGEST_TEXT]
    proposal = fact.pk if said.sort is Sort.PROPOSAL else getattr(fact, "proposal_id", None)
    marks = [ANY, of_sort(said.sort), *map(by, said.who)]
    marks += [in_file(proposal)] if proposal else []
    marks += [named_by(key) for key in dict.fromkeys(said.own_keys)]
    words = [*tokens(text), *tokens(said.abroad), *marks_of(said.whole[:LONGEST_TEXT]), *marks]
    return SearchEntry(
        id=entry_id(said.day, said.sort, fact.pk),
        sort=said.sort.value,
        **{f"{said.sort}_id": fact.pk, "proposal_id": proposal},
        day=said.day,
        precision=said.precision,
        recorded_at=recorded_at,
        title=said.title,
        text=text,
        title_words=" ".join(tokens(said.title)),
        words=" ".join(words),
    )


def _all_entries() -> Iterator[SearchEntry]:
    for sort in Sort:
        for fact in _facts(sort).iterator(_AT_ONCE):
            if said := content_of(fact):
                yield _entry(fact, said, fact.last_recorded)


def _facts(sort: Sort) -> QuerySet[Any]:
    """The public facts of a sort, each with the moment of its newest entry in the journal."""
    model = FACTS[sort]
    rows: QuerySet[Any] = model._default_manager.all()
    if model is Event:
        rows = Event.objects.public()
    elif model is Position:
        rows = Position.objects.standing()
    its_own = Q(changes__audience=Audience.PUBLIC)
    if sort is Sort.PROPOSAL:  # everything of a file points to the file as well
        others = {f"changes__{name}__isnull": True for name in FACTS if name != sort}
        its_own &= Q(**others)
    rows = rows.annotate(last_recorded=Max("changes__recorded_at", filter=its_own))
    return rows.filter(last_recorded__isnull=False).prefetch_related(*_WITH.get(sort, ()))


def _batches(entries: Iterator[SearchEntry]) -> Iterator[list[SearchEntry]]:
    while rows := list(islice(entries, _AT_ONCE)):
        yield rows
