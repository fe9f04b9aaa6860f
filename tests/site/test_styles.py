"""Our style sheets: small, without what nothing wears, and each where it is needed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from legislation.domain.words import Institution
from legislation.models import Proposal
from tests import make

HOUSE = Path(__file__).parents[2] / "legislation"
STYLES = HOUSE / "static/legislation"
EVERYWHERE, SOMEWHERE = "site.css", ("drawings.css", "forms.css")
#: Words of templates and code, of which some are classes.
WORDS = re.compile(r"[\w-]+")


def classes(sheet: str) -> set[str]:
    """The classes that a sheet speaks of."""
    text = re.sub(r"/\*.*?\*/", "", (STYLES / sheet).read_text(), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", text)))


def test_what_every_page_loads_is_small() -> None:
    assert (STYLES / EVERYWHERE).stat().st_size < 15_000
    assert sum((STYLES / sheet).stat().st_size for sheet in (EVERYWHERE, *SOMEWHERE)) < 27_000


@pytest.mark.parametrize("sheet", [EVERYWHERE, *SOMEWHERE])
def test_no_style_is_for_a_class_that_nothing_wears(sheet: str) -> None:
    sources = [*HOUSE.rglob("*.html"), *HOUSE.glob("pages/**/*.py"), *HOUSE.glob("domain/*.py")]
    sources += HOUSE.glob("templatetags/*.py")
    worn = {word for source in sources for word in WORDS.findall(source.read_text())}
    assert len(classes(sheet)) > 10
    assert classes(sheet) - worn == set()


@pytest.fixture
def file(db: None) -> Proposal:
    file = make.proposal("2025/0059(COD)")
    make.position(file, "AT")
    voted = {"votes_for": 2, "votes_against": 1, "abstentions": 1}
    acted: dict[str, Any] = {"institutions": [Institution.EP.value], **voted}
    make.event(file, **acted)
    return file


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/proposals/2025-0059-COD/",
        "/proposals/2025-0059-COD/positions/",
        "/proposals/2025-0059-COD/vote/",
        "/proposals/2025-0059-COD/briefing/",
        "/context/",
        "/states/",
        "/states/AT/",
        "/figures/",
        "/sources/",
        "/search/?q=austria",
        "/corrections/",
        "/promptness/",
        "/subscribe/",
        "/manage/",
        "/embed/proposals/2025-0059-COD/timeline/",
        "/embed/proposals/2025-0059-COD/stages/",
        "/embed/proposals/2025-0059-COD/map/",
        "/nowhere/",
    ],
)
def test_a_page_has_the_sheets_of_what_it_wears(client: Client, file: Proposal, path: str) -> None:
    page = BeautifulSoup(client.get(path).content, "lxml")
    assert page.select_one(f'link[rel=stylesheet][href*="{EVERYWHERE}"]')
    worn = {name for part in page.select("[class]") for name in part["class"]}
    for sheet in SOMEWHERE:
        alone = classes(sheet) - classes(EVERYWHERE)
        has = page.select_one(f'link[rel=stylesheet][href*="{sheet}"]') is not None
        assert has or not worn & alone, (sheet, worn & alone)
