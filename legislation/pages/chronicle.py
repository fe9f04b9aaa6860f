"""The timeline: events and press releases as one list, by year. Pure but for the rows it reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from legislation.domain.words import Institution, Kind
from legislation.language import recorded, told
from legislation.models import Event, Evidence, PressRelease
from legislation.pages.wording import Step
from legislation.timeline import counted

#: What a press release is among the kinds of the timeline.
RELEASE = "press_release"


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    key: str
    day: date
    precision: str
    who: str
    title: str
    address: str
    proofs: list[Evidence]
    institutions: tuple[str, ...] = ()
    body: str = ""
    kind: str = ""
    released: bool = False
    expected: bool = False
    detail: str = ""

    @property
    def lane(self) -> str:
        """Whose step it is, for the style sheet: one institution's alone, or of several."""
        alone = self.institutions[0] if len(self.institutions) == 1 else ""
        return {"EP": "ep", "CONSIL": "council", "COM": "commission"}.get(alone, "several")


@dataclass(frozen=True)
class Year:
    """The lines of one year."""

    number: int
    entries: tuple[Entry, ...]


def years(events: Iterable[Event], releases: Iterable[PressRelease]) -> list[Year]:
    """The timeline, newest first; events and releases come with their evidence prefetched."""
    entries = [_told(event) for event in events if event.happened_on]
    entries += [_reported(release) for release in releases]
    # Of one day, what was recorded last stands first; a release after the event it reports.
    entries.sort(key=lambda entry: (entry.day, not entry.released), reverse=True)
    groups = groupby(entries, key=lambda entry: entry.day.year)
    return [Year(number, tuple(group)) for number, group in groups]


def dated_steps(events: Iterable[Event]) -> list[Step]:
    """Events as the sentences want them."""
    return [
        Step(Kind(event.kind), event.happened_on, event.precision, event.key)
        for event in counted(events)
        if event.happened_on
    ]


def _told(event: Event) -> Entry:
    return Entry(
        key=event.key,
        day=event.happened_on or date.max,
        precision=event.precision,
        who=recorded(event.body)
        or ", ".join(told(Institution(code)) for code in event.institutions),
        title=event.title,
        address=event.get_absolute_url(),
        proofs=list(event.evidence.all()),
        institutions=tuple(event.institutions),
        body=event.body,
        kind=event.kind,
        expected=event.expected,
    )


def _reported(release: PressRelease) -> Entry:
    return Entry(
        key=release.key,
        day=release.published_on,
        precision=release.precision,
        who=told(Institution(release.institution)),
        title=release.title,
        address=release.address,
        proofs=list(release.evidence.all()),
        institutions=(release.institution,),
        kind=RELEASE,
        released=True,
        detail=release.note,
    )
