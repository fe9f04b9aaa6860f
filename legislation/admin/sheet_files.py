"""Tables as people bring and take them: CSV, XLSX, pasted cells. None of ours holds a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

#: What is taken at once. A workbook is zipped: `LARGEST_INSIDE` bounds what comes out of it.
LARGEST = 2 * 1024 * 1024
LARGEST_INSIDE = 20 * 1024 * 1024
MOST_ROWS = 2000
_MOST_LINES, _MOST_COLUMNS, _MOST_PARTS = 20_000, 60, 500
#: The sheet that our own workbooks have.
SHEET = "positions"

# A cell that begins so is computed, by one program or another: the signs in any width, after white
# space or marks that nobody sees, and a tab or a line's end by itself. What stands after a
# semicolon begins a cell, too, where a CSV is split at semicolons.
_UNSEEN = "\\s\\x00-\\x20\u00ad\u200b-\u200f\u2028-\u202f\u205f-\u206f\ufeff"
_SIGNS = (
    "=+\\-@\uff1d\ufe66\u207c\u208c\uff0b\ufe62\u207a\u208a\ufb29\uff0d\ufe63\u2212\uff20\ufe6b"
)
_WOULD_COMPUTE = f"(?='*(?:[\\t\\r\\n]|[{_UNSEEN}]*[{_SIGNS}]))"
_BARE = re.compile(f"(^|;){_WOULD_COMPUTE}")
_QUOTED = re.compile(f"(^|;)'{_WOULD_COMPUTE}")
#: Not in any text: what no spreadsheet can hold, nor XML.
_CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ud800-\udfff\ufffe\uffff]")
#: A workbook has no use for these; they are how a few bytes of XML become many.
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: All that openpyxl raises over a damaged workbook; it has no class of its own for that.
_DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    SyntaxError,
    OSError,
    EOFError,
    RuntimeError,
)


class Unreadable(ValueError):
    """A file that is refused as a whole, with a sentence."""


@dataclass(frozen=True)
class Table:
    """Headings, and rows with the numbers that a spreadsheet shows beside them."""

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]


def neutralised(text: str) -> str:
    """The text so that no spreadsheet computes it; `restored` gives it back as it was."""
    return _BARE.sub(r"\1'", text)


def restored(text: str) -> str:
    """What was neutralised, as it was; any other text unchanged."""
    return _QUOTED.sub(r"\1", text)


def plain(text: str) -> str:
    """A text as it is compared: whichever way its lines end, without what cannot be seen."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def cell_name(place: int, number: int) -> str:
    """The name of a cell as a spreadsheet has it, such as F7."""
    return f"{get_column_letter(place + 1)}{number}"


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV as spreadsheets open it: UTF-8 with its mark, every cell in quotation marks."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(headings)
    writer.writerows([neutralised(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of texts: a day stays as it is written, and nothing is a number or a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for row in [headings, *rows]:
        sheet.append([_text_cell(sheet, neutralised(_CONTROL.sub("", cell))) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type, cell.number_format = "s", "@"
    return cell


def read_file(name: str, data: bytes) -> Table:
    """The table in a CSV or a workbook. Raises `Unreadable` with a sentence."""
    if len(data) > LARGEST:
        raise Unreadable("This is more than 2 MB: bring it in parts.")
    if data.startswith(b"PK"):
        return _table(_sheet(data))
    if name.lower().endswith((".xlsx", ".xls", ".ods")) or data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("This is no XLSX workbook: save it as XLSX, or as CSV UTF-8.")
    return _table(_records(_decoded(data)))


def read_pasted(text: str) -> Table:
    """The cells that were pasted from a spreadsheet, or lines of a CSV; headings not looked for."""
    if len(text) > LARGEST:
        raise Unreadable("This is more than 2 MB: paste it in parts.")
    return _table(_records(text))


def _decoded(data: bytes) -> str:
    # The first is what spreadsheets call "Unicode text".
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unreadable(
            f"Line {line} is not in UTF-8, so its letters can only be guessed: save the file as "
            "“CSV UTF-8”, or as XLSX."
        ) from error


def delimiter(text: str) -> str:
    """What parts the cells, by the first line: headings hold none of the three.

    A tab is what a spreadsheet copies, the semicolon what it writes where the comma is in numbers.
    """
    first = text.lstrip().partition("\n")[0]
    return "\t" if "\t" in first else max(",;", key=first.count)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter(text), strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise Unreadable(
            f"Line {reader.line_num} cannot be read: a quotation mark is not closed, something "
            "follows it, or a cell is too long."
        ) from error


def _sheet(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _expect_small(data)
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheets = book.worksheets
        sheet = book[SHEET] if SHEET in book.sheetnames else sheets[0]
        # The size that a sheet claims may be wrong, and openpyxl would believe it.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if number > _MOST_LINES or any(
                cell.value is not None for cell in cells[_MOST_COLUMNS:]
            ):
                raise Unreadable("The sheet is far larger than a table of positions.")
            shown = cells[:_MOST_COLUMNS]
            yield number, [_read(cell, place, number) for place, cell in enumerate(shown)]
    except Unreadable:
        raise
    except _DAMAGED as error:
        raise Unreadable("The workbook is damaged, or is no XLSX: save it anew.") from error


def _expect_small(data: bytes) -> None:
    """Raise `Unreadable` for a file that would be unpacked to far more than a table needs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INSIDE:
            raise Unreadable("The workbook unpacks to more than 20 MB: bring it in parts.")
        for part in parts:
            if _DECLARES.search(archive.read(part).replace(b"\0", b"")):
                raise Unreadable("The workbook holds XML declarations: save it anew.")


def _read(cell: Any, place: int, number: int) -> str:
    value = cell.value
    if cell.data_type == "f":
        raise Unreadable(
            f"Cell {cell_name(place, number)} holds a formula: put its value in its place."
        )
    if cell.data_type == "e":
        raise Unreadable(f"Cell {cell_name(place, number)} holds an error: {value}.")
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _table(records: Iterable[tuple[int, list[str]]]) -> Table:
    """Lines without any text are left out, and all others keep their number."""
    rows, numbers = [], []
    for number, cells in records:
        for place, cell in enumerate(cells):
            if found := _CONTROL.search(cell):
                raise Unreadable(
                    f"Cell {cell_name(place, number)} holds a character that is in no text "
                    f"(U+{ord(found[0]):04X})."
                )
        if any(cell.strip() for cell in cells):
            rows.append([restored(cell) for cell in cells])
            numbers.append(number)
        if len(rows) > MOST_ROWS + 1:
            raise Unreadable(f"There are more than {MOST_ROWS} rows: bring them in parts.")
    if not rows:
        raise Unreadable("There is nothing in it.")
    return Table([plain(cell) for cell in rows[0]], rows[1:], numbers[1:])
