"""Following by mail. No accounts: a mailed link is the key, and only a POST ever acts."""

from legislation.pages.subscriptions.asking import CONSENT, manage, subscribe
from legislation.pages.subscriptions.keeping import (
    confirm,
    erase,
    own_data,
    preferences,
    unsubscribe,
)

__all__ = [
    "CONSENT",
    "confirm",
    "erase",
    "manage",
    "own_data",
    "preferences",
    "subscribe",
    "unsubscribe",
]
