"""What we hold about a person, for that person: each personal column of each table."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from legislation.models import (
    Bounce,
    Consent,
    Email,
    Letter,
    Notice,
    Subscriber,
    Subscription,
    Wish,
)

#: What is told of each table, column by column.
TOLD: dict[type[Model], tuple[str, ...]] = {
    Subscriber: (
        "address",
        "state",
        "suspended_for",
        "language",
        "rhythm",
        "digest_time",
        "weekday",
        "zone",
        "warns",
        "next_digest_at",
        "digested_at",
        "rests_until",
        "soft_bounces",
        "soft_bounced_at",
        "created_at",
        "asked_at",
        "confirmed_at",
        "ended_at",
    ),
    Consent: ("act", "at", "wording", "wording_sha256", "form", "language", "choice"),
    Subscription: (
        "proposal",
        "stage",
        "kind",
        "topic",
        "state",
        "provision",
        "words",
        "key",
        "created_at",
    ),
    Wish: (
        "kind",
        "address",
        "mailbox",
        "client",
        "asked_at",
        "choice",
        "wording",
        "form",
        "taken_at",
        "mailed",
    ),
    Notice: ("change", "channel", "reasons", "due_at", "email", "dropped"),
    Email: (
        "id",
        "kind",
        "recipient",
        "message_id",
        "answers",
        "state",
        "created_at",
        "not_before",
        "attempt",
        "sent_at",
        "doubted_at",
        "error",
        "letter__subject",
        "letter__language",
    ),
    Bounce: ("kind", "email", "via", "status", "words", "at", "undone_at"),
}
#: What is not, and why.
LEFT_OUT: dict[type[Model], dict[str, str]] = {
    Subscriber: {
        "id": "a number of ours",
        "token": "a key: it stands in each mail's link, and whoever has it can end the mails",
        "mark": "a key: it tells real reports of returned mails from made-up ones",
        "is_probe": "never a person",
    },
    Consent: {"id": "a number of ours", "subscriber": "the person"},
    Subscription: {"id": "a number of ours", "subscriber": "the person"},
    Wish: {"id": "a number of ours"},
    Notice: {"id": "a number of ours", "subscriber": "the person"},
    Email: {
        "subscriber": "the person",
        "letter": "told by its subject",
        "lane": "how the sender works",
        "leased_until": "how the sender works",
        "lease": "how the sender works",
    },
    Letter: {
        "id": "a number of ours",
        "token": "a key",
        "subject": "told with each mail",
        "language": "told with each mail",
        "text": "the reader has the mail; blanked after a week",
        "html": "the reader has the mail; blanked after a week",
        "headers": "the reader has the mail",
        "tells": "facts of the public record",
        "created_at": "told with each mail",
    },
    Bounce: {
        "id": "a number of ours",
        "subscriber": "the person",
        "report": "a key: it makes a repeated report harmless",
    },
}


def own_data(person: Subscriber) -> dict[str, Any]:
    """All that is held about the person, as plain values by table and column."""
    mails = Email.objects.filter(Q(subscriber=person) | Q(recipient__iexact=person.address or "-"))
    return {
        "subscriber": _rows(Subscriber.objects.filter(pk=person.pk))[0],
        "consents": _rows(person.consents.all()),
        "subscriptions": _rows(person.subscriptions.all()),
        "wishes": _rows(Wish.objects.filter(address=person.address or "")),
        "notices": _rows(person.notices.all()),
        "mails": _rows(mails),
        "bounces": _rows(Bounce.objects.filter(Q(subscriber=person) | Q(email__in=mails))),
    }


def _rows(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*TOLD[rows.model]))
