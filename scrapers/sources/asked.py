"""Whether a page is about what was asked for."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from legislation.domain.references import ProcedureReference
from scrapers.expect import ParseError
from scrapers.records import PressReleaseRecord


def expected_reference(found: str, asked: str | None, where: str) -> ProcedureReference:
    """The reference that a source prints, if it is one and the one that was asked for."""
    try:
        reference = ProcedureReference.parse(found)
    except ValueError as error:
        raise ParseError(f"expected a procedure reference in {where}: {error}") from None
    if asked is not None and not reference.is_same_file(ProcedureReference.parse(asked)):
        raise ParseError(f"expected the procedure {asked} in {where}, found {reference}")
    return reference


def expected_release(record: PressReleaseRecord, asked: str | None) -> PressReleaseRecord:
    """The release, if it has the language, the address or the procedure that was asked for.

    An address may leave out the words at its end. Raises `ValueError` if nothing of the three was
    asked for.
    """
    if asked is None:
        return record
    if re.fullmatch(r"[a-z]{2}", asked):
        found, fits = record.language, record.language == asked
    elif re.match(r"https?://", asked):
        path = urlsplit(asked).path.rstrip("/")
        found, fits = record.address, f"{urlsplit(record.address).path}/".startswith(f"{path}/")
    else:
        procedure = ProcedureReference.parse(asked)
        found = ", ".join(record.references) or "no reference"
        fits = any(procedure.is_same_file(other) for other in _procedures(record.references))
    if not fits:
        raise ParseError(f"expected a press release of {asked}, found {found}")
    return record


def _procedures(references: tuple[str, ...]) -> list[ProcedureReference]:
    found = []
    for reference in references:
        try:
            found.append(ProcedureReference.parse(reference))
        except ValueError:
            continue
    return found
