"""Where the institutions themselves show a file; built from references that are on record. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from legislation.domain.references import ProcedureReference
from legislation.domain.words import Language

_EURLEX = "https://eur-lex.europa.eu"
_OEIL = "https://oeil.secure.europarl.europa.eu/oeil"
#: What the Legislative Observatory has besides English.
_OEIL_SPEAKS = {Language.EN, Language.FR}
_COM = re.compile(r"COM\((\d{4})\) ?(\d{1,4})(?: final)?")


@dataclass(frozen=True)
class Official:
    """Addresses of one file; each empty where nothing to build it from is on record."""

    procedure: str
    parliament: str
    text: str
    commission: str


def official(
    reference: str, celex: str, com_reference: str, language: Language = Language.EN
) -> Official:
    """The addresses for a file of that reference, CELEX number and Commission document, in a
    language as far as the site has it."""
    procedure = ProcedureReference.parse(reference)
    texts = f"{_EURLEX}/legal-content/{language.upper()}/TXT/?uri="
    oeil = language if language in _OEIL_SPEAKS else Language.EN
    return Official(
        procedure=f"{_EURLEX}/procedure/{language.upper()}/{procedure.underscore}",
        parliament=f"{_OEIL}/{oeil}/procedure-file?reference={quote(str(procedure), safe='')}",
        text=f"{texts}CELEX:{celex}" if celex else "",
        commission=_commission(com_reference, texts),
    )


def _commission(reference: str, texts: str) -> str:
    found = _COM.fullmatch(reference)
    if not found:
        return ""
    year, number = found.groups()
    return f"{texts}COM:{year}:{int(number):04}:FIN"
