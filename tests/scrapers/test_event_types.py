from __future__ import annotations

import pytest

from legislation.domain.words import Institution, Kind
from scrapers.sources.event_types import institutions_of, kind_of, label_of


def test_the_code_decides_before_the_label() -> None:
    assert kind_of("AMEND_R2_byEP", "EP position at first reading") is (
        Kind.EP_SECOND_READING_AMENDMENTS
    )
    assert kind_of("TRS_EP_byCOM", "Adoption by Commission") is None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("EP position at first reading", Kind.EP_FIRST_READING),
        ("European Committee of the Regions' opinion", Kind.ADVISORY_OPINION),
        ("Transmission to Council", None),
        ("Something new", None),
        (None, None),
    ],
)
def test_a_label_counts_without_a_code(label: str | None, kind: Kind | None) -> None:
    assert kind_of(None, label) is kind


def test_a_label_is_what_eurlex_prints_or_nothing() -> None:
    assert label_of("PUB_OJ") == "Publication in the Official Journal"
    assert label_of("VOTE_byEP") is None
    assert label_of("NEW_byEP") is None


def test_institutions_come_once_and_in_a_fixed_order() -> None:
    assert institutions_of(["CONSIL+EP", "European Parliament"]) == (
        Institution.EP,
        Institution.CONSIL,
    )
    assert institutions_of(["OP_DATPRO"]) == (Institution.OTHER,)
    assert institutions_of([]) == ()
