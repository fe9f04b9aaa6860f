"""The only module that opens a connection: one request, within bounds, to an allowed target.

It is given everything and returns everything; pace, memory and judgement belong to the pipeline.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpcore2


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
    cannot be reached, is too slow, sends too much, breaks off, or sends us elsewhere.
    """
    deadline = time.monotonic() + limits.total_seconds
    address = request.address
    _check(address, limits)
    backend = _Bounded(limits, deadline)
    with httpcore2.ConnectionPool(ssl_context=_trusted(), network_backend=backend) as pool:
        for _ in range(limits.redirects + 1):
            try:
                answer = _ask(pool, address, request, validators, limits)
            except httpcore2.TimeoutException as error:
                raise Unavailable(f"no answer within {limits.total_seconds:g} seconds") from error
            except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
                raise Unavailable(f"{type(error).__name__}: {error}") from error
            target = answer.headers.get("location")
            if answer.status not in {301, 302, 303, 307, 308} or not target:
                return answer
            address = _elsewhere(address, target, limits)
    raise Unavailable(f"more than {limits.redirects} redirects")


@cache
def _trusted() -> ssl.SSLContext:
    """Whom TLS trusts, read once for each process: it costs more than all else of a request."""
    return httpcore2.default_ssl_context()


def _check(address: str, limits: Limits) -> None:
    parts = urlsplit(address)
    if origin_of(address) != limits.origin:
        raise NotAllowed(f"{address} is not on {limits.origin}, the only place that may answer")
    if parts.username or parts.password:
        raise NotAllowed(f"{parts.hostname}: an address with a name and password in it")
    if parts.scheme != "https" and not limits.private_targets:
        raise NotAllowed(f"{address} is not https")


def _elsewhere(here: str, target: str, limits: Limits) -> str:
    """Where a redirect may lead. CELLAR's name http: addresses of its own host: asked as https."""
    https = limits.origin.startswith("https://")
    try:
        address = urljoin(here, target)
        parts = urlsplit(address)
        if parts.scheme == "http" and https and parts.port in {None, 80}:
            address = parts._replace(scheme="https", netloc=parts.hostname or "").geturl()
        _check(address, limits)
    except (NotAllowed, ValueError) as error:
        raise Unavailable(f"it sends us elsewhere: {error}"[:300]) from error
    return address


def _ask(
    pool: httpcore2.ConnectionPool,
    address: str,
    request: Request,
    validators: Validators,
    limits: Limits,
) -> Answer:
    headers = {
        "Host": urlsplit(address).netloc,
        "User-Agent": request.user_agent,
        "Accept": request.accept,
        "Accept-Encoding": "gzip",
    }
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    with pool.stream("GET", _ascii(address), headers=list(headers.items())) as response:
        told = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        content = _body(response.iter_stream(), told.get("content-encoding", ""), limits)
        return Answer(response.status, address, content, told)


def _ascii(address: str) -> str:
    """What a redirect gives in other letters goes over the wire percent-encoded."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%")


def _body(chunks: Iterable[bytes], encoding: str, limits: Limits) -> bytes:
    gzip = encoding.lower() in {"gzip", "x-gzip"}
    if not gzip and encoding.lower() not in {"", "identity"}:
        raise Unavailable(f"it is encoded as {encoding[:40]}, which was not asked for")
    inflate = _gunzip() if gzip else None
    wire = 0
    decoded = bytearray()
    for chunk in chunks:
        wire += len(chunk)
        if wire > limits.wire_bytes:
            raise Unavailable(f"more than {limits.wire_bytes} bytes")
        try:
            if inflate is None:
                decoded += chunk
            else:
                inflate = _inflate(inflate, chunk, decoded, limits.decoded_bytes + 1)
        except zlib.error as error:
            raise Unavailable(f"compression is broken: {error}") from error
        if len(decoded) > limits.decoded_bytes:
            raise Unavailable(f"more than {limits.decoded_bytes} bytes when decompressed")
    if inflate and wire and not inflate.eof:
        raise Unavailable("the compressed answer breaks off")
    return bytes(decoded)


def _gunzip() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _inflate(
    inflate: zlib._Decompress, chunk: bytes, decoded: bytearray, most: int
) -> zlib._Decompress:
    """Add what a chunk holds, up to `most` bytes in all; a gzip body may have several members."""
    while chunk and len(decoded) < most:
        if inflate.eof:
            inflate = _gunzip()
        decoded += inflate.decompress(chunk, most - len(decoded))
        chunk = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    return inflate


class _Bounded(httpcore2.NetworkBackend):
    """Connects only where it may, to the very address that was checked, until the deadline.

    A host is resolved once; whoever changes its name's address after the check changes nothing.
    """

    def __init__(self, limits: Limits, deadline: float) -> None:
        self.limits, self.deadline = limits, deadline
        self.real = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Open a connection to a public address, or to any if private targets are allowed."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise Unavailable(f"the name {host} could not be resolved") from error
        places = list(dict.fromkeys(ipaddress.ip_address(each[4][0]) for each in found))
        for ip in places:
            if not _is_public(ip) and not self.limits.private_targets:
                raise NotAllowed(f"{host} stands for {ip}, which is not a public address")
        for ip in places:  # one that leads nowhere, over IPv6 say, is not the whole site
            wait = min(self.limits.connect_seconds, _left(self.deadline))
            try:
                stream = self.real.connect_tcp(str(ip), port, wait)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if ip == places[-1]:
                    raise
                continue
            return _BoundedStream(stream, self.deadline)
        raise Unavailable(f"the name {host} stands for no address")


#: IPv6 addresses that carry one of IPv4 inside (6to4, Teredo, NAT64), and what Python 3.11 still
#: takes for public (IETF protocol assignments).
_NOT_PUBLIC = [
    ipaddress.ip_network(net) for net in ("2002::/16", "2001::/32", "64:ff9b::/96", "192.0.0.0/24")
]


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the open internet, and does not stand for another."""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        return _is_public(ip.ipv4_mapped)
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _NOT_PUBLIC)


class _BoundedStream(httpcore2.NetworkStream):
    """A connection on which nobody waits beyond the deadline, however the bytes drip."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at the latest when the time is over."""
        return self.stream.read(max_bytes, _left(self.deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send within the time that is left."""
        self.stream.write(buffer, _left(self.deadline))

    def close(self) -> None:
        """Hang up."""
        self.stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Go on encrypted, the certificate being that of the host's name."""
        wait = _left(self.deadline)
        secure = self.stream.start_tls(ssl_context, server_hostname, wait)
        return _BoundedStream(secure, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection says of itself."""
        return self.stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return left
