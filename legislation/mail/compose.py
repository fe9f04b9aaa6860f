"""Renders mails: the two about a subscription, and the frame that all share."""

from __future__ import annotations

import secrets
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from legislation.domain.words import EmailKind
from legislation.models import Email, Subscriber

#: Nothing is fetched to write a mail; the rules for dark screens stay in the head.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def site(path: str) -> str:
    """A full address on this site."""
    return f"{settings.SITE_URL}{path}"


def confirmation(subscriber: Subscriber, token: str) -> Email:
    """The mail that asks whether the address wants what was asked for it.

    It holds no word that the form's sender typed.
    """
    context = {"link": site(reverse("confirm", args=[token])), "follows": _follows(subscriber)}
    subject = "Please confirm: news on the EU's return rules"
    return render(EmailKind.CONFIRMATION, subscriber, subject, "confirmation", context)


def preferences(subscriber: Subscriber, token: str) -> Email:
    """The mail with the link to the preferences, which works for half an hour."""
    context = {"link": site(reverse("preferences", args=[token]))}
    subject = "Your link to what you follow"
    return render(EmailKind.PREFERENCES, subscriber, subject, "preferences", context)


def _follows(subscriber: Subscriber) -> list[str]:
    return [
        row.proposal.short_title if row.proposal else "everything"
        for row in subscriber.subscriptions.select_related("proposal")
    ]


def cut(text: str, length: int) -> str:
    """The text on one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def render(
    kind: EmailKind, subscriber: Subscriber, subject: str, template: str, context: dict[str, Any]
) -> Email:
    """The mail of a template, as text and as HTML, not yet saved."""
    unsubscribe = site(reverse("unsubscribe", args=[subscriber.token]))
    context = {**context, "unsubscribe": unsubscribe, "site": site("/"), "subject": subject}
    now = timezone.now()
    text = render_to_string(f"legislation/mail/{template}.txt", context)
    html = render_to_string(f"legislation/mail/{template}.html", context)
    headers = {"Auto-Submitted": "auto-generated"}
    if kind is EmailKind.ALERT:
        headers |= {
            "List-Id": f"Return Directive Tracker <alerts.{settings.SITE_HOST}>",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return Email(
        subscriber=subscriber,
        kind=kind,
        recipient=subscriber.address,
        subject=cut(subject, 200),
        text=text.strip() + "\n",
        html=_INLINER.inline(html),
        headers=headers,
        message_id=f"<{secrets.token_hex(16)}@{settings.SITE_HOST}>",
        created_at=now,
        not_before=now,
    )
