"""Every page of the running program, as a phone, a screen reader and a wary reader find it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, ViewportSize

from legislation import timeline
from tests import make
from tests.browser.conftest import EVENT, Opens, Site
from tests.browser.watch import Watch
from tests.test_processes import Browser as Client

pytestmark = pytest.mark.browser

FILE = "/proposals/2025-0059-COD/"
#: Addresses that the record's rows make: on which page they stand, and how they look.
FOUND = {
    "a stored copy": (EVENT, r"/snapshots/\d+/"),
    "a stored copy with its passage marked": (EVENT, r"/snapshots/\d+/\?evidence=\d+"),
    "the proof of a vote": (FILE, r"/facts/council-vote/\d+/"),
    "the proof of a position": ("/states/DE/", r"/facts/position/\d+/"),
}
PAGES = {
    "/": 200,
    "/?on=2026-03-26": 200,
    "/fr/": 200,
    "/de/": 200,
    "/proposals/2005-0167-COD/": 200,
    "/proposals/2018-0329-COD/": 200,
    FILE: 200,
    f"/fr{FILE}": 200,
    f"/de{FILE}": 200,
    f"{FILE}?on=2025-12-31": 200,
    f"{FILE}?on=2026-03-26&known=2026-03-26": 200,
    f"{FILE}?on=soon": 400,
    f"{FILE}positions/": 200,
    f"{FILE}positions/?topic=return_hubs&on=2024-05-31": 200,
    "/proposals/2005-0167-COD/positions/": 200,
    f"{FILE}vote/": 200,
    f"{FILE}vote/?against=DE,FR,IT&abstain=PL&taking_part=IE": 200,
    f"{FILE}vote/?against=DK": 400,
    "/proposals/2005-0167-COD/vote/": 200,
    f"{FILE}briefing/": 200,
    EVENT: 200,
    f"{FILE}events/expected-signature/": 200,
    "/proposals/2005-0167-COD/events/2008-06-18-ep-first-reading/": 200,
    f"{FILE}events/2025-03-11-proposal-adopted/?on=2026-03-26": 200,
    "/context/": 200,
    "/context/2024-10-10-jha-council/": 200,
    "/states/": 200,
    "/states/DE/": 200,
    "/states/NO/?on=2025-06-30": 200,
    "/figures/": 200,
    "/sources/": 200,
    **dict.fromkeys(FOUND, 200),
    "/search/": 200,
    "/search/?q=return+hubs": 200,
    "/search/?q=C0M+2025+101": 200,
    "/search/?q=nothing+has+these+words": 200,
    "/corrections/": 200,
    "/promptness/": 200,
    "/subscribe/": 200,
    "/manage/": 200,
    "/embed/": 200,
    f"/embed{FILE}timeline/": 200,
    f"/embed{FILE}stages/": 200,
    f"/embed{FILE}map/": 200,
    "/confirm/a-link-that-lost-a-piece/": 404,
    "/2025/0059/": 404,
    "/nowhere/": 404,
}
every_page = pytest.mark.parametrize("path", PAGES)
PHONE: ViewportSize = {"width": 360, "height": 640}
DESK: ViewportSize = {"width": 1440, "height": 900}
#: The rules of WCAG 2.2 AA, without axe's own advice: Django's sign-in has no first heading.
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
#: Django's autocomplete field has no name of its own: theirs to mend (select2).
BUT_SELECT2 = {"exclude": [[".select2"]]}


def go(page: Page, site: Site, path: str) -> None:
    """Open a page, which must answer as it should."""
    answer = page.goto(found(site.base, *FOUND[path]) if path in FOUND else path)
    assert answer is not None
    assert answer.status == PAGES.get(path, 200)


@cache
def found(base: str, on: str, looks: str) -> str:
    """The first address on a page that looks so."""
    match = re.search(looks, Client(base).get(on))
    assert match is not None
    return match[0]


def violations(page: Page, context: Any = None, **options: Any) -> list[str]:
    """What axe-core finds, each with its place."""
    found = Axe().run(page, context, {"resultTypes": ["violations"], **options}).response
    return [
        f"{each['id']}: {node['target']} {node.get('failureSummary', '')}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


# Words are longer in German and French, and the tables of the vote have the most columns.
@pytest.mark.parametrize("path", [*PAGES, f"/de{FILE}vote/", f"/fr{FILE}vote/"])
def test_no_page_scrolls_sideways(opens: Opens, site: Site, path: str) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, path)
    for width in (360, 320):  # 320 is what WCAG 2.2 asks for (1.4.10)
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


#: What is tapped and does not stand in a sentence, with its label if it has one, too small for
#: WCAG 2.2 AA (2.5.8).
SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select')]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && each.tabIndex >= 0)
    .filter(each => getComputedStyle(each).display !== 'inline')
    .map(each => [each, ...(each.labels || [])].map(part => part.getBoundingClientRect()))
    .filter(boxes => !boxes.some(box => box.width >= 24 && box.height >= 24))
    .map(([box]) => `${box.width}x${box.height} at ${box.x}, ${box.y}`)"""


@every_page
def test_what_is_tapped_is_wide_and_high_enough(opens: Opens, site: Site, path: str) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, path)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.evaluate(SMALL) == []
    assert violations(page, runOnly=["target-size"]) == []


def test_a_small_mark_would_be_seen(opens: Opens, site: Site) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, FILE)
    page.evaluate("document.querySelectorAll('.proof').forEach(each => each.style.padding = 0)")
    assert page.evaluate(SMALL) != []


@every_page
def test_no_page_asks_another_host_or_complains(opens: Opens, site: Site, path: str) -> None:
    page = opens(site.base)
    watch = Watch(page, site.base)
    go(page, site, path)
    assert watch.nothing, watch


def test_who_only_reads_is_given_no_cookie(opens: Opens, site: Site) -> None:
    page = opens(site.base)
    for path in ("/", FILE, EVENT, "/sources/", "a stored copy", "/states/DE/"):
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
    page.set_viewport_size(PHONE)
    assert violations(page) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_the_curated_record_has_no_page(
    opens: Opens, live: str, scheme: str
) -> None:
    """What was taken back, and a first page with more files than cards."""
    for number in range(8):
        file = make.proposal(f"2025/{number + 100:04}(COD)", short_title="A file " + "x" * 40)
        event = make.event(file)
    timeline.retract_event(event, make.EDITOR.because("It was another file."))
    page = opens(live, color_scheme=scheme, viewport=PHONE)
    gone = {event.get_absolute_url(): 410, f"/facts/event/{event.pk}/": 410}
    for path, status in {"/": 200, **gone}.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


FOLDED = ("documents", "actors", "durations", "look-alikes")


def test_a_file_is_short_on_a_phone_and_whole_on_a_desk_and_on_paper(
    opens: Opens, site: Site
) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, FILE)
    assert page.evaluate("document.documentElement.scrollHeight") < 12_000
    inside = [
        page.locator(f"section[aria-labelledby={each}] .fold > :last-child") for each in FOLDED
    ]
    assert not any(part.is_visible() for part in inside)
    page.emulate_media(media="print")
    assert all(part.is_visible() for part in inside)
    page.emulate_media(media="screen")
    page.set_viewport_size(DESK)
    assert all(part.is_visible() for part in inside)
    assert page.locator(".fold > summary:visible").count() == 0


def test_a_fold_says_how_much_is_in_it_and_opens_by_keyboard_without_script(
    opens: Opens, site: Site
) -> None:
    page = opens(site.base, viewport=PHONE, java_script_enabled=False)
    go(page, site, FILE)
    documents = page.locator("section[aria-labelledby=documents]")
    rows = documents.locator("tbody tr")
    assert documents.locator("summary").inner_text() == f"{rows.count()} documents"
    documents.locator("summary").press("Enter")
    assert rows.last.is_visible()


def test_what_others_link_to_is_never_within_a_closed_fold(opens: Opens, site: Site) -> None:
    """Not every browser opens a fold for the sake of what is in it."""
    page = opens(site.base, viewport=PHONE)
    go(page, site, FILE)
    closed = "details:not([open]) > :not(summary)"
    inside = page.eval_on_selector_all(f"{closed} [id], {closed}[id]", "all => all.map(e => e.id)")
    assert inside != []
    assert [each for each in inside if not each.startswith("proof-")] == []


@pytest.mark.parametrize("part", ["documents", "actors", "states", "statements", "council-votes"])
def test_a_link_to_a_part_of_a_file_leads_there(opens: Opens, site: Site, part: str) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, f"{FILE}#{part}")
    box = page.locator(f"#{part}").bounding_box()
    assert box is not None
    assert -1 <= box["y"] < 600


#: Words that reach beyond the bar in which they stand.
CLIPPED = """() => [...document.querySelectorAll('.room-bar svg')]
    .filter(each => each.checkVisibility())
    .filter(each => each.querySelector('text').getBBox().width + 7 > each.width.baseVal.value)
    .map(each => each.textContent)"""


@pytest.mark.parametrize("language", ["", "/fr", "/de"])
@pytest.mark.parametrize("file", ["2005-0167-COD", "2018-0329-COD", "2025-0059-COD"])
def test_words_in_a_drawing_have_room_at_any_width(
    opens: Opens, site: Site, file: str, language: str
) -> None:
    page = opens(site.base, viewport=DESK)
    go(page, site, f"{language}/proposals/{file}/")
    assert page.locator(".room-bar text:visible").count() > 0
    for width in (360, 706, 768, 1057, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(CLIPPED) == [], width


SHIFTED = """() => new Promise(told => {
    let sum = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(each => sum += each.value))
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => told(sum), 50)));
})"""


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", FILE, f"{FILE}positions/"])
def test_nothing_moves_under_the_eye(
    opens: Opens, site: Site, path: str, window: ViewportSize
) -> None:
    page = opens(site.base, viewport=window)
    go(page, site, path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTED) < 0.02


def test_a_shift_would_be_seen(opens: Opens, site: Site) -> None:
    page = opens(site.base, viewport=PHONE)
    go(page, site, "/")
    page.evaluate(
        "document.querySelector('main').prepend(Object.assign("
        "document.createElement('h1'), {textContent: 'An advertisement'}))"
    )
    assert page.evaluate(SHIFTED) > 0.02


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_of_a_file_is_light_on_a_first_visit(
    opens: Opens, site: Site, window: ViewportSize
) -> None:
    page = opens(site.base, viewport=window)
    network = page.context.new_cdp_session(page)
    loaded: list[float] = []
    network.on("Network.loadingFinished", lambda each: loaded.append(each["encodedDataLength"]))
    network.send("Network.enable")
    go(page, site, FILE)
    page.wait_for_load_state("networkidle")
    assert len(loaded) >= 3  # the page, its style, its type
    assert sum(loaded) < 150_000


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
