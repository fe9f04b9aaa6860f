from __future__ import annotations

import json
from collections.abc import Callable

import pyoxigraph
import pytest

from scrapers.expect import NotThere, ParseError
from scrapers.sources.cellar import read_procedure
from scrapers.sources.cellar_queries import (
    events_query,
    read_as_procedure,
    read_events,
    read_works,
    works_query,
)
from tests.scrapers.pages import page

EVENTS, PLAIN_EVENTS = "cellar_events.json", "cellar_events_plain.json"
WORKS, PLAIN_WORKS = "cellar_works.json", "cellar_works_plain.json"
SAME = pyoxigraph.NamedNode("http://www.w3.org/2002/07/owl#sameAs")


def test_an_answer_that_names_no_procedure_has_none() -> None:
    addresses = ("procedure-event/2098_1.", "cellar/")
    record = read_events(page(PLAIN_EVENTS, addresses), "2098/0002(COD)")
    assert record.reference is None
    assert [event.identifiers for event in record.events] == [("900001",), (), ()]


def test_an_event_with_two_days_has_none() -> None:
    rows = page(PLAIN_EVENTS, ("2098-03-12T10:00:00+01:00", "x")).decode()
    first, _, second = rows.rpartition('"2098-03-11"')
    event = read_events(f'{first}"2098-03-12"{second}'.encode()).events[-1]
    assert event.day is None
    assert event.undated == "the answer gives it no single day, but 2098-03-11 and 2098-03-12"


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (EVENTS, '"total": {"type": "typed-literal"', '"total": {"type": "x"', "type and value"),
        (EVENTS, '"value": "3"', '"value": "4"', "announces 4 things, but holds 3"),
        (EVENTS, "2098/0001/COD", "2098/0002/COD", "expected the procedure 2098/0001"),
        (EVENTS, "2098/0001/COD", "nonsense", "procedure reference"),
        (PLAIN_EVENTS, "2098_1.2098-03", "2098_2.2098-03", "one procedure in the answer"),
        (PLAIN_EVENTS, "procedure-event/2098_1.", "procedure-event/2098_2.", "the procedure"),
        (PLAIN_EVENTS, '"phase", ', "", "row of head.vars"),
        (PLAIN_EVENTS, '"phase", "doc', '"phase", "colour", "doc', "columns changed, code"),
        (PLAIN_EVENTS, '"phase", "doc', '"phase", "code", "doc', "names of columns"),
        (PLAIN_EVENTS, '"phase", "document"', '"phase", 1', "names of columns"),
        (PLAIN_EVENTS, '{"event"', '{"phase": {"type": "uri", "value": "x"}, "date"', "twice"),
        (PLAIN_EVENTS, '{"event": {"type": "uri"', '{"event": {"type": "url"', "type and value"),
        (PLAIN_EVENTS, '"value": "OP_DATPRO"', '"value": 7', "institution"),
        (PLAIN_EVENTS, '"value": "OP_DATPRO"', '"value": "\\ud800"', "half a character"),
        (PLAIN_EVENTS, '"value": "OP_DATPRO"', '"value": NaN', "NaN"),
        (PLAIN_EVENTS, '"distinct": false', '"distinct": 1' + "0" * 5000, "whole JSON"),
        (PLAIN_EVENTS, '"code": {"type": "literal", "value": "DIS_byCONSIL"}, ', "", "one code"),
        (PLAIN_EVENTS, "Adoption by", "Adoption â€™ by", "readable"),
        (PLAIN_EVENTS, '"bindings"', '"rows"', "bindings"),
        (PLAIN_EVENTS, '"vars"', '"variables"', "vars"),
        (PLAIN_EVENTS, '"results"', '"boolean": true, "result"', "results"),
        (PLAIN_EVENTS, "] } }", "] }", "whole JSON"),
    ],
)
def test_an_answer_that_is_otherwise_is_refused(name: str, old: str, new: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read_events(page(name, (old, new)), "2098/0001(COD)")


@pytest.mark.parametrize(
    ("reader", "name"), [(read_events, EVENTS), (read_works, WORKS)], ids=["events", "works"]
)
def test_our_own_answer_without_its_last_row_is_cut_off(
    reader: Callable[[bytes], object], name: str
) -> None:
    answer = json.loads(page(name))
    rows = answer["results"]["bindings"]
    for fewer in (rows[:-1], rows[1:], [rows[-1], *rows[:-1]], []):
        answer["results"]["bindings"] = fewer
        with pytest.raises(ParseError, match=r"cut off|announces"):
            reader(json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("reader", "name"),
    [(read_events, PLAIN_EVENTS), (read_works, PLAIN_WORKS)],
    ids=["events", "works"],
)
def test_an_answer_without_rows_is_empty(reader: Callable[[bytes], object], name: str) -> None:
    answer = json.loads(page(name))
    answer["results"]["bindings"] = []
    with pytest.raises(ParseError, match="it is empty"):
        reader(json.dumps(answer).encode())


@pytest.mark.parametrize("query", [events_query, works_query])
def test_what_cellar_does_not_know_is_counted_as_nought_and_not_there(
    query: Callable[[str], str],
) -> None:
    """An answer without any row says nothing: that one is cut off."""
    reader = read_events if query is events_query else read_works
    store = joined_store(page("cellar_procedure.rdf"))
    with pytest.raises(NotThere, match="CELLAR counts no"):
        reader(asked(store, query("2098/0002(COD)")), "2098/0002(COD)")
    reader(asked(store, query("2098/0001(COD)")), "2098/0001(COD)")


def test_our_own_answer_is_read_as_a_file_that_has_events_and_nothing_else() -> None:
    record = read_as_procedure(page(EVENTS), "2098/0001(COD)")
    assert (record.reference, record.title, record.documents) == ("2098/0001(COD)", None, ())
    # The one without a day is the notice's to tell.
    assert [event.code for event in record.events] == ["ADP_byCOM", "SIGN_byEP_CONSIL"]
    assert all(event.identifiers for event in record.events)


def nameless(answer: bytes) -> bytes:
    """The answer without anything that says which procedure it is about."""
    told = json.loads(answer.replace(b"procedure-event/2098_1.", b"pegase/77."))
    for row in told["results"]["bindings"]:
        row.pop("reference")
    return json.dumps(told).encode()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(PLAIN_EVENTS), "no column total"),
        (
            page(EVENTS, ("procedure-event/2098_1.2098-03", "cellar/1.2098-03")),
            "the notice's name of SIGN_byEP_CONSIL of 2098-03-11",
        ),
        (nameless(page(EVENTS)), "in the column reference"),
    ],
    ids=["plain", "event without a name", "no procedure"],
)
def test_what_could_make_two_of_one_step_is_not_read_for_the_record(
    answer: bytes, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        read_as_procedure(answer, "2098/0001(COD)")


def test_each_event_has_the_name_that_the_notice_gives_it() -> None:
    answer = asked(joined_store(page("cellar_procedure.rdf")), events_query("2098/0001(COD)"))
    names = {
        name for e in read_procedure(page("cellar_procedure.rdf")).events for name in e.identifiers
    }
    for event in read_as_procedure(answer, "2098/0001(COD)").events:
        assert set(event.identifiers) <= names


@pytest.mark.parametrize(
    ("junk", "reason"),
    [
        (b"", "whole JSON"),
        (b"[]", "head"),
        (b"null", "head"),
        (b"<!DOCTYPE html><title>Virtuoso SPARQL Query Editor</title>", "markup"),
        (b'{"head": {"vars": []}, "results": {"bindings": []}}', "columns"),
        (b"[" * 500_000, "nested too deeply"),
        (b'{"head":' * 100_000, "nested too deeply"),
        (b"\xff\xfe{", "UTF-8"),
        (b"Virtuoso 42000 Error The estimated execution time exceeds the limit", "whole JSON"),
    ],
)
def test_what_is_no_answer_is_refused(junk: bytes, reason: str) -> None:
    for reader in (read_events, read_works):
        with pytest.raises(ParseError, match=reason):
            reader(junk)


def test_an_answer_to_one_query_is_none_to_the_other() -> None:
    with pytest.raises(ParseError, match="columns celex"):
        read_works(page(EVENTS))
    with pytest.raises(ParseError, match="columns changed"):
        read_events(page(WORKS))


@pytest.mark.parametrize("reference", ["2098_1", '2098/0001(COD)" } #', "", "COM(2098) 7"])
def test_only_a_whole_reference_enters_a_query(reference: str) -> None:
    for query in (events_query, works_query):
        with pytest.raises(ValueError, match="procedure"):
            query(reference)


def test_our_queries_bring_what_the_notice_has() -> None:
    """Run in a store that joins addresses, as the endpoint is said to do."""
    store = joined_store(page("cellar_procedure.rdf"))
    record = read_events(asked(store, events_query("2098/0001(COD)")))
    assert record.reference == "2098/0001(COD)"
    # The query asks for the most specific date only, which one event does not have.
    notice = [
        e for e in read_procedure(page("cellar_procedure.rdf")).events if e.code != "ADP_byCOM"
    ]
    assert [(e.day, e.code, e.institutions) for e in record.events] == [
        (e.day, e.code, e.institutions) for e in notice
    ]
    works = read_works(asked(store, works_query("2098/0001(COD)")))
    assert len(works.documents) == 1


def asked(store: pyoxigraph.Store, query: str) -> bytes:
    answer = store.query(query)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return answer.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b""


def joined_store(notice: bytes) -> pyoxigraph.Store:
    quads = list(pyoxigraph.parse(notice, format=pyoxigraph.RdfFormat.RDF_XML))
    names = {quad.object: quad.subject for quad in quads if quad.predicate == SAME}
    store = pyoxigraph.Store()
    for quad in quads:
        subject = names.get(quad.subject, quad.subject)
        target = quad.object if quad.predicate == SAME else names.get(quad.object, quad.object)
        store.add(pyoxigraph.Quad(subject, quad.predicate, target))
    return store
