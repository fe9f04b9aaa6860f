"""What mails say in their reader's language: phrases with places, labels of our lists, days.

What a source said stays in its own words. Tables instead of gettext, for its catalogues want a
compiler that a newcomer's machine lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from legislation.domain.days import NOT_KNOWN
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
_FORMATS = {Language.EN: "j F Y", Language.FR: "j F Y", Language.DE: "j. F Y"}


class Say:
    """Speaks one language: `say("stop")`, `say("votes", cast_for=418, against=218)`."""

    def __init__(self, language: str) -> None:
        self.language = Language(language)
        self.phrases = _PHRASES[self.language]
        self._labels = _TABLES[self.language].LABELS

    def __call__(self, key: str, **values: Any) -> str:
        """The phrase, its places filled."""
        return str(self.phrases[key].format(**values))

    def inside(self, words: str) -> str:
        """The words inside a sentence: German nouns keep their capital."""
        if self.language is Language.DE and words not in de.NO_NOUNS:
            return words
        return words[:1].lower() + words[1:]

    def label(self, word: Word) -> str:
        """What an entry of one of our lists is called."""
        if self.language is Language.EN:
            return word.label
        return str(self._labels[f"{type(word).__name__}.{word.value}"])

    def state(self, code: str, name: str) -> str:
        """What a state is called."""
        return str(self._labels.get(f"State.{code}", name))

    def day(self, day: date | None, precision: str = Precision.DAY) -> str:
        """17 October 2024; October 2024; 2024; by 6 October 2024; day not known."""
        if day is None:
            return NOT_KNOWN if self.language is Language.EN else self("day_not_known")
        full = _FORMATS[self.language]
        shape = {Precision.MONTH: "F Y", Precision.YEAR: "Y"}.get(Precision(precision), full)
        with translation.override(self.language.value):
            words = date_format(day, shape)
        if self.language is Language.FR and words.startswith("1 "):
            words = f"1er{words[1:]}"
        return self("by_day", day=words) if precision == Precision.BY else words

    def listed(self, things: Iterable[str]) -> str:
        """a; a and b; a, b and c."""
        *first, last = things
        return f"{', '.join(first)} {self('and')} {last}" if first else last
