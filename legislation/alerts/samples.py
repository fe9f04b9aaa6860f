"""Samples of every kind of mail, for staff: of the newest news on record, and with links that act
on nobody's subscription."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils import timezone

from legislation import journal, mail, news
from legislation.alerts.choice import EVERYTHING
from legislation.domain.words import Audience, EmailKind, EmailState, Language, Rhythm, Verb
from legislation.models import Change, Email, Letter, Subscriber

#: Where a reader's own key stands in a mailed link.
NOBODY = "nobody"
#: So many changes are tried: one may have been taken back since, or be none that is mailed.
_TRIED = 50
_IN_A_DIGEST = 5
_FACTS = ("proposal", "event__proposal", "press_release__proposal", "position__proposal")
_FOLLOWS = [Verb.AMENDED, Verb.CORRECTED, Verb.RESTORED]

#: The kinds there are, by the word in an address.
KINDS = {
    "confirmation": "Confirmation of a sign-up",
    "preferences": "Link to the preferences",
    "event": "News: a step of the procedure",
    "release": "News: a press release",
    "position": "News: what a state says",
    "outlook": "News: what a vote would give",
    "reminder": "Reminder of a day to come",
    "correction": "Correction",
    "withdrawal": "Withdrawal",
    "digest": "Digest",
    "probe": "Probe",
}


class _Follows:
    """What nobody follows, as letters ask for it."""

    def values_list(self, *_fields: str, **_how: bool) -> list[str]:
        return [EVERYTHING]


@dataclass
class _Nobody:
    """A reader who is nobody: no row, and so no key that acts on one."""

    language: str
    rhythm: str = Rhythm.DAILY.value
    subscriptions: _Follows = field(default_factory=_Follows)


def sample(kind: str, language: str) -> Letter | None:
    """An unsaved letter of a kind, marked as a test; None if nothing on record is of that kind."""
    letter = _written(kind, language)
    if letter is not None:
        letter.subject = f"[Test] {letter.subject}"[:200]
        letter.tells = {}
    return letter


def _written(kind: str, language: str) -> Letter | None:
    reader = cast(Subscriber, _Nobody(language))
    if kind == "confirmation":
        return mail.confirmation(reader, NOBODY)
    if kind == "preferences":
        return mail.preferences(reader, NOBODY)
    if kind == "digest":
        return _digest(reader)
    for item in _items(kind):
        return mail.alert(item, language)
    return None


def _digest(reader: Subscriber) -> Letter | None:
    found = [next(_items(kind), None) for kind in ("event", "position", "release", "outlook")]
    items = [item for item in found if item is not None]
    return mail.DigestWriter().letter(items[:_IN_A_DIGEST], reader) if items else None


def _items(kind: str) -> Iterator[mail.Item]:
    """What can be told of a kind, the newest first."""
    rows, fits = _CHANGES[kind]
    for change in rows().select_related(*_FACTS).order_by("-sequence")[:_TRIED]:
        if fits(change):
            told = (change.before or {}) if kind in ("correction", "withdrawal") else None
            yield mail.Item(change, (EVERYTHING,), told)


def _stands(change: Change) -> bool:
    return getattr(news.fact_of(change), "retracted_at", None) is None


def _gone(change: Change) -> bool:
    return not _stands(change)


def _corrects(change: Change) -> bool:
    fact = news.fact_of(change)
    if fact is None or not _stands(change) or not news.is_follow_up(change):
        return False
    return news.differs(fact, change.before or {}, journal.content(fact))


def _public(*verbs: Verb, **named: Any) -> QuerySet[Change]:
    return Change.objects.filter(
        audience=Audience.PUBLIC, verb__in=verbs, proposal__isnull=False, **named
    )


def _of_a_fact(*verbs: Verb) -> QuerySet[Change]:
    named = Q(event__isnull=False) | Q(press_release__isnull=False) | Q(position__isnull=False)
    return _public(*verbs).filter(named)


_Rows = Callable[[], QuerySet[Change]]
_CHANGES: dict[str, tuple[_Rows, Callable[[Change], bool]]] = {
    "event": (lambda: _public(Verb.RECORDED, event__isnull=False), _stands),
    "release": (lambda: _public(Verb.RECORDED, press_release__isnull=False), _stands),
    "position": (lambda: _public(Verb.RECORDED, position__isnull=False), _stands),
    "outlook": (lambda: _public(Verb.SHIFTED), lambda change: True),
    "reminder": (lambda: Change.objects.filter(verb=Verb.COMING), _stands),
    "correction": (lambda: _of_a_fact(*_FOLLOWS), _corrects),
    "withdrawal": (lambda: _of_a_fact(Verb.RETRACTED), _gone),
    "probe": (lambda: Change.objects.filter(verb=Verb.PROBED), lambda change: True),
}


def shown(letter: Letter) -> tuple[str, str]:
    """The text and the HTML of an unsent letter; the link that ends all is nobody's."""
    email = Email(letter=letter)
    return email.text, email.html


def send(letter: Letter, address: str) -> Email:
    """Post a sample to one address; it belongs to no subscriber."""
    now = timezone.now()
    letter.save()
    before, after = mail.message_id_around(letter)
    return Email.objects.create(
        kind=EmailKind.TEST,
        lane=0,
        letter=letter,
        recipient=address,
        message_id=f"{before}{secrets.token_hex(16)}{after}",
        state=EmailState.WAITING,
        created_at=now,
        not_before=now,
    )


def languages() -> list[tuple[str, str]]:
    """In which languages there are mails."""
    return [(language.value, language.label) for language in Language]
