"""Legislative files: 2025/0059(COD)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from legislation.domain.references.plain import plain

# The Publications Office writes OLP in newer files and COD in older ones for the same procedure.
_SAME_TYPE = {"OLP": "COD"}

_PROCEDURE = re.compile(
    r"(?:procedure:)?(?P<year>\d{4})(?:"
    r"/(?P<number>\d{1,4})(?P<suffix>[A-Z]?)(?: ?\((?P<type>[A-Z]{3})\)|/(?P<slashed>[A-Z]{3}))?"
    r"|_(?P<short>\d{1,4})(?P<short_suffix>[A-Z]?)"
    r"|-(?P<slug>\d{1,4})(?P<slug_suffix>[A-Z]?)(?:-(?P<slug_type>[A-Z]{3}))?"
    r")",
    re.IGNORECASE | re.ASCII,
)
# Parliament's links until about 2012: COD/2005/0167.
_TYPE_FIRST = re.compile(r"([A-Z]{3})/(\d{4})/(\d{1,4})([A-Z]?)", re.IGNORECASE | re.ASCII)


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
        """Read any notation: 2005/0167(COD), 2005/0167/COD, 2005/167/OLP, COD/2005/0167, 2025_59,
        2025-0059, 2025-0059-COD, procedure:2025_59.

        Raises `ValueError` if the text is something else.
        """
        written = plain(text)
        if found := _TYPE_FIRST.fullmatch(written):
            kind, year, number, suffix = found.groups()
            return cls(int(year), int(number), suffix.upper(), _type(kind))
        if found := _PROCEDURE.fullmatch(written):
            return cls(*_parts(found))
        raise ValueError(f"not a procedure reference: {text[:100]!r}")

    def __str__(self) -> str:
        """As the Legislative Observatory and we write it: 2025/0059(COD)."""
        kind = f"({self.type})" if self.type else ""
        return f"{self.year}/{self.number:04}{self.suffix}{kind}"

    @property
    def slug(self) -> str:
        """For our addresses: 2025-0059-COD."""
        kind = f"-{self.type}" if self.type else ""
        return f"{self.open_data}{kind}"

    @property
    def underscore(self) -> str:
        """For the addresses of EUR-Lex and CELLAR: 2025_59."""
        return f"{self.year}_{self.number}{self.suffix}"

    @property
    def open_data(self) -> str:
        """For Parliament's open data: 2025-0059."""
        return f"{self.year}-{self.number:04}{self.suffix}"

    @property
    def slashed(self) -> str:
        """As EUR-Lex prints it: 2025/0059/COD, and with a letter 2021/37M/NLE."""
        number = f"{self.number}{self.suffix}" if self.suffix else f"{self.number:04}"
        return "/".join(filter(None, [str(self.year), number, self.type]))

    def is_same_file(self, other: ProcedureReference) -> bool:
        """Whether both name one file; a type that is unknown agrees with every type."""
        return self._file == other._file and (
            not self.type or not other.type or self.type == other.type
        )

    @property
    def _file(self) -> tuple[int, int, str]:
        return self.year, self.number, self.suffix


def _parts(found: re.Match[str]) -> tuple[int, int, str, str]:
    part = found.groupdict()
    number = part["number"] or part["short"] or part["slug"]
    suffix = part["suffix"] or part["short_suffix"] or part["slug_suffix"] or ""
    kind = part["type"] or part["slashed"] or part["slug_type"] or ""
    return int(part["year"]), int(number), suffix.upper(), _type(kind)


def _type(kind: str) -> str:
    return _SAME_TYPE.get(kind.upper(), kind.upper())
