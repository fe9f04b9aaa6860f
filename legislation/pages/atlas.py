"""The states of a file on one topic, as a map draws them and as a table tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from legislation.language import state_name
from legislation.memory import Record
from legislation.models import Topic
from legislation.pages.asked import Asked
from legislation.pages.europe import Place, europe
from legislation.pages.summing import summary
from legislation.pages.table import Row, table


def map_and_table(
    record: Record, topics: Sequence[Topic], topic: Topic | None, asked: Asked
) -> dict[str, Any]:
    """What the page shows of a day; without a topic only the rows."""
    day = asked.day or record.today
    rows = table(record, topics, day, asked.query)
    page: dict[str, Any] = {"proposal": record.proposal, "topics": topics, "topic": topic}
    page |= {"on": asked.day, "rows": rows}
    if topic is None:
        return page
    places = [_place(row, topic) for row in rows]
    return {
        **page,
        "summary": summary(rows, topic, day),
        "map": europe(places),
        "said": [(row, row.on(topic), place) for row, place in zip(rows, places, strict=True)],
    }


def _place(row: Row, topic: Topic) -> Place:
    cell = row.on(topic)
    return Place(
        code=row.state.code,
        name=state_name(row.state.code, row.state.name),
        stance=cell.position.stance if cell.position else "",
        takes_part=row.takes_part,
        is_member=row.is_member,
        before=cell.before,
        address=row.address,
    )
