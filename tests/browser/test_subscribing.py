"""Following by mail in a real browser: without JavaScript, and without a mouse."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from legislation import alerts, mail
from legislation.alerts import people
from legislation.domain.words import EmailKind, SubscriberState
from legislation.models import Email, Proposal, Subscriber, Wish
from tests import make
from tests.browser.conftest import Opens
from tests.browser.hands import WAYS, Hands, Way, every_way, tab
from tests.browser.test_quality import PHONE, violations
from tests.browser.watch import Watch
from tests.test_journeys import body, mails

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "reader@example.org"


@pytest.fixture
def files() -> list[Proposal]:
    """Two files to choose from."""
    return [
        make.proposal("2018/0329(COD)", short_title="Recast"),
        make.proposal("2025/0059(COD)", short_title="Return Regulation"),
    ]


@pytest.fixture
def plain(opens: Opens, live: str) -> Page:
    """A browser that runs no script."""
    return opens(live, java_script_enabled=False)


@pytest.fixture
def subscriber(files: list[Proposal]) -> Subscriber:
    """Somebody who has followed everything since yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    row = Subscriber.objects.create(
        address=ADDRESS,
        token="a-token-of-their-own",
        mark="a-mark-of-their-own",
        state=SubscriberState.ACTIVE,
        created_at=yesterday,
        asked_at=yesterday,
        confirmed_at=yesterday,
    )
    row.subscriptions.create(key=alerts.EVERYTHING, created_at=yesterday)
    return row


def followed(subscriber: Subscriber) -> set[str]:
    """The short titles of what somebody follows."""
    rows = subscriber.subscriptions.select_related("proposal")
    return {row.proposal.short_title if row.proposal else "everything" for row in rows}


def mailed_link(folder: Path, live: str, path: str) -> str:
    """The link in the one mail that went out."""
    alerts.take_wishes()
    mail.send_due()
    [message] = mails(folder)
    found = re.search(rf"{re.escape(live)}/{path}/\S+", body(message))
    assert found, body(message)
    return found[0]


def confirm(reader: Hands, folder: Path, live: str) -> Subscriber:
    """Look into the mailbox, and say yes there."""
    page = reader.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    page.goto(mailed_link(folder, live, "confirm"))
    asked = Subscriber.objects.get(address=ADDRESS)
    assert asked.state == SubscriberState.UNCONFIRMED  # the link alone does nothing
    reader.follow(page.get_by_role("button", name="Yes, write to me"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You follow the reform")
    asked.refresh_from_db()
    return asked


@every_way
def test_following_begins_on_the_first_page(
    way: Way, opens: Opens, live: str, files: list[Proposal], mail_folder: Path
) -> None:
    reader = way.begin(opens, live)
    page = reader.page
    page.goto("/")
    reader.follow(page.get_by_role("link", name="Follow the reform"))
    reader.write(page.get_by_label("Your e-mail address"), ADDRESS)
    reader.tick(page.get_by_label("Recast"))
    reader.follow(page.get_by_role("button", name="Send me the confirmation mail"))
    asked = confirm(reader, mail_folder, live)
    assert asked.state == SubscriberState.ACTIVE
    assert followed(asked) == {"Recast"}


@pytest.mark.parametrize("way", [WAYS[0], WAYS[3]], ids=lambda way: way.name)
def test_the_page_of_a_file_offers_to_follow_that_file(
    way: Way, opens: Opens, live: str, files: list[Proposal], mail_folder: Path
) -> None:
    reader = way.begin(opens, live)
    page = reader.page
    page.goto(files[0].get_absolute_url())
    reader.follow(page.get_by_label("On this page").get_by_role("link", name="Follow"))
    expect(page.get_by_label("Recast")).to_be_checked()
    reader.write(page.get_by_label("Your e-mail address"), ADDRESS)
    reader.follow(page.get_by_role("button", name="Send me the confirmation mail"))
    assert followed(confirm(reader, mail_folder, live)) == {"Recast"}


def test_a_form_filled_in_wrongly_says_so_and_keeps_what_was_typed(
    plain: Page, files: list[Proposal]
) -> None:
    plain.goto("/subscribe/")
    plain.get_by_label("Your e-mail address").fill("reader")
    plain.get_by_label("Everything").check()
    plain.get_by_role("button", name="Send me").click()
    expect(plain.get_by_role("alert")).to_contain_text("This is not an e-mail address.")
    expect(plain.get_by_role("alert")).to_be_focused()
    expect(plain).to_have_title(re.compile("^Error: Follow by mail"))
    expect(plain.get_by_label("Your e-mail address")).to_have_value("reader")
    assert not Subscriber.objects.exists()


def test_the_unsubscribe_link_and_its_button_end_it_without_cookie_or_script(
    plain: Page, subscriber: Subscriber
) -> None:
    plain.goto(f"/u/{subscriber.token}/")
    subscriber.refresh_from_db()
    assert subscriber.state == SubscriberState.ACTIVE
    plain.get_by_role("button", name="End it: no more mails").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("It has ended")
    subscriber.refresh_from_db()
    assert subscriber.state == SubscriberState.ENDED
    assert plain.context.cookies() == []


def test_a_mailed_link_opens_the_choice_and_changes_it_without_script(
    plain: Page, live: str, subscriber: Subscriber, mail_folder: Path
) -> None:
    plain.goto("/manage/")
    plain.get_by_label("Your e-mail address").fill(ADDRESS.upper())
    plain.get_by_role("button", name="Mail me the link").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")

    link = mailed_link(mail_folder, live, "manage")
    plain.goto(link)
    expect(plain.get_by_label("Everything")).to_be_checked()
    plain.get_by_label("Everything").uncheck()
    plain.get_by_role("checkbox", name="Return Regulation").check()
    plain.get_by_role("button", name="Keep this choice").click()
    expect(plain.get_by_role("main")).to_contain_text("Return Regulation")
    assert followed(subscriber) == {"Return Regulation"}

    plain.goto(link)
    plain.get_by_role("button", name="End it: no more mails").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("It has ended")


def test_the_mailed_pages_give_their_key_to_nobody(
    opens: Opens, live: str, subscriber: Subscriber
) -> None:
    page = opens(live)
    watch = Watch(page, live)
    page.goto(f"/u/{subscriber.token}/")
    with page.expect_request(lambda request: request.url == f"{live}/manage/") as asked:
        page.get_by_role("link", name="Change what you follow").first.click()
    assert asked.value.method == "GET"
    assert watch.nothing, watch


@pytest.mark.parametrize("path", ["/", "/subscribe/", "/manage/"])
def test_the_first_key_offers_to_skip_to_the_content(
    opens: Opens, live: str, files: list[Proposal], path: str
) -> None:
    page = opens(live)
    page.goto(path)
    assert tab(page) == "A Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_form_is_filled_in_and_sent_with_keys_alone(
    opens: Opens, live: str, files: list[Proposal]
) -> None:
    page = opens(live)
    page.goto("/subscribe/")
    seen = [tab(page)]
    while seen[-1] != "INPUT address":
        seen.append(tab(page))
    assert seen[:2] == ["A Skip to the content", "A Return Directive Tracker"]
    page.keyboard.type(ADDRESS)
    assert tab(page) == "INPUT on"
    assert tab(page) == "INPUT 2025-0059-COD"
    assert tab(page) == "INPUT 2018-0329-COD"
    page.keyboard.press("Space")
    assert [tab(page) for _ in range(3)] == [
        "SUMMARY What single states say",
        "SUMMARY Single topics",
        "SUMMARY Narrower: only news that fits several things at once",
    ]
    assert tab(page) == "INPUT instant"
    while seen[-1] != "BUTTON Send me the confirmation mail":
        seen.append(tab(page))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    alerts.take_wishes()
    assert followed(Subscriber.objects.get(address=ADDRESS)) == {"Recast"}
    assert Email.objects.get().kind == EmailKind.CONFIRMATION


def test_enter_in_a_field_sends_the_form_and_adds_nothing(
    plain: Page, files: list[Proposal]
) -> None:
    plain.goto("/subscribe/?proposal=2018-0329-COD&words=hubs")
    plain.get_by_label("Your e-mail address").fill(ADDRESS)
    plain.get_by_label("Your e-mail address").press("Enter")
    expect(plain.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    assert Wish.objects.get().choice["follows"] == ["proposal=2018-0329-COD&words=hubs"]


def test_several_narrower_choices_are_named_one_by_one_without_script(
    plain: Page, files: list[Proposal]
) -> None:
    plain.goto("/subscribe/")
    plain.get_by_label("Your e-mail address").fill(ADDRESS)
    plain.get_by_text("Narrower:").click()
    for words in ("hubs", "detention", "wrong"):
        plain.get_by_label("File", exact=True).select_option("2018-0329-COD")
        plain.get_by_label("Words", exact=True).fill(words)
        plain.get_by_role("button", name="Add, and name another").click()
        expect(plain.get_by_label(f"with the words “{words}”")).to_be_checked()
    plain.get_by_label("with the words “wrong”").uncheck()
    plain.get_by_role("button", name="Send me").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    assert Wish.objects.get().choice["follows"] == [
        "proposal=2018-0329-COD&words=hubs",
        "proposal=2018-0329-COD&words=detention",
    ]


def hiding(route: Route) -> None:
    """Let pages tell the browser to hide where a request comes from, as some privacy tools do."""
    if route.request.method != "GET":
        route.continue_()
        return
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "referrer-policy": "no-referrer"})


def test_buttons_work_where_the_browser_hides_where_it_comes_from(
    plain: Page, live: str, subscriber: Subscriber
) -> None:
    plain.route(re.compile("/(manage|confirm)/"), hiding)
    alerts.ask_for_link(ADDRESS)
    alerts.take_wishes()
    found = re.search(r"/manage/\S+", Email.objects.get().text)
    assert found
    plain.goto(found[0])
    with plain.expect_request(lambda request: request.method == "POST") as posted:
        plain.get_by_role("button", name="Keep this choice").click()
    assert posted.value.header_value("Origin") == "null"
    expect(plain.get_by_role("heading", level=1)).to_have_text("You follow the reform")
    Subscriber.objects.update(state=SubscriberState.UNCONFIRMED)
    plain.goto(f"/confirm/{people.confirmation_token(subscriber)}/")
    plain.get_by_role("button", name="Yes, write to me").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("You follow the reform")
    assert plain.context.cookies() == []


OPEN = """() => document.querySelectorAll('details').forEach(each => each.open = true)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_forms_unfolded_wrong_or_mailed(
    opens: Opens, live: str, subscriber: Subscriber, scheme: str
) -> None:
    make.state("DE", "Germany")
    make.topic("return_hubs", label="Return hubs")
    page = opens(live, color_scheme=scheme, viewport=PHONE)
    page.goto("/subscribe/?state=DE&words=hubs")
    page.get_by_label("Article").fill("nonsense")
    page.evaluate(OPEN)
    found = violations(page)
    page.get_by_role("button", name="Send me").click()
    expect(page.get_by_label("Article")).to_have_attribute("aria-invalid", "true")
    found += violations(page)
    alerts.ask_for_link(ADDRESS)
    alerts.take_wishes()
    link = re.search(r"/manage/\S+", Email.objects.get().text)
    assert link
    page.goto(link[0])
    page.evaluate(OPEN)
    assert found + violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_way_from_the_form_to_the_end(
    opens: Opens, live: str, subscriber: Subscriber, mail_folder: Path, scheme: str
) -> None:
    page = opens(live, color_scheme=scheme, viewport=PHONE)

    def fine(heading: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto("/subscribe/")
    page.get_by_label("Your e-mail address").fill("another@example.org")
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Send me the confirmation mail").click()
    fine("Look into your mailbox")
    page.goto(mailed_link(mail_folder, live, "confirm"))
    fine("One press, and it is confirmed")
    page.get_by_role("button", name="Yes, write to me").click()
    fine("You follow the reform")
    page.goto(f"/u/{subscriber.token}/")
    fine("End the mails")
    page.get_by_role("button", name="End it: no more mails").click()
    fine("It has ended")
