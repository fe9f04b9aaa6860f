"""The voting board of a file: the record in, the two ends out, any state set by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legislation.council import ASKED, LISTS, WHOLE, read_question, read_what_can_be
from legislation.domain.voting import Rule, VotingError
from legislation.language import listed
from legislation.models import Proposal, Topic
from legislation.pages.asked import Asked, not_known, remember
from legislation.pages.board import kept, shown
from legislation.pages.proposals import moved, spelled

#: How the form's fields for states begin: s-ES=against.
FIELD = "s-"
#: What a field's value says, in the lists of the address.
CHOICES: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in LISTS},
    **{f"part-{name}": ("taking_part", name) for name in LISTS[:4]},
}
_ELSE = ("topic", "on", "rule", "year")
#: What mail and social sites hang on an address that somebody shares: it asks nothing.
_TRACKED = ("utm_", "fbclid", "gclid", "mc_")


@require_safe
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """What a vote would give. What the form sends is led to the short address of the same vote."""
    found = spelled(slug)
    here = reverse("vote", args=[found.slug])
    words, refusal = _heard(request.GET)
    if any(name.startswith(FIELD) for name in request.GET) and not refusal:
        return redirect(_address(here, _shortest(words)))
    if found.slug != slug:
        return moved(request, here)
    return _page(request, found, words, refusal)


def _page(
    request: HttpRequest, found: Proposal, words: Mapping[str, str], refusal: str
) -> HttpResponse:
    here, error = reverse("vote", args=[found.slug]), ""
    try:
        if refusal:
            raise VotingError(refusal)
        asked = read_question(words, found)
        context = {"asked": asked, **shown(asked)}
    except VotingError as why:
        error, asked = in_words(why), read_what_can_be(words, found)
        context = {"asked": asked, **kept(asked)}
    told = asked.words()
    if asked.on:
        rest = {name: word for name, word in told.items() if name != "on"}
        days = Asked(asked.on, path=here, rest=rest)
        remember(request, days)
        if days.is_too_early(days.record(found)):
            return not_known(request, days, found, found.reference)
    context |= {
        "proposal": found,
        "here": here,
        "error": error,
        "address": _address(here, told),
        "for_programs": _address(reverse("api:votes-outlook"), {"proposal": found.slug, **told}),
        "topics": Topic.objects.all(),
        "whole": WHOLE,
        "rules": list(Rule),
        "today": timezone.localdate(),
    }
    status = 400 if refusal or (error and any(words.values())) else 200
    return render(request, "legislation/vote.html", context, status=status)


def in_words(refusal: VotingError) -> str:
    """The refusal in the page's language."""
    told = {
        name: listed(value) if isinstance(value, list) else value
        for name, value in refusal.values.items()
    }
    said = _(refusal.sentence)
    return said % told if told else said


def _heard(query: QueryDict) -> tuple[dict[str, str], str]:
    """What an address or the form says, in the words of the address; and what can't be heeded.

    A list that is given twice is one list. Nothing that may have been meant is passed over.
    """
    lists: dict[str, list[str]] = defaultdict(list)
    words, refusal = {}, ""
    for name, values in query.lists():
        said = sorted({value.strip() for value in values} - {""})
        if name in LISTS:
            lists[name] += said
        elif name.startswith(FIELD):
            state = name.removeprefix(FIELD)
            for value in said:
                for each in CHOICES.get(value, ()):
                    lists[each].append(state)
                if value not in CHOICES:
                    told = {"value": value[:40], "state": state[:40]}
                    refusal = _("“%(value)s” is nothing that “%(state)s” can be set to.") % told
        elif name.startswith(_TRACKED):
            continue
        elif name not in _ELSE:
            known = ", ".join(sorted((*LISTS, *_ELSE)))
            told = {"name": name[:40], "known": known}
            refusal = _("There is no parameter “%(name)s”. Known here: %(known)s.") % told
        elif len(said) > 1:
            refusal = _("“%(name)s” is given more than once: name one.") % {"name": name}
        else:
            words[name] = "".join(said)
    return words | {name: ",".join(each) for name, each in lists.items()}, refusal


def _shortest(words: Mapping[str, str]) -> dict[str, str]:
    """The same words, in one order and without what holds anyhow."""
    defaults = {("topic", WHOLE), ("rule", Rule.COMMISSION.value)}
    return {
        name: ",".join(sorted(set(word.split(",")))) if name in LISTS else word
        for name, word in words.items()
        if (name, word) not in defaults
    }


def _address(path: str, words: Mapping[str, str]) -> str:
    """An address to hand on: in one order, without what says nothing."""
    given = {name: words[name] for name in ("proposal", *ASKED) if words.get(name)}
    return f"{path}?{urlencode(given, safe=',')}" if given else path
