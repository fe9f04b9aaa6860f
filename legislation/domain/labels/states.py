"""What states are called besides their names and codes on record, by their code."""

from __future__ import annotations

#: The Union's own codes of two states, which ISO 3166-1 calls otherwise.
CODES = {"GR": "EL", "GB": "UK"}
#: Names that people use for them, in the languages of the site.
NAMES = {
    "CZ": ("Czech Republic", "République tchèque", "Tschechische Republik"),
    "GB": ("Britain", "Great Britain", "Grande-Bretagne", "Großbritannien"),
    "GR": ("Hellas",),
    "IE": ("Republic of Ireland", "République d'Irlande", "Republik Irland"),
    "NL": ("The Netherlands", "Holland", "Hollande"),
    "SK": ("Slovak Republic", "République slovaque", "Slowakische Republik"),
}
#: The code on record by each of these, in small letters.
KNOWN = {code.lower(): state for state, code in CODES.items()} | {
    name.lower(): state for state, names in NAMES.items() for name in names
}


def others(state: str) -> tuple[str, ...]:
    """All of these of one state."""
    code = CODES.get(state)
    return (*([code] if code else []), *NAMES.get(state, ()))
