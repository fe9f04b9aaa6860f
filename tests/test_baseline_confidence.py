"""The curated record claims no more than its sources carry, and is written for its readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import legislation.baseline
from legislation.baseline.reader import read
from legislation.baseline.shapes import EvidenceEntry, overrated
from legislation.domain.sites import host_of, is_official, site_of
from legislation.domain.words import Confidence

SHIPPED = Path(legislation.baseline.__file__).parent
PAPER, DAILY = "https://paper.example/a", "https://www.daily.example/b"
OFFICIAL = "https://www.consilium.europa.eu/en/press/"


def high(address: str = "", citation: str = "") -> EvidenceEntry:
    return EvidenceEntry(confidence=Confidence.HIGH, address=address, citation=citation)


def medium(address: str) -> EvidenceEntry:
    return EvidenceEntry(confidence=Confidence.MEDIUM, address=address)


@pytest.mark.parametrize(
    "evidence",
    [
        [high(OFFICIAL)],
        [high(PAPER), high(DAILY)],
        [high(OFFICIAL), high(citation="OJ L 348, 24.12.2008, p. 98")],
        [high(OFFICIAL), medium(PAPER)],
        [medium(PAPER)],
    ],
)
def test_high_is_an_official_site_or_two_that_agree(evidence: list[EvidenceEntry]) -> None:
    assert list(overrated(evidence)) == []


@pytest.mark.parametrize(
    ("evidence", "refused"),
    [
        ([high(PAPER)], ["paper.example is not official"]),
        ([medium(DAILY), high(PAPER)], ["paper.example is not official"]),
        ([medium(OFFICIAL), high(PAPER)], ["paper.example is not official"]),
        ([high(citation="AFP, October 2024")], ["a citation names no site"]),
        ([high(PAPER), high("http://news.paper.example/c")], ["paper.example", "news.paper"]),
    ],
)
def test_high_on_one_other_site_is_refused(
    evidence: list[EvidenceEntry], refused: list[str]
) -> None:
    told = list(overrated(evidence))
    assert len(told) == len(refused)
    assert all(words in problem for words, problem in zip(refused, told, strict=True))
    assert all("high needs an official site or two that agree" in problem for problem in told)


@pytest.mark.parametrize(
    ("host", "official"),
    [
        ("eur-lex.europa.eu", True),
        ("europa.eu", True),
        ("noteuropa.eu", False),
        ("europa.eu.example", False),
        ("www.ft.dk", True),
        ("", False),
    ],
)
def test_a_site_is_official_by_its_end(host: str, official: bool) -> None:
    assert is_official(host) is official


def test_two_hosts_of_one_owner_are_one_site() -> None:
    assert site_of("www.chronicle.lu") == site_of("chronicle.lu") == "chronicle.lu"
    assert site_of("www.cbn.com.cy") == "cbn.com.cy" != site_of("news.com.cy")
    assert host_of("http://[broken") == ""


def texts(part: object) -> Iterator[str]:
    """Every text in the record that a page or the API may print."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)
    elif is_dataclass(part):
        for entry in fields(part):
            if entry.name not in {"where", "address"}:
                yield from texts(getattr(part, entry.name))


def test_no_shipped_text_is_a_note_of_the_desk_to_itself() -> None:
    desk = re.compile(
        r"not found|not opened|not seen|to be (verified|opened|filled|checked)|verif(y|ied)"
        r"|todo|assume|consulted|stored (text|extract)|before (publishing|checking)",
        re.IGNORECASE,
    )
    codes = re.compile(r"\b[A-Z]{2}, [A-Z]{2}\b")
    written = [text for text in texts(read(SHIPPED)) if " " in text]
    assert len(written) > 500
    assert not [text for text in written if desk.search(text) or codes.search(text)]
