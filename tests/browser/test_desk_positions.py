"""Positions at the desk in a real browser: without a mouse, for a screen reader, on 1280 pixels."""

from __future__ import annotations

from datetime import date
from string import ascii_uppercase

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Q
from playwright.sync_api import Page

from legislation.domain.words import Membership, Stance
from legislation.models import Position, PositionDraft, Proposal, Topic
from tests import make
from tests.browser.conftest import Opens
from tests.browser.test_quality import BUT_SELECT2, WCAG, violations
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GRID = "/admin/legislation/position/grid/"
SCREEN = {"width": 1280, "height": 800}
STATES = ["Austria", *(f"State {number}" for number in range(10, 30))]


@pytest.fixture
def file(transactional_db: None) -> Proposal:
    """Twenty-one members, an associate, nine topics, a position and a draft."""
    for number in range(9):
        label = f"Question {number}, which has a long name of its own"
        make.topic(f"question_{number}", place=number, label=label)
    for number, name in enumerate(STATES):
        make.state(f"S{ascii_uppercase[number]}", name)
    make.state("CH", "Switzerland", membership=Membership.ASSOCIATED)
    proposal = make.proposal("2025/0059(COD)")
    make.position(
        proposal, "SA", Stance.OPPOSE, date(2025, 3, 20), actor="A. Minister", office="Interior"
    )
    make.draft(proposal, make.superuser(), "SB")
    return proposal


def signed_in(page: Page) -> Page:
    user = User.objects.create_user("anna", password="a long password", is_staff=True)
    # What the group holds: a live server's tests are without the rows that migrations made.
    names = ["proposal", "memberstate", "topic", "jointstatement", "positiondraft", "position"]
    mine = Q(codename__in=[f"view_{name}" for name in names])
    mine |= Q(codename__in=["add_position", "change_position"])
    user.user_permissions.set(Permission.objects.filter(mine))
    page.goto(f"/admin/login/?next={GRID}")
    page.keyboard.type("anna")  # the name's field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type("a long password")
    page.keyboard.press("Enter")
    page.wait_for_selector("table.grid")
    return page


def tab_to(page: Page, selector: str, most: int = 150) -> None:
    """Press Tab until the element has the focus; as a person without a mouse must."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached")


def fill(page: Page, name: str, text: str) -> None:
    tab_to(page, f"[name={name}]", 15)
    page.keyboard.type(text)


def test_a_position_is_recorded_with_the_keyboard_alone(
    opens: Opens, live: str, file: Proposal
) -> None:
    page = signed_in(opens(live, viewport=SCREEN))
    watch = Watch(page, live)
    label = f"Record a position: Austria, {Topic.objects.all()[2].label}"
    tab_to(page, f'[aria-label="{label}"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/position/add/?*")
    page.wait_for_load_state()
    fill(page, "stance", "Opp")
    fill(page, "summary", "Austria is against.")
    fill(page, "actor", "A. Min")
    fill(page, "office", "Interior")
    fill(page, "stated_on", "01/06/2025")
    fill(page, "source_kind", "Spe")
    fill(page, "proof_address", "https://example.org/speech")
    fill(page, "proof_confidence", "off")
    fill(page, "quote", "Nein.")
    tab_to(page, "#id_why", 5)
    assert page.locator("#id_quote_helptext").inner_text().endswith("5 of 300 characters.")
    tab_to(page, "[name=_save]", 5)
    page.keyboard.press("Enter")
    page.wait_for_url("**/positiondraft/*/change/")
    draft = PositionDraft.objects.get(by=User.objects.get(username="anna"))
    told = (draft.state_id, draft.topic_id, draft.stance, draft.source_kind, draft.office)
    assert told == ("SA", "question_2", "oppose", "speech", "Interior")
    assert (draft.proof_confidence, draft.quote) == ("high", "Nein.")
    assert draft.stated_on == date(2025, 6, 1)
    assert watch.nothing, watch


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_positions_are_looked_at_and_typed(
    opens: Opens, live: str, file: Proposal, scheme: str
) -> None:
    page = signed_in(opens(live, viewport=SCREEN, color_scheme=scheme))
    found, position = {}, Position.objects.get()
    for path in (
        GRID,
        f"/admin/legislation/position/add/?state=SA&topic=question_1&proposal={file.pk}",
        f"/admin/legislation/position/{position.pk}/change/",
        f"/admin/legislation/positiondraft/{PositionDraft.objects.get().pk}/change/",
        "/admin/legislation/positiondraft/",
        "/admin/legislation/position/",
    ):
        page.goto(path)
        found[path] = violations(page, BUT_SELECT2, **WCAG)
    assert {path: what for path, what in found.items() if what} == {}


def test_the_grid_scrolls_in_its_own_region_under_its_headings(
    opens: Opens, live: str, file: Proposal
) -> None:
    page = signed_in(opens(live, viewport=SCREEN, bypass_csp=True))  # for the test's own wait
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    region = page.locator(".grid-region")
    tab_to(page, ".grid-region", 20)
    top = page.locator("table.grid thead th").first.bounding_box()
    page.keyboard.press("End")
    page.wait_for_function("document.querySelector('.grid-region').scrollTop > 50")
    assert page.locator("table.grid thead th").first.bounding_box() == top
    page.set_viewport_size({"width": 700, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert region.evaluate("each => each.scrollWidth > each.clientWidth")
    name = page.locator("table.grid tbody th[scope=row]").first
    left = name.bounding_box()
    region.evaluate("each => { each.scrollLeft = 300; }")
    after = name.bounding_box()
    assert left and after and left["x"] == after["x"]


def test_the_quote_is_counted_and_not_cut(opens: Opens, live: str, file: Proposal) -> None:
    page = signed_in(opens(live, viewport=SCREEN))
    page.goto("/admin/legislation/position/add/")
    page.get_by_label("Quote").fill("x" * 310 + "\n😀")
    shown = page.locator("#id_quote_helptext")
    assert shown.inner_text().endswith("313 of 300 characters.")
