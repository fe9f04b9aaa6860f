"""What an entry of the baseline is made of: shaped texts, names of other entries, evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, DecimalValidator
from django.db.models import Model

from legislation.domain.sites import host_of, is_official, site_of
from legislation.domain.words import Confidence
from legislation.models import Evidence as EvidenceRow


class Known(NamedTuple):
    """A text that names an entry of another file."""

    file: str
    noun: str


class Shape(NamedTuple):
    """A text or number of a certain shape, or a list of a certain length."""

    name: str


KEY, NOT_EMPTY, PERCENT = Shape("key"), Shape("not empty"), Shape("percent")
PROOF = Shape("proof")

State = Annotated[str, Known("states", "state")]
Proposal = Annotated[str, Known("proposals", "proposal")]
Topic = Annotated[str, Known("topics", "topic")]
Statement = Annotated[str, Known("joint_statements", "joint statement")]
Key = Annotated[str, KEY]
BasisPoints = Annotated[int, PERCENT]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Something written in a file; its texts and figures have to fit the columns of `model`."""

    model: ClassVar[type[Model] | None] = None

    @classmethod
    def misfits(cls, name: str, value: Any) -> list[str]:
        """Why the column of that name does not hold the value: SQLite would, PostgreSQL breaks."""
        columns = {column.name: column for column in cls.model._meta.fields} if cls.model else {}
        reasons: list[str] = []
        for limit in columns[name].validators if name in columns and value is not None else []:
            if isinstance(limit, BaseValidator | DecimalValidator):
                try:
                    limit(value)
                except ValidationError as error:
                    reasons += [reason.rstrip(".") for reason in error.messages]
        return reasons

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

    model = EvidenceRow
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


Evidence = Annotated[tuple[EvidenceEntry, ...], PROOF]


def overrated(evidence: Sequence[EvidenceEntry]) -> Iterator[str]:
    """Which items are high although none of those is official and no two sites agree.

    A citation names no site, so it is high only beside addresses that are.
    """
    hosts = {
        number: host_of(item.address)
        for number, item in enumerate(evidence, start=1)
        if item.confidence is Confidence.HIGH
    }
    sites = {site_of(host) for host in hosts.values() if host}
    if len(sites) > 1 or any(is_official(host) for host in hosts.values()):
        return
    for number, host in hosts.items():
        named = f"{host} is not official" if host else "a citation names no site"
        yield f"item {number}: confidence: high needs an official site or two that agree; {named}"
