"""What an entry of the baseline is made of: shaped texts, names of other entries, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from legislation.domain.words import Confidence


class Known(NamedTuple):
    """A text that names an entry of another file."""

    file: str
    noun: str


class Shape(NamedTuple):
    """A text or number of a certain shape, or a list of a certain length."""

    name: str


KEY, NOT_EMPTY, PERCENT = Shape("key"), Shape("not empty"), Shape("percent")

State = Annotated[str, Known("states", "state")]
Proposal = Annotated[str, Known("proposals", "proposal")]
Topic = Annotated[str, Known("topics", "topic")]
Statement = Annotated[str, Known("joint_statements", "joint statement")]
Key = Annotated[str, KEY]
BasisPoints = Annotated[int, PERCENT]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something written in a file."""

    def flaws(self) -> Iterator[str]:
        """What is wrong although each field for itself is right."""
        yield from ()


@dataclass(frozen=True, kw_only=True)
class Entry(Part):
    """An entry of a file; `where` is for messages, `identity` is unique within the file."""

    identity: ClassVar[tuple[str, ...]] = ("key",)
    where: str


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry(Part):
    """One source of a fact: an address or a full citation, and how far it carries."""

    address: str = ""
    citation: str = ""
    confidence: Confidence
    note: str = ""
    passage: str = ""

    def flaws(self) -> Iterator[str]:
        if not self.address and not self.citation:
            yield "neither an address nor a citation is given"
        if self.address and not self.address.startswith(("http://", "https://")):
            yield f"address: {self.address!r} is not a web address"


Evidence = Annotated[tuple[EvidenceEntry, ...], NOT_EMPTY]
