"""The form fields that say what to follow: everything, single things, and narrower mixes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legislation.alerts import MOST, Choice
from legislation.alerts.choice import KEY_LENGTH
from legislation.domain.provisions import article
from legislation.models import MemberState
from legislation.pages.subscriptions.words import EVERYTHING, Named, Offer, kinds, stages

#: Fields of which each tick is a choice of its own, and what a tick names.
_SINGLE = {"proposals": "proposal", "states": "state", "topics": "topic"}


def _ticks(label: Any, not_here: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        required=False,
        label=label,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": not_here},
    )


def _select(label: Any, any_: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(
        required=False,
        label=label,
        error_messages={"invalid_choice": _("This is not followed here.")},
    )
    field.any_ = any_  # type: ignore[attr-defined]
    return field


class Narrower(forms.Form):
    """Of the news, only what fits all that is named here."""

    prefix = "all"
    proposal = _select(_("File"), _("Any file"))
    kind = _select(_("Kind of news"), _("Any kind"))
    stage = _select(_("Stage of the procedure"), _("Any stage"))
    topic = _select(_("Topic of a position"), _("Any topic"))
    state = _select(_("State"), _("Any state"))
    provision = forms.CharField(
        required=False,
        max_length=20,
        label=_("Article"),
        help_text=_("Its number, such as 16: news that names it."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    words = forms.CharField(
        required=False,
        max_length=100,
        label=_("Words"),
        help_text=_("News in which all of them occur; capitals and accents don't matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Iterable[Any]] = {
            "proposal": offer.proposals.items(),
            "kind": kinds(),
            "stage": stages(),
            "topic": offer.topics.items(),
            "state": offer.states.items(),
        }
        for name, listed in choices.items():
            field = self.fields[name]
            field.choices = [("", field.any_), *listed]  # type: ignore[attr-defined]

    def clean_provision(self) -> str:
        """The number alone, however the article was written."""
        typed: str = self.cleaned_data["provision"]
        try:
            return article(typed) if typed else ""
        except ValueError as error:
            message = _("This is not one article. Write its number, such as 16 or 16a.")
            raise forms.ValidationError(message) from error

    def clean_words(self) -> str:
        """One blank between words."""
        return " ".join(self.cleaned_data["words"].split())

    def clean(self) -> dict[str, Any]:
        """Refuse what no news can ever fit."""
        if not self.errors:
            choice = self.choice()
            if contradiction := choice.contradiction:
                self.add_error("kind", contradiction)
            elif len(choice.key) > KEY_LENGTH:
                self.add_error("words", _("Use fewer words."))
        return self.cleaned_data

    def choice(self) -> Choice:
        """What was named; `Choice()` if nothing was."""
        return Choice(**{name: self.cleaned_data[name] for name in self.fields})


class _Kept(forms.MultipleChoiceField):
    """Narrower choices that were added before, each by its key."""

    def __init__(self) -> None:
        message = _("One of the narrower choices is not followed here.")
        super().__init__(required=False, error_messages={"invalid_choice": message})
        self.offer: Offer | None = None

    def valid_value(self, value: str) -> bool:
        """As if it had just been typed."""
        choice = Choice.of_key(value)
        data = {f"all-{name}": part for name, part in asdict(choice).items()}
        form = Narrower(data, offer=self.offer or Offer.now())
        return form.is_valid() and form.choice() == choice and choice.key == value


class What(forms.Form):
    """What to follow. Each tick is a choice of its own; the narrower form, too."""

    everything = forms.BooleanField(required=False, label=EVERYTHING)
    proposals = _ticks(_("Single files"), _("One of the files is not followed here."))
    states = _ticks(
        _("What single states say"),
        _("One of the states is not followed here."),
    )
    topics = _ticks(_("Single topics"), _("One of the topics is not followed here."))
    narrow = _Kept()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = Offer.now()
        listed: dict[str, dict[str, str]] = {name: getattr(self.offer, name) for name in _SINGLE}
        for name, names in listed.items():
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the checker
            field.choices = list(names.items())
        narrow = self.fields["narrow"]
        assert isinstance(narrow, _Kept)  # noqa: S101 - for the checker
        narrow.offer = self.offer
        self.narrower = Narrower(
            self.data if self.is_bound else None,
            initial=self.initial.get("narrower"),
            offer=self.offer,
        )

    def is_valid(self) -> bool:
        """All fields, the narrower ones included."""
        return super().is_valid() and self.narrower.is_valid()

    def clean(self) -> dict[str, Any]:
        """Nothing chosen is nothing to follow; and there is an end to how much."""
        chosen = super().clean() or self.cleaned_data
        if not self.errors and self.narrower.is_valid():
            number = len({choice.key for choice in self.choices()})
            if not number:
                raise forms.ValidationError(
                    _("Choose what to follow: at least one file, or everything.")
                )
            if number > MOST:
                message = _(
                    "These are %(number)d choices, and %(most)d is the most: take some out, or "
                    "follow everything."
                )
                raise forms.ValidationError(message % {"number": number, "most": MOST})
        return chosen

    def choices(self) -> tuple[Choice, ...]:
        """All that was chosen."""
        data = self.cleaned_data
        found = [Choice()] if data["everything"] else []
        for name, part in _SINGLE.items():
            found += [Choice(**{part: value}) for value in data[name]]
        found += [Choice.of_key(key) for key in data["narrow"]]
        mixed = self.narrower.choice()
        return (*found, mixed) if mixed != Choice() else tuple(found)

    def listed(self) -> Named:
        """The narrower choices that were added before: keys, and what they say."""
        keys = (self.data.getlist("narrow") if isinstance(self.data, QueryDict) else []) or (
            [] if self.is_bound else self.initial.get("narrow", [])
        )
        valid = self.fields["narrow"].valid_value  # type: ignore[attr-defined]
        return [
            (key, self.offer.described(Choice.of_key(key)))
            for key in dict.fromkeys(keys)
            if valid(key)
        ]

    def opened(self) -> set[str]:
        """The parts that somebody has used: they are shown unfolded."""
        used = {name for name in ("states", "topics") if self[name].value()}
        mixed = any(self.narrower[name].value() for name in self.narrower.fields)
        return used | ({"narrower"} if mixed or self.narrower.errors or self.listed() else set())


def initial_of(choices: Iterable[Choice]) -> dict[str, Any]:
    """What to fill in, so that the form says these choices."""
    initial: dict[str, Any] = {name: [] for name in (*_SINGLE, "narrow")}
    for choice in choices:
        named = {name: value for name, value in asdict(choice).items() if value}
        single = next((n for n, part in _SINGLE.items() if named.keys() == {part}), "narrow")
        if not named:
            initial["everything"] = True
        else:
            initial[single].append(choice.key if single == "narrow" else next(iter(named.values())))
    return initial


def initial_of_address(query: QueryDict, offer: Offer) -> tuple[dict[str, Any], list[str]]:
    """What a link to the form presets: `?proposal=2025-0059-COD`, `?state=DE&topic=return_hubs`;
    and what is wrong with it, each in a sentence.

    One file, state or topic is ticked; several parameters together are one narrower choice. With
    anything wrong nothing is preset: the rest alone would be wider than what was meant.
    """
    asked = {name: query.get(name, "").strip() for name in asdict(Choice())}
    if asked["state"] and (meant := MemberState.objects.called(asked["state"]).first()):
        asked["state"] = meant.code
    form = Narrower({f"all-{name}": value for name, value in asked.items()}, offer=offer)
    if not form.is_valid():
        return {}, [_wrong(form[name], query.get(name, "")) for name in form.errors]
    choice = form.choice()
    initial = initial_of([choice]) if choice != Choice() else {}
    if initial.pop("narrow", []):
        initial["narrower"] = asdict(choice)
    return initial, []


def _wrong(field: forms.BoundField, typed: str) -> str:
    said = {"field": field.label, "typed": typed.strip()[:40], "error": field.errors[0]}
    if not said["typed"]:
        return gettext("%(field)s: %(error)s") % said
    return gettext("%(field)s, “%(typed)s”: %(error)s") % said


def initial_as_typed(data: QueryDict, fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """What was typed, to be shown again without a judgement on it."""
    several = {name for name in fields if isinstance(fields[name], forms.MultipleChoiceField)}
    return {
        name: data.getlist(name) if name in several else data.get(name)
        for name in fields
        if name in data
    }
