"""A relay in a process of its own, quick enough to measure with, that misbehaves as a script says.

    python -m tests.sink_process 0 FOLDER --script '{"delay": 45, "times": 1}'

The first line it prints is its port. It appends to `FOLDER/messages`, before it answers, a line of
JSON for each message that it keeps, and to `FOLDER/connections` the second in which each connection
came or, as a negative number, went. A line of JSON on its standard input is a new script, and is
acknowledged by a line; when the input ends, so does the sink, so that none outlives its test.
`Script` has what can be scripted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import socket
import struct
import sys
import threading
import time
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import cast

_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_EXTENSIONS = b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n"
_END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Script:
    """How the sink behaves.

    `door` is "open", "reset" (a connection is accepted, counted and reset) or "closed" (nobody
    listens, so that nothing can be counted). `greeting`, `mail`, `rcpt`, `data` and `content` are
    what is said in each phase. After the content it waits `delay` seconds, then does what `end`
    says: "answer", "drop" (keeps nothing and hangs up), "keep and drop", "keep in silence".
    `bye` is "answer" or "reset", on QUIT. After so many `times` at the end of a content all is
    well again; 0 is never.
    """

    door: str = "open"
    greeting: str = "220 sink"
    mail: str = "250 2.1.0 OK"
    rcpt: str = "250 2.1.5 OK"
    data: str = "354 Go on"
    content: str = "250 2.0.0 Kept"
    delay: float = 0
    end: str = "answer"
    bye: str = "answer"
    times: int = 0


class Relay:
    """What all conversations share: the script, and the files."""

    def __init__(self, folder: Path, script: Script, raw: bool) -> None:
        self.script, self.raw, self.done = script, raw, 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self.messages = os.open(folder / "messages", flags, 0o600)
        self.connections = os.open(folder / "connections", flags, 0o600)
        self.lines: list[str] = []
        self.port = 0
        self.server: asyncio.Server | None = None

    async def follow(self, script: Script) -> None:
        """Behave in another way from now on."""
        self.script, self.done = script, 0
        if script.door == "closed" and self.server is not None:
            self.server.close()
            self.server = None
        elif script.door != "closed" and self.server is None:
            loop = asyncio.get_running_loop()
            self.server = await loop.create_server(
                lambda: Conversation(self), "127.0.0.1", self.port, backlog=512
            )
            self.port = self.server.sockets[0].getsockname()[1]

    def keep(self, recipients: list[str], content: bytes) -> None:
        """Put a message among those that the next `flush` writes."""
        found = _ID.search(content)
        told: dict[str, object] = {
            "at": time.time(),
            "to": recipients,
            "id": found[1].decode() if found else "",
        }
        if self.raw:
            told["raw"] = b64encode(content.replace(b"\r\n..", b"\r\n.")).decode()
        self.lines.append(json.dumps(told))

    def flush(self) -> None:
        """Hand what was kept to the system, which survives a death of this process."""
        if self.lines:
            os.write(self.messages, ("\n".join(self.lines) + "\n").encode())
            self.lines.clear()

    def count(self, sign: str = "") -> None:
        """One connection more, or less."""
        os.write(self.connections, f"{sign}{time.time()}\n".encode())

    def end_of_content(self) -> Script:
        """The script for this message, whose turn is over with it if its times are."""
        script = self.script
        self.done += 1
        if script.times and self.done >= script.times:
            self.script = Script()
        return script


class Conversation(asyncio.Protocol):
    """One connection; whatever lies in the buffer is answered at once, in order (RFC 2920)."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.buffer, self.out = b"", b""
        self.recipients: list[str] = []
        self.in_content = self.waits = self.resets = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or not."""
        self.transport = cast(asyncio.Transport, transport)
        self.relay.count()
        if self.relay.script.door == "reset":
            self._reset()
            return
        greeting = self.relay.script.greeting
        self.transport.write(greeting.encode() + b"\r\n")
        if not greeting.startswith("2"):
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note it."""
        self.relay.count("-")

    def data_received(self, data: bytes) -> None:
        """Answer all that is whole."""
        self.buffer += data
        self._go_on()

    def _go_on(self) -> None:
        step = True
        while step and not self.waits:
            step = self._take_content() if self.in_content else self._take_line()
        self.relay.flush()
        if self.out and not self.transport.is_closing():
            self.transport.write(self.out)
        self.out = b""

    def _take_line(self) -> bool:
        line, end, rest = self.buffer.partition(b"\r\n")
        if not end:
            return False
        self.buffer = rest
        self._answer(line[:4].upper(), line)
        return True

    def _answer(self, verb: bytes, line: bytes) -> None:
        script = self.relay.script
        if verb == b"MAIL":
            self.recipients = []
            self._say(script.mail)
        elif verb == b"RCPT":
            if script.rcpt.startswith("2"):
                self.recipients.append(line[line.find(b"<") + 1 : line.rfind(b">")].decode())
            self._say(script.rcpt)
        elif verb == b"DATA":
            self.in_content = bool(self.recipients) and script.data.startswith("3")
            self._say(script.data if self.recipients else "503 5.5.1 No recipients")
        elif verb == b"EHLO":
            self.out += _EXTENSIONS
        elif verb == b"QUIT":
            self._quit()
        elif verb in (b"HELO", b"RSET", b"NOOP"):
            self.recipients = []
            self._say("250 2.0.0 OK")
        else:
            self._say("500 5.5.1 What?")

    def _take_content(self) -> bool:
        # An empty content has no line break of its own before its dot.
        end = -2 if self.buffer.startswith(_END[2:]) else self.buffer.find(_END)
        if end == -1:
            return False
        content, self.buffer = self.buffer[: max(end, 0) + 2], self.buffer[end + len(_END) :]
        self.in_content = False
        script = self.relay.end_of_content()
        if script.content.startswith("2") and script.end != "drop":
            self.relay.keep(self.recipients, content)
        self.recipients = []
        if script.delay:
            self.waits = True
            asyncio.get_running_loop().call_later(script.delay, self._after, script)
        else:
            self._conclude(script)
        return True

    def _after(self, script: Script) -> None:
        self.waits = False
        self._conclude(script)
        self._go_on()

    def _conclude(self, script: Script) -> None:
        if script.end == "answer":
            self._say(script.content)
        elif script.end == "keep in silence":
            self.waits = True
        else:
            self.relay.flush()
            self.waits, self.out = True, b""
            self.transport.abort()

    def _quit(self) -> None:
        if self.relay.script.bye == "reset":
            self.relay.flush()
            self._reset()
            return
        self._say("221 2.0.0 Bye")
        self.relay.flush()
        self.transport.write(self.out)
        self.out = b""
        self.transport.close()

    def _say(self, text: str) -> None:
        self.out += text.encode() + b"\r\n"

    def _reset(self) -> None:
        """Hang up so that the other side sees "connection reset by peer"."""
        self.waits = True
        raw: socket.socket = self.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


async def serve(port: int, folder: Path, script: Script, raw: bool) -> None:
    """Until standard input ends."""
    relay, ended = Relay(folder, script, raw), asyncio.Event()
    relay.port = port
    await relay.follow(script)
    print(relay.port, flush=True)
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            new = Script(**json.loads(line))
            asyncio.run_coroutine_threadsafe(relay.follow(new), loop).result()
            print("follows", flush=True)
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=read, daemon=True).start()
    await ended.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", type=int, help="0 for any that is free")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--script", type=json.loads, default={}, help="JSON, as `Script` has it")
    parser.add_argument("--raw", action="store_true", help="keep the messages' bytes as well")
    told = parser.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(told.port, told.folder, Script(**told.script), told.raw))


if __name__ == "__main__":
    main()
