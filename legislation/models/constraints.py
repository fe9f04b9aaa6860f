"""Constraints that several tables share: a rule that a row can break is the database's to keep."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import CheckConstraint, Q

from legislation.domain.words import Word


def known(name: str, field: str, words: type[Word]) -> CheckConstraint:
    """The field holds one of the words; a shell and a bug write rows too."""
    return CheckConstraint(
        name=name, condition=Q(**{f"{field}__in": [word.value for word in words]})
    )


def exactly_one_of(name: str, *fields: str) -> CheckConstraint:
    """Exactly one of the nullable keys is set."""
    alternatives = [
        Q(**{f"{field}__isnull": field != chosen for field in fields}) for chosen in fields
    ]
    return CheckConstraint(name=name, condition=reduce(or_, alternatives))
