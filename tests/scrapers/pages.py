"""The hand-made pages of the tests, and how to damage them."""

from __future__ import annotations

from pathlib import Path

PAGES = Path(__file__).parent.parent / "pages"


def page(name: str, *changes: tuple[str, str]) -> bytes:
    """A page with pieces of its text replaced; a piece that is not there fails the test."""
    text = (PAGES / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{name} has no {old!r}"
        text = text.replace(old, new)
    return text.encode()
