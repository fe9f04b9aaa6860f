"""Whether a press release is about one of our files, with the reasons: pure, no database.

Identifiers decide; without them words are counted. What is not clear goes to a person, with the
passages that speak for and against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from legislation.domain.references import canonical, find

#: From so many points on a release is taken as ours, from so many on it is shown to a person.
OURS_FROM = 60
UNSURE_FROM = 30

IDENTIFIER_UP_FRONT, IDENTIFIER_IN_BODY = 100, 40
PHRASE_IN_TITLE, PHRASE_IN_SUMMARY, PHRASE_IN_BODY = 60, 40, 25


class Verdict(StrEnum):
    """What is done with a release."""

    OURS = "ours"
    UNSURE = "unsure"
    OTHER = "other"


@dataclass(frozen=True)
class File:
    """A legislative file as far as a release can name it; `key` is the caller's own."""

    key: int
    identifiers: frozenset[str]
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """What a release says: up front in title and summary, and further on."""

    title: str
    summary: str = ""
    body: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A passage that speaks for a file, or against it with points below nought."""

    points: int
    passage: str
    where: str
    why: str


@dataclass(frozen=True)
class Judgement:
    """The file that a release is about, if it is about one, and why."""

    verdict: Verdict
    file: File | None
    score: int
    reasons: tuple[Reason, ...]


#: Words of the field, not of one file: points in the title; in the summary half of them.
_VOCABULARY = [
    (re.compile(pattern, re.IGNORECASE), points)
    for pattern, points in [
        (r"\bno right to stay\b", 40),
        (r"\breturn hubs?\b", 35),
        (r"\b(?:faster|swifter|effective|efficient) returns?\b", 30),
        (r"\bdeportation (?:rules|law|regulation|system)\b", 30),
        (r"\b(?:illegally staying|staying illegally)\b", 30),
        (r"\breturn(?:s of|ing|s?) (?:irregular|illegal) migrants\b", 30),
        (r"\breturn (?:decisions?|orders?|directive|rules|system|policy|procedures?)\b", 30),
        (r"\b(?:rules|regulation|law|directive|position|system|mandate) (?:on|for) returns?\b", 30),
        (r"\b(?:migrants?|migration|third-country nationals?|asylum)\b", 15),
        (r"\b(?:readmission|deportations?|removals?|returnees?)\b", 15),
        (r"\breturns?\b", 15),
    ]
]
#: What speaks of a return and is something else: another file, another matter.
_LOOKALIKES = [
    (re.compile(pattern, re.IGNORECASE), why)
    for why, pattern in [
        ("Regulation (EU) 2024/1349", r"\(EU\) 2024/1349|\breturn border procedure"),
        ("border procedures", r"\bborder procedures?\b"),
        ("the asylum files", r"\bsafe (?:third countr(?:y|ies)|countr(?:y|ies) of origin)\b"),
        ("agreements with other states", r"\breadmission (?:agreements?|negotiations?)\b"),
        ("Frontex", r"\bfrontex\b|\beuropean border and coast guard\b"),
        ("cultural goods", r"\b(?:cultural|artefacts?|looted|museums?)\b"),
        ("children taken to Russia", r"\b(?:abducted|deported|kidnapped) (?:\w+ )?children\b"),
        ("temporary protection", r"\btemporary protection\b|\breturn to (?:ukraine|syria)\b"),
        ("goods and money", r"\b(?:tax|deposit|annual|product)[ -]returns?\b"),
        ("goods and money", r"\breturns? on (?:investments?|capital|equity)\b"),
        ("goods and money", r"\b(?:online sales|product safety|consumers?|withdrawal and)\b"),
        ("going back to something", r"\breturn to (?:work|growth|school|normal|office)\b"),
        ("another matter", r"\b(?:visas?|hostages?|detainees|prisoners|fighters)\b"),
    ]
]
_AGAINST = -40


def judge(text: Text, files: Sequence[File]) -> Judgement:
    """Which of the files a release is about. Words alone, naming none, speak for the last one."""
    against = tuple(_against(text))
    best = Judgement(Verdict.OTHER, None, 0, ())
    for place, file in enumerate(files):
        named = tuple(_named(text, file))
        spoken = tuple(_spoken(text)) if named or place == len(files) - 1 else ()
        sure = any(reason.points >= IDENTIFIER_UP_FRONT for reason in named)
        reasons = named + spoken + (() if sure else against)
        score = sum(reason.points for reason in reasons)
        # One that names a file among other matters is never dropped unseen.
        if score >= max(best.score, UNSURE_FROM) or (any(named) and best.file is None):
            best = Judgement(_verdict(score, named), file, score, reasons)
    return best


def _verdict(score: int, named: Iterable[Reason]) -> Verdict:
    """Ours only if the title has words of the file or something names it up front; whatever else
    adds up is for a person to decide."""
    sure = any(reason.points >= PHRASE_IN_TITLE for reason in named)
    return Verdict.OURS if score >= OURS_FROM and sure else Verdict.UNSURE


def _named(text: Text, file: File) -> Iterator[Reason]:
    """Identifiers and phrases that are this file's alone; the best place of each."""
    up_front = set(find(f"{text.title} {text.summary}"))
    further = set(find(text.body)) | {canonical(name) for name in text.references}
    for name in sorted(file.identifiers & up_front):
        yield Reason(IDENTIFIER_UP_FRONT, name, "title or summary", "names the file")
    for name in sorted(file.identifiers & further - up_front):
        yield Reason(IDENTIFIER_IN_BODY, name, "text or links", "names the file")
    for phrase in file.phrases:
        if found := _with_words(phrase, text):
            points, where = found
            yield Reason(points, phrase, where, "words of this file")
            return  # further phrases are the same words in another order


def _with_words(phrase: str, text: Text) -> tuple[int, str] | None:
    places = (
        (PHRASE_IN_TITLE, "title", text.title),
        (PHRASE_IN_SUMMARY, "summary", text.summary),
        (PHRASE_IN_BODY, "text", text.body),
    )
    for points, where, words in places:
        if f" {plain(phrase)} " in f" {plain(words)} ":
            return points, where
    return None


def _spoken(text: Text) -> Iterator[Reason]:
    for pattern, points in _VOCABULARY:
        if found := pattern.search(text.title):
            yield Reason(points, found[0], "title", "words of the field")
        elif found := pattern.search(text.summary):
            yield Reason(points // 2, found[0], "summary", "words of the field")


def _against(text: Text) -> Iterator[Reason]:
    for pattern, why in _LOOKALIKES:
        for where, words in (("title", text.title), ("summary", text.summary)):
            if found := pattern.search(words):
                yield Reason(_AGAINST, found[0], where, f"speaks of {why}")
                break


def plain(text: str) -> str:
    """Lower-case words with single blanks, so that punctuation does not part a phrase."""
    return re.sub(r"[^\w/()]+", " ", text.lower()).strip()
