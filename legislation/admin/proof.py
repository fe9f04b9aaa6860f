"""The part that every form for a fact shares: where it can be looked up, and why it changes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Generic

from django import forms
from django.core.validators import MaxLengthValidator

from legislation.admin.days import FIRST_YEAR
from legislation.admin.kept import Row
from legislation.domain.words import Confidence
from legislation.evidence import Proof
from legislation.models import Proposal

if TYPE_CHECKING:

    class _Form(forms.ModelForm[Row]):
        pass
else:

    class _Form(Generic[Row], forms.ModelForm):
        pass


#: Said beside every field for a reason that the public history shows.
READ_BY_ALL = "Kept in the history. Everybody can read this."
#: The longest texts that the desk takes, where the table sets no limit, in characters.
LONGEST = {"summary": 1000, "detail": 10_000, "proof_passage": 5000, "why": 2000}
#: Shown under the heading "Evidence"; `why` stands by itself.
PROOF_FIELDS = ["proof_address", "proof_citation", "proof_passage", "proof_confidence"]


def _text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})


class ProofForm(_Form[Row]):
    """A new fact needs proof; a change needs a reason and may bring further proof."""

    proof_address = forms.URLField(
        label="Address",
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text="Where everybody can look it up. Or give a full citation.",
    )
    proof_citation = forms.CharField(
        label="Full citation",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For what has no address: publisher, title, date, page.",
    )
    proof_passage = forms.CharField(
        label="Passage",
        required=False,
        widget=_text(3),
        help_text="The words that prove it, as they stand there. May be left out.",
    )
    proof_confidence = forms.ChoiceField(
        label="Confidence",
        required=False,
        choices=[("", "---------"), *Confidence.choices()],
    )
    why = forms.CharField(
        label="Why",
        required=False,
        widget=_text(2),
        error_messages={"required": "Say why: the reason is kept with what stood before."},
    )

    sure = forms.BooleanField(label="It is so", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changing = self.instance.pk is not None
        self._say_how()
        self.fields["why"].required = changing
        self.fields["why"].help_text = (
            READ_BY_ALL if changing else f"May be left out for something new. {READ_BY_ALL}"
        )

    def _say_how(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "Write the day as in 24/11/2026."
            if name in LONGEST:
                field.validators.append(MaxLengthValidator(LONGEST[name]))
            field.error_messages["max_length"] = (
                "Shorten this to %(limit_value)d characters: it has %(show_value)d."
            )

    def doubt(self, text: str) -> None:
        """What is unlikely is saved once the person has ticked that it is so."""
        self.fields["sure"].widget = forms.CheckboxInput()
        if not self.cleaned_data.get("sure"):
            self.add_error("sure", text)

    def clean_year(self, name: str, day: date, proposal: Proposal | None) -> None:
        """Refuse a day that cannot be; doubt one from before the proposal, unless it stands."""
        if day.year < FIRST_YEAR:
            self.add_error(
                name, f"This is the year {day.year:04}: nothing is older than the Union."
            )
        elif proposal and day.year < proposal.year and day != self.initial.get(name):
            self.doubt(
                f"The day is in {day.year}, and the proposal is of {proposal.year}: "
                "tick this if it is so, or mend the day."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        where = cleaned.get("proof_address") or cleaned.get("proof_citation")
        more = cleaned.get("proof_passage") or cleaned.get("proof_confidence")
        broken = {"proof_address", "proof_citation"} & self.errors.keys()
        if not where and not broken and (more or self.instance.pk is None):
            self.add_error(
                "proof_address",
                "Evidence is missing: give the address where this can be looked up, "
                "or a full citation below.",
            )
        if (where or self.instance.pk is None) and not cleaned.get("proof_confidence"):
            self.add_error("proof_confidence", "Say how far this evidence carries.")
        return cleaned

    def proofs(self) -> list[Proof]:
        """The evidence that was typed in; none if there was none."""
        told = self.cleaned_data
        if not (told["proof_address"] or told["proof_citation"]):
            return []
        return [
            Proof(
                Confidence(told["proof_confidence"]),
                address=told["proof_address"],
                citation=told["proof_citation"],
                passage=told["proof_passage"],
            )
        ]
