"""No page, however it is made, takes a reader longer than the process that reads it is given (S14).

A megabyte took two seconds at most when this was measured; what takes time with the square of a
page takes minutes. It is the processor's time, so that a busy machine makes no page a slow one.
"""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from scrapers import apart
from scrapers.expect import LONGEST_REASON, NotThere, ParseError
from scrapers.sources import READERS
from tests.scrapers.pages import page
from tests.scrapers.walls import html

MEGABYTE = 1_000_000
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:c="http://publications.europa.eu/ontology/cdm#"'
    ' xmlns:owl="http://www.w3.org/2002/07/owl#">{}</rdf:RDF>'
)


def full(piece: str, size: int = MEGABYTE) -> str:
    """The piece, again and again."""
    return piece * (size // len(piece))


def page_of(piece: str) -> bytes:
    return html("Returns", full(piece))


def things(says: str) -> bytes:
    """A hundred thousand statements, each of a thing of its own."""
    each = (
        f'<rdf:Description rdf:about="http://x/{n}">{says.format(n + 1)}</rdf:Description>'
        for n in range(100_000)
    )
    return RDF.format("".join(each)).encode()


PLAIN = {
    name: full(piece).encode()
    for name, piece in {
        "letters": "x",
        "blanks": " ",
        "lines": "\n",
        "brackets": "(",
        "digits": "1",
        "opened tags": "<a",
        "comments": "<!---->",
        "instructions": "<?a ?>",
        "JSON lists": "[",
        "JSON objects": '{"data":',
    }.items()
} | {
    "an XML declaration that does not end": b"<?xml" + b" " * MEGABYTE,
    "closed JSON lists": b'{"data":' + b"[" * 500_000 + b"]" * 500_000 + b"}",
    "a long JSON number": b'{"data":' + b"9" * MEGABYTE + b"}",
}
PAGES = {
    f"a page of {name}": page_of(piece)
    for name, piece in {
        "opened tags": "<a",
        "divisions in each other": "<div>",
        "bold in each other": "<b>",
        "drawings in each other": "<svg>",
        "tables in each other": "<table><tr><td>",
        "breaks": "<br>",
        "closing tags": "</a>",
        "comments": "<!--",
        "entities": "&amp;",
        "no robots": "<noscript>not a robo</noscript>",
    }.items()
} | {
    "20,000 nested tags": html("Returns", "<div>" * 20_000 + "</div>" * 20_000),
    "a long title": html("x" * MEGABYTE, ""),
    "a long attribute": html("Returns", f'<p class="{full("x ")}"></p>'),
    "many attributes": html("Returns", f"<p {' '.join(f'a{n}=1' for n in range(90_000))}></p>"),
    "a script of backslashes": html("", f"<script>var json={{'events':['{full(chr(92))}</script>"),
}
XML = {
    "entities of entities": b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(20))
    + b']><rss version="2.0"><channel><title>&u;</title></channel></rss>',
    "a deep feed": b'<rss version="2.0">' + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</rss>",
    "a deep notice": b'<NOTICE type="tree">' + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</NOTICE>",
    "deep statements": RDF.format(
        "<rdf:Description><c:a>" * 20_000 + "</c:a></rdf:Description>" * 20_000
    ).encode(),
    "100,000 statements": things("<c:date>x</c:date>"),
    "a chain of 100,000 names": things('<owl:sameAs rdf:resource="http://x/{}"/>'),
    "many items": f'<rss version="2.0"><channel>{full("<item></item>")}</channel></rss>'.encode(),
}
HOSTILE = PLAIN | PAGES | XML


@pytest.mark.parametrize("reader", sorted(READERS), ids=" ".join)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_is_refused_in_time_and_in_few_words(reader: tuple[str, str], name: str) -> None:
    started = time.process_time()
    with pytest.raises((ParseError, NotThere)) as refused:
        READERS[reader](HOSTILE[name])
    assert time.process_time() - started < apart.SECONDS
    assert len(str(refused.value)) <= LONGEST_REASON + 2


PERSON = "<dc:creator>{}</dc:creator>"
PEOPLE = [PERSON.format(full("2098-01-01_")), PERSON.format(full("2098-", 300)) * 3000]


@pytest.mark.parametrize("people", PEOPLE, ids=["one long name", "many names"])
@pytest.mark.parametrize("site", ["council", "eurlex"])
def test_names_in_a_feed_take_no_longer(site: str, people: str) -> None:
    link = "https://www.consilium.europa.eu/en/press/press-releases/2098/11/06/returns/"
    if site == "eurlex":
        link = "https://eur-lex.europa.eu/legal-content/EN/AUTO/?uri=CELEX:52098PC0007"
    feed = (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>'
        f"<item><title>Returns</title><link>{link}</link>{people}</item></channel></rss>"
    )
    started = time.process_time()
    with suppress(ParseError):
        READERS[site, "rss"](feed.encode())
    assert time.process_time() - started < apart.SECONDS


MARKUP = {
    "final acts": "<h2>Final act</h2><ul><li>x</li></ul>",
    "tables": "<table><tr><td>x</td></tr></table>",
    "heads of tables": "<table><thead><tr><td>x</td></tr></thead></table>",
    "rows of a head": "<tr><td>x</td></tr>",
    "lists": "<ul><li>x</li></ul>",
    "terms": "<dt>Documents</dt><dd>x</dd>",
    "breaks": "<br>",
    "words": "<em>x</em>y",
}


@pytest.mark.parametrize("piece", MARKUP.values(), ids=MARKUP)
@pytest.mark.parametrize(
    ("reader", "name", "before"),
    [
        (("parliament", "procedure"), "oeil_2025.html", "<h2"),
        (("parliament", "procedure"), "oeil_2025.html", "</thead>"),
        (("parliament", "procedure"), "oeil_2021.html", "</body>"),
        (("eurlex", "procedure"), "eurlex_timeline.html", "</dl>"),
        (("eurlex", "procedure"), "eurlex_panels.html", "</dl>"),
        (("council", "listing"), "council_2026.html", "</p>"),
        (("council", "press-release"), "council_release_2026.html", "</h1>"),
        (("parliament", "press-release"), "parliament_release.html", "</ul>"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_many_tags_in_a_good_page_take_no_longer(
    reader: tuple[str, str], name: str, before: str, piece: str
) -> None:
    good = page(name).decode()
    assert before in good
    many = piece * (45_000 // piece.count("<"))
    started = time.process_time()
    with suppress(ParseError, NotThere):
        READERS[reader](good.replace(before, many + before, 1).encode())
    assert time.process_time() - started < apart.SECONDS


LONG = [" (Rule 1", " ", "2098-01-01_", "COM(2098) 1 - ", "é \u2019", "; ", "/x", "&#160;"]


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize(
    ("reader", "name", "words"),
    [
        (("parliament", "procedure"), "oeil_2025.html", "<td>Decision by Parliament"),
        (("parliament", "procedure"), "oeil_2021.html", "<span>Decision by Parliament"),
        (("eurlex", "procedure"), "eurlex_timeline.html", "Adoption of legislative"),
        (("council", "listing"), "council_2021.html", "</h3>"),
        (("council", "press-release"), "council_release_2026.html", "</h1>"),
        (("parliament", "press-release"), "parliament_release.html", "</h1>"),
        (("cellar", "procedure"), "cellar_procedure.rdf", "Proposal for a D"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_long_text_in_a_good_page_takes_no_longer(
    reader: tuple[str, str], name: str, words: str, piece: str
) -> None:
    longer = full(piece) + words if words.startswith("</") else words + full(piece)
    good = page(name).decode()
    assert words in good
    data = good.replace(words, longer, 1).encode()
    started = time.process_time()
    with suppress(ParseError, NotThere):
        READERS[reader](data)
    assert time.process_time() - started < apart.SECONDS
