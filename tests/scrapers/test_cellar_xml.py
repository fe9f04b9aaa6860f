from __future__ import annotations

import dataclasses
import time

import pytest

from scrapers.expect import ParseError
from scrapers.sources.cellar import read_procedure
from tests.scrapers.pages import page

NOTICE = "cellar_procedure.xml"


def test_rdf_and_xml_of_one_procedure_say_the_same_but_for_the_labels() -> None:
    xml, rdf = read_procedure(page(NOTICE)), read_procedure(page("cellar_procedure.rdf"))
    assert [event.label for event in xml.events] == [
        "Adoption by Commission",
        "Signature by both Presidents",
        None,
    ]
    assert [event.label for event in rdf.events] == ["Adoption par Commission", None, None]
    unlabelled = [
        dataclasses.replace(
            record,
            events=tuple(dataclasses.replace(event, label=None) for event in record.events),
        )
        for record in (xml, rdf)
    ]
    assert unlabelled[0] == unlabelled[1]


def test_a_notice_in_utf_16_is_the_same_notice() -> None:
    text = page(NOTICE).decode().replace("UTF-8", "UTF-16")
    assert read_procedure(text.encode("utf-16")) == read_procedure(page(NOTICE))


def test_events_may_stand_in_the_dossier_and_its_address_may_be_its_only_reference() -> None:
    text = page(NOTICE).decode()
    head, _, rest = text.partition("</DOSSIER>")
    events, _, tail = rest.rpartition("</EVENT>")
    nested = f"{head}{events}</EVENT></DOSSIER>{tail}".replace(
        "PROCEDURE_CODE_INTERINSTITUTIONAL_REFERENCE_PROCEDURE", "PROCEDURE_CODE"
    )
    record = read_procedure(nested.encode(), "2098/0001(COD)")
    assert record.reference == "2098/0001"
    assert len(record.events) == 3


def test_a_title_without_language_counts_only_if_it_is_the_only_one() -> None:
    unmarked = ("<LANG>en</LANG>", "")
    assert read_procedure(page(NOTICE, unmarked)).title is None
    alone = page(NOTICE, unmarked, ("<VALUE>Proposition</VALUE><LANG>fr</LANG>", ""))
    assert read_procedure(alone).title == "Proposal for a Directive on small pages"
    placeholder = (b"Proposal for a&amp;#13;\nDirective on small pages", b"OP_DATPRO")
    assert read_procedure(alone.replace(*placeholder)).title is None


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('type="tree"', 'type="branch"', "tree"),
        ('decoding="eng"', 'decoding="fra"', "English"),
        ("<DOSSIER>", "<WORK>", "whole XML"),
        ("<DOSSIER>", "<DOSSIER/><DOSSIER>", "one DOSSIER"),
        ("aaaa.0002", "aaaa.0001", "URI of its own"),
        (
            "<EVENT_LEGAL_PART_OF_DOSSIER",
            "<PART_OF_X></PART_OF_X><EVENT_LEGAL_PART_OF_DOSSIER_X",
            "whole XML",
        ),
        ("EVENT_LEGAL_PART_OF_DOSSIER", "EVENT_PART", "part of the notice's DOSSIER"),
        ("2098/0001/COD", "2098/0003/COD", r"expected the dossier of 2098/0003\(COD\)"),
        ("2098/0001/COD", "nonsense", "procedure reference"),
        ("pegase/77.900001", "pegase/77", "an identifier"),
        ("EVENT>", "EVENTS>", "events of 2098/0001"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "<!DOCTYPE NOTICE>", "document type"),
        ("Proposal for a", "Proposal â€™ for a", "readable text"),
        ("</NOTICE>", "", "whole XML"),
        ('encoding="UTF-8"', 'encoding="EBCDIC-7"', "known charset"),
    ],
)
def test_a_changed_notice_is_refused_and_says_where(old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_procedure(page(NOTICE, (old, new)))


def test_a_notice_of_another_procedure_is_refused() -> None:
    with pytest.raises(ParseError, match=r"expected the procedure 2098/0002\(COD\)"):
        read_procedure(page(NOTICE), "2098/0002(COD)")


def test_an_event_of_two_types_is_refused() -> None:
    name = "EVENT_LEGAL_HAS_TYPE_CONCEPT_TYPE_EVENT_LEGAL"
    second = f"<{name}><URI><VALUE>http://x/event/Y</VALUE></URI></{name}><TYPE>Adoption par"
    with pytest.raises(ParseError, match="one type of the event"):
        read_procedure(page(NOTICE, ("<TYPE>Adoption par", second)))


def test_a_notice_that_is_cut_off_anywhere_is_refused() -> None:
    whole = page(NOTICE)
    for share in range(1, 40):
        with pytest.raises(ParseError):
            read_procedure(whole[: len(whole) * share // 40])


BOMB = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(12))


@pytest.mark.parametrize(
    "bomb",
    [
        f"<?xml version='1.0'?><!DOCTYPE NOTICE [{BOMB}]><NOTICE type='tree'>&e11;</NOTICE>",
        f"<!DOCTYPE r [{BOMB}]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        "&e11;</rdf:RDF>",
        '<!DOCTYPE NOTICE SYSTEM "file:///etc/passwd"><NOTICE type="tree"/>',
        "<NOTICE type='tree'>" + "<A>" * 200_000,
        "<!--" * 1_000 + "<NOTICE/>",
        "<?a?>" * 700 + "NOTICE",
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>"
        + "<!---->" * 500
        + "<",
    ],
    ids=["xml", "rdf", "file", "deep", "comments", "instructions", "tail"],
)
def test_what_would_burst_or_hold_a_parser_is_refused_at_once(bomb: str) -> None:
    started = time.process_time()
    with pytest.raises(ParseError):
        read_procedure(bomb.encode())
    assert time.process_time() - started < 2
