"""Renders and delivers mails: nothing else."""

from legislation.mail.compose import confirmation, preferences, site
from legislation.mail.deliver import EmlBackend, as_message, send_due
from legislation.mail.telling import alert

__all__ = [
    "EmlBackend",
    "alert",
    "as_message",
    "confirmation",
    "preferences",
    "send_due",
    "site",
]
