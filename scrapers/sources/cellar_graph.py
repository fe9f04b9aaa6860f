"""A CELLAR notice as a graph in which each thing has one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import unquote

from legislation.domain.references import celex
from scrapers.expect import tidy

_CELEX = "http://publications.europa.eu/resource/celex/"
SAME = "sameAs"
LABEL = "prefLabel"

Names = Iterable[str]


class Statement(NamedTuple):
    """A fact of a notice. `name` is the property's in the CDM ontology, or `SAME` or `LABEL`.

    `language` is None if the value is the address of a thing, "" if it is a text without language.
    """

    subject: str
    name: str
    value: str
    language: str | None


def last_part(name: str) -> str:
    """The end of an address: ADP_byCOM of …/authority/event/ADP_byCOM."""
    return unquote(name.rsplit("/", 1)[-1])


def celex_in(number: str) -> list[str]:
    """The CELEX number, or nothing if it is none: a few names under celex/ are of another kind."""
    try:
        return [celex(number)]
    except ValueError:
        return []


class Graph:
    """The notice's statements, with all addresses of a thing joined, in the notice's order.

    Properties are asked for by their names in the CDM ontology, the most specific first: the first
    that has a value answers, since CELLAR repeats each fact under more general names.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        said = list(statements)
        self._joined: dict[str, str] = {}
        for statement in said:
            if statement.name == SAME:
                self._join(statement.subject, statement.value)
        self._names: dict[str, dict[str, None]] = defaultdict(dict)
        self._things: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._texts: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
        self._subjects: dict[str, None] = {}
        for statement in said:
            self._keep(statement)

    def __iter__(self) -> Iterator[str]:
        """Everything that the notice says something of."""
        return iter(self._subjects)

    def names(self, thing: str) -> list[str]:
        """All addresses of a thing."""
        return [unquote(name) for name in self._names[thing]]

    def with_property(self, name: str) -> list[str]:
        """The things that have this property."""
        return [thing for thing in self if (thing, name) in self._texts]

    def texts(self, thing: str, properties: Names) -> list[str]:
        """The texts under the first of the properties that has one."""
        for name in properties:
            if found := self._texts.get((thing, name)):
                return list(dict.fromkeys(_words(text) for text, _ in found))
        return []

    def text_in(self, language: str, thing: str, name: str) -> str | None:
        """A property's first text in one language; "" asks for a text without language."""
        found = self._texts.get((thing, name), {})
        return next((_words(text) for text, spoken in found if spoken == language), None)

    def things(self, thing: str, properties: Names) -> list[str]:
        """The things under the first of the properties that has one."""
        for name in properties:
            if found := self._things.get((thing, name)):
                return list(found)
        return []

    def celex_of(self, works: Iterable[str]) -> list[str]:
        """The CELEX numbers of works, each once; works without one are left out."""
        found: dict[str, None] = {}
        for work in works:
            for name in self._names[work]:
                if name.startswith(_CELEX):
                    found.update(dict.fromkeys(celex_in(last_part(name))))
        return list(found)

    def _keep(self, statement: Statement) -> None:
        thing = self._call(statement.subject)
        self._subjects[thing] = None
        fact = thing, statement.name
        if statement.language is None:
            self._things[fact][self._call(statement.value)] = None
        else:
            self._texts[fact][statement.value, statement.language] = None

    def _call(self, address: str) -> str:
        thing = self._root(address)
        self._names[thing][address] = None
        return thing

    def _root(self, address: str) -> str:
        root = address
        while (further := self._joined.get(root, root)) != root:
            root = further
        while address != root:  # shorten the way, or a long chain is walked again each time
            self._joined[address], address = root, self._joined[address]
        return root

    def _join(self, one: str, other: str) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._joined[second] = first


def _words(text: str) -> str:
    """One line. Some texts contain carriage returns that were escaped twice."""
    return tidy(text.replace("&#13;", " "))
