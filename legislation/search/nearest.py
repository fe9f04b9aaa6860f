"""Did you mean: the references on record that look like one that was typed."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches

from legislation.domain.searching import tokens
from legislation.models import Document, Proposal

#: A reference is short. So many of each table are compared, the newest; so many are offered.
_LONGEST, _COMPARED, _MOST = 40, 3000, 3
#: How alike two have to be: a slip or another type, but not another year and number.
_LIKENESS = 0.75
_LETTERS_FOR_DIGITS = str.maketrans("oil", "011")


def nearest(text: str, on: date | None = None) -> list[str]:
    """References on record in their one form, the most alike first; none if the text is like none
    or is no reference at all. Of a day, only those of what was there by then."""
    if len(text) > _LONGEST or len(re.findall(r"\d", text)) < 4:
        return []
    typed = _squeezed(text)
    known = {form: name for name in _references(on) for form in _forms(name) if form != typed}
    close = get_close_matches(typed, known, _MOST * 2, _LIKENESS)
    return list(dict.fromkeys(known[form] for form in close))[:_MOST]


def _references(on: date | None) -> list[str]:
    """All that name something here; a file by its own reference before its documents."""
    begun, dated = Proposal.objects.all(), Document.objects.all()
    if on:
        begun = begun.begun(on)
        dated = dated.filter(dated_on__lte=on)
    files = begun.order_by("-pk").values_list("reference", "com_reference", "celex")
    papers = dated.order_by("-pk").values_list("reference", "celex")
    rows = [*papers[:_COMPARED], *files[:_COMPARED]]
    return [name for row in rows for name in row if name]


def _forms(name: str) -> set[str]:
    """A reference as it may be typed: with and without its type."""
    form = _squeezed(name)
    return {form, re.sub(r" [a-z]{3}$", "", form)}


def _squeezed(text: str) -> str:
    """Its letters and numbers alone; C0M and COM, 0059 and 59 are the same."""
    return " ".join(_part(word) for word in re.findall(r"[a-z]+|\d+", _mended(text)))


def _part(word: str) -> str:
    return str(int(word)) if word.isdigit() else word


def _mended(text: str) -> str:
    return " ".join(_of_digits(word) if _is_number(word) else word for word in tokens(text))


def _is_number(word: str) -> bool:
    return sum(letter.isdigit() for letter in word) * 2 > len(word) and len(word) < 6


def _of_digits(word: str) -> str:
    return word.translate(_LETTERS_FOR_DIGITS)
