# ruff: noqa: RUF001 (the alphabets of the Union)
from __future__ import annotations

import codecs

import pytest

from legislation.models import Source
from scrapers.answers import read
from scrapers.expect import ParseError
from scrapers.records import ListingRecord, ProcedureRecord, Record
from scrapers.sources import WATCHED
from scrapers.sources.charset import decoded, expect_readable, in_utf_8
from scrapers.sources.eurlex import read_procedure
from tests.scrapers.pages import page

# "Proposal ... return of third-country nationals", roughly, in each official language.
SENTENCES = {
    "bg": "Предложение за връщане на граждани на трети държави",
    "cs": "Návrh nařízení o navracení státních příslušníků třetích zemí",
    "da": "Forslag om tilbagesendelse af tredjelandsstatsborgere – første læsning",
    "de": "Vorschlag über die Rückführung von Drittstaatsangehörigen, „erste Lesung“",
    "el": "Πρόταση για την επιστροφή υπηκόων τρίτων χωρών",
    "en": "Proposal on the return of third-country nationals – Council’s position",
    "es": "Propuesta sobre el retorno: decisión del año",
    "et": "Ettepanek kolmandate riikide kodanike tagasisaatmise kohta, määrus nõukogule",
    "fi": "Ehdotus kolmansien maiden kansalaisten palauttamisesta, käsittely",
    "fr": "Proposition relative au retour, première lecture, règlement",
    "ga": "Togra le haghaidh fillte náisiúnach tríú tír",
    "hr": "Prijedlog uredbe o vraćanju državljana trećih zemalja",
    "hu": "Javaslat a harmadik országbeli állampolgárok visszaküldéséről, őszi ülés",
    "it": "Proposta: la libertà è attività del Consiglio",
    "lt": "Pasiūlymas dėl trečiųjų šalių piliečių grąžinimo",
    "lv": "Priekšlikums par trešo valstu valstspiederīgo atgriešanu",
    "mt": "Proposta dwar ir-ritorn taċ-ċittadini ta’ pajjiżi terzi, żmien",
    "nl": "Voorstel inzake terugkeer van onderdanen: coördinatie, één lezing",
    "pl": "Wniosek dotyczący powrotu obywateli państw trzecich, różne",
    "pt": "Proposta relativa ao regresso, decisão e votação",
    "ro": "Propunere privind returnarea resortisanților țărilor terțe",
    "sk": "Návrh nariadenia o návrate štátnych príslušníkov tretích krajín",
    "sl": "Predlog o vračanju državljanov tretjih držav",
    "sv": "Förslag om återvändande av tredjelandsmedborgare",
}


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1250", "koi8-r", "utf-16"])
def test_utf_8_under_another_name_is_refused(language: str, declared: str) -> None:
    text = f'<html><head><meta charset="{declared}"><title>{SENTENCES[language]}</title></html>'
    with pytest.raises(ParseError, match="charset"):
        assert SENTENCES[language] in decoded(text.encode())


@pytest.mark.parametrize("language", SENTENCES)
def test_bytes_that_are_not_utf_8_are_refused_as_such(language: str) -> None:
    for charset in ("cp1250", "cp1251", "cp1252", "cp1253", "cp1257", "iso8859-1", "iso8859-2"):
        try:
            data = SENTENCES[language].encode(charset)
        except UnicodeEncodeError:
            continue
        with pytest.raises(ParseError, match="declared charset utf-8: not so at byte"):
            decoded(data)
        with pytest.raises(ParseError, match="declared charset UTF-8: not so at byte"):
            decoded(data, "UTF-8")


@pytest.mark.parametrize("language", SENTENCES)
def test_what_was_decoded_wrongly_before_us_is_seen(language: str) -> None:
    expect_readable(SENTENCES[language], "a title")
    expect_readable(SENTENCES[language].upper(), "a title")
    for charset in ("latin-1", "cp1252", "cp1251", "iso8859-7", "koi8-r"):
        try:
            garbled = SENTENCES[language].encode().decode(charset)
        except UnicodeDecodeError:
            continue
        with pytest.raises(ParseError, match="readable text in a title"):
            expect_readable(garbled, "a title")


@pytest.mark.parametrize("text", ["Spaß“ – „Ä“", "«LIBERTÉ»", "ΠΡΌΤΑΣΗ", "N°\u00a01", "", None])
def test_rare_but_honest_text_is_readable(text: str | None) -> None:
    expect_readable(text, "a title")


def test_the_mark_comes_before_the_header_and_the_header_before_the_page() -> None:
    title = '<meta charset="utf-8"><title>Año</title>'
    assert decoded(codecs.BOM_UTF8 + title.encode(), "koi8-r") == title
    assert decoded(codecs.BOM_UTF16_BE + title.encode("utf-16-be"), "utf-8") == title
    assert decoded(title.encode("latin-1"), "ISO-8859-1") == title
    assert decoded('<meta http-equiv=X content="text/html; charset=latin1">Año'.encode("latin-1"))
    assert decoded("<!-- <meta charset=koi8-r> --><title>Año".encode()).endswith("Año")


@pytest.mark.parametrize("name", ["base64", "rot13", "utf-7", "iso-8859-12", "x-user", "latin-9"])
def test_an_unknown_charset_is_refused(name: str) -> None:
    with pytest.raises(ParseError, match="known charset"):
        decoded(b"<html>", name)


def test_a_page_in_another_charset_that_it_declares_is_the_same_page() -> None:
    french = page("eurlex_timeline.html", ("Discussions within", "Débats au Conseil, within"))
    expected, text = read_procedure(french), french.decode()
    assert read_procedure(text.encode("utf-16")) == expected
    western = text.replace("<head>", '<head><meta charset="windows-1252">')
    assert read_procedure(western.encode("cp1252")) == expected
    with pytest.raises(ParseError, match="charset"):
        read_procedure(western.encode())
    with pytest.raises(ParseError, match="charset"):
        read_procedure(text.encode("cp1252"))


# In what each language was written before UTF-8.
BEFORE = {
    **dict.fromkeys(SENTENCES, "cp1252"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "bg": "cp1251",
    "el": "cp1253",
    "mt": "iso8859-3",
}


def asked(data: bytes, content_type: str, slug: str = "eurlex") -> Record:
    """What is made of an answer where answers come in."""
    (watched,) = [w for w in WATCHED if w.slug == slug]
    return read(watched, Source(proposal=None), data, {"content-type": content_type})


def declared(language: str, wrongly: str) -> tuple[str, str, bytes]:
    """The header, the page's sentence and the page, with one wrong declaration."""
    legacy = BEFORE[language]
    sentence = SENTENCES[language].encode(legacy, "ignore").decode(legacy)
    text = page("eurlex_panels.html", ("Proposal for a Directive", sentence)).decode()
    header, meta, real = {
        "header": ("text/html; charset=ISO-8859-1", "utf-8", "utf-8"),
        "page": ('text/html;charset="utf-8"', legacy, "utf-8"),
        "both": ("text/html; charset=utf-8", "utf-8", legacy),
        "another": (
            f"text/html; charset={'koi8-r' if legacy == 'cp1251' else 'cp1251'}",
            legacy,
            legacy,
        ),
    }[wrongly]
    return header, sentence, text.replace("utf-8", meta).encode(real, "ignore")


def test_of_24_languages_with_4_wrong_declarations_none_is_read_wrongly() -> None:
    outcomes = {"right": 0, "flagged": 0, "wrong": 0}
    for language in SENTENCES:
        for wrongly in ("header", "page", "both", "another"):
            header, sentence, data = declared(language, wrongly)
            try:
                record = asked(data, header)
            except ParseError:
                outcomes["flagged"] += 1
                continue
            assert isinstance(record, ProcedureRecord)
            right = sentence in (record.title or "")
            outcomes["right" if right else "wrong"] += 1
    assert sum(outcomes.values()) == 96
    assert outcomes["wrong"] == 0, outcomes
    assert outcomes["right"] >= 24, outcomes


@pytest.mark.parametrize("language", SENTENCES)
def test_a_page_that_says_nothing_is_read_as_its_header_says(language: str) -> None:
    legacy = BEFORE[language]
    sentence = SENTENCES[language].encode(legacy, "ignore").decode(legacy)
    for said in ("utf-8", legacy):  # servers write the header, authors copy the page's line
        page_of = page("eurlex_panels.html", ("Proposal for a Directive", sentence)).decode()
        data = page_of.replace('<meta charset="utf-8">', f'<meta charset="{said}">').encode(
            legacy, "ignore"
        )
        record = asked(data, f"text/html; charset={legacy.replace('iso8859', 'iso-8859')}")
        assert isinstance(record, ProcedureRecord) and sentence in (record.title or "")


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("cellar", "cellar_procedure.rdf"),
        ("cellar", "cellar_procedure.xml"),
        ("eurlex", "eurlex_timeline.html"),
        ("epapi", "epapi_procedure.json"),
        ("oeil", "oeil_2025.html"),
        ("oeil", "oeil_2021.html"),
        ("council-rss", "council.rss"),
        ("council-press", "council_2025.html"),
    ],
)
def test_every_reader_takes_what_the_header_says(slug: str, name: str) -> None:
    for content_type in ("text/html; charset=UTF-8", "application/x; charset=utf8", "text/html"):
        assert asked(page(name), content_type, slug) == asked(page(name), "", slug)
    western = page(name).decode().encode("cp1252", "xmlcharrefreplace")
    if name.endswith("html"):
        told = asked(western, "text/html; charset=windows-1252", slug)
        assert told == asked(page(name), "", slug)
    with pytest.raises(ParseError, match="charset"):
        asked(page(name), "text/html; charset=x-user", slug)


@pytest.mark.parametrize("declaration", ["utf-8", "iso-8859-2"])
def test_a_feeds_own_line_gives_way_to_the_header(declaration: str) -> None:
    feed = page(
        "council.rss", ("Third", "Třetí"), ('encoding="utf-8"', f'encoding="{declaration}"')
    )
    told = asked(feed, "application/rss+xml; charset=utf-8", "council-rss")
    assert isinstance(told, ListingRecord) and told.items[1].title == "Třetí"


@pytest.mark.parametrize(
    ("slug", "name", "old"),
    [
        ("council-rss", "council.rss", "Third"),
        ("council-press", "council_2025.html", ">Third"),
        ("oeil", "oeil_2025.html", "Debate in Parliament"),
    ],
)
def test_words_that_were_decoded_wrongly_before_us_are_no_title(
    slug: str, name: str, old: str
) -> None:
    with pytest.raises(ParseError, match="expected readable text"):
        asked(page(name, (old, f"{old} – Año".encode().decode("cp1252"))), "", slug)


def test_a_mark_comes_before_the_header() -> None:
    data = page("eurlex_timeline.html").decode().encode("utf-16")
    assert in_utf_8(data, "text/html; charset=iso-8859-1") == data


def test_a_garbled_title_is_refused() -> None:
    for old, where in [
        ("Adoption of legislative proposal", "the row of the event"),
        ("European Committee", "script"),
    ]:
        with pytest.raises(ParseError, match=rf"readable text in .*{where}"):
            read_procedure(page("eurlex_timeline.html", (old, f"â€™ {old}")))
    heading = ("Proposal for a Directive", "Proposal for a Dir\ufffdctive")
    with pytest.raises(ParseError, match=r"readable text in #procedureHeading"):
        read_procedure(page("eurlex_panels.html", heading))
