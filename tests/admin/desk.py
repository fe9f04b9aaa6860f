"""What an editor types, and what the page answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from legislation.domain.words import Origin
from legislation.journal import Author
from legislation.models import Event, Position, Proposal

#: Somebody whose saves are news.
TELLS = Author(Origin.EDITOR, why="As heard.", tells=True)
PROOF = {"proof_address": "https://example.org/proof", "proof_confidence": "high"}


def page(name: str, *args: object) -> str:
    """The address of one of the desk's pages: "event_add"."""
    return reverse(f"admin:legislation_{name}", args=args)


def typed_event(proposal: Proposal | None, **values: Any) -> dict[str, Any]:
    """The form for a new event, filled in."""
    return {
        "proposal": proposal.pk if proposal else "",
        "kind": "council_general_approach",
        "institutions": ["CONSIL"],
        "title": "Council agrees its position",
        "happened_on": "08/12/2025",
        "precision": "day",
        **PROOF,
        **values,
    }


def opened_event(event: Event, **values: Any) -> dict[str, Any]:
    """The form of an event on record, as it is posted back."""
    return {
        "kind": event.kind,
        "institutions": event.institutions,
        "title": event.title,
        "happened_on": event.happened_on or "",
        "precision": event.precision,
        "document_references": "\r\n".join(event.document_references),
        "seen": event.changes.order_by("sequence").last().sequence,  # type: ignore[union-attr]
        "why": "The source says so.",
        **({"expected": "on"} if event.expected else {}),
        **values,
    }


def typed_position(proposal: Proposal, **values: Any) -> dict[str, Any]:
    """The form for a new position, filled in."""
    return {
        "proposal": proposal.pk,
        "state": "DE",
        "topic": "return_hubs",
        "stance": "oppose",
        "summary": "Germany is against.",
        "stated_on": "01/06/2025",
        "precision": "day",
        "source_kind": "speech",
        **PROOF,
        **values,
    }


def opened_position(position: Position, **values: Any) -> dict[str, Any]:
    """The form of a position on record, as it is posted back."""
    return {
        "proposal": position.proposal_id,
        "state": position.state_id,
        "topic": position.topic_id,
        "stance": position.stance,
        "summary": position.summary,
        "stated_on": position.stated_on,
        "precision": position.precision,
        "source_kind": position.source_kind,
        "actor": position.actor,
        "office": position.office,
        "quote": position.quote,
        "why": "The minutes say otherwise.",
        **values,
    }


def complaints(answer: Any) -> dict[str, list[str]]:
    """What the form says is wrong, by field."""
    form = answer.context["adminform"].form
    return {name: [str(each) for each in errors] for name, errors in form.errors.items()}


def told(answer: Any) -> str:
    """The messages on top of the page."""
    return " ".join(str(each) for each in answer.context["messages"])


def seen_in(answer: Any) -> str:
    """What the form says it has seen, as it is posted back."""
    return str(answer.context["adminform"].form["seen"].value())


def user(name: str) -> User:
    """Who has signed in under this name."""
    return User.objects.get(username=name)
