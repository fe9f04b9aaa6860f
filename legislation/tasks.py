"""Celery's doorbells: no logic of their own, no harm if they ring twice or late."""

from __future__ import annotations

from celery import shared_task

from legislation import alerts, mail


@shared_task(ignore_result=True)
def run_outbox() -> None:
    """Turn news into mails and hand over what is due, whatever becomes of the news."""
    try:
        alerts.fan_out()
    finally:
        mail.send_due()
