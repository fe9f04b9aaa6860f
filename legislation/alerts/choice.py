"""What somebody wants to be told about, and how: as a form gives it and as rows keep it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import time
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from legislation.domain.words import Language, Rhythm
from legislation.models import Subscriber, Subscription

#: The key of a choice that names nothing.
EVERYTHING = "everything"
#: Nobody follows more than this.
MOST = 50


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
        named = {name: value for name, value in asdict(self).items() if value}
        return urlencode(named) or EVERYTHING

    @classmethod
    def of_key(cls, key: str) -> Self:
        """The choice that a key says."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in parse_qsl(key) if name in known})


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


def keys_of(subscriptions: Iterable[Subscription]) -> list[str]:
    """The keys of rows, in their order."""
    return [row.key for row in subscriptions]
