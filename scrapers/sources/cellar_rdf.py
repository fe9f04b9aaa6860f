"""The statements of a CELLAR notice in RDF/XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph
from lxml import etree

from scrapers.expect import ParseError
from scrapers.sources.cellar_graph import LABEL, SAME, Statement

_CDM = "http://publications.europa.eu/ontology/cdm#"
_KNOWN = {
    "http://www.w3.org/2002/07/owl#sameAs": SAME,
    "http://www.w3.org/2004/02/skos/core#prefLabel": LABEL,
}
_END = re.compile(r"</(?:[\w.-]+:)?RDF\s*>\s*(?:<!--(?:(?!-->).)*+-->\s*)*+$", re.DOTALL)


def read_statements(notice: str) -> Iterator[Statement]:
    """All statements, in the document's order.

    Raises `ParseError` if the text is not a whole RDF/XML document. Whoever calls has refused
    document types: the parser would expand their entities.
    """
    if "http://www.w3.org/1999/02/22-rdf-syntax-ns#" not in notice[:4000]:
        raise ParseError("expected RDF/XML at the start of the notice, found no rdf:RDF")
    if not _END.search(notice[-4000:]):  # the parser is content with half a document
        raise ParseError("expected </rdf:RDF> at the end of the notice: it is cut off")
    _expect_shallow(notice)
    try:
        quads = list(pyoxigraph.parse(notice.encode(), format=pyoxigraph.RdfFormat.RDF_XML))
    except (SyntaxError, ValueError) as error:
        raise ParseError(f"expected a whole RDF/XML document: {error}") from None
    for quad in quads:
        if not isinstance(quad.subject, pyoxigraph.Triple):
            yield _statement(quad)


def _expect_shallow(notice: str) -> None:
    """The statements' parser takes time with the square of the depth; libxml2 stops at 256."""
    try:
        etree.fromstring(notice.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ParseError(f"expected a whole RDF/XML document: {error}") from None


def _statement(quad: pyoxigraph.Quad) -> Statement:
    predicate = quad.predicate.value
    name = _KNOWN.get(predicate) or predicate.removeprefix(_CDM)
    if isinstance(quad.object, pyoxigraph.Literal):
        value, language = quad.object.value, quad.object.language or ""
    else:
        value, language = _address(quad.object), None
    return Statement(_address(quad.subject), name, value, language)


def _address(node: object) -> str:
    return str(getattr(node, "value", node))
