"""Texts in pieces: what was asked for, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from legislation.domain.searching import Query

#: About so many characters of a text are shown, so many of them before the first hit.
LENGTH, BEFORE = 260, 80


@dataclass(frozen=True)
class Piece:
    """A part of a text; `hit` if it was asked for."""

    text: str
    hit: bool = False


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """The whole text."""
    pieces, place = [], 0
    for start, end in query.spans(text):
        pieces += [Piece(text[place:start]), Piece(text[start:end], hit=True)]
        place = end
    return tuple(piece for piece in [*pieces, Piece(text[place:])] if piece.text)


def excerpt(text: str, query: Query) -> tuple[Piece, ...]:
    """As much of the text as a list shows, from a little before the first hit."""
    start = _start(text, query.spans(text))
    end = min(len(text), start + LENGTH)
    if end < len(text) and (blank := text.rfind(" ", start, end)) > start:
        end = blank
    cut = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return marked(cut, query)


def _start(text: str, spans: list[tuple[int, int]]) -> int:
    if not spans or spans[0][0] <= BEFORE or len(text) <= LENGTH:
        return 0
    near = spans[0][0] - BEFORE
    return text.find(" ", near, spans[0][0]) + 1 or near


def as_html(pieces: tuple[Piece, ...]) -> SafeString:
    """The text as HTML: escaped, and what was asked for in `mark`."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p.text) if p.hit else p.text,) for p in pieces)
    )
