"""Did you mean: the references that look like one that was typed."""

from __future__ import annotations

import re
from datetime import date

from legislation.domain.searching import tokens
from legislation.models import Document, Proposal

#: A reference is short. So many of each table are compared, the newest; so many are offered.
_LONGEST, _COMPARED, _MOST = 40, 3000, 3
_LETTERS_FOR_DIGITS = str.maketrans("oil", "011")
_DIGITS_FOR_LETTERS = str.maketrans("01", "oi")
#: A number with letters that look like digits, in three pieces if it is a CELEX number.
_LOOKALIKES = str.maketrans("oOiIlLbBsS", "0011118855")
_NUMBER = re.compile(
    r"(?<![^\W_])(?:([\doilbs]{5})([a-z]{1,2})([\doilbs]{4})|(?=[a-z]*\d)[\doilbs]+)(?![^\W_])",
    re.IGNORECASE,
)
#: Words that say nothing of which reference it is.
_IDLE = {"final", "fin"}

#: A reference in pieces: its words, and its numbers without the zeros before them.
_Form = tuple[tuple[str, ...], tuple[str, ...]]


def nearest(text: str, on: date | None = None, *, named: bool = False) -> list[str]:
    """References on record in their one form, the most alike first; none if the text is like none
    or is no reference at all. Of a day, only those of what was there by then.

    With `named` a part of the text is a reference on record: then only what the whole of it says.
    """
    if len(text) > _LONGEST or len(re.findall(r"\d", text)) < 4:
        return []
    typed = _form(text)
    known: dict[_Form, str] = {}
    for name in _references(on):
        known.setdefault(_form(name), name)
    if typed in known:
        return [known[typed]]
    if named:
        return []
    of_another_type = [name for form, name in known.items() if form[1] == typed[1]]
    of_a_slip = [name for form, name in known.items() if _is_slip(typed, form)]
    return list(dict.fromkeys([*of_another_type, *of_a_slip]))[:_MOST]


def mended(text: str) -> str:
    """The text with a digit for each letter that looks like one and stands among digits."""
    return _NUMBER.sub(_in_digits, text[:_LONGEST])


def _in_digits(found: re.Match[str]) -> str:
    before, letters, after = found.groups()
    if letters:
        return f"{before.translate(_LOOKALIKES)}{letters.upper()}{after.translate(_LOOKALIKES)}"
    return found[0].translate(_LOOKALIKES)


def _references(on: date | None) -> list[str]:
    """All that name something here; a file by its own reference before its documents."""
    begun, dated = Proposal.objects.all(), Document.objects.all()
    if on:
        begun = begun.begun(on)
        dated = dated.filter(dated_on__lte=on)
    files = begun.order_by("-pk").values_list("reference", "com_reference", "celex")
    papers = dated.order_by("-pk").values_list("reference", "celex")
    rows = [*files[:_COMPARED], *papers[:_COMPARED]]
    return [name for row in rows for name in row if name]


def _is_slip(typed: _Form, form: _Form) -> bool:
    """Whether one number alone differs, by one slip; a type may be left out."""
    words, numbers = typed
    if (words and words != form[0]) or len(numbers) != len(form[1]):
        return False
    pairs = [pair for pair in zip(numbers, form[1], strict=True) if pair[0] != pair[1]]
    return len(pairs) == 1 and _one_slip(*pairs[0])


def _one_slip(one: str, other: str) -> bool:
    """Whether one digit is another, too many or too few, or two have changed places."""
    short, long = sorted((one, other), key=len)
    at = next((n for n, digit in enumerate(short) if digit != long[n]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1]
    return short[at + 1 :] == long[at + 1 :] or swapped + short[at + 2 :] == long[at:]


def _form(text: str) -> _Form:
    """In pieces, slips of single keys mended: C0M and COM, 0059 and 59 are the same."""
    pieces = re.findall(r"[a-z]+|\d+", " ".join(map(_mended, tokens(text))))
    words = tuple(piece for piece in pieces if piece.isalpha() and piece not in _IDLE)
    return words, tuple(str(int(piece)) for piece in pieces if piece.isdigit())


def _mended(word: str) -> str:
    """A letter among digits is meant as a digit, and a digit in a word as a letter."""
    digits = sum(letter.isdigit() for letter in word)
    if len(word) < 6 and digits * 2 > len(word):
        return word.translate(_LETTERS_FOR_DIGITS)
    if len(word) > 2 and digits * 2 < len(word) < 6:
        return word.translate(_DIGITS_FOR_LETTERS)
    return word
