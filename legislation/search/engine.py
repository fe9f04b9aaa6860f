"""The full-text index of each database behind one question: which entries hold all of these?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from legislation.domain.searching import Term
from legislation.search.marks import ANY

#: So many hits are looked at, the newest: what a common word costs has an end. Never ask for few:
#: PostgreSQL would go through the table from its end, as if every word were there soon.
MOST = 1000
#: Beyond every key.
END = 2**62

_BY_RANK = {
    "postgresql": """
        WITH hits AS MATERIALIZED (
            SELECT id, vector FROM legislation_searchentry
            WHERE vector @@ to_tsquery('simple', %s) AND id >= %s AND id < %s
            ORDER BY id DESC LIMIT %s
        )
        SELECT id FROM hits ORDER BY ts_rank(vector, to_tsquery('simple', %s)) DESC, id DESC
    """,
    "sqlite": """
        SELECT rowid FROM (
            SELECT rowid, bm25(legislation_search, 10, 1) AS rank FROM legislation_search
            WHERE legislation_search MATCH %s AND rowid >= %s AND rowid < %s
            ORDER BY rowid DESC LIMIT %s
        ) ORDER BY rank, rowid DESC
    """,
}
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

    In the order of their days, the newest first; `ranked` by how well they fit instead.
    """
    asked = expression(terms, marks)
    values: list[str | int] = [asked, first, end, most + 1]
    if ranked and connection.vendor == "postgresql":
        values.append(asked)
    with connection.cursor() as cursor:
        cursor.execute((_BY_RANK if ranked else _BY_DAY)[connection.vendor], values)
        ids = [row[0] for row in cursor.fetchall()]
    if len(ids) <= most:
        return Matched(ids)
    ids.remove(min(ids))
    return Matched(ids, more=True)


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
