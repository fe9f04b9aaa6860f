"""What a site's robots.txt allows (RFC 9309), read once a day and kept with the site."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from django.utils import timezone
from protego import Protego

from legislation import evidence
from legislation.models import Site
from scrapers.answers import BLOCKED
from scrapers.fetch import Answer, Limits, Request, Unavailable, Validators, fetch


class KeptOut(Exception):
    """A check for robots stands in place of robots.txt."""


_GOOD_FOR = timedelta(days=1)


def may_read(site: Site, base: str, address: str, agent: str, limits: Limits) -> bool:
    """Whether the address may be read by this agent.

    A site without robots.txt (404, 410) allows all, section 2.3.1.3; one whose file cannot be
    reached allows nothing, 2.3.1.4, which raises `Unavailable`. A check for robots in its place
    raises `KeptOut`: whoever keeps robots out has not allowed everything.
    """
    stale = site.robots_read_at is None or site.robots_read_at < timezone.now() - _GOOD_FOR
    if stale or site.robots_base != base:
        answer = fetch(Request(f"{base}/robots.txt", agent, "text/plain"), Validators(), limits)
        evidence.keep_robots(site, base, _text(answer))
    return bool(_rules(site.robots).can_fetch(address, agent))


@lru_cache(maxsize=16)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


def _text(answer: Answer) -> str:
    if answer.status in {404, 410}:
        return ""
    if answer.status in BLOCKED:
        raise KeptOut(f"robots.txt answered {answer.status}")
    if answer.status != 200:
        raise Unavailable(f"robots.txt answered {answer.status}")
    if answer.content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise KeptOut("robots.txt answered with a page")
    return answer.content.decode(errors="replace").replace("\0", "")
