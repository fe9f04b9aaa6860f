"""The form that takes a table of positions: a file, or cells that were pasted."""

from __future__ import annotations

from typing import Any

from django import forms

from legislation.admin.proof import LONGEST, READ_BY_ALL
from legislation.admin.sheet_columns import KEY, NAMES
from legislation.admin.sheet_files import (
    LARGEST,
    Table,
    Unreadable,
    cell_name,
    delimiter,
    read_file,
    read_pasted,
)


class ImportForm(forms.Form):
    """A file, or cells that were copied from a spreadsheet."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text="CSV or XLSX, up to 2 MB and 2,000 rows, with headings. Of a workbook the sheet "
        "“positions” is read, or the first. A row with a key corrects that position; one without "
        "is a new statement.",
    )
    cells = forms.CharField(
        label="Or paste cells",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", "wrap": "off"}),
        help_text="As copied from a spreadsheet, with or without headings.",
    )
    order = forms.CharField(
        label="Columns",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="The order of pasted columns, where their first line has no headings.",
    )
    why = forms.CharField(
        label="Why",
        max_length=LONGEST["why"],
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=f"{READ_BY_ALL} It stands beside every row.",
        error_messages={"required": "Say why: the reason is kept with every row."},
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        file, cells = told.get("file"), (told.get("cells") or "").strip("\r\n")
        if bool(file) == bool(cells.strip()):
            if "file" not in self.errors:
                self.add_error("file", "Choose a file, or paste cells: one of the two.")
            return told
        try:
            told["table"] = self._read(file) if file else self._pasted(cells)
        except Unreadable as error:
            self.add_error("file" if file else "cells", str(error))
        return told

    def _read(self, file: Any) -> Table:
        if (file.size or 0) > LARGEST:
            raise Unreadable("This is more than 2 MB: bring it in parts.")
        return _checked(read_file(file.name, file.read()))

    def _pasted(self, cells: str) -> Table:
        table = read_pasted(cells)
        if not {"state", KEY} & {_spelled(cell) for cell in table.headings}:
            # No headings: what was taken for them is the first row.
            order = [name.strip() for name in (self.cleaned_data.get("order") or "").split(",")]
            table = read_pasted(f"{delimiter(cells).join(order)}\n{cells}")
            table = Table(table.headings, table.rows, [number - 1 for number in table.numbers])
        return _checked(table)


def _spelled(heading: str) -> str:
    return heading.strip().lower().replace(" ", "_")


def _checked(table: Table) -> Table:
    """With the headings as ours are, and every row as long. Raises `Unreadable`."""
    headings = [_spelled(heading) for heading in table.headings]
    while headings and not headings[-1]:
        headings.pop()
    for place, heading in enumerate(headings):
        if heading not in NAMES:
            raise Unreadable(
                f"Column {place + 1}, “{table.headings[place]}”, is unknown. There are: "
                f"{', '.join(NAMES)}."
            )
        if heading in headings[:place]:
            raise Unreadable(f"The column “{heading}” stands there twice.")
    if not table.rows:
        raise Unreadable("There are headings and no rows.")
    rows = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        if any(cell.strip() for cell in row[len(headings) :]):
            raise Unreadable(
                f"Row {number} has {len(row)} cells, and there are {len(headings)} headings: "
                f"{cell_name(len(headings), number)} belongs to no column."
            )
        rows.append([*row, *[""] * len(headings)][: len(headings)])
    return Table(headings, rows, table.numbers)
