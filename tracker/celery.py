"""The Celery app and the whole schedule.

Celery only rings the bell: what is to be done lies in tables, each tick looks for what is due, and
a tick may run twice, late or beside itself without harm.
"""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Confirmations first, then news to notices, then what is due to the relay.
    "outbox": {"task": "legislation.tasks.run_outbox", "schedule": settings.TICK_SECONDS},
    # Each source keeps its own next day of reading; a site gets one request at a time.
    "sources": {"task": "scrapers.tasks.read_due_sources", "schedule": settings.TICK_SECONDS},
}
# A tick that nobody picked up before the next one is worth nothing.
for entry in app.conf.beat_schedule.values():
    entry["options"] = {"expires": settings.TICK_SECONDS * 6}
