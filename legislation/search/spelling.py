"""Did you mean: words of this record that look like one that was typed and is nowhere in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache

from legislation.domain import labels
from legislation.domain.searching import LONGEST, WORD_AS_IT_STANDS, Query, Sort, Term, tokens
from legislation.domain.words import Institution, Kind, Language, Stance
from legislation.models import MemberState, SearchEntry, Topic
from legislation.search.engine import match

#: The words of so many titles are compared, the newest, however long the record is.
_TITLES = 1000
#: So many words are looked up, of at least so many letters; so many questions are offered.
_MOST_WORDS, _SHORTEST, _MOST = 6, 4, 3
#: How alike two have to be, and how much longer one may be.
_LIKENESS, _LONGER = 0.75, 2


def respelt(text: str, end: int, finds: Callable[[str], bool]) -> list[str]:
    """The question with other words for those that are nowhere, the most alike first.

    Entries from `end` on don't count. Only what `finds` something is offered, and nothing at all
    where a word is like none.
    """
    unknown = [word for word in _words(Query.read(text)) if not _is_known(word, end)]
    if not unknown:
        return []
    known = _vocabulary(end)
    close = {word: _close(word, known) for word in unknown}
    if not all(close.values()):
        return []
    rows = max(map(len, close.values()))
    turns = [
        {word: others[min(n, len(others) - 1)] for word, others in close.items()}
        for n in range(rows)
    ]
    return [question for turn in turns if finds(question := _replaced(text[:LONGEST], turn))]


def _words(query: Query) -> list[str]:
    words = dict.fromkeys(word for term in query.terms for word in term.words)
    return [word for word in words if len(word) >= _SHORTEST and word.isalpha()][:_MOST_WORDS]


def _is_known(word: str, end: int) -> bool:
    return bool(match([Term((word,), begins=True)], end=end).ids)


def _close(word: str, known: dict[str, str]) -> list[str]:
    """What is written like the word."""
    candidates = [each for each in known if abs(len(each) - len(word)) <= _LONGER]
    return [known[each] for each in get_close_matches(word, candidates, _MOST, _LIKENESS)]


def _replaced(text: str, words: dict[str, str]) -> str:
    def other(found: re.Match[str]) -> str:
        return words.get("".join(tokens(found.group())), found.group())

    return WORD_AS_IT_STANDS.sub(other, text)


def _vocabulary(end: int) -> dict[str, str]:
    """The words of our lists and of the newest titles, each as it is written."""
    titles = SearchEntry.objects.filter(pk__lt=end).order_by("-pk")
    return _listed() | _as_written(
        [
            *titles.values_list("title", flat=True)[:_TITLES],
            *MemberState.objects.values_list("name", flat=True),
            *Topic.objects.values_list("label", flat=True),
        ]
    )


@cache
def _listed() -> dict[str, str]:
    """The words of our own lists, in the languages in which the index has them."""
    lists = [word.label for each in (Institution, Kind, Sort, Stance) for word in each]
    abroad = (labels.names(each) for each in Language if each is not Language.EN)
    return _as_written([*lists, *(name for names in abroad for name in names)])


def _as_written(texts: Iterable[str]) -> dict[str, str]:
    """By the folded word; one that is written without a capital anywhere is shown without."""
    found: dict[str, str] = {}
    for text in texts:
        for written in WORD_AS_IT_STANDS.findall(text):
            word = "".join(tokens(written))
            if len(word) >= _SHORTEST and (word not in found or written.islower()):
                found[word] = written
    return found
