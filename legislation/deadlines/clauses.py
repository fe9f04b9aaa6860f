"""What is known of the final clauses of acts, from `clauses.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from legislation.domain.deadlines import Article, Base, Period, Rule
from legislation.domain.words import Kind

FILE = Path(__file__).with_name("clauses.yaml")
_NOT_STORED = "Final clause, not on record"


@cache
def clauses() -> dict[str, tuple[Rule, ...]]:
    """The rules of each act, by the reference of its procedure."""
    rows: list[dict[str, Any]] = yaml.safe_load(FILE.read_text())
    references = {row["proposal"] for row in rows}
    return {
        reference: tuple(_rule(**row) for row in rows if row["proposal"] == reference)
        for reference in references
    }


def _rule(
    *,
    event: str,
    key: str,
    kind: str,
    title: str,
    how: str,
    base: str,
    article: str = _NOT_STORED,
    address: str = "",
    verified: bool = False,
    years: int | None = None,
    months: int | None = None,
    days: int | None = None,
    **_proposal: str,
) -> Rule:
    is_open = years is months is days is None
    return Rule(
        key=key,
        title=title,
        how=how,
        base=Base(base),
        periods=() if is_open else (Period(years or 0, months or 0, days or 0),),
        articles=(Article(article, address),),
        verified=verified,
        kind=Kind(kind),
        event=event,
    )
