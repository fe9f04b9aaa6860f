"""The statements of a CELLAR notice in XML, `application/xml;notice=tree`.

The same facts as in RDF, in other clothes: an element is a property in capital letters, its VALUE a
text, its URI and SAMEAS the addresses of a thing. Concepts carry an English PREFLABEL, which RDF
does not. Events stand beside the dossier, or in it (as in the Publications Office's own examples).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from scrapers.expect import ParseError
from scrapers.sources.cellar_graph import LABEL, SAME, Statement

REFERENCE = "procedure_code_interinstitutional_reference_procedure"
CONTAINS = "dossier_contains_event_legal"
_PART_OF = "EVENT_LEGAL_PART_OF_DOSSIER"
_PROCEDURE = re.compile(r"/resource/procedure/(\d{4}_\d{1,4}[A-Z]?)")
_PLUMBING = {"URI", "SAMEAS", "EVENT", "EMBEDDED_NOTICE"}


def read_statements(notice: str) -> Iterator[Statement]:
    """The statements about the dossier and its events, in the document's order.

    Raises `ParseError` if the text is no well-formed tree notice of one dossier, in English, of
    which each event says that it is a part.
    """
    root = _root(notice)
    dossiers = root.findall("DOSSIER")
    if len(dossiers) != 1:
        raise ParseError(f"expected one DOSSIER in the notice, found {len(dossiers)}")
    dossier = _addresses(dossiers[0])
    if not dossier:
        raise ParseError("expected a URI of the DOSSIER in the notice, found none")
    yield from _said_of(dossiers[0])
    yield from _reference_in(dossiers[0], dossier)
    for event in _events(root, dossiers[0], dossier):
        yield Statement(dossier[0], CONTAINS, _addresses(event)[0], None)
        yield from _said_of(event)


def _root(notice: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(notice.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"expected a whole XML notice: {error}") from None
    if root.tag != "NOTICE" or root.get("type") != "tree":
        raise ParseError(
            f'expected <NOTICE type="tree">, found <{root.tag} type="{root.get("type")}">'
        )
    if root.get("decoding", "eng") != "eng":
        raise ParseError(f'expected labels in English, found decoding="{root.get("decoding")}"')
    return root


def _events(
    root: etree._Element, dossier: etree._Element, addresses: list[str]
) -> Iterator[etree._Element]:
    known: set[str] = set()
    for event in [*root.findall("EVENT"), *dossier.findall("EVENT")]:
        names = _addresses(event)
        if not names or known.intersection(names):
            raise ParseError(f"expected a URI of its own in each EVENT, found {names or 'none'}")
        known.update(names)
        wholes = [name for whole in event.findall(_PART_OF) for name in _addresses(whole)]
        if not set(addresses).intersection(wholes):
            raise ParseError(f"expected the event {names[-1]} to be part of the notice's DOSSIER")
        yield event


def _reference_in(dossier: etree._Element, addresses: list[str]) -> Iterator[Statement]:
    """A dossier that does not spell out its reference still has it in its own address."""
    if dossier.find(REFERENCE.upper()) is None:
        for name in addresses:
            if found := _PROCEDURE.search(name):
                yield Statement(addresses[0], REFERENCE, found[1], "")


def _said_of(element: etree._Element) -> Iterator[Statement]:
    names = _addresses(element)
    yield from _same(names)
    for child in element.iterchildren("*"):
        if child.tag not in _PLUMBING:
            yield from _property(names[0], child)


def _property(subject: str, element: etree._Element) -> Iterator[Statement]:
    name = str(element.tag).lower()
    if things := _addresses(element):
        yield Statement(subject, name, things[0], None)
        yield from _same(things)
        for label in element.findall("PREFLABEL"):
            yield Statement(things[0], LABEL, label.text or "", "en")
    elif element.find("VALUE") is not None:
        language = (element.findtext("LANG") or "").strip()
        for value in element.findall("VALUE"):
            yield Statement(subject, name, value.text or "", language)
    elif name == "type" and not (element.text or "").startswith("cdm:"):
        yield Statement(subject, name, element.text or "", "")


def _same(names: list[str]) -> Iterator[Statement]:
    for other in names[1:]:
        yield Statement(names[0], SAME, other, None)


def _addresses(element: etree._Element) -> list[str]:
    found = [*element.findall("URI/VALUE"), *element.findall("SAMEAS/URI/VALUE")]
    return [text for value in found if (text := (value.text or "").strip())]
