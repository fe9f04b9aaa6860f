from __future__ import annotations

from datetime import date

import pytest

from legislation.domain.words import Institution, Kind
from scrapers.expect import NotThere, ParseError
from scrapers.records import EventRecord, Shown
from scrapers.sources.eurlex import read_procedure
from tests.scrapers.pages import page

PANELS, TIMELINE = "eurlex_panels.html", "eurlex_timeline.html"


def events(name: str, *changes: tuple[str, str]) -> dict[str, EventRecord]:
    return {event.identifiers[0]: event for event in read_procedure(page(name, *changes)).events}


def test_panels_give_the_file_and_its_events_oldest_first_a_day_in_the_pages_order() -> None:
    record = read_procedure(page(PANELS), "2098/0001(COD)")
    assert record.reference == "2098/0001(COD)"
    assert record.title == "Proposal for a Directive on small pages"
    assert record.com_reference == "COM(2098) 7"
    assert record.celex == "32098L0003"
    assert record.procedure_type == "Co-decision procedure (COD)"
    assert record.status is None
    assert record.legal_basis == ("12016E079",)
    assert [(e.day, e.identifiers, e.shown) for e in record.events] == [
        (date(2098, 1, 9), ("900001",), Shown.ROW),
        (date(2098, 1, 9), ("900004",), Shown.ROW),
        (date(2098, 3, 4), ("900002",), Shown.BOTH),
        (date(2098, 3, 11), ("2098-03-11_SIGN_byEP_CONSIL",), Shown.BOTH),
    ]


def test_a_numbered_event_has_its_kind_from_its_label_and_no_code() -> None:
    proposal = events(PANELS)["900001"]
    assert (proposal.code, proposal.kind) == (None, Kind.PROPOSAL_ADOPTED)
    assert proposal.documents == ("COM(2098) 7", "C6-0012/2098", "ST 12125/98")
    assert proposal.celex == ("52098XC0228(04)", "52098PC0007")


def test_a_joint_event_is_one_event_of_two_institutions() -> None:
    signature = events(PANELS)["2098-03-11_SIGN_byEP_CONSIL"]
    assert signature.institutions == (Institution.EP, Institution.CONSIL)
    assert (signature.code, signature.kind) == ("SIGN_byEP_CONSIL", Kind.SIGNATURE)


def test_timeline_joins_rows_and_script_and_says_where_each_event_stands() -> None:
    shown = {identifier: event.shown for identifier, event in events(TIMELINE).items()}
    assert shown == {
        "2098-01-09_ADP_PROPLEG_byCOM": Shown.ROW,
        "2098-04-01_OPI_byCOR": Shown.SCRIPT,
        "2098-05-05_ENDORSE_AGRPROV_byCONSIL": Shown.SCRIPT,
        "2098-06-09_DIS_byCONSIL": Shown.ROW,
        "2098-06-10_DIS_byCONSIL": Shown.BOTH,
    }


def test_an_event_of_the_script_has_words_documents_and_actor() -> None:
    opinion = events(TIMELINE)["2098-04-01_OPI_byCOR"]
    assert opinion.label == "European Committee of the Regions\u2019 opinion"
    assert opinion.documents == ("ST 77/98", "COM(2098) 8")
    assert opinion.celex == ("52098AR0043",)
    assert opinion.institutions == (Institution.COR,)
    assert opinion.kind is Kind.ADVISORY_OPINION


def test_of_two_days_in_the_script_the_one_in_the_identifier_counts() -> None:
    assert events(TIMELINE)["2098-05-05_ENDORSE_AGRPROV_byCONSIL"].day == date(2098, 5, 5)
    undecided = events(TIMELINE, ("2098-05-05_", "2098-05-09_"))
    event = undecided["2098-05-09_ENDORSE_AGRPROV_byCONSIL"]
    assert event.day is None
    assert event.undated is not None
    assert "2098-05-06 and 2098-05-05" in event.undated


def test_what_the_page_does_not_know_is_none() -> None:
    record = read_procedure(page(TIMELINE))
    assert record.title is None
    assert record.status == "Ongoing"
    assert record.celex == "52098PC0007"
    unknown = page(TIMELINE, ('<span class="procStatus procPending"></span> <b>Ongoing</b>', ""))
    assert read_procedure(unknown).status is None


def test_a_corrigendum_beside_the_proposal_is_not_taken_for_it() -> None:
    link = '<a href="./../../legal-content/EN/AUTO/?uri=celex:{0}">{0}</a>'
    alone, corrected = link.format("52098PC0007"), link.format("52098PC0007R(01)")
    both = read_procedure(page(TIMELINE, (alone, alone + corrected)))
    assert both.events[0].celex == ("52098PC0007", "52098PC0007R(01)")
    assert both.celex == "52098PC0007"
    assert read_procedure(page(TIMELINE, (alone, corrected))).celex is None


def test_a_joint_proposal_has_the_number_of_the_document_that_opens_the_file() -> None:
    untitled = "There's no title for the procedure."
    joint = (untitled, "JOIN (2098) 7: Joint Proposal for a Council Decision")
    number = ("52098PC0007", "52098JC0007")
    record = read_procedure(page(TIMELINE, joint, number))
    assert (record.com_reference, record.celex) == ("JOIN(2098) 7", "52098JC0007")
    other = (untitled, "JOIN (2098) 8: Joint Proposal for a Council Decision")
    assert read_procedure(page(TIMELINE, other, number)).celex is None


def test_of_two_proposals_the_one_that_opens_the_file_counts() -> None:
    link = '<a href="./../../legal-content/EN/AUTO/?uri=celex:{0}">{0}</a>'
    two = (link.format("52098PC0007"), link.format("52098PC0007") + link.format("52098PC0009"))
    assert read_procedure(page(TIMELINE, two)).celex is None
    opened = ("There's no title for the procedure.", "COM (2098) 9: Proposal")
    assert read_procedure(page(TIMELINE, two, opened)).celex == "52098PC0009"


def test_a_stray_quote_is_no_part_of_a_legal_basis() -> None:
    stray = page(PANELS, (">12016E079<", ">'12012E187<"))
    assert read_procedure(stray).legal_basis == ("12012E187",)


def test_links_to_internal_procedures_are_no_celex_numbers() -> None:
    assert events(TIMELINE)["2098-01-09_ADP_PROPLEG_byCOM"].celex == ("52098PC0007",)


def test_a_repeated_row_is_repeated() -> None:
    record = read_procedure(page(TIMELINE, ("2098-06-09_DIS", "2098-06-10_DIS")))
    repeated = [e.shown for e in record.events if e.identifiers == ("2098-06-10_DIS_byCONSIL",)]
    assert sorted(filter(None, repeated)) == [Shown.BOTH, Shown.ROW]


def test_an_event_without_a_date_is_kept_last_with_the_reason() -> None:
    record = read_procedure(page(TIMELINE, ("<span>09/06/2098</span>", "")))
    last = record.events[-1]
    assert (last.identifiers, last.day) == (("2098-06-09_DIS_byCONSIL",), None)
    assert last.undated == 'the row prints "" as its date'
    assert len(record.events) == 5


@pytest.mark.parametrize("asked", ["2098/0002(COD)", "2097/0001(COD)", "2098/0001A(COD)"])
def test_a_page_of_another_procedure_is_refused(asked: str) -> None:
    with pytest.raises(ParseError, match=r"expected the procedure .* found 2098/0001"):
        read_procedure(page(TIMELINE), asked)


def test_cod_and_olp_are_one_type_and_cns_is_another() -> None:
    assert read_procedure(page(TIMELINE), "2098/0001/OLP").reference == "2098/0001(COD)"
    with pytest.raises(ParseError, match="found 2098/0001"):
        read_procedure(page(TIMELINE), "2098/0001(CNS)")


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (TIMELINE, '<html lang="en"', '<html lang="fr"', "lang"),
        (TIMELINE, "procedureHeading", "procHeading", "#procedureHeading"),
        (TIMELINE, "eventRow", "evRow", ".eventRow"),
        (
            TIMELINE,
            'byCOM" class="col-xs-12 eventRow',
            'byCOM" class="evRow',
            "a row for the event",
        ),
        (TIMELINE, 'class="eventTitle"', 'class="evTitle"', ".eventTitle"),
        (TIMELINE, 'class="eventDate"', 'class="evDate"', "date DD/MM/YYYY"),
        (TIMELINE, 'id="2098-06-09_DIS_byCONSIL"', "", "identifier"),
        (TIMELINE, "Adoption of legislative proposal by the Commission", " ", "a title in the row"),
        (TIMELINE, "var json", "var jsan", "var json"),
        (TIMELINE, "'events'", "'evts'", "'events'"),
        (TIMELINE, "'link'", "'lnk'", "'link'"),
        (TIMELINE, "EUR-Lex - 2098_1 ", "EUR-Lex - 2098_2 ", "<title>, found 2098_2"),
        (TIMELINE, ">10/06/2098<", ">11/06/2098<", "its script says 2098-06-10"),
        (PANELS, ">Signature by", ">Signed by", "its script says"),
        (TIMELINE, "middleColumn", "mittelspalte", "#middleColumn"),
        (TIMELINE, "<footer", "<div", "cut off"),
        (PANELS, "PagePanel", "PP", "eventRow"),
        (PANELS, "ProcedureDate", "PDate", "ProcedureDate"),
        (PANELS, '"900002"', '"900009"', "in panel 2"),
        (PANELS, '<span lang="en">Transmission to Council</span>', "", "title"),
    ],
)
def test_a_changed_page_is_refused_and_says_where(
    name: str, old: str, new: str, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        read_procedure(page(name, (old, new)))


def test_one_day_may_differ_from_its_identifier_but_not_two() -> None:
    one = (">09/06/2098<", ">19/06/2098<")
    assert events(TIMELINE, one)["2098-06-09_DIS_byCONSIL"].day == date(2098, 6, 19)
    with pytest.raises(ParseError, match="2 rows are like that"):
        read_procedure(page(TIMELINE, one, (">09/01/2098<", ">01/09/2098<")))


def test_two_rows_without_a_date_are_too_many() -> None:
    with pytest.raises(ParseError, match="2 of 3 have none"):
        read_procedure(page(TIMELINE, (">09/06/2098<", "><"), (">09/01/2098<", ">9 Jan<")))


def test_the_words_of_another_type_are_refused() -> None:
    words = "Adoption of legislative proposal by the Commission"
    with pytest.raises(ParseError, match="another type of event"):
        read_procedure(page(TIMELINE, (words, "Withdrawal by Commission")))


def test_a_page_with_no_title_that_is_known_is_in_another_language() -> None:
    french = [
        ("Discussions within the Council or its preparatory bodies", "Discussions au Conseil"),
        ("Adoption of legislative proposal by the Commission", "Adoption par la Commission"),
    ]
    with pytest.raises(ParseError, match="in English"):
        read_procedure(page(TIMELINE, *french))


@pytest.mark.parametrize("name", [PANELS, TIMELINE])
def test_a_page_that_is_cut_off_anywhere_is_refused(name: str) -> None:
    whole = page(name)
    for share in range(1, 20):
        with pytest.raises(ParseError):
            read_procedure(whole[: len(whole) * share // 20])


def test_a_challenge_is_refused() -> None:
    robot = b"""<!DOCTYPE html><html lang="en"><head><title></title>
        <script>window.awsWafCookieDomainList = [];</script></head>
        <body><div id="challenge-container"></div></body></html>"""
    with pytest.raises(ParseError, match="robot check"):
        read_procedure(robot)


def test_page_not_found_is_not_there() -> None:
    missing = b'<html lang="en"><head><title>Page Not Found - EUR-Lex</title></head></html>'
    with pytest.raises(NotThere, match="Page Not Found"):
        read_procedure(missing)


@pytest.mark.parametrize("junk", [b"", b"{}", b"<?xml version='1.0'?><NOTICE/>", b"\xff\xfe\x00"])
def test_what_is_no_html_is_refused(junk: bytes) -> None:
    with pytest.raises(ParseError, match=r"HTML|charset"):
        read_procedure(junk)
