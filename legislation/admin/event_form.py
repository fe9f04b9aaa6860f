"""The form for an event: what happened, when, who acted, and where that can be looked up."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from legislation import timeline
from legislation.admin.days import first_allowed, last_allowed
from legislation.admin.proof import ProofForm
from legislation.domain.words import Institution
from legislation.models import Change, Event, PressRelease

#: What an editor may write; the key and, once recorded, the proposal stay as they are.
CONTENT = [
    "kind",
    "institutions",
    "body",
    "title",
    "detail",
    "happened_on",
    "precision",
    "expected",
    "votes_for",
    "votes_against",
    "abstentions",
    "document_references",
]

MOST_LINES, LONGEST_LINE = 100, 200


class Lines(forms.Field):
    """A list of texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MOST_LINES or any(len(line) > LONGEST_LINE for line in value):
            raise forms.ValidationError(
                f"Write at most {MOST_LINES} lines of at most {LONGEST_LINE} characters each."
            )


class EventForm(ProofForm[Event]):
    """An event as an editor types it; the last day that the source allows is stored."""

    institutions = forms.MultipleChoiceField(
        label="Institutions",
        required=False,
        choices=Institution.choices(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Who acted.",
    )
    document_references = Lines(
        label="Documents", required=False, help_text="References, one per line: COM(2025) 101"
    )
    release = forms.ModelChoiceField(
        PressRelease.objects.all(), required=False, widget=forms.HiddenInput
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Event
        fields = ["proposal", *CONTENT]
        widgets = {"title": forms.TextInput(attrs={"class": "vLargeTextField"})}
        help_texts = {
            "proposal": "Without one the event is context: a summit, a letter.",
            "happened_on": "Brussels time. If only the month or year is known, any day of it.",
            "title": "What happened, in one line.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored = Event.objects.filter(pk=self.instance.pk).first()
        newest = self._newest() if self.stored else None
        self.initial["seen"] = newest.sequence if newest else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_day()
        self._clean_votes()
        if self.stored and not self.errors:
            self._clean_meanwhile()
            self._clean_difference()
        return cleaned

    def different(self) -> dict[str, Any]:
        """What was typed and is not what stands."""
        told = {name: self.cleaned_data[name] for name in CONTENT}
        if self.stored and set(told["institutions"]) == set(self.stored.institutions):
            del told["institutions"]  # the order of the boxes says nothing
        return {name: value for name, value in told.items() if value != self._standing(name)}

    def _standing(self, name: str) -> Any:
        return getattr(self.stored, name, None)

    def _clean_day(self) -> None:
        day: date | None = self.cleaned_data.get("happened_on")
        precision, expected = self.cleaned_data.get("precision"), self.cleaned_data.get("expected")
        if day is None or not precision:
            if not expected and "happened_on" not in self.errors:
                self.add_error(
                    "happened_on", "Give the day, or tick “Expected” if it has not happened yet."
                )
            return
        if first_allowed(day, precision) > timezone.localdate() and not expected:
            self.add_error(
                "expected", "This day lies ahead: tick “Expected”, or give a day that has come."
            )
        day = self.cleaned_data["happened_on"] = last_allowed(day, precision)
        told = self.stored.proposal if self.stored else self.cleaned_data.get("proposal")
        self.clean_year("happened_on", day, told)

    def _clean_votes(self) -> None:
        told = {name: self.cleaned_data.get(name) for name in ("votes_for", "votes_against")}
        counted = any(votes is not None for votes in told.values())
        if not counted and self.cleaned_data.get("abstentions") is None:
            return
        for name, votes in told.items():
            if votes is None and name not in self.errors:
                self.add_error(name, "A result needs both the votes for and those against.")

    def _clean_meanwhile(self) -> None:
        """What stands is looked at under a lock, so that nobody is overwritten unawares."""
        timeline.hold(self.instance.proposal)
        self.stored = Event.objects.select_for_update().get(pk=self.instance.pk)
        if self.stored.retracted_at:
            self.add_error(None, "This event was retracted: it can no longer be changed.")
        newest, seen = self._newest(), self.cleaned_data.get("seen")
        if newest and seen is not None and newest.sequence != seen:
            when = date_format(timezone.localtime(newest.recorded_at), "j F Y H:i")
            self.add_error(
                None,
                f"{newest.by or 'A source'} changed this event on {when}, while you had it open: "
                f"“{newest.why or newest.get_verb_display()}”. What you had not touched now shows "
                "what stands; saving again writes the rest over it.",
            )
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["seen"] = newest.sequence  # type: ignore[index]
            self._take_over(seen)

    def _take_over(self, seen: int) -> None:
        """Let the form show what stands now, but for what this editor changed since `seen`."""
        data: Any = self.data
        opened = self.instance.changes.filter(sequence=seen).first()
        was = (opened and opened.after) or {}
        for name in CONTENT:
            typed, stands = self.cleaned_data[name], getattr(self.stored, name)
            if not _same(typed, was.get(name)):
                if not _same(typed, stands) and not _same(stands, was.get(name)):
                    label = self.fields[name].label or name
                    told = f"{label}: “{_words(stands)}” stands, “{_words(typed)}” is yours."
                    self.add_error(None, told)
                continue
            value = self.fields[name].prepare_value(stands)
            if name == "institutions":
                data.setlist(name, value)
            elif value is False:
                data.pop(name, None)
            else:
                data[name] = "" if value is None else value

    def _clean_difference(self) -> None:
        if self.errors or self.different():
            return
        known = [(p.address, p.citation, p.passage) for p in self.instance.evidence.all()]
        if all((p.address, p.citation, p.passage) in known for p in self.proofs()):
            self.add_error(None, "Nothing is different from what stands: nothing was saved.")

    def _newest(self) -> Change | None:
        return self.instance.changes.order_by("sequence").last()


def _plain(value: Any) -> Any:
    """As the journal has it; the order of institutions and of lines says nothing."""
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if isinstance(value, date) else value


def _same(one: Any, other: Any) -> bool:
    return bool(_plain(one) == _plain(other))


def _words(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    return Truncator("nothing" if value in (None, "") else value).chars(200)
