"""Where the institutions themselves show a file; built from references that are on record. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from legislation.domain.references import ProcedureReference

_EURLEX = "https://eur-lex.europa.eu"
_OEIL = "https://oeil.secure.europarl.europa.eu/oeil/en/procedure-file?reference="
_COM = re.compile(r"COM\((\d{4})\) ?(\d{1,4})(?: final)?")


@dataclass(frozen=True)
class Official:
    """Addresses of one file; each empty where nothing to build it from is on record."""

    procedure: str
    parliament: str
    text: str
    commission: str


def official(reference: str, celex: str, com_reference: str) -> Official:
    """The addresses for a file of that reference, CELEX number and Commission document."""
    procedure = ProcedureReference.parse(reference)
    return Official(
        procedure=f"{_EURLEX}/procedure/EN/{procedure.underscore}",
        parliament=_OEIL + quote(str(procedure), safe=""),
        text=f"{_EURLEX}/legal-content/EN/TXT/?uri=CELEX:{celex}" if celex else "",
        commission=_commission(com_reference),
    )


def _commission(reference: str) -> str:
    found = _COM.fullmatch(reference)
    if not found:
        return ""
    year, number = found.groups()
    return f"{_EURLEX}/legal-content/EN/TXT/?uri=COM:{year}:{int(number):04}:FIN"
