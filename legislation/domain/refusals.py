"""What a refusal means, and about whom: the mailbox, or us.

Only what clearly says that there is no such mailbox counts against its reader. What is about our
mail, our name or our site counts against us, and so does what nobody can be sure about.
"""

from __future__ import annotations

import re

from legislation.domain.words import BounceKind

#: A status of RFC 3463: class, subject, detail.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.\d)")
_CODE = re.compile(r"(?<![\d.])([45][0-5]\d)(?!\d|\.\d)")
#: An address may itself be called "spam"; one of a page says nothing.
_ADDRESS = re.compile(r"https?://\S+|[^\s<>]{1,200}@[^\s<>]{1,200}")
_NO_SUCH_MAILBOX = {
    "1.0": "other address status; most say so of an unknown user",
    "1.1": "bad destination mailbox",
    "1.2": "bad destination system",
    "1.3": "bad destination syntax",
    "1.6": "the mailbox has moved",
    "1.10": "null MX (RFC 7505); Exchange says so of an unknown user",
    "2.1": "the mailbox is disabled",
}
#: About the protocol, the content, and security or policy: what we sent, or who we are.
_OURS = {"5", "6", "7"}
#: The message is too long for the mailbox, or for the system.
_TOO_LARGE = {"2.3", "3.4"}
#: The mailbox or the way to it, which may be another one tomorrow.
_PASSING = {"2", "4"}
_ABOUT_US = re.compile(
    r"spam|\bjunk\b|unsolicited|\bbulk\b|phish|virus|malware|\bcontents?\b|polic(?:y|ies)\b"
    r"|\bdkim\b|\bdmarc\b|\bspf\b|authenticat|signature|reputation|black ?list|block ?list"
    r"|deny ?list|\bd?nsbl\b|\brbl\b|spamhaus|barracuda|\bblocked\b|\bbanned\b|rate.?limit"
    r"|too many|sender (?:address )?(?:is )?(?:rejected|denied|blocked|verif|not allowed)"
    r"|\brelay(?:ing)? (?:access )?(?:denied|not permitted)|reverse dns|\bptr\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:user|recipient|mailbox|account|address|addressee)\b.{0,60}"
    r"(?:unknown|not (?:be )?(?:found|known|exist)|n.t exist|invalid|disabled|not a valid"
    r"|no longer)"
    r"|(?:unknown|invalid|no such|non-?existent) "
    r"(?:local |virtual |e-?mail )?(?:user|recipient|mailbox|account|address|person)"
    r"|no mailbox here|(?:doesn.t|does not) have an? .{0,40}account|unrouteable address"
    r"|unknown local.part",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"mailbox (?:is )?full|\bquota\b|over ?quota|(?:insufficient|out of) (?:\w+ )?storage"
    r"|exceeded storage|inbox is full",
    re.IGNORECASE,
)


def kind_of(code: int, status: str, words: str) -> BounceKind:
    """About whom a refusal for good is: the mailbox, for ever or for now, or us.

    `code` is the reply of SMTP (RFC 5321), 0 if none was told. `status` is one of RFC 3463 or
    empty; one among the words counts where it says more. "For good": nobody tries again.
    """
    status = _telling(status, words)
    said = _ADDRESS.sub(" ", words)
    if _ABOUT_US.search(said):
        return BounceKind.REFUSED
    if status:
        return _by_status(status, said)
    if 400 <= code < 500:
        return BounceKind.SOFT
    return _by_words(code, said)


def status_in(words: str) -> str:
    """The first status of RFC 3463 among the words, or nothing."""
    found = _STATUS.search(words)
    return found.group() if found else ""


def code_in(words: str) -> int:
    """The first reply code of SMTP among the words that refuses, or 0."""
    found = _CODE.search(words)
    return int(found.group()) if found else 0


def _telling(status: str, words: str) -> str:
    """What the words say where the status itself is none, or says no more than "failed"."""
    if status and not status.endswith(".0.0"):
        return status
    return status_in(words) or status


def _by_status(status: str, said: str) -> BounceKind:
    klass, subject, detail = status.split(".")
    about = f"{subject}.{detail}"
    if subject in _OURS or about in _TOO_LARGE:
        return BounceKind.REFUSED
    if klass == "4":
        return BounceKind.SOFT
    if about in _NO_SUCH_MAILBOX:
        return BounceKind.HARD
    if subject in _PASSING:
        return BounceKind.SOFT
    return _by_words(int(klass) * 100, said) if about == "0.0" else BounceKind.REFUSED


def _by_words(code: int, said: str) -> BounceKind:
    """Without a status, only unmistakable words speak of the mailbox."""
    if code >= 500 and _FULL.search(said):
        return BounceKind.SOFT
    if code >= 500 and _NOBODY.search(said):
        return BounceKind.HARD
    return BounceKind.REFUSED
