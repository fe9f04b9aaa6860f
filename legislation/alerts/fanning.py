"""News becomes notices: one for everybody whom a change concerns, by one statement a change."""

from __future__ import annotations

import logging

from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.utils import timezone

from legislation import news
from legislation.alerts import brake
from legislation.alerts.digests import write_digests
from legislation.alerts.held import hold_back
from legislation.alerts.matching import matching
from legislation.alerts.writing import write_alerts
from legislation.domain.words import Alert, Channel, Rhythm, SubscriberState
from legislation.models import Change

#: What the database says of the moment and not of the news: a deadlock, a lost line, a row that
#: went away meanwhile.
_PASSING = (OperationalError, InterfaceError, IntegrityError)
log = logging.getLogger(__name__)


def fan_out(batch: int = 100) -> int:
    """Turn waiting changes into notices, and notices that are due into mails.

    How many changes are done. One that fails holds up no other: it is held for a person, who finds
    it on the desk. If only the database was in the way, it goes on waiting.
    """
    brake.check()
    waiting = list(Change.objects.to_fan_out().values_list("pk", flat=True)[:batch])
    done = sum(_try_to_fan_out(pk) for pk in waiting)
    write_digests()
    write_alerts()
    return done


def _try_to_fan_out(pk: int) -> bool:
    try:
        return _fan_out_one(pk)
    except _PASSING:
        log.exception("News cannot be told now and will be tried again: change %s", pk)
    except Exception as error:  # noqa: BLE001 - kept, logged and told to staff
        hold_back(Change.objects.get(pk=pk), error)
    return False


def _fan_out_one(pk: int) -> bool:
    """One change, in one transaction: all its notices, or none."""
    with transaction.atomic():
        change = (
            Change.objects.select_for_update(of=("self",), no_key=True)
            .select_related("proposal", "event__proposal", "press_release", "position")
            .filter(pk=pk, alert=Alert.WAITING)
            .first()
        )
        if change is None or news.is_settling(change):
            return False
        if why := news.why_dropped(change):
            Change.objects.filter(pk=pk).update(alert=Alert.DROPPED, alert_reason=why)
            return False
        _write_notices(change)
        Change.objects.filter(pk=pk).update(alert=Alert.DONE)
    return True


def _write_notices(change: Change) -> None:
    """A notice for each whom the change concerns, due at the person's rhythm; again is harmless."""
    found, values = matching(change).query.sql_with_params()
    statement = f"""
        INSERT INTO legislation_notice
            (subscriber_id, change_id, channel, reasons, due_at, dropped)
        SELECT s.id, %s, %s, m.reasons,
            CASE WHEN s.rhythm = %s THEN %s ELSE s.next_digest_at END, ''
        FROM ({found}) m JOIN legislation_subscriber s ON s.id = m.subscriber_id
        WHERE s.state = %s
        ON CONFLICT DO NOTHING"""  # noqa: S608 - its own parameters stand apart
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                change.pk,
                Channel.EMAIL.value,
                Rhythm.INSTANT.value,
                now,
                *values,
                SubscriberState.ACTIVE.value,
            ],
        )
