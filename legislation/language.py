"""The language of the page that is being made, and the words of our lists and days in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legislation.domain import days, labels
from legislation.domain.searching import tokens
from legislation.domain.union import NOT_YET
from legislation.domain.voting import Speech, number
from legislation.domain.words import Confidence, Language, Membership, Precision, Word

#: Thousands and decimals: French has a narrow space that does not break.
_SIGNS = {
    Language.EN: str.maketrans({}),
    Language.FR: str.maketrans({",": "\u202f", ".": ","}),
    Language.DE: str.maketrans({",": ".", ".": ","}),
}
_SURENESS = {
    Confidence.HIGH: gettext_lazy("high confidence"),
    Confidence.MEDIUM: gettext_lazy("medium confidence"),
    Confidence.LOW: gettext_lazy("low confidence"),
}


def language() -> Language:
    """The language of the page."""
    return Language(translation.get_language() or Language.EN)


def told(word: Word) -> str:
    """What an entry of one of our lists is called."""
    return labels.label_of(word, language())


def told_about(word: Word, subject: str) -> str:
    """The same of something that stands before it, with which it agrees."""
    return labels.label_about(word, subject, language())


def told_inside(word: Word) -> str:
    """The same inside a sentence."""
    return inside(told(word))


def inside(words: str) -> str:
    """A label or the like inside a sentence."""
    return labels.inside(words, language())


def sureness(confidence: Confidence) -> str:
    """In two words: medium confidence."""
    return str(_SURENESS[confidence])


def doubt(best: Confidence | None) -> str:
    """The same of the best evidence where it is not strong; empty for high confidence and none."""
    return "" if best in {None, Confidence.HIGH} else sureness(Confidence(best))


def rule_text(english: str) -> str:
    """What the rule of a deadline says of itself."""
    return labels.rule_text(english, language())


def membership(standing: str) -> str:
    """What a state was to the Union on a day, of `union.STANDINGS`."""
    return _("Not yet a member state") if standing == NOT_YET else told(Membership(standing))


def state_name(code: str, name: str) -> str:
    """What a state is called; `name` is the one on record."""
    return labels.state_name(code, name, language())


def of_topic(words: str) -> str:
    """A topic's label or reading."""
    return labels.of_topic(words, language())


def recorded(words: str) -> str:
    """Words that recur in the record, such as the short name of a file or of a body."""
    return labels.recorded_words(words, language())


def is_said(words: str) -> bool:
    """Whether words of the record are said in the page's language."""
    return labels.is_said(words, language())


def sign(mark: str) -> str:
    """A colon, a semicolon or the like after a word: in French at a distance, without a break."""
    return f"\N{NO-BREAK SPACE}{mark}" if language() is Language.FR else mark


def alphabetical(name: str) -> list[str]:
    """A key that puts names in order: Österreich among those with O."""
    return tokens(name)


def in_words(day: date | None, precision: str = Precision.DAY) -> str:
    """17 October 2024; October 2024; 2024; by 6 October 2024; day not known."""
    return days.in_words(day, precision, language())


def at(day: date, precision: str) -> str:
    """Inside a sentence: on 17 October 2024; in October 2024."""
    return days.at(day, precision, language())


def since(day: date, precision: str) -> str:
    """Inside a sentence: since 13 January 2009; since 6 October 2024 at the latest."""
    return days.since(day, precision, language())


def starting(day: date, precision: str, *, ends: bool = False) -> str:
    """Inside a sentence: from 13 January 2009. `ends` if an end follows."""
    return days.starting(day, precision, language(), ends=ends)


def until(day: date, precision: str) -> str:
    """Inside a sentence: until 13 January 2009."""
    return days.until(day, precision, language())


def age(day: date, precision: str, on: date) -> str:
    """How old what was said on a day is on a later one: 12 days old."""
    return days.age(day, precision, on, language())


def figure(value: Decimal | float) -> str:
    """470080.00 as 470,080 and 41.80 as 41.8; 470 080 and 41,8 in French, 470.080 in German."""
    text = f"{value:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SIGNS[language()])


def listed(things: Sequence[str]) -> str:
    """One, two and three."""
    if len(things) < 2:
        return "".join(things)
    some, last = ", ".join(things[:-1]), things[-1]
    return _("%(some)s and %(last)s") % {"some": some, "last": last}


def two_decimals(value: Decimal) -> str:
    """A share as it is published: 65.10; 65,10 in French and German."""
    return f"{value:.2f}".translate(_SIGNS[language()])


def speech() -> Speech:
    """How the sentences about votes are said; only English writes small numbers as words."""
    count = number if language() is Language.EN else str
    return Speech(_, count, listed, two_decimals)
