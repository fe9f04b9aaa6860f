"""The Celery app and the whole schedule.

Celery only rings the bell: what is to be done lies in tables, each tick looks for what is due, and
a tick may run twice, late or beside itself without harm.
"""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")


def schedule() -> dict[str, Any]:
    """What the clock rings for; read when it is needed, so that an import reads no settings."""
    from django.conf import settings

    # A tick that nobody picked up before the next ones is worth nothing.
    tick = {"schedule": settings.TICK_SECONDS, "options": {"expires": settings.TICK_SECONDS * 6}}
    return {
        "beat_schedule": {
            # Confirmations first, then news to notices, then what is due to the relay.
            "outbox": {"task": "legislation.tasks.run_outbox", **tick},
            # Each source keeps its own next day of reading; a site gets one request at a time.
            "sources": {"task": "scrapers.tasks.read_due_sources", **tick},
        }
    }


app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(schedule)
app.autodiscover_tasks()
