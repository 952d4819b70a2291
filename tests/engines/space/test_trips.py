"""Whole trips, door to door, against an oracle in plain Python that shares nothing with the engine."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corner import CORNERS, STREETS
from engines.space.changes import place, road, towns
from engines.space.oracle import Door, corners_apart, find_door, trip
from engines.space.worlds import CYCLING, SOME_WAYS, WALKING, Line, build, worlds
from wooncirkel.engines.space import CYCLE, WALK_AVERAGE, WALK_OLDER, arrive, reach, snap

SLACK_MS = 4
"""Rounding of drawn points, legs and parts of a street, together."""

NEAR = st.tuples(st.integers(-200, 12_000), st.integers(-200, 12_000)).map(
    lambda at: (at[0] / 10 + 0.037, at[1] / 10 + 0.013)
)


def engine_times(world, hubs, homes, limit_s, profile, farthest):
    """The engine's answer: times by (hub, home), and the hubs and homes it did not find."""
    streets = build(world)
    hub, home = (
        snap(streets, [x for x, _ in doors], [y for _, y in doors], profile, max_metres=farthest)
        for doors in (hubs, homes)
    )
    found = arrive(streets, reach(streets, hub, limit_s, profile), home, profile)
    times = {}
    for origin in range(len(hubs)):
        home_number, ms = found.of(origin)
        times |= {(origin, h): t for h, t in zip(home_number.tolist(), ms.tolist(), strict=True)}
    return times, set(hub.unreachable.tolist()), set(found.unreachable.tolist())


def judge(world, hubs, homes, limit_s, profile, farthest=250.0) -> int:
    """Compare every trip that can be judged; gives how many."""
    times, lost_hubs, lost_homes = engine_times(world, hubs, homes, limit_s, profile, farthest)
    apart, judged = corners_apart(world, profile), 0
    doors = [[find_door(world, profile, door, farthest) for door in side] for side in (hubs, homes)]
    for side, lost in zip(doors, (lost_hubs, lost_homes), strict=True):
        for i, door in enumerate(side):
            if not isinstance(door, str):
                assert (i in lost) == (door is None)
    for o, hub in enumerate(doors[0]):
        for h, home in enumerate(doors[1]):
            if isinstance(hub, Door) and isinstance(home, Door):
                expected = trip(hub, home, apart, profile)
                if abs(expected - limit_s * 1000) > SLACK_MS:
                    judged += 1
                    assert ((o, h) in times) == (expected <= limit_s * 1000)
                    assert times.get((o, h), expected) == pytest.approx(expected, abs=SLACK_MS)
    return judged


@pytest.mark.parametrize("profile", [WALKING, CYCLING, SOME_WAYS], ids=lambda profile: profile.name)
@given(
    world=worlds(most_corners=8, most_lines=12),
    hubs=st.lists(NEAR, min_size=1, max_size=3),
    homes=st.lists(NEAR, min_size=1, max_size=6),
    limit_s=st.sampled_from([10, 60, 300, 3600]),
    farthest=st.sampled_from([30.0, 250.0, 2000.0]),
)
@settings(max_examples=60, deadline=None)
def test_random_doors_in_random_worlds(profile, world, hubs, homes, limit_s, farthest):
    judge(world, hubs, homes, limit_s, profile, farthest)


@pytest.mark.parametrize("profile", [WALKING, CYCLING], ids=lambda profile: profile.name)
@given(town=towns(most=3), data=st.data(), limit_s=st.sampled_from([20, 120, 3600]))
@settings(max_examples=60, deadline=None)
def test_doors_along_the_streets_of_a_town(profile, town, data, limit_s):
    """Hubs and homes in the same few streets: along the street, round the block, with and against arrows."""
    sides = []
    for _ in range(2):
        doors = []
        for _ in range(data.draw(st.integers(1, 4))):
            line = data.draw(st.sampled_from(town))
            part, gap = data.draw(st.floats(0.05, 0.95)), data.draw(st.sampled_from([-0.43, 0.0, 0.61]))
            (ax, ay), (bx, by) = line.points
            sideways = (gap, 0.0) if ax == bx else (0.0, gap)
            doors.append((ax + part * (bx - ax) + sideways[0], ay + part * (by - ay) + sideways[1]))
        sides.append(doors)
    assume(judge(town, *sides, limit_s, profile))


@pytest.mark.parametrize("profile", [WALK_AVERAGE, WALK_OLDER, CYCLE], ids=lambda profile: profile.name)
@pytest.mark.parametrize("limit_s", [30, 90, 600])
def test_every_house_of_the_corner_to_every_house(profile, limit_s):
    world = [Line(tuple(street.points()), street.way, street.access) for street in STREETS]
    houses = [(x + dx, y + dy) for x, y in CORNERS.values() for dx, dy in ((13.3, 4.1), (-8.7, -21.9))]
    houses += [(150.3, 155.1), (99.2, 61.7), (55.5, -31.2)]
    assert judge(world, houses, houses, limit_s, profile) > 120


class TestTheOracleItself:
    """An oracle that is never asked a hard question proves nothing: it, too, is counted on fingers."""

    WORLD = (road((0, 0), (100, 0), access=3), road((100, 0), (100, 50)), road((0, 0), (0, 50)))

    def door(self, x, y, profile=CYCLE):
        found = find_door(list(self.WORLD), profile, (x, y), 250.0)
        assert isinstance(found, Door)
        return found

    def test_it_finds_the_street_and_the_way_to_the_door(self):
        door = self.door(30.0, 4.0)
        assert (door.line, door.along, door.rest, door.leg) == (self.WORLD[0], 9_000, 21_000, 1_200)

    def test_it_does_not_judge_a_door_between_two_streets(self):
        assert find_door(list(self.WORLD), CYCLE, (100.0, 0.0), 250.0) == "two streets are as near"

    def test_it_does_not_judge_a_door_at_the_edge(self):
        assert find_door(list(self.WORLD), CYCLE, (50.0, -250.0), 250.0) == "on the edge"

    def test_it_finds_no_street_where_none_is(self):
        assert find_door(list(self.WORLD), CYCLE, (50.0, -251.0), 250.0) is None

    def test_it_knows_the_way_between_corners(self):
        apart = corners_apart(list(self.WORLD), CYCLE)
        assert apart[place((0, 50)), place((100, 50))] == 60_000
        assert apart[place((100, 50)), place((0, 50))] == float("inf")

    def test_it_goes_along_the_street_with_the_arrow_alone(self):
        west, east = self.door(20.0, 0.0), self.door(60.0, 0.0)
        apart = corners_apart(list(self.WORLD), CYCLE)
        assert trip(west, east, apart, CYCLE) == 12_000
        assert trip(east, west, apart, CYCLE) == float("inf")
        assert trip(self.door(0.0, 25.0), east, apart, CYCLE) == 7_500 + 18_000
