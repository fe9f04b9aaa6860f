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
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext

from legislation import language
from legislation.domain.days import worded
from legislation.domain.words import Confidence, Language, SourceState
from legislation.models import Event, Evidence, Snapshot, Source

register = template.Library()

_RHYTHMS = (
    (86400, ngettext_lazy("every day", "every %(number)d days", "number")),
    (3600, ngettext_lazy("every hour", "every %(number)d hours", "number")),
    (60, ngettext_lazy("every minute", "every %(number)d minutes", "number")),
    (1, ngettext_lazy("every second", "every %(number)d seconds", "number")),
)
_FIELDS = {
    "date": gettext_lazy("day"),
    "happened_on": gettext_lazy("day"),
    "title": gettext_lazy("title"),
    "kind": gettext_lazy("kind"),
}


class Doubt(str):
    """How far the evidence carries, in words; `level` is the same for the style sheet."""

    level = ""


@register.simple_tag
def day(value: date | None, precision: str = "day") -> str | SafeString:
    """A day as exactly as the source gives it, for machines too where that is honest."""
    before, words, machine = worded(value, precision, language.language())
    if not machine:
        return words
    return format_html('{}<time datetime="{}">{}</time>', before, machine, words)


@register.simple_tag
def since(value: date, precision: str = "day") -> str | SafeString:
    """Since a day, inside a sentence: since 13 January 2009."""
    return _within(language.since(value, precision), value, precision)


@register.simple_tag
def starting(value: date, precision: str = "day", ends: object = None) -> str | SafeString:
    """From a day on, inside a sentence: from 13 January 2009. `ends` is the day that follows."""
    said = language.starting(value, precision, ends=ends is not None)
    return _within(said, value, precision)


@register.simple_tag
def until(value: date, precision: str = "day") -> str | SafeString:
    """Until a day, inside a sentence: until 13 January 2009."""
    return _within(language.until(value, precision), value, precision)


def _within(phrase: str, value: date, precision: str) -> SafeString:
    """A phrase with a day in it, the day for machines, too."""
    _by, words, machine = worded(value, precision, language.language())
    before, _words, after = phrase.partition(words)
    return format_html('{}<time datetime="{}">{}</time>{}', before, machine, words, after)


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A moment in Brussels time, to the minute."""
    if value is None:
        return _("never")
    local = timezone.localtime(value)
    words = f"{language.in_words(local.date())}, {local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat("T", "minutes"), words)


@register.filter
def day_of(value: datetime | None) -> str | SafeString:
    """The day of a moment, in Brussels."""
    return day(timezone.localtime(value).date()) if value else _("never")


@register.filter
def figure(value: Decimal | int | None) -> str:
    """470080.00 as 470,080 and 41.80 as 41.8; 470 080 and 41,8 in French."""
    return "" if value is None else language.figure(value)


@register.filter
def spelled(value: object) -> str:
    """A stored word as a person writes it: approved_by_majority as Approved by majority."""
    text = str(value).replace("_", " ").strip()
    return text[:1].upper() + text[1:]


@register.filter
def upper_first(value: str) -> str | SafeString:
    """The text at the beginning of a sentence; one that begins with an element stays as it is."""
    text = value[:1].upper() + value[1:]
    return mark_safe(text) if isinstance(value, SafeString) else text  # noqa: S308 - it was safe


@register.filter
def lower_first(value: object) -> str:
    """The text inside a sentence; a German one begins with a noun, if not with a known word."""
    return language.inside(str(value))


@register.filter
def doubt(evidence: Iterable[Evidence]) -> str:
    """Empty where the best evidence is strong; otherwise how far it carries: medium confidence."""
    return doubtful(Confidence.best(row.confidence for row in evidence))


@register.filter
def doubtful(best: Confidence | None) -> str:
    """Empty for high confidence and for none; otherwise the confidence in words."""
    said = Doubt(language.doubt(best))
    said.level = best.value if best else ""
    return said


@register.filter
def sentence(value: str) -> str:
    """The text with one full stop at its end."""
    return value.rstrip(" .") + "."


@register.filter
def plural(word: str, rows: Sized) -> str:
    """What a state is in a joint statement, for several unless there is one: signatories.

    The German words are the same for one and for several.
    """
    if len(rows) == 1 or language.language() is Language.DE:
        return word
    if language.language() is Language.FR:
        return f"{word}s"
    return word.removesuffix("y") + "ies" if word.endswith("y") else f"{word}s"


@register.filter
def on_day(value: datetime) -> str | SafeString:
    """When something was recorded: today, or on 24 November 2026."""
    if timezone.localtime(value).date() == timezone.localdate():
        return _("today")
    return format_html(_("on {}"), day_of(value))


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
def level(words: Doubt) -> str:
    """The confidence that the words say, for the style sheet."""
    return words.level


@register.filter
def sureness(confidence: str) -> str:
    """A stored confidence in two words: medium confidence."""
    return language.sureness(Confidence(confidence))


@register.filter
def confidence_words(value: str) -> str:
    """A confidence as words: high, official source or several that agree."""
    confidence = Confidence(value)
    return _("%(confidence)s: %(meaning)s") % {
        "confidence": language.sureness(confidence),
        "meaning": language.told(confidence),
    }


@register.filter
def standing_words(source: Source) -> str:
    """How a source stands, as a person says it."""
    state = SourceState(source.state)
    if state in {SourceState.FINE, SourceState.NEVER_READ, SourceState.PAUSED}:
        return language.told(state)
    unavailable = language.told(SourceState.UNAVAILABLE)
    if state is SourceState.UNAVAILABLE:
        return unavailable
    return _("%(state)s: unavailable") % {"state": language.told(state)}


@register.filter
def rhythm(seconds: int) -> str:
    """A rhythm in words: every 6 hours."""
    for size, words in _RHYTHMS:
        if seconds >= size and seconds % size == 0:
            number = seconds // size
            return str(words % {"number": number})
    return _("without a pause")


@register.filter
def said_items(says: dict[str, object]) -> list[tuple[str, object]]:
    """What a source says in its own words, as pairs, without what it leaves empty."""
    return [(name, value) for name, value in says.items() if value not in (None, "", [], {})]


@register.filter
def field_words(field: str) -> str:
    """The name of a disputed field inside a sentence."""
    return str(_FIELDS.get(field) or field.replace("_", " "))


@register.filter
def value_words(value: object) -> str:
    """A stored JSON value as a person reads it: days in words, lists with commas."""
    if value in (None, "", [], {}):
        return _("nothing")
    if isinstance(value, dict):
        return ", ".join(f"{field_words(k)} {value_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(value_words(part) for part in value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return language.in_words(date.fromisoformat(text))
    return text


@register.simple_tag(takes_context=True)
def asked(context: template.Context, **more: str) -> str:
    """The days that the page is of, as the end of a link to a page that takes both of them."""
    days = getattr(context.get("request"), "asked", None)
    return _query(more | (days.words if days else {}))


@register.simple_tag(takes_context=True)
def asked_day(context: template.Context, **more: str) -> str:
    """The day that the reader looks at, for a page that cannot be asked what was known."""
    days = getattr(context.get("request"), "asked", None)
    return _query(more | ({"on": days.travelled.isoformat()} if days and days.travelled else {}))


@register.simple_tag(takes_context=True)
def dated(context: template.Context, address: str) -> str:
    """The address with that day, before its `#` if it has one."""
    path, sign, anchor = address.partition("#")
    return f"{path}{asked_day(context)}{sign}{anchor}"


def _query(words: dict[str, str]) -> str:
    return f"?{urlencode(words, safe=':')}" if words else ""


@register.inclusion_tag("legislation/_vote_bar.html")
def vote_bar(event: Event) -> dict[str, object]:
    """The votes of an event as a bar and as figures."""
    abstained = event.abstentions or 0
    parts = [
        ("for", pgettext("votes", "for"), event.votes_for or 0),
        ("against", pgettext("votes", "against"), event.votes_against or 0),
        ("abstained", ngettext("abstention", "abstentions", abstained), abstained),
    ]
    total = sum(number for _, _, number in parts) or 1
    bars = []
    start = 0.0
    for mark, label, number in parts:
        width = round(100 * number / total, 2)
        bars.append({"mark": mark, "label": label, "number": number, "x": start, "width": width})
        start = round(start + width, 2)
    return {"bars": bars, "abstentions_known": event.abstentions is not None}
