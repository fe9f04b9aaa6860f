"""Small words for templates: days, moments, figures and how sure a thing is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sized
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from legislation.domain.days import in_words, worded
from legislation.domain.words import Confidence, Precision, SourceState
from legislation.models import Event, Evidence, Snapshot, Source

register = template.Library()


@register.simple_tag
def day(value: date | None, precision: str = "day") -> str | SafeString:
    """A day as exactly as the source gives it, for machines too where that is honest."""
    before, words, machine = worded(value, precision)
    if not machine:
        return words
    return format_html('{}<time datetime="{}">{}</time>', before, machine, words)


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A moment in Brussels time, to the minute."""
    if value is None:
        return "never"
    local = timezone.localtime(value)
    words = f"{local.day} {local:%B %Y, %H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat("T", "minutes"), words)


@register.filter
def day_of(value: datetime | None) -> str | SafeString:
    """The day of a moment, in Brussels."""
    return day(timezone.localtime(value).date()) if value else "never"


@register.filter
def figure(value: Decimal | int | None) -> str:
    """470080.00 as 470,080 and 41.80 as 41.8."""
    if value is None:
        return ""
    text = f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def spelled(value: object) -> str:
    """A stored word as a person writes it: approved_by_majority as Approved by majority."""
    text = str(value).replace("_", " ").strip()
    return text[:1].upper() + text[1:]


@register.filter
def lower_first(value: object) -> str:
    """The text inside a sentence."""
    text = str(value)
    return text[:1].lower() + text[1:]


@register.filter
def doubt(evidence: Iterable[Evidence]) -> str:
    """Empty where the best evidence is strong; otherwise how far it carries: medium confidence."""
    found = {row.confidence for row in evidence}
    best = next((confidence for confidence in Confidence if confidence in found), Confidence.HIGH)
    return "" if best is Confidence.HIGH else f"{best} confidence"


@register.filter
def sentence(value: str) -> str:
    """The text with one full stop at its end."""
    return value.rstrip(" .") + "."


@register.filter
def plural(word: str, rows: Sized) -> str:
    """The word for several, unless there is one: signatory as signatories."""
    if len(rows) == 1:
        return word
    return word.removesuffix("y") + "ies" if word.endswith("y") else f"{word}s"


@register.filter
def on_day(value: datetime) -> str | SafeString:
    """When something was recorded: today, or on 24 November 2026."""
    if timezone.localtime(value).date() == timezone.localdate():
        return "today"
    return format_html("on {}", day_of(value))


@register.filter
def whose(address: str) -> str:
    """The site that an address belongs to, as people name it."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def other_host(copy: Snapshot) -> str:
    """The host that served a stored copy, if it was not the address's own: that of a replay."""
    served, own = (
        urlsplit(address).hostname or "" for address in (copy.fetched_from, copy.address)
    )
    return "" if served == own else served


@register.filter
def level(words: str) -> str:
    """The confidence that the words begin with, for the style sheet."""
    return words.partition(" ")[0]


@register.filter
def confidence_words(value: str) -> str:
    """A confidence as words: high, official source or several that agree."""
    return f"{value} confidence: {Confidence(value).label}"


@register.filter
def standing_words(source: Source) -> str:
    """How a source stands, as a person says it."""
    state = SourceState(source.state)
    if state in {SourceState.FINE, SourceState.NEVER_READ, SourceState.PAUSED}:
        return state.label
    return "unavailable" if state is SourceState.UNAVAILABLE else f"{state.label}: unavailable"


@register.filter
def rhythm(seconds: int) -> str:
    """A rhythm in words: every 6 hours."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= size and seconds % size == 0:
            number = seconds // size
            return f"every {name}" if number == 1 else f"every {number} {name}s"
    return "without a pause"


@register.filter
def said_items(says: dict[str, object]) -> list[tuple[str, object]]:
    """What a source says in its own words, as pairs, without what it leaves empty."""
    return [(name, value) for name, value in says.items() if value not in (None, "", [], {})]


@register.filter
def field_words(field: str) -> str:
    """The name of a disputed field inside a sentence."""
    return "day" if field in {"date", "happened_on"} else field.replace("_", " ")


@register.filter
def value_words(value: object) -> str:
    """A stored JSON value as a person reads it: days in words, lists with commas."""
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{field_words(k)} {value_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(part) for part in value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return in_words(date.fromisoformat(text), Precision.DAY)
    return text


@register.simple_tag(takes_context=True)
def asked(context: template.Context, **more: str) -> str:
    """The days that the page is of, as the end of a link to a page that takes both of them."""
    days = getattr(context.get("request"), "asked", None)
    return _query(more | (days.words if days else {}))


@register.simple_tag(takes_context=True)
def asked_day(context: template.Context, **more: str) -> str:
    """The day whose facts the page shows, for a page that cannot be asked what was known."""
    days = getattr(context.get("request"), "asked", None)
    return _query(more | ({"on": days.day.isoformat()} if days and days.day else {}))


def _query(words: dict[str, str]) -> str:
    return f"?{urlencode(words, safe=':')}" if words else ""


@register.inclusion_tag("legislation/_vote_bar.html")
def vote_bar(event: Event) -> dict[str, object]:
    """The votes of an event as a bar and as figures."""
    parts = [
        ("for", "for", event.votes_for or 0),
        ("against", "against", event.votes_against or 0),
        (
            "abstained",
            "abstention" if event.abstentions == 1 else "abstentions",
            event.abstentions or 0,
        ),
    ]
    total = sum(number for _, _, number in parts) or 1
    bars = []
    start = 0.0
    for mark, label, number in parts:
        width = round(100 * number / total, 2)
        bars.append({"mark": mark, "label": label, "number": number, "x": start, "width": width})
        start = round(start + width, 2)
    return {"bars": bars, "abstentions_known": event.abstentions is not None}
