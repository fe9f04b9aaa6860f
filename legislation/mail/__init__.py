"""Renders and delivers mails: nothing else."""

from legislation.mail.compose import confirmation, message_id_around, post, preferences, site
from legislation.mail.deliver import finish, send_due
from legislation.mail.following import reasons_in_words
from legislation.mail.items import Item
from legislation.mail.message import EmlBackend, Messages
from legislation.mail.phrases import Say
from legislation.mail.relay import hold, let_go, may_send, relay_row
from legislation.mail.telling import DigestWriter, alert

__all__ = [
    "DigestWriter",
    "EmlBackend",
    "Item",
    "Messages",
    "Say",
    "alert",
    "confirmation",
    "finish",
    "hold",
    "let_go",
    "may_send",
    "message_id_around",
    "post",
    "preferences",
    "reasons_in_words",
    "relay_row",
    "send_due",
    "site",
]
