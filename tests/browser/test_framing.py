"""Frames on another site: our pieces show there, our pages do not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from tests.browser.conftest import Opens, Site
from tests.browser.watch import Watch
from tests.test_processes import Browser as Client

pytestmark = pytest.mark.browser


@contextmanager
def another_site(body: str) -> Iterator[str]:
    """A site on another port, which is another origin, with one page."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>News</title>{body}".encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_what_is_copied_shows_on_another_site(opens: Opens, site: Site) -> None:
    page = BeautifulSoup(Client(site.base).get("/embed/"), "lxml")
    snippets = [code.get_text() for code in page.select("pre code")]
    with another_site("".join(snippets).replace('loading="lazy"', "")) as news:
        shown = opens(news)
        told: list[str] = []
        shown.on("console", lambda message: told.append(message.text))
        shown.goto(news)
        said = ["Adopted by the Council", "Council gives final approval", "Where the states stand"]
        for number, words in enumerate(said):
            frame = shown.frame_locator("iframe").nth(number)
            expect(frame.get_by_text(words).first).to_be_visible()
            paper = frame.locator("body").evaluate("each => getComputedStyle(each).backgroundColor")
            assert paper == "rgb(251, 249, 245)"  # the style sheet arrived
        assert shown.context.cookies() == []
        assert told == []


@pytest.mark.parametrize("path", ["/", "/proposals/2025-0059-COD/", "/subscribe/", "/embed/"])
def test_no_page_stands_in_the_frame_of_another_site(opens: Opens, site: Site, path: str) -> None:
    with another_site(f'<iframe src="{site.base}{path}"></iframe>') as news:
        shown = opens(news)
        told: list[str] = []
        shown.on("console", lambda message: told.append(message.text))
        shown.goto(news)
        shown.wait_for_load_state("networkidle")
        assert any("frame-ancestors 'none'" in each for each in told)
        assert "Return Directive Tracker" not in shown.frames[-1].content()


def test_the_page_of_pieces_shows_them_as_they_look(opens: Opens, site: Site) -> None:
    page = opens(site.base)
    watch = Watch(page, site.base)
    page.goto("/embed/")
    frame = page.frame_locator("iframe").first
    expect(frame.get_by_text("Adopted by the Council").first).to_be_visible()
    assert watch.nothing, watch
