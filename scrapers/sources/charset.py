"""Bytes to text, once: byte-order mark, then what the HTTP header says, then the page, then UTF-8.

A wrong guess here becomes a wrong name or title that looks real. So bytes that are not valid in the
charset they claim are refused, and so is text that shows the traces of having been decoded wrongly
somewhere before ("â€™" for an apostrophe).
"""

from __future__ import annotations

import codecs
import re
from email.message import Message

from scrapers.expect import ParseError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN = re.compile(
    r"utf-?8|utf-?16(?:-?[lb]e)?|iso-?8859-\d{1,2}|(?:windows-|cp)125[0-8]|latin-?\d"
    r"|(?:us-)?ascii|koi8-[ru]"
)
# What browsers read under these names, and servers that say them mean.
_READ_AS = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1"), "cp1252"),
    **dict.fromkeys(("ascii", "us-ascii"), "cp1252"),
    "iso-8859-9": "cp1254",
}
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_IN_HTML = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_IN_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})")
# Nothing longer is published (`scrapers.drift`), and each foreign word of it costs eight attempts.
_LOOKED_AT = 2000
_ASCII = re.compile(r"[\x00-\x7f]+")
# Letters and marks of European languages, which mistaken UTF-8 hides.
_EUROPEAN = re.compile(
    "[\u00a0-\u017f\u0218-\u021b\u0370-\u03ff\u0400-\u045f\u2010-\u203a\u20ac\u2122]+"
)
_MISTAKEN_FOR = (
    "cp1252",
    "latin-1",
    "cp1250",
    "iso8859-2",
    "cp1251",
    "cp1253",
    "iso8859-7",
    "koi8-r",
)


def decoded(data: bytes, charset: str | None = None) -> str:
    """The text of an HTML or XML document without its byte-order mark.

    `charset` is what the HTTP header says. Raises `ParseError` if the charset is unknown or the
    bytes are not valid in it.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], name)
    return _decoded(data, charset or _declared(data[:4096]) or "utf-8")


def in_utf_8(data: bytes, content_type: str) -> bytes:
    """The document as every reader reads it, if the HTTP header names a charset: in UTF-8 with the
    mark, which comes before whatever the page says of itself.

    Raises `ParseError` as `decoded` does, and if header and page name two charsets of which any
    bytes are valid in both.
    """
    charset = _in_header(content_type)
    if charset is None or any(data.startswith(mark) for mark, _ in _MARKS):
        return data
    text = decoded(data, charset)
    own = None if data.isascii() else _declared(data[:4096])
    if own and not {_codec(charset), _codec(own)} & {"utf-8"} and _codec(charset) != _codec(own):
        raise ParseError(f"expected one charset, the header says {charset} and the page {own}")
    return codecs.BOM_UTF8 + text.encode()


def _in_header(content_type: str) -> str | None:
    header = Message()
    header["content-type"] = content_type
    charset = header.get_param("charset")
    return charset.strip() or None if isinstance(charset, str) else None


def _codec(charset: str) -> str:
    """One name for all names of a charset."""
    name = charset.strip().lower()
    try:
        return codecs.lookup(_READ_AS.get(name, name)).name
    except LookupError:
        return name


def expect_readable(text: str | None, where: str) -> None:
    """Raise `ParseError` if a text was decoded wrongly, by us or by its source before us."""
    if text and (sign := _trace(text[:_LOOKED_AT])):
        raise ParseError(f'expected readable text in {where}, found "{sign}" in "{text[:80]}"')


def _decoded(data: bytes, charset: str) -> str:
    name = charset.strip().lower()
    if not _KNOWN.fullmatch(name):
        raise ParseError(f'expected a known charset, the page declares "{charset}"')
    try:
        text = data.decode(_READ_AS.get(name, name))
    except UnicodeDecodeError as error:
        raise ParseError(
            f"expected bytes of the declared charset {charset}: not so at byte {error.start}"
        ) from None
    except LookupError:
        raise ParseError(f'expected a known charset, the page declares "{charset}"') from None
    if not name.startswith("utf") and not data.isascii() and _is_utf8(data):
        raise ParseError(f"expected bytes of the declared charset {charset}: they are UTF-8")
    return text


def _declared(start: bytes) -> str | None:
    start = _COMMENT.sub(b"", start)
    found = _IN_XML.search(start) or _IN_HTML.search(start)
    name = found[1].decode("ascii") if found else None
    if name and name.lower().startswith("utf-16"):
        raise ParseError(f"expected bytes of the declared charset {name}: it reads as ASCII")
    return name


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes decode: those of another charset practically never do by chance."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _trace(text: str) -> str | None:
    for character in text:
        # U+FFFD is a decoder's white flag; C1 controls are Windows bytes read as Latin 1.
        if character == "\ufffd" or "\x80" <= character <= "\x9f":
            return character
    return next((run for run in _ASCII.split(text) if _is_mistaken(run)), None)


def _is_mistaken(run: str) -> bool:
    """Whether characters beside each other are the bytes of UTF-8, read in another charset."""
    if len(run) < 2:
        return False
    for charset in _MISTAKEN_FOR:
        try:
            meant = run.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
        if _EUROPEAN.fullmatch(meant):
            return True
    return False
