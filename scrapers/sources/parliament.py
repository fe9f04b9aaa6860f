"""Parliament's own record of a procedure, from whichever of its two sites it comes.

The Legislative Observatory (OEIL) prints a page, the open data API answers JSON. They are told
apart by their bytes, so that a saved file needs no name that says what it is.
"""

from __future__ import annotations

from scrapers.records import EventRecord, ProcedureRecord
from scrapers.sources import oeil, parliament_api


def read_procedure(data: bytes, expect: str | None = None) -> ProcedureRecord:
    """Read a page of the Observatory, in either layout, or an answer of the API.

    `expect` is the procedure that it must be about. Raises `NotThere` if the site says that there
    is no such procedure, `ParseError` if it is anything but the whole record of that procedure.
    """
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return parliament_api.read_procedure(data, expect)
    return oeil.read_procedure(data, expect)


def knows(event: EventRecord) -> bool:
    """Whether an event's words (of the Observatory) or type (of the API) were met before."""
    return oeil.knows(event) if event.label else parliament_api.knows(event)
