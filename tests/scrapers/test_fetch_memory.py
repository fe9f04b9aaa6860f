"""However a server behaves, one request takes little memory and ends in time (S2).

With the program's bounds of size, not the small ones of `test_fetch.py`; the asking is done by a
process of its own, whose greatest memory the system counts.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from itertools import repeat
from pathlib import Path

import pytest

from tests.scrapers.test_fetch import Behaviour, Server, chunked, say, server

__all__ = ["server"]

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="only Linux tells a process's greatest memory"
)

#: In KiB. Measured in November 2026: 64 MiB for the largest good answer, 36 for the worst bad one.
MOST_MEMORY = 100 * 1024
#: A sixth of the real time, which the slow ones use up, and what a process takes beside it.
TOTAL_SECONDS = 5
MOST_SECONDS = TOTAL_SECONDS + 5
MIB = 1024 * 1024
ASK = """
import json, re, sys, time
from scrapers.fetch import *
def peak(): return int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
base = sys.argv[1]
request = Request(base, "tests")
limits = Limits(origin_of(base), total_seconds=float(sys.argv[2]), private_targets=True)
before, started = peak(), time.monotonic()
try:
    said = f"{len(fetch(request, Validators(), limits).content)} bytes"
except (Unavailable, NotAllowed) as error:
    said = str(error)
print(json.dumps([said, peak() - before, time.monotonic() - started]))
"""


def endless(beginning: bytes, pieces: Iterable[bytes]) -> Behaviour:
    """An answer that begins so and goes on until the other side hangs up."""

    def go_on(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(beginning)
        for piece in pieces:
            handler.wfile.write(piece)

    return go_on


def packed(content: bytes) -> Behaviour:
    return lambda handler: say(handler, 200, content, Content_Encoding="gzip")


def round_and_round(handler: BaseHTTPRequestHandler) -> None:
    say(handler, 302, bytes(9 * MIB), Location="/again")


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
A_MIB = gzip.compress(bytes(MIB))
BEHAVIOURS: dict[str, tuple[Behaviour, str]] = {
    "as much as is allowed": (lambda h: say(h, 200, bytes(10 * MIB)), "10485760 bytes"),
    "as much as is allowed, packed": (packed(gzip.compress(bytes(30 * MIB))), "31457280 bytes"),
    "a gigabyte, packed": (packed(A_MIB * 1024), "when decompressed"),
    "packed without end": (
        endless(OK + b"Content-Encoding: gzip\r\n\r\n", repeat(A_MIB)),
        "when decompressed",
    ),
    "packed nothing without end": (
        endless(OK + b"Content-Encoding: gzip\r\n\r\n", repeat(gzip.compress(b"") * 1000)),
        "more than 10485760 bytes|5 seconds",
    ),
    "no end": (endless(OK + b"\r\n", repeat(bytes(MIB))), "more than 10485760 bytes"),
    "a length that is a lie": (
        endless(OK + b"Content-Length: 99999999999\r\n\r\n", repeat(bytes(MIB))),
        "more than 10485760 bytes",
    ),
    "chunks without end": (
        endless(CHUNKED, repeat(b"3e8\r\n" + bytes(1000) + b"\r\n")),
        "more than 10485760 bytes",
    ),
    "chunks of a byte": (endless(CHUNKED, repeat(b"1\r\nx\r\n" * 10_000)), "10485760|5 seconds"),
    "one chunk without end": (
        endless(CHUNKED + b"fffffffffff\r\n", repeat(bytes(MIB))),
        "more than 10485760 bytes",
    ),
    "a length of a chunk without end": (endless(CHUNKED, repeat(b"0" * MIB)), "Protocol"),
    "trailers without end": (endless(CHUNKED + b"0\r\n", repeat(b"X-A: b\r\n" * 9999)), "Protocol"),
    "200,000 headers": (endless(OK, [b"X-A: b\r\n" * 200_000]), "Protocol"),
    "a header without end": (endless(OK + b"X-A: ", repeat(b"x" * MIB)), "Protocol"),
    "a status without end": (endless(b"HTTP/1.1 200 ", repeat(b"x" * MIB)), "Protocol"),
    "blank lines without end": (endless(b"", repeat(b"\r\n" * 100_000)), "Protocol|5 seconds"),
    "continue without end": (
        endless(b"", repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)),
        "Protocol|5 seconds",
    ),
    "round and round with a body": (round_and_round, "more than 5 redirects"),
    "half a chunk": (lambda h: chunked(h, b"fffff\r\nhalf"), "RemoteProtocolError"),
}


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_it_takes_little_memory_and_ends(server: Server, name: str) -> None:
    behaviour, told = BEHAVIOURS[name]

    def once(handler: BaseHTTPRequestHandler) -> None:
        with suppress(OSError):  # the other side has had enough
            behaviour(handler)
        handler.close_connection = True

    server.behaviour = once
    ran = subprocess.run(
        [sys.executable, "-c", ASK, server.base + "/", str(TOTAL_SECONDS)],
        capture_output=True,
        check=True,
        timeout=60,
    )
    said, memory, seconds = json.loads(ran.stdout)
    assert any(each in said for each in told.split("|"))
    assert memory <= MOST_MEMORY
    assert seconds <= MOST_SECONDS
