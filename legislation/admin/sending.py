"""How the mails stand, for the desk: what waits, is in doubt, held or failed, and the relay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from legislation.alerts.trouble import troubles
from legislation.domain.words import EmailState
from legislation.models import Email, Relay

_ON_THE_WAY = [EmailState.WAITING, EmailState.IN_DOUBT, EmailState.HELD, EmailState.FAILED]


@dataclass(frozen=True)
class Counted:
    """How many mails stand so, and since when the oldest was written."""

    state: EmailState
    number: int
    oldest: datetime | None


def mails() -> list[Counted]:
    """What has not reached the relay, by state, in one query."""
    rows = Email.objects.order_by().filter(state__in=_ON_THE_WAY).values_list("state")
    told = rows.annotate(number=Count("pk"), oldest=Min("created_at"))
    counts = {state: (number, oldest) for state, number, oldest in told}
    return [Counted(state, *counts.get(state.value, (0, None))) for state in _ON_THE_WAY]


def sending() -> dict[str, Any]:
    """The relay's state, and what a monitor is told of it."""
    return {"relay": Relay.objects.filter(pk=1).first(), "troubles": troubles()}
