"""The documents of a procedure file in OEIL: the documentation gateway and the final acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain

from bs4 import BeautifulSoup, Tag

from legislation.domain.references import canonical, celex
from scrapers.expect import tidy
from scrapers.records import DocumentRecord
from scrapers.sources.oeil_tables import Table, is_older, words_of

_DAY = re.compile(r"\d{2}/\d{2}/\d{4}")
_NUMBER = re.compile(r"(?:numdoc=|CELEX(?::|%3A))([^&]+)", re.IGNORECASE)
_OJ_DAY = re.compile(r"ojDate=(\d{2})(\d{2})(\d{4})")


def references_in(cell: Tag) -> tuple[str, ...]:
    """The documents that a cell names, canonical, each once."""
    texts = (tidy(text) for text in cell.stripped_strings)
    return tuple(dict.fromkeys(canonical(text) for text in texts if re.search(r"\d", text)))


def celex_in(link: Tag) -> Iterator[str]:
    """The CELEX number that a link leads to."""
    if found := _NUMBER.search(str(link["href"])):
        try:
            yield celex(found[1])
        except ValueError:
            return


def read_documents(tables: Iterable[Table]) -> Iterator[DocumentRecord]:
    """The documentation gateway. The older layout prints no headings, and everything once more
    under "All"."""
    for table in tables:
        if table.section.startswith("Document") and table.rows:
            if "Document type" in table.columns:
                places = [table.column(name) for name in ("Document type", "Reference", "Date")]
            elif not table.columns:
                places = [0, 2, 3]
            else:
                continue
            for cells in table.rows:
                if len(cells) > max(places):
                    yield from _document(*(cells[place] for place in places))


def _document(kind: Tag, references: Tag, day: Tag) -> Iterator[DocumentRecord]:
    numbers = list(chain.from_iterable(map(celex_in, references.select("a[href]"))))
    for reference in references_in(references):
        yield DocumentRecord(
            reference,
            celex=numbers[0] if len(numbers) == 1 else None,
            day=day_of(words_of(day)),
            kind=words_of(kind) or None,
        )


def read_final_acts(soup: BeautifulSoup) -> Iterator[DocumentRecord]:
    """The acts under "Final act", dated by the Official Journal that stands beside them."""
    for block in _final_blocks(soup):
        days = [found for link in block.select("a[href]") if (found := _oj_day(link))]
        for link in block.select("a[href]"):
            for number in celex_in(link):
                corrected = re.search(r"R\(\d\d\)$", number)
                yield DocumentRecord(
                    number,
                    celex=number,
                    day=days[0] if len(days) == 1 else None,
                    kind="Corrigendum to final act" if corrected else "Final act",
                )


def _final_blocks(soup: BeautifulSoup) -> Iterator[Tag]:
    """What names one act each: a list item under "Final act"."""
    older = soup.find(id="final_act-data")
    if is_older(soup):
        yield from (older.select("li, .ep-table-row") or [older]) if isinstance(older, Tag) else []
        return
    seen: set[int] = set()
    for heading in soup.find_all(["h2", "h3"]):
        if words_of(heading) == "Final act":
            section = heading.find_parent(id=True) or heading
            if id(section) not in seen:  # a section has one such heading; each would cost as much
                seen.add(id(section))
                yield from (item for item in section.select("li") if item.find("li") is None)


def _oj_day(link: Tag) -> date | None:
    found = _OJ_DAY.search(str(link["href"]))
    return day_of("/".join(found.groups())) if found else None


def day_of(printed: str) -> date | None:
    """The day in DD/MM/YYYY; None if it is something else."""
    if not _DAY.fullmatch(printed):
        return None
    try:
        return datetime.strptime(printed, "%d/%m/%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
