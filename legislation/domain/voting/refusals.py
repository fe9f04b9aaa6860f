"""What a question about a vote is refused with: a sentence, the same for people and programs."""

from __future__ import annotations


def listed(words: list[str]) -> str:
    """Germany, France and Italy."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def gettext_noop(sentence: str) -> str:
    """The sentence itself: the catalogues of the pages find it by this name."""
    return sentence


class VotingError(ValueError):
    """A question that makes no sense, as a sentence: an unknown state, one on two lists.

    `sentence` has places for `values`, so that a page can say it in another language; several
    words of a value are told as one: DK and IE.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        told = {name: listed(v) if isinstance(v, list) else v for name, v in values.items()}
        super().__init__(sentence % told if told else sentence)
