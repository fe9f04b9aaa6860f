"""The part that every form for a fact shares: where it can be looked up, and why it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from django import forms

from legislation.admin.kept import Row
from legislation.domain.words import Confidence
from legislation.evidence import Proof

if TYPE_CHECKING:

    class _Form(forms.ModelForm[Row]):
        pass
else:

    class _Form(Generic[Row], forms.ModelForm):
        pass


#: Said beside every field for a reason that the public history shows.
READ_BY_ALL = "Kept in the history. Everybody can read this."
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        changing = self.instance.pk is not None
        self.fields["why"].required = changing
        self.fields["why"].help_text = (
            READ_BY_ALL if changing else f"May be left out for something new. {READ_BY_ALL}"
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
