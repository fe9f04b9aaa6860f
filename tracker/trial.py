"""Whether this is a trial with recorded pages: every page says so."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def trial(request: HttpRequest) -> dict[str, bool]:
    """For templates: whether a source is read from anywhere but its real site."""
    return {"trial": settings.SOURCE_BASES != settings.REAL_SOURCE_BASES}
