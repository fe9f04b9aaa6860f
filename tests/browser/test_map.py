"""The map of where the states stand, by keyboard, by finger and in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens, Site

pytestmark = pytest.mark.browser

POSITIONS = "/proposals/2025-0059-COD/positions/"
PHONE = {"width": 360, "height": 640}
FOCUSED = """() => {
  const at = document.activeElement, outline = at.querySelector("path");
  return {state: at.dataset.state, width: outline && getComputedStyle(outline).strokeWidth}
}"""


def opened(opens: Opens, site: Site, path: str = POSITIONS, **settings: Any) -> Page:
    page = opens(site.base, **settings)
    page.goto(path)
    return page


def test_the_keyboard_reaches_every_state_and_shows_where_it_is(opens: Opens, site: Site) -> None:
    page = opened(opens, site)
    page.get_by_role("link", name="Follow this topic").focus()
    reached = {}
    for _ in range(31):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        reached[focused["state"]] = focused["width"]
    assert len(reached) == 31
    assert None not in reached
    assert set(reached.values()) == {"6px"}
    page.keyboard.press("Enter")
    page.wait_for_url("**/states/*/")


def test_topic_and_day_are_chosen_by_keyboard(opens: Opens, site: Site) -> None:
    page = opened(opens, site)
    page.get_by_label("On", exact=True).focus()
    page.keyboard.type("Return")
    page.keyboard.press("Tab")
    page.get_by_label("as it stood on").fill("2024-05-31")
    page.get_by_role("button", name="Show").press("Enter")
    page.wait_for_url("**topic=return_hubs&on=2024-05-31")
    expect(page.locator("a.place.support")).to_have_count(15)
    page.get_by_role("link", name="Show it as it stands today").press("Enter")
    page.wait_for_url("**/positions/?topic=return_hubs")
    assert page.locator("a.place.support").count() > 15


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}])
def test_small_states_are_large_enough_for_a_finger(
    opens: Opens, site: Site, viewport: dict[str, int]
) -> None:
    page = opened(opens, site, viewport=viewport)
    for code in ("CY", "LI", "LU", "MT", "SI"):
        box = page.locator(f"a.place[data-state={code}] .hit").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, code


def test_each_small_state_answers_where_its_dot_is(opens: Opens, site: Site) -> None:
    page = opened(opens, site, viewport=PHONE)
    for code in ("CY", "LI", "LU", "MT"):
        dot = page.locator(f"a.place[data-state={code}] .dot")
        dot.scroll_into_view_if_needed()
        hit = dot.evaluate(
            """dot => { const box = dot.getBoundingClientRect();
              return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
                .closest("a").dataset.state }"""
        )
        assert hit == code


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pattern_has_its_own_look(opens: Opens, site: Site, scheme: str) -> None:
    """In grey, too: the marks of the legend differ when their colours are taken away."""
    page = opened(opens, site, color_scheme=scheme, bypass_csp=True)  # for the test's own style
    page.add_style_tag(content=".keys { filter: grayscale(1) }")
    marks = page.locator(".keys .stance-mark").all()
    assert len({mark.screenshot() for mark in marks}) == len(marks) == 8


def test_on_a_phone_the_matrix_is_a_list_for_each_state(opens: Opens, site: Site) -> None:
    page = opened(opens, site, viewport=PHONE)
    row = page.locator(".matrix tr[data-state=ES]")
    assert row.evaluate("row => getComputedStyle(row).display") == "block"
    expect(row).to_contain_text("topics on record")
    assert row.locator("td.unsaid").first.is_hidden()


def test_on_paper_nothing_is_lost(opens: Opens, site: Site) -> None:
    page = opened(opens, site)
    page.emulate_media(media="print")
    assert page.locator("a.place").count() == 31
    assert page.locator(".told tr[data-state=DE]").is_visible()
    assert page.locator("form.asked").is_hidden()
