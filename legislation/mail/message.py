"""A stored mail as the bytes that go out: the same however often they are made.

A letter is made into a message once, with places where its readers differ; filling them in costs
next to nothing. Header fields that mail programs read stand on one line each (RFC 8058 and DKIM
don't bear folding), and lines of the body are short enough for any relay.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage as DjangoMessage
from django.core.mail.message import sanitize_address

from legislation.models import Email, Letter

_KEPT = 20


class Messages:
    """Makes messages; the last letters are kept."""

    def __init__(self) -> None:
        self._moulds: OrderedDict[int, _Mould] = OrderedDict()

    def bytes_of(self, email: Email) -> bytes:
        """The message of a mail, its lines ended by CRLF. `email.letter` may be deferred."""
        mould = self._moulds.get(email.letter_id)
        if mould is None:
            mould = self._moulds[email.letter_id] = _Mould(email.letter)
            if len(self._moulds) > _KEPT:
                self._moulds.popitem(last=False)
        return mould.cast(email)


#: An address that every header and command takes as it is.
_PLAIN = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*", re.ASCII)


def mailbox(address: str) -> str:
    """The address as headers and commands have it. Raises `ValueError` for what is none."""
    return address if _PLAIN.fullmatch(address) else str(sanitize_address(address, "utf-8"))


class _Mould:
    """A letter as a message with places; made mail by mail if the places don't survive."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        mark = secrets.token_hex(8)
        self.places = {name: f"{name}{mark}" for name in ("to", "id", "date", "answers")}
        self.place = letter.place
        self.ready = self._ready()

    def _ready(self) -> bytes | None:
        spots = dict(self.places)
        made = _unbroken(_message(self.letter, spots, self.letter.place), self.letter.place)
        wanted = _places(self.letter)
        found = made.count(self.letter.place.encode())
        times = {"answers": 2}  # In-Reply-To and References
        whole = all(made.count(at.encode()) == times.get(name, 1) for name, at in spots.items())
        return made if whole and found == wanted else None

    def cast(self, email: Email) -> bytes:
        values = {
            "to": mailbox(email.recipient),
            "id": email.message_id,
            "date": format_datetime(email.created_at),
            "answers": email.answers.message_id if email.answers_id and email.answers else "",
        }
        if self.ready is None:
            return _without_empty(_message(self.letter, values, email.unsubscribe))
        reader = email.subscriber
        home = f"{settings.SITE_URL}/"
        link = self.place.replace(self.letter.token[:22], reader.token) if reader else home
        made = self.ready.replace(self.place.encode(), link.encode())
        for name, value in values.items():
            made = made.replace(self.places[name].encode(), value.encode())
        return _without_empty(made) if not values["answers"] else made


def _unbroken(made: bytes, place: str) -> bytes:
    """With each place on one line, where quoted-printable broke it: a line may end before it."""
    broken = b"(?:=\r\n)?".join(re.escape(letter.encode()) for letter in place)

    def joined(found: re.Match[bytes]) -> bytes:
        whole = place.encode()
        return found[0] if found[0] == whole else b"=\r\n" + whole + b"=\r\n"

    return re.sub(broken, joined, made)


def _places(letter: Letter) -> int:
    texts = [letter.text, letter.html, *letter.headers.values()]
    return sum(text.count(letter.place) for text in texts)


def _without_empty(made: bytes) -> bytes:
    """Without the fields that name the mail which this one answers, if it answers none."""
    return made.replace(b"In-Reply-To: \r\nReferences: \r\n", b"", 1)


def _message(letter: Letter, values: dict[str, str], unsubscribe: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    # The library would read an encoded word of a title and write its line breaks into the head.
    message["Subject"] = " ".join(letter.subject.split()).replace("=?", "= ?")
    message["From"] = _sender()
    head = message.as_bytes()
    message = EmailMessage(policy=SMTP)
    message.set_content(letter.text.replace(letter.place, unsubscribe), cte=_cte(letter.text))
    html = letter.html.replace(letter.place, unsubscribe)
    message.add_alternative(html, subtype="html", cte=_cte(html))
    message.set_boundary(f"={letter.token}")
    fields = {
        "To": values["to"],
        "Date": values["date"],
        "Message-ID": values["id"],
        "In-Reply-To": values["answers"],
        "References": values["answers"],
        **{
            name: value.replace(letter.place, unsubscribe) for name, value in letter.headers.items()
        },
    }
    lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in fields.items())
    return head.rstrip(b"\r\n") + b"\r\n" + lines.encode("ascii") + message.as_bytes()


def _sender() -> Address:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(display_name=name, addr_spec=address)


def _cte(text: str) -> str:
    """As it is where that is safe: any relay takes ASCII in lines of less than 998."""
    short = all(len(line) <= 900 for line in text.split("\n"))
    return "7bit" if text.isascii() and short else "quoted-printable"


def _one_line(value: str) -> str:
    return " ".join(value.split())


class EmlBackend(BaseEmailBackend):
    """Keeps each message as a file that any mail program opens; nothing leaves the machine."""

    def send_messages(self, email_messages: Sequence[DjangoMessage]) -> int:
        """Write one `.eml` each, named by its Message-ID, into `MAIL_DIRECTORY`."""
        for message in email_messages:
            keep(message.message().as_bytes(), message.extra_headers.get("Message-ID", ""))
        return len(email_messages)


def keep(content: bytes, message_id: str) -> None:
    """Write a message into `MAIL_DIRECTORY`, named by its Message-ID."""
    folder = Path(settings.MAIL_DIRECTORY)
    folder.mkdir(parents=True, exist_ok=True)
    name = parseaddr(message_id)[1] or secrets.token_hex(8)
    (folder / f"{name.replace('/', '_')}.eml").write_bytes(content)
