"""The tables of a procedure file in OEIL, of both layouts, in one shape.

Since November 2024 they are HTML tables with a line of headings; before that they were built of
<div> elements, in blocks that have an id. Prefixes of classes (ep-, erpl_, es_) change with the
site's designs and are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from scrapers.expect import ParseError, text_of

#: The headings of the events' table. The older layout prints none, but has the same columns.
EVENT_COLUMNS = ("Date", "Event", "Reference", "Summary")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
_BLOCKS = {
    "Key players": "key_players-data",
    "Key events": "key_events-data",
    "Technical information": "technical_information-data",
    "Documentation gateway": "document_gateway-data",
}
_HEADINGS = ["h1", "h2", "h3", "h4"]


@dataclass(frozen=True)
class Table:
    """A table under its section's name ("Key events"). `columns` is empty if it has no headings."""

    section: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Tag, ...], ...]

    def column(self, name: str) -> int:
        """The place of a column by its heading; raises `ParseError` if it is not there once."""
        if self.columns.count(name) != 1:
            raise ParseError(
                f"expected one column {name} in the table under {self.section},"
                f" found {', '.join(self.columns) or 'no headings'}"
            )
        return self.columns.index(name)


def words_of(tag: Tag) -> str:
    """The element's text on one line, with ordinary hyphens."""
    return text_of(tag).translate(_HYPHENS)


def read_tables(soup: BeautifulSoup) -> list[Table]:
    """All tables of the file, in the page's order."""
    if is_older(soup):
        return list(_older(soup))
    return list(_newer(soup))


def is_older(soup: BeautifulSoup) -> bool:
    """Whether the page is of the layout until November 2024."""
    return soup.find(id="procedure-file-header") is not None


def _newer(soup: BeautifulSoup) -> Iterator[Table]:
    section = ""
    for tag in soup.find_all([*_HEADINGS, "table"]):
        if tag.name == "table":
            yield _table(tag, section)
        else:
            section = words_of(tag)


def _table(table: Tag, section: str) -> Table:
    if table.find("table") is not None:
        raise ParseError(f"expected no table in a table under {section}")
    lines = table.find_all("tr")
    if len(table.find_all(["td", "th"])) != sum(len(_cells(row)) for row in lines):
        raise ParseError(f"expected each cell under {section} in a row")
    heads: list[Tag] = []
    rows: list[Tag] = []
    for row in lines:
        (heads if row.find_parent("thead") is not None else rows).append(row)
    columns = tuple(words_of(cell) for row in heads for cell in _cells(row))
    return Table(section, columns, tuple(tuple(_cells(row)) for row in rows))


def _cells(row: Tag) -> list[Tag]:
    return row.find_all(["td", "th"], recursive=False)


def _older(soup: BeautifulSoup) -> Iterator[Table]:
    for section, name in _BLOCKS.items():
        block = soup.find(id=name)
        if not isinstance(block, Tag):
            continue
        rows = [tag for tag in block.find_all(True) if _is(tag, "table-row")]
        _expect_all_cells_in(rows, block, section)
        columns: tuple[str, ...] = EVENT_COLUMNS if section == "Key events" else ()
        below: list[tuple[Tag, ...]] = []
        for row in rows:
            cells = tuple(tag for tag in row.find_all(True) if _is(tag, "table-cell"))
            if _is(row, "table-heading-row"):
                yield Table(section, columns, tuple(below))
                columns, below = tuple(map(words_of, cells)), []
            else:
                below.append(cells)
        yield Table(section, columns, tuple(below))


def _expect_all_cells_in(rows: list[Tag], block: Tag, section: str) -> None:
    """A page that renames some of its rows must not give a shorter list."""
    named = {id(row) for row in rows}
    for cell in block.find_all(True):
        if _is(cell, "table-cell") and not any(id(above) in named for above in cell.parents):
            raise ParseError(
                f'expected each cell under {section} in a row, found "{words_of(cell)[:80]}"'
            )


def _is(tag: Tag, part: str) -> bool:
    """Whether a class of the element is this part after a design's prefix: "ep-table-row"."""
    names: list[str] = list(tag.get("class") or [])
    return any(name.split("-", 1)[-1] == part for name in names)
