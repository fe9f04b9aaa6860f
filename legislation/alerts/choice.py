"""What somebody wants to be told about, and how: as a form gives it and as rows keep it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import time
from typing import Any, Self
from urllib.parse import parse_qsl, quote_plus

from django.utils.translation import gettext as _

from legislation.alerts.matching import OUTLOOK, POSITION, RELEASE
from legislation.domain.words import Language, Rhythm
from legislation.models import Subscriber

#: The key of a choice that names nothing.
EVERYTHING = "everything"
#: Nobody follows more than this.
MOST = 50
#: So long the key of a choice may be: what its column holds.
KEY_LENGTH = 300


@dataclass(frozen=True)
class Choice:
    """One thing to follow: all that is named must fit. Slugs, codes and words; empty is any."""

    proposal: str = ""
    stage: str = ""
    kind: str = ""
    topic: str = ""
    state: str = ""
    provision: str = ""
    words: str = ""

    @property
    def key(self) -> str:
        """The choice in one text."""
        named = [f"{name}={_quoted(value)}" for name, value in asdict(self).items() if value]
        return "&".join(named) or EVERYTHING

    @property
    def contradiction(self) -> str:
        """Why no news can ever fit all that is named, as a sentence; empty if some can."""
        said = bool(self.topic or self.state)
        if self.kind == RELEASE:
            found = _("A press release has no stage, topic or state") if self.stage or said else ""
        elif self.kind == POSITION:
            found = _("What a state says belongs to no stage") if self.stage else ""
        elif self.kind == OUTLOOK:
            others = self.stage or self.state or self.provision or self.words
            found = _("What a vote would give goes by file and topic alone") if others else ""
        elif self.kind:
            found = _("A step of the procedure has no topic and no state") if said else ""
        else:
            both = self.stage and said
            found = _("Only steps have a stage, only positions a topic or a state") if both else ""
        if not found:
            return ""
        return _("%(why)s: no news will ever fit both. Take one of them out.") % {"why": found}

    @classmethod
    def of_key(cls, key: str) -> Self:
        """The choice that a key says."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in parse_qsl(key) if name in known})


def _quoted(text: str) -> str:
    """Only what would be misread is escaped: letters of all alphabets stay one character each."""
    return re.sub(r"[%&=+;#\s]", lambda found: quote_plus(found[0]), text)


@dataclass(frozen=True)
class Preferences:
    """What, how often, when and in which language. `weekday` 0 is Monday."""

    choices: tuple[Choice, ...]
    rhythm: Rhythm = Rhythm.INSTANT
    digest_time: time = time(8)
    weekday: int = 0
    zone: str = "Europe/Brussels"
    language: Language = Language.EN
    warns: bool = True
    keys: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        keys = dict.fromkeys(choice.key for choice in self.choices)
        object.__setattr__(self, "keys", tuple(keys)[:MOST])

    def as_json(self) -> dict[str, Any]:
        """The same as plain JSON, for a wish and for the proof of consent."""
        return {
            "follows": list(self.keys),
            "rhythm": self.rhythm.value,
            "digest_time": self.digest_time.isoformat("minutes"),
            "weekday": self.weekday,
            "zone": self.zone,
            "language": self.language.value,
            "warns": self.warns,
        }

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            tuple(Choice.of_key(key) for key in told["follows"]),
            Rhythm(told["rhythm"]),
            time.fromisoformat(told["digest_time"]),
            told["weekday"],
            told["zone"],
            Language(told["language"]),
            told["warns"],
        )

    @classmethod
    def of(cls, subscriber: Subscriber) -> Self:
        """What a subscriber has chosen."""
        return cls(
            tuple(Choice.of_key(row.key) for row in subscriber.subscriptions.all()),
            Rhythm(subscriber.rhythm),
            subscriber.digest_time,
            subscriber.weekday,
            subscriber.zone,
            Language(subscriber.language),
            subscriber.warns,
        )


def row_values(choice: Choice, proposals: Mapping[str, int]) -> dict[str, Any]:
    """The choice as columns of a subscription; `proposals` gives the id of each slug."""
    return {
        "proposal_id": proposals[choice.proposal] if choice.proposal else None,
        "stage": choice.stage,
        "kind": choice.kind,
        "topic_id": choice.topic or None,
        "state_id": choice.state or None,
        "provision": choice.provision,
        "words": choice.words,
        "key": choice.key,
    }
