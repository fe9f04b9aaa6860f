"""What the entries of our closed lists, and the states, are called in each language."""

from __future__ import annotations

from legislation.domain.labels import de, fr, rules, topics
from legislation.domain.words import Language, Word

_TABLES: dict[Language, dict[str, str]] = {
    Language.EN: {},  # the lists' own
    Language.FR: fr.LABELS,
    Language.DE: de.LABELS,
}


def label_of(word: Word, language: str) -> str:
    """What an entry of one of the lists that readers see is called.

    Raises `KeyError` if nobody has translated it.
    """
    if language == Language.EN:
        return word.label
    return _TABLES[Language(language)][f"{type(word).__name__}.{word.value}"]


def rule_text(english: str, language: str) -> str:
    """What the rule of a deadline says of itself; in English where nobody has translated it."""
    return rules.TEXTS.get(english, {}).get(Language(language), english)


def state_name(code: str, name: str, language: str) -> str:
    """What a state is called; the name that is on record where no table has it."""
    return _TABLES[Language(language)].get(f"State.{code}", name)


def of_topic(words: str, language: str) -> str:
    """A topic's label or reading; as it is on record where nobody has translated it."""
    return topics.TABLES[Language(language)].get(words, words)


def inside(words: str, language: str) -> str:
    """A label inside a sentence: German nouns keep their capital."""
    if language == Language.DE and words not in de.NO_NOUNS:
        return words
    return words[:1].lower() + words[1:]
