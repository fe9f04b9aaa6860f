"""What keeps mails from going out in time, in lines for staff and for a monitor."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from legislation import mail
from legislation.alerts.digests import late
from legislation.alerts.probe import is_late
from legislation.domain.words import Alert, EmailState
from legislation.models import Change, Email, Wish

#: What is due may wait so long before somebody should look.
_PATIENCE = timedelta(hours=1)
_WISH = timedelta(minutes=10)


def troubles() -> list[str]:
    """One line for each thing that is wrong; no address and no name is in any."""
    now = timezone.now()
    state = mail.relay_row()
    # The reason may quote a relay's words, which may name a mailbox: it stands on the desk alone.
    found = ["Sending is held until a person lets it go"] if state.held_why else []
    if state.away_since is not None and state.away_since < now - _PATIENCE:
        found.append(f"The relay is away since {state.away_since:%Y-%m-%d %H:%M} UTC")
    due = Email.objects.filter(state__in=[EmailState.WAITING, EmailState.IN_DOUBT])
    if overdue := due.filter(not_before__lt=now - _PATIENCE).count():
        found.append(f"{overdue} mails are due for over an hour")
    news = Change.objects.filter(alert=Alert.WAITING, release_at__lt=now - _PATIENCE)
    if number := news.count():
        found.append(f"{number} pieces of news wait for over an hour")
    if number := late(_PATIENCE):
        found.append(f"{number} digests are late by over an hour")
    if Wish.objects.filter(taken_at__isnull=True, asked_at__lt=now - _WISH).exists():
        found.append("Sign-ups are not taken up: does the clock tick?")
    if is_late():
        found.append("No probe has reached the relay for two hours")
    return found
