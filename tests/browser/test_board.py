"""The voting board in a real browser: with a script, without one, and without a mouse."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from legislation import council
from legislation.domain.words import Kind, Stance, TakesPart
from legislation.models import Participation, Proposal
from tests import make
from tests.browser.conftest import Opens
from tests.browser.test_quality import PHONE, violations
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATH = "/proposals/2025-0059-COD/vote/"


@pytest.fixture
def file() -> Proposal:
    """Spain against, Germany in favour; Ireland is outside unless it is brought in."""
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.populations()
    make.topic("whole_proposal", label="The proposal as a whole")
    make.topic("return_hubs", label="Return hubs", place=1)
    make.position(made, "DE", Stance.SUPPORT, date(2025, 6, 1))
    make.position(made, "ES", Stance.OPPOSE, date(2025, 12, 8))
    row = Participation(proposal=made, state_id="IE", takes_part=TakesPart.UNRESOLVED)
    council.record_participation(row, [make.proof()], make.EDITOR)
    return made


#: What has the focus; whether that is seen, and whether the verdict that sticks lies over it.
FOCUS = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    const box = here.getBoundingClientRect();
    const bar = document.getElementById('verdict').getBoundingClientRect();
    return {
        id: here.id,
        words: here.textContent.slice(0, 40),
        at: [box.top, box.bottom, bar.bottom],
        outlined: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
        clear: (box.bottom <= bar.top + 1 || box.top >= bar.bottom - 1)
            && box.top >= -1 && box.bottom <= innerHeight + 1,
    };
}"""


def verdict(page: Page) -> str:
    return " ".join(page.locator("#verdict").inner_text().split())


def test_it_answers_at_once_and_keeps_the_address(opens: Opens, live: str, file: Proposal) -> None:
    page = opens(live)
    watch = Watch(page, live)
    page.goto(PATH)
    expect(page.get_by_role("button", name="Count").first).to_be_hidden()
    france = page.get_by_label("France")
    france.focus()
    france.select_option("against")
    expect(page.locator("#verdict")).to_contain_text("1 to 24 of 26 states")
    expect(page.locator("#side-FR")).to_contain_text("against, by hand")
    assert page.url == f"{live}{PATH}?against=FR"
    assert page.evaluate("document.activeElement.id") == "s-FR"
    page.get_by_label("Ireland", exact=True).select_option("part-in_favour")
    expect(page.locator("#verdict")).to_contain_text("2 to 25 of 27 states")
    page.get_by_label("By the positions on").select_option("return_hubs")
    expect(page.locator("#side-DE")).to_contain_text("nothing on record")
    wanted = f"{PATH}?topic=return_hubs&in_favour=IE&against=FR&taking_part=IE"
    assert page.url == live + wanted
    assert watch.nothing, watch
    seen = verdict(page)
    page.reload()
    assert verdict(page) == seen
    expect(page.get_by_label("France")).to_have_value("against")


def test_the_verdict_is_said_to_who_does_not_see_it(
    opens: Opens, live: str, file: Proposal
) -> None:
    page = opens(live)
    page.goto(PATH)
    expect(page.get_by_role("status")).to_contain_text("Open: the undecided decide")
    assert page.locator("#why").get_attribute("aria-live") == "polite"
    before = page.evaluate("(window.said = document.getElementById('verdict')) && 1")
    page.get_by_label("Italy").select_option("against")
    expect(page.locator("#verdict")).to_contain_text("1 to 24 of 26")
    # The region that speaks stays: a new one would be silent.
    assert before and page.evaluate("window.said === document.getElementById('verdict')")


def test_it_works_without_a_script(opens: Opens, live: str, file: Proposal) -> None:
    page = opens(live, java_script_enabled=False)
    page.goto(PATH)
    page.get_by_label("France").select_option("against")
    page.get_by_label("Ireland", exact=True).select_option("part-against")
    page.get_by_role("button", name="Count").first.click()
    assert page.url == f"{live}{PATH}?against=FR,IE&taking_part=IE"
    expect(page.locator("#verdict")).to_contain_text("1 to 24 of 27 states")
    expect(page.get_by_label("France")).to_have_value("against")
    page.get_by_role("link", name="Back to the record").click()
    assert page.url == live + PATH


def test_what_cannot_be_counted_is_said_at_once(opens: Opens, live: str, file: Proposal) -> None:
    make.event(file, Kind.OTHER, date(2014, 10, 1), title="An early step")
    page = opens(live)
    page.goto(PATH)
    page.get_by_label("As on record on").fill("2014-10-31")
    page.get_by_label("As on record on").dispatch_event("change")
    expect(page.locator("#verdict")).to_contain_text("Not counted")
    expect(page.locator("#why")).to_contain_text("Before 1 November 2014")
    page.get_by_label("As on record on").fill("")
    page.get_by_label("As on record on").dispatch_event("change")
    expect(page.locator("#verdict")).to_contain_text("Open")


def test_an_answer_that_does_not_come_brings_the_button_back(
    opens: Opens, live: str, file: Proposal
) -> None:
    page = opens(live)
    page.goto(PATH)
    page.route("**/vote/?*", lambda route: route.abort())
    page.get_by_label("France").select_option("against")
    expect(page.get_by_role("button", name="Count").first).to_be_visible()
    page.unroute("**/vote/?*")
    page.get_by_role("button", name="Count").first.click()
    assert page.url == f"{live}{PATH}?against=FR"


def test_every_control_is_reached_and_set_by_key_and_is_seen(
    opens: Opens, live: str, file: Proposal
) -> None:
    page = opens(live, viewport=PHONE)
    page.goto(PATH)
    wanted = page.evaluate(
        "[...document.querySelectorAll('#board-form select, #board-form input')].map(o => o.id)"
    )
    assert len(wanted) == 2 + 1 + 27
    page.locator("#figures a").last.focus()
    reached: list[str] = []
    while reached[-1:] != ["s-IE"]:
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUS)
        assert told["outlined"] and told["clear"], told
        reached.append(told["id"])
    named = [each for each in dict.fromkeys(reached) if each]
    assert [each for each in named if not each.startswith("proof-")] == wanted
    page.get_by_label("Germany").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#side-DE")).to_contain_text("against, by hand")
    assert "against=DE" in page.url
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details").first).to_have_attribute("open", "")


def test_axe_finds_nothing_once_it_has_answered(opens: Opens, live: str, file: Proposal) -> None:
    page = opens(live)
    page.goto(PATH)
    page.get_by_label("France").select_option("abstain")
    expect(page.locator("#side-FR")).to_contain_text("abstains, by hand")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
