"""A CELLAR notice as a graph in which each thing has one name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import pyoxigraph

from legislation.domain.references import celex
from scrapers.expect import ParseError, tidy

_CDM = "http://publications.europa.eu/ontology/cdm#"
_SAME = "http://www.w3.org/2002/07/owl#sameAs"
_CELEX = "http://publications.europa.eu/resource/celex/"

_END = re.compile(rb"</(?:[\w.-]+:)?RDF\s*>\s*(?:<!--.*?-->\s*)*$", re.DOTALL)

Names = Iterable[str]


def last_part(name: str) -> str:
    """The end of an address: ADP_byCOM of …/authority/event/ADP_byCOM."""
    return unquote(name.rsplit("/", 1)[-1])


class Graph:
    """The notice's statements, with all addresses of a thing joined, in the notice's order.

    Properties are asked for by their names in the CDM ontology, the most specific first: the first
    that has a value answers, since CELLAR repeats each fact under more general names.
    """

    def __init__(self, notice: bytes) -> None:
        """Raises `ParseError` if the bytes are not a whole RDF/XML document."""
        quads = _quads(notice)
        self._joined: dict[str, str] = {}
        for quad in quads:
            if quad.predicate.value == _SAME:
                self._join(_value(quad.subject), _value(quad.object))
        self._names: dict[str, dict[str, None]] = defaultdict(dict)
        self._things: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        self._texts: dict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
        self._subjects: dict[str, None] = {}
        for quad in quads:
            self._keep(quad)

    def __iter__(self) -> Iterator[str]:
        """Everything that the notice says something of."""
        return iter(self._subjects)

    def names(self, thing: str) -> list[str]:
        """All addresses of a thing."""
        return [unquote(name) for name in self._names[thing]]

    def with_property(self, name: str) -> list[str]:
        """The things that have this property."""
        return [thing for thing in self if (thing, _CDM + name) in self._texts]

    def texts(self, thing: str, properties: Names) -> list[str]:
        """The texts under the first of the properties that has one."""
        for name in properties:
            if found := self._texts.get((thing, _CDM + name)):
                return list(dict.fromkeys(tidy(text) for text, _ in found))
        return []

    def text_in(self, language: str, thing: str, name: str) -> str | None:
        """A property's text in one language. A text without language is a placeholder."""
        found = self._texts.get((thing, _CDM + name), {})
        return next((tidy(text) for text, spoken in found if spoken == language), None)

    def things(self, thing: str, properties: Names) -> list[str]:
        """The things under the first of the properties that has one."""
        for name in properties:
            if found := self._things.get((thing, _CDM + name)):
                return list(found)
        return []

    def celex_of(self, works: Iterable[str]) -> list[str]:
        """The CELEX numbers of works, each once; works without one are left out."""
        found: dict[str, None] = {}
        for work in works:
            for name in self._names[work]:
                if name.startswith(_CELEX):
                    found.update(dict.fromkeys(_celex(last_part(name))))
        return list(found)

    def _keep(self, quad: pyoxigraph.Quad) -> None:
        if isinstance(quad.subject, pyoxigraph.Triple):
            return
        thing = self._call(_value(quad.subject))
        self._subjects[thing] = None
        fact = thing, quad.predicate.value
        if isinstance(quad.object, pyoxigraph.Literal):
            self._texts[fact][quad.object.value, quad.object.language or ""] = None
        else:
            self._things[fact][self._call(_value(quad.object))] = None

    def _call(self, address: str) -> str:
        thing = self._root(address)
        self._names[thing][address] = None
        return thing

    def _root(self, address: str) -> str:
        while (further := self._joined.get(address, address)) != address:
            address = further
        return address

    def _join(self, one: str, other: str) -> None:
        first, second = self._root(one), self._root(other)
        if first != second:
            self._joined[second] = first


def _celex(number: str) -> list[str]:
    try:
        return [celex(number)]
    except ValueError:
        return []


def _value(node: object) -> str:
    return str(getattr(node, "value", node))


def _quads(notice: bytes) -> list[pyoxigraph.Quad]:
    start = notice[:4000]
    if b"RDF" not in start or b"http://www.w3.org/1999/02/22-rdf-syntax-ns#" not in start:
        other = "an XML notice" if b"<NOTICE" in start else "no rdf:RDF"
        raise ParseError(f"expected RDF/XML at the start of the notice, found {other}")
    if not _END.search(notice[-4000:]):  # the parser is content with half a document
        raise ParseError("expected </rdf:RDF> at the end of the notice: it is cut off")
    try:
        return list(pyoxigraph.parse(notice, format=pyoxigraph.RdfFormat.RDF_XML))
    except (SyntaxError, ValueError) as error:
        raise ParseError(f"expected a whole RDF/XML document: {error}") from None
