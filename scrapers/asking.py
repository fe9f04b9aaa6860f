"""One request for a page of a source, where the settings say, as its site's robots.txt allows."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from legislation.domain.words import Outcome
from legislation.models import Source
from scrapers.answers import AFTER_A_BLOCK, Halt
from scrapers.fetch import (
    Answer,
    Limits,
    NotAllowed,
    Request,
    Unavailable,
    Validators,
    fetch,
    origin_of,
)
from scrapers.robots import KeptOut, may_read
from scrapers.sources import Watched


def longest_request() -> timedelta:
    """How long a site is held at most, so that a worker that died does not hold it for ever."""
    seconds = 3 * settings.SCRAPE_TOTAL_SECONDS + settings.SCRAPE_PAUSE_SECONDS
    return timedelta(seconds=seconds)


def ask(source: Source, watched: Watched, validators: Validators, address: str = "") -> Answer:
    """Ask for the source's page, or for another of its site at `address`. Raises `Halt`."""
    base = settings.SOURCE_BASES[source.site_id]
    address = base + (address or source.address).removeprefix(watched.base)
    limits = Limits(
        origin=origin_of(base),
        connect_seconds=settings.SCRAPE_CONNECT_SECONDS,
        total_seconds=settings.SCRAPE_TOTAL_SECONDS,
        wire_bytes=settings.SCRAPE_MAX_WIRE_BYTES,
        decoded_bytes=settings.SCRAPE_MAX_BYTES,
        private_targets=settings.SCRAPE_PRIVATE_TARGETS,
    )
    agent = f"ReturnDirectiveTracker/0.1 (+{settings.SITE_URL}; {settings.SCRAPE_CONTACT})"
    try:
        if not may_read(source.site, base, address, agent, limits):
            raise Halt(Outcome.UNAVAILABLE, f"robots.txt of {base} does not allow {address}.")
        return fetch(Request(address, agent, watched.accept), validators, limits)
    except KeptOut as error:
        detail = f"{error}: the site keeps robots out."
        raise Halt(Outcome.UNAVAILABLE, detail, blocked=True, wait=AFTER_A_BLOCK) from error
    except Unavailable as error:
        raise Halt(Outcome.UNAVAILABLE, f"{base} gave no answer: {error}.") from error
    except NotAllowed as error:
        raise Halt(Outcome.FAILED, f"Not asked: {error}.") from error
