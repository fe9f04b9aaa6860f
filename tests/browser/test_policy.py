"""The content security policy in a real browser: nothing that we made is stopped by it."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Page

from legislation.models import Email
from tests import make
from tests.admin.matrix import OWN, World, ways
from tests.admin.test_permissions import address
from tests.browser.conftest import Opens
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Answers of which no page is made: downloads, a script, what signs out, the other sites' names.
NO_PAGES = {"jsi18n", "logout", "view_on_site", "legislation_position_export"}
STYLED = "<p id=word style='color: rgb(1, 2, 3)'>Adopted</p><script>window.ran=1</script>"


@pytest.fixture
def world(transactional_db: None) -> World:
    """A row of every table; a live server's tests are without the groups that migrations made."""
    for name in ("editor", "publisher"):
        Group.objects.get_or_create(name=name)
    return World()


def sign_in(page: Page, live: str) -> Client:
    """As a superuser, without the form; the same in a plain client."""
    client = Client()
    client.force_login(make.superuser())
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live}])
    return client


def test_no_page_of_the_desk_breaks_the_policy(opens: Opens, live: str, world: World) -> None:
    page = opens(live)
    client, watch = sign_in(page, live), Watch(page, live)
    places = [address(way, world, OWN) for way in ways() if way.name not in NO_PAGES]
    pages = [where for where in places if client.get(where).status_code == HTTPStatus.OK]
    assert len(pages) > 80  # most of the desk
    broken: dict[str, list[str]] = {}
    for where in pages:
        page.goto(where)
        if watch.complaints:
            broken[where] = list(watch.complaints)
            watch.complaints.clear()
    assert broken == {}


def test_a_mail_keeps_its_styles_in_its_frame_and_runs_nothing(
    opens: Opens, live: str, world: World
) -> None:
    letter = make.letter(html=STYLED)
    mail = make.email()
    Email.objects.filter(pk=mail.pk).update(letter=letter)
    page = opens(live)
    sign_in(page, live)
    page.goto(f"/admin/legislation/email/{mail.pk}/change/")
    frame = page.frame_locator("iframe.mail")
    colour = frame.locator("#word").evaluate("each => getComputedStyle(each).color")
    assert colour == "rgb(1, 2, 3)"
    assert page.evaluate("window.ran") is None
