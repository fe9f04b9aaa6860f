"""The only module that opens a connection: one request, within bounds, to an allowed target.

It is given everything and returns everything; pace, memory and judgement belong to the pipeline.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import zlib
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx2


class Unavailable(Exception):
    """No answer worth keeping came: says what happened, in words."""


class NotAllowed(Exception):
    """The target is not one that may be asked: says which and why."""


@dataclass(frozen=True)
class Request:
    """What to ask for, and who asks."""

    address: str
    user_agent: str
    accept: str = "*/*"


@dataclass(frozen=True)
class Validators:
    """What the last good answer gave for a conditional request (RFC 9110, section 13)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Limits:
    """Bounds of one request. Seconds are wall clock; `origin` is the only one that may answer.

    `private_targets` lets plain http and loopback or other non-public addresses be asked.
    """

    origin: str
    connect_seconds: float = 5.0
    total_seconds: float = 30.0
    wire_bytes: int = 10 * 1024 * 1024
    decoded_bytes: int = 30 * 1024 * 1024
    redirects: int = 5
    private_targets: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back, decoded once."""

    status: int
    address: str
    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def not_modified(self) -> bool:
        """The server says that nothing changed since the validators."""
        return self.status == 304


def origin_of(address: str) -> str:
    """Scheme, host and port: "https://eur-lex.europa.eu:443"."""
    parts = urlsplit(address)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme, 0)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{port}"


def fetch(request: Request, validators: Validators, limits: Limits) -> Answer:
    """Ask once, following redirects that stay with the allowed origin.

    Raises `NotAllowed` before anything is sent to a wrong target, `Unavailable` when the server
    cannot be reached, is too slow, sends too much, or breaks off.
    """
    deadline = time.monotonic() + limits.total_seconds
    address = request.address
    timeout = httpx2.Timeout(limits.total_seconds, connect=limits.connect_seconds)
    with httpx2.Client(timeout=timeout, trust_env=False, follow_redirects=False) as client:
        for _ in range(limits.redirects + 1):
            address = _upgraded(address, limits)
            try:
                answer = _ask(client, address, request, validators, limits, deadline)
            except httpx2.TimeoutException as error:
                raise Unavailable(f"no answer within {limits.total_seconds:g} seconds") from error
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                raise Unavailable(f"{type(error).__name__}: {error}") from error
            target = answer.headers.get("location")
            if answer.status not in {301, 302, 303, 307, 308} or not target:
                return answer
            address = urljoin(address, target)
    raise Unavailable(f"more than {limits.redirects} redirects")


def _upgraded(address: str, limits: Limits) -> str:
    """CELLAR redirects to http: addresses of its own host; ask those over https."""
    parts = urlsplit(address)
    if parts.scheme == "http" and limits.origin.startswith("https://") and parts.port in {None, 80}:
        return parts._replace(scheme="https", netloc=parts.hostname or "").geturl()
    return address


def _ask(
    client: httpx2.Client,
    address: str,
    request: Request,
    validators: Validators,
    limits: Limits,
    deadline: float,
) -> Answer:
    pinned = _checked(address, limits)
    host = urlsplit(address).netloc
    headers = {
        "Host": host,
        "User-Agent": request.user_agent,
        "Accept": request.accept,
        "Accept-Encoding": "gzip",
    }
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    extensions = {"sni_hostname": urlsplit(address).hostname}
    with client.stream("GET", pinned, headers=headers, extensions=extensions) as response:
        content = _body(response, limits, deadline)
        told = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, address, content, told)


def _checked(address: str, limits: Limits) -> httpx2.URL:
    """The address with its host resolved once, so that nobody can change it after the check."""
    if origin_of(address) != limits.origin:
        raise NotAllowed(f"{address} is not on {limits.origin}, the only place that may answer")
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise NotAllowed(f"{parts.hostname}: an address with a name and password in it")
    if parts.scheme != "https" and not limits.private_targets:
        raise NotAllowed(f"{address} is not https")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise Unavailable(f"the name {parts.hostname} could not be resolved") from error
    ip = ipaddress.ip_address(found[0][4][0])
    if not ip.is_global and not limits.private_targets:
        raise NotAllowed(f"{parts.hostname} stands for {ip}, which is not a public address")
    return httpx2.URL(address).copy_with(host=str(ip), port=port)


def _body(response: httpx2.Response, limits: Limits, deadline: float) -> bytes:
    gzip = response.headers.get("content-encoding", "").lower() in {"gzip", "x-gzip"}
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
    wire = 0
    decoded = bytearray()
    for chunk in response.iter_raw():
        wire += len(chunk)
        if time.monotonic() > deadline:
            raise Unavailable(f"not complete after {limits.total_seconds:g} seconds")
        if wire > limits.wire_bytes:
            raise Unavailable(f"more than {limits.wire_bytes} bytes")
        room = limits.decoded_bytes - len(decoded) + 1
        try:
            decoded += inflate.decompress(chunk, room) if inflate else chunk
        except zlib.error as error:
            raise Unavailable(f"compression is broken: {error}") from error
        if len(decoded) > limits.decoded_bytes:
            raise Unavailable(f"more than {limits.decoded_bytes} bytes when decompressed")
    if inflate and wire and not inflate.eof:
        raise Unavailable("the compressed answer breaks off")
    return bytes(decoded)
