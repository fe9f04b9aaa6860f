"""Renders letters: the two about a subscription, and the frame that all share."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone

from legislation.domain.words import EmailKind, EmailState
from legislation.mail.following import reasons_in_words
from legislation.mail.phrases import Say
from legislation.models import Email, Letter, Subscriber

#: Nothing is fetched to write a mail; the rules for dark screens stay in the head.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)
#: Controls, and formats such as the marks of direction.
_STEERING = {"Cc", "Cf", "Cs"}
#: What somebody waits for at this moment goes before the news.
_LANES = {EmailKind.CONFIRMATION: 0, EmailKind.PREFERENCES: 0, EmailKind.TEST: 0}


def site(path: str, say: Say) -> str:
    """The full address of a page of this site, in the language that is spoken."""
    return f"{settings.SITE_URL}{translate_url(path, say.language.value)}"


def confirmation(subscriber: Subscriber, token: str) -> Letter:
    """The letter that asks whether the address wants what was asked for it.

    It holds no word that the form's sender typed.
    """
    say = Say(subscriber.language)
    keys = list(subscriber.subscriptions.values_list("key", flat=True))
    context = {
        "link": site(reverse("confirm", args=[token]), say),
        "asked": one_line(say("confirm_asked", follows=reasons_in_words(keys, say, typed=False))),
    }
    return render(say("confirm_subject"), "confirmation", context, say)


def preferences(subscriber: Subscriber, token: str) -> Letter:
    """The letter with the link to the preferences, which works for half an hour."""
    say = Say(subscriber.language)
    context = {"link": site(reverse("preferences", args=[token]), say)}
    return render(say("link_subject"), "preferences", context, say)


def one_line(text: str) -> str:
    """What others wrote, as words alone: no line of its own, no mark that turns or hides others."""
    shown = (sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _STEERING)
    return re.sub(r"[^\S\u00a0]+", " ", "".join(shown)).strip()


def cut(text: str, length: int) -> str:
    """The text on one line of at most so many characters."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def render(
    subject: str,
    template: str,
    context: Mapping[str, Any],
    say: Say,
    *,
    is_news: bool = False,
    tells: dict[str, Any] | None = None,
) -> Letter:
    """The letter of a template, as text and as HTML, not yet saved."""
    language = say.language.value
    letter = Letter(token=secrets.token_hex(16), language=language, tells=tells or {})
    values = {
        **context,
        "unsubscribe": letter.place,
        "manage": site(reverse("manage"), say),
        "site": site(reverse("home"), say),
        "subject": one_line(subject),
        "language": language,
        "say": say.phrases,
    }
    letter.subject = cut(subject, 200)
    text = render_to_string(f"legislation/mail/{template}.txt", values).strip()
    letter.text = re.sub(r"\n{3,}", "\n\n", text) + "\n"
    letter.html = _INLINER.inline(render_to_string(f"legislation/mail/{template}.html", values))
    letter.headers = {"Auto-Submitted": "auto-generated", "Content-Language": language}
    if is_news:
        letter.headers |= {
            "List-Id": f"Return Directive Tracker <alerts.{settings.SITE_HOST}>",
            "List-Help": f"<{site(reverse('manage'), say)}>",
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
