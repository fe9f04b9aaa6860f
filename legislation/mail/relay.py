"""Whether mails may go out at all: the relay's absence, a hold by a person, and the send fence.

The fence is a file outside the database. It holds the name of the database that may send and how
often it has sent; a copy that was restored is behind, one that was cloned elsewhere has no file.
Either sends nothing until a person lets it.
"""

from __future__ import annotations

import fcntl
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from legislation import journal
from legislation.models import Relay

#: A relay that is away is tried once in so long, by one sender.
TRY_AGAIN = timedelta(minutes=1)
RESTORED = (
    "This database is behind what was sent from here, so it was restored from a copy: nothing is "
    "sent until a person lets it."
)
CLONED = (
    "This database has never sent from here, so it may be a copy: nothing is sent until a person "
    "lets it."
)


def relay_row() -> Relay:
    """The row, made on first use."""
    return Relay.objects.get_or_create(pk=1)[0]


def may_send() -> Relay | None:
    """The row if mails may go out now, else None; a copy of the database is found out here.

    While the relay is away, one sender a minute may try: this question is its turn.
    """
    told = _read()  # before the row: another sender may go on in between
    state = relay_row()
    if state.held_why:
        return None
    if (why := _beat(told, state)) is not None:
        hold(why)
        return None
    if state.away_until is None:
        return state
    now = timezone.now()
    turn = Relay.objects.filter(pk=1, away_until__lte=now)
    return state if turn.update(away_until=now + TRY_AGAIN) else None


def why_away() -> str:
    """Why the relay takes nothing now; empty if it does, as far as anybody knows."""
    return Relay.objects.filter(pk=1).values_list("away_why", flat=True).first() or ""


def note_away(why: str) -> None:
    """The relay cannot be reached, or takes nothing from us."""
    now = timezone.now()
    Relay.objects.filter(pk=1, away_since__isnull=True).update(away_since=now)
    Relay.objects.filter(pk=1).update(away_until=now + TRY_AGAIN, away_why=why)


def note_back() -> None:
    """The relay takes mails."""
    Relay.objects.filter(pk=1, away_until__isnull=False).update(
        away_until=None, away_since=None, away_why=""
    )


def hold(why: str) -> bool:
    """Send nothing until a person lets it; whether that is new. Staff are told once."""
    rows = Relay.objects.filter(pk=relay_row().pk, held_why="")
    new = bool(rows.update(held_why=why, held_at=timezone.now()))
    if new:
        journal.notice(None, why, run="mail")
    return new


def let_go() -> None:
    """Send again: this database is the one that may. The file goes first, as in `_adopt`."""
    state = relay_row()
    token, beats = secrets.token_hex(16), state.beats + 1
    with _locked():
        _write({"fence": token, "beats": beats})
    Relay.objects.filter(pk=1).update(
        fence=token,
        beats=beats,
        held_why="",
        held_at=None,
        away_until=None,
        away_since=None,
        away_why="",
        checked_from=timezone.now(),
    )


def _beat(told: dict[str, object], state: Relay) -> str | None:
    """Count one more sending, here and in the file; why it must not be, or None."""
    if told.get("fence") != state.fence or not state.fence:
        told = _adopt(state)
    if told.get("fence") != state.fence:
        return CLONED
    if _beats(told) > state.beats:
        return RESTORED
    Relay.objects.filter(pk=1).update(beats=F("beats") + 1)
    with _locked():
        held = _read()
        if held.get("fence") == state.fence:  # and nobody let a newer one go meanwhile
            _write({"fence": state.fence, "beats": max(state.beats + 1, _beats(held))})
    return None


def _adopt(state: Relay) -> dict[str, object]:
    """What the file says, once nobody is about to change it; a database that never sent is made
    the one that may."""
    with _locked():
        state.refresh_from_db()
        if not state.fence:
            token = secrets.token_hex(16)
            _write({"fence": token, "beats": state.beats})
            Relay.objects.filter(pk=1).update(fence=token)
            state.fence = token
        return _read()


def _beats(told: dict[str, object]) -> int:
    return int(str(told.get("beats", 0)))


@contextmanager
def _locked() -> Iterator[None]:
    """Nobody else on this machine writes the file meanwhile."""
    with Path(settings.FENCE_FILE).with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read() -> dict[str, object]:
    path = Path(settings.FENCE_FILE)
    try:
        told: dict[str, object] = json.loads(path.read_text() or "{}")
    except (FileNotFoundError, ValueError):
        return {}
    return told


def _write(told: dict[str, object]) -> None:
    """Write the file whole."""
    path = Path(settings.FENCE_FILE)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(told))
    fresh.replace(path)
