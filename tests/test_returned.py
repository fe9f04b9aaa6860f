"""Returned mails, one of each class that servers write, and bytes that mean harm."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.domain.refusals import kind_of
from legislation.domain.returned import MOST_BYTES, NotUnderstood, Returned, Unreadable, read
from legislation.domain.words import BounceKind

FOLDER = Path(__file__).parent / "returned"
#: The mail that all these are about.
OURS = "<0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210@tracker.example.org>"
HARD, SOFT = BounceKind.HARD, BounceKind.SOFT
REFUSED, COMPLAINT = BounceKind.REFUSED, BounceKind.COMPLAINT
MEANING: dict[str, tuple[BounceKind, str] | None] = {
    "about_another_site": (HARD, "5.1.1"),
    "alias_one_of_two_failed": None,
    "arf_abuse": (COMPLAINT, ""),
    "arf_fraud": (COMPLAINT, ""),
    "arf_not_spam": None,
    "arf_virus": (REFUSED, ""),
    "behind_a_gateway": (HARD, "5.1.1"),
    "challenge": None,
    "disabled_mailbox": (HARD, "5.2.1"),
    "domino_base64": (HARD, "5.1.1"),
    "eight_bit": (HARD, "5.1.1"),
    "exchange_answers_only": (HARD, "5.1.1"),
    "exchange_not_found": (HARD, "5.1.10"),
    "exim_plain": (HARD, ""),
    "exim_unrouteable": (HARD, "5.0.0"),
    "exim_warning": None,
    "gmail_over_quota": (SOFT, "4.2.2"),
    "gmail_unauthenticated": (REFUSED, "5.7.26"),
    "gmail_unknown_user": (HARD, "5.1.1"),
    "international": (HARD, "5.1.1"),
    "no_mail_at_all": None,
    "out_of_office": None,
    "outlook_policy": (REFUSED, "5.7.1"),
    "postfix_delayed": None,
    "postfix_delivered": None,
    "postfix_expired": (SOFT, "4.4.1"),
    "postfix_headers_only": (HARD, "5.1.1"),
    "postfix_mailbox_full": (SOFT, "5.2.2"),
    "postfix_no_such_domain": (SOFT, "5.4.4"),
    "postfix_relayed": None,
    "postfix_unknown_user": (HARD, "5.1.1"),
    "qmail_no_mailbox": (HARD, "5.1.1"),
    "qmail_remote_refused": (REFUSED, "5.7.1"),
    "read_receipt": None,
    "sendmail_expanded": None,
    "spam_in_the_guise_of_no_user": (REFUSED, "5.1.1"),
    "too_large": (REFUSED, "5.3.4"),
    "yahoo_no_account": (HARD, "5.0.0"),
}
NOT_UNDERSTOOD = {"arf_redacted", "cut_off", "exim_no_code", "no_message_id"}


def returned(name: str) -> bytes:
    """A returned mail as it came."""
    return (FOLDER / f"{name}.eml").read_bytes()


def outcome(raw: bytes) -> Returned | None:
    """What is read, None also where reading says why not."""
    try:
        return read(raw)
    except (NotUnderstood, Unreadable):
        return None


def test_each_sample_has_its_meaning_here() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*MEANING, *NOT_UNDERSTOOD}


@pytest.mark.parametrize("name", MEANING)
def test_a_returned_mail_is_understood(name: str) -> None:
    found, meaning = read(returned(name)), MEANING[name]
    if meaning is None:
        assert found is None
    else:
        assert found is not None and (found.kind, found.status) == meaning
        assert (found.message_ids == (OURS,)) is (name != "about_another_site")
        assert found.words


@pytest.mark.parametrize("name", sorted(NOT_UNDERSTOOD))
def test_one_that_does_not_say_enough_is_not_guessed_at(name: str) -> None:
    with pytest.raises(NotUnderstood):
        read(returned(name))


@pytest.mark.parametrize("name", [*MEANING, *NOT_UNDERSTOOD])
def test_line_ends_make_no_difference(name: str) -> None:
    raw = returned(name).replace(b"\r\n", b"\n")
    assert outcome(raw) == outcome(raw.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    ("code", "status", "words", "kind"),
    [
        (550, "", "5.1.1 User unknown", HARD),
        (550, "", "No such user here", HARD),
        (553, "", "sorry, that recipient does not exist", HARD),
        (550, "", "5.1.1 <spam@example.org>: user unknown", HARD),
        (550, "", "Requested action not taken: mailbox unavailable", REFUSED),
        (550, "", "No", REFUSED),
        (554, "", "Recipient unknown, see our spam policy", REFUSED),
        (550, "5.1.1", "550 5.1.1 DMARC says no", REFUSED),
        (550, "5.1.8", "Sender's domain is bad", REFUSED),
        (550, "5.5.0", "mailbox unavailable", REFUSED),
        (550, "", "5.7.26 not authenticated", REFUSED),
        (421, "4.7.0", "Try again later, unusual rate", REFUSED),
        (552, "", "Message size exceeds fixed limit", REFUSED),
        (552, "", "Mailbox is full", SOFT),
        (552, "5.2.3", "too long for this mailbox", REFUSED),
        (451, "", "Try again later", SOFT),
        (0, "4.4.7", "delivery time expired", SOFT),
        (550, "5.0.0", "550 5.2.2 over quota", SOFT),
        (550, "5.1.1", "host mx[5.7.1.9] said: unknown", HARD),
        (0, "", "", REFUSED),
    ],
)
def test_only_what_is_surely_about_the_mailbox_counts_against_it(
    code: int, status: str, words: str, kind: BounceKind
) -> None:
    assert kind_of(code, status, words) is kind


@pytest.mark.parametrize("name", [*MEANING, *NOT_UNDERSTOOD])
def test_cut_off_anywhere_it_is_read_or_said_to_be_unreadable(name: str) -> None:
    raw = returned(name)
    for length in range(0, len(raw), 37):
        found = outcome(raw[:length])
        assert found is None or OURS not in found.message_ids or OURS.encode() in raw[:length]


def swap(raw: bytes, of: random.Random) -> bytes:
    first, final = sorted(of.randrange(len(raw)) for _ in range(2))
    return raw[final:] + raw[first:final] + raw[:first]


def spoil(raw: bytes, of: random.Random) -> bytes:
    made = bytearray(raw)
    for _ in range(of.randrange(1, 40)):
        made[of.randrange(len(made))] = of.randrange(256)
    return bytes(made)


def repeat(raw: bytes, of: random.Random) -> bytes:
    at = of.randrange(len(raw))
    return raw[:at] + raw[max(0, at - 300) : at] * 5 + raw[at:]


@pytest.mark.parametrize("mutate", [swap, spoil, repeat])
def test_a_mutated_report_blames_nobody_it_does_not_name(
    mutate: Callable[[bytes, random.Random], bytes],
) -> None:
    of = random.Random(5321)
    for name in [*MEANING, *NOT_UNDERSTOOD]:
        for _ in range(25):
            raw = mutate(returned(name), of)
            found = outcome(raw)
            assert found is None or "\0" not in found.words
            for each in found.message_ids if found else ():
                assert each.encode() in raw.replace(b"\0", b"")


@given(st.binary(max_size=400), st.sampled_from(sorted(MEANING)), st.integers(0, 3000))
def test_whatever_is_put_into_it_raises_nothing_else(junk: bytes, name: str, at: int) -> None:
    raw = returned(name)
    outcome(raw[:at] + junk + raw[at:])


def nested(levels: int) -> bytes:
    heads = [f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(levels)]
    return "".join(heads).encode() + b"\n"


HOSTILE = {
    "too large": b"x" * (MOST_BYTES + 1),
    "nested parts": nested(20_000),
    "nested mails": b"Content-Type: message/rfc822\n\n" * 30_000,
    "many parts": b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n\n" * 150_000,
    "an endless field": b'Content-Type: text/plain; a="' + b";" * 1_000_000,
    "a folded field": b'Content-Type: text/plain; a="' + b';\n "' * 200_000,
    "many fields": b"From: mailer-daemon\n" + b"a:b\n" * 250_000,
    "many blocks": returned("postfix_unknown_user").replace(
        b"Final-Recipient", b"Action: failed\n\n" * 50_000 + b"Final-Recipient"
    ),
    "a long line": b"From: mailer-daemon\n\n" + b"<" * 1_000_000,
    "many numbers": b"From: mailer-daemon\n\n" + b"5.1." * 250_000,
    "many ats": b"From: mailer-daemon\n\n550 " + b"a" * 500_000 + b"@" * 500_000,
    "many rules": b"From: mailer-daemon\n\n" + b"- " * 500_000,
    "many names": b"From: mailer-daemon\n\n" + b"> Message-ID: <" * 60_000,
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_means_to_keep_us_busy_is_over_in_a_moment(name: str) -> None:
    began = time.process_time()
    assert outcome(HOSTILE[name]) is None
    assert time.process_time() - began < 3
