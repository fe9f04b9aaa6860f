"""Every page of the running program, as a phone, a screen reader and a wary reader find it."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from tests.browser.conftest import EVENT, Opens, Site
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

SNAPSHOT = "the stored copy behind that event"
PAGES = {
    "/": 200,
    "/proposals/2005-0167-COD/": 200,
    "/proposals/2018-0329-COD/": 200,
    "/proposals/2025-0059-COD/": 200,
    "/proposals/2025-0059-COD/?on=2025-12-31": 200,
    "/proposals/2025-0059-COD/?on=soon": 400,
    "/proposals/2025-0059-COD/positions/": 200,
    "/proposals/2025-0059-COD/positions/?topic=return_hubs&on=2024-05-31": 200,
    "/proposals/2005-0167-COD/positions/": 200,
    "/proposals/2025-0059-COD/vote/": 200,
    "/proposals/2025-0059-COD/vote/?against=DE,FR,IT&abstain=PL&taking_part=IE": 200,
    "/proposals/2025-0059-COD/vote/?against=DK": 400,
    "/proposals/2005-0167-COD/vote/": 200,
    EVENT: 200,
    "/proposals/2025-0059-COD/events/expected-signature/": 200,
    "/proposals/2005-0167-COD/events/2008-06-18-ep-first-reading/": 200,
    "/context/": 200,
    "/context/2024-10-10-jha-council/": 200,
    "/states/": 200,
    "/states/DE/": 200,
    "/states/NO/?on=2025-06-30": 200,
    "/figures/": 200,
    "/sources/": 200,
    SNAPSHOT: 200,
    "/subscribe/": 200,
    "/manage/": 200,
    "/embed/": 200,
    "/embed/proposals/2025-0059-COD/timeline/": 200,
    "/embed/proposals/2025-0059-COD/stages/": 200,
    "/embed/proposals/2025-0059-COD/map/": 200,
    "/2025/0059/": 404,
    "/nowhere/": 404,
}
every_page = pytest.mark.parametrize("path", PAGES)
PHONE = {"width": 360, "height": 640}
#: The rules of WCAG 2.2 AA, without axe's own advice: Django's sign-in has no first heading.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: Django's autocomplete field has no name of its own: theirs to mend (select2).
BUT_SELECT2 = {"exclude": [[".select2"]]}


def go(page: Page, site: Site, path: str) -> None:
    """Open a page, which must answer as it should."""
    answer = page.goto(site.snapshot if path == SNAPSHOT else path)
    assert answer is not None
    assert answer.status == PAGES.get(path, 200)


def violations(page: Page, context: Any = None, **options: Any) -> list[str]:
    """What axe-core finds, each with its place."""
    found = Axe().run(page, context, {"resultTypes": ["violations"], **options}).response
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@every_page
def test_no_page_scrolls_sideways(opens: Opens, site: Site, path: str) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, path)
    for width in (360, 320):  # 320 is what WCAG 2.2 asks for (1.4.10)
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_page
def test_no_page_asks_another_host_or_complains(opens: Opens, site: Site, path: str) -> None:
    page = opens(site.base)
    watch = Watch(page, site.base)
    go(page, site, path)
    assert watch.nothing, watch


def test_who_only_reads_is_given_no_cookie(opens: Opens, site: Site) -> None:
    page = opens(site.base)
    for path in ("/", "/proposals/2025-0059-COD/", EVENT, "/sources/", SNAPSHOT, "/states/DE/"):
        go(page, site, path)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@every_page
def test_axe_finds_nothing_by_day_on_a_desk_or_by_night_on_a_phone(
    opens: Opens, site: Site, path: str
) -> None:
    page = opens(site.base, color_scheme="light")
    go(page, site, path)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 640})
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_admin(opens: Opens, site: Site, scheme: str) -> None:
    page = opens(site.base, color_scheme=scheme)
    go(page, site, "/admin/login/")
    found = {"login": violations(page, **WCAG)}
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(site.password)
    page.get_by_role("button", name="Log in").click()
    for path in ("/admin/", "/admin/legislation/event/add/"):
        go(page, site, path)
        found[path] = violations(page, BUT_SELECT2, **WCAG)
    assert {path: what for path, what in found.items() if what} == {}
