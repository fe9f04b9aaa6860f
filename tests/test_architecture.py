"""Reads the imports and holds them against the table of docs/design.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("legislation", "scrapers", "tracker")

#: Who may import which of our own modules; the longest prefix that fits a module counts.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "legislation.domain": ("legislation.domain",),
    "legislation.apps": (),
    "legislation.migrations": (),
    "legislation.models": ("legislation.domain", "legislation.models"),
    "legislation.search": ("legislation.domain", "legislation.models", "legislation.search"),
    "legislation.journal": ("legislation.domain", "legislation.models", "legislation.search"),
    "legislation.news": ("legislation.domain", "legislation.models", "legislation.journal"),
    "legislation.language": ("legislation.domain",),
    "legislation.mail": (
        "legislation.domain",
        "legislation.journal",
        "legislation.models",
        "legislation.news",
        "legislation.mail",
    ),
    "legislation.evidence": (
        "legislation.domain",
        "legislation.models",
        "legislation.journal",
        "legislation.evidence",
    ),
    **{
        f"legislation.{writer}": (
            f"legislation.{writer}",
            "legislation.domain",
            "legislation.models",
            "legislation.journal",
            "legislation.evidence",
        )
        for writer in ("timeline", "council", "documents")
    },
    "legislation.deadlines": (
        "legislation.deadlines",
        "legislation.domain",
        "legislation.models",
    ),
    "legislation.alerts": (
        "legislation.domain",
        "legislation.models",
        "legislation.journal",
        "legislation.news",
        "legislation.mail",
        "legislation.search",
        "legislation.timeline",
        "legislation.alerts",
    ),
    "legislation.memory": (
        "legislation.memory",
        "legislation.domain",
        "legislation.models",
        "legislation.journal",
        "legislation.deadlines",
        "legislation.timeline",
    ),
    "legislation.review": (
        "legislation.domain",
        "legislation.models",
        "legislation.journal",
        "legislation.evidence",
        "legislation.timeline",
    ),
    "legislation.tasks": ("legislation.alerts", "legislation.mail"),
    "legislation.baseline": (
        "legislation.baseline",
        "legislation.domain",
        "legislation.models",
        "legislation.journal",
        "legislation.evidence",
        "legislation.timeline",
        "legislation.council",
        "legislation.documents",
    ),
    "legislation.management": (
        "legislation.mail",
        "legislation.alerts",
        "legislation.baseline",
        "legislation.council",
        "legislation.domain",
        "legislation.journal",
        "legislation.models",
        "legislation.search",
    ),
    **{
        f"legislation.{edge}": (
            f"legislation.{edge}",
            "legislation.domain",
            "legislation.models",
            "legislation.journal",
            "legislation.evidence",
            "legislation.timeline",
            "legislation.council",
            "legislation.documents",
            "legislation.memory",
            "legislation.review",
            "legislation.alerts",
            "legislation.language",
            "legislation.mail",
            "legislation.news",
            "legislation.deadlines",
            "legislation.search",
        )
        for edge in ("pages", "api", "admin", "templatetags")
    },
    "scrapers.apps": (),
    "scrapers.migrations": (),
    "scrapers.models": ("legislation.domain", "legislation.models"),
    "scrapers.fetch": (),
    "scrapers.expect": ("legislation.domain", "scrapers.records"),
    "scrapers.records": ("legislation.domain",),
    "scrapers.sources": (
        "legislation.domain",
        "scrapers.expect",
        "scrapers.records",
        "scrapers.sources",
    ),
    "scrapers.apart": ("scrapers.expect", "scrapers.records", "scrapers.sources"),
    "scrapers.reconcile": ("legislation.domain", "scrapers.records"),
    "scrapers.drift": ("scrapers.records",),
    "scrapers.relevance": ("legislation.domain",),
    "scrapers.preference": ("legislation.domain",),
    "scrapers.recordings": (),
    "scrapers.replay": ("scrapers.recordings",),
    "scrapers.robots": (
        "legislation.evidence",
        "legislation.models",
        "scrapers.answers",
        "scrapers.fetch",
    ),
    "scrapers.apply": (
        "legislation",
        "scrapers.expect",
        "scrapers.preference",
        "scrapers.reconcile",
        "scrapers.records",
        "scrapers.relevance",
        "scrapers.sources",
    ),
    "scrapers.answers": (
        "legislation.domain",
        "legislation.models",
        "scrapers.apart",
        "scrapers.expect",
        "scrapers.fetch",
        "scrapers.records",
        "scrapers.sources",
    ),
    "scrapers.watching": (
        "legislation.evidence",
        "legislation.models",
        "scrapers.fetch",
        "scrapers.sources",
    ),
    "scrapers.paging": (
        "legislation.evidence",
        "legislation.models",
        "scrapers.answers",
        "scrapers.drift",
        "scrapers.fetch",
        "scrapers.records",
    ),
    "scrapers.pipeline": ("legislation", "scrapers"),
    "scrapers.asking": (
        "legislation.domain",
        "legislation.models",
        "scrapers.answers",
        "scrapers.fetch",
        "scrapers.robots",
        "scrapers.sources",
    ),
    "scrapers.rounds": (
        "legislation.domain",
        "legislation.evidence",
        "legislation.models",
        "scrapers.asking",
        "scrapers.pipeline",
        "scrapers.watching",
    ),
    "scrapers.tasks": ("scrapers.rounds",),
    "scrapers.admin": (
        "legislation",
        "scrapers.answers",
        "scrapers.models",
        "scrapers.pipeline",
        "scrapers.watching",
    ),
    "scrapers.management": ("legislation", "scrapers"),
    "tracker": OURS,
}

#: What no module of scrapers may import, whatever the row above says; but the desk's pages for
#: what it reads are part of the desk.
EDGES = ("legislation.pages", "legislation.api", "legislation.admin")
PART_OF_AN_EDGE = {"scrapers.admin": ("legislation.admin",)}

#: Which outside packages a room is confined to, besides the standard library.
ONLY_FROM_OUTSIDE: dict[str, set[str]] = {
    "legislation.domain": set(),
    "legislation.baseline.reader": {"yaml"},
    "scrapers.fetch": {"httpcore2"},
    "scrapers.expect": {"bs4"},
    "scrapers.records": set(),
    "scrapers.apart": set(),
    "scrapers.reconcile": set(),
    "scrapers.drift": set(),
    "scrapers.relevance": set(),
    "scrapers.preference": set(),
    "scrapers.sources": {"bs4", "lxml", "pyoxigraph", "feedparser"},
}


#: Which outside packages one room alone may use.
ONLY_IN = dict.fromkeys(("import_export", "tablib", "openpyxl"), "legislation.admin")


def modules() -> Iterator[tuple[str, Path]]:
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def imports(name: str, path: Path) -> Iterator[str]:
    """What a module imports, down to the submodule where `from package import module` names one."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                place = ROOT.joinpath(*inner.split("."))
                is_module = place.with_suffix(".py").exists() or (place / "__init__.py").exists()
                yield inner if is_module else base


def row_of(name: str, table: dict[str, object]) -> str | None:
    fitting = [row for row in table if name == row or name.startswith(f"{row}.")]
    return max(fitting, key=len, default=None)


def is_within(imported: str, allowed: tuple[str, ...]) -> bool:
    return any(imported == room or imported.startswith(f"{room}.") for room in allowed)


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[n for n, _ in modules()])
def test_imports_keep_to_the_table(name: str, path: Path) -> None:
    if name in OURS and name != "tracker":
        assert path.read_text() == "", f"{name} is a namespace: it says nothing itself"
        return
    row = row_of(name, dict(MAY_IMPORT))
    assert row is not None, f"{name} has no row in the table: say what it may import"
    wrong = [
        imported
        for imported in imports(name, path)
        if imported.split(".")[0] in OURS
        and (
            not is_within(imported, MAY_IMPORT[row])
            or (
                name.startswith("scrapers")
                and is_within(imported, EDGES)
                and not is_within(imported, PART_OF_AN_EDGE.get(name, ()))
            )
        )
    ]
    assert not wrong, f"{name} may import {MAY_IMPORT[row]}, and imports {wrong}"


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[n for n, _ in modules()])
def test_outside_packages_stay_in_their_rooms(name: str, path: Path) -> None:
    import sys

    row = row_of(name, dict(ONLY_FROM_OUTSIDE))
    if row is None:
        assert not {"httpcore2", "socket"} & {i.split(".")[0] for i in imports(name, path)} or (
            name in {"scrapers.replay", "tracker.embedded"}  # they listen
        ), f"{name} opens connections: only scrapers.fetch does"
        return
    outside = {i.split(".")[0] for i in imports(name, path)} - set(sys.stdlib_module_names)
    wrong = outside - set(OURS) - ONLY_FROM_OUTSIDE[row]
    assert not wrong, f"{name} may import {ONLY_FROM_OUTSIDE[row] or 'nothing'} from outside"


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=[n for n, _ in modules()])
def test_packages_of_one_room_are_used_there_alone(name: str, path: Path) -> None:
    rooms = {ONLY_IN.get(imported.split(".")[0]) for imported in imports(name, path)} - {None}
    assert all(room is not None and is_within(name, (room,)) for room in rooms)


def test_the_table_notices_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from legislation.pages import home\nimport legislation.alerts\n")
    found = list(imports("legislation.timeline", wrong))
    assert not any(is_within(i, MAY_IMPORT["legislation.timeline"]) for i in found)
    assert "legislation.alerts" in found
