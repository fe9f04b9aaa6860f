"""Where this site is: what leaves it as an address needs its name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def place(request: HttpRequest) -> dict[str, str]:
    """For templates: the site's address, without a slash at its end."""
    return {"site_url": settings.SITE_URL}
