"""Every address of the site, asked of a day: it shows the day, or says that it does not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from legislation import language, timeline
from legislation.domain.words import Kind
from legislation.models import Proposal, Snapshot
from legislation.pages.urls import pages
from tests import make

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 26)
FILE = "2025-0059-COD"
#: What each page's address needs. A page that is not named here fails the tests below.
NEEDS: dict[str, list[str]] = {
    **{name: [FILE] for name in ("proposal", "positions", "vote", "briefing")},
    **{name: [FILE] for name in ("embed_timeline", "embed_stages", "embed_map")},
    **{name: ["nobody"] for name in ("confirm", "preferences", "erase", "unsubscribe")},
    **{name: [] for name in ("home", "context", "state_list", "figures", "search", "sources")},
    **{name: [] for name in ("corrections", "promptness", "subscribe", "manage", "embed")},
    "event": [FILE, "proposed"],
    "context_event": ["summit"],
    "state": ["DE"],
}

#: A file to download, a redirect, and those that need the number of a row: see below.
APART = {"briefing_pdf", "other_spelling", "fact", "snapshot"}
OF_TODAY = {"sources", "promptness", "subscribe", "manage", "embed", "fact", "snapshot"} | {
    name for name, args in NEEDS.items() if args == ["nobody"]
}


@pytest.fixture
def record() -> Proposal:
    """A file with a step, a position and a meeting around it, all before the day."""
    file = make.proposal()
    make.event(file, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11), key="proposed")
    make.event(None, Kind.SUMMIT_DECLARATION, date(2024, 10, 17), key="summit", title="Summit")
    make.position(file, day=date(2025, 5, 1))
    make.populations()
    make.populations(2026)
    make.snapshot(make.source())
    return file


def names() -> list[str]:
    """The pages for people; feeds and calendars are below, pictures have tests of their own."""
    named = [str(each.name) for each in pages]
    return [name for name in named if not name.endswith(("feed", "calendar", "card"))]


def told_in(code: str) -> str:
    with translation.override(code):
        return translation.gettext(
            "This page is always of today: it does not show how things stood on %(that_day)s."
        )


def address(name: str) -> str:
    if name == "fact":
        return reverse(name, args=["position", Proposal.objects.get().positions.get().pk])
    if name == "snapshot":
        return reverse(name, args=[Snapshot.objects.get().pk])
    return reverse(name, args=NEEDS[name])


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return " ".join(unescape(answer.content.decode()).split())


@pytest.mark.parametrize("code", ["en", "fr", "de"])
@pytest.mark.parametrize("name", sorted({*names()} - APART | OF_TODAY))
def test_every_page_takes_a_day_or_says_that_it_does_not(
    client: Client, record: Proposal, name: str, code: str
) -> None:
    with translation.override(code):
        path, said = address(name), language.in_words(DAY)
        back = reverse("home")
    status = 404 if "nobody" in path else 200  # a mailed link that nobody was sent
    page = shown(client, f"{path}?on={DAY}", status)
    words = re.sub(r"<[^>]*>", "", page)
    assert said in words or (name == "figures" and 'class="banner"' in page)
    if not name.startswith("embed_"):
        assert '<meta name="robots" content="noindex">' in page
        assert f'href="{path}"' in page  # the way to today
        assert f'href="{back}?on={DAY}"' in page  # the way on through that day
    of_today = " ".join(told_in(code).partition("%")[0].split())
    assert (of_today in words) is (name in OF_TODAY)
    assert of_today not in shown(client, path, status)
    shown(client, f"{path}?on=2026-02-30", 400)
    tomorrow = timezone.localdate() + timedelta(days=1)
    shown(client, f"{path}?on={tomorrow}", 400)


def test_all_about_a_page_of_today_is_shown_whatever_day_is_asked_for(
    client: Client, record: Proposal
) -> None:
    path = address("fact")
    assert "History of this entry" in shown(client, f"{path}?on={DAY}")
    kept = shown(client, f"{path}?on=2026-03-26&known={timezone.localdate()}")
    assert "does not show how things stood on <time" in kept


@pytest.mark.parametrize(
    "path",
    [
        f"/proposals/{FILE}/feed/",
        "/states/DE/feed/",
        "/topics/return_hubs/feed/",
        "/search/feed/?q=hub",
        "/corrections/feed/",
        f"/proposals/{FILE}/calendar.ics",
        "/calendar.ics",
        f"/fr/proposals/{FILE}/feed/",
        "/de/calendar.ics",
    ],
)
def test_feeds_and_calendars_refuse_a_day_in_a_sentence(
    client: Client, record: Proposal, path: str
) -> None:
    assert client.get(path).status_code == 200
    for asked in (f"on={DAY}", "known=2026-03-26", "on=soon"):
        answer = client.get(f"{path}{'&' if '?' in path else '?'}{asked}")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        said = {"/fr": "ne prennent pas de jour", "/de": "keinen Tag"}.get(path[:3], "take no day")
        assert said in answer.content.decode()


def test_posts_are_not_asked_for_a_day(client: Client, record: Proposal) -> None:
    assert client.post("/u/nobody/?on=soon").status_code == client.post("/u/nobody/").status_code


def test_corrections_of_a_day_are_those_made_by_then(
    client: Client, record: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = record.events.get()
    began = timezone.now()
    for later, title in ((1, Kind.COUNCIL_DEBATE), (3, Kind.TRILOGUE)):
        monkeypatch.setattr(timezone, "now", lambda later=later: began + timedelta(days=later))
        timeline.amend_event(event, {"kind": title}, make.EDITOR.because(f"On day {later}."))
    between = timezone.localdate(began) + timedelta(days=2)
    page = shown(client, f"/corrections/?on={between}")
    assert "On day 1." in page
    assert "On day 3." not in page
    assert f'href="{event.get_absolute_url()}' in page
    assert "Nothing had been corrected by then" in shown(client, "/corrections/?on=2026-03-26")
    assert "On day 3." in shown(client, "/corrections/")


def test_the_search_of_a_day_finds_only_what_was_there(client: Client, record: Proposal) -> None:
    make.event(record, Kind.COUNCIL_DEBATE, date(2026, 3, 26), title="zebra, that day")
    make.event(record, Kind.TRILOGUE, date(2026, 3, 27), title="zebra, the day after")
    make.event(record, Kind.SIGNATURE, None, title="zebra, without a day", expected=True)
    later = make.proposal("2026/0001(COD)")
    make.event(later, Kind.PROPOSAL_ADOPTED, date(2026, 4, 1), title="zebra of a later file")
    page = shown(client, f"/search/?q=zebra&on={DAY}")
    assert re.findall(r'<p class="what"><a href="([^"]+)">', page) == [
        f"{record.events.get(happened_on=DAY).get_absolute_url()}?on={DAY}"
    ]
    assert "Mail me" not in page and "/search/feed/" not in page
    assert f'<input type="hidden" name="on" value="{DAY}">' in page
    assert "1 result" in shown(client, f"/search/?q=zebra&on={DAY}&until=2026-12-31")
    assert "Nothing found" in shown(client, f"/search/?q=zebra&on={DAY}&until=2026-03-25")
    assert f"{record.get_absolute_url()}?on={DAY}" in shown(client, f"/search/?q=2025/59&on={DAY}")
    for reference in ("2026/1", "2026/0002(COD)"):  # neither named nor offered
        assert "2026-0001" not in shown(client, f"/search/?q={reference}&on={DAY}")
    assert "2026-0001" in shown(client, "/search/?q=2026/1")


def test_the_search_of_a_day_does_not_quote_notes_that_may_know_more(
    client: Client, record: Proposal
) -> None:
    make.press_release(record, title="Hubs", day=DAY, note="Adopted in the end.")
    assert "Adopted in the end." in shown(client, "/search/?q=hubs")
    page = shown(client, f"/search/?q=hubs&on={DAY}")
    assert ">Hubs<" in page.replace("<mark>", "").replace("</mark>", "")
    assert "Adopted in the end." not in page


def test_on_26_march_2026_no_search_says_that_the_regulation_was_adopted(
    client: Client, curated: None
) -> None:
    lines: list[str] = []
    for question in ("adopted", "adopted regulation", "Council adopts", "Council", "2025/0059"):
        for number in range(1, 12):
            page = shown(client, f"/search/?q={question}&file={FILE}&page={number}&on={DAY}")
            lines += re.findall(r"<ol class=\"news\".*?</ol>", page)
            if 'rel="next"' not in page:
                break
    said = re.sub(r"<[^>]*>", "", " ".join(lines))
    assert "Plenary confirms the opening of negotiations" in said
    assert not re.search(r"(act|regulation) (was|is) adopted|adopts the (act|regulation)", said)
    assert not re.search(r"\d (April|May|June|July|August|September|October) 2026", said)
