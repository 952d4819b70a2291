"""Changes to a world that must not change its times, or only in one way; and times by place."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from engines.space.worlds import Line, Point, build
from wooncirkel.engines.space import ALL_ACCESS, FOOT, Profile, StreetNetwork, at_nodes, reach

Place = tuple[int, int]
Times = dict[tuple[Place, Place], int]

METRE_A_SECOND = Profile("a metre a second", 3.6, "foot", "test")
WHEELS = Profile("wheels of a metre a second", 3.6, "cycle", "test")
DAY = 86_400


def place(point: Point) -> Place:
    """A point in whole centimetres."""
    return round(point[0] * 100), round(point[1] * 100)


def places(streets: StreetNetwork) -> list[Place]:
    """Where each node lies."""
    return [place((x, y)) for x, y in zip(streets.node_x, streets.node_y, strict=True)]


def travel(world: list[Line], profile: Profile, limit_s: int = DAY) -> Times:
    """Times [ms] between all pairs of nodes in time, by place."""
    streets = build(world)
    at = places(streets)
    found = reach(streets, at_nodes(streets, np.arange(streets.node_count)), limit_s, profile)
    return {
        (at[origin], at[v]): t
        for origin in range(streets.node_count)
        for v, t in zip(*(part.tolist() for part in found.of(origin)), strict=True)
    }


def moved(world: list[Line], change: Callable[[Point], Point]) -> list[Line]:
    """Every point of every line somewhere else."""
    return [replace(line, points=tuple(change(point) for point in line.points)) for line in world]


def turned_round(line: Line) -> Line:
    """The same street drawn from the other end, its one-way with it."""
    forward, backward = line.access & 2, line.access & 4
    access = (line.access & 1) | (4 if forward else 0) | (2 if backward else 0)
    return Line(line.points[::-1], line.way, access)


def road(*points: tuple[float, float], way: str = "residential", access: int = ALL_ACCESS) -> Line:
    """A street through these points."""
    return Line(tuple((float(x), float(y)) for x, y in points), way, access)


def cut(line: Line, metres: float) -> list[Line]:
    """A straight street in two, at this way from its tail."""
    (ax, ay), (bx, by) = line.points
    part = metres / line.metres
    middle = (ax + part * (bx - ax), ay + part * (by - ay))
    return [replace(line, points=(line.points[0], middle)), replace(line, points=(middle, line.points[1]))]


@st.composite
def towns(draw: st.DrawFn, most: int = 4) -> list[Line]:
    """A lattice of straight streets of a whole, even number of metres, some missing, some one way: at a
    metre a second every time is exact."""
    wide, high = draw(st.integers(2, most)), draw(st.integers(1, most))
    xs = np.cumsum([0, *(2 * draw(st.integers(1, 40)) for _ in range(wide - 1))])
    ys = np.cumsum([0, *(2 * draw(st.integers(1, 40)) for _ in range(high - 1))])
    rows = [[(float(x), float(y)) for x in xs] for y in ys]
    columns = [[(float(x), float(y)) for y in ys] for x in xs]
    ends = [pair for line in rows + columns for pair in pairwise(line)]
    access = st.sampled_from([ALL_ACCESS, ALL_ACCESS, ALL_ACCESS, FOOT, 3, 5, None])
    chosen = [(pair, draw(access)) for pair in ends]
    town = [Line(pair, "residential", bits) for pair, bits in chosen if bits is not None]
    return town or [Line(ends[0], "residential", ALL_ACCESS)]
