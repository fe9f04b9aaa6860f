"""The columns of a table of positions: how each value is written, and read as people type it."""

# django-import-export has no types.
# mypy: disallow-subclassing-any=False
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from import_export.fields import Field
from import_export.widgets import Widget

from legislation import council
from legislation.admin.sheet_files import plain
from legislation.domain.references import ProcedureReference
from legislation.domain.words import Confidence, Precision, SourceKind, Stance, Word
from legislation.models import JointStatement, MemberState, Proposal, Topic

#: As at the desk, as in a table for machines, and as spreadsheets of other countries write it.
_DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")

#: The column that names the position which a row corrects; empty in a row for a new one.
KEY = "key"
#: What proves it: of several proofs the strongest.
PROOF = ("proof_address", "proof_citation", "proof_passage", "proof_confidence")
#: All columns in their order. Each but the key is named after the field of a draft that it fills.
NAMES = (KEY, *council.CONTENT, *PROOF)


class Text(Widget):
    """Text as it is."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return plain(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else plain(str(value))


class Day(Text):
    """A day, written as 2025-06-01."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = plain(value)
        for form in _DAYS:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007
            except ValueError:
                continue
        if text:
            raise ValueError(f"“{text}” is no day: write 2025-06-01 or 01/06/2025.")
        return None


class Percentage(Text):
    """A whole number from 0 to 100, or nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = plain(value)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text[:9]) <= 100):
            raise ValueError(f"“{text}” is no whole number from 0 to 100.")
        return int(text)


class OneOf(Text):
    """A word of a closed list, by its value or by what people read."""

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words
        self.known = {said.lower(): word for word in words for said in (word.value, word.label)}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = plain(value)
        if text and text.lower() not in self.known:
            raise ValueError(f"“{text}” is not one of: {', '.join(self.words)}.")
        return self.known[text.lower()].value if text else ""


class Row(Text):
    """Another row of the record, by any of its names; the first of them is written."""

    def __init__(self, rows: Iterable[Model], *names: str) -> None:
        super().__init__()
        self.names = names
        self.known = {
            str(getattr(row, name)).lower(): row for row in rows for name in reversed(names)
        }

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Model | None:
        text = plain(value)
        if not text:
            return None
        found = self.known.get(self.spelled(text).lower())
        if found is None:
            raise ValueError(f"“{text}” is not on record.")
        return found

    def spelled(self, text: str) -> str:
        """The name as the record spells it."""
        return text

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, self.names[0]))


class File(Row):
    """A proposal, by any spelling of its reference."""

    def spelled(self, text: str) -> str:
        try:
            return str(ProcedureReference.parse(text))
        except ValueError:
            return text


def columns() -> dict[str, Field]:
    """A field for each column; reads the lists of what rows may name."""
    widgets: dict[str, Text] = {
        "proposal": File(Proposal.objects.all(), "reference"),
        "state": Row(MemberState.objects.all(), "code", "name"),
        "topic": Row(Topic.objects.all(), "slug", "label"),
        "stance": OneOf(Stance),
        "stated_on": Day(),
        "precision": OneOf(Precision),
        "source_kind": OneOf(SourceKind),
        "joint_statement": Row(JointStatement.objects.all(), "key"),
        "place": Percentage(),
        "salience": Percentage(),
        "proof_confidence": OneOf(Confidence),
    }
    key = Field("corrects__key", KEY, Text(), readonly=True)
    return {KEY: key, **{name: Field(name, name, widgets.get(name, Text())) for name in NAMES[1:]}}
