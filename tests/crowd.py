"""Subscribers by the thousand and news for them, in the database of the settings.

python -m tests.crowd 10000 --news
"""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from legislation.models import Proposal

REFERENCE = "2025/0059(COD)"
_AT_ONCE = 1000


def address(number: int) -> str:
    """Of one of the crowd, counted from 0."""
    return f"reader{number:06}@example.org"


def token(number: int) -> str:
    """What stands in one's links, as long as those that the product makes."""
    return f"{number:022}"


def gather(count: int, proposal: Proposal) -> None:
    """So many confirmed subscribers of the proposal, written straight into the tables: by the
    forms it would take longer than what is measured."""
    from django.utils import timezone

    from legislation.domain.words import SubscriberState
    from legislation.models import Subscriber, Subscription

    key = f"proposal={proposal.slug}"
    now = timezone.now()
    then = {"created_at": now, "asked_at": now, "confirmed_at": now}
    for start in range(0, count, _AT_ONCE):
        rows = Subscriber.objects.bulk_create(
            Subscriber(
                address=address(number),
                token=token(number),
                mark=f"{number:032}",
                state=SubscriberState.ACTIVE,
                **then,
            )
            for number in range(start, min(start + _AT_ONCE, count))
        )
        Subscription.objects.bulk_create(
            Subscription(subscriber=row, proposal=proposal, key=key, created_at=now) for row in rows
        )


def followed() -> Proposal:
    """The proposal that the crowd follows: of the record, if that was loaded."""
    from legislation.models import Proposal
    from tests import make

    return Proposal.objects.filter(reference=REFERENCE).first() or make.proposal(REFERENCE)


def bring_news(proposal: Proposal) -> None:
    """An event of today that a source tells, so that its change waits to be fanned out."""
    from django.utils import timezone

    from legislation.domain.words import Kind, Origin
    from legislation.journal import Author
    from tests import make

    author = Author(Origin.SOURCE, run="a crowd's news", tells=True)
    title = "The text is signed"  # a step that no stage of the record lies far beyond
    make.event(proposal, Kind.SIGNATURE, timezone.localdate(), author=author, title=title)


def main() -> None:
    """Gather a crowd that was not there yet, and bring news if told."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--news", action="store_true")
    told = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    proposal = followed()
    gather(told.count, proposal)
    if told.news:
        bring_news(proposal)


if __name__ == "__main__":
    main()
