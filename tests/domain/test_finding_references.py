from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.domain.references import (
    Eli,
    ProcedureReference,
    canonical,
    celex,
    document,
    find,
    find_in_links,
    notations,
    recognise,
)


def test_references_are_found_in_running_text() -> None:
    text = (
        "The Council agreed on the proposal COM(2025)\u00a0101 final (2025/0059 (COD)), which"
        " replaces Directive 32008L0115, its text 02008L0115-20081224 and 2018/0329(COD);"
        " see Regulation (EU) 2024/1351, 2008/115/EC, COM(2025) 101 and 32008L0115R(02)."
    )
    assert find(text) == (
        "COM(2025) 101",
        "2025/0059(COD)",
        "32008L0115",
        "02008L0115-20081224",
        "2018/0329(COD)",
        "32008L0115R(02)",
    )
    assert find("A quiet day.") == ()
    assert find("Not the years 2024/2025, 2025/0000(COD) or COM(1066) 1.") == ()


def test_council_documents_are_found_in_running_text() -> None:
    text = "See ST 16707/25, ST 10812 2023 REV 1, ST-9620-2019-INIT, EST 5/19 and document 9620/19."
    assert find(text) == ("ST 16707/25", "ST 10812/23 REV 1", "ST 9620/19")


@pytest.mark.parametrize(
    ("link", "references"),
    [
        (
            "https://data.consilium.europa.eu/doc/document/ST-10812-2023-REV-1/en/pdf",
            ("ST 10812/23 REV 1",),
        ),
        ("//register.consilium.europa.eu/doc/srv?l=EN&f=ST%209620%202019%20INIT", ("ST 9620/19",)),
        ("//register.consilium.europa.eu/doc/srv?l=EN&f=ST+9620+2019+INIT", ("ST 9620/19",)),
        (
            "http://register.consilium.europa.eu/pdf/en/08/st16/st16676-re01.en08.pdf",
            ("ST 16676/08 REV 1",),
        ),
        (
            "https://oeil.europarl.europa.eu/oeil/en/procedure-file?reference=2025/0059(COD)",
            ("2025/0059(COD)",),
        ),
        ("/oeil/popups/ficheprocedure.do?lang=en&reference=2020/0363 ", ("2020/0363",)),
        ("/popups/ficheprocedure.do?reference=2018%2F0330A%28COD%29&l=en", ("2018/0330A(COD)",)),
        ("/oeil/FindByProcnum.do?lang=en&procnum=COD/2005/0167", ("2005/0167(COD)",)),
        ("https://eur-lex.europa.eu/procedure/EN/2025_59", ("2025/0059",)),
        ("https://law-tracker.europa.eu/procedure/2025_59?lang=en", ("2025/0059",)),
        ("https://data.europarl.europa.eu/api/v2/procedures/2025-0059/events", ("2025/0059",)),
        ("https://tracker.eu/fr/proposals/2025-0059-COD/events/vote/", ("2025/0059(COD)",)),
        ("/doceo/document/A-6-2007-0339_EN.html", ()),
        ("https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008L0115", ("32008L0115",)),
        ("/legal-content/EN/TXT/?uri=celex%3A32004L0048R%2801%29&from=EN", ("32004L0048R(01)",)),
        ("/LexUriServ/LexUriServ.do?uri=CELEX:32008L0115:EN:NOT", ("32008L0115",)),
        ("https://publications.europa.eu/resource/celex/52025PC0101", ("52025PC0101",)),
        ("https://eur-lex.europa.eu/eli/reg/2024/1349/oj", ("32024R1349",)),
        ("http://data.europa.eu/eli/dir/2008/115/oj", ("32008L0115",)),
        ("/legal-content/EN/TXT/?uri=COM:2025:101:FIN", ("COM(2025) 101",)),
        ("https://example.org/COM_2025_101_1_EN_ACT_part1_v9.pdf", ("COM(2025) 101",)),
        ("/RegData/etudes/ATAG/2022/733688/EPRS_ATA(2022)733688_EN.pdf", ()),
        ("/en/press/press-releases/2025/06/05/council-sets-position/", ()),
        ("http://[", ()),
    ],
)
def test_references_are_found_in_links(link: str, references: tuple[str, ...]) -> None:
    assert find_in_links([link, link]) == references


# Text made of the pieces that references are made of finds more than any letters do.
PIECES = (
    "COM|ST|PE|A10|TA|RC|CSST|R|(01)|eli|celex:|OJ L|JO C|REV|FIN|COD|2025|08|101|0059"
    "|/|-|_|(|)|:| |\u2011|\u0660|\u017f|\u00b2|999999999999999999999999999999"
)
pieces = st.lists(st.sampled_from(PIECES.split("|")), max_size=12).map("".join)


@given(st.one_of(st.text(max_size=40), pieces))
def test_nothing_but_a_value_error_comes_out(text: str) -> None:
    for read in (recognise, document, celex, notations, ProcedureReference.parse, Eli.parse):
        try:
            read(text)
        except ValueError as error:
            assert str(error)
    for reference in (*find(text), *find_in_links([text, f"https://x/{text}"])):
        assert recognise(reference) == reference


@pytest.mark.parametrize(
    "unit",
    [
        "9",
        "COM(",
        "ST 1/1/",
        " ADD 1",
        "-ADD-1",
        "(01)",
        "eli/",
        "2025/",
        "/",
        "_1",
        "A-1",
        " ",
        "celex:3",
        "%",
        "COM_2025_1",
        "st00001",
        "\u2011",
        "reference=2025/1&",
    ],
)
@pytest.mark.parametrize("head", ["", "COM(2025) 1", "ST 1 2023 ", "32008L0115", "eli/reg/2024/1"])
def test_ten_kilobytes_are_read_at_once(head: str, unit: str) -> None:
    text = head + unit * (10_000 // len(unit))
    began = time.process_time()
    canonical(text)
    find(text)
    find_in_links([text, f"https://eur-lex.europa.eu/?{text}"])
    assert time.process_time() - began < 0.5
