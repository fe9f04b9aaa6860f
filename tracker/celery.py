"""The Celery app and the whole schedule.

Celery only rings the bell: what is to be done lies in tables, each tick looks for what is due, and
a tick may run twice, late or beside itself without harm.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


def schedule() -> dict[str, Any]:
    """What the clock rings for; read when it is needed, so that an import reads no settings."""
    from django.conf import settings

    # A tick that nobody picked up before the next ones is worth nothing.
    tick = {"schedule": settings.TICK_SECONDS, "options": {"expires": settings.TICK_SECONDS * 6}}
    return {
        "beat_schedule": {
            # Wishes first, then news to notices to mails, then what is due to the relay.
            "outbox": {"task": "legislation.tasks.run_outbox", **tick},
            # Reminders of days to come, the hourly probe, what is due to be forgotten.
            "clock": {"task": "legislation.tasks.run_clock", **tick, "schedule": 60.0},
            # Each source keeps its own next day of reading; a site gets one request at a time.
            "sources": {"task": "scrapers.tasks.read_due_sources", **tick},
        }
    }


app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(schedule)
app.autodiscover_tasks()


@signals.worker_shutting_down.connect
def _end_with_the_mail_at_hand(**_told: Any) -> None:
    from legislation import mail

    mail.finish()
