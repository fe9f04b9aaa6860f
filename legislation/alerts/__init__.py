"""The only writer of subscribers, subscriptions, notices and mails.

News is a row that waits: `fan_out` makes a notice for everybody whom a change concerns, due in the
person's rhythm, and of those that are due the mails. All may run twice; a unique constraint keeps
each once.
"""

from legislation.alerts.choice import EVERYTHING, MOST, Choice, Preferences
from legislation.alerts.coming import enter_reminders
from legislation.alerts.erasing import erase, erase_again
from legislation.alerts.fanning import fan_out
from legislation.alerts.fence import let_go, waiting
from legislation.alerts.forget import forget, forget_daily
from legislation.alerts.held import drop, release, would_reach
from legislation.alerts.own_data import own_data
from legislation.alerts.people import (
    Agreement,
    confirm,
    confirmation_of,
    end,
    names,
    set_preferences,
    subscriber_with_link,
    subscriber_with_token,
    suspend,
)
from legislation.alerts.probe import is_late, send_probe, tell_if_late
from legislation.alerts.trouble import troubles
from legislation.alerts.wishes import TooMany, ask, ask_for_link, take_wishes

__all__ = [
    "EVERYTHING",
    "MOST",
    "Agreement",
    "Choice",
    "Preferences",
    "TooMany",
    "ask",
    "ask_for_link",
    "confirm",
    "confirmation_of",
    "drop",
    "end",
    "enter_reminders",
    "erase",
    "erase_again",
    "fan_out",
    "forget",
    "forget_daily",
    "is_late",
    "let_go",
    "names",
    "own_data",
    "release",
    "send_probe",
    "set_preferences",
    "subscriber_with_link",
    "subscriber_with_token",
    "suspend",
    "take_wishes",
    "tell_if_late",
    "troubles",
    "waiting",
    "would_reach",
]
