"""The full-text index of each database behind one question: which entries hold all of these?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from legislation.domain.searching import Term
from legislation.search.marks import ANY

#: So many hits are looked at, the newest: what a common word costs has an end. Never ask for few:
#: PostgreSQL would go through the table from its end, as if every word were there soon.
MOST = 1000
#: So many of them, the newest, are put in the order in which they fit; the others follow by day.
RANKED = 200
#: Beyond every key.
END = 2**62

_BY_DAY = {
    "postgresql": """
        SELECT id FROM legislation_searchentry
        WHERE vector @@ to_tsquery('simple', %s) AND id >= %s AND id < %s
        ORDER BY id DESC LIMIT %s
    """,
    "sqlite": """
        SELECT rowid FROM legislation_search
        WHERE legislation_search MATCH %s AND rowid >= %s AND rowid < %s
        ORDER BY rowid DESC LIMIT %s
    """,
}


#: The same question of hits that are known, which lie between two keys.
_BY_RANK = {
    "postgresql": """
        SELECT id FROM legislation_searchentry
        WHERE id = ANY(%(ids)s)
        ORDER BY ts_rank(vector, to_tsquery('simple', %(asked)s)) DESC, id DESC
    """,
    "sqlite": """
        SELECT rowid FROM legislation_search
        WHERE legislation_search MATCH %(asked)s AND rowid BETWEEN %(oldest)s AND %(newest)s
        ORDER BY bm25(legislation_search, 10, 1), rowid DESC
    """,
}


@dataclass(frozen=True)
class Matched:
    """The keys of entries in their order; `more` if older ones were not looked at."""

    ids: list[int]
    more: bool = False


def match(
    terms: Iterable[Term],
    marks: Iterable[Iterable[str]] = (),
    *,
    first: int = 0,
    end: int = END,
    ranked: bool = False,
    most: int = MOST,
) -> Matched:
    """The newest entries from `first` to before `end` that hold all words, and of each group of
    marks one.

    In the order of their days, the newest first; `ranked` by how well they fit, as far as `RANKED`.
    """
    asked = expression(terms, marks)
    ids = _ids(_BY_DAY[connection.vendor], [asked, first, end, most + 1])
    found = ids[:most]
    if ranked and found:
        found = _ranked(asked, found[:RANKED]) + found[RANKED:]
    return Matched(found, more=len(ids) > most)


def _ranked(asked: str, ids: list[int]) -> list[int]:
    values = {"asked": asked, "oldest": ids[-1], "newest": ids[0]}
    if connection.vendor == "postgresql":
        values = {"asked": asked, "ids": ids}
    return _ids(_BY_RANK[connection.vendor], values)


def _ids(statement: str, values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def expression(terms: Iterable[Term], marks: Iterable[Iterable[str]]) -> str:
    """The question as the database writes it; words and marks are letters and digits alone."""
    if connection.vendor == "postgresql":
        words, either, both = map(_on_postgresql, terms), " | ", " & "
    else:
        words, either, both = map(_on_sqlite, terms), " OR ", " AND "
    groups = (f"({either.join(group)})" for group in marks)
    return both.join([*words, *groups]) or ANY


def _on_postgresql(term: Term) -> str:
    return " <-> ".join(term.words) + (":*" if term.begins else "")


def _on_sqlite(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.begins else "")
