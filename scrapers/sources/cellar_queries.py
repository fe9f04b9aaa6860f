"""CELLAR's SPARQL endpoint, publications.europa.eu/webapi/rdf/sparql: our queries, their answers.

Our own queries end with one row more that says how many things there are: an answer that the
endpoint cut off at its limit of time or rows has lost that row, or has fewer things. If it counts
none, CELLAR has nothing of the procedure. The plain queries, without a column for it, are read too;
their answers cannot prove that they are whole.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from urllib.parse import unquote

from legislation.domain.references import ProcedureReference, canonical
from legislation.domain.words import Kind
from scrapers.expect import NotThere, ParseError, parted, read_each
from scrapers.records import (
    DocumentRecord,
    DocumentsRecord,
    EventRecord,
    EventsRecord,
    ProcedureRecord,
)
from scrapers.sources.asked import expected_reference
from scrapers.sources.cellar import day_of, identifiers_of
from scrapers.sources.cellar_graph import celex_in, last_part
from scrapers.sources.charset import expect_readable
from scrapers.sources.event_types import institutions_of, kind_of
from scrapers.sources.sparql_json import Row, Table, expect_columns, read_table

ENDPOINT = "https://publications.europa.eu/webapi/rdf/sparql"

_EVENT_COLUMNS = (
    *("event", "date", "code", "label", "institution", "phase", "document", "work", "changed"),
)
_WORK_COLUMNS = ("work", "celex", "id", "date", "type", "title")
# Only in our own queries: the procedure, a thing's other addresses, and how many things there are.
# A total sorts behind the rows that have none, so that it comes last; what differs within a thing
# is sorted by, so that the same content is the same bytes.
_OURS = ("reference", "same", "total")

_PREFIXES = """\
PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX cmr: <http://publications.europa.eu/ontology/cdm/cmr#>
PREFIX lang: <http://publications.europa.eu/resource/authority/language/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
# Each part of a query names the procedure, the count too: a count of all that CELLAR has would be
# refused as too expensive.
_IS_EVENT = """\
    ?dossier cdm:procedure_code_interinstitutional_reference_procedure "%(asked)s"^^xsd:string .
    ?event cdm:event_legal_part_of_dossier ?dossier ;
           cdm:event_legal_date ?day ;
           cdm:event_legal_has_type_concept_type_event_legal ?kind ."""
_EVENTS = f"""{_PREFIXES}
SELECT DISTINCT ?reference ?event ?date ?code ?label ?institution ?phase ?document ?work ?changed
                ?same ?total
WHERE {{
  VALUES ?reference {{ "%(asked)s"^^xsd:string }}
  {{
{_IS_EVENT}
    BIND (?day AS ?date)
    BIND (REPLACE(STR(?kind), "^.*/", "") AS ?code)
    OPTIONAL {{ ?kind skos:prefLabel ?label . FILTER (LANG(?label) = "en") }}
    OPTIONAL {{ ?event cdm:event_legal_initiated_by_institution ?i .
               BIND (REPLACE(STR(?i), "^.*/", "") AS ?institution) }}
    OPTIONAL {{ ?event cdm:event_legal_occurs_in_procedure-phase ?p .
               BIND (REPLACE(STR(?p), "^.*/", "") AS ?phase) }}
    OPTIONAL {{ {{ ?event cdm:event_legal_document_reference ?document }}
               UNION {{ ?event cdm:event_legal_contains_work ?work }}
               UNION {{ ?event owl:sameAs ?same }} }}
    OPTIONAL {{ ?event cmr:lastModificationDate ?changed }}
  }} UNION {{
    {{ SELECT (COUNT(DISTINCT ?event) AS ?total) WHERE {{
{_IS_EVENT}
    }} }}
  }}
}}
ORDER BY ?total ?date ?event ?institution ?document ?work ?same
"""

_IS_WORK = """\
    ?dossier cdm:procedure_code_interinstitutional_reference_procedure "%(asked)s"^^xsd:string .
    { ?dossier cdm:dossier_contains_work ?work }
    UNION { ?work cdm:work_part_of_dossier ?dossier }
    UNION { ?dossier cdm:dossier_initiated_by_act_preparatory ?work }
    UNION { ?dossier cdm:dossier_produces_resource_legal ?work }
    UNION { ?event cdm:event_legal_part_of_dossier ?dossier ;
                   cdm:event_legal_contains_work ?work }"""
_WORKS = f"""{_PREFIXES}
SELECT DISTINCT ?reference ?work ?celex ?id ?date ?type ?title ?total
WHERE {{
  VALUES ?reference {{ "%(asked)s"^^xsd:string }}
  {{
{_IS_WORK}
    OPTIONAL {{ ?work cdm:resource_legal_id_celex ?celex }}
    OPTIONAL {{ ?work cdm:work_id_document ?id }}
    OPTIONAL {{ ?work cdm:work_date_document ?date }}
    OPTIONAL {{ ?work cdm:work_has_resource-type ?t .
               BIND (REPLACE(STR(?t), "^.*/", "") AS ?type) }}
    OPTIONAL {{ ?expr cdm:expression_belongs_to_work ?work ;
                     cdm:expression_uses_language lang:ENG ;
                     cdm:expression_title ?title }}
  }} UNION {{
    {{ SELECT (COUNT(DISTINCT ?work) AS ?total) WHERE {{
{_IS_WORK}
    }} }}
  }}
}}
ORDER BY ?total ?date ?work ?celex ?id ?type ?title
"""

_PROCEDURE_OF_EVENT = re.compile(r"/resource/procedure-event/(\d{4}_\d{1,4}[A-Z]?)\.")
_NUMBERED = re.compile(r"(?P<series>COM|SEC|SWD|JOIN)_(?P<year>\d{4})_(?P<number>\d+)_FIN(?:_\d)?")
# The names of a work from the best to the least telling.
_SCHEMES = ("comnat", "immc", "consil", "ep", "eli", "oj", "celex")


def events_query(reference: str) -> str:
    """Query A, with a closing row: all events of a procedure."""
    return _EVENTS % {"asked": _as_cellar_writes(reference)}


def works_query(reference: str) -> str:
    """Query B, with a closing row: all works of a dossier."""
    return _WORKS % {"asked": _as_cellar_writes(reference)}


def read_events(answer: bytes, expect: str | None = None) -> EventsRecord:
    """Read an answer to query A, ours or the plain one: its events, oldest first.

    Rows that share an event's address are one event; joint acts differ in the institution only.
    Raises `ParseError` if the answer is empty, cut off, to another query or of another procedure;
    `NotThere` if it is whole and counts none.
    """
    return _events_in(read_table(answer), expect)


def read_as_procedure(answer: bytes, expect: str | None = None) -> ProcedureRecord:
    """Read an answer to our own query A as a file of which it tells the events that have a day.

    It stands beside the notice, which is made of the same database: each event must have its name
    there, or the same step would be two. Raises as `read_events` does, and `ParseError` for an
    answer to the plain query, which could be cut off.
    """
    table = read_table(answer)
    if "total" not in table.columns:
        raise ParseError("expected the answer to our own query, found no column total")
    record = _events_in(table, expect)
    if record.reference is None:
        raise ParseError("expected the procedure in the column reference, found none")
    for event in record.events:
        if not event.identifiers:
            raise ParseError(f"expected the notice's name of {event.code} of {event.day}")
    dated = tuple(event for event in record.events if event.day)
    return ProcedureRecord(
        record.reference, None, None, None, None, None, dated, unread=record.unread
    )


def _events_in(table: Table, expect: str | None) -> EventsRecord:
    expect_columns(table, _EVENT_COLUMNS, _OURS)
    groups = _grouped(table, "event")
    reference = _reference_of(table, groups, expect)
    events, unread = parted(
        read_each(groups.items(), lambda group: _event(*group), _words, _opens_the_file)
    )
    events.sort(key=lambda event: event.day or date.max)
    return EventsRecord(str(reference) if reference else None, tuple(events), unread)


def read_works(answer: bytes, expect: str | None = None) -> DocumentsRecord:
    """Read an answer to query B, ours or the plain one: a document for each work, oldest first.

    `expect` can only be checked in an answer to our own query, which says the procedure. Raises
    `ParseError` as `read_events` does.
    """
    table = read_table(answer)
    expect_columns(table, _WORK_COLUMNS, _OURS)
    groups = _grouped(table, "work")
    _reference_of(table, groups, expect)
    documents = [_document(work, rows) for work, rows in groups.items()]
    documents.sort(key=lambda document: document.day or date.max)
    return DocumentsRecord(tuple(documents))


def _as_cellar_writes(reference: str) -> str:
    """2025/0059/COD; raises `ValueError` if the type is missing. Nothing else enters a query."""
    asked = ProcedureReference.parse(reference)
    if not asked.type:
        raise ValueError(f"CELLAR knows a procedure by its number and type, not by {reference}")
    # Counted in the notices: 2005/0167/COD, but 2016/062R/NLE.
    number = f"{asked.number:03}{asked.suffix}" if asked.suffix else f"{asked.number:04}"
    return f"{asked.year}/{number}/{asked.type}"


def _grouped(table: Table, name: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in table.rows:
        if name in row:
            groups[row[name]].append(row)
        elif "total" not in row:
            raise ParseError(f"expected {name} in each row of the answer, found {dict(row)}"[:300])
    if "total" in table.columns:
        _expect_closed(table, len(groups))
    if not groups and "total" in table.columns:
        raise NotThere(f"CELLAR counts no {name} of the procedure")
    if not groups:
        raise ParseError(f"expected at least one {name} in the answer: it is empty")
    return groups


def _expect_closed(table: Table, found: int) -> None:
    totals = [row["total"] for row in table.rows if "total" in row]
    if len(totals) != 1 or "total" not in table.rows[-1]:
        raise ParseError(
            f"expected one row with the total at the end of the answer, found {len(totals)}:"
            " it is cut off"
        )
    if totals[0] != str(found):
        raise ParseError(f"the answer announces {totals[0]} things, but holds {found}")


def _reference_of(
    table: Table, groups: dict[str, list[Row]], expect: str | None
) -> ProcedureReference | None:
    """The procedure that the answer names, in its column or in the addresses of its events."""
    named = {row["reference"] for row in table.rows if "reference" in row}
    if not named:
        named = {found[1] for name in groups if (found := _PROCEDURE_OF_EVENT.search(name))}
    if len(named) > 1:
        raise ParseError(f"expected one procedure in the answer, found {sorted(named)}"[:300])
    return expected_reference(named.pop(), expect, "the answer") if named else None


def _values(rows: Iterable[Row], name: str) -> list[str]:
    return list(dict.fromkeys(row[name] for row in rows if row.get(name)))


def _words(group: tuple[str, list[Row]]) -> str:
    event, rows = group
    return " | ".join([event, *(value for row in rows for value in row.values() if value != event)])


def _opens_the_file(group: tuple[str, list[Row]]) -> bool:
    """Whether an event is the proposal: a file without it is not read."""
    return any(kind_of(code) is Kind.PROPOSAL_ADOPTED for code in _values(group[1], "code"))


def _event(event: str, rows: list[Row]) -> EventRecord:
    codes, label = _values(rows, "code"), next(iter(_values(rows, "label")), None)
    if len(codes) != 1:
        raise ParseError(f"expected one code of the event {event}, found {codes or 'none'}")
    expect_readable(label, f"the label of {codes[0]}")
    day, undated = day_of(_values(rows, "date"), "answer")
    numbers = (last_part(work) for work in _values(rows, "work") if "/resource/celex/" in work)
    return EventRecord(
        day=day,
        label=label,
        code=codes[0],
        kind=kind_of(codes[0]),
        institutions=institutions_of(_values(rows, "institution")),
        documents=tuple(dict.fromkeys(map(canonical, _values(rows, "document")))),
        celex=tuple(dict.fromkeys(number for name in numbers for number in celex_in(name))),
        identifiers=identifiers_of([event, *_values(rows, "same")]),
        undated=undated,
    )


def _document(work: str, rows: list[Row]) -> DocumentRecord:
    address = _name_in(work)
    written = [*_values(rows, "celex"), address.removeprefix("celex:")]
    numbers = [number for name in written for number in celex_in(name)]
    names = [*_values(rows, "id"), *(f"celex:{number}" for number in numbers), address]
    day, _ = day_of(_values(rows, "date"), "answer")
    return DocumentRecord(
        reference=_best_of(names) or address,
        celex=numbers[0] if numbers else None,
        day=day,
        kind=", ".join(_values(rows, "type")) or None,
    )


def _best_of(names: Iterable[str]) -> str | None:
    """The canonical form of the most telling of "celex:32008L0115", "immc:COM(2005)391 final"."""
    by_scheme: dict[str, str] = {}
    for name in names:
        scheme, _, rest = name.partition(":")
        by_scheme.setdefault(scheme.lower(), rest)
    best = next((by_scheme[scheme] for scheme in _SCHEMES if by_scheme.get(scheme)), "")
    if found := _NUMBERED.fullmatch(best):
        best = f"{found['series']}({found['year']}) {found['number']}"
    return canonical(best) or None


def _name_in(work: str) -> str:
    """The end of a work's address, as its other names are written: cellar:…, celex:32008L0115."""
    scheme, _, name = work.rpartition("/resource/")[2].partition("/")
    return f"{scheme}:{unquote(name)}" if name else work
