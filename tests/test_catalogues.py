"""The catalogues of the pages' words: whole, alike in their places, compiled from what is read."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

LANGUAGES = ["fr", "de"]
_ENTRY = re.compile(
    r'(?:msgctxt (?P<context>(?:".*"\n)+))?msgid (?P<one>(?:".*"\n)+)'
    r'(?:msgid_plural (?P<several>(?:".*"\n)+))?(?P<said>(?:msgstr(?:\[\d\])? (?:".*"\n)+)+)'
)
_PLACE = re.compile(r"%\(\w+\)[sd]|%%|{}|<[^>]+>")


def folder(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES"


def read(quoted: str) -> str:
    """The text of a po file's lines."""
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', quoted))
    return text.replace(r"\"", '"').replace(r"\n", "\n").replace(r"\\", "\\")


def entries(language: str) -> Iterator[tuple[str, str, str, list[str]]]:
    """Context, English for one and for several, and what is said instead."""
    text = (folder(language) / "django.po").read_text()
    for found in _ENTRY.finditer(text):
        said = re.findall(r'msgstr(?:\[\d\])? ((?:".*"\n)+)', found["said"])
        one, several = read(found["one"]), read(found["several"] or "")
        if one:
            yield read(found["context"] or ""), one, several, [read(each) for each in said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_said_with_the_same_places(language: str) -> None:
    for _, one, several, said in entries(language):
        assert all(said), one
        assert len(said) == (2 if several else 1), one
        # A form for one may leave out the number, as English does.
        assert places(said[-1]) == places(several or one), one
        assert places(said[0]) <= places(one) | places(several), one


def places(text: str) -> set[str]:
    return set(_PLACE.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed_or_left_over(language: str) -> None:
    text = (folder(language) / "django.po").read_text()
    assert ", fuzzy" not in text and "#~" not in text
    assert {key[:2] for key in named("fr")} == {key[:2] for key in named("de")}


def named(language: str) -> list[tuple[str, str, str]]:
    return [(context, one, several) for context, one, several, _ in entries(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with (folder(language) / "django.mo").open("rb") as file:
        held: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    written: dict[object, str] = {}
    for context, one, several, said in entries(language):
        key = f"{context}\x04{one}" if context else one
        written |= (
            {(key, place): each for place, each in enumerate(said)} if several else {key: said[0]}
        )
    assert {key: said for key, said in held.items() if key != ""} == written


def test_french_signs_are_tied_to_their_word() -> None:
    for _, one, _, said in entries("fr"):
        assert not re.search(r" [:;?!»]|« ", " ".join(said)), one
