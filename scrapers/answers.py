"""What an answer is, before and after its reader: the page, a wall, nothing, another page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

from django.utils import timezone

from legislation.domain.words import Outcome
from legislation.models import Source
from scrapers import apart
from scrapers.expect import NotThere, ParseError
from scrapers.fetch import Answer
from scrapers.records import Record
from scrapers.sources import Watched
from scrapers.sources.charset import in_utf_8

#: By these a site says that it keeps robots out.
BLOCKED = {202, 401, 403, 405, 429}
_GONE = {404, 410}
#: Whoever keeps robots out is left alone for so long.
AFTER_A_BLOCK = timedelta(hours=6)
#: Signs of a wall in an answer that could not be read; never looked for in one that could.
_WALLS = (
    b"awsWafCookieDomainList",
    b"AwsWafIntegration",
    b"challenge-container",
    b"Browser check - Consilium",
    b"<title>Just a moment",
    b"verify that you're not a robot",
)


class Halt(Exception):
    """How a reading ends: its outcome and the reason in words. Raised when it ends early."""

    def __init__(
        self, outcome: Outcome, detail: str, *, blocked: bool = False, wait: timedelta | None = None
    ) -> None:
        super().__init__(detail)
        self.outcome, self.detail, self.blocked, self.wait = outcome, detail, blocked, wait


def judge(answer: Answer) -> None:
    """Let only a plain 200 go on to the reader."""
    if answer.status == 200:
        return
    wait = _retry_after(answer)
    if answer.status in BLOCKED or "cf-mitigated" in answer.headers:
        detail = f"The site answered {answer.status}: it keeps robots out."
        raise Halt(Outcome.UNAVAILABLE, detail, blocked=True, wait=wait or AFTER_A_BLOCK)
    if answer.status in _GONE:
        raise Halt(Outcome.NOT_FOUND, f"The site answered {answer.status}: it has no such page.")
    raise Halt(Outcome.UNAVAILABLE, f"The site answered {answer.status}.", wait=wait)


def _retry_after(answer: Answer) -> timedelta | None:
    """Seconds or a date (RFC 9110, section 10.2.3)."""
    told = answer.headers.get("retry-after", "").strip()
    try:
        if told.isdigit():
            return timedelta(seconds=int(told))
        return max(parsedate_to_datetime(told) - timezone.now(), timedelta())
    except (TypeError, ValueError, OverflowError):
        return None


def read(
    watched: Watched,
    source: Source,
    content: bytes,
    headers: Mapping[str, str],
    address: str = "",
) -> Record:
    """What the reader makes of a page that must be about the source's file, or at `address`.

    Of the headers the charset counts. Raises `ParseError` or `NotThere`, as the reader does.
    """
    proposal = source.proposal
    text = in_utf_8(content, headers.get("content-type", ""))
    return apart.read(watched, text, proposal.reference if proposal else address or None)


def parse(
    watched: Watched,
    source: Source,
    content: bytes,
    headers: Mapping[str, str],
    address: str = "",
) -> Record:
    """As `read`, with what went wrong as the end of a reading: raises `Halt`."""
    try:
        return read(watched, source, content, headers, address)
    except NotThere as reason:
        raise Halt(Outcome.NOT_FOUND, f"The site has no such page: {reason}") from None
    except ParseError as error:
        if any(sign in content for sign in _WALLS):
            detail = "The site answered with a check for robots instead of the page."
            raise Halt(Outcome.UNAVAILABLE, detail, blocked=True, wait=AFTER_A_BLOCK) from error
        raise Halt(Outcome.BROKEN, f"The page is not what it should be: {error}") from error
