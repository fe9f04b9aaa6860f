"""Whose site an address belongs to, and how much its word weighs for a fact.

The one ranking of sources: pages order a fact's proof by it, and a disagreement is judged by it.
"""

from __future__ import annotations

from collections.abc import Container
from urllib.parse import urlsplit

from legislation.domain.words import Institution, Rank

#: Official sites: the Union's own, and those of governments and parliaments. A site is added when
#: an entry first cites it; a copy of an official text on another site is no official source.
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
#: Whose own site a host is.
_OWN = {
    "eur-lex.europa.eu": Institution.OP,
    "publications.europa.eu": Institution.OP,
    "europarl.europa.eu": Institution.EP,
    "consilium.europa.eu": Institution.CONSIL,
    "ec.europa.eu": Institution.COM,
}
_UNION = "europa.eu"
_SHARED = frozenset({"ac", "co", "com", "gov", "net", "org"})  # as in com.cy: everybody's


def host_of(address: str) -> str:
    """The host that the address names, empty if it names none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def is_official(host: str) -> bool:
    """Whether the host is an official site, or below one."""
    return any(_is_of(host, site) for site in OFFICIAL)


def site_of(host: str) -> str:
    """The name under which one owner's hosts stand: news.example.com is example.com."""
    labels = host.split(".")
    shared = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SHARED
    return ".".join(labels[-3:] if shared else labels[-2:])


def owner_of(host: str) -> Institution | None:
    """The institution whose own site the host is, or lies below; None if it is nobody's known."""
    return next((owner for own, owner in _OWN.items() if _is_of(host, own)), None)


def rank_of(address: str, acted: Container[Institution], *, published: bool = False) -> Rank:
    """How much the word of an address weighs for a fact.

    `acted` are the institutions that did what the fact tells; `published` says that it tells a
    publication in the Official Journal. Without an address it is a citation.
    """
    host = host_of(address)
    owner = owner_of(host)
    if owner is Institution.OP and (published or "/eli/" in address):
        return Rank.JOURNAL
    if owner is not None and owner in acted:
        return Rank.ACTED
    if _is_of(host, _UNION):
        return Rank.UNION
    if is_official(host):
        return Rank.STATE
    return Rank.OTHER if host else Rank.CITED


def _is_of(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")
