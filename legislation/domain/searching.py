"""What a search means: the same on the page, in feeds, in the API and in mails. Pure.

All its words must occur. Capitals and accents don't matter; three letters or more find what begins
with them; words in quotation marks stand next to each other; a reference finds all its notations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from legislation.domain.references.asking import Reference, asked, mentions
from legislation.domain.references.finding import find_in_address
from legislation.domain.words import Word

#: So much of a question is read, and so many words and references of it.
LONGEST, MOST_WORDS, MOST_REFERENCES = 200, 20, 5
#: A word begins with it that no text can hold, since folding leaves no ß.
MARK = "ß"
_WORD = re.compile(r"[^\W_]+")
#: A word of a text as it stands, accents that are characters of their own included.
WORD_AS_IT_STANDS = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
_SHORTEST_BEGINNING = 3
#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
#: A page of another site, pasted: what it is about is in its references.
_LONGEST_PASTED = 1000
_ADDRESS = re.compile(r"(?<![\w.-])(?:https?://|(?:[\w-]+\.)+[a-z]{2,}/)[^\s\"]+", re.IGNORECASE)
#: A case of the Court, C-143/22, whose hyphen many leave out.
_CASE = re.compile(r"(?<![\w/-])([CT])\s?(\d{1,3}/\d\d)(?![\w/-])", re.IGNORECASE)
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))


class Sort(Word):
    """What can be found; the values are those of the journal."""

    PROPOSAL = "proposal", "File"
    EVENT = "event", "Event"
    DOCUMENT = "document", "Document"
    POSITION = "position", "Position"
    PRESS_RELEASE = "press_release", "Press release"
    JOINT_STATEMENT = "joint_statement", "Joint statement"
    COUNCIL_VOTE = "council_vote", "Council vote"
    ACTOR = "actor", "Person or body"
    STATISTIC = "statistic", "Figure"


@dataclass(frozen=True)
class Term:
    """Words that stand next to each other; `begins` if the last of them may go on."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Query:
    """A question as it was understood."""

    terms: tuple[Term, ...] = ()
    references: tuple[Reference, ...] = ()

    @classmethod
    def read(cls, text: str) -> Query:
        """Understand any text; what says nothing, such as punctuation alone, gives nothing."""
        plainly = _ADDRESS.sub(_of_address, text[:_LONGEST_PASTED])
        plainly = _CASE.sub(r"\1-\2", plainly[:LONGEST]).translate(_QUOTES)
        references, left = asked(plainly)
        terms: list[Term] = []
        for quoted, bare in re.findall(r'"([^"]*)"|([^\s"]+)', left):
            if words := tuple(tokens(quoted or bare)):
                terms.append(Term(words, not quoted and _may_go_on(words[-1])))
        named = tuple(dict.fromkeys(references))[:MOST_REFERENCES]
        return cls(tuple(dict.fromkeys(terms))[:MOST_WORDS], named)

    def __bool__(self) -> bool:
        return bool(self.terms or self.references)

    def finds(self, haystack: str) -> bool:
        """Whether it is all there, in a text as `haystack` makes it."""
        said = all(
            f" {' '.join(term.words)}{'' if term.begins else ' '}" in haystack
            for term in self.terms
        )
        return said and all(
            any(f" {mentioned(key)} " in haystack for key in reference.keys)
            for reference in self.references
        )

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where in the text it is found: starts and ends, in order, none overlapping another."""
        found = sorted([*self._of_terms(text), *self._of_references(text)])
        spans: list[tuple[int, int]] = []
        for start, end in found:
            if spans and start < spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        return spans

    def _of_terms(self, text: str) -> Iterator[tuple[int, int]]:
        found = WORD_AS_IT_STANDS.finditer(text)
        words = [(*hit.span(), _folded(hit.group())) for hit in found]
        for term in self.terms:
            size = len(term.words)
            for place in range(len(words) - size + 1):
                there = words[place : place + size]
                if _is_there(term, [word for _, _, word in there]):
                    yield there[0][0], there[-1][1]

    def _of_references(self, text: str) -> Iterator[tuple[int, int]]:
        keys = {key for reference in self.references for key in reference.keys}
        if not keys:
            return
        for mention in mentions(text):
            if keys.intersection(mention.keys):
                yield mention.start, mention.end


def _of_address(found: re.Match[str]) -> str:
    """The references in a pasted address; the address itself where it has none."""
    named = find_in_address(found[0])
    if not named:
        named = tuple(reference.written for reference in asked(unquote(found[0]))[0])
    return " ".join(named) or found[0]


def _is_there(term: Term, words: list[str]) -> bool:
    *firsts, last = term.words
    return words[:-1] == firsts and (
        words[-1].startswith(last) if term.begins else words[-1] == last
    )


def _may_go_on(word: str) -> bool:
    return len(word) >= _SHORTEST_BEGINNING and not word.isdigit()


@lru_cache(8192)
def _folded(word: str) -> str:
    """One word as it is compared; a page of hits has few different ones."""
    return "".join(tokens(word))


def tokens(text: str) -> list[str]:
    """The words of a text without capitals and accents."""
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))


def haystack(text: str, keys: Iterable[str] = ()) -> str:
    """A text as `Query.finds` wants it: its words, and a mark for each reference in it and for
    those whose keys are given."""
    return f" {' '.join([*tokens(text), *marks_of(text), *map(mentioned, keys)])} "


def marks_of(text: str) -> list[str]:
    """A mark for each reference that a text mentions."""
    keys = (key for mention in mentions(text) for key in mention.keys)
    return [mentioned(key) for key in dict.fromkeys(keys)]


def mentioned(key: str) -> str:
    """The mark of a text that mentions a reference."""
    return f"{MARK}m{key}"


def named_by(key: str) -> str:
    """The mark of the thing that a reference names."""
    return f"{MARK}n{key}"
