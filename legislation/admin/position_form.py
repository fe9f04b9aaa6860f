"""The form for a position: what a state said, and the correction of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from legislation import evidence
from legislation.admin.days import first_allowed, last_allowed
from legislation.admin.proof import ProofForm
from legislation.evidence import Proof
from legislation.models import MemberState, Position, Proposal

CONTENT = [
    "proposal",
    "state",
    "topic",
    "stance",
    "summary",
    "actor",
    "office",
    "stated_on",
    "precision",
    "source_kind",
    "joint_statement",
]


class PositionForm(ProofForm[Position]):
    """Saving an existing position makes a new row that corrects it."""

    instead = forms.BooleanField(
        label="Only this evidence",
        required=False,
        help_text="The new evidence takes the place of that on record, instead of joining it.",
    )

    class Meta:
        model = Position
        fields = CONTENT
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "actor": forms.TextInput(attrs={"class": "vTextField"}),
        }
        help_texts = {
            "summary": "In one sentence.",
            "actor": "",
            "stated_on": "Brussels time. If only the month or year is known, any day of it.",
            "joint_statement": "If the position follows from a signature.",
        }
        labels = {"actor": "Who said it", "stated_on": "Day", "source_kind": "Kind of evidence"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, precision = cleaned.get("stated_on"), cleaned.get("precision")
        if day and precision:
            if first_allowed(day, precision) > timezone.localdate():
                self.add_error("stated_on", "This day lies ahead: nobody can have said it yet.")
            day = cleaned["stated_on"] = last_allowed(day, precision)
            self.clean_year("stated_on", day, cleaned.get("proposal"))
        if cleaned.get("instead") and not self.proofs_typed():
            self.add_error("proof_address", "Give the evidence that takes the other's place.")
        if self.instance.pk and not self.errors:
            self._clean_correction()
        elif not self.errors.keys() - {"sure"}:
            self._clean_double()
        return cleaned

    def different(self) -> dict[str, Any]:
        """What was typed and is not what stands."""
        told = {name: self.cleaned_data[name] for name in CONTENT}
        stored = Position.objects.get(pk=self.instance.pk)
        return {name: value for name, value in told.items() if value != getattr(stored, name)}

    def proofs_typed(self) -> bool:
        """Whether there is an address or a citation, however far the rest has come."""
        told = self.cleaned_data
        return bool(told.get("proof_address") or told.get("proof_citation"))

    def proofs_after(self) -> list[Proof] | None:
        """The evidence of the correction; None if that on record is carried over as it is."""
        typed = self.proofs()
        if not typed or self.cleaned_data["instead"]:
            return typed or None
        return [*evidence.offered(self.instance), *typed]

    def _clean_double(self) -> None:
        """The same is recorded once; another statement of that day, if the person says so."""
        told = self.cleaned_data
        Proposal.objects.select_for_update().get(pk=told["proposal"].pk)
        cell = {name: told[name] for name in ("proposal", "state", "topic", "stated_on")}
        others = list(Position.objects.standing().filter(**cell))
        same = [p for p in others if (p.stance, p.summary) == (told["stance"], told["summary"])]
        if same:
            self.add_error(None, forms.ValidationError(_is_on_record(same[0])))
        elif others:
            self.doubt(_has_others(told["state"], others))

    def _clean_correction(self) -> None:
        """Two people on one row: the writer's own lock decides here who was first."""
        stored = Position.objects.only("proposal").get(pk=self.instance.pk)
        Proposal.objects.select_for_update().get(pk=stored.proposal_id)
        newer = Position.objects.filter(corrects=stored).first()
        if Position.objects.get(pk=stored.pk).retracted_at:
            self.add_error(None, "This position was retracted: it can no longer be changed.")
        elif newer:
            self.add_error(None, forms.ValidationError(_was_second(newer)))
        elif not self.different() and not self.proofs_typed():
            self.add_error(None, "Nothing is different from what stands: nothing was saved.")


def _link(position: Position) -> SafeString:
    address = reverse("admin:legislation_position_change", args=[position.pk])
    return format_html('<a href="{}">{}</a>', address, position.summary)


def _is_on_record(position: Position) -> str:
    return format_html(
        "This statement is on record already: {} Nothing was saved; add further evidence there.",
        _link(position),
    )


def _has_others(state: MemberState, others: list[Position]) -> str:
    links = format_html_join(" ", "{}", ((_link(other),) for other in others))
    return format_html(
        "{} has a position of that day on this topic on record: {} Tick this if it said both.",
        state,
        links,
    )


def _was_second(newer: Position) -> str:
    change = newer.changes.select_related("by").order_by("sequence").first()
    when = date_format(timezone.localtime(change.recorded_at), "j F Y H:i") if change else ""
    return format_html(
        "{} corrected this position on {}: “{}”. Nothing of yours was saved; it still stands in "
        'the form. <a href="../../{}/change/">Open the newer row</a> and correct that one.',
        (change and change.by) or "Somebody else",
        when,
        change.why if change else "",
        newer.pk,
    )
