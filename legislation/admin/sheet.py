"""Positions as a table: what it holds, what bringing one would change, and the change itself."""

# django-import-export has no types.
# mypy: disallow-subclassing-any=False
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Diff, Resource
from tablib import Dataset

from legislation import council
from legislation.admin.days import FIRST_YEAR, first_allowed, last_allowed
from legislation.admin.proof import LONGEST
from legislation.admin.sheet_columns import KEY, PROOF, columns
from legislation.admin.sheet_doubts import Doubts
from legislation.admin.sheet_files import Table, plain
from legislation.domain.words import Precision
from legislation.models import Evidence, MemberState, Position, PositionDraft

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_NEEDED = ("proposal", "state", "topic", "stance", "summary", "stated_on", "source_kind")
#: Letters of which it is easier to read the old and the new than what became of each.
_SHORT = 80
#: Set by the writers, not by a table.
_NOT_TYPED = ("by", "drafted_at", "why", "corrects", "based_on", "decided_by", "published")
#: Found among the rows on record, so they need not be looked up again.
_FOUND = ("proposal", "state", "topic", "joint_statement")


class Marked(Diff):
    """What a row changes: within long texts by the letter, short values as a whole."""

    def as_html(self) -> list[SafeString]:
        each = zip(self.left, self.right, super().as_html(), strict=True)
        return [self._marked(was, became, html) for was, became, html in each]

    def _marked(self, was: str, became: str, html: SafeString) -> SafeString:
        if was == became or max(len(was), len(became)) >= _SHORT:
            return html
        gone = format_html("<del>{}</del> ", was) if was and not self.new else ""
        return format_html("{}<ins>{}</ins>", gone, became)


class Sheet(Resource):
    """A table of positions. A row with a key is a statement on record, one without is a new one.

    Each row that says something new becomes a draft; if `publishes`, a position at once, of which
    nobody is told unless it `tells`. `run` is the name of all that one table brings.
    """

    class Meta:
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        using_db = "default"
        instance_loader_class = BaseInstanceLoader  # rows are found in `standing`

    def __init__(
        self, user: User, why: str = "", *, publishes: bool = False, tells: bool = False
    ) -> None:
        super().__init__()
        self.fields = columns()
        self.user, self.why, self.publishes, self.tells = user, why, publishes, tells
        self.run = f"sheet import {timezone.now():%Y-%m-%d %H:%M:%S.%f}"
        self.states = council.states_of(user)
        self.numbers: list[int] = []
        self.seen: dict[Any, int] = {}
        #: What a person should look at twice, by the number of the row.
        self.doubts: dict[int, list[str]] = {}
        self.standing = {row.key: row for row in standing()}
        self.told = {self._said(as_draft(row)): row for row in self.standing.values()}
        self.waiting = {
            (draft.corrects_id, self._said(draft), _new_proof(draft))
            for draft in PositionDraft.objects.waiting().select_related(
                "proposal", "state", "topic", "joint_statement", "corrects"
            )
        }

    @classmethod
    def get_diff_class(cls) -> type[Marked]:
        return Marked

    def table(self, positions: Iterable[Position]) -> tuple[list[str], list[list[str]]]:
        """Headings and rows of these positions, each with the strongest of its proofs."""
        told = self.export([as_draft(position) for position in positions])
        return list(told.headers), [list(row) for row in told]

    def bring(self, table: Table, *, dry_run: bool) -> Any:
        """What the table changes, or would change: all of its rows, or none if one is wrong."""
        self.seen, self.numbers = {}, table.numbers
        self.doubtful = Doubts(self.standing.values(), _addresses(table))
        told = Dataset(*table.rows, headers=table.headings)
        return self.import_data(told, dry_run=dry_run, rollback_on_validation_errors=True)

    def get_or_init_instance(self, loader: Any, row: Any) -> tuple[PositionDraft, bool]:
        key = plain(row.get(KEY, ""))
        if not key:
            return PositionDraft(precision=Precision.DAY), True
        if key in self.standing:
            return as_draft(self.standing[key]), False
        newer = Position.objects.filter(key=key).first()
        text = "is not on record" if newer is None else "was corrected or retracted since"
        raise ValidationError({KEY: f"“{key}” {text}. Leave the cell empty for a new statement."})

    def import_instance(self, instance: PositionDraft, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        instance.precision = instance.precision or Precision.DAY

    def skip_row(
        self, instance: PositionDraft, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Whether the row says only what is on record, or waits as a draft already."""
        if import_validation_errors:
            return False
        if self._is_on_record(instance):
            return True
        instance.stated_on = _settled(instance)
        return self._is_on_record(instance)

    def _is_on_record(self, draft: PositionDraft) -> bool:
        said = self._said(draft)
        if (draft.corrects_id, said, _new_proof(draft)) in self.waiting:
            return True
        stands = draft.corrects or self.told.get(said)
        if stands is None or self._said(as_draft(stands)) != said:
            return False
        return not _new_proof(draft, stands)

    def validate_instance(
        self,
        instance: PositionDraft,
        import_validation_errors: Any = None,
        validate_unique: bool = True,
    ) -> None:
        wrong = dict(import_validation_errors or {})
        for name, text in self._complaints(instance):
            wrong.setdefault(name, [text])
        try:
            instance.clean_fields(exclude={*wrong, *_NOT_TYPED, *_FOUND})
        except ValidationError as error:
            wrong = error.update_error_dict(wrong)
        if wrong:
            raise ValidationError(wrong)

    def save_instance(
        self, instance: PositionDraft, is_create: bool, row: Any, **kwargs: Any
    ) -> None:
        """Through the writers: a draft, and its publication where the person may publish it."""
        number = self.numbers[kwargs["row_number"] - 1]
        self.seen |= dict.fromkeys(self._identities(instance), number)
        corrects, brings = instance.corrects, bool(_new_proof(instance))
        # The table shows one proof: where there is no other, what it says instead replaces it.
        instead = brings and corrects is not None and len(corrects.evidence.all()) == 1
        found = self.doubtful.of(instance, brings_proof=brings, instead=instead)
        self.doubts[number] = list(found)
        if kwargs["dry_run"]:
            return
        values = {name: getattr(instance, name) for name in council.CONTENT}
        proof: dict[str, Any] = {}
        if brings:
            proof = {name: getattr(instance, name) for name in PROOF} | {"instead": instead}
        draft = council.draft_position(values, proof, by=self.user, why=self.why, corrects=corrects)
        if self.publishes:
            council.publish_draft(draft, self.user, run=self.run, tells=self.tells)

    def _said(self, draft: PositionDraft) -> tuple[str, ...]:
        return tuple(self.fields[name].export(draft) for name in council.CONTENT)

    def _complaints(self, draft: PositionDraft) -> Iterable[tuple[str, str]]:
        yield from self._misplaced(draft)
        for name in _NEEDED:
            if not getattr(draft, f"{name}_id", None) and not getattr(draft, name, None):
                yield name, "This is missing."
        for name, longest in LONGEST.items():
            if len(text := getattr(draft, name, "")) > longest:
                yield name, f"Shorten this to {longest} characters: it has {len(text)}."
        if (day := draft.stated_on) is not None:
            if day.year < FIRST_YEAR:
                yield "stated_on", f"This is the year {day.year:04}: nothing is older."
            elif first_allowed(day, draft.precision) > timezone.localdate():
                yield "stated_on", "This day lies ahead: nobody can have said it yet."
        yield from _unproven(draft)
        for name in self._identities(draft):
            if name in self.seen:
                yield "summary", f"Row {self.seen[name]} of the table is about the same statement."
        if draft.corrects is None and (known := self.told.get(self._said(draft))):
            yield KEY, f"This is on record as “{known.key}”: name it here to add evidence."

    def _identities(self, draft: PositionDraft) -> list[Any]:
        """What no second row of the table may have."""
        return [self._said(draft), *([draft.corrects.key] if draft.corrects else [])]

    def _misplaced(self, draft: PositionDraft) -> Iterable[tuple[str, str]]:
        """A row about a state that somebody else looks after, or that moves a statement there."""
        for state_id in (draft.state_id, draft.corrects and draft.corrects.state_id):
            if state_id and self.states is not None and state_id not in self.states:
                names = dict(MemberState.objects.values_list("code", "name"))
                mine = ", ".join(sorted(names[code] for code in self.states))
                yield "state", f"{names[state_id]} is not yours: you look after {mine}."


def _addresses(table: Table) -> Iterable[str]:
    """What the table says of where its rows can be looked up."""
    if "proof_address" not in table.headings:
        return []
    place = table.headings.index("proof_address")
    return [plain(row[place]) for row in table.rows]


def standing() -> Any:
    """All statements that stand, with all that a table says of them, in its order."""
    proofs = Prefetch("evidence", Evidence.objects.strongest_first())
    kin = ("proposal", "state", "topic", "joint_statement")
    rows = Position.objects.standing().select_related(*kin).prefetch_related(proofs)
    return rows.order_by("proposal__reference", "state", "topic__place", "topic", "stated_on", "pk")


def as_draft(position: Position) -> PositionDraft:
    """A statement on record as somebody would draft it again."""
    draft = PositionDraft(
        **{name: getattr(position, name) for name in council.CONTENT}, corrects=position
    )
    for proof in _typed(position)[:1]:
        for name, value in zip(PROOF, proof, strict=True):
            setattr(draft, name, value)
    return draft


def _typed(position: Position) -> list[tuple[str, ...]]:
    """The proofs that can be looked up, strongest first; a stored copy cannot be typed."""
    return [
        (row.address, row.citation, row.passage, row.confidence)
        for row in position.evidence.all()
        if row.address or row.citation
    ]


def _new_proof(draft: PositionDraft, stands: Position | None = None) -> tuple[str, ...]:
    """The proof that a draft brings; empty if it brings none that is not on record."""
    proof = tuple(plain(getattr(draft, name)) for name in PROOF)
    stands = stands or draft.corrects
    known = [] if stands is None else [tuple(map(plain, each)) for each in _typed(stands)]
    return () if not any(proof) or proof in known else proof


def _settled(draft: PositionDraft) -> Any:
    """The last day that the source allows, whichever day of the month was typed.

    One that stands there as it is on record is left: the source may have bounded it.
    """
    day, precision, old = cast("date | None", draft.stated_on), draft.precision, draft.corrects
    if day is None or (old and (day, precision) == (old.stated_on, old.precision)):
        return day
    return last_allowed(day, precision)


def _unproven(draft: PositionDraft) -> Iterable[tuple[str, str]]:
    where = draft.proof_address or draft.proof_citation
    rest = draft.proof_passage or draft.proof_confidence
    if not where and (draft.corrects is None or rest):
        text = "Evidence is missing: give the address where this can be looked up, or a citation."
        yield "proof_address", text
    if where and not draft.proof_confidence:
        yield "proof_confidence", "Say how far this evidence carries."
