"""The composition root: settings, addresses, Celery and the one-process mode."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
