"""Which sites are official: the Union's own, and those of governments and parliaments.

A site is added when an entry first cites it; a copy of an official text on another site is not
an official source.
"""

from __future__ import annotations

from urllib.parse import urlsplit

OFFICIAL = frozenset(
    {
        "europa.eu",  # the institutions and agencies of the Union, with all that is below it
        "eu2008.si",  # the Slovenian presidency of the Council, 2008
        "admin.ch",  # the Swiss federal authorities
        "eu.dk",  # the Folketing's information centre on the Union
        "ft.dk",  # the Folketing
        "gov.ie",
        "gov.lv",
        "gov.pl",
        "parliament.uk",
        "riksdagen.se",
        "tweedekamer.nl",
        "vie-publique.fr",  # the French prime minister's services
    }
)
_SHARED = frozenset({"ac", "co", "com", "gov", "net", "org"})  # as in com.cy: everybody's


def host_of(address: str) -> str:
    """The host that the address names, empty if it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_official(host: str) -> bool:
    """Whether the host is an official site, or below one."""
    return any(host == site or host.endswith(f".{site}") for site in OFFICIAL)


def site_of(host: str) -> str:
    """The name under which one owner's hosts stand: news.example.com is example.com."""
    labels = host.split(".")
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED
    return ".".join(labels[-3:] if shared else labels[-2:])
