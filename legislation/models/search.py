"""What can be found: one row per public fact."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from legislation.domain.searching import Sort
from legislation.domain.words import Precision
from legislation.models.constraints import known
from legislation.models.council import CouncilVote, JointStatement
from legislation.models.documents import Document
from legislation.models.positions import Position
from legislation.models.proposal import Actor, Event, PressRelease, Proposal, Statistic

_SORTS = list(Sort)


def _of_its_fact() -> Q:
    """The one fact that an entry points to besides its file is of the entry's sort."""
    others = [sort for sort in Sort if sort is not Sort.PROPOSAL]
    each = (
        Q(sort=sort.value, **{f"{other}__isnull": other is not sort for other in others})
        for sort in others
    )
    of_file = Q(sort=Sort.PROPOSAL.value, proposal__isnull=False)
    return reduce(or_, each, of_file & Q(**{f"{other}__isnull": True for other in others}))


class SearchEntry(models.Model):
    """A fact as the search knows it, written together with its Change; what isn't public has none.

    The key begins with the fact's day, so that both databases go through hits from the newest to
    the oldest without sorting. `title_words` and `words` are what is searched, as
    `domain.searching` folds it. The migration puts the full-text index on them: on PostgreSQL a
    column `vector` of its own, on SQLite a table and triggers. A later migration that makes SQLite
    build this table anew drops the triggers: it has to make them again.
    """

    id = models.BigIntegerField(primary_key=True)
    sort = models.CharField(max_length=20, choices=Sort.choices())
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, null=True, blank=True, related_name="search_entries"
    )
    event = models.OneToOneField(Event, models.CASCADE, null=True, related_name="+")
    document = models.OneToOneField(Document, models.CASCADE, null=True, related_name="+")
    position = models.OneToOneField(Position, models.CASCADE, null=True, related_name="+")
    press_release = models.OneToOneField(PressRelease, models.CASCADE, null=True, related_name="+")
    joint_statement = models.OneToOneField(
        JointStatement, models.CASCADE, null=True, related_name="+"
    )
    council_vote = models.OneToOneField(CouncilVote, models.CASCADE, null=True, related_name="+")
    actor = models.OneToOneField(Actor, models.CASCADE, null=True, related_name="+")
    statistic = models.OneToOneField(Statistic, models.CASCADE, null=True, related_name="+")
    day = models.DateField(null=True)
    precision = models.CharField(max_length=5, choices=Precision.choices())
    recorded_at = models.DateTimeField(help_text="The newest entry of the journal about it.")
    title = models.TextField()
    text = models.TextField()
    title_words = models.TextField()
    words = models.TextField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            known("search_entry_sort_known", "sort", Sort),
            known("search_entry_precision_known", "precision", Precision),
            CheckConstraint(name="search_entry_of_its_fact", condition=_of_its_fact()),
            UniqueConstraint(
                name="search_entry_of_a_file_once",
                fields=["proposal"],
                condition=Q(sort=Sort.PROPOSAL.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort}: {self.title}"


def first_id(day: date | None) -> int:
    """The least key that an entry of the day can have; entries without a day come before all."""
    return (day.toordinal() if day else 0) * 10**11


def entry_id(day: date | None, sort: Sort, pk: int) -> int:
    """The key of a fact's entry: its day, its kind, its own key (of less than eleven digits)."""
    return first_id(day) + _SORTS.index(sort) * 10**10 + pk
