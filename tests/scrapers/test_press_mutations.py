"""Damaged pages: a reader reads them or refuses them, and never fails in another way."""

from __future__ import annotations

import random
import re

import pytest

from scrapers.expect import NotThere, ParseError
from scrapers.records import as_json
from scrapers.sources import READERS
from tests.scrapers.pages import page

ROUNDS = 60
PRESS = {
    ("council", "listing"): ("council_2025.html", "council_2026.html", "council_2021.html"),
    ("council", "press-release"): (
        "council_release_2026.html",
        "council_release_2021.html",
        "council_release_linked.html",
    ),
    ("council", "rss"): ("council.rss",),
    ("eurlex", "rss"): ("eurlex.rss",),
    ("parliament", "press-release"): ("parliament_release.html", "parliament_release_fr.html"),
}
HOSTILE = (
    b"\0", b"\xff\xfe", b"<", b">", b"&#x110000;", b"&amp;lt;", b"]]>", b"<!--", b"http://[",
    b"\xc3", b"99999999999999999999", b"0000", b"<div>" * 2000, b"\xe2\x80\xa8", b'"',
    b"<base href='//[x'>",
    b'<script type="application/ld+json">' + b"[" * 50_000 + b"</script>",
    b'<script type="application/ld+json">{"@type": {"a": 1}, "@graph": 3}</script>',
    b'<script type="application/ld+json">{"@type": "Article", "keywords": {"a": [1]}}</script>',
    b'<script type="application/ld+json">{"@type": ["Article", {}, []], "keywords": 7}</script>',
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """One to three wounds: cut, dropped, doubled, swapped, overwritten, renamed, re-encoded."""
    for _ in range(chance.randint(1, 3)):
        start, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        wound = chance.choice(WOUNDS)
        data = wound(data, start, end, chance) or b"x"
    return data


def _rename(data: bytes, start: int, end: int, chance: random.Random) -> bytes:
    words = sorted(set(re.findall(rb"[A-Za-z_-]{4,}", data)))
    return data.replace(chance.choice(words), chance.choice(words)) if words else data


def _renumber(data: bytes, start: int, end: int, chance: random.Random) -> bytes:
    digits = b"%d" % chance.choice([0, 31, 99, 2024, 10**20])
    return re.sub(rb"\d+", lambda found: digits if chance.random() < 0.1 else found[0], data)


WOUNDS = (
    lambda data, start, end, chance: data[:start],
    lambda data, start, end, chance: data[:start] + data[end:],
    lambda data, start, end, chance: data[:end] + data[start:],
    lambda data, start, end, chance: data[:start] + chance.choice(HOSTILE) + data[start:],
    lambda data, start, end, chance: data[:start] + data[start:end][::-1] + data[end:],
    lambda data, start, end, chance: data.decode("utf-8", "replace").encode("utf-16"),
    lambda data, start, end, chance: data.decode("utf-8", "replace").encode("latin-1", "replace"),
    _rename,
    _renumber,
)


@pytest.mark.parametrize(
    ("reader", "name"),
    [(reader, name) for reader, names in PRESS.items() for name in names],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_damaged_page_is_read_or_refused(reader: tuple[str, str], name: str) -> None:
    chance = random.Random(name)
    for _ in range(ROUNDS):
        data = damaged(page(name), chance)
        try:
            as_json(READERS[reader](data))
        except (ParseError, NotThere) as reason:
            assert str(reason)


@pytest.mark.parametrize("rubbish", HOSTILE, ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize("reader", PRESS, ids=" ".join)
def test_rubbish_anywhere_is_read_or_refused(reader: tuple[str, str], rubbish: bytes) -> None:
    for name in PRESS[reader]:
        data = page(name)
        places = [found.start() for found in re.finditer(rb'[">]', data)]
        for place in places[:: max(1, len(places) // 5)]:
            try:
                READERS[reader](data[: place + 1] + rubbish + data[place + 1 :])
            except (ParseError, NotThere) as reason:
                assert str(reason)
