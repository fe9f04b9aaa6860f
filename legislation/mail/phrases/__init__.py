"""What mails say in their reader's language: phrases with places.

What a source said stays in its own words. Tables instead of gettext, for its catalogues want a
compiler that a newcomer's machine lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from legislation.domain.days import in_words
from legislation.domain.labels import (
    inside,
    is_said,
    label_of,
    of_topic,
    recorded_words,
    state_name,
)
from legislation.domain.words import Language, Precision, Word
from legislation.mail.phrases import de, en, fr

_TABLES = {Language.EN: en, Language.FR: fr, Language.DE: de}
#: French signs never begin a line: the space before them is one that does not break.
_TIED = re.compile(r" (?=[:;»%])|(?<=«) ")
_PHRASES = {
    language: {
        key: _TIED.sub("\u00a0", words) if language is Language.FR else words
        for key, words in table.PHRASES.items()
    }
    for language, table in _TABLES.items()
}


class Say:
    """Speaks one language: `say("stop")`, `say("votes", cast_for=418, against=218)`."""

    def __init__(self, language: str) -> None:
        self.language = Language(language)
        self.phrases = _PHRASES[self.language]

    def __call__(self, key: str, **values: Any) -> str:
        """The phrase, its places filled."""
        return str(self.phrases[key].format(**values))

    def inside(self, words: str) -> str:
        """The words inside a sentence: German nouns keep their capital."""
        return inside(words, self.language)

    def label(self, word: Word) -> str:
        """What an entry of one of our lists is called."""
        return label_of(word, self.language)

    def state(self, code: str, name: str) -> str:
        """What a state is called."""
        return state_name(code, name, self.language)

    def topic(self, words: str) -> str:
        """A topic's label or reading."""
        return of_topic(words, self.language)

    def recorded(self, words: str) -> str:
        """Words that recur in the record, such as the short name of a file."""
        return recorded_words(words, self.language)

    def has(self, words: str) -> bool:
        """Whether words of the record, which are English, can be said in this language."""
        return is_said(words, self.language)

    def day(self, day: date | None, precision: str = Precision.DAY) -> str:
        """17 October 2024; October 2024; 2024; by 6 October 2024; day not known."""
        return in_words(day, precision, self.language)

    def share(self, percent: str) -> str:
        """33.33 with this language's sign for decimals."""
        return percent if self.language is Language.EN else percent.replace(".", ",")

    def listed(self, things: Iterable[str]) -> str:
        """a; a and b; a, b and c."""
        *first, last = things
        return f"{', '.join(first)} {self('and')} {last}" if first else last
