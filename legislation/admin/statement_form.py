"""The forms for a joint statement, and for states that join one."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.utils import timezone

from legislation.admin.days import first_allowed, last_allowed
from legislation.admin.proof import ProofForm
from legislation.council import Line
from legislation.domain.words import Stance, StatementRole
from legislation.models import JointStatement, MemberState, Topic

_LONGEST_LINE = 1000
Form = TypeVar("Form", bound="LinesForm")


class LinesForm(ProofForm[JointStatement]):
    """A form with, for each topic, what signing means: a stance and a sentence."""

    def lines(self) -> list[Line]:
        """What signing means, by topic; topics without a stance are not spoken of."""
        told = self.cleaned_data
        return [
            Line(topic, Stance(stance), told[f"summary_{topic.pk}"])
            for topic in Topic.objects.all()
            if (stance := told.get(f"stance_{topic.pk}"))
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        for name in self.fields:
            if not name.startswith("stance_"):
                continue
            summary = name.replace("stance_", "summary_", 1)
            if told.get(name) and not told.get(summary) and summary not in self.errors:
                self.add_error(summary, "Say in one sentence what a state says by signing.")
            if told.get(summary) and not told.get(name) and name not in self.errors:
                self.add_error(name, "Choose a stance, or leave the sentence empty.")
        return told

    def clean_count_of(self, named: int) -> None:
        """Who is named are at most as many as the source counts, and all of them if complete."""
        count = self.cleaned_data.get("count")
        if count is None:
            return
        if named > count:
            self.add_error("count", f"{named} states are named: the source counts no fewer.")
        elif named < count and self.cleaned_data.get("complete"):
            text = f"The source counts {count}, and {named} are named: so the list is not complete."
            self.add_error("complete", text)


def with_lines(form: type[Form]) -> type[Form]:
    """The form with the two fields of each topic that there is today."""
    fields: dict[str, Any] = {}
    for topic in Topic.objects.all():
        fields[f"stance_{topic.pk}"] = forms.ChoiceField(
            label=topic.label,
            choices=[("", "says nothing of it"), *Stance.choices()],
            required=False,
            help_text=topic.reading,
        )
        fields[f"summary_{topic.pk}"] = forms.CharField(
            label="In one sentence",
            required=False,
            max_length=_LONGEST_LINE,
            widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        )
    return type(form.__name__, (form,), fields)


def line_fields() -> list[tuple[str, str]]:
    """The names of these fields, by topic."""
    slugs = Topic.objects.values_list("pk", flat=True)
    return [(f"stance_{slug}", f"summary_{slug}") for slug in slugs]


def initial_lines(lines: list[Line]) -> dict[str, str]:
    """The fields filled in with what is on record."""
    stances = {f"stance_{line.topic.pk}": line.stance.value for line in lines}
    return {**stances, **{f"summary_{line.topic.pk}": line.summary for line in lines}}


def _states(label: str, **how: Any) -> forms.ModelMultipleChoiceField[MemberState]:
    return forms.ModelMultipleChoiceField(
        MemberState.objects.all(),
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "states"}),
        **how,
    )


class StatementForm(LinesForm):
    """A letter, paper or meeting of several states, with who had which part in it."""

    authors = _states("Authors")
    signatories = _states("Signatories")
    participants = _states(
        "Participants", help_text="Who only took part: no position follows from that."
    )

    class Meta:
        model = JointStatement
        fields = [
            "title",
            "kind",
            "stated_on",
            "precision",
            "proposal",
            "addressee",
            "count",
            "complete",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}
        labels = {"stated_on": "Day", "complete": "All names are known"}
        help_texts = {
            "stated_on": "Brussels time. If only the month or year is known, any day of it.",
            "proposal": "Empty if it is about no file that is followed: no position follows then.",
        }

    def members(self) -> dict[StatementRole, list[MemberState]]:
        """The states by their part."""
        told = self.cleaned_data
        return {role: list(told.get(name) or ()) for role, name in _ROLES.items()}

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        day, precision = told.get("stated_on"), told.get("precision")
        if day and precision:
            if first_allowed(day, precision) > timezone.localdate():
                self.add_error("stated_on", "This day lies ahead: nobody can have said it yet.")
            told["stated_on"] = last_allowed(day, precision)
            self.clean_year("stated_on", told["stated_on"], told.get("proposal"))
        self._clean_members()
        if not told.get("proposal") and any(told.get(stance) for stance, _ in line_fields()):
            self.add_error("proposal", "A position is one on a file: name it, or no stances.")
        return told

    def _clean_members(self) -> None:
        parts: dict[str, str] = {}
        for name in _ROLES.values():
            for state in self.cleaned_data.get(name) or ():
                if first := parts.get(state.pk):
                    self.add_error(name, f"{state} stands under {first} already.")
                parts[state.pk] = name
        if not parts:
            self.add_error("signatories", "Name at least one state.")
        self.clean_count_of(len(parts))


_ROLES = {
    StatementRole.AUTHOR: "authors",
    StatementRole.SIGNATORY: "signatories",
    StatementRole.PARTICIPANT: "participants",
}


class SignForm(LinesForm):
    """States that join a statement on record, or turn out to have signed it."""

    states = _states("States")
    role = forms.ChoiceField(
        label="As", choices=StatementRole.choices(), initial=StatementRole.SIGNATORY.value
    )

    class Meta:
        model = JointStatement
        fields = ["count", "complete"]
        labels = {"complete": "All names are known"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [name for pair in line_fields() for name in pair]
        self.order_fields(["states", "role", "count", "complete", *lines])
        held = self.instance.members.values("state")
        self.fields["states"].queryset = MemberState.objects.exclude(pk__in=held)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        new = told.get("states") or ()
        if not new and "states" not in self.errors:
            self.add_error("states", "Name at least one state.")
        self.clean_count_of(self.instance.members.count() + len(new))
        return told
