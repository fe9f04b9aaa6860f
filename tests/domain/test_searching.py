"""What a search means, without a database."""

from __future__ import annotations

import pytest

from legislation.domain.references.asking import asked
from legislation.domain.searching import LONGEST, MARK, Query, haystack, tokens

TEXT = (
    "Maroš Šefčovič presents COM(2025) 101 final, 2025/0059(COD), repealing Directive 2008/115/EC"
)


@pytest.mark.parametrize(
    "written",
    [
        "COM(2025) 101",
        "COM(2025)101",
        "COM(2025)0101",
        "com 2025 101 final",
        "com/2025/101/FINAL",
        "COM_2025_101",
        "COM\u2011(2025)\u00a0101",
        "52025PC0101",
        "celex:52025pc0101",
        "2025/0059",
        "2025/59",
        "2025_59",
        "2025-0059",
        "procedure:2025_59",
        "2025/59 COD",
        "2025/0059(COD)",
        "2025-0059-COD",
        "COD/2025/0059",
        "2008/115",
        "2008/115/EC",
        "2008/115/EG",
        "2008/115/we",
        "directive 2008/115",
        "Richtlinie 2008/115/EG",
        "32008L0115",
        "http://data.europa.eu/eli/dir/2008/115/oj",
        "COM(2025) 101 final/2",
        "0059/2025",
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:52025PC0101",
        "https://eur-lex.europa.eu/legal-content/FR/TXT/?uri=CELEX%3A32008L0115&from=DE",
        "https://oeil.europarl.europa.eu/oeil/en/procedure-file?reference=2025/0059(COD)",
        f"https://example.org/{'a' * 300}/?reference=2025/0059(COD)",
        "https://eur-lex.europa.eu/procedure/EN/2025_59",
        "eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX%3A52025PC0101",
        "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=COM:2025:101:FIN",
        "http://127.0.0.1:8000/proposals/2025-0059-COD/events/commission-proposal-2025-03-11/",
        "tracker.example.org/de/proposals/2025-0059-COD/?on=2025-06-17#vote",
    ],
)
def test_a_reference_is_found_in_any_spelling(written: str) -> None:
    query = Query.read(written)
    assert len(query.references) == 1 and not query.terms
    assert query.finds(haystack(TEXT))
    [(start, end)] = query.spans(TEXT)
    assert TEXT[start:end] in {"COM(2025) 101 final", "2025/0059(COD)", "Directive 2008/115/EC"}


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("https://data.consilium.europa.eu/doc/document/ST-9620-2019-INIT/en/pdf", "ST 9620/19"),
        ("https://www.europarl.europa.eu/doceo/document/A-6-2007-0339_EN.html", "A6-0339/2007"),
        ("www.europarl.europa.eu/doceo/document/TA-9-2020-0362_FR.pdf", "P9_TA(2020)0362"),
        ("https://www.europarl.europa.eu/doceo/document/LIBE-PR-650507_EN.pdf", "PE650.507"),
    ],
)
def test_the_address_of_a_document_is_its_reference(address: str, names: str) -> None:
    assert Query.read(address) == Query.read(names)
    assert Query.read(address).finds(haystack(f"See {names}."))


@pytest.mark.parametrize(
    "ending",
    ["CE", "EK", "ES", "EF", "EY", "EB", "EZ", "EÜ", "WE", "KE", "ΕΚ", "ЕО"],  # noqa: RUF001
)
def test_an_act_is_known_by_its_ending_in_each_language(ending: str) -> None:
    assert Query.read(f"2008/115/{ending}").finds(haystack(TEXT))
    assert Query.read("2008/115/EC").finds(haystack(f"2008/115/{ending}"))


def test_an_address_without_a_reference_is_searched_as_it_is() -> None:
    assert Query.read("see https://example.org/hubs").finds(
        haystack("See https://example.org/hubs")
    )


@pytest.mark.parametrize(
    "other",
    [
        "COM(2025) 1010",
        "SWD(2025) 101",
        "2025/0059(NLE)",
        "2025/0059A(COD)",
        "2025/0095",
        "2008/0115(COD)",
        "Regulation 2008/115",
        "32008D0115",
        "2024/1349",
    ],
)
def test_another_reference_is_not_taken_for_it(other: str) -> None:
    query = Query.read(other)
    assert query.references
    assert not query.finds(haystack(TEXT))
    assert query.spans(TEXT) == []


@pytest.mark.parametrize("slip", ["C0M 2025 101", "2025/0059(CDO)", "EU 2025 0059"])
def test_a_slip_of_the_pen_is_no_reference(slip: str) -> None:
    assert Query.read(slip).references == ()


@pytest.mark.parametrize("days", ["2025-06-17", "2018-2019", "17/06/2025", "2025-06"])
def test_a_day_and_a_span_of_years_are_no_references(days: str) -> None:
    assert asked(days) == ((), days)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("Sefcovic", "Maroš Šefčovič", True),
        ("ŠEFČOVIČ", "Maros Sefcovic", True),
        ("Höhere", "die ho\u0308here Instanz", True),
        ("lodz straße", "Łódź, STRASSE", True),
        ("deten", "detention", True),
        ("tention", "detention", False),
        ("de", "detention", False),
        ("de", "Vice de", True),
        ("20", "2025", False),
        ("hubs return", "return hubs", True),
        ("hubs detention", "return hubs", False),
        ('"return hubs"', "return of hubs", False),
        ("“return hubs”", "the return hubs", True),
        ('"return hub"', "return hubs", False),
        ("non-paper", "a non paper", True),
        ("non-paper", "paper non", False),
        ("C143/22", "the judgment in C\u2011143/22", True),
        ("c 143/22", "(C-143/22)", True),
        ("C143/22", "OJ C 22, p. 143", False),
        ('"unbalanced quote', "unbalanced quotes", True),
    ],
)
def test_words(words: str, text: str, found: bool) -> None:
    query = Query.read(words)
    assert query.finds(haystack(text)) is found
    assert bool(query.spans(text)) is found or len(query.terms) > 1


def test_what_is_found_is_marked_once_where_words_overlap() -> None:
    text = "Return hubs, returns"
    spans = Query.read('ret return "return hubs"').spans(text)
    assert [text[start:end] for start, end in spans] == ["Return hubs", "returns"]


@pytest.mark.parametrize("nothing", ["", "  ", "?!&|*:()", "\0", "😀", '""', "_", "\u0301"])
def test_what_says_nothing_asks_nothing(nothing: str) -> None:
    assert not Query.read(nothing)


def test_only_so_much_of_a_question_is_read() -> None:
    assert Query.read("x" * LONGEST + " detention").terms == Query.read("x" * LONGEST).terms
    assert len(Query.read(" ".join(f"w{n}" for n in range(60))).terms) == 20
    assert len(Query.read(" ".join(f"2025/{n:04}(COD)" for n in range(1, 12))).references) == 5


def test_no_word_looks_like_a_mark() -> None:
    assert MARK not in "".join(tokens("Straße ẞ ßf1 \u1e9ef1"))
