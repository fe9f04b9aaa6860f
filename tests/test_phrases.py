"""Mails speak three languages, and each of them says all."""

from __future__ import annotations

import re
from datetime import date

import pytest

from legislation.deadlines.clauses import clauses
from legislation.domain import labels
from legislation.domain.deadlines import Base, general
from legislation.domain.labels.rules import TEXTS
from legislation.domain.procedure import StageSlug
from legislation.domain.searching import Sort
from legislation.domain.voting import Rule
from legislation.domain.words import (
    Confidence,
    Institution,
    Kind,
    Membership,
    Precision,
    Rank,
    SourceKind,
    SourceState,
    Stance,
    StatementKind,
    StatementRole,
    TakesPart,
    Verb,
    Vote,
)
from legislation.mail.phrases import Say, de, en, fr

#: The lists whose entries readers see, on pages or in mails.
LISTS = (
    *(Kind, Institution, Stance, SourceKind, TakesPart, StageSlug, Vote, Membership),
    *(StatementKind, StatementRole, Verb, Confidence, SourceState, Rule, Rank, Sort, Base),
)
#: What may be the same as in English.
SAME = {
    "arrow",
    "colon",
    "semicolon",
    "moved_position",
    "name",
    "source",
    "vote",
    "abstentions_one",
    "abstentions",
}


@pytest.mark.parametrize("table", [fr, de])
def test_each_language_says_all_that_english_says(table: object) -> None:
    phrases: dict[str, str] = table.PHRASES  # type: ignore[attr-defined]
    assert list(phrases) == list(en.PHRASES)
    for key, english in en.PHRASES.items():
        assert re.findall(r"{\w+}", phrases[key]) or not re.findall(r"{\w+}", english), key
        assert set(re.findall(r"{(\w+)}", phrases[key])) == set(re.findall(r"{(\w+)}", english)), (
            key
        )
        assert phrases[key] != english or key in SAME, key


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_each_entry_of_each_list_has_a_name(language: str) -> None:
    say = Say(language)
    for words in LISTS:
        named = [say.label(word) for word in words]
        assert all(named)


@pytest.mark.parametrize("table", [labels.fr.LABELS, labels.de.LABELS])
def test_nothing_is_named_that_is_on_no_list(table: dict[str, str]) -> None:
    known = {f"{type(word).__name__}.{word.value}" for words in LISTS for word in words}
    assert {key for key in table if not key.startswith("State.")} == known
    assert sum(key.startswith("State.") for key in table) == 32


def test_each_rule_of_a_deadline_is_told_in_each_language() -> None:
    rules = [*general({"DK", "IE"}, adopted=True)]
    rules += [rule for rows in clauses().values() for rule in rows]
    told = {
        text
        for rule in rules
        for text in (rule.title, rule.how, rule.note, *(each.name for each in rule.articles))
    }
    assert set(TEXTS) == told - {""}
    for english, others in TEXTS.items():
        assert len({english, *others.values()}) == 3, english


@pytest.mark.parametrize(
    ("language", "day", "month", "by"),
    [
        ("en", "1 October 2026", "October 2026", "by 6 October 2026"),
        ("fr", "1er octobre 2026", "octobre 2026", "au plus tard le 6 octobre 2026"),
        ("de", "1. Oktober 2026", "Oktober 2026", "spätestens am 6. Oktober 2026"),
    ],
)
def test_days_are_said_as_their_reader_says_them(
    language: str, day: str, month: str, by: str
) -> None:
    say = Say(language)
    assert say.day(date(2026, 10, 1)) == day
    assert say.day(date(2026, 10, 31), Precision.MONTH) == month
    assert say.day(date(2026, 12, 31), Precision.YEAR) == "2026"
    assert say.day(date(2026, 10, 6), Precision.BY) == by
    assert say.listed(["a", "b", "c"]) == f"a, b {say('and')} c"


def test_german_nouns_keep_their_capital_and_other_words_lose_it() -> None:
    say = Say("de")
    stances = [say.inside(say.label(stance)) for stance in Stance]
    assert stances == ["Unterstützung", "Unterstützung mit Vorbehalten", "neutral", "Ablehnung"]
    assert say.inside(say.label(TakesPart.UNRESOLVED)) == "ungeklärt"
    assert {say.label(word) for words in LISTS for word in words} >= labels.de.NO_NOUNS
