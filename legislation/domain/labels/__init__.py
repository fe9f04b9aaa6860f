"""What the entries of our closed lists, and the states, are called in each language."""

from __future__ import annotations

import re

from legislation.domain.labels import de, fr, recorded, rules, states, topics
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


def label_about(word: Word, subject: str, language: str) -> str:
    """The same, said of something: a French participle agrees with what it stands behind."""
    said = label_of(word, language)
    if language == Language.FR and subject in fr.FEMININE:
        return re.sub(r"^(\w+[éiu])\b", r"\1e", said)
    return said


def rule_text(english: str, language: str) -> str:
    """What the rule of a deadline says of itself; in English where nobody has translated it."""
    return rules.TEXTS.get(english, {}).get(Language(language), english)


def state_name(code: str, name: str, language: str) -> str:
    """What a state is called; the name that is on record where no table has it."""
    return _TABLES[Language(language)].get(f"State.{code}", name)


def other_names(code: str) -> list[str]:
    """What a state is called besides its name and code on record, in all languages."""
    abroad = (state_name(code, "", language) for language in Language)
    return [*filter(None, abroad), *states.others(code)]


def names(language: Language) -> list[str]:
    """All that states and topics are called in a language other than English."""
    states = [name for key, name in _TABLES[language].items() if key.startswith("State.")]
    return [*states, *topics.TABLES[language].values()]


def of_topic(words: str, language: str) -> str:
    """A topic's label or reading; as it is on record where nobody has translated it."""
    return topics.TABLES[Language(language)].get(words, words)


def recorded_words(words: str, language: str) -> str:
    """Words that recur in the record, or the title of a step that is only the name of its kind;
    as they are on record where nobody has translated them. A file's reference may follow."""
    said = _recorded(words, Language(language))
    if said is None and words.endswith(")"):
        name, comma, reference = words.rpartition(", ")
        if (known := _recorded(name, Language(language))) is not None:
            return f"{known}{comma}{reference}"
    return words if said is None else said


def is_said(words: str, language: str) -> bool:
    """Whether words of the record can be said in the language."""
    name = words.rpartition(", ")[0] if words.endswith(")") else ""
    return language == Language.EN or any(
        _recorded(each, Language(language)) is not None for each in (words, name)
    )


def _recorded(words: str, language: Language) -> str | None:
    said = recorded.TABLES[language].get(words)
    if said is None and words in recorded.KINDS:
        return label_of(recorded.KINDS[words], language)
    return said


def inside(words: str, language: str) -> str:
    """A label inside a sentence: German nouns keep their capital."""
    if language == Language.DE and words not in de.NO_NOUNS:
        return words
    return words[:1].lower() + words[1:]
