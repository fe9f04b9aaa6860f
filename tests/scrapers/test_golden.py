"""Each hand-made page beside the JSON that it must be read as."""

from __future__ import annotations

import pytest

from scrapers.sources import READERS
from tests.scrapers.pages import golden, page, read


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("cellar", "procedure", "cellar_procedure.rdf"),
        ("cellar", "procedure", "cellar_procedure.xml"),
        ("cellar", "events", "cellar_events.json"),
        ("cellar", "events", "cellar_events_plain.json"),
        ("cellar", "works", "cellar_works.json"),
        ("cellar", "works", "cellar_works_plain.json"),
        ("eurlex", "procedure", "eurlex_panels.html"),
        ("eurlex", "procedure", "eurlex_timeline.html"),
    ],
)
def test_each_page_is_read_as_the_json_beside_it(source: str, kind: str, name: str) -> None:
    assert read(READERS[source, kind](page(name), "2098/0001(COD)")) == golden(name)
