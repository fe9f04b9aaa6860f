"""The notations of others for our canonical form of a document."""

from __future__ import annotations

import re

from legislation.domain.references.documents import document

_COMMISSION = re.compile(r"(COM|SEC|SWD|JOIN)\((\d{4})\) (\d+)")
_COUNCIL = re.compile(r"(ST|CM) (\d+)/(\d\d)((?: [A-Z]+ \d+)*)")
_SESSION = re.compile(r"(A|B|C|RC-B)(\d+)-(\d{4})/(\d{4})")
_ADOPTED = re.compile(r"P(\d+)_TA\((\d{4})\)(\d{4})")


def notations(reference: str) -> tuple[str, ...]:
    """How the sources write a document, our canonical form first; each reads back to that form.

    Raises `ValueError` if it is no document reference.
    """
    form = document(reference)
    if found := _COMMISSION.fullmatch(form):
        return form, *_commission(*found.groups())
    if found := _COUNCIL.fullmatch(form):
        return form, *_council(*found.groups())
    if found := _SESSION.fullmatch(form):
        return form, *_session(*found.groups())
    if found := _ADOPTED.fullmatch(form):
        return form, *_adopted(*found.groups())
    return (form,)


def _commission(series: str, year: str, number: str) -> tuple[str, ...]:
    return (
        f"{series}({year}){number:>04}",
        f"{series} ({year}) {number}",
        f"{series}({year}) {number} final",
        f"{series}/{year}/{number}/FINAL",
        f"comnat:{series}_{year}_{number:>04}_FIN",
        f"{series}:{year}:{number}:FIN",
    )


def _council(series: str, number: str, year: str, extra: str) -> tuple[str, ...]:
    parts = [series, number, f"{'19' if year >= '50' else '20'}{year}", *extra.split()]
    file = parts if extra else [*parts, "INIT"]
    return " ".join(file), "-".join(file), f"consil:{'_'.join(file)}"


def _session(letter: str, term: str, number: str, year: str) -> tuple[str, ...]:
    open_data = f"{letter.removesuffix('-B')}-{term}-{year}-{number}"
    return (open_data,) if letter == "RC-B" else (open_data, f"{letter}{term}/{year}/{int(number)}")


def _adopted(term: str, year: str, number: str) -> tuple[str, ...]:
    return (
        f"T{term}-{number}/{year}",
        f"TA-{term}-{year}-{number}",
        f"TA/{year}/{int(number)}/P{term}",
        f"ep:P{term}_TA({year}){number}",
    )
