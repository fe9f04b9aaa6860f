# ruff: noqa: RUF001 (the alphabets of the Union)
from __future__ import annotations

import codecs

import pytest

from scrapers.expect import ParseError
from scrapers.sources.charset import decoded, expect_readable
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
