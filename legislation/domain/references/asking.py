"""References as people type them, and the keys under which they are filed and found.

A key is a word that every notation of one reference shares, 52025PC0101 and com 2025 101 final
alike, and no other reference has. A reference has a general key (the file 2025/0059, the act
2008/115) and, where its type is known, an exact one: 2025/0059(NLE) never finds 2025/0059(COD).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from legislation.domain.references.documents import document
from legislation.domain.references.identifiers import Eli, celex
from legislation.domain.references.plain import plain, year_of
from legislation.domain.references.procedure import ProcedureReference

#: How Parliament abbreviates its procedures; three other letters are a slip of the pen.
_TYPE = (
    "(COD|SYN|CNS|AVC|APP|NLE|OLP|INI|INL|RSP|DEC|BUD|BUI|CNB|GBD|DEA|RPS|COS|ACI|REG|REO|DCE|IMM"
    "|RSO|INS|PRT)"
)


Found = re.Match[str]
Read = Callable[[Found], tuple[str, ...]]


@dataclass(frozen=True)
class Reference:
    """A reference as it was written, and its keys: any of them finds it."""

    written: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """Where in a text a reference stands, and the keys under which the text is filed for it."""

    start: int
    end: int
    keys: tuple[str, ...]


def filed(canonical: str) -> tuple[str, ...]:
    """The keys of a reference in its one form, the general one first."""
    if re.match(r"\d{4}/\d+[A-Z]?(?:\(|$)", canonical):
        return _of_procedure(ProcedureReference.parse(canonical))
    if found := re.fullmatch(r"[03](\d{4})([LRD])(\d{4})(?:-\d{8})?", canonical):
        return _of_act(int(found[1]), int(found[3]), found[2])
    if found := re.fullmatch(r"5(\d{4})(PC|DC|JC)(\d{4})", canonical):
        series = "JOIN" if found[2] == "JC" else "COM"
        return (_key(f"{series} {found[1]} {found[3]}"),)
    if canonical.startswith("http") and (number := Eli.parse(canonical).celex):
        return filed(number)
    return (_key(canonical),)


def mentions(text: str) -> Iterator[Mention]:
    """The references in running text that leave no doubt, none overlapping another."""
    taken: list[tuple[int, int]] = []
    for pattern, read in _CERTAIN:
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            if keys := _keys(read, found):
                taken.append((start, end))
                yield Mention(start, end, keys)


def asked(text: str) -> tuple[tuple[Reference, ...], str]:
    """The references in a question, in any notation, and what of the question is left.

    A bare 2008/115 is an act or a procedure: it has the keys of both.
    """
    left = plain(text)
    found = []
    for pattern, read in (*_CERTAIN, *_BARE):
        for hit in list(pattern.finditer(left)):
            if keys := _keys(read, hit):
                of_one = keys if (pattern, read) in _BARE else keys[-1:]
                found.append(Reference(hit.group().strip(), of_one))
                left = left.replace(hit.group(), " ", 1)
    return tuple(found), left


def named(written: str) -> tuple[str, ...]:
    """The keys of what is a reference and nothing more; none if it isn't."""
    found = list(mentions(written.strip()))
    whole = found and (found[0].start, found[0].end) == (0, len(written.strip()))
    return found[0].keys if whole else ()


def _keys(read: Read, found: Found) -> tuple[str, ...]:
    try:
        return read(found)
    except ValueError:
        return ()


def _key(canonical: str) -> str:
    pieces = re.findall(r"[a-z]+|\d+", canonical.lower())
    return "x".join(str(int(piece)) if piece.isdigit() else piece for piece in pieces)


def _of_procedure(reference: ProcedureReference) -> tuple[str, ...]:
    general = _key(f"p {reference.year} {reference.number} {reference.suffix}")
    kind = reference.type.lower()
    return (general, f"{general}x{kind}") if kind else (general,)


def _of_act(year: int, number: int, letter: str) -> tuple[str, ...]:
    general = _key(f"act {year} {number}")
    return (general, f"{general}x{letter.lower()}") if letter else (general,)


def _celex(found: Found) -> tuple[str, ...]:
    return filed(celex(found[1]))


def _eli(found: Found) -> tuple[str, ...]:
    return filed(str(Eli.parse(found.group())))


def _commission(found: Found) -> tuple[str, ...]:
    return filed(document(f"{found[1]}({found[2]}) {found[3]}"))


def _procedure(found: Found) -> tuple[str, ...]:
    before, year, number, suffix, after = found.groups()
    if bool(before) is bool(after):
        raise ValueError("without a type it may be an act")
    return _of_procedure(ProcedureReference.parse(f"{year}/{number}{suffix}({before or after})"))


def _act(found: Found) -> tuple[str, ...]:
    word, union, first, second, ending = found.groups()
    if not (word or union or ending):
        raise ValueError("a bare number may be a procedure")
    year, number = (first, second) if _is_year(first) or not _is_year(second) else (second, first)
    return _of_act(year_of(year), int(number), _LETTERS.get((word or "")[:2].lower(), ""))


def _is_year(digits: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", digits) is not None


def _written(found: Found) -> tuple[str, ...]:
    return filed(document(found.group()))


def _council(found: Found) -> tuple[str, ...]:
    return filed(document(f"ST {found.group()}"))


def _bare(found: Found) -> tuple[str, ...]:
    reference = ProcedureReference.parse(f"{found[1]}/{found[2]}{found[3]}")
    act = () if found[3] else _of_act(int(found[1]), int(found[2]), "")
    return (*_of_procedure(reference), *act)


def _number_first(found: Found) -> tuple[str, ...]:
    reference = ProcedureReference.parse(f"{found[2]}/{found[1]}")
    return (*_of_procedure(reference), *_of_act(int(found[2]), int(found[1]), ""))


_LETTERS = {"di": "l", "ri": "l", "re": "r", "ré": "r", "ve": "r", "de": "d", "dé": "d", "be": "d"}
_YEAR = r"((?:19|20)\d\d)"
#: What follows the number of an act in each official language: EC and EU, then EEC, then JHA.
_UNION = (
    "EC|CE|EG|EK|ES|EF|EY|EB|EZ|EÜ|WE|KE|ΕΚ|ЕО|EU|UE|EL|EÚ|AE|ΕΕ|ЕС"  # noqa: RUF001
    "|EEC|CEE|EWG|EEG|EHS|EØF|ETY|EEZ|EEK|EEB|EGK|KEE|EGS|EMÜ|ΕΟΚ|ЕИО|JHA|JI|JAI"  # noqa: RUF001
)
_CERTAIN_FORMS: list[tuple[str, Read]] = [
    (r"(?:https?://[\w.-]+/)?(?:resource/)?\beli[:/][\w/()-]{8,80}", _eli),
    (
        r"(?<!\w)(?:celex:? ?)?([0-9CE](?:19|20)\d\d[A-Z]{1,3}\d{4}(?:\(\d\d\))?(?:R\(\d\d\))?"
        r"(?:-\d{8})?)(?!\w)",
        _celex,
    ),
    (
        rf"(?<!\w)(COM|SEC|SWD|JOIN)[\s_:/.-]*\(?\s?{_YEAR}\s?\)?[\s_:/.-]*(\d{{1,5}})"
        r"(?:[\s_:/.-]*fin(?:al)?(?: ?/ ?\d)?)?(?!\w)",
        _commission,
    ),
    (
        rf"(?<![\w/])(?:procedure:)?(?:{_TYPE}[\s/_-]*)?{_YEAR} ?[/_-] ?(\d{{1,4}})([A-Z]?)"
        rf"(?:[\s/_-]*\(?\s?{_TYPE}(?: ?\))?)?(?!\w)",
        _procedure,
    ),
    (
        r"(?<![\w/])(?:(directive|regulation|decision|richtlinie|verordnung|beschluss|règlement"
        rf"|décision)\s+)?(?:(\((?:{_UNION}|Euratom)\)|EU|EC)\s+)?(?:(?:no|nr|n°)\.?\s*)?"
        rf"(\d{{1,4}})/(\d{{1,4}})(/(?:{_UNION}))?(?![\w/(])",
        _act,
    ),
    (
        r"(?<![\w/])(?:ST|CM|PE-CONS)[ _-]\d{1,5}(?:/\d{1,2})?[/ _-](?:(?:19|20)\d\d|\d\d)"
        r"(?:[ _-](?:INIT|(?:ADD|REV|COR|AMD|DCL|EXT)[ _-]?\d{1,3})(?!\d)){0,6}(?!\w)",
        _written,
    ),
    # The Council's own way: 9620/19. Not 2024/25, which is a span of years.
    (r"(?<![\w/.])(?!(?:19|20)\d\d/)\d{4,5}/\d\d(?![\w/])", _council),
    (r"(?<!\w)(?:[ABC]|RC-?[BC]?)\d{1,2}-\d{1,4}/(?:19|20)\d\d(?!\w)", _written),
    (r"(?<!\w)P\d{1,2}_TA(?:-PROV)?\((?:19|20)\d\d\)\d{1,4}(?!\w)", _written),
    (r"(?<!\w)PE ?\d{3}[. ]\d{3}(?!\w)", _written),
]
_BARE_FORMS: list[tuple[str, Read]] = [
    # 2018-2019 is a span of years, and 2025-06 a month.
    (
        rf"(?<![\w/(])(?:procedure:)?{_YEAR}(?:[/_]|-(?=\d{{4}})(?!(?:19|20)))(\d{{1,4}})([A-Z]?)"
        r"(?![\w/]| ?\(|-\d)",
        _bare,
    ),
    (rf"(?<![\w/-])(\d{{1,4}})/{_YEAR}(?![\w/-])", _number_first),
]
_CERTAIN = [(re.compile(p, re.IGNORECASE), read) for p, read in _CERTAIN_FORMS]
_BARE = [(re.compile(p, re.IGNORECASE), read) for p, read in _BARE_FORMS]
