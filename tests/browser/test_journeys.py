"""What readers come for, from the first page to the answer, in every way to be a reader."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opens, Site
from tests.browser.hands import Hands, Way, every_way

pytestmark = pytest.mark.browser

FILE = "/proposals/2025-0059-COD/"
#: What others adopted by 26 March 2026, and the name of a step that was still to come.
NOT_THE_ACT = (
    "LIBE adopts the report and negotiating mandate",
    "EESC adopts its opinion",
    "Section adopts the draft opinion",
    "Adoption, signature, publication",
    "Adoption by Commission",
)


@pytest.fixture
def reader(way: Way, opens: Opens, site: Site) -> Hands:
    """Somebody who has just come to the first page."""
    hands = way.begin(opens, site.base)
    hands.page.goto("/")
    return hands


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def ends(of: Locator) -> float:
    """How far down the page something ends, in CSS pixels."""
    box = of.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def card(page: Page, file: str) -> Locator:
    link = page.get_by_role("link", name=file, exact=True)
    return page.locator("li.file").filter(has=link)


def said(page: Page, file: str) -> dict[str, str]:
    """The last and the next of a file, as its card has them."""
    names = card(page, file).locator("dt").all_inner_texts()
    texts = card(page, file).locator("dd").all_inner_texts()
    return dict(zip(names, (" ".join(text.split()) for text in texts), strict=True))


@every_way
def test_the_first_glance_says_where_each_file_stands(reader: Hands, way: Way) -> None:
    page = reader.page
    sentences = {
        "Return Regulation": "Adopted by the Council on 1 October 2026;",
        "Return Directive recast": "Superseded on 11 March 2025;",
        "Return Directive": "In force since 13 January 2009.",
    }
    for file, sentence in sentences.items():
        expect(card(page, file).locator(".sentence")).to_contain_text(sentence)
    regulation = said(page, "Return Regulation")
    assert regulation["Last"] == "1 October 2026: Council gives final approval"
    assert regulation["Next"].startswith("1 April 2027: Denmark: last day to decide")
    assert said(page, "Return Directive recast")["Next"] == "nothing on record"
    # A phone's first screen holds one card: that of the file that moves comes first.
    expect(page.locator("li.file").first).to_contain_text("2025/0059(COD)")
    seen = sentences if way.width > 1000 else ["Return Regulation"]
    for file in seen:
        assert ends(card(page, file).locator("dd").nth(1)) <= way.height, file


@every_way
def test_a_vote_is_found_with_its_figures(reader: Hands) -> None:
    page = reader.page
    reader.follow(card(page, "Return Regulation").get_by_role("link", name="Return Regulation"))
    expect(title(page)).to_have_text("Return Regulation")
    reader.follow(page.get_by_label("On this page").get_by_role("link", name="Votes"))
    ballot = page.locator(".ballot").filter(has_text="17 June 2026").first
    expect(ballot).to_be_in_viewport()
    figures = ballot.locator(".legend")
    expect(figures).to_have_text(re.compile("418 for,.*218 against,.*30 abstentions", re.DOTALL))
    shown = ballot.locator("svg rect").evaluate_all(
        "bars => bars.map(bar => Number(bar.getAttribute('width')))"
    )
    assert shown == pytest.approx([each * 100 / 666 for each in (418, 218, 30)], abs=0.01)
    reader.follow(ballot.get_by_role("link", name="Plenary adopts the agreed text"))
    expect(page.get_by_role("main")).to_contain_text("17 June 2026")
    expect(page.locator(".legend")).to_contain_text("418 for")


def test_the_bars_of_a_vote_are_drawn_to_scale(opens: Opens, site: Site) -> None:
    page = opens(site.base)
    page.goto(FILE)
    ballot = page.locator(".ballot").filter(has_text="17 June 2026").first
    widths = ballot.locator("svg rect").evaluate_all(
        "bars => bars.map(bar => bar.getBoundingClientRect().width)"
    )
    assert [round(each / sum(widths), 3) for each in widths] == [0.628, 0.327, 0.045]


@every_way
def test_a_date_is_proved_by_the_stored_copy(reader: Hands) -> None:
    page = reader.page
    page.goto(FILE)
    stage = page.locator(".ladder li").filter(has_text="Adoption, signature, publication").last
    reader.follow(stage.get_by_role("link", name="1 October 2026"))
    expect(title(page)).to_have_text("Council gives final approval")
    proof = page.locator(".evidence > li").filter(has_text="eur-lex.europa.eu/procedure")
    expect(proof.locator(".says")).to_contain_text("1 October 2026")
    digest = proof.locator("code[title]").get_attribute("title")
    read_at = proof.locator("time").first.get_attribute("datetime")
    reader.follow(proof.get_by_role("link", name="Stored copy"))
    marked = page.locator("mark#passage")
    expect(marked).to_have_text(re.compile("Approval of the EP's first reading position"))
    expect(marked).to_be_in_viewport()
    expect(page.locator("dl.facts")).to_contain_text(digest or "no digest")
    times = page.locator("main time").evaluate_all("each => each.map(one => one.dateTime)")
    assert read_at in times


@every_way
def test_the_mark_beside_an_entry_opens_the_card_of_its_proof(reader: Hands) -> None:
    page = reader.page
    page.goto(f"{FILE}#timeline")
    entry = page.locator(".timeline > li").filter(has_text="Council gives final approval")
    opened = entry.locator(".card")
    expect(opened).to_be_hidden()
    reader.push(entry.get_by_role("button", name="5 sources"))
    expect(opened).to_be_visible()
    expect(opened).to_contain_text("eur-lex.europa.eu")
    reader.follow(opened.get_by_role("link", name="stored copy").first)
    expect(title(page)).to_have_text("Stored copy")
    expect(page.locator("mark#passage")).to_be_in_viewport()


def says_nothing_of_the_adoption(page: Page) -> None:
    """Not in what is unfolded, nor in what is said to who does not see it."""
    expect(page.get_by_role("status").first).to_contain_text("as it stood on 26 March 2026")
    text = " ".join((page.get_by_role("main").text_content() or "").split())
    for others in NOT_THE_ACT:
        text = text.replace(others, "")
    found = re.findall(r".{0,60}\badopt(?:s|ed|ion)\b.{0,60}", text, re.IGNORECASE)
    assert found == [], page.url
    assert not re.search(r"418|17 June 2026|1 October 2026|final approval", text), page.url


@every_way
def test_on_the_day_of_the_mandate_nothing_was_adopted(reader: Hands) -> None:
    page = reader.page
    reader.write_day(page.get_by_label("Show the files as they stood on"), date(2026, 3, 26))
    reader.follow(page.get_by_role("button", name="Show", exact=True))
    says_nothing_of_the_adoption(page)
    expect(card(page, "Return Regulation")).to_contain_text("26 March 2026")
    reader.follow(page.get_by_role("link", name="Return Regulation", exact=True))
    says_nothing_of_the_adoption(page)
    reader.follow(page.get_by_label("On this page").get_by_role("link", name="Positions"))
    says_nothing_of_the_adoption(page)
    page.go_back()
    stage = page.locator(".ladder li").filter(has_text="Parliament's mandate").last
    reader.follow(stage.get_by_role("link", name="26 March 2026"))
    expect(title(page)).to_contain_text("Plenary confirms the opening of negotiations")
    says_nothing_of_the_adoption(page)
    reader.follow(page.get_by_role("link", name="Show it as it stands today"))
    assert "on=" not in page.url
    reader.follow(page.get_by_role("link", name=re.compile("^Return Regulation, ")))
    expect(page.locator(".lead").first).to_contain_text("Adopted by the Council on 1 October 2026")


@pytest.mark.parametrize("event", ["2025-03-11-proposal-adopted", "2026-03-09-committee-vote"])
def test_the_events_before_say_nothing_of_the_adoption(
    opens: Opens, site: Site, event: str
) -> None:
    page = opens(site.base)
    page.goto(f"{FILE}events/{event}/?on=2026-03-26")
    says_nothing_of_the_adoption(page)


def outcome(page: Page) -> tuple[str, str]:
    """What the board counts: its verdict and its figures."""
    shown = [page.locator(part).inner_text() for part in ("#verdict", "#figures")]
    return " ".join(shown[0].split()), " ".join(shown[1].split())


@every_way
def test_a_scenario_is_shared_by_its_address(reader: Hands, way: Way, opens: Opens) -> None:
    page = reader.page
    page.goto(FILE)
    reader.follow(page.get_by_role("link", name="What a vote would give"))
    before = outcome(page)
    for code, state in {"DE": "Germany", "FR": "France", "IT": "Italy"}.items():
        reader.choose(page.get_by_label(state, exact=True), "against")
        if way.script:  # it answers at once
            expect(page.locator(f"#side-{code}")).to_contain_text("against, by hand")
    if not way.script:
        reader.follow(page.get_by_role("button", name="Count").last)
    expect(page.locator("#verdict")).to_contain_text("Not adopted, whatever the undecided do")
    expect(page).to_have_url(re.compile(r"\?against=DE,FR,IT$"))
    mine = outcome(page)
    assert mine != before
    offered = page.get_by_role("link", name="The address of this vote").get_attribute("href")
    assert offered is not None
    assert page.url.endswith(offered)
    theirs = opens(page.url)
    theirs.goto(page.url)
    assert outcome(theirs) == mine
    expect(theirs.get_by_label("Italy", exact=True)).to_have_value("against")


@every_way
def test_a_misspelt_reference_leads_to_the_file(reader: Hands) -> None:
    page = reader.page
    reader.follow(page.get_by_label("Site").get_by_role("link", name="Search"))
    field = page.get_by_role("searchbox")
    reader.write(field, "C0M 2025 101")
    with page.expect_navigation():
        field.press("Enter")
    meant = page.get_by_role("status").filter(has_text="Did you mean")
    reader.follow(meant.get_by_role("link").first)
    reader.follow(page.locator(".call .what a").first)
    expect(title(page)).to_have_text("Return Regulation")


def test_other_slips_lead_there_too(opens: Opens, site: Site) -> None:
    page = opens(site.base)
    page.goto("/search/?q=2025/59(C0D)")
    page.get_by_role("status").get_by_role("link", name="2025/0059(COD)").click()
    page.locator(".call .what a").first.click()
    expect(title(page)).to_have_text("Return Regulation")
    page.goto("/search/?q=2025/59+COD")  # no slip: its marks are left out
    page.locator(".call .what a").first.click()
    expect(title(page)).to_have_text("Return Regulation")
