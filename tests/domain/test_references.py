from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legislation.domain.references import ProcedureReference, canonical, celex, find

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
    for written in (str(procedure), procedure.slug, slashed, slashed.lower()):
        assert ProcedureReference.parse(written) == procedure
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
