"""Files that belong to one another, and those that only look alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from legislation.models import CouncilVote, Event, Evidence, Proposal
from legislation.pages import wording
from legislation.pages.proofs import proved

#: How the followed files hang together: which one each of them set out to replace.
CHANGES = {"2018-0329-COD": "2005-0167-COD", "2025-0059-COD": "2005-0167-COD"}

#: What is taken for one of these files and is not: the fact around the files that proves it, and
#: how to tell them apart.
_EVENTS = {
    "2024-05-22-related-act-published": gettext_lazy(
        "Regulation (EU) 2024/1349 is the return border procedure of the Pact on Migration and "
        "Asylum: returns of those refused asylum at a border. It is law already, and another file."
    ),
}
_VOTES = {
    "council-2025-12-08-stc": gettext_lazy(
        "On the day of the Council's general approach the ministers also voted on the safe third "
        "country concept, COM(2025) 259. Four states voted against that file; some reports attach "
        "their votes to the returns text."
    ),
}


@dataclass(frozen=True)
class Apart:
    """Something that is not this file: what proves it, and the sentence that tells them apart."""

    label: str
    address: str
    sentence: str
    proofs: list[Evidence]


def related(proposal: Proposal, on: date) -> list[tuple[Proposal, str]]:
    """The other files of the reform that were there by the day, oldest first, each with its part
    in it."""
    reform = {*CHANGES, *CHANGES.values()}
    if proposal.slug not in reform:
        return []
    step = Event.objects.happened(on).filter(proposal=OuterRef("pk"))
    there = Q(Exists(step)) | Q(year__lt=on.year)
    others = Proposal.objects.filter(there, slug__in=reform - {proposal.slug})
    return [(file, wording.part(file.slug, on)) for file in others.in_order()]


def look_alikes(proposal: Proposal, on: date) -> list[Apart]:
    """What may be taken for this file by the day; nothing for a file outside the reform."""
    if proposal.slug not in {*CHANGES, *CHANGES.values()}:
        return []
    events = Event.objects.public().filter(proposal__isnull=True, happened_on__lte=on)
    events = events.filter(key__in=_EVENTS).prefetch_related(proved())
    votes = CouncilVote.objects.filter(proposal__isnull=True, held_on__lte=on)
    votes = votes.filter(key__in=_VOTES).prefetch_related(proved())
    return [
        *(
            Apart(e.title, e.get_absolute_url(), str(_EVENTS[e.key]), [*e.evidence.all()])
            for e in events
        ),
        *(Apart(v.subject, "", str(_VOTES[v.key]), [*v.evidence.all()]) for v in votes),
    ]
