"""Who takes part in the race of `fanout.py`, each run in a process of its own.

    python -m benchmarks._senders CONTENDER COUNT

Where the sink and the database are stands in the environment, as for the tracker. Prepares, sends,
prints a line of JSON: `seconds` and `cpu` from the news to the last mail handed over, `peak` memory
in MiB meanwhile. The limit wants `SAMPLE`, a file with the product's own mail to number 0.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from benchmarks._measure import peer
from tests import crowd

CONNECTIONS, AT_ONCE = 4, 500
_TEXT = "A line of a mail that tells what happened, when, and by whom.\n" * 28
_LINK = "http://127.0.0.1:8000/u/{{ token }}/"


def measure(work: Callable[[], None]) -> dict[str, float]:
    """What the work took; the memory of what was prepared before counts, its peaks do not."""
    Path("/proc/self/clear_refs").write_text("5")
    cpu, started = _cpu(), time.perf_counter()
    work()
    seconds, cpu = time.perf_counter() - started, _cpu() - cpu
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return {"seconds": seconds, "cpu": cpu, "peak": peak}


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def product(count: int) -> Callable[[], None]:
    """The tracker: news into notices and mails, and these to the relay, until none is left."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
    django.setup()
    from django.core.management import call_command

    from legislation import alerts, mail

    call_command("migrate", verbosity=0)
    proposal = crowd.followed()
    crowd.gather(count, proposal)
    crowd.bring_news(proposal)

    def send() -> None:
        while alerts.fan_out() + mail.send_due():
            pass

    return send


def post_office(count: int) -> Callable[[], None]:
    """django-post-office: a template, rendered for each, bulk-created; five threads send."""
    from django.conf import settings

    relay = os.environ["EMAIL_URL"].rpartition(":")
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": f"{os.environ['VAR_DIR']}/post_office.sqlite3",
                "OPTIONS": {"timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
            }
        },
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(relay[2]),
        USE_TZ=True,
        POST_OFFICE={
            "BATCH_SIZE": 5000,
            "THREADS_PER_PROCESS": 5,
            "BATCH_DELIVERY_TIMEOUT": 3600,
            "TEMPLATE_ENGINE": "django",
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGGING_CONFIG=None,
    )
    peer("post_office", "django-post-office")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return lambda: _through_post_office(count)


def _through_post_office(count: int) -> None:
    logging.getLogger("post_office").setLevel("ERROR")
    mail = __import__("post_office.mail").mail
    models = __import__("post_office.models").models
    template = models.EmailTemplate.objects.create(
        name="alert",
        subject="Return Regulation: Plenary adopts the text",
        content=_TEXT + _LINK,
        html_content=f"<p>{_TEXT}</p><a href='{_LINK}'>Stop</a>",
    )
    for start in range(0, count, 5000):
        mail.send_many(
            [
                {
                    "recipients": [crowd.address(number)],
                    "sender": "alerts@example.org",
                    "template": template,
                    "context": {"token": crowd.token(number)},
                    "headers": {"List-Unsubscribe": f"<http://127.0.0.1/{crowd.token(number)}>"},
                }
                for number in range(start, min(start + 5000, count))
            ]
        )
    while mail.send_queued()[0]:
        pass


def limit(count: int) -> Callable[[], None]:
    """Ready bytes from a durable queue in SQLite, pipelined over four connections (RFC 2920).

    What the machine and the language allow, and no product: no refusal is looked at, nobody is
    asked whether the mail is still wanted.
    """
    sample = Path(os.environ["SAMPLE"]).read_bytes()
    cut = sample.replace(crowd.address(0).encode(), b"\0a\0")
    parts = cut.replace(crowd.token(0).encode(), b"\0t\0").split(b"\0")
    queue = sqlite3.connect(f"{os.environ['VAR_DIR']}/queue.sqlite3", isolation_level=None)
    queue.execute("PRAGMA journal_mode=WAL")
    queue.execute("PRAGMA synchronous=NORMAL")
    queue.execute("CREATE TABLE follower (id INTEGER PRIMARY KEY, address TEXT, token TEXT)")
    queue.execute("CREATE TABLE mail (id INTEGER PRIMARY KEY, follower INT, sent INT DEFAULT 0)")
    queue.execute("CREATE INDEX waiting ON mail (id) WHERE sent = 0")
    queue.execute("BEGIN")
    rows = ((number, crowd.address(number), crowd.token(number)) for number in range(count))
    queue.executemany("INSERT INTO follower VALUES (?, ?, ?)", rows)
    queue.execute("COMMIT")
    return lambda: _through_pipes(queue, parts)


def _through_pipes(queue: sqlite3.Connection, parts: list[bytes]) -> None:
    queue.execute("INSERT INTO mail (follower) SELECT id FROM follower")
    port = int(os.environ["EMAIL_URL"].rpartition(":")[2])
    pipes = [Pipe(port) for _ in range(CONNECTIONS)]
    wanted = "SELECT mail.id, address, token FROM mail JOIN follower ON follower.id = follower "
    wanted += "WHERE sent = 0 ORDER BY mail.id LIMIT ?"
    while rows := queue.execute(wanted, (AT_ONCE,)).fetchall():
        for turn, (number, address, token) in enumerate(rows):
            put = {b"a": address.encode(), b"t": token.encode()}
            content = b"".join(put.get(part, part) for part in parts)
            content = content.replace(b"Message-ID: <", b"Message-ID: <%d." % number, 1)
            pipes[turn % CONNECTIONS].send(put[b"a"], content)
        for pipe in pipes:
            pipe.settle()
        span = (rows[0][0], rows[-1][0])
        queue.execute("UPDATE mail SET sent = 1 WHERE id BETWEEN ? AND ?", span)


class Pipe:
    """A connection on which one message is under way while the next is made.

    What is sent together: the content of a message, and the envelope of the next.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self._read()
        self.content, self.awaited = b"", 0
        next(self.lines)
        self.socket.sendall(b"EHLO limit\r\n")
        while next(self.lines)[3:4] == b"-":
            pass

    def send(self, address: bytes, content: bytes) -> None:
        """Send the message before this one, with the envelope of this one."""
        envelope = b"MAIL FROM:<alerts@example.org>\r\nRCPT TO:<%s>\r\nDATA\r\n" % address
        self._hear()
        self.socket.sendall(self.content + envelope)
        self.awaited = 4 if self.content else 3
        self.content = content.replace(b"\r\n.", b"\r\n..") + b".\r\n"

    def settle(self) -> None:
        """Until all that was sent is kept."""
        self._hear()
        if self.content:
            self.socket.sendall(self.content)
            self.content, self.awaited = b"", 1
            self._hear()

    def _hear(self) -> None:
        for _ in range(self.awaited):
            line = next(self.lines)
            if line[:1] not in b"23":
                raise SystemExit(f"The sink said {line!r}")
        self.awaited = 0

    def _read(self) -> Iterator[bytes]:
        rest = b""
        while data := self.socket.recv(65536):
            *lines, rest = (rest + data).split(b"\r\n")
            yield from lines


CONTENDERS: dict[str, Callable[[int], Callable[[], Any]]] = {
    "product": product,
    "post_office": post_office,
    "limit": limit,
}

if __name__ == "__main__":
    print(json.dumps(measure(CONTENDERS[sys.argv[1]](int(sys.argv[2])))))
