"""A card as a picture: words on paper, 1200 by 630 pixels as networks show them. Pure.

The same words give the same bytes. Words that are too many are set smaller, and then cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
#: Source Serif 4 (OFL, legislation/fonts/OFL.txt): Latin, Greek and Cyrillic letters.
_FONTS = Path(__file__).parent.parent / "fonts"
_PAPER, _INK, _QUIET, _ACCENT, _LINE = "#fbf9f5", "#1d1b18", "#5c564e", "#8c2f1b", "#d8d1c5"
_LEFT, _RIGHT, _FOOT = 80, 1120, 520
#: Nothing longer is measured: it could not be shown either.
_LONGEST = 600


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """The basic engine is in every build of the library: the others may set words differently."""
    path = _FONTS / f"SourceSerif4-{weight}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def drawn(kicker: str, title: str, sentence: str, name: str, corner: str) -> bytes:
    """The card as PNG: a kicker, a title, a sentence; below them the name and, right, a corner."""
    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, SIZE[0], 14), fill=_ACCENT)
    _line(pen, 62, kicker, _font("Regular", 30), _QUIET)
    below = _block(pen, (112, 330), title, "SemiBold", (68, 58, 48, 40), _INK)
    _block(pen, (below + 24, _FOOT - 20), sentence, "Regular", (42, 36, 32, 28), _INK)
    pen.line((_LEFT, _FOOT, _RIGHT, _FOOT), fill=_LINE, width=2)
    _line(pen, _FOOT + 26, name, _font("SemiBold", 32), _ACCENT)
    font = _font("Regular", 30)
    pen.text((_RIGHT - font.getlength(corner), _FOOT + 27), corner, font=font, fill=_QUIET)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _line(
    pen: ImageDraw.ImageDraw, top: int, text: str, font: ImageFont.FreeTypeFont, ink: str
) -> None:
    """One line, cut where it would leave the paper."""
    words = " ".join(text[:_LONGEST].split())
    lines = list(_lines(words, font))
    shown = _cut(lines[0], font) if len(lines) > 1 else words
    pen.text((_LEFT, top), shown, font=font, fill=ink)


def _block(
    pen: ImageDraw.ImageDraw,
    span: tuple[int, int],
    text: str,
    weight: str,
    sizes: tuple[int, ...],
    ink: str,
) -> int:
    """Lines between two heights, in the largest size that fits; where they end."""
    top, bottom = span
    words = " ".join(text[:_LONGEST].split())
    for size in sizes:
        font, step = _font(weight, size), round(size * 1.22)
        lines = list(_lines(words, font))
        room = max((bottom - top) // step, 1)
        if len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], _cut(lines[room - 1], font)]
    for line in lines:
        pen.text((_LEFT, top), line, font=font, fill=ink)
        top += step
    return top


def _lines(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """The words, broken where the paper ends; a word that is too long for a line is broken, too."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= _RIGHT - _LEFT:
            line = longer
            continue
        if line:
            yield line
        *full, line = _pieces(word, font)
        yield from full
    yield line


def _pieces(word: str, font: ImageFont.FreeTypeFont) -> list[str]:
    pieces = [""]
    for letter in word:
        if font.getlength(pieces[-1] + letter) > _RIGHT - _LEFT:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    """The line with a sign that there is more, which has its place within the paper."""
    while line and font.getlength(f"{line}…") > _RIGHT - _LEFT:
        line = line[:-1]
    return f"{line.rstrip()}…"
