"""Rows for tests, made through the writers: plain functions, every value with a default."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from legislation import alerts, council, evidence, timeline
from legislation.alerts import Agreement, Choice, Preferences
from legislation.domain.references import ProcedureReference
from legislation.domain.words import (
    Confidence,
    EmailKind,
    Institution,
    Kind,
    Membership,
    Origin,
    SourceKind,
    Stance,
)
from legislation.evidence import Proof
from legislation.journal import Author
from legislation.models import (
    Conflict,
    Email,
    Event,
    Letter,
    MemberState,
    Population,
    Position,
    PositionDraft,
    PressRelease,
    Proposal,
    Snapshot,
    Source,
    Topic,
)
from tests.domain.voting_examples import SHARES_2025

#: Of those that tests speak of; another member is called by its code.
NAMES = {
    "DE": "Germany",
    "DK": "Denmark",
    "ES": "Spain",
    "FR": "France",
    "GR": "Greece",
    "IE": "Ireland",
    "IT": "Italy",
    "MT": "Malta",
}
EDITOR = Author(Origin.EDITOR)


def proof(**values: Any) -> Proof:
    """Evidence by an address, unless told."""
    return Proof(**{"confidence": Confidence.HIGH, "address": "https://example.org/a", **values})


def proposal(
    reference: str = "2025/0059(COD)", *, author: Author = EDITOR, **values: Any
) -> Proposal:
    """A file that is followed."""
    parsed = ProcedureReference.parse(reference)
    row = Proposal(
        **{
            "reference": str(parsed),
            "slug": parsed.slug,
            "year": parsed.year,
            "number": parsed.number,
            "suffix": parsed.suffix,
            "procedure_type": parsed.type,
            "title": f"Proposal {parsed}",
            "short_title": "Return Regulation",
            **values,
        }
    )
    return timeline.record_proposal(row, [proof()], author)


def event(
    of: Proposal | None,
    kind: Kind = Kind.PROPOSAL_ADOPTED,
    day: date | None = date(2025, 3, 11),
    *,
    author: Author = EDITOR,
    proofs: list[Proof] | None = None,
    **values: Any,
) -> Event:
    """What happened on a day; expected if there is no day."""
    row = Event(
        **{
            "proposal": of,
            "kind": kind,
            "title": kind.label,
            "happened_on": day,
            "expected": day is None,
            **values,
        }
    )
    return timeline.record_event(row, proofs or [proof()], author)


def source(slug: str = "eurlex-2025-0059", of: Proposal | None = None, **values: Any) -> Source:
    """An address that is watched."""
    return evidence.watch(
        **{
            "slug": slug,
            "site": "eurlex",
            "name": f"EUR-Lex, {slug}",
            "reader": "eurlex procedure",
            "address": f"https://eur-lex.europa.eu/{slug}",
            "rhythm": timedelta(hours=6),
            "proposal": of,
            **values,
        }
    )


def snapshot(of: Source, content: bytes = b"<html>a page</html>", **values: Any) -> Snapshot:
    """The stored copy of what an address answered."""
    return evidence.keep_snapshot(
        of,
        content,
        **{
            "fetched_from": of.address,
            "fetched_at": datetime(2026, 11, 1, 12, tzinfo=UTC),
            "status": 200,
            "headers": {},
            "brought_by": "test",
            **values,
        },
    )


def state(code: str = "DE", name: str = "", **values: Any) -> MemberState:
    """A state at the Council's table."""
    row = MemberState(
        **{"code": code, "name": name or code, "membership": Membership.MEMBER, **values}
    )
    council.record_states([row])
    return MemberState.objects.get(pk=code)


def populations(year: int = 2025) -> None:
    """The 27 members with the shares that were published for 2025."""
    for code, share in SHARES_2025.items():
        member = state(code, NAMES.get(code, code))
        council.record_population(
            Population(state=member, year=year, share=share), [proof()], EDITOR
        )


def topic(slug: str = "return_hubs", **values: Any) -> Topic:
    """A question on which states take positions."""
    row = Topic(**{"slug": slug, "label": slug, "reading": "Support means for.", **values})
    council.record_topics([row])
    return Topic.objects.get(pk=slug)


def position(
    of: Proposal,
    code: str = "DE",
    stance: Stance = Stance.SUPPORT,
    day: date = date(2025, 6, 1),
    *,
    author: Author = EDITOR,
    proofs: list[Proof] | None = None,
    **values: Any,
) -> Position:
    """What a state said on a day."""
    row = Position(
        **{
            "proposal": of,
            "state": MemberState.objects.filter(pk=code).first() or state(code),
            "topic": Topic.objects.first() or topic(),
            "stance": stance,
            "summary": "It says so.",
            "stated_on": day,
            "source_kind": SourceKind.SPEECH,
            **values,
        }
    )
    return council.record_position(row, proofs or [proof()], author)


def draft(
    of: Proposal, by: User, code: str = "DE", *, corrects: Position | None = None, **values: Any
) -> PositionDraft:
    """What somebody drafted for a second person."""
    told = {
        "proposal": of,
        "state": MemberState.objects.filter(pk=code).first() or state(code),
        "topic": Topic.objects.first() or topic(),
        "stance": Stance.OPPOSE,
        "summary": "It was drafted.",
        "stated_on": date(2025, 6, 2),
        "source_kind": SourceKind.SPEECH,
        "proof_address": "https://example.org/draft",
        "proof_confidence": Confidence.HIGH,
        **values,
    }
    return council.draft_position(told, told, by=by, why="She said so.", corrects=corrects)


def press_release(
    of: Proposal | None, day: date = date(2026, 10, 1), *, author: Author = EDITOR, **values: Any
) -> PressRelease:
    """What the Council told the press."""
    number = PressRelease.objects.count() + 1
    row = PressRelease(
        **{
            "proposal": of,
            "institution": Institution.CONSIL,
            "title": f"Release {number}",
            "address": f"https://www.consilium.europa.eu/press/{number}/",
            "published_on": day,
            **values,
        }
    )
    return timeline.record_press_release(row, [proof(address=row.address)], author)


def conflict(of: Event, theirs: str = "2025-03-12", **values: Any) -> Conflict:
    """A source gives an event another day."""
    row, _ = evidence.report_conflict(
        **{
            "source": Source.objects.first() or source(of=of.proposal),
            "field": "happened_on",
            "ours": str(of.happened_on),
            "theirs": theirs,
            "event": of,
            "snapshot": None,
            "run": "test",
            **values,
        }
    )
    return row


def wish(
    address: str,
    proposals: Iterable[Proposal] = (),
    everything: bool = False,
    *,
    wording: str = "Write to me.",
    choices: Iterable[Choice] = (),
    **preferences: Any,
) -> None:
    """Somebody asked to be told, and the clock has taken it up."""
    named = [Choice(proposal=of.slug) for of in proposals] + [Choice()] * everything
    asked = Preferences((*named, *choices), **preferences)
    alerts.ask(address, asked, Agreement(wording, "/subscribe/"))
    alerts.take_wishes()


def letter(**values: Any) -> Letter:
    """What a mail says."""
    return Letter.objects.create(
        **{
            "token": secrets.token_hex(16),
            "subject": "Council adopts",
            "text": "It was adopted.",
            "html": "<h1>It was adopted</h1>",
            "created_at": timezone.now(),
            **values,
        }
    )


def email(**values: Any) -> Email:
    """A mail that waits; subject, text, html and headers are those of its letter."""
    now = timezone.now()
    said = {
        name: values.pop(name) for name in ("subject", "text", "html", "headers") if name in values
    }
    return Email.objects.create(
        **{
            "kind": EmailKind.ALERT,
            "recipient": "reader@example.org",
            "letter": letter(**said),
            "message_id": f"<{Email.objects.count() + 1}@example.org>",
            "created_at": now,
            "not_before": now,
            **values,
        }
    )


def editor(name: str = "anna") -> User:
    """Somebody of the group "editor", and no more."""
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return user


def publisher(name: str = "paula") -> User:
    """Somebody of the group "publisher", and no more."""
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="publisher"))
    return user


def superuser(name: str = "root") -> User:
    """Somebody who may do everything that the desk offers."""
    return User.objects.create_superuser(name, f"{name}@example.org")
