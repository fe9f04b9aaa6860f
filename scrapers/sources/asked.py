"""Whether a page is about what was asked for."""

from __future__ import annotations

from legislation.domain.references import ProcedureReference
from scrapers.expect import ParseError


def expected_reference(found: str, asked: str | None, where: str) -> ProcedureReference:
    """The reference that a source prints, if it is one and the one that was asked for."""
    try:
        reference = ProcedureReference.parse(found)
    except ValueError as error:
        raise ParseError(f"expected a procedure reference in {where}: {error}") from None
    if asked is not None and not reference.is_same_file(ProcedureReference.parse(asked)):
        raise ParseError(f"expected the procedure {asked} in {where}, found {reference}")
    return reference
