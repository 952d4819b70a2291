"""Door to door by plain Python: streets as points, a table of corners, and no line of the engine.

A trip is the quickest of: along the street that both doors share, or from an end of the one street over the
corners to an end of the other. Doors for which rounding alone decides are told apart, never judged.
"""

from dataclasses import dataclass
from itertools import pairwise, product
from math import hypot, inf

from engines.space.changes import Place, place
from engines.space.worlds import Line, Point, cost, is_open
from wooncirkel.engines.space import Profile

CLOSE = 0.02


@dataclass(frozen=True)
class Door:
    """A door on its street: the line, the way to the door from its first point, and the leg [ms]."""

    line: Line
    along: int
    rest: int
    leg: int


def feet(line: Line, door: Point) -> list[tuple[float, float]]:
    """For each straight piece of a line the distance from a door [m] and the way to there [m]."""
    found, gone = [], 0.0
    for a, b in pairwise(line.points):
        length = hypot(b[0] - a[0], b[1] - a[1])
        if length > 0:
            east, north = (b[0] - a[0]) / length, (b[1] - a[1]) / length
            part = (door[0] - a[0]) * east + (door[1] - a[1]) * north
            part = min(max(part, 0.0), length)
            gap = hypot(door[0] - a[0] - part * east, door[1] - a[1] - part * north)
            found.append((gap, gone + part))
        gone += length
    return found


def find_door(world: list[Line], profile: Profile, door: Point, farthest: float) -> Door | str | None:
    """The door on the nearest street, None where none is near enough, or why nobody can tell."""
    usable = [line for line in world if any(is_open(line, profile)) and line.metres > 0]
    choices = sorted(
        ((gap, number, along) for number, line in enumerate(usable) for gap, along in feet(line, door)),
    )
    if not choices or choices[0][0] > farthest + CLOSE:
        return None
    gap, number, along = choices[0]
    if abs(gap - farthest) <= CLOSE:
        return "on the edge"
    for other, rival, place_there in choices[1:]:
        if other - gap <= CLOSE and (rival != number or abs(place_there - along) > 1e-6):
            return "two streets are as near"
    line = usable[number]
    whole = cost(line, profile)
    passed = round(min(along / line.metres, 1.0) * whole)
    return Door(line, passed, whole - passed, round(gap * 3600 / profile.kmh))


def corners_apart(world: list[Line], profile: Profile) -> dict[tuple[Place, Place], float]:
    """Times between all corners [ms], by Floyd and Warshall."""
    corners = sorted({place(point) for line in world for point in (line.points[0], line.points[-1])})
    apart = {(a, b): 0.0 if a == b else inf for a, b in product(corners, corners)}
    for line in world:
        tail, head = place(line.points[0]), place(line.points[-1])
        along, against = is_open(line, profile)
        if along:
            apart[tail, head] = min(apart[tail, head], cost(line, profile))
        if against:
            apart[head, tail] = min(apart[head, tail], cost(line, profile))
    for via, a, b in product(corners, corners, corners):
        apart[a, b] = min(apart[a, b], apart[a, via] + apart[via, b])
    return apart


def ways_out(door: Door, profile: Profile) -> list[tuple[Place, float]]:
    """The ends of the street of a door, and the time to them."""
    along, against = is_open(door.line, profile)
    tail, head = place(door.line.points[0]), place(door.line.points[-1])
    return [
        (tail, door.leg + door.along if against or door.along == 0 else inf),
        (head, door.leg + door.rest if along or door.rest == 0 else inf),
    ]


def ways_in(door: Door, profile: Profile) -> list[tuple[Place, float]]:
    """The ends of the street of a door, and the time from them."""
    along, against = is_open(door.line, profile)
    tail, head = place(door.line.points[0]), place(door.line.points[-1])
    return [
        (tail, door.leg + door.along if along or door.along == 0 else inf),
        (head, door.leg + door.rest if against or door.rest == 0 else inf),
    ]


def in_one_street(hub: Door, home: Door, profile: Profile) -> float:
    """Along the street that both share [ms]."""
    if hub.line is not home.line:
        return inf
    along, against = is_open(hub.line, profile)
    step = home.along - hub.along
    if (step > 0 and not along) or (step < 0 and not against):
        return inf
    return hub.leg + abs(step) + home.leg


def trip(hub: Door, home: Door, apart: dict[tuple[Place, Place], float], profile: Profile) -> float:
    """From door to door [ms]."""
    over_corners = [
        out + apart[a, b] + back
        for (a, out), (b, back) in product(ways_out(hub, profile), ways_in(home, profile))
    ]
    return min([in_one_street(hub, home, profile), *over_corners])
