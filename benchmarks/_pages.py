"""What the benchmarks read: the small pages of the tests always, the recorded ones where they lie.

What stands on a page is counted here a second time, in its markup and without the readers.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import lxml.html

from scrapers.records import ListingRecord, ProcedureRecord, Readable
from scrapers.sources import READERS, Printed

HERE = Path(__file__).parents[1]
SMALL = HERE / "tests" / "pages"
RECORDED = Path(os.environ.get("SAMPLES") or HERE.parent / "shared" / "samples").absolute()


@dataclass(frozen=True)
class Kind:
    """One kind of page: who reads it, how its entries are counted, and where there are some.

    `small` and `recorded` are patterns below `SMALL` and `RECORDED`; `layout` stands on those pages
    that are meant, and `timed` in the name of the one whose reading is timed.
    """

    name: str
    source: tuple[str, str]
    count: Callable[[bytes], int]
    small: str
    recorded: str
    timed: str
    markup: str = "html"
    layout: bytes = b""

    @property
    def read(self) -> Printed:
        """The reader."""
        return READERS[self.source]

    def pages(self, root: Path) -> list[Path]:
        """The pages of this kind below one of the two folders."""
        found = sorted(root.glob(self.small if root == SMALL else self.recorded))
        return [page for page in found if self.layout in page.read_bytes()]

    def chosen(self, root: Path) -> Path | None:
        """The page that is timed."""
        pages = self.pages(root)
        return next((page for page in pages if self.timed in page.name), next(iter(pages), None))


def entries(record: Readable) -> int:
    """How many events or items a reading holds; a release is one."""
    if isinstance(record, ProcedureRecord):
        return len(record.events)
    return len(record.items) if isinstance(record, ListingRecord) else 1


def _eurlex(page: bytes) -> int:
    """Rows, and the events of the script whose identifier no row has."""
    text = page.decode()
    rows = len(re.findall(r'class="[^"]*\b(?:eventRow|PagePanel)\b', text))
    named = re.findall(r"['\"](eid\d+)['\"].*?['\"]link['\"]\s*:\s*['\"]([^'\"]*)", text, re.DOTALL)
    scripted = Counter(identifier.strip() for _, identifier in set(named))
    return rows + sum(
        max(0, often - len(re.findall(rf'id="\s*{re.escape(identifier)}\s*"', text)))
        for identifier, often in scripted.items()
    )


def _rdf(page: bytes) -> int:
    return len(re.findall(rb"<[\w.]+:event_legal_part_of_dossier\b", page))


def _notice(page: bytes) -> int:
    return len(re.findall(rb"<EVENT>", page))


def _oeil(page: bytes) -> int:
    """Rows of the key events: of a table, or of a block of the layout until 2024."""
    tree = lxml.html.document_fromstring(page)
    table = 'count(//table[.//th[normalize-space()="Event"]]/tbody/tr)'
    block = 'count(//*[@id="key_events-data"]//*[contains(concat(@class, " "), "-table-row ")])'
    return int(str(tree.xpath(f"string({table} + {block})")))


def _api(page: bytes) -> int:
    things = json.loads(page)["data"][0]["consists_of"]
    return sum("ForeseenActivity" not in json.dumps(thing) for thing in things)


def _listing(page: bytes) -> int:
    return len(set(re.findall(rb'/press-releases/\d{4}/\d\d/\d\d/[^"/?#]+', page)))


def _release(page: bytes) -> int:
    return len(re.findall(rb"<title>", page[: page.index(b"</head>")]))


_EURLEX = ("eurlex", "procedure")
_CELLAR = ("cellar", "procedure")
_PARLIAMENT = ("parliament", "procedure")
KINDS = (
    Kind(
        "EUR-Lex procedure page, panels",
        _EURLEX,
        _eurlex,
        "eurlex_*.html",
        "eurlex/procedure_page/*.html",
        "2005_167",
        layout=b" PagePanel",
    ),
    Kind(
        "EUR-Lex procedure page, timeline",
        _EURLEX,
        _eurlex,
        "eurlex_*.html",
        "eurlex/procedure_page/*.html",
        "2023_463",
        layout=b" eventRow",
    ),
    Kind(
        "CELLAR notice, RDF",
        _CELLAR,
        _rdf,
        "cellar_procedure.rdf",
        "cellar/procedure_rdf/*.rdf",
        "2005_167",
        markup="xml",
    ),
    Kind(
        "CELLAR notice, XML",
        _CELLAR,
        _notice,
        "cellar_procedure.xml",
        "cellar/procedure_notice_xml/*.xml",
        "2013_449",
        markup="xml",
    ),
    Kind(
        "OEIL procedure file, from November 2024",
        _PARLIAMENT,
        _oeil,
        "oeil_2025.html",
        "oeil/procedure_file_new/*.html",
        "2024-0258",
    ),
    Kind(
        "OEIL procedure file, before",
        _PARLIAMENT,
        _oeil,
        "oeil_2021.html",
        "oeil/procedure_file_old/*.html",
        "2022-2201",
    ),
    Kind(
        "Parliament's API",
        _PARLIAMENT,
        _api,
        "epapi_procedure.json",
        "epapi/procedure/*.json",
        "2025-0260",
        markup="json",
    ),
    Kind(
        "Council, listing",
        ("council", "listing"),
        _listing,
        "council_2025.html",
        "council/press_listing/*.html",
        "2025-06",
    ),
    Kind(
        "Parliament, press release",
        ("parliament", "press-release"),
        _release,
        "parliament_release*.html",
        "europarl/press_release/*.html",
        "20241212",
    ),
)
