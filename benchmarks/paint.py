"""When a page's largest piece is painted, in Chromium with its processor slowed to a quarter.

The floor is a bare page of prebuilt text from the same process. Each visit is a first one: a fresh
context with nothing in its cache. The curated record is loaded into a database of its own.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.urls import path

ROUNDS = 9
SLOWDOWN = 4
WINDOW = {"width": 360, "height": 800}
FLOOR = "/prebuilt"
PAGES = [
    FLOOR,
    "/",
    "/proposals/2025-0059-COD/",
    "/proposals/2025-0059-COD/positions/",
]
PREBUILT = (
    b"<!doctype html><meta charset=utf-8><meta name=viewport content=width=device-width>"
    b"<title>Nothing</title><link rel=icon href=data:,><p>" + b"Bare words, and nothing else. " * 30
)
#: From the beginning of the navigation, in milliseconds; no page of ours paints later by itself.
PAINTED = """() => new Promise(told => {
    new PerformanceObserver(seen => told(seen.getEntries().at(-1).startTime))
        .observe({type: 'largest-contentful-paint', buffered: true});
})"""


def prebuilt(_request: HttpRequest) -> HttpResponse:
    """The floor: the browser, the connection and the middleware."""
    return HttpResponse(PREBUILT)


def painted(browser: Any, address: str) -> float:
    """Milliseconds to the largest paint of a first visit."""
    context = browser.new_context(viewport=WINDOW)
    try:
        page = context.new_page()
        slowed = context.new_cdp_session(page)
        slowed.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        answer = page.goto(address, wait_until="networkidle")
        if answer is None or answer.status != 200:
            raise SystemExit(f"{address} did not answer as it should")
        return float(page.evaluate(PAINTED))
    finally:
        context.close()


def show(rounds: list[dict[str, float]]) -> None:
    """Ratios within each round, so that a busy neighbour hits all pages."""
    print(f"{'':46}{'median':>9}{'lowest':>9}{'highest':>9}   milliseconds")
    for name in PAGES:
        ratios = [each[name] / each[FLOOR] for each in rounds]
        spent = statistics.median(each[name] for each in rounds)
        print(
            f"{name:46}{statistics.median(ratios):9.2f}{min(ratios):9.2f}{max(ratios):9.2f}"
            f"   ≈ {spent:.0f}"
        )


def main(chromium: str) -> None:
    """Fill a database, serve it, and look."""
    from django.test.testcases import LiveServerThread  # settings come first

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from playwright.sync_api import sync_playwright

    from tracker.urls import urlpatterns

    urlpatterns.insert(0, path(FLOOR[1:], prebuilt))
    call_command("migrate", verbosity=0)
    call_command("load_baseline")
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.start()
    server.is_ready.wait()
    base = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for address in PAGES:
            painted(browser, base + address)  # the server's first answers
        show([{each: painted(browser, base + each) for each in PAGES} for _ in range(ROUNDS)])
        browser.close()
    server.terminate()


if __name__ == "__main__":
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        print("Not measured: needs Debian's chromium.")
        raise SystemExit
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
        main(found)
