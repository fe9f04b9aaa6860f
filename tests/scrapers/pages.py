"""The hand-made pages of the tests, how to damage them, and what must be read in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scrapers.records import as_json

PAGES = Path(__file__).parent.parent / "pages"


def page(name: str, *changes: tuple[str, str]) -> bytes:
    """A page with pieces of its text replaced; a piece that is not there fails the test."""
    text = (PAGES / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new)
    return text.encode()


def read(record: object) -> Any:
    """A record as `manage.py parse` prints it."""
    return json.loads(json.dumps(as_json(record)))


def golden(name: str) -> Any:
    """What a page must be read as: the JSON beside it, PAGE.golden.json."""
    return json.loads((PAGES / f"{name}.golden.json").read_text(encoding="utf-8"))
