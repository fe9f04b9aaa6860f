"""Recorded pages and their index: which file answers which request.

A folder holds an INDEX.tsv, one recording a line: tabs between the fields, no quoting. Its columns
`path` and `source_url` must be there; `method`, `accept`, `status` and `headers` (a JSON object;
null leaves out a header that would be computed) may be.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from threading import Lock
from urllib.parse import parse_qsl, unquote, urlsplit

CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xhtml": "application/xhtml+xml; charset=utf-8",
    ".rdf": "application/rdf+xml",
    ".xml": "application/xml",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}
# They describe the connection of then; we have our own.
FRAMING = {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive"}


class BadIndex(Exception):
    """The index cannot be served; says which file, which line and why."""


@dataclass(frozen=True)
class Question:
    """What a request asks, in the words of the index."""

    host: str
    method: str
    route: str
    parameters: tuple[tuple[str, str], ...] = ()
    accepts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Recording:
    """One line of the index: a file, and the requests that it answers."""

    file: Path
    host: str
    route: str
    parameters: Mapping[str, frozenset[str]]
    method: str
    accept: str
    status: int
    headers: Mapping[str, str | None]

    def answers(self, question: Question) -> bool:
        """Parameters that the recorded address doesn't name don't matter, nor those left out."""
        return (
            (self.host, self.method, self.route) == (question.host, question.method, question.route)
            and (not self.accept or self.accept in question.accepts)
            and all(
                value in self.parameters.get(name, {value}) for name, value in question.parameters
            )
        )

    def agreement(self, question: Question) -> int:
        """How many parameters of the request the recorded address names, with that value."""
        return sum(value in self.parameters.get(name, ()) for name, value in question.parameters)

    def read(self) -> Answer:
        """The recorded answer, with what it leaves open computed; raises `OSError`."""
        body = self.file.read_bytes()
        headers: dict[str, str | None] = {
            "Content-Type": CONTENT_TYPES.get(self.file.suffix, "application/octet-stream"),
            "Etag": f'"{hashlib.sha256(body).hexdigest()}"',
            **self.headers,
        }
        given = {name: value for name, value in headers.items() if value is not None}
        return Answer(self.status, given, body)


class Index:
    """The recordings of a folder; read again when the file has changed."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "INDEX.tsv"
        self._lock = Lock()
        self._state: tuple[int, int] | None = None
        self._recordings: tuple[Recording, ...] = ()

    def recordings(self) -> tuple[Recording, ...]:
        """Raises `BadIndex`."""
        with self._lock:
            try:
                found = self._file.stat()
                state = (found.st_mtime_ns, found.st_size)
                if state != self._state:
                    self._recordings = _read(self._file)
                    self._state = state
            except (OSError, UnicodeDecodeError) as error:
                raise BadIndex(f"{self._file} cannot be read: {error}") from error
            return self._recordings

    def find(self, question: Question) -> Recording | None:
        """The recording that agrees best, of equals the first; raises `BadIndex`."""
        candidates = [each for each in self.recordings() if each.answers(question)]
        return max(candidates, key=lambda each: each.agreement(question), default=None)

    def answer(self, question: Question) -> Answer:
        try:
            recording = self.find(question)
        except BadIndex as error:
            return _page(500, str(error))
        if recording is None:
            if (question.method, question.route) == ("GET", "/robots.txt"):
                robots = b"User-agent: *\nAllow: /\n"
                return Answer(200, {"Content-Type": CONTENT_TYPES[".txt"]}, robots)
            return _page(404, f"{question.host} has no recording of {question.route}")
        try:
            return recording.read()
        except OSError:
            return _page(500, f"{recording.file} is in the index but cannot be read")


def _page(status: int, text: str) -> Answer:
    body = f"<!doctype html><title>{status}</title><p>{escape(text)}</p>\n"
    return Answer(status, {"Content-Type": CONTENT_TYPES[".html"]}, body.encode())


def _read(file: Path) -> tuple[Recording, ...]:
    # Not splitlines(): a note may hold one of the rarer line breaks.
    lines = file.read_text(encoding="utf-8-sig").split("\n")
    columns = lines[0].split("\t")
    missing = [name for name in ("path", "source_url") if name not in columns]
    if missing:
        raise BadIndex(f"{file} has no column {' and no column '.join(missing)} in its first line")
    recordings = []
    for number, line in enumerate(lines[1:], start=2):
        # A row may end early: its last columns are then empty.
        row = dict(zip(columns, line.split("\t"), strict=False))
        if not row.get("source_url"):
            continue
        try:
            recordings.append(_recording(file.parent, row))
        except ValueError as error:
            raise BadIndex(f"{file}, line {number}: {error}") from error
    return tuple(recordings)


def _recording(folder: Path, row: Mapping[str, str]) -> Recording:
    address = urlsplit(row["source_url"])
    if not address.hostname:
        raise ValueError(f"source_url {row['source_url']!r} names no host")
    file = Path(row["path"])
    if not file.name or file.is_absolute() or ".." in file.parts:
        raise ValueError(f"path {row['path']!r} is not a file below the index")
    parameters: dict[str, set[str]] = {}
    for name, value in parse_qsl(address.query, keep_blank_values=True):
        parameters.setdefault(name, set()).add(value)
    return Recording(
        file=folder / file,
        host=address.hostname,
        route=route_of(address.path),
        parameters={name: frozenset(values) for name, values in parameters.items()},
        method=row.get("method", "").upper() or "GET",
        accept=bare(row.get("accept") or _accept_in_note(row.get("note", ""))),
        status=_status(row.get("status") or "200"),
        headers=_headers(row.get("headers") or "{}"),
    )


def _accept_in_note(note: str) -> str:
    """Older indexes have no column for it and write "Accept: ..." as a note."""
    name, _, value = note.partition(":")
    return value if name.strip().lower() == "accept" else ""


def _status(text: str) -> int:
    if not text.isdecimal() or not 200 <= int(text) <= 999:
        raise ValueError(f"status {text!r} is not a number from 200 to 999")
    return int(text)


def _headers(text: str) -> dict[str, str | None]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise ValueError(f"headers are not JSON: {error}") from error
    if not isinstance(given, dict):
        raise ValueError("headers are not a JSON object")
    headers = {name.title(): None if value is None else str(value) for name, value in given.items()}
    if any("\n" in (value or "") or "\r" in (value or "") for value in headers.values()):
        raise ValueError("a header holds a line break")
    return {name: value for name, value in headers.items() if name not in FRAMING}


def route_of(path: str) -> str:
    return unquote(path).rstrip("/") or "/"


def bare(media_type: str) -> str:
    """A media type to compare: no spaces, and no preference, which doesn't name anything."""
    parts = media_type.lower().replace(" ", "").split(";")
    return ";".join(part for part in parts if not part.startswith("q="))
