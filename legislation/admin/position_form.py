"""The form for a position: what a state said, and the correction of one. Saving it drafts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from legislation import council
from legislation.admin.beside import as_typed
from legislation.admin.days import first_allowed, last_allowed
from legislation.admin.meanwhile import Meanwhile, Seen, came_since, link_to
from legislation.admin.proof import ProofForm
from legislation.admin.source_days import before_the_proposal, not_the_sources_day
from legislation.admin.suggesting import Suggesting, suggest
from legislation.domain.days import Day
from legislation.domain.words import Precision, SourceKind
from legislation.models import MemberState, Position, PositionDraft, Proposal

LONGEST_QUOTE = 300
#: What may be wrong and leaves everything else to be looked at.
_ABOUT_DOUBTS = {"sure", "why"}


class PositionForm(ProofForm[Position]):
    """Saving drafts a position; of an existing one, a new row that corrects it."""

    #: Set by the desk on the class that it makes for each request.
    reopened: ClassVar[PositionDraft | None] = None

    instead = forms.BooleanField(
        label="Only this evidence",
        required=False,
        help_text="The new evidence takes the place of that on record, instead of joining it.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Position
        fields = council.CONTENT
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "quote": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "actor": Suggesting(attrs={"class": "vTextField"}),
            "office": Suggesting(attrs={"class": "vTextField"}),
            "place": forms.NumberInput(attrs={"min": 0, "max": 100}),
            "salience": forms.NumberInput(attrs={"min": 0, "max": 100}),
        }
        help_texts = {
            "summary": "In one sentence.",
            "actor": "",
            "stated_on": "Brussels time. If only the month or year is known, any day of it.",
            "joint_statement": "If the position follows from a signature.",
            "quote": "The state's own words, as the source has them.",
        }
        labels = {
            "actor": "Who said it",
            "stated_on": "Day",
            "source_kind": "Kind of evidence",
            "place": "Position, 0 to 100",
            "salience": "Salience, 0 to 100",
        }
        error_messages = {
            "proposal": {"required": "Say which proposal this is about."},
            "state": {
                "required": "Say which state this is.",
                "invalid_choice": "You do not look after this state: choose one of the list.",
            },
            "topic": {"required": "Say what the state spoke about."},
            "stance": {"required": "Say where the state stands."},
            "summary": {"required": "Say in one sentence what the state said."},
            "stated_on": {"required": "Give the day; if it is not known, any of its month."},
            "source_kind": {"required": "Say what kind of evidence this is."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meanwhile: list[Meanwhile] = []
        seen = Seen.now()
        self.opened = Position.objects.filter(pk=self.instance.pk).first()
        self.stands = council.newest_of(self.opened) if self.opened else None
        if self.reopened:
            self.initial.update(as_typed(self.reopened))
        # What was corrected while the page was made was not seen.
        self.initial["seen"] = str(seen) if self.stands == self.opened else ""
        if "state" in self.fields:  # not where it can only be looked at
            self._offer()

    def _offer(self) -> None:
        fields = self.fields
        kept = {self.opened.source_kind if self.opened else None, self.initial.get("source_kind")}
        fields["source_kind"].choices = [  # type: ignore[attr-defined]
            ("", "---------"),
            *(
                (kind.value, kind.label)
                for kind in SourceKind
                if kind is not SourceKind.AGGREGATOR or kind in kept
            ),
        ]
        for name in ("place", "salience"):
            fields[name].validators.append(MaxValueValidator(100, "From 0 to 100."))
        # A browser that knows the limit cuts what is pasted, and says nothing.
        fields["quote"].widget.attrs.pop("maxlength", None)
        typed: Any = self.data if self.is_bound else self.initial
        used = len(str(typed.get("quote") or ""))
        fields["quote"].help_text += f" {used} of {LONGEST_QUOTE} characters."
        fields["quote"].widget.attrs["data-longest"] = LONGEST_QUOTE
        suggest(fields["actor"], fields["office"], typed.get("state"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_day()
        if cleaned.get("instead") and not self.proofs_typed():
            self.add_error("proof_address", "Give the evidence that takes the other's place.")
        if self.errors.keys() - _ABOUT_DOUBTS:
            return cleaned
        self._clean_meanwhile()
        if self.opened:
            self._clean_correction()
        else:
            self._clean_double()
        return cleaned

    def proofs_typed(self) -> bool:
        """Whether there is an address or a citation, however far the rest has come."""
        told = self.cleaned_data
        return bool(told.get("proof_address") or told.get("proof_citation"))

    def _clean_day(self) -> None:
        told = self.cleaned_data
        day, precision = told.get("stated_on"), told.get("precision")
        if not day or not precision:
            return
        if first_allowed(day, precision) > timezone.localdate():
            self.add_error("stated_on", "This day lies ahead: nobody can have said it yet.")
            return
        day = told["stated_on"] = last_allowed(day, precision)
        self.clean_year("stated_on", day, None)
        its = Day(day, Precision(precision))
        stood = self.opened and Day(self.opened.stated_on, Precision(self.opened.precision))
        proposal = told.get("proposal")
        if its != stood and proposal and (text := before_the_proposal(day, proposal)):
            self._doubt_with_reason(text)
        addresses = [told["proof_address"]] if told.get("proof_address") else []
        if its != stood and self.opened and not told.get("instead"):
            addresses += self.opened.evidence.values_list("address", flat=True)
        statement = told.get("joint_statement") if its != stood else None
        if text := not_the_sources_day(its, addresses, statement):
            self._doubt_with_reason(text)

    def _doubt_with_reason(self, text: str) -> None:
        self.doubt(f"{text} Tick this if it is so, and say why below; or mend the day.")
        if self.cleaned_data.get("sure") and not self.cleaned_data.get("why"):
            self.fields["why"].required = True
            if "why" not in self.errors:
                self.add_error("why", f"Say why the day is right all the same. {text}")

    def _clean_meanwhile(self) -> None:
        """Nobody writes here unseen: what came in between is shown beside what was typed."""
        held = self.opened or self.instance
        about = held.proposal_id or self.cleaned_data["proposal"].pk
        Proposal.objects.select_for_update(no_key=True).get(pk=about)
        if self.opened:
            self.stands = council.newest_of(self.opened)
        now = Seen.now()
        corrected = self.stands if self.stands != self.opened else None
        seen = Seen.read(self.cleaned_data.get("seen") or "")
        if not (newer := came_since(seen, self.typed(), corrected)):
            return
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = str(now)  # type: ignore[index]
        self._take_over()
        self.meanwhile = [Meanwhile.of(row, self.typed()) for row in newer]
        for each in self.meanwhile:
            self.add_error(None, each.told)

    def _take_over(self) -> None:
        """What was not touched here shows what stands now, so that saving again keeps it."""
        if not self.opened or not self.stands or self.stands == self.opened:
            return
        for name in council.CONTENT:
            stood, stands = getattr(self.opened, name), getattr(self.stands, name)
            if self.cleaned_data[name] == stood != stands:
                self.cleaned_data[name] = stands
                value = self.fields[name].prepare_value(stands)
                self.data[name] = "" if value is None else value  # type: ignore[index]

    def typed(self) -> dict[str, Any]:
        """What was typed, as the writers take it."""
        names = (*council.CONTENT, *council.PROOF)
        told: dict[str, Any] = {name: self.cleaned_data.get(name) for name in names}
        return told | {"corrects": self.opened}

    def _clean_double(self) -> None:
        """The same is recorded once; another statement of that day, if the person says so."""
        told = self.cleaned_data
        cell = {name: told[name] for name in ("proposal", "state", "topic", "stated_on")}
        said = {"stance": told["stance"], "summary": told["summary"]}
        others = list(Position.objects.standing().filter(**cell))
        same = [p for p in others if all(getattr(p, name) == said[name] for name in said)]
        drafted = PositionDraft.objects.waiting().filter(**cell, **said)
        if self.reopened:
            drafted = drafted.exclude(pk=self.reopened.pk)
        if same:
            self.add_error(None, forms.ValidationError(_is_on_record(same[0])))
        elif waiting := drafted.first():
            self.add_error(None, forms.ValidationError(_is_drafted(waiting)))
        elif others:
            self.doubt(_has_others(told["state"], others))

    def _clean_correction(self) -> None:
        """A correction needs a row that stands, and says something else."""
        stands = self.stands
        if stands is None or self.errors.keys() - _ABOUT_DOUBTS:
            return
        if stands.retracted_at:
            self.add_error(None, "This position was retracted: it can no longer be changed.")
        elif not self.proofs_typed() and all(
            self.cleaned_data[name] == getattr(stands, name) for name in council.CONTENT
        ):
            self.add_error(None, "Nothing is different from what stands: nothing was saved.")


def _is_on_record(position: Position) -> str:
    return format_html(
        "This statement is on record already: {} Nothing was saved; add further evidence there.",
        link_to(position),
    )


def _is_drafted(draft: PositionDraft) -> str:
    return format_html(
        "{} has drafted this statement already, and it waits for a second person: {} "
        "Nothing was saved.",
        draft.by,
        link_to(draft),
    )


def _has_others(state: MemberState, others: Iterable[Position]) -> str:
    links = format_html_join(" ", "{}", ((link_to(other),) for other in others))
    return format_html(
        "{} has a position of that day on this topic on record: {} Tick this if it said both.",
        state,
        links,
    )
