"""Documents of the institutions: each notation in, one canonical form out."""

from __future__ import annotations

import re
from collections.abc import Callable

from legislation.domain.references.plain import plain, year_of

Found = re.Match[str]


def document(text: str) -> str:
    """The canonical form of a document's reference: COM(2005) 391, ST 16676/08, A6-0339/2007.

    Raises `ValueError` if it is no notation that is known, or one with an impossible year or a
    contradiction in it.
    """
    written = _PREFIX.sub("", plain(text))
    for pattern, write in _NOTATIONS:
        if found := pattern.fullmatch(written):
            return write(found)
    raise ValueError(f"not a document reference: {text[:100]!r}")


def _commission(found: Found) -> str:
    named = found.groupdict()
    written = f"{found['series'].upper()}({year_of(found['year'])}) {int(found['number'])}"
    if part := named.get("part"):
        return f"{written}-{int(part)}"
    # FINAL/1 is the first version; FINAL/2 replaces it and is another document.
    version = int(named.get("version") or 1)
    return f"{written}/{version}" if version > 1 else written


def _council(found: Found) -> str:
    series = _COUNCIL_SERIES[found["series"].upper()]
    parts = re.findall(r"([A-Z]+)[ _/-]?(\d*)", (found["extra"] or "").upper())
    extra = [f"{word} {int(number)}" for word, number in parts if word != "INIT"]
    if (revision := found.groupdict().get("revision")) and f"REV {int(revision)}" not in extra:
        raise ValueError(f"revision {revision} in the number and not after it: {found[0]!r}")
    year = year_of(found["year"])
    # Two digits, as the Council writes it: they name one year as long as nobody reads this in 2050.
    written = str(year) if series == "PE-CONS" else f"{year % 100:02}"
    return " ".join([f"{series} {int(found['number'])}/{written}", *extra])


def _session(found: Found) -> str:
    letter = "RC-B" if found["letter"].upper().startswith("RC") else found["letter"].upper()
    number = f"{int(found['term'])}-{int(found['number']):04}"
    return f"{letter}{number}/{year_of(found['year'])}"


def _adopted(found: Found) -> str:
    year = year_of(found["year"])
    return f"P{int(found['term'])}_TA({year}){int(found['number']):04}"


def _parliament(found: Found) -> str:
    return f"PE{found['first']}.{found['second']}"


def _numbered(found: Found) -> str:
    return f"{found['series'].upper()}/{year_of(found['year'])}/{int(found['number'])}"


def _opinion(found: Found) -> str:
    return f"{found['body']}_{found['letter']}({found['year']}){found['number']}".upper()


def _committee(found: Found) -> str:
    kind = f"-{found['kind'].upper()}" if found["kind"] else ""
    year = year_of(found["year"])
    return f"{found['series'].upper()}-{year}-{int(found['number']):05}{kind}"


def _journal(found: Found) -> str:
    annex = "E" if found["annex"] else ""
    place = f"{found['series'].upper()} {int(found['issue'])}{annex}"
    year = year_of(found["year"])
    if not found["page"] and year >= 2024:
        raise ValueError(f"no page, and acts are numbered by themselves since 2023: {found[0]!r}")
    page = f", p. {int(found['page'])}" if found["page"] else ""
    return f"OJ {place}, {year}{page}"


def _journal_of_now(found: Found) -> str:
    """Since October 2023 each act is an issue of its own."""
    series = found["series"].upper()
    within = "C/" if series == "C" else ""
    return f"OJ {series}, {within}{year_of(found['year'])}/{int(found['number'])}"


_PREFIX = re.compile(r"(?:comnat|immc|consil|ep|oj):", re.IGNORECASE)
_COUNCIL_SERIES = {
    "ST": "ST",
    "CS": "ST",
    "CSST": "ST",
    "CM": "CM",
    "PE": "PE-CONS",
    "PE-CONS": "PE-CONS",
    "CSPE": "PE-CONS",
}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NO_YEAR = r"(?!(?:19|20)\d\d(?!\d))"
_EXTRA = r"(?P<extra>(?:[ /_-](?:INIT|(?:ADD|REV|COR|AMD|DCL|EXT)[ _/-]?\d{1,3})){0,6})"
_TERM, _IN_SESSION = r"(?P<term>[1-9]\d?)", r"(?P<number>\d{1,4})"
_COMMISSION = r"(?P<series>COM|SEC|SWD|JOIN)"

_READ: list[tuple[str, Callable[[Found], str]]] = [
    (_COMMISSION + rf"/{_YEAR}/(?P<number>\d{{1,5}})(?:/FINAL(?:/(?P<version>\d))?)?", _commission),
    (
        _COMMISSION + r" ?\((?P<year>(?:19|20)\d\d|[5-9]\d)\) ?(?P<number>\d{1,5})"
        r"(?: ?(?:/|final ?/| final ) ?(?P<version>\d)| ?final| ?- ?(?P<part>\d{1,3}))?",
        _commission,
    ),
    (
        _COMMISSION + rf"[_:-]{_YEAR}[_:-](?P<number>\d{{1,5}})(?:[_:-]FIN(?P<version>\d)?)?",
        _commission,
    ),
    # What follows C(2022) 7463 is a number of the Commission's own.
    (rf"(?P<series>C) ?\({_YEAR}\) ?(?P<number>\d{{1,5}})(?:/\d{{5,8}}| final)?", _commission),
    (
        rf"(?P<series>CS|CSST|CSPE|PE-CONS)/{_YEAR}/(?P<number>\d{{1,5}})" + _EXTRA,
        _council,
    ),
    # Both orders are in use; which of two years would be the number nobody can say.
    (rf"(?P<series>ST|CM|PE)/{_YEAR}/(?P<number>{_NO_YEAR}\d{{1,5}})" + _EXTRA, _council),
    (rf"(?P<series>ST|CM|PE)/(?P<number>{_NO_YEAR}\d{{1,5}})/{_YEAR}" + _EXTRA, _council),
    (rf"(?P<series>ST|CM|PE|PE-CONS)[ _-](?P<number>\d{{1,5}})[ _-]{_YEAR}" + _EXTRA, _council),
    (
        r"(?P<series>ST|CM|PE-CONS) (?P<number>\d{1,5})(?:/(?P<revision>\d{1,2}))?"
        r"/(?P<year>(?:19|20)\d\d|\d\d)" + _EXTRA,
        _council,
    ),
    (rf"(?P<letter>[ABC]){_TERM}/{_YEAR}/{_IN_SESSION}", _session),
    (
        rf"(?P<letter>[ABC]|RC-?[BC]?){_TERM}-{_IN_SESSION}/(?P<year>(?:19|20)\d\d|\d\d)",
        _session,
    ),
    (rf"(?P<letter>[ABC]){_TERM}-(?P<number>{_NO_YEAR}\d{{4}})-{_YEAR}", _session),
    (rf"(?P<letter>[ABC]){_TERM}-{_YEAR}-(?P<number>{_NO_YEAR}\d{{4}})", _session),
    (rf"(?P<letter>[ABC]|RC)-{_TERM}-{_YEAR}-{_IN_SESSION}", _session),
    (rf"P{_TERM}_(?P<letter>[AB]|RC)\({_YEAR}\){_IN_SESSION}(?: \(Report\))?", _session),
    # An opinion of a committee: LIBE_AD(2018)615185, "(Opinion)" behind it on EUR-Lex.
    (
        rf"(?P<body>[A-Z]{{4}})_(?P<letter>[A-Z]{{2}})\({_YEAR}\)(?P<number>\d{{1,9}})"
        r"(?: \(Opinion\))?",
        _opinion,
    ),
    (rf"TA/{_YEAR}/{_IN_SESSION}/P{_TERM}", _adopted),
    (rf"TA-{_TERM}-{_YEAR}-{_IN_SESSION}", _adopted),
    (rf"P{_TERM}-TA-{_YEAR}-{_IN_SESSION}", _adopted),
    (rf"T{_TERM}-{_IN_SESSION}/{_YEAR}", _adopted),
    (rf"P{_TERM}_TA(?:-PROV)?\({_YEAR}\){_IN_SESSION}(?: \(Texts adopted\))?", _adopted),
    (r"PE ?(?P<first>\d{3})[. ](?P<second>\d{3})(?: ?v\d\d-\d\d)?", _parliament),
    (r"[A-Z]{2}[A-Z\d]{2}-[A-Z]{2}-(?P<first>\d{3})(?P<second>\d{3})(?:_[A-Z]{2})?", _parliament),
    (rf"(?P<series>PRES|ECB)/{_YEAR}/(?P<number>\d{{1,5}})", _numbered),
    (
        rf"(?P<series>EESC|COR)[- ]{_YEAR}-(?P<number>\d{{1,5}})(?:-(?P<kind>[A-Z]{{2,4}}))?",
        _committee,
    ),
    (
        rf"JO (?P<series>[LC])(?P<annex> E)?[/ ]{_YEAR}/(?P<issue>\d{{1,3}})"
        r"(?:/(?P<page>\d{1,4}))?",
        _journal,
    ),
    (
        r"OJ (?P<series>[LC]) (?P<issue>\d{1,3})(?P<annex> ?E)?, (?:\d{1,2}\.\d{1,2}\.)?"
        rf"{_YEAR}(?:, p\. (?P<page>\d{{1,4}})(?:-\d{{1,4}})?)?",
        _journal,
    ),
    (
        rf"OJ (?P<series>[LC]),? (?:C/)?{_YEAR}/(?P<number>\d{{1,5}})"
        r"(?:, \d{1,2}\.\d{1,2}\.\d{4})?(?:, ELI: \S{1,80})?",
        _journal_of_now,
    ),
    (rf"(?P<series>[LC])_{_YEAR}(?P<number>\d{{5}})", _journal_of_now),
]
_NOTATIONS = [(re.compile(p, re.IGNORECASE | re.ASCII), write) for p, write in _READ]
