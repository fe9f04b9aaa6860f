"""Pages and API lists against a view that returns prebuilt bytes, through the same middleware.

The curated record is loaded into a database of its own: nobody's data is read or touched.
"""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from benchmarks._measure import compare

PREBUILT = b"<!doctype html><title>Nothing</title>" + b"x" * 20_000
FLOOR = "a view that returns 20 kB prebuilt"
PAGES = [
    "/",
    "/proposals/2025-0059-COD/",
    "/proposals/2025-0059-COD/positions/",
    "/proposals/2025-0059-COD/events/2025-03-11-proposal-adopted/",
    "/proposals/2025-0059-COD/vote/",
    "/sources/",
    "/states/",
    "/api/v1/proposals/",
    "/api/v1/events/",
    "/api/v1/positions/",
    "/api/v1/votes/outlook/?against=DE,FR,IT",
]


def prebuilt(_request: HttpRequest) -> HttpResponse:
    """The floor: what Django itself and the middleware cost."""
    return HttpResponse(PREBUILT)


def get(client: Client, address: str) -> None:
    """Ask for a page, which must be there."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}")


def main() -> None:
    """Fill a database, and compare."""
    django.setup()
    from tracker.urls import urlpatterns  # the admin's addresses need the apps

    urlpatterns.insert(0, path("prebuilt", prebuilt))
    call_command("migrate", verbosity=0)
    call_command("load_baseline")
    client = Client(headers={"host": "127.0.0.1:8000"})
    contenders = {FLOOR: partial(get, client, "/prebuilt")}
    for address in PAGES:
        with CaptureQueriesContext(connection) as asked:
            get(client, address)
        name = f"{address if len(address) < 34 else '…' + address[-32:]} ({len(asked)} queries)"
        contenders[name] = partial(get, client, address)
    compare(contenders, FLOOR)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tracker-benchmark-") as place:
        (Path(place) / "static").mkdir()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "VAR_DIR": place,
            "STATIC_COMPILED": "0",
            "SITE_URL": "http://127.0.0.1:8000",
        }
        for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEBUG"):
            os.environ.pop(name, None)
        main()
