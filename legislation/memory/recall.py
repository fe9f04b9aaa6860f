"""The record as this tracker knew it: facts rebuilt from the journal, never from their rows.

Of each fact the newest public entry recorded by the moment counts; what was taken back by then, or
corrected by a later row, is not there. What an entry lacks has its default: the contents of schema
1 have no `retracted_at` of a position, those of schemas 1 and 2 no `quote`, `place` and `salience`;
those of a file that was recorded early no `unfollowed_at`. No schema has an evidence's note, its
source and when it was seen. The names of states and topics are vocabulary and those of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, Model, Q, QuerySet

from legislation.domain.words import Kind, Verb
from legislation.journal import field_of
from legislation.memory.record import Record, Scope
from legislation.models import (
    FACTS,
    Change,
    CouncilVote,
    CouncilVoteCast,
    Event,
    Evidence,
    JointStatement,
    MemberState,
    Participation,
    Position,
    Proposal,
    Snapshot,
    StatementMember,
    Topic,
)

#: Entries whose `after` is the content of the fact; that the outlook changed is none of a file.
_TELLING = (
    Verb.RECORDED,
    Verb.AMENDED,
    Verb.RETRACTED,
    Verb.RESTORED,
    Verb.CORRECTED,
    Verb.CONFIRMED,
)
#: A change points to its file, too: that it is about the file itself shows when it is about nothing
#: else.
_OTHERS = [name for name in FACTS if name != "proposal"]
_OF_THE_FILE = Q(**{f"{name}__isnull": True for name in _OTHERS})
#: Under which of its names the journal's content points to a fact.
_NAMES = {Proposal: "reference", MemberState: "code", Topic: "slug"}


def as_known(of: Scope, until: datetime, day: date) -> Record:
    """What this tracker knew at a moment, `day` in Brussels; the moment itself does not count.

    Takes a number of queries that does not grow with the facts. The record has no proposal where
    the file was not known yet. The instances have the keys of their rows and are never saved.
    """
    entries = _entries(_about(of), until)
    if isinstance(of, MemberState):
        files = {told.content["proposal"] for told in entries if told.content.get("proposal")}
        about = Q(proposal__reference__in=files) & (Q(event__isnull=False) | _OF_THE_FILE)
        proposed = _OF_THE_FILE | Q(after__kind=Kind.PROPOSAL_ADOPTED.value)
        entries += _entries(about, until, proposed)
    found = _Rebuilding(entries).facts()
    _place_in_procedure(found)
    proposal = next(iter(found.get(Proposal, ())), None) if isinstance(of, Proposal) else None
    return Record(lambda model: found.get(model, []), day, proposal, is_remembered=True)


def began_at(of: Scope = None) -> datetime | None:
    """When this tracker, or its record of a file, began; None before."""
    rows = Change.objects.public()
    if isinstance(of, Proposal):
        rows = rows.filter(proposal=of)
    first: datetime | None = rows.aggregate(first=Min("recorded_at"))["first"]
    return first


def last_recorded_at(until: datetime | None = None) -> datetime | None:
    """When the last public entry was made, up to a moment: what was known then is known still."""
    entries = Change.objects.public()
    if until:
        entries = entries.filter(recorded_at__lte=until)
    last: datetime | None = entries.aggregate(last=Max("recorded_at"))["last"]
    return last


def _about(of: Scope) -> Q:
    """The entries about a file, a state or what happened around the files."""
    if isinstance(of, MemberState):
        positions = Position.objects.filter(state=of)
        signed = JointStatement.objects.filter(Q(members__state=of) | Q(positions__state=of))
        return (
            Q(position__in=positions)
            | Q(participation__in=Participation.objects.filter(state=of))
            | Q(joint_statement__in=signed)
            | Q(council_vote__in=CouncilVote.objects.filter(casts__state=of))
        )
    if of is None:
        return Q(proposal__isnull=True) & (Q(event__isnull=False) | Q(press_release__isnull=False))
    cited = JointStatement.objects.filter(positions__proposal=of)
    return Q(proposal=of) | Q(population__isnull=False) | Q(joint_statement__in=cited)


def _place_in_procedure(found: Mapping[type[Model], list[Any]]) -> None:
    """As `PositionQuerySet.placed_in_procedure`."""
    proposed: dict[int, date] = {}
    for row in found.get(Event, ()):
        if row.kind == Kind.PROPOSAL_ADOPTED and not row.expected:
            proposed[row.proposal_id] = max(
                row.happened_on, proposed.get(row.proposal_id, date.min)
            )
    for row in found.get(Position, ()):
        row.before_proposal = row.stated_on < proposed.get(row.proposal_id, date.min)


@dataclass(frozen=True)
class _Entry:
    """What the newest entry says of a fact."""

    model: type[Model]
    pk: int
    verb: str
    content: Mapping[str, Any]


def _entries(about: Q, until: datetime, of_those: Q | None = None) -> list[_Entry]:
    """Of each fact the newest entry by the moment; of these only `of_those`. One query."""
    rows = Change.objects.public().filter(about, verb__in=_TELLING, recorded_at__lt=until)
    newest = rows.order_by().values(*FACTS).annotate(last=Max("sequence")).values("last")
    told = Change.objects.filter(of_those or Q(), sequence__in=newest).order_by("sequence")
    columns = told.values_list("verb", "after", "proposal_id", *(f"{n}_id" for n in _OTHERS))
    return [_entry(*row) for row in columns]


def _entry(verb: str, after: Any, proposal: int, *others: int | None) -> _Entry:
    for name, pk in zip(_OTHERS, others, strict=True):
        if pk is not None:
            return _Entry(FACTS[name], pk, verb, after or {})
    return _Entry(Proposal, proposal, verb, after or {})


class _Rebuilding:
    """Facts made anew from what the journal says of them, each pointing to the others."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self.made = [(entry.model(pk=entry.pk), entry) for entry in entries]
        self.named: dict[type[Model], dict[str, Model]] = defaultdict(dict)
        for model in (MemberState, Topic):
            self.named[model] = {str(row.pk): row for row in model._default_manager.all()}
        for fact, entry in self.made:
            name = _NAMES.get(entry.model, "key")
            if name in entry.content:
                self.named[entry.model][entry.content[name]] = fact
        self.copies = _copies(entry for _, entry in self.made)

    def facts(self) -> dict[type[Model], list[Any]]:
        """Those that stand, by table."""
        standing = defaultdict(list)
        corrected = {e.content.get("corrects") for _, e in self.made if e.model is Position}
        for fact, entry in self.made:
            self._fill(fact, entry.content)
            gone = entry.verb == Verb.RETRACTED or entry.content.get("retracted_at")
            if not gone and not (entry.model is Position and entry.content["key"] in corrected):
                standing[entry.model].append(fact)
        return standing

    def _fill(self, fact: Model, content: Mapping[str, Any]) -> None:
        fact._state.adding = False
        for field in fact._meta.concrete_fields:
            if field.primary_key or content.get(field.name) is None:
                continue
            if field.related_model is None:
                setattr(fact, field.attname, field.to_python(content[field.name]))
            elif kin := self.named[field.related_model].get(content[field.name]):
                setattr(fact, field.name, kin)
        kin_of: dict[str, list[Any]] = {"evidence": list(self._evidence(fact, content))}
        if isinstance(fact, JointStatement):
            kin_of["topics"] = self._topics(content)
            kin_of["members"] = [
                StatementMember(statement=fact, state=state, role=role)
                for state, role in self._states(content.get("members"))
            ]
        if isinstance(fact, CouncilVote):
            kin_of["casts"] = [
                CouncilVoteCast(vote=fact, state=state, cast=cast)
                for state, cast in self._states(content.get("casts"))
            ]
        # What `prefetch_related` would have left, so that a page asks the tables for nothing.
        fact._prefetched_objects_cache = kin_of  # type: ignore[attr-defined]

    def _states(self, told: Mapping[str, str] | None) -> list[tuple[MemberState, str]]:
        states: Any = self.named[MemberState]
        rows = [(states[code], word) for code, word in (told or {}).items() if code in states]
        return sorted(rows, key=lambda row: row[0].name)

    def _topics(self, content: Mapping[str, Any]) -> list[Any]:
        known: Any = self.named[Topic]
        rows = [known[slug] for slug in content.get("topics") or () if slug in known]
        return sorted(rows, key=lambda row: row.place)

    def _evidence(self, fact: Model, content: Mapping[str, Any]) -> Iterable[Evidence]:
        proved = {field_of(fact): fact}
        for told in content.get("evidence") or ():
            digest = told.get("snapshot") or ""
            copy = self.copies.get(digest)
            proof = Evidence(
                **proved,
                address=told.get("address") or "",
                citation=told.get("citation") or "",
                passage=told.get("passage") or "",
                says=told.get("says") or {},
                confidence=told["confidence"],
                snapshot=copy,
            )
            if not (proof.address or proof.citation or copy):
                proof.citation = f"A stored copy that is not kept any more, sha256 {digest}"
            yield proof


def _copies(entries: Iterable[_Entry]) -> dict[str, Snapshot]:
    """Of each content that is cited the first stored copy; one query for all."""
    cited = {
        told["snapshot"]
        for entry in entries
        for told in entry.content.get("evidence") or ()
        if told.get("snapshot")
    }
    rows: QuerySet[Snapshot] = Snapshot.objects.filter(blob__in=cited).defer("headers")
    return {row.blob_id: row for row in rows.order_by("-pk")}
