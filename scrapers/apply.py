"""Carries out what follows from a reading, through the writers, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from legislation import documents, evidence, review, timeline
from legislation.domain.references import canonical
from legislation.domain.words import Confidence, Institution, Kind, Origin, Precision
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import (
    Document,
    Event,
    Evidence,
    PressRelease,
    Proposal,
    Snapshot,
    Source,
    Suggestion,
)
from scrapers.preference import preferred
from scrapers.reconcile import Difference, Plan, Step, StoredEvent, name_of, plan, torn, words_of
from scrapers.records import (
    EventRecord,
    ListingRecord,
    ProcedureRecord,
    Record,
    ReleaseRecord,
    Unread,
    Votes,
    as_json,
)
from scrapers.relevance import File, Judgement, Text, Verdict, judge, plain
from scrapers.sources import Watched
from scrapers.sources.event_types import label_of


@dataclass
class Result:
    """What a reading did, counted."""

    created: int = 0
    confirmed: int = 0
    amended: int = 0
    conflicts: int = 0
    documents: int = 0
    suggested: int = 0
    unread: int = 0
    renamed: int = 0
    titles: tuple[str, ...] = ()

    def __add__(self, other: Result) -> Result:
        return Result(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def words(self) -> str:
        """The counts as a sentence."""
        return (
            f"{self.created} new, {self.confirmed} confirmed, {self.amended} amended, "
            f"{self.documents} documents, {self.conflicts} new conflicts"
            + (f", {self.suggested} for a person to decide." if self.suggested else ".")
            + (f" Rows that could not be read: {self.unread}." if self.unread else "")
        )


def size(record: Record) -> int:
    """How many records a reading holds."""
    return len(record.events) if isinstance(record, ProcedureRecord) else len(record.items)


def apply(
    source: Source,
    record: Record,
    snapshot: Snapshot | None,
    author: Author,
    *,
    latest: bool = True,
    watched: Watched | None = None,
) -> Result:
    """Write what a reading says. A copy older than the last good one only adds what is missing.

    Runs inside a transaction. Two sources of one file may be read at the same moment: the second
    waits for the first to commit, and then finds its events.
    """
    if isinstance(record, ProcedureRecord):
        if source.proposal is None:
            raise TypeError(f"{source.slug} reads a procedure and names no proposal")
        timeline.hold(source.proposal)
        reading = _Procedure(source, source.proposal, snapshot, author, watched)
        result = reading.apply(record, latest=latest)
    else:
        result = _Listing(source, snapshot, author).apply(record)
    if latest:
        _tell_unread(source, record.unread, snapshot, author, result)
    return result


def _tell_unread(
    source: Source,
    unread: Iterable[Unread],
    snapshot: Snapshot | None,
    author: Author,
    result: Result,
) -> None:
    """Put before staff what stands on the page and is not published, for nobody could read it."""
    for row in unread:
        _, new = evidence.report_conflict(
            source,
            field="unread row",
            ours=None,
            theirs=f"{row.text} ({row.why})",
            event=None,
            snapshot=snapshot,
            run=author.run,
        )
        result.conflicts += new
        result.unread += 1


class _Procedure:
    """One reading of a procedure file, on its way into the timeline."""

    def __init__(
        self,
        source: Source,
        proposal: Proposal,
        snapshot: Snapshot | None,
        author: Author,
        watched: Watched | None,
    ) -> None:
        self.source, self.proposal = source, proposal
        self.snapshot, self.author, self.watched = snapshot, author, watched
        self.address = source.address
        if watched and watched.page:
            self.address = watched.base + watched.page(proposal.reference)
        self.result = Result()

    def apply(self, record: ProcedureRecord, *, latest: bool) -> Result:
        events = {event.pk: event for event in self._events()}
        decided = plan([self._stored(event) for event in events.values()], record.events)
        self.result.renamed = decided.renamed
        for event in record.events:
            if event.kind is None and self.watched and not self.watched.knows(event):
                self._report("new label", None, event.label or event.code, None)
        for step in decided.create:
            if self.watched and self.watched.cross_check and step.chief.kind is None:
                continue
            made = self._create(step)
            events[made.pk] = made
            for difference in torn(made.pk, step):
                self._dispute(difference, made)
        kept = [(events[pk], self._proofs(step)) for pk, step in decided.keep]
        self.result.confirmed += evidence.confirm_all(kept, self.author)
        if latest:
            self._disagree(decided, events)
        self._documents(record)
        self._complete(record)
        return self.result

    def _complete(self, record: ProcedureRecord) -> None:
        proof = Proof(
            Confidence.HIGH,
            address=self.address,
            says={"title": record.title, "com_reference": record.com_reference},
            source=self.source,
            snapshot=self.snapshot,
        )
        values = {
            "title": record.title,
            "celex": record.celex if record.celex and record.celex.startswith("5") else None,
            "com_reference": record.com_reference,
        }
        timeline.complete(self.proposal, values, proof, self.author)

    def _disagree(self, decided: Plan, events: dict[int, Event]) -> None:
        """What is otherwise than the record has it: amended where the source may, else disputed."""
        for pk, values in decided.amend:
            why = "The source that gave the event gives another day now."
            timeline.amend_event(events[pk], values, self.author.because(why))
            self.result.amended += 1
        for difference in decided.differences:
            self._dispute(difference, events[difference.event])
        for pk, step in decided.keep:
            if events[pk].expected and step.chief.day:
                happened = Difference(pk, "expected", "only expected", str(step.chief.day))
                self._dispute(happened, events[pk])
        for pk in decided.vanished:
            shown = Difference(pk, "presence", "on the page before", "no longer on the page")
            self._dispute(shown, events[pk])
        for undated in decided.undated:
            theirs = undated.label or undated.code
            self._report("event without a day", None, theirs, None)

    def _events(self) -> Iterable[Event]:
        """All of the file's, for a source must not bring back what a person took away."""
        return self.proposal.events.prefetch_related("evidence")

    def _stored(self, event: Event) -> StoredEvent:
        rows: list[Evidence] = list(event.evidence.all())
        mine = [r for r in rows if r.source_id == self.source.pk and r.identifier]
        others = {
            r.says["date"]
            for r in rows
            if r.source_id not in {None, self.source.pk} and r.says.get("date")
        }
        votes = (
            Votes(event.votes_for, event.votes_against, event.abstentions or 0)
            if event.votes_for is not None and event.votes_against is not None
            else None
        )
        return StoredEvent(
            pk=event.pk,
            kind=Kind(event.kind),
            institutions=frozenset(Institution(code) for code in event.institutions),
            day=event.happened_on,
            precision=Precision(event.precision),
            origin=Origin(event.origin),
            identifiers=frozenset(r.identifier for r in rows if r.identifier),
            seen_here=frozenset(r.identifier for r in mine),
            words=frozenset(words_of(r.says.get("code"), r.says.get("label")) for r in mine),
            others_say=frozenset(
                event.happened_on
                for day in others
                if event.happened_on and day == str(event.happened_on)
            ),
            documents=_named(event, rows),
            votes=votes,
            settled=event.expected or event.retracted_at is not None,
        )

    def _create(self, step: Step) -> Event:
        chief = step.chief
        votes = chief.votes
        event = Event(
            proposal=self.proposal,
            kind=chief.kind or Kind.OTHER,
            institutions=sorted(who.value for who in step.institutions),
            title=_title(step),
            happened_on=chief.day,
            precision=chief.precision,
            votes_for=votes.votes_for if votes else None,
            votes_against=votes.against if votes else None,
            abstentions=votes.abstentions if votes else None,
            document_references=_references(step),
        )
        timeline.record_event(event, self._proofs(step), self.author)
        self.result.created += 1
        self.result.titles += (event.title,)
        return event

    def _proofs(self, step: Step) -> list[Proof]:
        return [self._proof(record) for record in step.records]

    def _proof(self, record: EventRecord) -> Proof:
        told = as_json(record)
        return Proof(
            Confidence.HIGH,
            address=self.address,
            says={name: told[name] for name in _SAID if told[name]},
            source=self.source,
            identifier=name_of(record),
            snapshot=self.snapshot,
        )

    def _dispute(self, difference: Difference, event: Event) -> None:
        rule = ""
        if difference.field in {"date", "votes", "precision"}:
            rule = preferred(
                Kind(event.kind),
                [Institution(code) for code in event.institutions],
                [urlsplit(proof.address).hostname or "" for proof in event.evidence.all()],
                urlsplit(self.address).hostname or "",
            )
        self._report(difference.field, difference.ours, difference.theirs, event, rule)

    def _report(
        self, field: str, ours: object, theirs: object, event: Event | None, rule: str = ""
    ) -> None:
        _, new = evidence.report_conflict(
            self.source,
            field=field,
            ours=ours,
            theirs=theirs,
            event=event,
            snapshot=self.snapshot,
            run=self.author.run,
            preferred=rule,
        )
        self.result.conflicts += new

    def _documents(self, record: ProcedureRecord) -> None:
        held = list(self.proposal.documents.all())
        references = {canonical(row.reference) for row in held}
        numbers = {row.celex for row in held if row.celex}
        for document in record.documents:
            name = canonical(document.reference)
            if name in references or (document.celex and document.celex in numbers):
                continue
            row = Document(
                proposal=self.proposal,
                reference=name,
                celex=document.celex or "",
                kind=document.kind or "",
                dated_on=document.day,
            )
            says = {"reference": document.reference}
            proof = Proof(
                Confidence.HIGH,
                address=self.address,
                says=says,
                source=self.source,
                snapshot=self.snapshot,
            )
            documents.record_document(row, [proof], self.author)
            references.add(name)
            self.result.documents += 1


_SAID = ("date", "label", "code", "institutions", "documents", "celex", "votes", "undated")


def _title(step: Step) -> str:
    """The source's English words; failing that the type's official label, or our word for it."""
    labels = [record.label for record in step.records if record.label and record.shown]
    if labels:
        return labels[0]
    chief = step.chief
    official = label_of(chief.code) if chief.code else None
    if official:
        return official
    if chief.kind:
        return chief.kind.label
    nameless = "Step without a name at the source"
    return chief.label or (f"{nameless} ({chief.code})" if chief.code else nameless)


def _named(event: Event, rows: Iterable[Evidence]) -> frozenset[str]:
    """The documents that the event names, or any of its evidence."""
    names = [*event.document_references]
    names += [name for row in rows for name in row.says.get("documents", ())]
    return frozenset(map(canonical, names))


def _references(step: Step) -> list[str]:
    seen: dict[str, None] = {}
    for record in step.records:
        for reference in record.documents:
            seen.setdefault(canonical(reference))
    return list(seen)


class _Listing:
    """One reading of a press-release listing: what is about our files is recorded as reported."""

    def __init__(self, source: Source, snapshot: Snapshot | None, author: Author) -> None:
        self.source, self.snapshot, self.author = source, snapshot, author
        self.proposals = list(Proposal.objects.followed().in_order())
        timeline.hold(*self.proposals)
        self.files = [_file(proposal) for proposal in self.proposals]
        self.result = Result()

    def apply(self, record: ListingRecord) -> Result:
        for item in record.items:
            judged = judge(Text(item.title, item.summary or ""), self.files)
            if judged.file is None:
                continue
            proposal = next(p for p in self.proposals if p.pk == judged.file.key)
            if judged.verdict is Verdict.OURS or self._held(item, proposal):
                self._record(item, proposal)
            else:
                self._suggest(item, proposal, judged)
        return self.result

    def _suggest(self, item: ReleaseRecord, proposal: Proposal, judged: Judgement) -> None:
        suggestion = Suggestion(
            proposal=proposal,
            source=self.source,
            snapshot=self.snapshot,
            institution=Institution.CONSIL,
            title=item.title,
            summary=item.summary or "",
            address=item.address,
            published_on=item.day,
            says=_says(item),
            score=judged.score,
            reasons=[asdict(reason) for reason in judged.reasons],
        )
        self.result.suggested += review.suggest(suggestion)

    def _record(self, item: ReleaseRecord, proposal: Proposal) -> None:
        proof = Proof(
            Confidence.HIGH,
            address=item.address,
            says=_says(item),
            source=self.source,
            identifier=item.address[-200:],
            snapshot=self.snapshot,
        )
        held = self._held(item, proposal)
        if held is not None:
            self.result.confirmed += evidence.confirm(held, [proof], self.author)
            return
        release = PressRelease(
            proposal=proposal,
            institution=Institution.CONSIL,
            title=item.title,
            summary=item.summary or "",
            address=item.address,
            published_on=item.day,
        )
        timeline.record_press_release(release, [proof], self.author)
        self.result.created += 1
        self.result.titles += (release.title,)

    def _held(self, item: ReleaseRecord, proposal: Proposal) -> PressRelease | None:
        """The same release, perhaps known from a copy at another address."""
        same_address = PressRelease.objects.filter(address=item.address).first()
        if same_address:
            return same_address
        that_day: Any = proposal.press_releases.filter(
            published_on=item.day, institution=Institution.CONSIL
        )
        return next((r for r in that_day if plain(r.title) == plain(item.title)), None)


def _says(item: ReleaseRecord) -> dict[str, Any]:
    return {name: value for name, value in as_json(item).items() if value}


def _file(proposal: Proposal) -> File:
    known = {proposal.reference, proposal.com_reference, proposal.celex}
    return File(proposal.pk, frozenset(filter(None, known)), tuple(proposal.press_phrases))
