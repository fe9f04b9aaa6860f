from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import ManagementUtility

from tests.scrapers.pages import PAGES


def parse(*arguments: str) -> int:
    """The exit code of `manage.py parse`."""
    try:
        ManagementUtility(["manage.py", "parse", *arguments]).execute()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


TIMELINE = str(PAGES / "eurlex_timeline.html")


def test_a_page_that_is_read_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert parse("eurlex", "procedure", TIMELINE, "--expect", "2098/0001(COD)") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["reference"] == "2098/0001(COD)"
    assert printed["events"][0] == {
        "date": "2098-01-09",
        "label": "Adoption of legislative proposal by the Commission",
        "code": "ADP_PROPLEG_byCOM",
        "kind": "proposal_adopted",
        "institutions": ["COM"],
        "documents": [],
        "celex": ["52098PC0007"],
        "votes": None,
        "shown": "row",
        "precision": "day",
        "identifiers": ["2098-01-09_ADP_PROPLEG_byCOM"],
        "undated": None,
    }


@pytest.mark.parametrize(
    ("source", "kind", "name"),
    [
        ("cellar", "procedure", "cellar_procedure.rdf"),
        ("council", "listing", "council_2025.html"),
    ],
)
def test_each_source_is_read(source: str, kind: str, name: str) -> None:
    assert parse(source, kind, str(PAGES / name)) == 0


def test_a_page_that_is_not_trusted_is_one_sentence_and_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert parse("eurlex", "procedure", TIMELINE, "--expect", "2098/0002(COD)") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "expected the procedure 2098/0002(COD) in #procedureHeading" in err


def test_a_page_that_is_not_there_is_two(tmp_path: Path) -> None:
    missing = tmp_path / "missing.html"
    missing.write_text(
        '<html lang="en"><head><title>Page Not Found - EUR-Lex</title></head></html>'
    )
    assert parse("eurlex", "procedure", str(missing)) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["eurlex", "listing", TIMELINE],
        ["nobody", "procedure", TIMELINE],
        ["eurlex", "procedure", "missing.html"],
        ["eurlex", "procedure", TIMELINE, "--expect", "no reference"],
        ["eurlex", "procedure"],
        ["eurlex", "procedure", TIMELINE, "--unknown"],
    ],
)
def test_anything_else_is_one(arguments: list[str]) -> None:
    assert parse(*arguments) == 1
