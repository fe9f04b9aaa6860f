"""The languages of a page: where the same stands in the others, and our lists in its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from legislation import language
from legislation.domain import words
from legislation.domain.procedure import StageSlug
from legislation.domain.union import NOT_YET
from legislation.domain.voting import Rule
from legislation.models import MemberState, Proposal

register = template.Library()
_LISTS: dict[str, type[words.Word]] = {
    **{
        each.__name__: each
        for each in vars(words).values()
        if isinstance(each, type) and issubclass(each, words.Word)
    },
    "StageSlug": StageSlug,
    "Rule": Rule,
}


_MEMBERSHIPS = {
    words.Membership.MEMBER.value: gettext_lazy("Member states"),
    words.Membership.ASSOCIATED.value: gettext_lazy("Schengen associates"),
    NOT_YET: gettext_lazy("Not yet member states"),
    words.Membership.FORMER.value: gettext_lazy("Former member states"),
}


@dataclass(frozen=True)
class InLanguage:
    """The page in one language: `path` for a link of ours, `address` in full.

    `same` is false where the path is that of the front page: this one has no such language.
    """

    code: str
    name: str
    path: str
    current: bool
    same: bool

    @property
    def address(self) -> str:
        """With the site's own host, as search machines want it."""
        return f"{settings.SITE_URL}{self.path}"


@register.simple_tag(takes_context=True)
def page_languages(context: template.Context) -> list[InLanguage]:
    """The page in each language, asked the same; none where there is no request."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return []
    path = request.get_full_path()
    here = language.language()
    others = [_in_other(path, *each) for each in settings.LANGUAGES if each[0] != here]
    same = any(each.same for each in others)
    current = InLanguage(here, dict(settings.LANGUAGES)[here], path, current=True, same=same)
    return sorted(
        [current, *others], key=lambda each: [*words.Language].index(words.Language(each.code))
    )


def _in_other(path: str, code: str, name: str) -> InLanguage:
    there = translate_url(path, code)
    if there != path:
        return InLanguage(code, name, there, current=False, same=True)
    with translation.override(code):
        return InLanguage(code, name, reverse("home"), current=False, same=False)


@register.simple_tag
def page_language() -> str:
    """The page's language, for `lang`."""
    return language.language().value


@register.simple_tag
def in_english(recorded: str = "") -> str | SafeString:
    """An attribute for what is on record in English alone; nothing on an English page, nor for
    `recorded` words that have their like in the page's language."""
    is_english = language.language() is words.Language.EN
    if is_english or (recorded and language.is_said(recorded)):
        return ""
    return format_html(' lang="{}"', words.Language.EN.value)


@register.filter
def recorded(words: str) -> str:
    """Words that recur in the record, in the page's language where they are known."""
    return language.recorded(words)


@register.filter
def breakable(text: str) -> str:
    """Long German compounds may break behind -ungs-, where two of their parts always meet."""
    if language.language() is not words.Language.DE:
        return text
    return re.sub(r"ungs(?=\w{4})", "ungs\N{SOFT HYPHEN}", text)


@register.filter
def by_state(rows: Iterable[Any]) -> list[Any]:
    """Rows with a state, in the order of the states' names as the reader has them."""
    return sorted(rows, key=lambda row: language.alphabetical(state_name(row.state)))


@register.simple_tag
def sign(mark: str) -> str:
    """A colon or the like, as far from the word before it as the language has it."""
    return language.sign(mark)


@register.filter
def word(value: str, of: str) -> str:
    """What a stored word is called: `{{ event.kind|word:"Kind" }}`; what is no word, as it is."""
    if not value:
        return ""
    try:
        return language.told(_LISTS[of](value))
    except ValueError:
        return value


@register.filter
def done_to(verb: str, subject: str) -> str:
    """What became of something that is named before it: `{{ change.verb|done_to:fact.sort }}`."""
    return language.told_about(words.Verb(verb), subject)


@register.filter
def rule_text(english: str) -> str:
    """What the rule of a deadline says of itself."""
    return language.rule_text(english)


@register.filter
def official_text(address: str) -> str:
    """The address of a text at EUR-Lex in the page's language."""
    return address.replace("/legal-content/EN/", f"/legal-content/{language.language().upper()}/")


@register.filter
def state_name(state: MemberState) -> str:
    """What a state is called."""
    return language.state_name(state.code, state.name)


@register.filter
def of_topic(words: str) -> str:
    """A topic's label or reading."""
    return language.of_topic(words)


@register.filter
def memberships(value: str) -> str:
    """What the states of one standing in the Union are called together."""
    return str(_MEMBERSHIPS[value])


@register.simple_tag
def official_title(proposal: Proposal) -> SafeString:
    """The file's official title in the page's language; in English, and marked so, without one."""
    here = language.language().value
    if here == words.Language.EN:
        return format_html("{}", proposal.title)
    title = proposal.titles.get(here)
    if title:
        return format_html("{}", title)
    return format_html('<span lang="en">{}</span>', proposal.title)
