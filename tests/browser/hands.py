"""How somebody goes about a page: pointing, or with keys alone and looking where the focus is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Opens

#: What has the focus, by tag and value or text; whether that is seen (a state on the map by a thick
#: edge, all else by its outline), and inside of the window.
FOCUS = """each => {
    const here = document.activeElement, style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    const shape = here.matches('.place') && here.querySelector('path, .dot');
    return {
        there: here === each,
        name: here.tagName + ' ' + (here.value || here.name || here.textContent).trim(),
        seen: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2
            || shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 6,
        inside: box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1
            && box.bottom <= innerHeight + 1,
    };
}"""


def in_focus(page: Page, wanted: Locator | None = None) -> tuple[str, bool]:
    """What has the focus, and whether that is what was wanted; it must be seen to have it."""
    told = wanted.evaluate(FOCUS) if wanted else page.evaluate(FOCUS)
    assert told["seen"], f"the focus on {told['name']} cannot be seen"
    assert told["inside"], f"{told['name']} has the focus outside the window"
    return str(told["name"]), bool(told["there"])


def tab(page: Page) -> str:
    """One key on: what has the focus now."""
    page.keyboard.press("Tab")
    return in_focus(page)[0]


@dataclass(frozen=True)
class Hands:
    """Somebody at a page."""

    page: Page
    keys: bool = False

    def follow(self, link: Locator) -> None:
        """Go where it leads: a link, or the button of a form."""
        with self.page.expect_navigation():
            self.push(link)

    def push(self, what: Locator) -> None:
        """A button that stays on the page."""
        if self.keys:
            self._reach(what)
            self.page.keyboard.press("Enter")
        else:
            what.click()

    def tick(self, box: Locator) -> None:
        if self.keys:
            self._reach(box)
            self.page.keyboard.press("Space")
        else:
            box.check()

    def write(self, field: Locator, text: str) -> None:
        if self.keys:
            self._reach(field)
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def write_day(self, field: Locator, day: date) -> None:
        """Typed, a day is month, day and year in the browser's own order."""
        self.write(field, f"{day:%m%d%Y}" if self.keys else day.isoformat())

    def choose(self, select: Locator, label: str) -> None:
        if self.keys:
            self._reach(select)
            self.page.keyboard.type(label)
        else:
            select.select_option(label=label)

    def _reach(self, wanted: Locator) -> None:
        """Key by key; at the end of the page nothing has the focus, which fails."""
        wanted.wait_for()
        there = False
        while not there:
            self.page.keyboard.press("Tab")
            there = in_focus(self.page, wanted)[1]


@dataclass(frozen=True)
class Way:
    """One way to be a reader."""

    name: str
    width: int
    height: int
    script: bool
    keys: bool

    def begin(self, opens: Opens, base: str) -> Hands:
        """Before an empty page."""
        window = {"width": self.width, "height": self.height}
        page = opens(base, viewport=window, java_script_enabled=self.script, locale="en-US")
        return Hands(page, self.keys)


#: Any two of window, script and keys meet in each of their combinations.
WAYS = (
    Way("phone", 360, 800, script=False, keys=False),
    Way("desk", 1440, 900, script=True, keys=False),
    Way("phone with script and keys", 360, 800, script=True, keys=True),
    Way("desk with keys", 1440, 900, script=False, keys=True),
)
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
