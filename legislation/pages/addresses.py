"""Addresses as other programs need them: in full, always on the one host that this site is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse


def full(path: str) -> str:
    """The full address of a path on this site."""
    return f"{settings.SITE_URL}{path}"


def page(name: str, *args: Any) -> str:
    """The full address of one of the site's pages, by its name in the table of addresses."""
    return full(reverse(name, args=args))
