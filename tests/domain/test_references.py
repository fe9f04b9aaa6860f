from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.domain.references import (
    Eli,
    ProcedureReference,
    canonical,
    celex,
    document,
    notations,
    recognise,
)

procedures = st.builds(
    ProcedureReference,
    year=st.integers(1950, 2199),
    number=st.integers(1, 9999),
    suffix=st.sampled_from(["", "A", "M", "R"]),
    type=st.sampled_from(["COD", "CNS", "NLE", "APP"]),
)
years = st.integers(1999, 2049)
numbers = st.integers(1, 9999)


@given(procedures)
def test_every_notation_of_a_procedure_reads_back(procedure: ProcedureReference) -> None:
    slashed = f"{procedure.year}/{procedure.number}{procedure.suffix}/{procedure.type}"
    type_first = f"{procedure.type}/{procedure.year}/{procedure.number:04}{procedure.suffix}"
    for written in (
        str(procedure),
        procedure.slug,
        procedure.slashed,
        slashed,
        slashed.lower(),
        type_first,
    ):
        assert ProcedureReference.parse(written) == procedure
    assert ProcedureReference.parse(procedure.open_data) == replace(procedure, type="")
    without_type = ProcedureReference.parse(procedure.underscore)
    assert without_type.type == ""
    assert without_type.is_same_file(procedure)
    assert ProcedureReference.parse(without_type.slug) == without_type


@pytest.mark.parametrize(
    ("written", "read", "slug", "underscore"),
    [
        ("2005/0167/COD", "2005/0167(COD)", "2005-0167-COD", "2005_167"),
        ("2025/0059 (COD)", "2025/0059(COD)", "2025-0059-COD", "2025_59"),
        ("2020/279/OLP", "2020/0279(COD)", "2020-0279-COD", "2020_279"),
        ("2021/037M/NLE", "2021/0037M(NLE)", "2021-0037M-NLE", "2021_37M"),
        ("2018_330A", "2018/0330A", "2018-0330A", "2018_330A"),
    ],
)
def test_a_procedure_has_one_form(written: str, read: str, slug: str, underscore: str) -> None:
    procedure = ProcedureReference.parse(written)
    assert (str(procedure), procedure.slug, procedure.underscore) == (read, slug, underscore)


@pytest.mark.parametrize("wrong", ["", "COM(2025) 101", "2025/59/", "25/59", "2025/0(COD)", "1/1"])
def test_what_is_no_procedure_is_an_error_in_words(wrong: str) -> None:
    with pytest.raises(ValueError, match="procedure"):
        ProcedureReference.parse(wrong)


@given(st.sampled_from(["COM", "SEC", "SWD", "JOIN"]), years, numbers)
def test_every_notation_of_a_commission_document_is_one(series: str, year: int, no: int) -> None:
    expected = f"{series}({year}) {no}"
    for written in (
        expected,
        f"{series}/{year}/{no}/FINAL",
        f"{series}({year}){no:04}",
        f"{series} ({year}) {no}",
        f"{series}({year})\u00a0{no} final",
    ):
        assert canonical(written) == expected


@given(years, numbers, st.sampled_from(["", "REV 1", "ADD 2 COR 1"]))
def test_every_notation_of_a_council_document_is_one(year: int, no: int, extra: str) -> None:
    expected = f"ST {no}/{year % 100:02} {extra}".rstrip()
    file = f"ST-{no}-{year}-" + (extra or "INIT").replace(" ", "-")
    for written in (expected, f"ST {no} {year} {extra or 'INIT'}", file):
        assert canonical(written) == expected


@given(st.integers(1, 12), years, numbers)
def test_every_notation_of_a_parliament_document_is_one(term: int, year: int, no: int) -> None:
    for written in (
        f"A{term}/{year}/{no}",
        f"A-{term}-{year}-{no:04}",
        f"A{term}\u2011{no:04}/{year}",
    ):
        assert canonical(written) == f"A{term}-{no:04}/{year}"
    for written in (
        f"TA/{year}/{no}/P{term}",
        f"T{term}-{no:04}/{year}",
        f"TA-{term}-{year}-{no:04}",
    ):
        assert canonical(written) == f"P{term}_TA({year}){no:04}"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("CS/2008/16942/ADD 1", "ST 16942/08 ADD 1"),
        ("PE-CONS/2008/3653", "PE-CONS 3653/2008"),
        ("PE 34 2018 REV 1", "PE-CONS 34/2018 REV 1"),
        ("P9_A(2023)0188 (Report)", "A9-0188/2023"),
        ("JO L/2008/348/98", "OJ L 348, 2008, p. 98"),
        ("OJ L 348, 24.12.2008, p. 98-107", "OJ L 348, 2008, p. 98"),
        ("JO C E/2009/286/104", "OJ C 286E, 2009, p. 104"),
        ("JO C/1974/121", "OJ C 121, 1974"),
        ("OJ C 121, 1974", "OJ C 121, 1974"),
        ("COM(2018) 634 final/2", "COM(2018) 634/2"),
        ("COM/1972/200/FINAL/1", "COM(1972) 200"),
        ("COM (2005) 123 - 2", "COM(2005) 123-2"),
        ("2005/0167/COD", "2005/0167(COD)"),
        ("BULLETIN/2005/9/1.4.4", "BULLETIN/2005/9/1.4.4"),
        ("  PRES/2008/146\u200b ", "PRES/2008/146"),
    ],
)
def test_known_notations_have_one_form_and_others_keep_their_words(written: str, form: str) -> None:
    assert canonical(written) == form
    assert canonical(form) == form


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("COM (2005) 391", "COM(2005) 391"),
        ("comnat:COM_2025_0101_FIN", "COM(2025) 101"),
        ("comnat:COM_2024_0198_FIN2", "COM(2024) 198/2"),
        ("immc:COM(2025)101 final", "COM(2025) 101"),
        ("COM:2025:101:FIN", "COM(2025) 101"),
        ("COM(95) 5 final", "COM(1995) 5"),
        ("immc:C(2022)7463/2293009", "C(2022) 7463"),
        ("SEC/2005/1057", "SEC(2005) 1057"),
        ("CS/2008/16676", "ST 16676/08"),
        ("CSST/2014/9692/ADD 1", "ST 9692/14 ADD 1"),
        ("ST/2012/11280/ADD/1", "ST 11280/12 ADD 1"),
        ("ST/7920/2024/ADD/1", "ST 7920/24 ADD 1"),
        ("A5-2000-0219", "A5-0219/2000"),
        ("A9-0115-2021", "A9-0115/2021"),
        ("immc:ECB/2022/1", "ECB/2022/1"),
        ("consil:ST_10812_2023_REV_1", "ST 10812/23 REV 1"),
        ("ST 10812/1/23 REV 1", "ST 10812/23 REV 1"),
        ("ST-10812-2023-ADD-1-COR-2", "ST 10812/23 ADD 1 COR 2"),
        ("CM 1234 2019 INIT", "CM 1234/19"),
        ("PE-CONS 3653/2008", "PE-CONS 3653/2008"),
        ("PE-CONS 34/18", "PE-CONS 34/2018"),
        ("PE/41/2022/INIT", "PE-CONS 41/2022"),
        ("CSPE/2014/58", "PE-CONS 58/2014"),
        ("PE/2014/58", "PE-CONS 58/2014"),
        ("A6/2007/339", "A6-0339/2007"),
        ("A4-0230/98", "A4-0230/1998"),
        ("B9\u20110123/2021", "B9-0123/2021"),
        ("RC-10-2025-0249", "RC-B10-0249/2025"),
        ("RC-B10-0249/2025", "RC-B10-0249/2025"),
        ("P8_TA-PROV(2019)0356", "P8_TA(2019)0356"),
        ("ep:P8_TA(2019)0356", "P8_TA(2019)0356"),
        ("PE766.648v01-00", "PE766.648"),
        ("PE 766.648", "PE766.648"),
        ("CJ15-PR-766648_EN", "PE766.648"),
        ("LIBE-AM-766648", "PE766.648"),
        ("EESC 2018-01658", "EESC-2018-01658"),
        ("JO L 2008/348/98", "OJ L 348, 2008, p. 98"),
        ("OJ L, 2024/1351, 22.5.2024", "OJ L, 2024/1351"),
        ("OJ:L_202401351", "OJ L, 2024/1351"),
        ("OJ:C_202602621", "OJ C, C/2026/2621"),
        ("CELEX:32008L0115", "32008L0115"),
        ("celex:32013L0036R(01)", "32013L0036R(01)"),
        ("eli:dir/2008/115/oj", "http://data.europa.eu/eli/dir/2008/115/oj"),
        ("procedure:2025_59", "2025/0059"),
        ("COD/2005/0167", "2005/0167(COD)"),
    ],
)
def test_every_notation_that_was_met_has_one_form(written: str, form: str) -> None:
    assert recognise(written) == form
    assert recognise(form) == form


documents = st.one_of(
    st.builds("{}({}) {}".format, st.sampled_from(["COM", "SEC", "SWD", "JOIN"]), years, numbers),
    st.builds(
        lambda year, no, extra: f"ST {no}/{year % 100:02} {extra}".rstrip(),
        years,
        numbers,
        st.sampled_from(["", "REV 1", "ADD 2 COR 1"]),
    ),
    st.builds("{}{}-{:04}/{}".format, st.sampled_from("ABC"), st.integers(1, 12), numbers, years),
    st.builds("RC-B{}-{:04}/{}".format, st.integers(1, 12), numbers, years),
    st.builds("P{}_TA({}){:04}".format, st.integers(1, 12), years, numbers),
)


@given(documents)
def test_a_document_is_written_in_the_notations_of_others_and_read_back(form: str) -> None:
    written = notations(form)
    assert written[0] == form
    assert len(written) > 1
    assert {document(notation) for notation in written} == {form}


def test_the_notations_that_others_ask_for() -> None:
    assert "A-10-2025-0006" in notations("A10-0006/2025")
    assert "RC-10-2025-0249" in notations("RC-B10-0249/2025")
    assert "ST-10812-2023-REV-1" in notations("ST 10812/23 REV 1")
    assert "ST-10812-2023-INIT" in notations("ST 10812/23")
    assert "COM/2005/391/FINAL" in notations("COM(2005) 391")
    assert notations("PE766.648") == ("PE766.648",)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("COM(1900) 101", "year 1900"),
        ("ST 5/1/23 REV 2", "revision 1"),
        ("ST 5/1/23", "revision 1"),
        ("PE/2014/2013", "not a reference"),
        ("COM(2025)", "not a reference"),
        ("2025/0000(COD)", "1 to 9999"),
        ("0025/0001(COD)", "year 25"),
        ("32008L115", "four digits"),
        ("32008L0115FRA_1", "national measure"),
        ("http://data.europa.eu/eli/dir/2008/115/2009-13-19", "no day"),
        ("http://example.org/eli/dir/2008/115/oj", "not a reference"),
        ("C/2011/94/3", "not a reference"),
    ],
)
def test_a_wrong_reference_is_refused_with_the_reason(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        recognise(written)
    assert canonical(written) == written


@pytest.mark.parametrize(
    ("written", "form", "number"),
    [
        ("http://data.europa.eu/eli/dir/2008/115/oj", "dir/2008/115/oj", "32008L0115"),
        ("https://eur-lex.europa.eu/eli/reg/2024/1349/oj/eng", "reg/2024/1349/oj", "32024R1349"),
        ("eli/reg_impl/2021/581/oj", "reg_impl/2021/581/oj", "32021R0581"),
        ("eli/dir/2008/115", "dir/2008/115/oj", "32008L0115"),
        ("eli/dir/2008/115/2009-12-19", "dir/2008/115/2009-12-19", "02008L0115-20091219"),
        (
            "eli/reg/2024/1351/corrigendum/2025-10-09/oj",
            "reg/2024/1351/corrigendum/2025-10-09/oj",
            None,
        ),
        ("eli/dec/2007/845(1)/oj", "dec/2007/845(1)/oj", None),
        ("eli/dec_framw/2008/977/oj", "dec_framw/2008/977/oj", None),
        ("eli/C/2024/1234/oj", "C/2024/1234/oj", None),
    ],
)
def test_an_eli_is_read_and_names_its_act(written: str, form: str, number: str | None) -> None:
    eli = Eli.parse(written)
    assert str(eli) == f"http://data.europa.eu/eli/{form}"
    assert Eli.parse(str(eli)) == eli
    assert eli.celex == number
    if number:
        assert celex(number) == number


@given(st.text(max_size=40))
def test_the_canonical_form_of_a_canonical_form_is_itself(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize(
    "number",
    [
        "32008L0115",
        "32013L0036R(01)",
        "52004PC0593(04)",
        "02008L0115-20081224",
        "12016E079",
        "11957E",
        "11957E130S",
        "12016A106BIS",
        "12012E/TXT",
        "62011CJ0061",
        "C2006/206/06",
    ],
)
def test_a_celex_number_is_known(number: str) -> None:
    assert celex(number.lower()) == number


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("2008L0115", "not a CELEX"),
        ("32008L0115-20081224", "sector 0"),
        ("02008L0115", "sector 0"),
        ("02008L0115-20081324", "no day"),
        ("30008L0115", "year"),
        ("", "not a CELEX"),
    ],
)
def test_what_is_no_celex_number_is_an_error_in_words(number: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        celex(number)


def test_an_opinion_of_a_committee_is_one_with_and_without_its_word() -> None:
    assert canonical("LIBE_AD(2018)615185 (Opinion)") == canonical("LIBE_AD(2018)615185")


def test_an_issue_without_a_page_is_none_where_acts_are_numbered_by_themselves() -> None:
    assert canonical("JO L/2023/135") == "OJ L 135, 2023"
    with pytest.raises(ValueError, match="no page"):
        document("JO L/2024/135")
