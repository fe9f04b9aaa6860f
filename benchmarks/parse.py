"""Readers against lxml's bare parse of the same bytes, BeautifulSoup's, and public parsers.

First how much of each page is read, then what a reading costs. JSON is held against `json.loads`.
Of the public parsers, openbasement reads CELLAR's notices; `eurlex` and `eurlxp` are for the texts
of acts and are given procedure pages all the same, since nothing on PyPI is for these
(looked in November 2026).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import lxml.etree
import lxml.html
from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

from benchmarks._measure import compare, peer
from benchmarks._pages import KINDS, RECORDED, SMALL, Kind, entries

FLOORS: Mapping[str, tuple[str, Callable[[bytes], object]]] = {
    "html": ("lxml, bare parse", lxml.html.document_fromstring),
    "xml": ("lxml, bare parse", lxml.etree.fromstring),
    "json": ("json, bare parse", json.loads),
}
#: What a row of a public parser's table must hold to be an event.
A_DAY = re.compile(r"\b\d\d/\d\d/\d{4}\b")

warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)


def public() -> dict[str, dict[str, Callable[[bytes], int]]]:
    """The public parsers that are there, by the name of what they are given; each tells how many
    events it finds."""
    tables: dict[str, Callable[[bytes], int]] = {
        name: partial(_in_table, module.parse_html)
        for name in ("eurlex", "eurlxp")
        if (module := peer(name))
    }
    notices: dict[str, Callable[[bytes], int]] = {}
    place = "git+https://github.com/openstage-eu/openbasement"
    if (openbasement := peer("openbasement", place)) and (rdflib := peer("rdflib")):
        notices["openbasement on rdflib"] = partial(_extracted, rdflib, openbasement)
    return {"EUR-Lex procedure page": tables, "CELLAR notice, RDF": notices}


def _in_table(parse: Callable[[str], Any], page: bytes) -> int:
    table = parse(page.decode())
    return sum(bool(A_DAY.search(text)) for text in table["text"]) if len(table) else 0


def _extracted(rdflib: Any, openbasement: Any, notice: bytes) -> int:
    graph = rdflib.Graph().parse(data=notice, format="xml")
    procedures = openbasement.extract(graph, template="eu_procedure")
    return sum(len(procedure.get("events", [])) for procedure in procedures)


def count(kind: Kind, root: Path, peers: Mapping[str, Callable[[bytes], int]]) -> None:
    """Print how many entries the pages have, and how many each reader finds."""
    pages = [page.read_bytes() for page in kind.pages(root)]
    there = [kind.count(page) for page in pages]
    readers = {"read here": lambda page: entries(kind.read(page)), **peers}
    told = []
    for name, events in readers.items():
        found = [events(page) for page in pages]
        whole = sum(mine == all_of_it for mine, all_of_it in zip(found, there, strict=True))
        told.append(f"{name} {sum(found)}" + ("" if whole == len(pages) else f", {whole} whole"))
    print(f"{kind.name:40}{len(pages):3} pages{sum(there):5} entries; {'; '.join(told)}")


def time(kind: Kind, page: Path, peers: Mapping[str, Callable[[bytes], int]]) -> None:
    """Print what reading one page costs."""
    data = page.read_bytes()
    floor, parse = FLOORS[kind.markup]
    work: dict[str, Callable[[], object]] = {
        floor: partial(parse, data),
        "read here": partial(kind.read, data),
    }
    if kind.markup != "json":
        for name in ("lxml" if kind.markup == "html" else "lxml-xml", "html.parser"):
            work[f"BeautifulSoup on {name}, bare parse"] = partial(BeautifulSoup, data, name)
    for name, events in peers.items():
        work[name] = partial(events, data)
    print(f"\n{kind.name}: {page.name}, {len(data) / 1000:.0f} kB")
    compare(work, floor)


def main() -> None:
    """Count, then time, on the small pages and on the recorded ones."""
    found = public()
    peers = {
        kind: {
            name: it
            for given, those in found.items()
            if kind.name.startswith(given)
            for name, it in those.items()
        }
        for kind in KINDS
    }
    if not RECORDED.is_dir():
        print(f"Without recorded pages, for {RECORDED} is absent: SAMPLES may name another folder.")
    for root in filter(Path.is_dir, (SMALL, RECORDED)):
        print(f"\n{'Small pages of our own' if root == SMALL else 'Recorded pages'}: {root}")
        for kind in KINDS:
            count(kind, root, peers[kind])
        for kind in KINDS:
            if page := kind.chosen(root):
                time(kind, page, peers[kind])


if __name__ == "__main__":
    main()
