"""What search engines are told, and what who took a wrong turn."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from legislation import timeline
from legislation.domain.words import Kind
from legislation.models import Proposal
from legislation.pages import crawlers
from tests import make

pytestmark = pytest.mark.django_db

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def file() -> Proposal:
    return make.proposal(celex="52025PC0101", com_reference="COM(2025) 101")


def listed(client: Client, address: str) -> dict[str, str]:
    """Each address of a sitemap and when it changed."""
    answer = client.get(address)
    assert answer.status_code == 200
    tree = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    return {each.findtext(f"{NS}loc", ""): each.findtext(f"{NS}lastmod", "") for each in tree}


def test_the_index_leads_to_every_page_and_each_is_there(
    client: Client, file: Proposal, settings: Settings
) -> None:
    make.position(file, "DE")
    make.event(file, key="proposed")
    make.event(None, Kind.SUMMIT_DECLARATION, key="summit")
    base = settings.SITE_URL
    sections = listed(client, "/sitemap.xml")
    pages = [
        address
        for section in sections
        for address in listed(client, "/" + section.split("/", 3)[3])
    ]
    assert len(pages) == len(set(pages))
    for path in (
        "/",
        "/proposals/2025-0059-COD/",
        "/proposals/2025-0059-COD/positions/",
        "/proposals/2025-0059-COD/events/proposed/",
        "/context/summit/",
        "/states/DE/",
    ):
        assert base + path in pages
    for page in pages:
        assert client.get(page.removeprefix(base)).status_code == 200, page


def test_a_page_changed_when_the_journal_says_so_and_a_retracted_one_is_gone(
    client: Client, file: Proposal, settings: Settings
) -> None:
    event = make.event(file)
    address = settings.SITE_URL + event.get_absolute_url()
    change = event.changes.get()
    assert listed(client, "/sitemap-events.xml")[address][:10] == f"{change.recorded_at:%Y-%m-%d}"
    timeline.retract_event(event, make.EDITOR.because("It was not held."))
    assert address not in listed(client, "/sitemap-events.xml")


def test_a_sitemap_names_one_host_whatever_it_was_asked_by(
    client: Client, file: Proposal, settings: Settings
) -> None:
    settings.SITE_URL = "https://tracker.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    answer = client.get("/sitemap-files.xml", headers={"host": "other.example.org"})
    assert b"<loc>https://tracker.example.org/proposals/2025-0059-COD/</loc>" in answer.content


def test_queries_do_not_grow_with_the_pages(client: Client, file: Proposal) -> None:
    counts = []
    for number in (1, 15):
        for _ in range(number):
            make.event(file, Kind.OTHER, date(2025, 5, 5))
        make.position(file, "DE")
        spent = []
        for address in ("/sitemap.xml", *(f"/sitemap-{name}.xml" for name in crawlers.SITEMAPS)):
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            spent.append(len(asked))
        counts.append(spent)
    assert counts[0] == counts[1]


def test_robots_are_kept_from_what_is_personal_copied_or_endless(
    client: Client, settings: Settings
) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/admin/", "/snapshots/", "/manage/", "/confirm/", "/u/", "/*?*on="):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


@pytest.mark.parametrize(
    "address",
    [
        "/2025/0059/",
        "/procedure/2025-59",
        "/COM(2025)101/",
        "/com-2025-101-final/",
        "/celex/52025pc0101",
        "/proposals/2025-101/",
        "/dossiers/2025_0059(COD)/votes/",
    ],
)
def test_a_reference_in_a_wrong_address_leads_to_its_file(
    client: Client, file: Proposal, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert f'<a href="{file.get_absolute_url()}">Return Regulation, 2025/0059(COD)</a>' in page


@pytest.mark.parametrize("address", ["/nowhere/", "/2024/1349/", "/2025/", "/20251/0059/"])
def test_no_file_is_guessed_where_none_is_named(
    client: Client, file: Proposal, address: str
) -> None:
    page = client.get(address).content.decode()
    assert "Its reference is that of" not in page
    assert 'action="/search/"' in page


def test_an_act_is_found_by_its_number(client: Client) -> None:
    make.proposal("2005/0167(COD)", short_title="Return Directive", celex="32008L0115")
    assert "Return Directive, 2005/0167(COD)" in client.get("/2008/115/").content.decode()


def test_a_wrong_turn_costs_at_most_one_question(client: Client, file: Proposal) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/{'2025-59/' * 500}")
    assert len(asked) <= 1


def test_the_icon_is_where_programs_look_for_it(client: Client, file: Proposal) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    page = client.get("/").content.decode()
    piece = client.get("/embed/proposals/2025-0059-COD/stages/").content.decode()
    for shown in (page, piece):
        assert f'<link rel="icon" href="{answer["Location"]}"' in shown
    assert finders.find(answer["Location"].removeprefix("/static/"))


def test_who_reads_none_of_the_languages_is_led_to_english(
    client: Client, settings: Settings
) -> None:
    for path in ("/states/", "/fr/states/", "/de/states/"):
        page = client.get(path).content.decode()
        english = f'hreflang="x-default" href="{settings.SITE_URL}/states/"'
        assert page.count("x-default") == 1
        assert english in page
