"""What the holder of a mailed link can do: confirm, change, end. Only a POST ever acts.

The link is the key: nobody who lacks it can make a browser send these forms, and so they need no
cookie and no CSRF token. They work where a browser hides where it comes from (`Origin: null`).
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt

from legislation import alerts
from legislation.alerts import Preferences
from legislation.domain.words import SubscriberState
from legislation.models import Subscriber
from legislation.pages.subscriptions.asking import reads_and_posts, shown, with_one_more
from legislation.pages.subscriptions.choosing import What, initial_of
from legislation.pages.subscriptions.telling import How, initial_of_preferences, summary
from legislation.pages.subscriptions.words import Offer

_personal = cache_control(no_store=True, private=True)


def of_a_mailed_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for the holder of a link, and for no cache."""
    return csrf_exempt(reads_and_posts(_personal(view)))


class Preferring(How, What):
    """What to be told about, and how."""


@of_a_mailed_link
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first mail: a page with a button, and the button confirms."""
    if request.method != "POST":
        return page_of(request, "confirm", alerts.confirmation_of(token))
    return page_of(request, "confirmed", alerts.confirm(token))


@of_a_mailed_link
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """What the holder of the link follows, to be changed or ended."""
    subscriber = alerts.subscriber_with_link(token)
    if subscriber is None:
        return page_of(request, "preferences", None)
    if "end" in request.POST:
        alerts.end(subscriber)
        return page_of(request, "unsubscribed", subscriber)
    if request.method != "POST":
        form: What = Preferring(initial=_initial(subscriber))
    elif more := with_one_more(request, Preferring):
        form = more
    else:
        form = Preferring(request.POST)
        if form.is_valid():
            alerts.set_preferences(subscriber, form.preferences(form.choices()))
            subscriber.refresh_from_db()
            return page_of(request, "confirmed", subscriber)
    return shown(request, "preferences", form, token=token, **_told(subscriber))


@of_a_mailed_link
def own_data(request: HttpRequest, token: str) -> HttpResponse:
    """All that is held about the holder of the link, as a file."""
    subscriber = alerts.subscriber_with_link(token)
    if subscriber is None:
        return page_of(request, "preferences", None)
    held = JsonResponse(alerts.own_data(subscriber), json_dumps_params={"indent": 2})
    held["Content-Disposition"] = 'attachment; filename="return-directive-tracker.json"'
    return held


@of_a_mailed_link
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Delete all that is held about the holder of the link: a page with a button, and it acts."""
    subscriber = alerts.subscriber_with_link(token)
    if subscriber is None or subscriber.address is None:
        return page_of(request, "preferences", None)
    if request.method != "POST":
        context = {"subscriber": subscriber, "token": token}
        return render(request, "legislation/erase.html", context)
    alerts.erase(subscriber.address)
    return render(request, "legislation/erased.html")


@of_a_mailed_link
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The link in every mail, and the button that mail programs show (RFC 8058): no cookie."""
    subscriber = alerts.subscriber_with_token(token)
    if subscriber is None:
        raise Http404("This link belongs to nobody.")
    if request.method != "POST":
        over = subscriber.state == SubscriberState.ENDED
        return page_of(request, "unsubscribed" if over else "unsubscribe", subscriber)
    alerts.end(subscriber)
    return page_of(request, "unsubscribed", subscriber)


def page_of(request: HttpRequest, page: str, subscriber: Subscriber | None) -> HttpResponse:
    """A page about one subscriber; without one, that the link does not work any more."""
    if subscriber is None:
        return render(request, "legislation/link_over.html", status=404)
    return render(request, f"legislation/{page}.html", _told(subscriber))


def _told(subscriber: Subscriber) -> dict[str, object]:
    offer, chosen = Offer.now(), Preferences.of(subscriber)
    return {
        "subscriber": subscriber,
        "followed": [offer.described(choice) for choice in chosen.choices],
        "how": summary(chosen),
    }


def _initial(subscriber: Subscriber) -> dict[str, object]:
    chosen = Preferences.of(subscriber)
    return {**initial_of(chosen.choices), **initial_of_preferences(chosen)}
