"""The only writer of proposals, events, stages and their kin: record, amend, retract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from textwrap import shorten
from typing import Any

from django.db import transaction
from django.utils import timezone

from legislation import evidence
from legislation.domain.procedure import SET_BY_THE_ACT, Step, leads_back, stages
from legislation.domain.references import ProcedureReference
from legislation.domain.words import Alert, Confidence, Kind, Origin, Verb
from legislation.evidence import Proof
from legislation.journal import QUIET, Author, News, follows_up, waits
from legislation.models import Actor, Change, Event, PressRelease, Proposal, Stage, Statistic

#: An event that arrives this long after a release may be the one that it announced.
ANNOUNCED_WITHIN = timedelta(days=10)


#: A step that comes to be known so late is told after a person has looked at it.
LATE_AFTER = timedelta(days=14)


def news(author: Author, day: date | None) -> News:
    """How a change about that day travels: once it has settled, not at all, or if a person says so
    because it is old."""
    if not author.tells or day is None:
        return QUIET
    days = (timezone.localdate() - day).days
    if days > LATE_AFTER.days:
        return News(Alert.HELD, f"it happened {days} days before it was recorded")
    return waits(author)


def hold(*proposals: Proposal | None) -> None:
    """Let nobody else write to these files until the transaction ends; None is no file.

    Whoever writes holds the file before any row of it and before the journal's clock, and so never
    waits crosswise for another. Naming the file in a row is no writing to it (NO KEY).
    """
    wanted = [proposal.pk for proposal in proposals if proposal is not None]
    list(Proposal.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))


def record_proposal(proposal: Proposal, proofs: Iterable[Proof], author: Author) -> Proposal:
    """Begin to follow a legislative file."""
    return evidence.record(proposal, proofs, author)


#: As Parliament's and the Publications Office's files have them; OLP is read as COD.
PROCEDURE_TYPES = {
    *("ACC", "ACI", "APP", "AVC", "BUD", "BUI", "CNC", "CNS", "COD", "COS", "DCE", "DEA", "DEC"),
    *("INI", "INL", "INS", "NLE", "REG", "RPS", "RSP", "SYN"),
}
#: The title of a file that is followed by its reference alone, until a source gives it one.
UNTITLED = "Procedure {}"


def expect_new(reference: ProcedureReference) -> None:
    """Raise `ValueError` if a file cannot begin to be followed: no known type, or followed.

    One that is no longer followed can be, again.
    """
    if not reference.type:
        raise ValueError(f"{reference} lacks its type: write it as {reference}(COD)")
    if reference.type not in PROCEDURE_TYPES:
        known = ", ".join(sorted(PROCEDURE_TYPES))
        raise ValueError(f"{reference.type} is no type of procedure; there are {known}")
    if held := Proposal.objects.followed().spelled(reference.underscore).first():
        raise ValueError(f"{held.reference} is followed already")


def follow(reference: ProcedureReference, author: Author) -> Proposal:
    """Begin to follow a procedure of which nothing but its reference is known.

    Its title, events, documents and stages come from its sources. One that is no longer followed
    goes on where it was left. Raises `ValueError` as `expect_new` does.
    """
    expect_new(reference)
    if left := Proposal.objects.spelled(reference.underscore).first():
        with transaction.atomic():
            hold(left)
            left.refresh_from_db()
            evidence.amend(left, {"unfollowed_at": None}, author)
        return left
    named = Proposal(
        reference=str(reference),
        slug=reference.slug,
        year=reference.year,
        number=reference.number,
        suffix=reference.suffix,
        procedure_type=reference.type,
        title=UNTITLED.format(reference),
        short_title=str(reference),
    )
    page = f"https://eur-lex.europa.eu/procedure/EN/{reference.underscore}"
    proof = Proof(Confidence.LOW, address=page, note="The file's page, not read yet.")
    return record_proposal(named, [proof], author)


def expect_stoppable(proposal: Proposal) -> None:
    """Raise `ValueError` if a file is not followed, or must be: the curated record tells of it."""
    if proposal.unfollowed_at is not None:
        raise ValueError(f"{proposal.reference} is not followed any more")
    if proposal.changes.of_baseline().exists():
        raise ValueError(
            f"{proposal.reference} belongs to the curated record, which this tracker is for: "
            "it stays followed"
        )


def stop_following(proposal: Proposal, author: Author) -> Change | None:
    """Look at a file's sources no more. All that is on record stays, and nobody is told.

    Raises `ValueError` as `expect_stoppable` does.
    """
    if not author.why:
        raise ValueError("Say why the file is no longer followed.")
    with transaction.atomic():
        hold(proposal)
        proposal.refresh_from_db()
        expect_stoppable(proposal)
        return evidence.amend(proposal, {"unfollowed_at": timezone.now()}, author)


def complete(proposal: Proposal, values: Mapping[str, Any], proof: Proof, author: Author) -> None:
    """Fill in what is not known of a file yet and a source gives: title, celex, com_reference.

    What is known stays. A file followed by its reference alone has no title yet.
    """
    proposal.refresh_from_db()  # another source may have been quicker
    untitled = proposal.title == UNTITLED.format(proposal.reference)
    lacking = {
        name: value
        for name, value in values.items()
        if value and (not getattr(proposal, name) or (name == "title" and untitled))
    }
    if "title" in lacking:
        short = shorten(lacking["title"], SHORT_TITLE_LENGTH, placeholder=" …")
        lacking["short_title"] = short
    if lacking:
        author = author.because("A source gives what was not known of the file.")
        evidence.amend(proposal, lacking, author, proofs=[proof])


SHORT_TITLE_LENGTH = 80


def record_event(event: Event, proofs: Iterable[Proof], author: Author) -> Event:
    """Record an event, project the stages anew, and adopt the releases that announced it.

    `event` is unsaved; its key is made here if it has none. One without a proposal is context: it
    is mailed to nobody. Raises `MissingEvidence` without proof.
    """
    event.origin = author.origin
    with transaction.atomic():
        hold(event.proposal)
        if not event.key:
            event.key = _free_key(event)
        context = event.proposal is None
        tells = QUIET if event.expected or context else news(author, event.happened_on)
        if tells.alert is Alert.WAITING and _leads_back(event, author):
            tells = News(Alert.HELD, "the file went back to a stage that it had left")
        evidence.record(event, proofs, author, tells)
        _adopt_releases(event, author)
        project(event.proposal)
    return event


def _leads_back(event: Event, author: Author) -> bool:
    """Whether a source's step would lead its file back: a page that errs looks like that."""
    if event.proposal is None or event.happened_on is None or author.origin is not Origin.SOURCE:
        return False
    rows = stages(steps(event.proposal.events.public()))
    return leads_back(rows, Kind(event.kind), event.happened_on)


def amend_event(
    event: Event, values: Mapping[str, Any], author: Author, proofs: Iterable[Proof] = ()
) -> Change | None:
    """Change an event's content; the stages follow. None if nothing would be different.

    That an expected step has happened is news, as if it were recorded now. Another change goes to
    those who were told, once it has settled.
    """
    happens = event.expected and not values.get("expected", True)
    day = values.get("happened_on", event.happened_on)
    with transaction.atomic():
        hold(event.proposal)
        change = evidence.amend(
            event,
            {**values, "origin": author.origin},
            author,
            proofs=proofs,
            news=news(author, day) if happens else follows_up([event], author),
        )
        if change is not None:
            if happens:
                _adopt_releases(event, author)
            project(event.proposal)
    return change


def retract_event(event: Event, author: Author) -> Change | None:
    """Take an event back: it leaves the timeline, its row, its proof and its history stay.

    The releases that announced it are free again for the event that they did announce.
    """
    if not author.why:
        raise ValueError("Say why the event is retracted.")
    with transaction.atomic():
        hold(event.proposal)
        change = evidence.amend(
            event,
            {"retracted_at": timezone.now()},
            author,
            verb=Verb.RETRACTED,
            news=follows_up([event], author),
        )
        for release in event.releases.select_for_update():
            evidence.amend(release, {"announces": None}, author)
        project(event.proposal)
    return change


def restore_event(event: Event, author: Author) -> Change | None:
    """Take a retraction back: the event stands on the timeline again."""
    if not author.why:
        raise ValueError("Say why the event is restored.")
    with transaction.atomic():
        hold(event.proposal)
        change = evidence.amend(
            event,
            {"retracted_at": None},
            author,
            verb=Verb.RESTORED,
            news=follows_up([event], author),
        )
        _adopt_releases(event, author)
        project(event.proposal)
    return change


def record_press_release(
    release: PressRelease, proofs: Iterable[Proof], author: Author
) -> PressRelease:
    """Record what an institution told the press, mailed as "reported"; it moves no stage.

    The event that it announced may be on record already.
    """
    release.origin = author.origin
    if not release.key:
        release.key = _slug(f"{release.published_on}-{release.title}", 110)
        if PressRelease.objects.filter(key=release.key).exists():
            release.key = f"{release.key[:100]}-{PressRelease.objects.count()}"
    with transaction.atomic():
        hold(release.proposal)
        evidence.record(release, proofs, author, news(author, release.published_on))
        _join_event(release, author)
    return release


def announce(release: PressRelease, event: Event, author: Author) -> Change | None:
    """Say that a release announced this event; None if that is on record already."""
    with transaction.atomic():
        hold(release.proposal)
        stored = PressRelease.objects.select_for_update().get(pk=release.pk)
        return evidence.amend(stored, {"announces": event}, author)


def record_actor(actor: Actor, proofs: Iterable[Proof], author: Author) -> Actor:
    """Record a person's part in a file."""
    actor.origin = author.origin
    return evidence.record(actor, proofs, author)


def record_statistic(statistic: Statistic, proofs: Iterable[Proof], author: Author) -> Statistic:
    """Record a published figure."""
    return evidence.record(statistic, proofs, author)


def steps(events: Iterable[Event]) -> list[Step]:
    """Events as the domain's stages want them."""
    return [Step(Kind(event.kind), event.happened_on) for event in counted(events)]


def counted(events: Iterable[Event]) -> list[Event]:
    """Those that move a file: that a planned day has passed proves nothing.

    The day that an act sets itself comes without anybody's doing, and counts.
    """
    return [event for event in events if not event.expected or event.kind in SET_BY_THE_ACT]


def project(proposal: Proposal | None) -> None:
    """Rewrite the stages of a proposal from its events."""
    if proposal is None:
        return
    ordinary = proposal.procedure_type == "COD"  # no other procedure has these rooms
    rows = stages(steps(proposal.events.public())) if ordinary else []
    stored = {stage.slug: stage for stage in proposal.stages.all()}
    for position, row in enumerate(rows):
        values = {
            "parent": row.parent,
            "track": row.track,
            "position": position,
            "entered_on": row.entered_on,
            "left_on": row.left_on,
            "outcome": row.outcome,
        }
        stage = stored.get(row.slug)
        if stage is None:
            Stage.objects.create(proposal=proposal, slug=row.slug, **values)
        elif any(getattr(stage, name) != value for name, value in values.items()):
            Stage.objects.filter(pk=stage.pk).update(**values)


def _adopt_releases(event: Event, author: Author) -> None:
    """Make the releases that announced this event its evidence."""
    if event.proposal is None or event.happened_on is None or event.expected:
        return
    if event.kind not in _ANNOUNCED:
        return
    announcing = event.proposal.press_releases.filter(
        announces__isnull=True,
        institution__in=event.institutions,
        published_on__range=_around(event.happened_on),
        published_on__gte=timezone.localdate() - ANNOUNCED_WITHIN,
    )
    for release in announcing:
        _stand_behind(event, release, author)


def _join_event(release: PressRelease, author: Author) -> None:
    """Make a release that comes late evidence of the event that it announced, as if it had come
    first: the institution's site may have been down when others told of the event."""
    if release.proposal is None or release.announces is not None:
        return
    if release.published_on < timezone.localdate() - ANNOUNCED_WITHIN:
        return
    near = release.proposal.events.public().filter(
        kind__in=_ANNOUNCED, expected=False, happened_on__range=_around(release.published_on)
    )
    announced = [event for event in near if release.institution in event.institutions]
    if announced:
        _stand_behind(min(announced, key=lambda event: _apart(event, release)), release, author)


def _around(day: date) -> tuple[date, date]:
    return day - timedelta(days=1), day + timedelta(days=1)


def _apart(event: Event, release: PressRelease) -> timedelta:
    return abs(event.happened_on - release.published_on) if event.happened_on else timedelta.max


def _stand_behind(event: Event, release: PressRelease, author: Author) -> None:
    proof = release.evidence.strongest_first().first()
    evidence.amend(release, {"announces": event}, author)
    given = event.evidence.filter(address=release.address).exists()
    if proof is not None and not given:
        says = {"label": release.title, "date": release.published_on.isoformat()}
        behind = Proof(
            Confidence(proof.confidence),
            address=release.address,
            says=says,
            source=proof.source,
            identifier=release.address[-200:],
            snapshot=proof.snapshot,
            note="Press release that announced it.",
        )
        evidence.confirm(event, [behind], author)


#: Steps that institutions announce to the press on the day.
_ANNOUNCED = {
    Kind.PROPOSAL_ADOPTED,
    Kind.COMMITTEE_VOTE,
    Kind.EP_MANDATE_CONFIRMED,
    Kind.COUNCIL_PARTIAL_GENERAL_APPROACH,
    Kind.COUNCIL_GENERAL_APPROACH,
    Kind.COUNCIL_MANDATE,
    Kind.PROVISIONAL_AGREEMENT,
    Kind.COREPER_CONFIRMATION,
    Kind.EP_FIRST_READING,
    Kind.COUNCIL_FIRST_READING_ADOPTION,
    Kind.COUNCIL_ADOPTION,
    Kind.COUNCIL_POSITION,
    Kind.EP_SECOND_READING_APPROVAL,
    Kind.COUNCIL_SECOND_READING_ADOPTION,
}


def _free_key(event: Event) -> str:
    base = _slug(f"{event.happened_on or 'expected'}-{event.kind.replace('_', '-')}", 100)
    taken = set(
        Event.objects.filter(proposal=event.proposal, key__startswith=base).values_list(
            "key", flat=True
        )
    )
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)


def _slug(text: str, length: int) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:length].strip("-")
