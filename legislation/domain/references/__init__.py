"""References to procedures and documents: many notations in, one canonical form out.

Two references are the same exactly when their canonical forms are the same string. What is not a
known notation keeps its source's words.
"""

from __future__ import annotations

from legislation.domain.references.documents import document
from legislation.domain.references.finding import find, find_in_links
from legislation.domain.references.identifiers import Eli, celex, is_corrigendum
from legislation.domain.references.plain import plain
from legislation.domain.references.procedure import ProcedureReference
from legislation.domain.references.writing import notations

__all__ = [
    "Eli",
    "ProcedureReference",
    "canonical",
    "celex",
    "document",
    "find",
    "find_in_links",
    "is_corrigendum",
    "notations",
    "recognise",
]


def recognise(text: str) -> str:
    """The one form of any reference: of a document, a procedure, an act's CELEX number or ELI.

    Raises `ValueError` if it is none of them, with the reason of the one that it looks like most.
    """
    reasons = []
    for read in (document, _procedure, celex, _eli):
        try:
            return read(text)
        except ValueError as error:
            reasons.append(str(error))
    telling = [reason for reason in reasons if not reason.startswith("not a ")]
    raise ValueError(telling[0] if telling else f"not a reference of a known form: {text[:100]!r}")


def canonical(text: str) -> str:
    """The one form of a reference; unknown words as they are, on one line.

    >>> canonical("COM/2005/391/FINAL"), canonical("CS/2008/16942/ADD 1")
    ('COM(2005) 391', 'ST 16942/08 ADD 1')
    """
    try:
        return recognise(text)
    except ValueError:
        return plain(text)


def _procedure(text: str) -> str:
    return str(ProcedureReference.parse(text))


def _eli(text: str) -> str:
    return str(Eli.parse(text))
