"""Whose request it is, as far as that limits how many wishes one client may send."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_of(request: HttpRequest) -> str:
    """The address of the client; of an IPv6 address its network, for a line has 2^64 of them.

    Behind `PROXY_COUNT` proxies of ours it is what the outermost of them saw. What stands further
    left in X-Forwarded-For came with the request, and anybody can write that.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    if settings.PROXY_COUNT:
        told = request.headers.get("X-Forwarded-For", "").split(",")
        if len(told) >= settings.PROXY_COUNT and told[-settings.PROXY_COUNT].strip():
            seen = told[-settings.PROXY_COUNT].strip()
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return seen
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
