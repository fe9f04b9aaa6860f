"""The key players of a procedure file in OEIL: committees, rapporteurs, shadows, commissioners."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from bs4 import Tag

from scrapers.records import ActorRecord
from scrapers.sources.oeil_documents import day_of
from scrapers.sources.oeil_tables import Table, words_of

_NAME_AND_GROUP = re.compile(r"(?P<name>.+?) \((?P<group>[^()]+)\)")
_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
_DECLINED = re.compile(r"The committee decided not to give an opinion")
_SHADOW = re.compile("shadow-?rapporteur", re.IGNORECASE)
_CODE = re.compile(r"[A-Z][A-Z0-9]{2,4}")


def read_players(tables: Iterable[Table]) -> Iterator[ActorRecord]:
    """Who has a part, in the page's order and under its words for the part.

    A person's `group` is the political group, a committee's its code, a commissioner's the
    department.
    """
    for table in tables:
        if table.columns[2:] == ("Appointed",):
            for cells in table.rows:
                if len(cells) == 3:
                    yield from _committee(table.columns, cells)
        elif table.columns == ("Commission DG", "Commissioner"):
            for cells in table.rows:
                if len(cells) == 2 and (name := words_of(cells[1])):
                    yield ActorRecord("Commissioner", name, words_of(cells[0]) or None)


def _committee(columns: tuple[str, ...], cells: tuple[Tag, ...]) -> Iterator[ActorRecord]:
    texts = [text for text in (" ".join(t.split()) for t in cells[0].stripped_strings) if text]
    if texts:
        coded = len(texts) > 1 and _CODE.fullmatch(texts[0])
        name, code = (texts[1], texts[0]) if coded else (" ".join(texts), None)
        declined = _DECLINED.search(words_of(cells[1]))
        role = f"{columns[0]} ({declined[0]})" if declined else columns[0]
        yield ActorRecord(role, name, code)
    days = [day_of(text) for text in _DAY.findall(words_of(cells[2]))]
    people = [link for link in cells[1].select("a[href*='/meps/']") if words_of(link)]
    chiefs = [link for link in people if not _is_shadow(link)]
    for place, link in enumerate(chiefs):
        since = days[place] if len(days) == len(chiefs) else None
        yield _person(columns[1], link, cells[1], since)
    for link in people:
        if _is_shadow(link):
            yield _person("Shadow rapporteur", link, cells[1], None)


def _is_shadow(link: Tag) -> bool:
    return any(_SHADOW.search(str(above.get("id") or "")) for above in link.parents)


def _person(role: str, link: Tag, cell: Tag, since: date | None) -> ActorRecord:
    printed = words_of(link)
    if found := _NAME_AND_GROUP.fullmatch(printed):
        return ActorRecord(role, found["name"], found["group"], since)
    return ActorRecord(role, printed, _group_before(link, cell), since)


def _group_before(link: Tag, cell: Tag) -> str | None:
    """The older layout shows a group's sign before the name, its words in the sign's title."""
    for above in link.previous_elements:
        if above is cell or (isinstance(above, Tag) and "/meps/" in str(above.get("href"))):
            return None
        if isinstance(above, Tag) and above.get("title"):
            words = " ".join(str(above["title"]).split())
            short = re.match(r"(\S+) - ", words)
            return short[1] if short else words or None
    return None
