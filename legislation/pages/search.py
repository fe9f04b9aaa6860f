"""The search: its page, its feed, and what narrows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from legislation.domain.searching import LONGEST, Sort
from legislation.domain.words import Institution
from legislation.language import alphabetical, in_words, recorded, sign, state_name, told
from legislation.models import MemberState, Proposal
from legislation.pages.asked import Asked as Days
from legislation.pages.asked import address, takes_days, takes_no_day
from legislation.pages.facts import address_of
from legislation.search import Asked, Found, Hit, find
from legislation.search.engine import MOST

ON_A_PAGE, IN_THE_FEED = 20, 50
#: What mails tell of: a search that is narrowed to anything else cannot be mailed.
_MAILED = {Sort.POSITION: "position", Sort.PRESS_RELEASE: "press_release"}


def _sorts() -> list[tuple[str, Any]]:
    return [("", _("All")), *((sort.value, told(sort)) for sort in Sort)]


class _File(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Proposal) -> str:
        """Its name in the page's language."""
        return _named(obj)


class SearchForm(forms.Form):
    """What may be asked; everything may be left out."""

    q = forms.CharField(
        required=False,
        label=_("Search the record"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=_sorts)
    file = _File(
        Proposal.objects.in_order().reverse(),
        required=False,
        label=_("File"),
        to_field_name="slug",
        empty_label=_("All, and around them"),
    )
    who = forms.ChoiceField(required=False, label=_("Institution or state"))
    since = forms.DateField(
        required=False,
        label=_("Since"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        required=False,
        label=_("Until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    order = forms.ChoiceField(
        required=False,
        label=_("First"),
        choices=[
            ("", _("As suits the question")),
            ("best", _("What fits best")),
            ("newest", _("The newest")),
        ],
    )

    def __init__(self, data: QueryDict, on: date | None = None) -> None:
        """With what may be asked today, or of a day."""
        cleaned = data.copy()
        for name, value in data.items():  # no row has this character, and no database takes it
            cleaned[name] = str(value).replace("\0", " ")
        super().__init__(cleaned, auto_id="search-%s")
        if on:
            file = self.fields["file"]
            assert isinstance(file, forms.ModelChoiceField)  # noqa: S101 - for the checker
            file.queryset = Proposal.objects.begun(on).in_order().reverse()
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)  # noqa: S101 - for the checker
        named = MemberState.objects.values_list("code", "name")
        states = [(code, state_name(code, name)) for code, name in named]
        states.sort(key=lambda state: alphabetical(state[1]))
        institutions = [(each.value, told(each)) for each in Institution]
        who.choices = [("", _("All")), (_("Institutions"), institutions), (_("States"), states)]

    def clean_who(self) -> str:
        """Its code."""
        return str(self.cleaned_data["who"])

    def asked(self) -> Asked:
        """The question, of a valid form."""
        data = self.cleaned_data
        return Asked(
            data["q"],
            Sort(data["kind"]) if data["kind"] else None,
            data["file"].pk if data["file"] else None,
            data["who"],
            data["since"],
            data["until"],
            data["order"],
        )


@dataclass(frozen=True)
class Line:
    """A hit as a list shows it."""

    hit: Hit
    address: str
    file: str
    expected: bool

    @property
    def sort(self) -> str:
        """What it is."""
        return told(Sort(self.hit.entry.sort))


def lines(hits: list[Hit], days: Mapping[str, str] | None = None) -> list[Line]:
    """Hits with their addresses on this site, each of the day that was asked for."""
    return [_line(hit, days or {}) for hit in hits]


def _line(hit: Hit, days: Mapping[str, str]) -> Line:
    entry = hit.entry
    path, mark, part = address_of(entry).partition("#")
    own_title = entry.sort in {Sort.PROPOSAL, Sort.STATISTIC}
    file = _named(entry.proposal) if entry.proposal else ""
    expected = entry.event is not None and entry.event.expected
    shown_in = "" if own_title else file or str(_("Around the files"))
    return Line(hit, address(path, days) + mark + part, shown_in, expected)


def _named(file: Proposal) -> str:
    return f"{recorded(file.short_title)}, {file.reference}"


@require_safe
@takes_days()
def search(request: HttpRequest, days: Days) -> HttpResponse:
    """Everything on record that has all the words, a page at a time; of a day (`?on=`), what is
    dated by then."""
    form = SearchForm(request.GET, days.day)
    valid = form.is_valid()
    found = find(replace(form.asked(), on=days.day) if valid else Asked())
    context = {
        "form": form,
        "opened": _is_narrowed(form),
        **_answer(request, form, found, days.words),
    }
    return render(request, "legislation/search.html", context, status=200 if valid else 400)


def _answer(
    request: HttpRequest, form: SearchForm, found: Found, days: Mapping[str, str]
) -> dict[str, Any]:
    page = Paginator(found.ids, ON_A_PAGE).get_page(request.GET.get("page"))
    query = question(form)
    return {
        "found": found,
        "page": page,
        "lines": lines(found.hits(list(page.object_list)), days),
        "named": lines(found.named, days),
        "query": query,
        "here": "&".join(filter(None, [query, urlencode(days)])),
        "mail": _mail(form, found.asked) if form.is_valid() else "",
        "most": MOST,
        "longest": LONGEST,
    }


def _is_narrowed(form: SearchForm) -> bool:
    return any(form[name].value() for name in form.fields if name != "q")


def question(form: SearchForm) -> str:
    """The question as an address has it, without what was left out and without a page."""
    named = {name: str(form[name].value() or "") for name in form.fields}
    return urlencode({name: value for name, value in named.items() if value.strip()})


def _mail(form: SearchForm, asked: Asked) -> str:
    """What the form for mails is to be filled in with; empty if mails can't tell the same."""
    data = form.cleaned_data
    is_state = len(asked.who) == 2 and asked.who not in set(Institution)
    if not asked.query or asked.since or asked.until or (asked.who and not is_state):
        return ""
    if len(asked.text) > 100 or (asked.sort and asked.sort not in _MAILED):
        return ""
    named = {
        "words": asked.text.strip(),
        "proposal": data["file"].slug if data["file"] else "",
        "kind": _MAILED[asked.sort] if asked.sort else "",
        "state": asked.who,
    }
    return urlencode({name: value for name, value in named.items() if value})


class SearchFeed(Feed):  # type: ignore[type-arg]
    """What a search finds, as Atom (RFC 4287): what came to be known last stands first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> tuple[str, Found]:
        """The question and its answer; what can't be understood finds nothing."""
        form = SearchForm(request.GET)
        return question(form), find(form.asked() if form.is_valid() else Asked())

    def title(self, obj: tuple[str, Found]) -> str:
        """What was searched."""
        about = obj[1].asked.text.strip() or _("Everything")
        return f"{about} · Return Directive Tracker"

    def link(self, obj: tuple[str, Found]) -> str:
        """The search itself."""
        return f"{reverse('search')}?{obj[0]}"

    def feed_url(self, obj: tuple[str, Found]) -> str:
        """The feed's own address, with the question."""
        return f"{reverse('search_feed')}?{obj[0]}"

    def feed_guid(self, obj: tuple[str, Found]) -> str:
        """The same question, the same feed."""
        return _tag(f"search?{obj[0]}")

    def items(self, obj: tuple[str, Found]) -> list[Line]:
        """The newest by the moment of recording: an old day may come to be known today."""
        return lines(obj[1].newest_recorded(IN_THE_FEED))

    def item_title(self, item: Line) -> str:
        """What it is, and its title."""
        return f"{item.sort}{sign(':')} {recorded(item.hit.entry.title)}"

    def item_description(self, item: Line) -> str:
        """Its day, its file, and the text around the first hit, as HTML."""
        entry = item.hit.entry
        day = in_words(entry.day, entry.precision) if entry.day else ""
        text = "".join(piece.text for piece in item.hit.snippet)
        return " · ".join(filter(None, [day, item.file, text]))

    def item_link(self, item: Line) -> str:
        """Where the fact is."""
        return item.address

    def item_guid(self, item: Line) -> str:
        """The fact's own name, whatever it says by now."""
        entry = item.hit.entry
        return _tag(f"{entry.sort}/{getattr(entry, f'{entry.sort}_id')}")

    def item_updateddate(self, item: Line) -> datetime:
        """When the journal last had something about it."""
        return item.hit.entry.recorded_at


search_feed = takes_no_day(SearchFeed())


def _tag(name: str) -> str:
    """A name for ever (RFC 4151); the year is that in which the site began."""
    return f"tag:{settings.SITE_HOST},2026:{name}"
