"""What a reader was told of a fact, held against what stands now: each difference in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from legislation import journal, news
from legislation.domain.words import Institution, Kind, Precision, Stance
from legislation.mail.phrases import Say
from legislation.models import Event, MemberState, Topic


def acted(codes: list[str], say: Say) -> str:
    """Who acted, by the codes of institutions."""
    return say.listed(say.label(Institution(code)) for code in codes) if codes else ""


def votes(event: Event, say: Say) -> str:
    """How the vote went; nothing if none was counted."""
    if event.votes_for is None:
        return ""
    counted = say("votes", cast_for=event.votes_for, against=event.votes_against)
    if event.abstentions is None:
        return counted
    key = "abstentions_one" if event.abstentions == 1 else "abstentions"
    return f"{counted}, {say(key, number=event.abstentions)}"


def stance_in_words(stance: str, say: Say) -> str:
    """What a stance is called."""
    return say.label(Stance(stance))


def differences(fact: news.Fact, before: dict[str, Any], say: Say) -> list[tuple[str, str, str]]:
    """Each thing of substance that the reader was told otherwise: its name, then and now."""
    now = journal.content(fact)
    found = []
    for label, worded in _WORDED:
        was, is_now = worded(before, say), worded(now, say)
        if was != is_now and (was or is_now):
            unknown = say("not_told")
            found.append((say(label), was or unknown, is_now or unknown))
    return found


def _day_of(told: dict[str, Any], say: Say) -> str:
    names = ("happened_on", "published_on", "stated_on")
    text = next((told[name] for name in names if told.get(name)), None)
    if text is None:
        return ""
    return say.day(date.fromisoformat(text), told.get("precision") or Precision.DAY)


def _votes_of(told: dict[str, Any], say: Say) -> str:
    names = ("votes_for", "votes_against", "abstentions")
    return votes(Event(**{name: told.get(name) for name in names}), say)


def _stance_of(told: dict[str, Any], say: Say) -> str:
    return stance_in_words(told["stance"], say) if told.get("stance") else ""


def _kind_of(told: dict[str, Any], say: Say) -> str:
    return say.label(Kind(told["kind"])) if told.get("kind") else ""


def _acted_of(told: dict[str, Any], say: Say) -> str:
    one = told.get("institution")
    return acted([one] if one else told.get("institutions") or [], say)


def _state_of(told: dict[str, Any], say: Say) -> str:
    row = MemberState.objects.filter(pk=told.get("state") or "").first()
    return say.state(row.pk, row.name) if row else ""


def _topic_of(told: dict[str, Any], say: Say) -> str:
    row = Topic.objects.filter(pk=told.get("topic") or "").first()
    return say.topic(row.label) if row else ""


_WORDED = (
    ("day", _day_of),
    ("step", _kind_of),
    ("vote", _votes_of),
    ("stance", _stance_of),
    ("acted", _acted_of),
    ("state", _state_of),
    ("topic", _topic_of),
)
