"""Celery's doorbells: no logic of their own, no harm if they ring twice or late."""

from __future__ import annotations

from celery import shared_task

from legislation import alerts, mail
from legislation.alerts import bounces, trouble


@shared_task(ignore_result=True)
def run_outbox() -> None:
    """Follow up wishes and returns, turn news into mails, hand over what is due: each in any
    case."""
    try:
        alerts.take_wishes()
    finally:
        try:
            bounces.sweep()
        finally:
            try:
                alerts.fan_out()
            finally:
                mail.send_due()


@shared_task(ignore_result=True)
def run_clock() -> None:
    """Enter what the calendar brings: reminders, the hourly probe, and whether it arrives; and
    once a day forget what is due to be forgotten."""
    trouble.note_tick()
    try:
        alerts.enter_reminders()
        alerts.send_probe()
        alerts.tell_if_late()
    finally:
        alerts.forget_daily()
