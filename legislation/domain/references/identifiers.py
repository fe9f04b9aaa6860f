"""The two identifiers that EUR-Lex gives an act: its CELEX number and its ELI."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from legislation.domain.references.plain import plain

_CELEX = re.compile(
    r"(?P<sector>[0-9CE])(?P<year>\d{4})[A-Z]{1,3}(?P<number>\d{2,6}|/[A-Z]{3})(?:/\d{2})?"
    r"(?:\(\d{2}\))?(?:R\(\d{2}\))?(?P<country>[A-Z]{3}(?:_\d{1,12})?)?(?:-(?P<on>\d{8}))?",
    re.ASCII,
)
# A treaty as a whole, and articles that were put in between: 11957E, 11957E130S, 12016A106BIS.
_CELEX_OF_A_TREATY = re.compile(r"1(?:19|20)\d\d[A-Z](?:\d{3}[A-Z]{1,4})?", re.ASCII)
# Notices of the C series before 2016 are numbered by issue: C2006/206/06.
_CELEX_OF_A_SERIES = re.compile(r"[CE]\d{4}/\d{1,3}[A-Z]?/\d{1,3}", re.ASCII)
_FOUR_DIGITS = "0356"


def celex(text: str) -> str:
    """A CELEX number, checked for its form: 32008L0115, 52006AR0051(03), 02008L0115-20081224.

    Raises `ValueError` that says what is wrong.
    """
    written = plain(text).upper().removeprefix("CELEX:")
    if _CELEX_OF_A_SERIES.fullmatch(written) or _CELEX_OF_A_TREATY.fullmatch(written):
        return written
    found = _CELEX.fullmatch(written)
    if not found:
        raise ValueError(f"not a CELEX number: {text[:100]!r}")
    sector, number = found["sector"], found["number"]
    if (sector == "0") != bool(found["on"]):
        raise ValueError(f"a consolidated text, and no other, has sector 0 and a day: {text!r}")
    if found["on"]:
        _day(found["on"], text)
    if not 1900 <= int(found["year"]) <= 2199:
        raise ValueError(f"a CELEX number of the year {found['year']} cannot be: {text!r}")
    if sector in _FOUR_DIGITS and number.isdigit() and len(number) < 4:
        raise ValueError(f"the number in a CELEX number of sector {sector} has four digits: {text}")
    if found["country"] and sector != "7":
        raise ValueError(f"a national measure, and nothing else, names its state: {text!r}")
    return written


def is_corrigendum(number: str) -> bool:
    """Whether a CELEX number is of a corrigendum: 32004R0139R(03)."""
    return re.search(r"R\(\d\d\)$", number) is not None


_ELI = re.compile(
    r"(?:eli:|(?:https?://(?:data|eur-lex|publications)\.europa\.eu/)?(?:resource/)?eli/)"
    r"(?P<type>[a-z]{2,12}(?:_[a-z]{2,12}){0,2}|C)/(?P<year>\d{4})/"
    r"(?P<number>\d{1,6}(?:\(\d{1,2}\))?)"
    r"(?:/corrigendum/(?P<corrigendum>\d{4}-\d\d-\d\d)|/(?P<version>\d{4}-\d\d-\d\d))?"
    r"(?:/oj)?(?:/[a-z]{2,3}(?:/[a-z0-9]{2,8})?)?/?",
    re.ASCII,
)
_CELEX_LETTERS = {
    f"{act}{kind}": letter
    for act, letter in (("reg", "R"), ("dir", "L"), ("dec", "D"))
    for kind in ("", "_impl", "_del")
}


@dataclass(frozen=True)
class Eli:
    """A European Legislation Identifier: http://data.europa.eu/eli/dir/2008/115/oj.

    `version` is the day of a consolidated text, `corrigendum` that of a corrigendum. The language
    and the format that an address may go on with are not kept.
    """

    type: str
    year: int
    number: str
    version: date | None = None
    corrigendum: date | None = None

    @classmethod
    def parse(cls, text: str) -> Eli:
        """Read eli:dir/2008/115/oj, eli/dir/2008/115/oj, or an address of one of three hosts.

        Raises `ValueError` if the text is something else.
        """
        found = _ELI.fullmatch(plain(text))
        if not found:
            raise ValueError(f"not a European Legislation Identifier: {text[:100]!r}")
        if not 1950 <= int(found["year"]) <= 2199:
            raise ValueError(f"an act of the year {found['year']} cannot be: {text!r}")
        days = (
            _day(found[part].replace("-", ""), text) if found[part] else None
            for part in ("version", "corrigendum")
        )
        return cls(found["type"], int(found["year"]), found["number"], *days)

    def __str__(self) -> str:
        act = f"http://data.europa.eu/eli/{self.type}/{self.year}/{self.number}"
        if self.version:
            return f"{act}/{self.version}"
        return f"{act}/corrigendum/{self.corrigendum}/oj" if self.corrigendum else f"{act}/oj"

    @property
    def celex(self) -> str | None:
        """The same act's CELEX number; None where the ELI alone doesn't give it: for a corrigendum,
        for a number that several acts of a year share, and for what is no act of law."""
        letter = _CELEX_LETTERS.get(self.type)
        if letter is None or self.corrigendum or not self.number.isdigit() or len(self.number) > 4:
            return None
        act = f"{self.year}{letter}{int(self.number):04}"
        return f"0{act}-{self.version:%Y%m%d}" if self.version else f"3{act}"


def _day(digits: str, text: str) -> date:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise ValueError(f"no day of the calendar in {text!r}") from None
