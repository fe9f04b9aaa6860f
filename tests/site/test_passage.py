"""Where a passage stands in a stored text, whatever became of its layout."""

from __future__ import annotations

import html
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.pages.passage import Text, find
from legislation.pages.readable import readable

WORDS = st.lists(
    st.text(string.ascii_letters + "éüßøžα&<\u2019-", min_size=1, max_size=9),
    min_size=2,
    max_size=8,
)
SPACES = st.sampled_from([" ", "\n", "\t ", "\u00a0", " \u200b ", "\r\n   "])
MARKUP = st.sampled_from(
    [" ", "&nbsp;", " <b>", "</i>\n", " <!-- no --> ", "<br>", "</p><p>", "\t"]
)


def marked(text: str, passage: str) -> str:
    """What is found of a passage; empty if nothing is."""
    found = find(text, passage, {})
    return text[found.start : found.end] if found else ""


@given(WORDS, st.data())
def test_it_is_found_however_it_is_spaced(words: list[str], data: st.DataObject) -> None:
    stored = words[0] + "".join(data.draw(SPACES) + word for word in words[1:])
    found = marked(f"Before. {stored} After.", " ".join(words))
    assert found.split() == stored.split()


@given(WORDS, st.data())
def test_it_is_found_between_tags_and_entities(words: list[str], data: st.DataObject) -> None:
    escaped = [html.escape(word) for word in words]
    page = escaped[0] + "".join(data.draw(MARKUP) + word for word in escaped[1:])
    text = readable(f"<!doctype html><html><body><p>Before. {page} <p>After.")
    assert "".join(marked(text, " ".join(words)).split()) == "".join(words)


@given(WORDS)
def test_the_place_is_the_same_whatever_the_accents_capitals_and_quotes(words: list[str]) -> None:
    passage = " ".join(words)
    assert (
        marked(f"“{passage}”.", passage.replace("\u2019", "'").replace("é", "e\u0301")) == passage
    )
    assert marked(f"({passage.swapcase()})", passage) == passage.swapcase()


@given(st.text(max_size=200))
def test_what_is_not_there_is_not_found(text: str) -> None:
    assert find(text.replace("\u2603", ""), "\u2603 snow", {}) is None
    assert find(text, "", {}) is None


@given(st.text(), st.text(min_size=1))
def test_what_is_found_lies_in_the_text(text: str, words: str) -> None:
    for start, end in Text(text).places(words):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("therapist", "the rapist", "therapist"),  # spaces are layout
        ("readopted", "adopted", ""),
        ("adoptedly", "adopted", ""),
        ("7/06/2025 and 17/06/2025", "17/06/2025", "17/06/2025"),
        ("17/06/2025", "7/06/2025", ""),
        ("2025-06-17T00:00", "2025-06-17", "2025-06-17"),
        ("A10-0001/20251", "A10-0001/2025", ""),
    ],
)
def test_words_are_whole(text: str, words: str, found: str) -> None:
    assert marked(text, words) == found


def test_of_several_places_it_is_the_one_beside_its_day() -> None:
    text = "05/10/2022\nDebate in Parliament\n18/10/2022\nVote\n07/11/2022\nDebate in Parliament"
    says = {"label": "Debate in Parliament", "date": "2022-11-07"}
    found = find(text, "", says)
    assert found is not None
    assert (found.what, found.end) == ("words", len(text))


@pytest.mark.parametrize(
    "spelled", ["2026-06-07", "07/06/2026", "7.6.2026", "7 June 2026", "June 7, 2026", "7 Jun 2026"]
)
def test_where_no_words_are_found_the_day_is(spelled: str) -> None:
    found = find(f"It was {spelled}.", "Not there.", {"label": "Nor there", "date": "2026-06-07"})
    assert found is not None
    assert (found.what, found.start) == ("day", 7)


def test_a_day_that_is_none_is_not_looked_for() -> None:
    assert find("None of 2026", "", {"date": None, "label": None}) is None
    assert find("soon", "", {"date": "soon"}) is None


def test_the_text_of_a_page_is_what_a_person_reads() -> None:
    page = (
        "<html><head><title>Title</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<h1>Vote</h1><p>The <b>House</b>\n approved<br>it.</p><!-- hidden -->"
        "<table><tr><td>EP</td><td>370&nbsp;for</td></tr></table></body></html>"
    )
    assert readable(page) == "Title\nVote\nThe House approved\nit.\nEP\t370 for"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            '<?xml version="1.0" encoding="UTF-8"?><rss><title>A &amp; B</title></rss>',
            "A & B",
        ),
        ("<rdf:RDF><x><![CDATA[kept]]></x></rdf:RDF>", "kept"),
        ('<?xml version="1.0"?><!DOCTYPE html><html><p>caf&eacute;</p></html>', "café"),
        ('{"a": "<p>no page</p>"}', ""),
        ("plain words", ""),
    ],
)
def test_xml_is_read_and_other_text_left_as_it_is(text: str, read: str) -> None:
    assert readable(text) == read


def test_an_entity_that_names_a_file_or_multiplies_is_not_followed() -> None:
    local = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert "root:" not in readable(local)
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{steps}]><a>&e9;</a>'
    assert len(readable(bomb)) < 10_000_000


@given(st.text(st.sampled_from("<>/!?-='\"&;[] \0abpx\n\ud7ff") | st.characters(), max_size=300))
def test_whatever_a_page_is_made_of_it_is_read(text: str) -> None:
    for begun in ("<html>", "<?xml version='1.0'?>", "<rss>", ""):
        assert isinstance(readable(begun + text), str)


@pytest.mark.parametrize("part", ["<div>x", "<b>x", "<!--", "<p x='", "<table><td>"])
def test_a_page_that_is_nested_for_ever_is_read_in_a_moment(part: str) -> None:
    before = time.process_time()
    find(readable("<html>" + part * 100_000), "not there", {})
    assert time.process_time() - before < 5
