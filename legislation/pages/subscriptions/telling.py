"""The form fields that say how to be told: how often, when, in which language, and warnings."""

from __future__ import annotations

import zoneinfo
from datetime import time
from functools import cache
from typing import Any

from django import forms

from legislation.alerts import Choice, Preferences
from legislation.domain.words import Language, Rhythm

_RHYTHMS = [
    (Rhythm.INSTANT.value, "At once: a mail for each piece of news"),
    (Rhythm.DAILY.value, "Once a day: one mail with all of it"),
    (Rhythm.WEEKLY.value, "Once a week: one mail with all of it"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
#: Parts of the world as the list of time zones names them, home first.
_PARTS = ("Europe", "Africa", "America", "Asia", "Atlantic", "Australia", "Indian", "Pacific")
_BRUSSELS = "Europe/Brussels"


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Time zones by part of the world, and by their largest town."""
    groups: dict[str, list[tuple[str, str]]] = {part: [] for part in _PARTS}
    for name in sorted(zoneinfo.available_timezones()):
        part, _, town = name.partition("/")
        if town and part in groups:
            groups[part].append((name, town.replace("_", " ").replace("/", ", ")))
    return [*groups.items(), ("Everywhere", [("UTC", "UTC")])]


class How(forms.Form):
    """How to be told. What is left out is as it would be without a word."""

    rhythm = forms.ChoiceField(
        choices=_RHYTHMS,
        required=False,
        initial=Rhythm.INSTANT.value,
        label="How often?",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose at once, once a day or once a week."},
    )
    digest_time = forms.TimeField(
        required=False,
        initial=time(8),
        label="Time",
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Write the time as hours and minutes, such as 08:00."},
    )
    zone = forms.ChoiceField(
        choices=zones,
        required=False,
        initial=_BRUSSELS,
        label="Time zone",
        error_messages={"invalid_choice": "Choose a time zone from the list."},
    )
    weekday = forms.TypedChoiceField(
        choices=list(enumerate(_DAYS)),
        coerce=int,
        required=False,
        initial=0,
        label="Weekly mails on",
        error_messages={"invalid_choice": "Choose a day of the week."},
    )
    warns = forms.BooleanField(
        required=False,
        initial=True,
        label="Also warn me seven days and one day before a known date, such as a vote",
    )
    language = forms.ChoiceField(
        choices=Language.choices(),
        required=False,
        initial=Language.EN.value,
        label="Language of the mails",
        error_messages={"invalid_choice": "Choose a language from the list."},
    )

    def preferences(self, choices: tuple[Choice, ...]) -> Preferences:
        """These choices, told as the fields say."""
        data = self.cleaned_data
        return Preferences(
            choices,
            Rhythm(data["rhythm"] or Rhythm.INSTANT),
            data["digest_time"] or time(8),
            data["weekday"] or 0,
            data["zone"] or _BRUSSELS,
            Language(data["language"] or Language.EN),
            data["warns"],
        )


def initial_of_preferences(preferences: Preferences) -> dict[str, Any]:
    """What to fill in, so that the form says how somebody is told."""
    return {
        "rhythm": preferences.rhythm.value,
        "digest_time": preferences.digest_time,
        "zone": preferences.zone,
        "weekday": preferences.weekday,
        "warns": preferences.warns,
        "language": preferences.language.value,
    }


def summary(preferences: Preferences) -> str:
    """How somebody is told, in a sentence."""
    moment = f"at {preferences.digest_time:%H:%M}, {preferences.zone.replace('_', ' ')} time"
    often = {
        Rhythm.INSTANT: "at once",
        Rhythm.DAILY: f"once a day, {moment}",
        Rhythm.WEEKLY: f"once a week, on {_DAYS[preferences.weekday]} {moment}",
    }[preferences.rhythm]
    warned = "with" if preferences.warns else "without"
    language = {Language.EN: "English", Language.FR: "French", Language.DE: "German"}
    return f"{often}, in {language[preferences.language]}, {warned} warnings before known dates"
