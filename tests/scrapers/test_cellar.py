from __future__ import annotations

from datetime import date

import pytest

from legislation.domain.words import Institution, Kind
from scrapers.expect import ParseError
from scrapers.sources.cellar import read_procedure
from tests.scrapers.pages import page

NOTICE = "cellar_procedure.rdf"


def test_the_dossier_is_joined_from_all_its_addresses() -> None:
    record = read_procedure(page(NOTICE), "2098/0001(COD)")
    assert record.reference == "2098/0001(COD)"
    assert record.title == "Proposal for a Directive on small pages"
    assert record.com_reference == "COM(2098) 7"
    assert record.celex == "52098PC0007(01)"
    assert record.status == "pending"


def test_events_carry_the_identifiers_that_eurlex_prints() -> None:
    record = read_procedure(page(NOTICE))
    assert [(event.identifiers, event.day) for event in record.events] == [
        (("900001",), date(2098, 1, 9)),
        (("2098-03-11_SIGN_byEP_CONSIL",), date(2098, 3, 11)),
        (("1001-01-01_DIS_byCONSIL",), None),
    ]


def test_an_old_event_has_french_words_and_a_new_one_none() -> None:
    proposal, signature, _ = read_procedure(page(NOTICE)).events
    assert (proposal.label, proposal.code) == ("Adoption par Commission", "ADP_byCOM")
    assert proposal.kind is Kind.PROPOSAL_ADOPTED
    assert proposal.documents == ("COM(2098) 7",)
    assert proposal.celex == ("52098PC0007(01)",)
    assert (signature.label, signature.kind) == (None, Kind.SIGNATURE)
    assert signature.institutions == (Institution.EP, Institution.CONSIL)
    assert signature.shown is None


def test_a_placeholder_is_no_day() -> None:
    undated = read_procedure(page(NOTICE)).events[-1]
    assert undated.undated == "the notice gives it no single day, but 1001-01-01"
    assert undated.institutions == (Institution.OTHER,)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("procedure_code_interinstitutional_reference", "x", "one dossier"),
        ("2098/0001/COD", "nonsense", "procedure reference"),
        ("2098/0001/COD", "2098/0003/COD", r"expected the dossier of 2098/0003\(COD\)"),
        ("procedure-event/", "event/", "identifier"),
        (
            "dossier_contains_event_legal rdf:resource="
            '"http://publications.europa.eu/resource/pegase/77.900001"',
            'dossier_contains_event_legal rdf:resource="http://example.org/lost"',
            "found nothing of it",
        ),
        ("</rdf:RDF>", "", "cut off"),
        ("</j.0:event_date>", "", "RDF/XML"),
    ],
)
def test_a_changed_notice_is_refused_and_says_where(old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_procedure(page(NOTICE, (old, new)))


def test_a_notice_without_events_is_refused() -> None:
    lonely = page(
        NOTICE, ("event_legal_part_of_dossier", "x"), ("dossier_contains_event_legal", "y")
    )
    with pytest.raises(ParseError, match="events of 2098/0001"):
        read_procedure(lonely)


def test_a_notice_of_another_procedure_is_refused() -> None:
    with pytest.raises(ParseError, match=r"expected the procedure 2098/0002\(COD\)"):
        read_procedure(page(NOTICE), "2098/0002(COD)")


def test_a_notice_that_is_cut_off_anywhere_is_refused() -> None:
    whole = page(NOTICE)
    for share in range(1, 40):
        with pytest.raises(ParseError):
            read_procedure(whole[: len(whole) * share // 40])


@pytest.mark.parametrize("junk", [b"", b"<html></html>", b"{}", b"\0\0"])
def test_what_is_no_notice_is_refused(junk: bytes) -> None:
    with pytest.raises(ParseError, match="RDF"):
        read_procedure(junk)
