from __future__ import annotations

import pytest

from legislation.domain.words import Institution, Kind
from scrapers.preference import preferred

EP, COUNCIL = Institution.EP, Institution.CONSIL
OJ, VOTE, SIGNED = Kind.OJ_PUBLICATION, Kind.EP_FIRST_READING, Kind.SIGNATURE
EURLEX, CELLAR, OEIL = "eur-lex.europa.eu", "publications.europa.eu", "oeil.europarl.europa.eu"


@pytest.mark.parametrize(
    ("kind", "acted", "record", "source", "says"),
    [
        (
            Kind.OJ_PUBLICATION,
            [],
            ["blog.example"],
            EURLEX,
            "the source: the Official",
        ),
        (
            Kind.OJ_PUBLICATION,
            [EP],
            [CELLAR],
            OEIL,
            "the rec",
        ),
        (
            Kind.EP_FIRST_READING,
            [EP],
            [EURLEX],
            "data.europarl.europa.eu",
            "the source",
        ),
        (
            Kind.EP_FIRST_READING,
            [EP],
            ["www.europarl.europa.eu"],
            EURLEX,
            "the record",
        ),
        (
            Kind.SIGNATURE,
            [EP, COUNCIL],
            ["x.example"],
            "www.consilium.europa.eu",
            "the source: the i",
        ),
        (SIGNED, [EP, COUNCIL], ["www.consilium.europa.eu"], OEIL, ""),
        (VOTE, [EP], [EURLEX], CELLAR, ""),
        (VOTE, [EP], ["noteuroparl.europa.eu.example"], EURLEX, ""),
    ],
)
def test_the_rule_prefers_the_journal_then_who_acted_and_else_nobody(
    kind: Kind, acted: list[Institution], record: list[str], source: str, says: str
) -> None:
    found = preferred(kind, acted, record, source)
    assert found.startswith(says) and bool(found) == bool(says)
