"""Press readers over recorded real pages, which lie beside the repository and not in it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from legislation.domain.references import recognise
from scrapers.expect import NotThere, ParseError
from scrapers.sources import READERS
from scrapers.sources.parliament_release import read_release
from tests.scrapers.test_samples import SAMPLES

RELEASES = sorted(SAMPLES.glob("europarl/press_release/*.html"))
LISTINGS = sorted(SAMPLES.glob("council/press_listing/*.html"))
OTHERS = sorted(set(SAMPLES.rglob("*.*ml")) - {*RELEASES, *LISTINGS})
PRESS = [("council", "listing"), *(pair for pair in READERS if pair[1] in {"press-release", "rss"})]

pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"recorded pages are absent: {SAMPLES}"),
]


def plain(markup: str) -> str:
    """The words of a piece of HTML, without looking at it as a tree."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_a_release_of_parliament_is_read_as_its_own_markup_says(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    record = read_release(path.read_bytes(), "en")
    day = re.search(
        r'<meta content="([\d-]+)" name="available"|name="available" content="([^"]+)', page
    )
    heading = re.search(r'<h1 class="ep_title">(.*?)</h1>', page, re.DOTALL)
    assert day
    assert heading
    assert record.day.strftime("%d-%m-%Y") == (day[1] or day[2])
    assert record.title == plain(heading[1])
    assert path.stem in record.address
    assert record.summary
    assert record.summary in record.body
    for reference in record.references:
        assert recognise(reference) == reference


@pytest.mark.parametrize("path", RELEASES, ids=lambda path: path.stem)
def test_the_text_is_whole_and_nothing_around_it(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    body = read_release(path.read_bytes()).body
    article = page.split('<article role="main"')[-1].split("</article>")[0]
    for paragraph in re.findall(r"<p class=\"ep-wysiwig_paragraph\">(.*?)</p>", article, re.DOTALL):
        assert squeezed(plain(paragraph)) in squeezed(body)
    for around in ("Share this page", "Contacts", "Press Officer", "Ref.:", "Further information"):
        assert around not in body


@pytest.mark.parametrize("reader", PRESS, ids=" ".join)
def test_no_page_of_another_kind_is_read(reader: tuple[str, str]) -> None:
    mine = {("parliament", "press-release"): RELEASES, ("council", "listing"): LISTINGS}
    others = [path for path in OTHERS if path.stat().st_size < 150_000]
    for path in others + [p for kind, paths in mine.items() if kind != reader for p in paths]:
        with pytest.raises((ParseError, NotThere)):
            READERS[reader](path.read_bytes())
    for path in mine.get(reader, []):
        READERS[reader](path.read_bytes())
