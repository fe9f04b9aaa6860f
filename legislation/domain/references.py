"""References to procedures and documents: many notations in, one canonical form out.

Two references are the same exactly when their canonical forms are the same string. What is not a
known notation keeps its source's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

# The Publications Office writes OLP in newer files and COD in older ones for the same procedure.
_SAME_TYPE = {"OLP": "COD"}

_PROCEDURE = re.compile(
    r"(?P<year>\d{4})(?:"
    r"/(?P<number>\d{1,4})(?P<suffix>[A-Z]?)(?: ?\((?P<type>[A-Z]{3})\)|/(?P<slashed>[A-Z]{3}))?"
    r"|_(?P<short>\d{1,4})(?P<short_suffix>[A-Z]?)"
    r"|-(?P<slug>\d{1,4})(?P<slug_suffix>[A-Z]?)(?:-(?P<slug_type>[A-Z]{3}))?"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, order=True)
class ProcedureReference:
    """A legislative file: 2025/0059(COD). `suffix` is the letter of a split file, `type` may be
    unknown (empty), since some notations leave it out."""

    year: int
    number: int
    suffix: str = ""
    type: str = ""

    def __post_init__(self) -> None:
        if not 1950 <= self.year <= 2199:
            raise ValueError(f"a procedure of the year {self.year} cannot be")
        if not 1 <= self.number <= 9999:
            raise ValueError(f"a procedure number is 1 to 9999, not {self.number}")
        if not re.fullmatch(r"[A-Z]?", self.suffix):
            raise ValueError(f"the letter after a procedure number is one of A to Z: {self.suffix}")
        if not re.fullmatch(r"(?:[A-Z]{3})?", self.type):
            raise ValueError(f"a procedure type is three letters, not {self.type}")

    @classmethod
    def parse(cls, text: str) -> ProcedureReference:
        """Read any notation: 2005/0167(COD), 2005/0167/COD, 2005/167/OLP, 2025_59, 2025-0059-COD.

        Raises `ValueError` if the text is something else.
        """
        found = _PROCEDURE.fullmatch(_plain(text))
        if not found:
            raise ValueError(f"not a procedure reference: {text!r}")
        return cls(*_parts_of_procedure(found))

    def __str__(self) -> str:
        kind = f"({self.type})" if self.type else ""
        return f"{self.year}/{self.number:04}{self.suffix}{kind}"

    @property
    def slug(self) -> str:
        """For our addresses: 2025-0059-COD."""
        kind = f"-{self.type}" if self.type else ""
        return f"{self.year}-{self.number:04}{self.suffix}{kind}"

    @property
    def underscore(self) -> str:
        """For the addresses of EUR-Lex and CELLAR: 2025_59."""
        return f"{self.year}_{self.number}{self.suffix}"

    def is_same_file(self, other: ProcedureReference) -> bool:
        """Whether both name one file; a type that is unknown agrees with every type."""
        return self._file == other._file and (
            not self.type or not other.type or self.type == other.type
        )

    @property
    def _file(self) -> tuple[int, int, str]:
        return self.year, self.number, self.suffix


def _parts_of_procedure(found: re.Match[str]) -> tuple[int, int, str, str]:
    part = found.groupdict()
    number = part["number"] or part["short"] or part["slug"]
    suffix = part["suffix"] or part["short_suffix"] or part["slug_suffix"] or ""
    kind = (part["type"] or part["slashed"] or part["slug_type"] or "").upper()
    return int(part["year"]), int(number), suffix.upper(), _SAME_TYPE.get(kind, kind)


def canonical(text: str) -> str:
    """The one form of a document reference or procedure reference; unknown words as they are.

    >>> canonical("COM/2005/391/FINAL"), canonical("CS/2008/16942/ADD 1")
    ('COM(2005) 391', 'ST 16942/08 ADD 1')
    """
    plain = _plain(text)
    for pattern, write in _NOTATIONS:
        if found := pattern.fullmatch(plain):
            return write(found)
    try:
        return str(ProcedureReference.parse(plain))
    except ValueError:
        return plain


def celex(text: str) -> str:
    """A CELEX number, checked for its form: 32008L0115, 52006AR0051(03), 02008L0115-20081224.

    Raises `ValueError` that says what is wrong.
    """
    plain = _plain(text).upper()
    if _CELEX_OF_A_SERIES.fullmatch(plain):
        return plain
    found = _CELEX.fullmatch(plain)
    if not found:
        raise ValueError(f"not a CELEX number: {text!r}")
    if (found["sector"] == "0") != bool(found["on"]):
        raise ValueError(f"a consolidated text, and no other, has sector 0 and a day: {text!r}")
    if found["on"]:
        _day(found["on"], text)
    if not 1900 <= int(found["year"]) <= 2199:
        raise ValueError(f"a CELEX number of the year {found['year']} cannot be: {text!r}")
    return plain


def find(text: str) -> tuple[str, ...]:
    """Procedures (with their type), Commission documents and CELEX numbers named in running text.

    Canonical, in the order of the text, each once. Numbers such as "Regulation (EU) 2024/1351"
    are acts, not procedures, and are not found.
    """
    plain = _plain(text)
    hits = sorted(hit for search in _SEARCHES for hit in search(plain))
    return tuple(dict.fromkeys(reference for _, reference in hits))


def _plain(text: str) -> str:
    """One line with ordinary hyphens and blanks; the sources write U+2011 and U+00A0."""
    return " ".join(text.translate(_LOOKALIKES).split())


_LOOKALIKES = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), ""),
}


def _day(digits: str, text: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError(f"no day of the calendar in the CELEX number {text!r}") from None


def _year(digits: str) -> int:
    """Two digits are of 1950 to 2049: the Council's numbering has no other."""
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 50 else 2000)


def _commission(found: re.Match[str]) -> str:
    named = found.groupdict()
    written = f"{found['series'].upper()}({_year(found['year'])}) {int(found['number'])}"
    if part := named.get("part"):
        return f"{written}-{part}"
    # FINAL/1 is the first version; FINAL/2 replaces it and is another document.
    version = int(named.get("version") or 1)
    return f"{written}/{version}" if version > 1 else written


def _council(found: re.Match[str]) -> str:
    extra = " ".join(re.findall(r"[A-Z]+|\d+", (found["extra"] or "").upper()))
    extra = "" if extra == "INIT" else extra
    series = _COUNCIL_SERIES[found["series"].upper()]
    year = _year(found["year"])
    written = str(year) if series == "PE-CONS" else f"{year % 100:02}"
    return f"{series} {int(found['number'])}/{written} {extra}".rstrip()


def _session(found: re.Match[str]) -> str:
    return f"{found['letter']}{int(found['term'])}-{int(found['number']):04}/{found['year']}"


def _adopted(found: re.Match[str]) -> str:
    return f"P{int(found['term'])}_TA({found['year']}){int(found['number']):04}"


def _journal(found: re.Match[str]) -> str:
    annex = "E" if found["annex"] else ""
    return f"OJ {found['series']} {int(found['issue'])}{annex}, {found['year']}, p. {found['page']}"


_COUNCIL_SERIES = {
    "ST": "ST",
    "CS": "ST",
    "CSST": "ST",
    "CM": "CM",
    "PE": "PE-CONS",
    "PE-CONS": "PE-CONS",
    "CSPE": "PE-CONS",
}
_EXTRA = r"(?P<extra>(?:[ /_-](?:INIT|(?:ADD|REV|COR|AMD|DCL|EXT)[ _-]?\d+))*)"
_COMMISSION = r"(?P<series>COM|SEC|SWD|JOIN)"

_NOTATIONS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(pattern, re.IGNORECASE), write)
    for pattern, write in [
        (
            _COMMISSION + r"/(?P<year>\d{4})/(?P<number>\d+)(?:/FINAL(?:/(?P<version>\d))?)?",
            _commission,
        ),
        (
            _COMMISSION + r" ?\((?P<year>\d{4}|[5-9]\d)\) ?(?P<number>\d+)"
            r"(?: ?(?:/|final ?/) ?(?P<version>\d)| ?final| ?- ?(?P<part>\d+))?",
            _commission,
        ),
        (r"(?P<series>CS|CSST|CSPE|PE-CONS)/(?P<year>\d{4})/(?P<number>\d+)" + _EXTRA, _council),
        (r"(?P<series>ST|CM|PE)[ _-](?P<number>\d+)[ _-](?P<year>\d{4})" + _EXTRA, _council),
        (r"(?P<series>ST|CM|PE-CONS) (?P<number>\d+)/(?P<year>\d{4}|\d\d)" + _EXTRA, _council),
        (r"(?P<letter>[ABC])(?P<term>\d{1,2})/(?P<year>\d{4})/(?P<number>\d{1,4})", _session),
        (r"(?P<letter>[ABC])(?P<term>\d{1,2})-(?P<number>\d{1,4})/(?P<year>\d{4})", _session),
        (r"(?P<letter>[ABC])-(?P<term>\d{1,2})-(?P<year>\d{4})-(?P<number>\d{1,4})", _session),
        (
            r"P(?P<term>\d{1,2})_(?P<letter>[AB])\((?P<year>\d{4})\)(?P<number>\d{1,4})"
            r"(?: \(Report\))?",
            _session,
        ),
        (r"TA/(?P<year>\d{4})/(?P<number>\d{1,4})/P(?P<term>\d{1,2})", _adopted),
        (r"TA-(?P<term>\d{1,2})-(?P<year>\d{4})-(?P<number>\d{1,4})", _adopted),
        (r"T(?P<term>\d{1,2})-(?P<number>\d{1,4})/(?P<year>\d{4})", _adopted),
        (
            r"P(?P<term>\d{1,2})_TA\((?P<year>\d{4})\)(?P<number>\d{1,4})(?: \(Texts adopted\))?",
            _adopted,
        ),
        (
            r"JO (?P<series>[LC])(?P<annex> E)?/(?P<year>\d{4})/(?P<issue>\d+)/(?P<page>\d+)",
            _journal,
        ),
        (
            r"OJ (?P<series>[LC]) (?P<issue>\d+)(?P<annex> ?E)?, (?:\d{1,2}\.\d{1,2}\.)?"
            r"(?P<year>\d{4}), p\. (?P<page>\d+)(?:-\d+)?",
            _journal,
        ),
    ]
]

_CELEX = re.compile(
    r"(?P<sector>[0-9CE])(?P<year>\d{4})[A-Z]{1,3}(?:\d{2,6}|/[A-Z]{3})(?:/\d{2})?(?:\(\d{2}\))?"
    r"(?:R\(\d{2}\))?(?:-(?P<on>\d{8}))?"
)
# Notices of the C series before 2016 are numbered by issue: C2006/206/06.
_CELEX_OF_A_SERIES = re.compile(r"[CE]\d{4}/\d{1,3}[A-Z]?/\d{1,3}")

_PROCEDURE_IN_TEXT = re.compile(
    r"(?<![\d/])(?:19|20)\d\d/\d{1,4}[A-Z]?(?: ?\([A-Z]{3}\)|/[A-Z]{3})(?![A-Za-z])"
)
_COMMISSION_IN_TEXT = re.compile(
    rf"\b{_COMMISSION}(?: ?\((?P<year>\d{{4}})\) ?|/(?P<slashed>\d{{4}})/)"
    r"(?P<number>\d{1,4})(?!\d)"
)
_CELEX_IN_TEXT = re.compile(
    r"(?<!\w)(?:[1-9](?:19|20)\d\d[A-Z]{1,2}\d{4}(?:\(\d\d\))?(?:R\(\d\d\))?"
    r"|0(?:19|20)\d\d[A-Z]\d{4}-\d{8})(?!\w)"
)

Hit = tuple[int, str]


def _procedures_in(text: str) -> Iterator[Hit]:
    for found in _PROCEDURE_IN_TEXT.finditer(text):
        yield found.start(), str(ProcedureReference.parse(found.group()))


def _commission_documents_in(text: str) -> Iterator[Hit]:
    for found in _COMMISSION_IN_TEXT.finditer(text):
        year = found["year"] or found["slashed"]
        yield found.start(), f"{found['series']}({year}) {int(found['number'])}"


def _celex_in(text: str) -> Iterator[Hit]:
    for found in _CELEX_IN_TEXT.finditer(text):
        yield found.start(), found.group()


_SEARCHES = (_procedures_in, _commission_documents_in, _celex_in)
