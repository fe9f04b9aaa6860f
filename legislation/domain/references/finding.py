"""References in running text and in links: procedures, Commission and ST documents, CELEX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from legislation.domain.references.documents import document
from legislation.domain.references.identifiers import Eli, celex
from legislation.domain.references.plain import plain
from legislation.domain.references.procedure import ProcedureReference

Hit = tuple[int, str]

_PROCEDURE = re.compile(
    r"(?<![\w/])(?:19|20)\d\d/\d{1,4}[A-Z]?(?: ?\([A-Z]{3}\)|/[A-Z]{3})(?![A-Za-z])", re.ASCII
)
_COMMISSION = re.compile(
    r"(?<![A-Za-z0-9])(COM|SEC|SWD|JOIN)(?: ?\((\d{4})\) ?|/(\d{4})/)(\d{1,4})(?!\d)", re.ASCII
)
_COMMISSION_IN_LINK = re.compile(
    r"(?<![A-Za-z0-9])(COM|SEC|SWD|JOIN)[_:-](\d{4})[_:-](\d{1,4})(?!\d)", re.ASCII
)
_COUNCIL = re.compile(
    r"(?<![A-Za-z0-9])ST(?:[ -]\d{1,5}(?:/\d{1,2})?/(?:(?:19|20)\d\d|\d\d)"
    r"|[ _-]\d{1,5}[ _-](?:19|20)\d\d)"
    r"(?:[ _-](?:INIT|(?:ADD|REV|COR|AMD|DCL|EXT)[ _-]?\d{1,3})(?!\d)){0,6}(?!\d)",
    re.ASCII,
)
_CELEX = re.compile(
    r"(?<!\w)(?:[1-9](?:19|20)\d\d[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:R\(\d\d\))?"
    r"|0(?:19|20)\d\d[A-Z]\d{4}-\d{8})(?!\w)",
    re.ASCII,
)
_CELEX_IN_LINK = re.compile(r"(?:celex:|/celex/)([^&?#:]{8,40}?)(?=[&?#/:]|$)", re.IGNORECASE)
# The Council's register until about 2014: .../pdf/en/08/st16/st16676-re01.en08.pdf.
_COUNCIL_FILE = re.compile(r"/st(\d{5})((?:-(?:re|ad|co)\d\d){0,3})\.[a-z]{2}(\d\d)\.pdf", re.ASCII)
_FILE_WORDS = {"re": "REV", "ad": "ADD", "co": "COR"}
_ELI_IN_LINK = re.compile(r"(?<=/)eli/[^?#]{8,90}")
_PROCEDURE_PATH = re.compile(
    r"/(?:procedure/(?:[A-Z]{2}/)?|procedures/|proposals/)"
    r"((?:19|20)\d\d[_-]\d{1,4}[A-Z]?(?:-[A-Z]{3})?)(?![^/])",
    re.IGNORECASE | re.ASCII,
)
# Parliament's pages: /doceo/document/A-6-2007-0339_EN.html.
_PARLIAMENT_PATH = re.compile(r"/doceo/document/([A-Z\d-]{8,30})(?=[_.?#]|$)", re.ASCII)
_PROCEDURE_PARAMETERS = {"reference", "procnum"}


def find(text: str) -> tuple[str, ...]:
    """Procedures (with their type), Commission and ST documents and CELEX numbers in running text.

    Canonical, in the order of the text, each once. Numbers such as "Regulation (EU) 2024/1351"
    are acts, not procedures, and are not found; nor is what only looks like a reference.
    """
    written = plain(text)
    hits = sorted(hit for search in _SEARCHES for hit in search(written))
    return tuple(dict.fromkeys(reference for _, reference in hits))


def find_in_links(links: Iterable[str]) -> tuple[str, ...]:
    """The same four in the addresses of links, in their order, each once.

    Procedures by the parameter `reference` or their page's path, documents by their file's name,
    acts by CELEX number or ELI: an act named by its ELI is found as its CELEX number.
    """
    return tuple(dict.fromkeys(reference for link in links for reference in _in_link(link)))


def find_in_address(address: str) -> tuple[str, ...]:
    """The same in an address that somebody pasted, and the document whose page at Parliament it is,
    which a press release links in passing."""
    page = _PARLIAMENT_PATH.search(unquote(address))
    return (*find_in_links([address]), *(_read(document, page[1]) if page else ()))


def _in_link(link: str) -> Iterator[str]:
    address = plain(unquote(link.replace("+", " ")))
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    named = [value for name, value in parse_qsl(parts.query) if name in _PROCEDURE_PARAMETERS]
    for written in [*named, *_PROCEDURE_PATH.findall(parts.path)]:
        yield from _read(lambda text: str(ProcedureReference.parse(text)), written)
    for found in _COMMISSION_IN_LINK.finditer(address):
        yield from _read(document, "{}({}) {}".format(*found.groups()))
    for search in (_commission_in, _council_in):
        yield from (reference for _, reference in search(address))
    for number, extra, year in _COUNCIL_FILE.findall(address):
        words = [f" {_FILE_WORDS[part[:2]]} {int(part[2:])}" for part in extra.split("-")[1:]]
        yield from _read(document, f"ST {number}/{year}{''.join(words)}")
    for written in _CELEX_IN_LINK.findall(address):
        yield from _read(celex, written)
    for written in _ELI_IN_LINK.findall(parts.path):
        yield from _read(_celex_of_eli, written)


def _read(parse: Callable[[str], str], written: str) -> Iterator[str]:
    try:
        yield parse(written.strip())
    except ValueError:
        return


def _celex_of_eli(written: str) -> str:
    number = Eli.parse(written).celex
    if number is None:
        raise ValueError(f"{written} gives no CELEX number")
    return number


def _procedures_in(text: str) -> Iterator[Hit]:
    for found in _PROCEDURE.finditer(text):
        for reference in _read(lambda text: str(ProcedureReference.parse(text)), found.group()):
            yield found.start(), reference


def _commission_in(text: str) -> Iterator[Hit]:
    for found in _COMMISSION.finditer(text):
        series, year, slashed, number = found.groups()
        for reference in _read(document, f"{series}({year or slashed}) {number}"):
            yield found.start(), reference


def _council_in(text: str) -> Iterator[Hit]:
    for found in _COUNCIL.finditer(text):
        for reference in _read(document, found.group().replace("ST-", "ST ", 1)):
            yield found.start(), reference


def _celex_in(text: str) -> Iterator[Hit]:
    for found in _CELEX.finditer(text):
        for reference in _read(celex, found.group()):
            yield found.start(), reference


_SEARCHES = (_procedures_in, _commission_in, _council_in, _celex_in)
