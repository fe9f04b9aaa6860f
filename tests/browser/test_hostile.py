"""What others wrote is shown, and never run."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Error, Page, expect

from legislation.models import Event, Snapshot
from tests import make
from tests.browser.conftest import Opens
from tests.browser.watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IMAGE = "<img src=x onerror=\"alert('image');window.ran=1\">"
SCRIPT = "</script><script>alert('script');window.ran=1</script>"
#: Eighty letters, which every column of words holds.
HOSTILE = "A <img src=x onerror=window.ran=1></script><script>window.ran=1</script>"
STORED = f"<!doctype html><title>Page</title>{SCRIPT}<body onload=alert(1)>{IMAGE}".encode()


def shown(page: Page, watch: Watch, path: str, texts: int = 1) -> None:
    """The text stands on the page as it was written, and nothing of it ran."""
    page.goto(path)
    assert page.locator("body").inner_text().count(HOSTILE) >= texts, path
    assert page.evaluate("window.ran") is None
    assert watch.nothing, watch


@pytest.fixture
def hostile(transactional_db: None) -> Event:
    """An event whose every word is an attack."""
    proposal = make.proposal("2025/0059(COD)", short_title=HOSTILE, title=HOSTILE)
    proof = make.proof(note=HOSTILE, passage=HOSTILE, citation=HOSTILE)
    return make.event(proposal, title=HOSTILE, detail=HOSTILE, body=HOSTILE[:90], proofs=[proof])


def test_a_hostile_title_is_text_on_every_page(opens: Opens, live: str, hostile: Event) -> None:
    page = opens(live)
    watch = Watch(page, live)
    assert hostile.proposal is not None
    shown(page, watch, "/", texts=3)
    shown(page, watch, hostile.proposal.get_absolute_url(), texts=3)
    shown(page, watch, hostile.get_absolute_url(), texts=5)
    shown(page, watch, "/subscribe/")


def test_a_hostile_title_is_text_at_the_desk(opens: Opens, live: str, hostile: Event) -> None:
    User.objects.create_superuser("root", password="a long password")
    page = opens(live)
    page.goto("/admin/")
    page.get_by_label("Username").fill("root")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    watch = Watch(page, live)
    shown(page, watch, "/admin/legislation/event/")
    shown(page, watch, "/admin/legislation/change/")
    page.goto(f"/admin/legislation/event/{hostile.pk}/change/")
    expect(page.get_by_label("Title")).to_have_value(HOSTILE)
    assert page.evaluate("window.ran") is None
    assert watch.nothing, watch


@pytest.fixture
def stored(transactional_db: None) -> Snapshot:
    """A stored copy that would run, if a browser took it for a page."""
    headers = {"content-type": "text/html; charset=utf-8", "x-title": HOSTILE}
    return make.snapshot(make.source(name=HOSTILE[:90]), STORED, headers=headers)


def test_stored_bytes_are_downloaded_and_never_run(
    opens: Opens, live: str, stored: Snapshot, tmp_path: Path
) -> None:
    page = opens(live)
    watch = Watch(page, live)
    page.goto("/sources/")
    with page.expect_download() as awaited, pytest.raises(Error, match="Download is starting"):
        page.goto(f"/snapshots/{stored.pk}/bytes/")
    awaited.value.save_as(tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == STORED
    assert page.url == f"{live}/sources/"
    assert page.evaluate("window.ran") is None
    assert watch.nothing, watch


def test_the_stored_text_is_shown_with_its_markup_as_text(
    opens: Opens, live: str, stored: Snapshot
) -> None:
    page = opens(live)
    watch = Watch(page, live)
    shown(page, watch, f"/snapshots/{stored.pk}/")
    assert page.locator("details pre").text_content() == STORED.decode()
    assert page.locator("pre.read").inner_text() == "Page"
    assert page.locator("main script, main img").count() == 0
