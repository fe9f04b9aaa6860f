"""Looking for elements."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from scrapers.expect import select
from tests.scrapers.pages import PAGES


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_lone_id_or_class_is_found_as_css_finds_it(path: Path) -> None:
    soup = BeautifulSoup(path.read_bytes(), "lxml")
    tags = soup.find_all(True)
    names = {f"#{tag['id']}" for tag in tags if str(tag.get("id") or "").isidentifier()}
    names |= {f".{name}" for tag in tags for name in tag.get("class") or []}
    for name in names | {"#absent", ".absent"}:
        assert select(soup, name) == soup.select(name)
        for part in soup.select("body, main, table"):
            assert select(part, name) == part.select(name)
