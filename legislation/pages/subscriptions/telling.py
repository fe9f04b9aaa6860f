"""The form fields that say how to be told: how often, when, in which language, and warnings."""

from __future__ import annotations

import zoneinfo
from datetime import time
from functools import cache
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from legislation.alerts import Choice, Preferences
from legislation.domain.words import Language, Rhythm
from legislation.language import language

_RHYTHMS = [
    (Rhythm.INSTANT.value, _("At once: a mail for each piece of news")),
    (Rhythm.DAILY.value, _("Once a day: one mail with all of it")),
    (Rhythm.WEEKLY.value, _("Once a week: one mail with all of it")),
]
_DAYS = [
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
]
#: Parts of the world as the list of time zones names them, home first.
_PARTS = {
    "Europe": _("Europe"),
    "Africa": _("Africa"),
    "America": _("America"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
_BRUSSELS = "Europe/Brussels"


@cache
def zones() -> list[tuple[Promise, list[tuple[str, str]]]]:
    """Time zones by part of the world, and by their largest town."""
    groups: dict[str, list[tuple[str, str]]] = {part: [] for part in _PARTS}
    for name in sorted(zoneinfo.available_timezones()):
        part, _slash, town = name.partition("/")
        if town and part in groups:
            groups[part].append((name, town.replace("_", " ").replace("/", ", ")))
    named = [(name, groups[part]) for part, name in _PARTS.items()]
    return [*named, (_("Everywhere"), [("UTC", "UTC")])]


class How(forms.Form):
    """How to be told. What is left out is as it would be without a word."""

    rhythm = forms.ChoiceField(
        choices=_RHYTHMS,
        required=False,
        initial=Rhythm.INSTANT.value,
        label=_("How often?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose at once, once a day or once a week.")},
    )
    digest_time = forms.TimeField(
        required=False,
        initial=time(8),
        label=_("Time"),
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 08:00.")},
    )
    zone = forms.ChoiceField(
        choices=zones,
        required=False,
        initial=_BRUSSELS,
        label=_("Time zone"),
        error_messages={"invalid_choice": _("Choose a time zone from the list.")},
    )
    weekday = forms.TypedChoiceField(
        choices=list(enumerate(_DAYS)),
        coerce=int,
        required=False,
        initial=0,
        label=_("Weekly mails on"),
        error_messages={"invalid_choice": _("Choose a day of the week.")},
    )
    warns = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Also warn me seven days and one day before a known date, such as a vote"),
    )
    language = forms.ChoiceField(
        choices=Language.choices(),
        required=False,
        initial=language,
        label=_("Language of the mails"),
        error_messages={"invalid_choice": _("Choose a language from the list.")},
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
            Language(data["language"] or language()),
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
    told = {
        "time": f"{preferences.digest_time:%H:%M}",
        "zone": preferences.zone.replace("_", " "),
        "weekday": _DAYS[preferences.weekday],
        "language": _in(preferences.language),
    }
    often = {
        Rhythm.INSTANT: _("at once"),
        Rhythm.DAILY: _("once a day, at %(time)s, %(zone)s time"),
        Rhythm.WEEKLY: _("once a week, on %(weekday)s at %(time)s, %(zone)s time"),
    }
    told["often"] = often[preferences.rhythm] % told
    if preferences.warns:
        return _("%(often)s, in %(language)s, with warnings before known dates") % told
    return _("%(often)s, in %(language)s, without warnings before known dates") % told


def _in(spoken: Language) -> str:
    return {
        Language.EN: pgettext("in a language", "English"),
        Language.FR: pgettext("in a language", "French"),
        Language.DE: pgettext("in a language", "German"),
    }[spoken]
