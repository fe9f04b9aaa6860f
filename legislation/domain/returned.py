"""Reads returned mails: reports of RFC 3464 and RFC 5965, and the plain letters of older servers.

Bytes in, a frozen record out. The bytes are anybody's: a mail of ours is named by its Message-ID
alone, which nobody can guess, and the addresses in a report are not looked at.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from quopri import decodestring

from legislation.domain.refusals import code_in, kind_of, status_in
from legislation.domain.words import BounceKind

MOST_BYTES = 1024 * 1024
#: A report has a handful of parts. More, or a field as long as a page, is made to keep us busy.
_MOST_NESTED, _MOST_RULES, _MOST_GAPS, _MOST_BLOCKS, _LONGEST_FIELD = 50, 2000, 10_000, 50, 4000
_LONGEST_WORDS = 2000
_ID = re.compile(r"<[!-;=?-~]{3,190}>")
_FIELD = re.compile(rb"^content-[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_NAMED = re.compile(r"^[ \t>]*Message-ID:\s{0,9}(<[!-;=?-~]{3,190}>)", re.IGNORECASE | re.MULTILINE)
#: Where a letter ends and the returned mail begins: qmail's QSBMF, Exim, and their likes.
_COPY = re.compile(
    r"^[ \t-]*(?:Below this line is a copy|This is a copy of (?:the|your) message|"
    r"Original message|The (?:first|original) .{0,60}message|Returned message)",
    re.IGNORECASE | re.MULTILINE,
)
#: A letter that says so is a warning: whatever code it names, the server goes on trying.
_STILL_TRYING = re.compile(
    r"not yet been delivered|warning message only|will (?:be retried|retry|keep trying|continue)"
    r"|do not need to (?:re)?send|no action is required|delivery (?:is|was|has been) delayed",
    re.IGNORECASE,
)
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_ORIGINAL_TYPES = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/global-headers",
}
#: Feedback types (RFC 5965, section 7.3) by which a reader says that he does not want our mails.
_COMPLAINTS = {"abuse", "fraud", "opt-out", "opt-out-list"}
#: How much each kind asks of us. A mail that reached one of several mailboxes is not back.
_MILDEST = [BounceKind.REFUSED, BounceKind.SOFT, BounceKind.HARD]


class Unreadable(Exception):
    """Too large, too deep or too broken to be read at all."""


class NotUnderstood(Exception):
    """A mail came back, but nothing says which, or why."""


@dataclass(frozen=True)
class Returned:
    """One mail that came back for good, or that its reader complained about.

    `message_ids` may name it, the likeliest first, with their angle brackets; `words` are those of
    whoever returned it; `status` is one of RFC 3463 or empty; `action` as in RFC 3464.
    """

    message_ids: tuple[str, ...]
    kind: BounceKind
    status: str
    words: str
    action: str


def read(raw: bytes) -> Returned | None:
    """What came back; None for anything else: a delay, a delivery, an answer, a notice of absence.

    Raises `Unreadable` and `NotUnderstood`, and nothing else whatever the bytes are.
    """
    raw = _bounded(raw)
    try:
        return _read(message_from_bytes(raw))
    except NotUnderstood:
        raise
    except Exception as error:
        raise Unreadable(f"It is no mail that can be taken apart: {error!r}"[:200]) from error


def digest(raw: bytes) -> str:
    """What tells these bytes from others."""
    return hashlib.sha256(raw).hexdigest()


def _bounded(raw: bytes) -> bytes:
    """The bytes with Unix line ends, if reading them takes no more than a moment."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"It has {len(raw)} bytes; {MOST_BYTES} are read.")
    raw = raw.replace(b"\r\n", b"\n").replace(b"\0", b"")
    lower = raw.lower()
    nested = lower.count(b"boundary"), lower.count(b"message/")
    rules, gaps = raw.count(b"\n--"), raw.count(b"\n\n")
    if max(nested) > _MOST_NESTED or rules > _MOST_RULES or gaps > _MOST_GAPS:
        raise Unreadable("It has more parts than a report has.")
    if any(len(field.group()) > _LONGEST_FIELD for field in _FIELD.finditer(raw)):
        raise Unreadable("A field of its head is longer than a page.")
    return raw


def _read(message: Message) -> Returned | None:
    parts = list(_parts(message))
    for part in parts:
        if part.get_content_type() in _STATUS_TYPES:
            return _delivery(message, part, parts)
        if part.get_content_type() == "message/feedback-report":
            return _feedback(message, part, parts)
    return _letter(message, parts) if _is_from_a_server(message) else None


def _parts(message: Message) -> Iterator[Message]:
    """The parts in their order; not those of a mail inside of it."""
    inner = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(inner, list):
        yield message
        return
    for part in inner:
        if isinstance(part, Message):
            yield from _parts(part)


def _delivery(message: Message, report: Message, parts: list[Message]) -> Returned | None:
    """RFC 3464: a block about the mail, then one for each recipient."""
    blocks = _blocks(report)
    recipients = [block for block in blocks if block.get("Action") is not None]
    actions = {_field(block, "Action").lower().partition(" ")[0] for block in recipients}
    if not recipients:
        raise NotUnderstood("It is a report on a delivery that tells of no recipient.")
    if actions != {"failed"}:
        return None
    found = [_refusal(block) for block in recipients]
    kind, status, words = min(found, key=lambda refusal: _MILDEST.index(refusal[0]))
    if status.startswith("2"):
        return None
    return Returned(_ids(message, parts, blocks), kind, status, words, "failed")


def _refusal(block: Message) -> tuple[BounceKind, str, str]:
    words = _field(block, "Diagnostic-Code")
    status = status_in(_field(block, "Status"))
    kind = kind_of(code_in(words.partition(";")[2] or words), status, words)
    if not status or status.endswith(".0.0"):
        status = status_in(words) or status
    return kind, status, words


def _feedback(message: Message, report: Message, parts: list[Message]) -> Returned | None:
    """RFC 5965: a reader pressed a button, or his provider found something in the mail."""
    blocks = _blocks(report)
    named = [_field(block, "Feedback-Type").lower() for block in blocks]
    feedback = next(filter(None, named), "")
    if not feedback:
        raise NotUnderstood("It is a complaint that does not say about what.")
    if feedback in _COMPLAINTS:
        kind = BounceKind.COMPLAINT
    elif feedback == "virus":
        kind = BounceKind.REFUSED
    else:
        return None
    agent = next(filter(None, (_field(block, "User-Agent") for block in blocks)), "")
    words = f"Reported as {feedback}" + (f" by way of {agent}" if agent else "")
    return Returned(_ids(message, parts, blocks), kind, "", words[:_LONGEST_WORDS], "")


def _letter(message: Message, parts: list[Message]) -> Returned | None:
    """A server's letter without a report: what stands above the returned mail says why."""
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    text = "\n".join(_decoded(part).decode(errors="replace") for part in plain)
    text = text.replace("\0", "")  # which a database takes for an end
    above = text[: start.start()] if (start := _COPY.search(text)) else text
    attached = [found for part in parts for found in _of_original(part)]
    ids = tuple(dict.fromkeys([*attached, *_NAMED.findall(text[len(above) :])]))[:10]
    words = " ".join(above.split())[:_LONGEST_WORDS]
    if _STILL_TRYING.search(words):
        return None
    code, status = code_in(above), status_in(above)
    if not ids or not (code or status):
        raise NotUnderstood("It names no mail of ours or gives no code of SMTP.")
    if not code and status.startswith("2"):
        return None
    return Returned(ids, kind_of(code, status, words), status, words, "failed")


def _is_from_a_server(message: Message) -> bool:
    """Whether a server wrote it about a mail that it could not deliver; a person may be away."""
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type", "")).lower()
        return kind in {"", "delivery-status"}
    if _field(message, "Auto-Submitted").lower().startswith("auto-replied"):
        return _field(message, "X-Failed-Recipients") != ""
    sender = _field(message, "From").lower()
    return "mailer-daemon" in sender or "postmaster@" in sender


def _ids(message: Message, parts: list[Message], blocks: list[Message]) -> tuple[str, ...]:
    """What names the mail: its own head, else what the report says that it answers."""
    found = [each for part in parts for each in _of_original(part)]
    if not found:
        fields = [_field(block, "X-Original-Message-ID") for block in blocks]
        fields += [_field(message, name) for name in ("In-Reply-To", "References")]
        found = [each for field in fields for each in _ID.findall(field)]
    if not found:
        raise NotUnderstood("It does not say which mail came back.")
    return tuple(dict.fromkeys(found))[:10]


def _of_original(part: Message) -> list[str]:
    """The Message-ID of a returned mail, or of its head alone."""
    if part.get_content_type() not in _ORIGINAL_TYPES:
        return []
    return _ID.findall(_field(message_from_bytes(_decoded(part).lstrip()), "Message-ID"))[:1]


def _blocks(part: Message) -> list[Message]:
    """The groups of fields that a report is made of, between empty lines."""
    groups = re.split(rb"\n[ \t]*\n", _decoded(part), maxsplit=_MOST_BLOCKS)[:_MOST_BLOCKS]
    return [message_from_bytes(group.strip() + b"\n\n") for group in groups if group.strip()]


def _decoded(part: Message) -> bytes:
    """What stands in a part. Python takes messages apart even if they are encoded, against MIME."""
    if not part.is_multipart():
        content = part.get_payload(decode=True)
        return content if isinstance(content, bytes) else b""
    content = part.as_bytes().partition(b"\n\n")[2]
    encoding = _field(part, "Content-Transfer-Encoding").lower()
    if encoding == "base64":
        return b64decode(content)
    return decodestring(content) if encoding == "quoted-printable" else content


def _field(message: Message, name: str) -> str:
    """A field on one line."""
    text = str(message.get(name, "")).replace("\0", "")
    return " ".join(text.split())[:_LONGEST_WORDS]
