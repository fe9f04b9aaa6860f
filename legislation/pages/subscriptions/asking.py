"""The two forms that anybody can send: to follow something, and to get the link to one's choices.

Their answers are the same whoever the address belongs to, and so is the work they take.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.mail.message import sanitize_address
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from legislation import alerts
from legislation.pages.asked import of_today
from legislation.pages.subscriptions.choosing import (
    What,
    initial_as_typed,
    initial_of_address,
)
from legislation.pages.subscriptions.client import client_of
from legislation.pages.subscriptions.telling import How
from legislation.pages.subscriptions.words import Offer

#: Kept as proof in the language in which it was read.
CONSENT = _(
    "Write to this address when something of what I have chosen moves. The address is used for "
    "nothing else and given to nobody; every mail has a link that ends this at once."
)


def reads_and_posts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page with a form; of today, as all about what somebody follows is."""
    return require_http_methods(["GET", "HEAD", "POST"])(of_today(view))


class Address(forms.Form):
    """An e-mail address."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Type your e-mail address."),
            "invalid": _("This is not an e-mail address. One looks like name@example.org."),
        },
    )

    def clean_address(self) -> str:
        """Refuse what goes to another mailbox than it says, such as an encoded word, or to none."""
        address: str = self.cleaned_data["address"]
        try:
            sent_to = sanitize_address(address, "utf-8")
        except (ValueError, IndexError):  # the second is Python's own, for a broken one
            sent_to = ""
        if sent_to.rpartition("@")[0] != address.rpartition("@")[0]:
            raise forms.ValidationError(self.fields["address"].error_messages["invalid"])
        return address


class Following(How, What, Address):
    """An address, what it is to be told about, and how."""


@reads_and_posts
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for mails; the answer is the same whether or not the address is known."""
    if request.method != "POST":
        initial, wrong = _preset(request.GET)
        return shown(request, "subscribe", Following(initial=initial), wrong=wrong)
    if more := with_one_more(request, Following):
        return shown(request, "subscribe", more)
    form = Following(request.POST)
    if not form.is_valid():
        return shown(request, "subscribe", form)
    agreement = alerts.Agreement(str(CONSENT), request.path)
    preferences = form.preferences(form.choices())
    try:
        alerts.ask(form.cleaned_data["address"], preferences, agreement, client=client_of(request))
    except alerts.TooMany:
        return too_many(request)
    return render(request, "legislation/subscribe_done.html")


@reads_and_posts
def manage(request: HttpRequest) -> HttpResponse:
    """Ask for a link to one's choices; the same answer for every address."""
    form = Address(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return shown(request, "manage", form)
    try:
        alerts.ask_for_link(form.cleaned_data["address"], client=client_of(request))
    except alerts.TooMany:
        return too_many(request)
    return render(request, "legislation/manage_done.html")


def too_many(request: HttpRequest) -> HttpResponse:
    """More wishes than an hour may bring, whoever they are for."""
    page = render(request, "legislation/subscribe_later.html", status=429)
    page["Retry-After"] = "3600"
    return page


def shown(request: HttpRequest, page: str, form: forms.Form, **context: Any) -> HttpResponse:
    """A form, with what is wrong with it."""
    status = 400 if form.is_bound else 200
    context = {"form": form, "consent": CONSENT, **context}
    return render(request, f"legislation/{page}.html", context, status=status)


def with_one_more(request: HttpRequest, kind: type[What]) -> What | None:
    """The form again, its narrower choice moved into the list and empty for the next.

    None if that was not asked for, or there is nothing to move: then the form is to be sent.
    """
    if "add" not in request.POST:
        return None
    typed = kind(request.POST)
    fields = typed.narrower.fields
    if not any(request.POST.get(f"all-{name}", "").strip() for name in fields):
        return None
    initial = initial_as_typed(request.POST, typed.fields)
    if typed.narrower.is_valid():
        kept = [key for key, _ in typed.listed()]
        return kind(initial={**initial, "narrow": [*kept, typed.narrower.choice().key]})
    return typed


def _preset(query: QueryDict) -> tuple[dict[str, Any], list[str]]:
    return initial_of_address(query, Offer.now()) if query else ({}, [])
