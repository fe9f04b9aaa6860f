"""What a person reads on a stored page: its text, without the markup, which never runs here."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

#: Elements that stand within a line; any other begins and ends one.
_INLINE = re.compile(
    "a|abbr|acronym|b|bd[io]|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small"
    "|span|strong|su[bp]|time|tt|u|var|wbr"
)
_UNSEEN = frozenset({"script", "style", "template"})
_CELLS = frozenset({"td", "th"})
_DECLARED = re.compile(r"<\?xml[^>]*\?>", re.IGNORECASE)
#: Within so many characters an HTML page says that it is one.
_BEGINNING = 4000


def readable(text: str, media_type: str = "") -> str:
    """The text of an HTML or XML page, a line for each block; empty if it is neither."""
    text = text.lstrip("\ufeff \t\r\n")
    beginning = text[:_BEGINNING].lower()
    # Without the XML declaration, which may name an encoding that this text is no longer in.
    page = _DECLARED.sub("", text, count=1).encode(errors="replace")
    if "html" in media_type or "<html" in beginning or "<!doctype html" in beginning:
        lines: Any = _Lines(html=True)  # lxml asks less of it than its types say
        return _read(page, etree.HTMLParser(target=lines, encoding="utf-8"))
    if beginning.startswith(("<?xml", "<rdf:", "<rss", "<feed")):
        lines = _Lines(html=False)
        return _read(page, etree.XMLParser(target=lines, recover=True, resolve_entities=False))
    return ""


def _read(page: bytes, parser: etree.HTMLParser | etree.XMLParser) -> str:
    """Read as a stream: a tree of what a stranger nested would be slow to walk."""
    try:
        parser.feed(page)
        read: str = parser.close()  # type: ignore[assignment] # what the target's close gives
    except etree.XMLSyntaxError:
        return ""
    return read


class _Lines:
    """Gathers the text of a page, told of its parts by the parser."""

    def __init__(self, *, html: bool) -> None:
        self._html, self._unseen = html, 0
        self._pieces: list[str] = []

    def start(self, tag: str, _attributes: object) -> None:
        if self._html and tag in _UNSEEN:
            self._unseen += 1
        elif self._html and tag in _CELLS:
            self._pieces.append("\t")
        elif not self._is_inline(tag):
            self._pieces.append("\n")

    def end(self, tag: str) -> None:
        if self._html and tag in _UNSEEN:
            self._unseen -= 1
        elif not self._is_inline(tag) and tag not in _CELLS:
            self._pieces.append("\n")

    def data(self, text: str) -> None:
        if not self._unseen:
            self._pieces.append(re.sub(r"\s+", " ", text))

    def close(self) -> str:
        lines = (line.split("\t") for line in "".join(self._pieces).split("\n"))
        told = ("\t".join(filter(None, map(_tidied, cells))) for cells in lines)
        return "\n".join(line for line in told if line)

    def _is_inline(self, tag: str) -> bool:
        return self._html and _INLINE.fullmatch(tag) is not None


def _tidied(text: str) -> str:
    return re.sub(r" +", " ", text).strip()
