"""Loads the curated record through the writers: again and again without harm.

What is new is recorded, what the files say differently now is amended, and what a person has
changed stays as that person left it. Nobody is mailed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from legislation import council, documents, evidence, timeline
from legislation.baseline.entries import (
    Baseline,
    CouncilVoteEntry,
    EventEntry,
    JointStatementEntry,
    PositionEntry,
    ProposalEntry,
)
from legislation.baseline.held import Counts, Fact, Held, sight
from legislation.baseline.reader import read
from legislation.baseline.same import same_events
from legislation.baseline.shapes import Entry, EvidenceEntry
from legislation.domain.days import Day
from legislation.domain.references import ProcedureReference
from legislation.domain.words import Origin, Precision, StatementRole, Vote
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import (
    Actor,
    CouncilVote,
    Document,
    Event,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    PressRelease,
    Proposal,
    Statistic,
    Topic,
)

FOLDER = Path(__file__).parent
_AUTHOR = Author(Origin.BASELINE, run="baseline", why="The curated record.")

Told = Callable[[str, int], None]


def load(folder: Path = FOLDER, told: Told = lambda _file, _entries: None) -> Counts:
    """Read the folder and bring the record up to it, all or nothing.

    Raises `BaselineError` with every fault of the files before anything is written. `told` hears
    how many entries of which file are done.
    """
    baseline = read(folder)
    with transaction.atomic():
        return _Load(baseline, told).everything()


class _Load:
    def __init__(self, baseline: Baseline, told: Told) -> None:
        self.baseline, self.told = baseline, told
        self.counts = Counts()
        self.proposals: dict[str, Proposal] = {}
        self.statements: dict[str, JointStatement] = {}

    def everything(self) -> Counts:
        base = self.baseline
        timeline.hold(*Proposal.objects.all())
        states = [
            MemberState(code=e.code, name=e.name, membership=e.membership) for e in base.states
        ]
        topics = [
            Topic(slug=e.slug, label=e.label, reading=e.reading, place=place)
            for place, e in enumerate(base.topics)
        ]
        self.counts.recorded += council.record_states(states) + council.record_topics(topics)
        self.states = {state.code: state for state in states}
        self.topics = {topic.slug: topic for topic in topics}
        self._proposals(base.proposals)
        self._events(base.events)
        self._documents()
        self._actors()
        self._statistics()
        self._press_releases()
        self._joint_statements(base.joint_statements)
        self._positions(base.positions)
        self._council_votes(base.council_votes)
        self._participation()
        self._populations()
        for proposal in self.proposals.values():
            timeline.project(proposal)  # by the rules of this version
        return self.counts

    # One kind of entry after the other

    def _proposals(self, entries: Sequence[ProposalEntry]) -> None:
        held = Held(Proposal, "reference")
        for entry in entries:
            reference = ProcedureReference.parse(entry.reference)
            values = _values(entry, ProposalEntry, without={"reference", "titles"}) | {
                "titles": asdict(entry.titles) if entry.titles else {},
                "press_phrases": list(entry.press_phrases),
                "slug": reference.slug,
                "year": reference.year,
                "number": reference.number,
                "suffix": reference.suffix,
                "procedure_type": reference.type,
            }
            self.proposals[entry.reference] = self._one(
                held, {"reference": entry.reference}, values, entry, timeline.record_proposal
            )
        self.told("proposals", len(entries))

    def _events(self, entries: Sequence[EventEntry]) -> None:
        held = Held(Event, "proposal_id", "key")
        rows = same_events(entries, held, self.proposals, _AUTHOR.run)
        for entry in entries:
            votes = entry.votes
            values = {
                "kind": entry.kind,
                "institutions": [code.value for code in entry.institutions],
                "body": entry.body,
                "title": entry.title,
                "detail": entry.detail,
                **_day("happened_on", "precision", entry.on),
                "expected": entry.expected,
                "votes_for": votes.in_favour if votes else None,
                "votes_against": votes.against if votes else None,
                "abstentions": votes.abstentions if votes else None,
                "document_references": list(entry.documents),
            }
            lookup = {"proposal": self._proposal(entry.proposal), "key": entry.key}
            row = rows.get(entry.where)
            self._one(held, lookup, values, entry, timeline.record_event, _amend_event, row)
        self.told("events", len(entries))

    def _documents(self) -> None:
        held = Held(Document, "proposal_id", "reference")
        for entry in self.baseline.documents:
            lookup = {"proposal": self._proposal(entry.proposal), "reference": entry.reference}
            values = {
                "celex": entry.celex,
                "kind": entry.kind,
                "title": entry.title,
                **_day("dated_on", "precision", entry.on),
                "note": entry.note,
            }
            self._one(held, lookup, values, entry, documents.record_document)
        self.told("documents", len(self.baseline.documents))

    def _actors(self) -> None:
        held = Held(Actor, "proposal_id", "role", "name")
        for entry in self.baseline.actors:
            lookup = {
                "proposal": self._proposal(entry.proposal),
                "role": entry.role,
                "name": entry.name,
            }
            values = {
                "group": entry.group,
                **_day("since_on", "since_precision", entry.since),
                **_day("until_on", "until_precision", entry.until),
                "note": entry.note,
            }
            self._one(held, lookup, values, entry, timeline.record_actor)
        self.told("actors", len(self.baseline.actors))

    def _statistics(self) -> None:
        held = Held(Statistic, "indicator", "period", "geo")
        for entry in self.baseline.statistics:
            lookup = {"indicator": entry.indicator, "period": entry.period, "geo": entry.geo}
            values = {
                "value": entry.value,
                "unit": entry.unit,
                "publisher": entry.publisher,
                "note": entry.note,
            }
            self._one(held, lookup, values, entry, timeline.record_statistic)
        self.told("statistics", len(self.baseline.statistics))

    def _press_releases(self) -> None:
        held = Held(PressRelease, "address")
        for entry in self.baseline.press_releases:
            values = {
                "proposal": self._proposal(entry.proposal),
                "institution": entry.institution,
                "title": entry.title,
                **_day("published_on", "precision", entry.on),
                "note": entry.note,
            }
            lookup = {"address": entry.address}
            self._one(held, lookup, values, entry, timeline.record_press_release)
        self.told("press_releases", len(self.baseline.press_releases))

    def _joint_statements(self, entries: Sequence[JointStatementEntry]) -> None:
        held = Held(JointStatement, "key")
        for entry in entries:
            values = {
                "proposal": self._proposal(entry.proposal),
                "kind": entry.kind,
                "title": entry.title,
                **_day("stated_on", "precision", entry.on),
                "complete": entry.complete,
                "count": entry.count,
                "addressee": entry.addressee,
                "note": entry.note,
            }
            members = {
                StatementRole.AUTHOR: self._states(entry.authors),
                StatementRole.SIGNATORY: self._states(entry.signatories),
                StatementRole.PARTICIPANT: self._states(entry.participants),
            }
            topics = [self.topics[slug] for slug in entry.topics]

            def record(
                row: JointStatement,
                proofs: list[Proof],
                author: Author,
                members: Mapping[StatementRole, list[MemberState]] = members,
                topics: list[Topic] = topics,
            ) -> JointStatement:
                return council.record_joint_statement(row, members, topics, proofs, author)

            self.statements[entry.key] = self._one(held, {"key": entry.key}, values, entry, record)
        self.told("joint_statements", len(entries))

    def _positions(self, entries: Sequence[PositionEntry]) -> None:
        held = Held(Position, "key")
        corrected = dict(
            Position.objects.filter(corrects__isnull=False).values_list("corrects__key", "key")
        )
        for entry in entries:
            values = {
                "proposal": self._proposal(entry.proposal),
                "state": self.states[entry.state],
                "topic": self.topics[entry.topic],
                "stance": entry.stance,
                "summary": entry.summary,
                "actor": entry.actor,
                "office": entry.office,
                **_day("stated_on", "precision", entry.on),
                "source_kind": entry.source_kind,
                "joint_statement": entry.joint_statement and self.statements[entry.joint_statement],
            }
            key = entry.key
            while key in corrected:
                key = corrected[key]
            self._one(held, {"key": key}, values, entry, council.record_position, _correct_position)
        self.told("positions", len(entries))

    def _council_votes(self, entries: Sequence[CouncilVoteEntry]) -> None:
        held = Held(CouncilVote, "key")
        for entry in entries:
            values = {
                "proposal": self._proposal(entry.proposal),
                "held_on": entry.on.last,
                "body": entry.body,
                "subject": entry.subject,
                "outcome": entry.outcome,
                "breakdown_known": entry.breakdown_known,
                "note": entry.note,
            }
            casts = {
                Vote.AGAINST: self._states(entry.against),
                Vote.ABSTAIN: self._states(entry.abstained),
                Vote.NOT_PARTICIPATING: self._states(entry.not_participating),
            }

            def record(
                row: CouncilVote,
                proofs: list[Proof],
                author: Author,
                casts: Mapping[Vote, list[MemberState]] = casts,
            ) -> CouncilVote:
                return council.record_council_vote(row, casts, proofs, author)

            self._one(held, {"key": entry.key}, values, entry, record)
        self.told("council_votes", len(entries))

    def _participation(self) -> None:
        held = Held(Participation, "proposal_id", "state_id", "since_on")
        for entry in self.baseline.participation:
            lookup = {
                "proposal": self._proposal(entry.proposal),
                "state": self.states[entry.state],
                "since_on": entry.since.last if entry.since else None,
            }
            values = {
                "takes_part": entry.takes_part,
                "legal_basis": entry.legal_basis,
                "note": entry.note,
            }
            self._one(held, lookup, values, entry, council.record_participation)
        self.told("participation", len(self.baseline.participation))

    def _populations(self) -> None:
        held = Held(Population, "state_id", "year")
        for year in self.baseline.populations:
            for member in year.members:
                lookup = {"state": self.states[member.state], "year": year.year}
                values = {
                    "persons": member.persons,
                    "share": member.share,
                    "status": member.status,
                }
                self._one(held, lookup, values, year, council.record_population)
        self.told("populations", len(self.baseline.populations))

    # What is the same for all

    def _one(
        self,
        held: Held[Fact],
        lookup: dict[str, Any],
        values: dict[str, Any],
        entry: Any,
        record: Callable[[Fact, list[Proof], Author], Fact],
        amend: Callable[[Any, dict[str, Any], list[Proof]], None] | None = None,
        row: Fact | None = None,
    ) -> Fact:
        proofs = [_proof(item) for item in entry.evidence]
        row = row or held.get(lookup)
        if row is None:
            self.counts.recorded += 1
            return record(held.model(**lookup, **values), proofs, _AUTHOR)
        different = {k: v for k, v in values.items() if getattr(row, k) != v}
        missing = [proof for proof in proofs if sight(proof) not in held.sights(row)]
        if not different and not missing:
            self.counts.unchanged += 1
        elif row.pk in held.edited:
            self.counts.kept.append(entry.where)
        else:
            (amend or _amend)(row, different, missing)
            self.counts.amended += 1
        return row

    def _proposal(self, reference: str | None) -> Proposal | None:
        return self.proposals[reference] if reference else None

    def _states(self, codes: Sequence[str]) -> list[MemberState]:
        return [self.states[code] for code in codes]


def _proof(item: EvidenceEntry) -> Proof:
    return Proof(
        item.confidence,
        address=item.address,
        citation=item.citation,
        passage=item.passage,
        note=item.note,
    )


def _amend(row: Model, values: dict[str, Any], proofs: list[Proof]) -> None:
    evidence.amend(row, values, _AUTHOR, proofs=proofs)


def _amend_event(row: Event, values: dict[str, Any], proofs: list[Proof]) -> None:
    timeline.amend_event(row, values, _AUTHOR, proofs)


def _correct_position(row: Position, values: dict[str, Any], proofs: list[Proof]) -> None:
    """What was said stays said: a change of the record is a further row; new proof is not."""
    if values:
        row = council.correct_position(row, values, _AUTHOR)
    evidence.confirm(row, proofs, _AUTHOR)


def _day(name: str, precision: str, day: Day | None) -> dict[str, Any]:
    if day is None:
        return {name: None, precision: Precision.DAY}
    return {name: day.last, precision: day.precision}


def _values(entry: Entry, kind: type[Entry], without: set[str]) -> dict[str, Any]:
    skip = {"where", "evidence", "press_phrases", *without}
    return {f.name: getattr(entry, f.name) for f in fields(kind) if f.name not in skip}
