"""The outlines of Europe's states: all there, in the frame, small, and with their origin."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from legislation.baseline.load import FOLDER
from legislation.baseline.reader import read
from legislation.domain.words import Membership
from tools.make_europe import TARGET, drawn, is_inside, joined, project, simplified

EUROPE: dict[str, Any] = json.loads(TARGET.read_text())
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def rings(path: str) -> list[list[tuple[float, float]]]:
    """The points of a path of relative lines."""
    found = []
    for part in path.split("z")[:-1]:
        assert re.fullmatch(r"M[-\d. ]+l[-\d. ]+", part)
        x = y = 0.0
        points = []
        numbers = [float(n) for n in NUMBER.findall(part)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        found.append(points)
    return found


def test_every_state_of_the_record_is_on_the_map_and_no_other() -> None:
    states = read(FOLDER).states
    known = {state.code for state in states if state.membership != Membership.FORMER}
    assert set(EUROPE["states"]) == known
    assert len(known) == 31


def test_it_is_small_and_says_where_it_is_from() -> None:
    assert TARGET.stat().st_size <= 50_000
    assert "Natural Earth (public domain" in EUROPE["credit"]


def test_every_state_lies_in_the_frame_with_its_middle_inside() -> None:
    for code, state in EUROPE["states"].items():
        outlines = rings(state["path"])
        points = [point for ring in outlines for point in ring]
        assert all(0 <= x <= EUROPE["width"] for x, _ in points), code
        assert all(0 <= y <= EUROPE["height"] for _, y in points), code
        assert is_inside((state["x"], state["y"]), outlines[0]), code


def test_places_lie_where_they_should() -> None:
    def within(code: str, longitude: float, latitude: float) -> bool:
        at = project(longitude, latitude)
        return any(is_inside(at, ring) for ring in rings(EUROPE["states"][code]["path"]))

    assert within("DE", 13.4, 52.5)
    assert within("FR", 9.1, 42.2)  # Corsica
    assert within("FI", 20.0, 60.2)  # Åland
    assert within("CY", 33.9, 35.3)  # the north of the island
    assert not within("IE", -6.5, 54.6)  # Northern Ireland
    assert any(is_inside(project(34.1, 45.2), ring) for ring in rings(EUROPE["land"]))  # Crimea


def test_areas_are_true() -> None:
    """25 square kilometres for each square unit, wherever on the map: the projection's promise."""
    for code, square_kilometres in {"PL": 312_700, "FI": 338_400, "PT": 88_800}.items():
        outlines = rings(EUROPE["states"][code]["path"])
        area = 25 * sum(abs(math.fsum(_cross(ring))) / 2 for ring in outlines)
        assert abs(area / square_kilometres - 1) < 0.03, code


def _cross(ring: list[tuple[float, float]]) -> list[float]:
    turned = zip(ring, [*ring[1:], ring[0]], strict=True)
    return [x * v - u * y for (x, y), (u, v) in turned]


def test_neighbours_are_joined_without_the_border_between_them() -> None:
    corners = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]
    left = [corners[0], (-2.0, 0.0), (-2.0, 2.0), corners[1]]
    right = [corners[1], corners[2], corners[3], corners[0]]
    border = [corners[1], corners[0]]
    [ring] = joined([[0, 1], [2, -2]], [left, border, right])
    assert set(ring) == {*left, *right}
    assert ring[0] == ring[-1]


def test_flat_corners_go_and_ends_stay() -> None:
    line = [(0.0, 0.0), (5.0, 0.01), (10.0, 0.0), (10.0, 10.0)]
    assert simplified(line) == [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]


def test_a_path_has_tenths_and_steps() -> None:
    assert drawn([[(1.04, 2.0), (1.5, 1.5), (0.0, 2.0)]]) == "M1 2l.5-.5-1.5 .5z"
