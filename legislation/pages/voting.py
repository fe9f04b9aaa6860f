"""The voting board of a file: the record in, the two ends out, any state set by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from legislation.council import ASKED, LISTS, WHOLE, Question, read_question
from legislation.domain.voting import Rule, VotingError
from legislation.models import Proposal, Topic
from legislation.pages.asked import BadDay, bad_day, day_asked
from legislation.pages.board import shown
from legislation.pages.proposals import moved, spelled

#: How the form's fields for states begin: s-ES=against.
FIELD = "s-"
#: What a field's value says, in the lists of the address.
CHOICES: dict[str, tuple[str, ...]] = {
    **{name: (name,) for name in LISTS},
    **{f"part-{name}": ("taking_part", name) for name in LISTS[:4]},
}
_ELSE = ("topic", "on", "rule", "year")


@require_safe
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """What a vote would give. What the form sends is led to the short address of the same vote."""
    found = spelled(slug)
    here = reverse("vote", args=[found.slug])
    if any(name.startswith(FIELD) for name in request.GET):
        return redirect(_address(here, _typed(request.GET)))
    if found.slug != slug:
        return moved(request, here)
    try:
        day_asked(request)
    except BadDay as error:
        return bad_day(request, error)
    return _page(request, found, here)


def _page(request: HttpRequest, found: Proposal, here: str) -> HttpResponse:
    words = {name: request.GET.get(name, "") for name in ASKED if name != "proposal"}
    asked, error = Question(found), ""
    context: dict[str, Any] = {}
    try:
        asked = read_question(words, found)
        context = shown(asked)
    except VotingError as refusal:
        error = str(refusal)
        context = _by_the_record(found)
    told = asked.words()
    context |= {
        "proposal": found,
        "here": here,
        "error": error,
        "asked": asked,
        "address": _address(here, told),
        "for_programs": _address(reverse("api:votes-outlook"), {"proposal": found.slug, **told}),
        "topics": Topic.objects.all(),
        "whole": WHOLE,
        "rules": list(Rule),
        "today": timezone.localdate(),
    }
    status = 400 if error and any(words.values()) else 200
    return render(request, "legislation/vote.html", context, status=status)


def _by_the_record(found: Proposal) -> dict[str, Any]:
    """What stays on the page beside a refusal: the form, if anything can be counted at all."""
    try:
        return {"rows": shown(Question(found))["rows"]}
    except VotingError:
        return {}


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    """What the fields of the form say, in the words of the address."""
    lists: dict[str, list[str]] = defaultdict(list)
    for field, value in form.items():
        for name in CHOICES.get(value, ()) if field.startswith(FIELD) else ():
            lists[name].append(field.removeprefix(FIELD))
    said = {name: form.get(name, "") for name in _ELSE}
    defaults = {("topic", WHOLE), ("rule", Rule.COMMISSION.value)}
    return {name: word for name, word in said.items() if (name, word) not in defaults} | {
        name: ",".join(sorted(codes)) for name, codes in lists.items()
    }


def _address(path: str, words: Mapping[str, str]) -> str:
    """An address to hand on: in one order, without what says nothing."""
    given = {name: words[name] for name in ("proposal", *ASKED) if words.get(name)}
    return f"{path}?{urlencode(given, safe=',')}" if given else path
