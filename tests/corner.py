"""A neighbourhood of six street corners that one can count on one's fingers.

             .----- 160 m drawn round the pond -----.
             |                                      |
    school (0,120) --- 100 m --- park (100,120)     hub (200,120)
        |                          |                    |
      120 m cycleway             120 m steps          120 m
        |                          |                    |
    bakery (0,0) ---- 100 m --- square (100,0) --100 m-> church (200,0)
                                          one way for bicycles

Walking 4.8 km/h: 100 m is 75 s, 120 m 90 s, 160 m 120 s. Walking 3.0 km/h: 120, 144 and 192 s.
Cycling 12 km/h: 30, 36 and 48 s.
"""

from dataclasses import dataclass

import numpy as np

from wooncirkel.engines.space import ALL_ACCESS, CYCLE_FORWARD, FOOT, WAYS, StreetNetwork

CORNERS: dict[str, tuple[float, float]] = {
    "bakery": (0.0, 0.0),
    "square": (100.0, 0.0),
    "church": (200.0, 0.0),
    "school": (0.0, 120.0),
    "park": (100.0, 120.0),
    "hub": (200.0, 120.0),
}


@dataclass(frozen=True)
class Street:
    """A street of the corner: its ends by name, metres, class, who may use it, points between its ends."""

    name: str
    tail: str
    head: str
    metres: float
    way: str
    access: int
    between: tuple[tuple[float, float], ...] = ()

    def points(self) -> list[tuple[float, float]]:
        return [CORNERS[self.tail], *self.between, CORNERS[self.head]]


STREETS: tuple[Street, ...] = (
    Street("village street", "bakery", "square", 100.0, "residential", ALL_ACCESS),
    Street("church street", "square", "church", 100.0, "residential", FOOT | CYCLE_FORWARD),
    Street("school path", "bakery", "school", 120.0, "cycleway", ALL_ACCESS),
    Street("park steps", "square", "park", 120.0, "steps", FOOT),
    Street("hub lane", "church", "hub", 120.0, "residential", ALL_ACCESS),
    Street("school lane", "school", "park", 100.0, "residential", ALL_ACCESS),
    Street("pond road", "park", "hub", 160.0, "residential", ALL_ACCESS, ((100.0, 150.0), (200.0, 150.0))),
)


def lonlat(points: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Degrees for points in metres: near enough for a neighbourhood in Groningen."""
    return [6.56 + x * 1.5e-5 for x, _ in points], [53.2 + y * 9e-6 for _, y in points]


def lines(streets: tuple[Street, ...] = STREETS) -> dict[str, np.ndarray]:
    """The arguments of `StreetNetwork.from_lines` for these streets."""
    points = [street.points() for street in streets]
    flat = [point for line in points for point in line]
    lon, lat = lonlat(flat)
    return {
        "lon": np.array(lon),
        "lat": np.array(lat),
        "x": np.array([x for x, _ in flat], dtype=float),
        "y": np.array([y for _, y in flat], dtype=float),
        "indptr": np.cumsum([0] + [len(line) for line in points]),
        "way": np.array([WAYS.index(street.way) for street in streets], dtype=np.uint8),
        "access": np.array([street.access for street in streets], dtype=np.uint8),
    }


def network(streets: tuple[Street, ...] = STREETS) -> StreetNetwork:
    """The corner as a street network."""
    return StreetNetwork.from_lines(**lines(streets))


def node(streets: StreetNetwork, corner: str) -> int:
    """The node number of a corner."""
    x, y = CORNERS[corner]
    found = np.flatnonzero((np.abs(streets.node_x - x) < 0.5) & (np.abs(streets.node_y - y) < 0.5))
    assert len(found) == 1
    return int(found[0])


def street(streets: StreetNetwork, name: str) -> int:
    """The street number of a street by its name."""
    wanted = next(s for s in STREETS if s.name == name)
    ends = (node(streets, wanted.tail), node(streets, wanted.head))
    pairs = list(zip(streets.tail.tolist(), streets.head.tolist(), strict=True))
    return pairs.index(ends)


def by_corner(streets: StreetNetwork, nodes: np.ndarray, ms: np.ndarray) -> dict[str, float]:
    """Seconds per corner from node numbers and milliseconds."""
    names = {node(streets, name): name for name in CORNERS}
    return {names[int(v)]: int(t) / 1000 for v, t in zip(nodes, ms, strict=True)}
