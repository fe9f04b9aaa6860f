from __future__ import annotations

import pytest

from legislation.domain.sites import rank_of
from legislation.domain.words import Institution, Rank

EP = Institution.EP


@pytest.mark.parametrize(
    ("address", "published", "rank"),
    [
        ("https://eur-lex.europa.eu/procedure/EN/2025_59", False, Rank.UNION),
        ("https://eur-lex.europa.eu/procedure/EN/2025_59", True, Rank.JOURNAL),
        ("https://eur-lex.europa.eu/eli/dir/2008/115/oj", False, Rank.JOURNAL),
        ("https://oeil.europarl.europa.eu/x", False, Rank.ACTED),
        ("https://www.consilium.europa.eu/x", False, Rank.UNION),
        ("https://frontex.europa.eu/x", False, Rank.UNION),
        ("https://www.gov.ie/x", False, Rank.STATE),
        ("https://europa.eu.example/eli/", True, Rank.OTHER),
        ("https://noteuroparl.europa.eu.example/", False, Rank.OTHER),
        ("", False, Rank.CITED),
        ("https://[broken", False, Rank.CITED),
    ],
)
def test_the_journal_goes_first_then_who_acted_then_official_sites(
    address: str, published: bool, rank: Rank
) -> None:
    assert rank_of(address, {EP}, published=published) is rank
