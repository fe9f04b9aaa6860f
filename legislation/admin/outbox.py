"""News that is held and mails that wait: let out, dropped, let go, or tried on oneself."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from legislation import alerts
from legislation.domain.words import EmailKind, EmailState
from legislation.models import Change, Email, Letter

if TYPE_CHECKING:
    from django.contrib.auth.models import User

#: So many blocks of held news are shown, and so many titles of each.
_BLOCKS, _TITLES = 10, 5


@dataclass(frozen=True)
class Block:
    """News of one run that is held for one reason, and how many people it would reach."""

    run: str
    reason: str
    titles: list[str]
    number: int
    people: int


def held_blocks() -> list[Block]:
    """All held news by run, oldest first."""
    rows = Change.objects.held().select_related("event", "press_release", "position", "proposal")
    blocks = []
    for run, changes in groupby(sorted(rows[:500], key=lambda c: c.run), key=lambda c: c.run):
        members = list(changes)
        titles = [str(_about(change)) for change in members[:_TITLES]]
        people = alerts.would_reach(members[:50])
        blocks.append(Block(run, members[0].alert_reason, titles, len(members), people))
    return blocks[:_BLOCKS]


def _about(change: Change) -> object:
    return change.event or change.press_release or change.position or change.get_verb_display()


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """One click lets a block of held news out to all whom it concerns, or tells nobody."""
    user = _allowed(request)
    held = (
        Change.objects.held().filter(run=request.POST.get("run", "")).values_list("pk", flat=True)
    )
    if request.POST.get("decision") == "release":
        number = alerts.release(list(held), user)
        messages.success(request, f"{number} pieces of news go out.")
    else:
        number = alerts.drop(list(held), user)
        messages.success(request, f"{number} pieces of news are told to nobody.")
    return HttpResponseRedirect(reverse("admin:index"))


@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """Send again from this database: all that waits, or what was written since a moment."""
    user = _allowed(request)
    typed = request.POST.get("skip_before", "")
    moment = parse_datetime(typed) if typed else None
    if typed and moment is None:
        messages.error(request, f"“{typed}” is no moment: nothing was done.")
        return HttpResponseRedirect(reverse("admin:index"))
    if moment is not None and timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    skipped = alerts.let_go(user.get_username(), moment)
    messages.success(request, f"Mails go out again; {skipped} older ones were skipped.")
    return HttpResponseRedirect(reverse("admin:index"))


@require_POST
def try_on_me(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail a copy of a mail that tells news to oneself; its links act on nobody's subscription.

    Mails with a signed link are not copied: the link is its reader's key.
    """
    user = _allowed(request)
    if not user.has_perm("legislation.view_email"):
        raise PermissionDenied
    told = Email.objects.filter(kind__in=[EmailKind.ALERT, EmailKind.DIGEST])
    email = get_object_or_404(told.select_related("letter"), pk=pk)
    if not user.email:
        messages.error(request, "Your account has no e-mail address to send a test to.")
    else:
        _copy(email, user.email)
        messages.success(request, f"A test of this mail goes to {user.email}.")
    return HttpResponseRedirect(reverse("admin:legislation_email_change", args=[pk]))


def _copy(email: Email, to: str) -> None:
    now = timezone.now()
    letter = Letter.objects.get(pk=email.letter_id)
    home = email.filled(letter.place) if email.subscriber is None else reverse("home")
    texts = [text.replace(letter.place, home) for text in (letter.text, letter.html)]
    letter.pk, letter.token = None, secrets.token_hex(16)
    letter.subject = f"[Test] {letter.subject}"[:300]
    letter.text, letter.html = texts
    letter.headers = {"Auto-Submitted": "auto-generated"}
    letter.tells, letter.created_at = {}, now
    letter.save()
    Email.objects.create(
        kind=EmailKind.TEST,
        lane=0,
        letter=letter,
        recipient=to,
        message_id=f"<{secrets.token_hex(16)}@{email.message_id.rpartition('@')[2]}",
        state=EmailState.WAITING,
        created_at=now,
        not_before=now,
    )


def _allowed(request: HttpRequest) -> User:
    if not request.user.has_perm("legislation.release_change"):
        raise PermissionDenied
    return cast("User", request.user)


def urls() -> Iterator[URLPattern]:
    """The addresses of the outbox."""
    view = admin.site.admin_view
    yield path("held/", view(decide), name="legislation_change_decide")
    yield path("let-go/", view(let_go), name="legislation_email_let_go")
    yield path("<int:pk>/test/", view(try_on_me), name="legislation_email_test")
