"""Renders letters: the two about a subscription, and the frame that all share."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from legislation.domain.words import EmailKind, EmailState, Language
from legislation.models import Email, Letter, Subscriber
from legislation.models.alerts import Subscription

#: Nothing is fetched to write a mail; the rules for dark screens stay in the head.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
#: What somebody waits for at this moment goes before the news.
_LANES = {EmailKind.CONFIRMATION: 0, EmailKind.PREFERENCES: 0, EmailKind.TEST: 0}


def site(path: str) -> str:
    """A full address on this site."""
    return f"{settings.SITE_URL}{path}"


def confirmation(subscriber: Subscriber, token: str) -> Letter:
    """The letter that asks whether the address wants what was asked for it.

    It holds no word that the form's sender typed.
    """
    with translation.override(subscriber.language):
        context = {"link": site(reverse("confirm", args=[token])), "follows": _follows(subscriber)}
        subject = _("Please confirm: news on the EU's return rules")
        return render(subject, "confirmation", context, Language(subscriber.language))


def preferences(subscriber: Subscriber, token: str) -> Letter:
    """The letter with the link to the preferences, which works for half an hour."""
    with translation.override(subscriber.language):
        context = {"link": site(reverse("preferences", args=[token]))}
        subject = _("Your link to what you follow")
        return render(subject, "preferences", context, Language(subscriber.language))


def _follows(subscriber: Subscriber) -> list[str]:
    rows = subscriber.subscriptions.select_related("proposal", "topic", "state")
    return [described(row) for row in rows]


def described(row: Subscription) -> str:
    """What somebody follows, in words; a search that he typed is only named as one."""
    return row.key


def cut(text: str, length: int) -> str:
    """The text on one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def render(
    subject: str,
    template: str,
    context: Mapping[str, Any],
    language: Language,
    *,
    is_news: bool = False,
    tells: dict[str, Any] | None = None,
) -> Letter:
    """The letter of a template, as text and as HTML, not yet saved. In the active language."""
    letter = Letter(token=secrets.token_hex(16), language=language.value, tells=tells or {})
    values = {
        **context,
        "unsubscribe": letter.place,
        "manage": site(reverse("manage")),
        "site": site("/"),
        "subject": subject,
        "language": language.value,
    }
    letter.subject = cut(subject, 200)
    letter.text = render_to_string(f"legislation/mail/{template}.txt", values).strip() + "\n"
    letter.html = _INLINER.inline(render_to_string(f"legislation/mail/{template}.html", values))
    letter.headers = {"Auto-Submitted": "auto-generated", "Content-Language": language.value}
    if is_news:
        letter.headers |= {
            "List-Id": f"Return Directive Tracker <alerts.{settings.SITE_HOST}>",
            "List-Help": f"<{site(reverse('manage'))}>",
            "List-Unsubscribe": f"<{letter.place}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    letter.created_at = timezone.now()
    return letter


def message_id_around(letter: Letter) -> tuple[str, str]:
    """What stands before and after a reader's mark in the Message-ID of the letter's mails.

    Both halves are random: nobody can make up a report about another's mail.
    """
    return f"<{letter.token}.", f"@{settings.SITE_HOST}>"


def post(subscriber: Subscriber, kind: EmailKind, letter: Letter) -> Email:
    """Save the letter and one mail of it, to be handed over once the mailbox rests no more."""
    if letter.pk is None:
        letter.save()
    now = timezone.now()
    before, after = message_id_around(letter)
    return Email.objects.create(
        subscriber=subscriber,
        kind=kind,
        lane=_LANES.get(kind, 1),
        letter=letter,
        recipient=subscriber.address or "",
        message_id=f"{before}{subscriber.mark}{after}",
        state=EmailState.WAITING,
        created_at=now,
        not_before=max(now, subscriber.rests_until or now),
    )
