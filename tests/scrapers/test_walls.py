"""No reader takes an answer of `walls.py` for a page, whatever else it looks like."""

from __future__ import annotations

import pytest

from scrapers.expect import NotThere, ParseError
from scrapers.sources import READERS
from tests.scrapers.walls import NOT_FOUND, WALLS


def test_there_are_sixty_different_ones() -> None:
    assert len(WALLS) == len(set(WALLS.values())) == 60


@pytest.mark.parametrize("reader", sorted(READERS), ids=" ".join)
@pytest.mark.parametrize("name", WALLS)
def test_a_wall_is_never_read(reader: tuple[str, str], name: str) -> None:
    with pytest.raises((ParseError, NotThere)) as refused:
        READERS[reader](WALLS[name])
    assert str(refused.value)
    if refused.type is NotThere:
        assert name.startswith("not-found-")


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        (("council", "listing"), "consilium"),
        (("council", "press-release"), "consilium"),
        (("eurlex", "procedure"), "eurlex"),
        (("parliament", "press-release"), "parliament"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_site_may_say_that_it_has_no_such_page(reader: tuple[str, str], name: str) -> None:
    with pytest.raises(NotThere):
        READERS[reader](NOT_FOUND[name])


@pytest.mark.parametrize("name", [name for name in WALLS if name.startswith("challenge-aws")])
def test_a_challenge_is_called_a_robot_check(name: str) -> None:
    with pytest.raises(ParseError, match="robot check"):
        READERS["parliament", "press-release"](WALLS[name])
