"""A real SMTP server on loopback that keeps what it is handed, and can be told to misbehave."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller

Reply = Callable[[str, int], str]


class Sink:
    """Keeps raw messages in `raw`; `reply` says for the n-th message of a recipient what to
    answer after DATA, `to_sender` what to answer to MAIL."""

    def __init__(self, reply: Reply = lambda _to, _n: "250 OK") -> None:
        self.raw: list[bytes] = []
        self.envelopes: list[list[str]] = []
        self.seen: dict[str, int] = {}
        self.reply = reply
        self.to_sender = "250 OK"
        self.lock = threading.Lock()
        with socket.socket() as free:  # the controller wants to know the port beforehand
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take the sender, or refuse it."""
        if self.to_sender.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.to_sender

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the message, unless the reply refuses it."""
        with self.lock:
            to = envelope.rcpt_tos[0]
            self.seen[to] = self.seen.get(to, 0) + 1
            answer = self.reply(to, self.seen[to])
            if answer.startswith("2"):
                self.raw.append(envelope.original_content)
                self.envelopes.append(envelope.rcpt_tos)
            return answer

    def __enter__(self) -> Sink:
        self.controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.controller.stop()

    @property
    def messages(self) -> list[EmailMessage]:
        """What was taken, as a mail program reads it."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]
