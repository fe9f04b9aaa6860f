"""Parliament's open data API, /api/v2/procedures/2025-0059 as JSON-LD.

A property is left out if it is empty, is a value or a list, and a thing is an object or only its
name. The answer is unsorted. `was_scheduled_in` and every `ForeseenActivity` are plans and are not
read as events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from legislation.domain.references import ProcedureReference, canonical
from legislation.domain.words import Institution, Kind
from scrapers.expect import NotThere, ParseError, parted, read_each, tidy
from scrapers.records import ActorRecord, DocumentRecord, EventRecord, ProcedureRecord
from scrapers.sources.asked import expected_reference
from scrapers.sources.kind_table import Meaning, meanings

_COMMITTEE_DOCUMENT = re.compile(r"[A-Z]+\d*-[A-Z]{2}-(\d{3})(\d{3})")
_FOLLOW_UP = re.compile(r"SP-(\d{4})-(\d+)-TA-.*")
_JOINT_MOTION = re.compile(r"RC-(\d{1,2})-(\d{4})-(\d{4})")
_COMMISSION_DOCUMENT = re.compile(r"(COM|SEC|SWD|JOIN)-(\d{4})-(\d{1,4})")
_REPORT = re.compile(r"A\d{1,2}-\d{4}/\d{4}")
# What other sources of the EU write for "unknown" and for "open".
_UNKNOWN_DAYS = {"1001-01-01", "9999-12-31"}


@dataclass(frozen=True)
class _Process:
    """What of the answer is needed to read one of its events."""

    procedure_type: str
    works: frozenset[str]


def read_procedure(answer: bytes, expect: str | None = None) -> ProcedureRecord:
    """Read an answer: every event of its process, oldest first, one day's in the answer's order.

    `expect` is the procedure that it must be about. Raises `NotThere` if the API answers that it
    has none, `ParseError` if the answer is an error, is cut off, or has no process or no event.
    """
    process = _process(_loaded(answer))
    reference = _reference(process, expect)
    works = [_last(name) for name in _names(process.get("created_a_realization_of"))]
    of = _Process(reference.type, frozenset(works))
    done = [thing for thing in _things(process, "consists_of") if not _is_planned(thing)]
    if not done:
        raise ParseError(f"expected events of {reference} in `consists_of`, found none")
    events, unread = parted(
        read_each(done, lambda thing: _event(thing, of), partial(json.dumps, ensure_ascii=False))
    )
    if all(event.day is None for event in events):
        raise ParseError("expected an `activity_date` in `consists_of`, no event has a day")
    return ProcedureRecord(
        reference=str(reference),
        title=_title(process.get("process_title")),
        procedure_type=_code(process, "process_type"),
        status=_code(process, "current_stage"),
        celex=None,
        com_reference=None,
        events=tuple(sorted(events, key=lambda event: event.day or date.max)),
        documents=tuple(DocumentRecord(name) for name in dict.fromkeys(map(_written, works))),
        actors=tuple(_actors(_things(process, "had_participation"))),
        unread=unread,
    )


def _loaded(answer: bytes) -> dict[str, Any]:
    try:
        loaded = json.loads(answer.decode("utf-8-sig"))
        # A text with half a surrogate pair could be neither printed nor stored.
        json.dumps(loaded, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise ParseError(f"expected a whole JSON answer of the API: {error}"[:200]) from None
    if not isinstance(loaded, dict):
        raise ParseError("expected a JSON object with `data`, found a list")
    return loaded


def _process(answer: dict[str, Any]) -> dict[str, Any]:
    if "data" not in answer:
        # The Observatory, too, says in JSON that it has no such file (seen in October 2026).
        if str(answer.get("status")) == "404":
            raise NotThere("expected a procedure, the site answers 404")
        said = tidy(f"{answer.get('error') or answer.get('title') or ', '.join(answer)}")[:120]
        raise ParseError(f"expected `data` in the answer of the API, found: {said}")
    found = _list(answer["data"])
    if len(found) != 1 or not isinstance(found[0], dict):
        raise ParseError(f"expected one process in `data`, found {len(found)}")
    if _code(found[0], "type") != "Process":
        raise ParseError(f"expected a Process in `data`, found {_code(found[0], 'type')}")
    return found[0]


def _reference(process: dict[str, Any], expect: str | None) -> ProcedureReference:
    """The reference in `label`, which `process_id` and `process_type` must repeat."""
    labels = _texts(process.get("label"))
    if len(labels) != 1:
        raise ParseError(f"expected one `label` of the process, found {len(labels)}")
    reference = expected_reference(labels[0], expect, "`label`")
    for name in _texts(process.get("process_id")):
        expected_reference(name, str(reference), "`process_id`")
    kind = _code(process, "process_type")
    if kind and ProcedureReference(reference.year, 1, type=reference.type) != _typed(
        reference.year, kind
    ):
        raise ParseError(f"expected the type of {reference} in `process_type`, found {kind}")
    return reference


def _typed(year: int, kind: str) -> ProcedureReference | None:
    """A reference of that type, so that COD and OLP are the same."""
    try:
        return ProcedureReference.parse(f"{year}/0001({kind})")
    except ValueError:
        return None


def _event(thing: dict[str, Any], of: _Process) -> EventRecord:
    name = next(iter(_texts(thing.get("activity_id")) or map(_last, _names(thing))), None)
    code = _code(thing, "had_activity_type")
    printed = _texts(thing.get("activity_date"))
    if not name and not code and not printed:
        raise ParseError("expected a name, a type or a day of each event in `consists_of`")
    day, undated = _day(printed)
    documents = tuple(_documents(thing, name or "", of))
    kind, institutions = _meaning(code, _code(thing, "occured_at_stage"), documents, of)
    return EventRecord(
        day=day,
        label=None,
        code=code,
        kind=kind,
        institutions=institutions,
        documents=documents,
        identifiers=((name or f"{day} {code}")[:200],),
        undated=undated,
    )


def knows(event: EventRecord) -> bool:
    """Whether the event's type was met before, with or without a kind of ours."""
    return event.code is None or event.code in meanings("ep_activities.tsv")


def _meaning(
    code: str | None, stage: str | None, documents: tuple[str, ...], of: _Process
) -> tuple[Kind | None, tuple[Institution, ...]]:
    meaning = meanings("ep_activities.tsv").get(code or "", Meaning())
    kind, institutions = meaning.kind_in(stage), meaning.institutions
    # Amendments and motions are tabled for plenary too.
    if kind is Kind.COMMITTEE_REPORT_TABLED and not any(map(_REPORT.fullmatch, documents)):
        kind = None
    if kind is Kind.EP_FIRST_READING and of.procedure_type != "COD":
        kind = None
    if kind is Kind.SIGNATURE and of.procedure_type == "COD":
        institutions = (Institution.EP, Institution.CONSIL)
    return kind, institutions


def _documents(thing: dict[str, Any], name: str, of: _Process) -> Iterator[str]:
    """What the event is about or decided on.

    A sitting's item can concern dozens of files and lists the documents of all: of those only the
    process's own count. Minutes and recordings are about the sitting, and are not read.
    """
    seen: dict[str, None] = {}
    for field in ("based_on_a_realization_of", "decided_on_a_realization_of"):
        for work in map(_last, _names(thing.get(field))):
            if not name.startswith("MTG-") or work in of.works:
                seen[_written(work)] = None
    yield from seen


def _written(name: str) -> str:
    """A document's reference as Parliament prints it, from its name in the API."""
    if found := _COMMITTEE_DOCUMENT.fullmatch(name):
        return f"PE{found[1]}.{found[2]}"
    if found := _JOINT_MOTION.fullmatch(name):
        return f"RC-B{int(found[1])}-{found[3]}/{found[2]}"
    if found := _FOLLOW_UP.fullmatch(name):
        return f"SP({found[1]}){found[2]}"
    if found := _COMMISSION_DOCUMENT.fullmatch(name):
        return canonical(f"{found[1]}({found[2]}) {found[3]}")
    return canonical(name)


def _actors(parts: Iterable[dict[str, Any]]) -> Iterator[ActorRecord]:
    """Persons and committees by their names in the API, which prints no others."""
    for part in parts:
        role = _code(part, "participation_role")
        days = _texts(part.get("activity_date"))
        who = [*_names(part.get("had_participant_person"))]
        who += [_last(name) for name in _names(part.get("had_participant_organization"))]
        for name in who if role else []:
            yield ActorRecord(role or "", name, _code(part, "politicalGroup"), _day(days)[0])


def _title(printed: Any) -> str | None:
    """The English one; a title that says no language could be in any."""
    if not isinstance(printed, dict):
        return None
    return next(iter(_texts(printed.get("en"))), None)


def _day(printed: list[str]) -> tuple[date | None, str | None]:
    known = list(dict.fromkeys(text for text in printed if text[:10] not in _UNKNOWN_DAYS))
    if len(known) != 1:
        said = f"several: {' and '.join(printed)}"[:80] if printed else "none"
        return None, f"the answer gives it no single day, but {said}"
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", known[0], re.ASCII):
            raise ValueError
        return date.fromisoformat(known[0][:10]), None
    except ValueError:
        return None, f"the answer's day is no day: {known[0][:80]}"


def _is_planned(thing: dict[str, Any]) -> bool:
    return "ForeseenActivity" in map(_last, _texts(thing.get("type")))


def _things(of: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """The objects of a field. One that is only named is an object with a name."""
    found: list[dict[str, Any]] = []
    for value in _list(of.get(field)):
        thing = {"id": value} if isinstance(value, str) and value else value
        if not isinstance(thing, dict):
            raise ParseError(f"expected objects in `{field}`, found {value!r}"[:200])
        found.append(thing)
    return found


def _code(of: dict[str, Any], field: str) -> str | None:
    """The end of a field's only name: RDG1 of …/procedure-phase/RDG1. Several are no answer."""
    names = {_last(name) for name in _names(of.get(field))}
    return names.pop() or None if len(names) == 1 else None


def _names(value: Any) -> list[str]:
    """Things by their names, whether they are texts or objects, one or many."""
    found: list[str] = []
    for item in _list(value):
        named = item.get("id", item.get("@id")) if isinstance(item, dict) else item
        found += _texts(named)
    return found


def _texts(value: Any) -> list[str]:
    return [words for item in _list(value) if isinstance(item, str) and (words := tidy(item))]


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _last(name: str) -> str:
    return name.rsplit("/", 1)[-1]
