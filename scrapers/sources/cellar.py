"""CELLAR's tree notice of a procedure, as RDF (`application/rdf+xml;notice=tree`) or as XML
(`application/xml;notice=tree`), told apart by what they begin with.

One thing has several addresses (cellar:, procedure-event:, pegase:), and what is known of it is
spread over them, so that `owl:sameAs` is joined before anything is asked. Each fact stands under
several names; the most specific is read, then the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from legislation.domain.references import ProcedureReference, canonical, is_corrigendum
from legislation.domain.words import Kind
from scrapers.expect import ParseError, parted, read_each
from scrapers.records import DocumentRecord, EventRecord, ProcedureRecord
from scrapers.sources import cellar_rdf, cellar_xml
from scrapers.sources.asked import expected_reference
from scrapers.sources.cellar_graph import LABEL, Graph, last_part
from scrapers.sources.charset import decoded, expect_readable
from scrapers.sources.event_types import institutions_of, kind_of

_REFERENCE = (
    "procedure_code_interinstitutional_reference_procedure",
    "dossier_reference",
    "reference",
)
_DAY = ("event_legal_date", "event_date", "date")
_TYPE = (
    "event_legal_has_type_concept_type_event_legal",
    "event_has_type_concept_type_event",
    "has_type",
)
_WORDS = ("event_legal_type", "type")
_ACTORS = ("event_legal_initiated_by_institution", "event_initiated_by_institution", "initiated_by")
_DOCUMENTS = ("event_legal_document_reference", "event_document_reference", "document_reference")
_WORKS = ("event_legal_contains_work", "event_contains_work", "contains")
_EVENTS = ("dossier_contains_event_legal", "dossier_contains_event")
_DOSSIER = ("event_legal_part_of_dossier", "event_part_of_dossier", "part_of")
_PROPOSALS = ("dossier_initiated_by_act_preparatory", "initiated_by")
_ACTS = ("dossier_produces_resource_legal", "produces")
_BASIS = ("procedure_code_interinstitutional_based_on_resource_legal",)
_PROCEDURE_TYPE = (
    "procedure_code_interinstitutional_has_type_concept_type_procedure_code_interinstitutional",
    "has_type",
)
_OPENING = ("type", "year", "number")
_STATUS = {
    "dossier_adopted-proposal": "adopted",
    "dossier_withdrawn-proposal": "withdrawn",
    "dossier_not-adopted-proposal": "not adopted",
    "dossier_pending-proposal": "pending",
}
_PLACEHOLDER = "OP_DATPRO"
_A_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?")
# What the Publications Office writes for "unknown" and for "open".
_UNKNOWN_DAYS = {"1001-01-01", "9999-12-31"}
# As EUR-Lex prints it: series that have no canonical form, such as JAI, must look the same there.
_COMMISSION_DOCUMENT = re.compile(r"[A-Z]+ \(\d{4}\) \d+(?: - \d+)?")
_DOCUMENT_TYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
# Possessive, since comments that could end at several places would take for ever to fail.
_ROOT = re.compile(r"(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+<([\w.:-]+)", re.DOTALL)
_CODE = re.compile(r"[A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+")
_PROCEDURE_NAME = re.compile(r"/resource/procedure/(\w+)$")
_EVENT_NAME = re.compile(r"/resource/(?:procedure-event|pegase)/[^/.]+\.([^/]+)$")


def read_procedure(notice: bytes, expect: str | None = None) -> ProcedureRecord:
    """Read a notice: every event of its dossier, oldest first, one day's in the notice's order.

    `expect` is the procedure that it must be about. Raises `ParseError` if the notice is neither
    RDF nor XML, is cut off, has no dossier or no event, or is about another procedure.
    """
    graph = _graph(decoded(notice))
    dossiers = graph.with_property(_REFERENCE[0])
    if len(dossiers) != 1:
        raise ParseError(f"expected one dossier with {_REFERENCE[0]}, found {len(dossiers)}")
    printed = sorted(set(graph.texts(dossiers[0], _REFERENCE)))
    if len(printed) != 1:
        raise ParseError(f"expected one reference of the notice's dossier, found {printed}")
    reference = expected_reference(printed[0], expect, "the notice's dossier")
    _expect_address_of(reference, graph.names(dossiers[0]))
    named = _events_of(graph, dossiers[0])
    if not named:
        raise ParseError(f"expected events of {reference} in the notice, found none")
    events, unread = parted(
        read_each(named, lambda event: _event(graph, event), str, partial(_opens_the_file, graph))
    )
    events.sort(key=lambda event: event.day or date.max)
    record = _procedure(graph, dossiers[0], str(reference), tuple(events))
    return replace(record, unread=unread)


def _graph(notice: str) -> Graph:
    """The notice's statements, in whichever of the two notations it is.

    A document type is refused: no notice has one, and its entities can make gigabytes of a line.
    """
    if _DOCUMENT_TYPE.search(notice):
        raise ParseError("expected a notice without a document type, found <!DOCTYPE or <!ENTITY")
    notice = _DECLARATION.sub("", notice, count=1)  # its charset has had its say
    root = _ROOT.match(notice[:4000])
    name = root[1].rpartition(":")[2] if root else ""
    if name == "RDF":
        return Graph(cellar_rdf.read_statements(notice))
    if name == "NOTICE":
        return Graph(cellar_xml.read_statements(notice))
    raise ParseError("expected a notice in RDF/XML or XML, found neither rdf:RDF nor NOTICE")


def _expect_address_of(reference: ProcedureReference, names: list[str]) -> None:
    """The dossier's addresses name the procedure too: .../resource/procedure/2005_167."""
    for name in names:
        found = _PROCEDURE_NAME.search(name)
        if found and found[1] != reference.underscore:
            raise ParseError(f"expected the dossier of {reference}, found its address {name}")


def _events_of(graph: Graph, dossier: str) -> list[str]:
    """What the dossier says it contains, and what says that it is the dossier's."""
    contained = set(graph.things(dossier, _EVENTS))
    if unknown := contained - set(graph):
        raise ParseError(f"expected the event {min(unknown)} of the dossier, found nothing of it")
    return [
        thing for thing in graph if thing in contained or dossier in graph.things(thing, _DOSSIER)
    ]


def _procedure(
    graph: Graph, dossier: str, reference: str, events: tuple[EventRecord, ...]
) -> ProcedureRecord:
    proposals = graph.celex_of(graph.things(dossier, _PROPOSALS))
    results = graph.celex_of(graph.things(dossier, _ACTS))
    # A corrigendum is a result of the procedure too, but not the act.
    acts = [number for number in results if not is_corrigendum(number)]
    title = _title(graph, dossier)
    expect_readable(title, "the dossier's title")
    return ProcedureRecord(
        reference=reference,
        title=title,
        procedure_type=next(map(last_part, graph.things(dossier, _PROCEDURE_TYPE)), None),
        status=_status(graph, dossier),
        celex=next(iter(acts + proposals), None),
        com_reference=_opening_document(graph, dossier),
        events=events,
        documents=tuple(
            [DocumentRecord(number, celex=number, kind="Adopted act") for number in acts]
            + [DocumentRecord(number, celex=number, kind="Proposal") for number in proposals]
        ),
        legal_basis=tuple(graph.celex_of(graph.things(dossier, _BASIS))),
    )


def _title(graph: Graph, dossier: str) -> str | None:
    """The English title, or the only one there is if nothing says which language it is in.

    Beside titles in other languages one without a mark can be Finnish (2008_69).
    """
    name = "dossier_title"
    if english := graph.text_in("en", dossier, name):
        return english
    unmarked = graph.text_in("", dossier, name)
    is_only = graph.texts(dossier, (name,)) == [unmarked]
    return unmarked if is_only and unmarked != _PLACEHOLDER else None


def _opening_document(graph: Graph, dossier: str) -> str | None:
    """COM(2005) 391, which the dossier has in three parts."""
    parts = [graph.texts(dossier, (f"dossier_{part}_reference",)) for part in _OPENING]
    written = "{} ({}) {}".format(*("".join(part) for part in parts))
    return canonical(written) if _COMMISSION_DOCUMENT.fullmatch(written) else None


def _status(graph: Graph, dossier: str) -> str | None:
    """The words of the flags that are set; CELLAR has files both adopted and withdrawn."""
    said = [words for name, words in _STATUS.items() if graph.texts(dossier, (name,)) == ["true"]]
    return ", ".join(said) or None


def _opens_the_file(graph: Graph, event: str) -> bool:
    """Whether an event is the proposal: a file without it is not read."""
    codes = map(last_part, graph.things(event, _TYPE))
    return any(kind_of(code) is Kind.PROPOSAL_ADOPTED for code in codes)


def _event(graph: Graph, event: str) -> EventRecord:
    identifiers = identifiers_of(graph.names(event))
    types = graph.things(event, _TYPE)
    words = next(iter(graph.texts(event, _WORDS)), None)
    if not identifiers or not (types or words) or len(types) > 1:
        raise ParseError(
            f"expected an identifier and one type of the event {event},"
            f" found {[*identifiers, *types] or 'none'}"
        )
    code = next(map(last_part, types), None)
    if words and _CODE.fullmatch(words):
        code, words = code or words, None
    label = next(iter(graph.texts(types[0], (LABEL,))), words) if types else words
    expect_readable(label, f"the type of the event {identifiers[0]}")
    day, undated = day_of(graph.texts(event, _DAY), "notice")
    return EventRecord(
        day=day,
        label=label,
        code=code,
        kind=kind_of(code, words),
        institutions=institutions_of(map(last_part, graph.things(event, _ACTORS))),
        documents=tuple(dict.fromkeys(map(canonical, graph.texts(event, _DOCUMENTS)))),
        celex=tuple(graph.celex_of(graph.things(event, _WORKS))),
        identifiers=identifiers,
        undated=undated,
    )


def identifiers_of(names: Iterable[str]) -> tuple[str, ...]:
    """The event's names without the procedure's prefix: they are EUR-Lex's row ids."""
    parts = (found[1] for name in names if (found := _EVENT_NAME.search(name)))
    return tuple(dict.fromkeys(parts))


def day_of(printed: list[str], where: str) -> tuple[date | None, str | None]:
    """The single day that a source gives an event, or None and the reason why there is none."""
    known = {found[1] if (found := _A_DAY.fullmatch(text)) else text for text in printed}
    known -= _UNKNOWN_DAYS
    if len(known) != 1:
        said = " and ".join(dict.fromkeys(printed)) or "none"
        return None, f"the {where} gives it no single day, but {said}"
    day = known.pop()
    try:
        return datetime.strptime(day, "%Y-%m-%d").date(), None  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None, f"the {where}'s day is no day: {day}"
