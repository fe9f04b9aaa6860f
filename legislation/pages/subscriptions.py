"""Following files by mail. No accounts: a mailed link is the key, and only a POST ever acts."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.mail.message import sanitize_address
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from legislation import alerts
from legislation.domain.words import SubscriberState
from legislation.models import Proposal, Subscriber

CONSENT = (
    "Write to this address when something of what I have chosen moves. The address is used for "
    "nothing else and given to nobody; every mail has a link that ends this at once."
)

reads_and_posts = require_http_methods(["GET", "HEAD", "POST"])
personal = cache_control(no_store=True, private=True)


class Choice(forms.Form):
    """What somebody wants to follow: files, or everything."""

    everything = forms.BooleanField(
        required=False, label="Everything: each file followed here, also those added later"
    )
    proposals = forms.ModelMultipleChoiceField(
        Proposal.objects.in_order(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Single files",
        error_messages={"invalid_choice": "One of the files is not followed here."},
    )

    def clean(self) -> dict[str, object]:
        """Nothing chosen is nothing to follow."""
        chosen = self.cleaned_data
        if not self.errors and not chosen.get("everything") and not chosen.get("proposals"):
            raise forms.ValidationError("Choose at least one file, or everything.")
        return chosen

    def chosen(self) -> tuple[Sequence[Proposal], bool]:
        """The files, and whether it is to be everything."""
        return list(self.cleaned_data["proposals"]), self.cleaned_data["everything"]


class Address(forms.Form):
    """An e-mail address."""

    address = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Type your e-mail address.",
            "invalid": "This is not an e-mail address. One looks like name@example.org.",
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


class Following(Choice, Address):
    """An address and what it is to be told about."""

    field_order = ["address", "everything", "proposals"]


@reads_and_posts
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for mails; the answer is the same whether or not the address is known."""
    if request.method != "POST":
        slug = request.GET.get("proposal")
        initial = {"proposals": [slug]} if slug else {"everything": True}
        return _form(request, "subscribe", Following(initial=initial))
    form = Following(request.POST)
    if not form.is_valid():
        return _form(request, "subscribe", form)
    proposals, everything = form.chosen()
    alerts.subscribe(
        form.cleaned_data["address"], proposals, everything, wording=CONSENT, form=request.path
    )
    return render(request, "legislation/subscribe_done.html")


@reads_and_posts
@personal
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first mail: a page with a button, and the button confirms."""
    if request.method != "POST":
        waiting = alerts.confirmation_of(token)
        return _page_of(request, "confirm", waiting)
    return _page_of(request, "confirmed", alerts.confirm(token))


@reads_and_posts
def manage(request: HttpRequest) -> HttpResponse:
    """Ask for a link to one's choices; the same answer for every address."""
    form = Address(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, "manage", form)
    alerts.mail_preferences_link(form.cleaned_data["address"])
    return render(request, "legislation/manage_done.html")


@reads_and_posts
@personal
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of the link follows, to be changed or ended."""
    subscriber = alerts.subscriber_with_link(token)
    if subscriber is None:
        return _page_of(request, "preferences", None)
    if "end" in request.POST:
        alerts.end(subscriber)
        return _page_of(request, "unsubscribed", subscriber)
    asked = request.POST if request.method == "POST" else None
    form = Choice(asked, initial=_followed(subscriber))
    if form.is_valid():
        alerts.set_subscriptions(subscriber, *form.chosen())
        return _page_of(request, "confirmed", subscriber)
    return _form(request, "preferences", form)


@csrf_exempt
@reads_and_posts
@personal
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every mail, and the button that mail programs show (RFC 8058): no cookie."""
    subscriber = alerts.subscriber_with_token(token)
    if subscriber is None:
        raise Http404("This link belongs to nobody.")
    if request.method != "POST":
        over = subscriber.state == SubscriberState.ENDED
        return _page_of(request, "unsubscribed" if over else "unsubscribe", subscriber)
    alerts.end(subscriber)
    return _page_of(request, "unsubscribed", subscriber)


def _form(request: HttpRequest, page: str, form: forms.Form) -> HttpResponse:
    context = {"form": form, "consent": CONSENT}
    status = 400 if form.is_bound else 200
    return render(request, f"legislation/{page}.html", context, status=status)


def _page_of(request: HttpRequest, page: str, subscriber: Subscriber | None) -> HttpResponse:
    if subscriber is None:
        return render(request, "legislation/link_over.html", status=404)
    followed = subscriber.subscriptions.select_related("proposal").order_by("proposal__year")
    context = {"subscriber": subscriber, "followed": followed}
    return render(request, f"legislation/{page}.html", context)


def _followed(subscriber: Subscriber) -> dict[str, object]:
    rows = subscriber.subscriptions.select_related("proposal")
    chosen = [row.proposal for row in rows if row.proposal]
    return {
        "proposals": [proposal.slug for proposal in chosen],
        "everything": any(row.proposal_id is None for row in rows),
    }
