"""Independent check of a reach: plain Python, a heap, and no line shared with the search."""

import heapq
from collections import defaultdict
from collections.abc import Iterable

from wooncirkel.engines.space.arrays import NEVER_MS
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.reaching import Reach
from wooncirkel.engines.space.ways import WAYS

Roads = dict[int, list[tuple[int, int]]]


def check(
    network: StreetNetwork, reach: Reach, profile: Profile, origins: Iterable[int] | None = None
) -> list[str]:
    """Recompute the times of these origins (all if not given); a sentence per difference, empty when right.

    Streets, speeds, one-ways and rounding are read from the network anew, and the way from the door to both
    ends of its street with them; where the door lies is taken as given. Takes about a second per million
    street ends visited: give a sample of origins for a large reach.
    """
    roads = _roads(network, profile)
    problems = _unreachable_problems(reach)
    for origin in range(len(reach.origins)) if origins is None else origins:
        problems += _place_problems(network, reach, profile, origin) + _origin_problems(roads, reach, origin)
    return problems


def _roads(network: StreetNetwork, profile: Profile) -> Roads:
    roads: Roads = defaultdict(list)
    for number in range(network.street_count):
        tail, head, ms, ahead, against = _street(network, profile, number)
        if ahead:
            roads[tail].append((head, ms))
        if against:
            roads[head].append((tail, ms))
    return roads


def _street(network: StreetNetwork, profile: Profile, number: int) -> tuple[int, int, int, bool, bool]:
    """Tail, head, time for the whole [ms], and whether this traveller takes it ahead and against."""
    bits = (1, 1) if profile.mode == "foot" else (2, 4)
    wanted, access = WAYS[network.way[number]] in profile.ways, int(network.access[number])
    ms = max(1, round(int(network.length_mm[number]) / 1000 * (3600.0 / profile.kmh)))
    ahead, against = (wanted and bool(access & bit) for bit in bits)
    return int(network.tail[number]), int(network.head[number]), ms, ahead, against


def _place_problems(network: StreetNetwork, reach: Reach, profile: Profile, origin: int) -> list[str]:
    """Does the door reach the ends of its street when it says so?"""
    places = reach.origins
    if not places.found[origin]:
        return []
    ends = int(places.tail[origin]), int(places.head[origin])
    leave = int(places.leave_tail_ms[origin]), int(places.leave_head_ms[origin])
    leg, gone, number = (int(part[origin]) for part in (places.leg_ms, places.street_ms, places.street))
    if number < 0:
        return [] if ends[0] == ends[1] and leave == (0, 0) else [f"Origin {origin} stands on no node."]
    tail, head, whole, ahead, against = _street(network, profile, number)
    walked = round(float(places.metres[origin]) * (3600.0 / profile.kmh))
    expected = (
        leg + gone if against or gone == 0 else NEVER_MS,
        leg + whole - gone if ahead or gone == whole else NEVER_MS,
    )
    right = ends == (tail, head) and leave == expected and leg == walked and 0 <= gone <= whole
    return [] if right else [f"Origin {origin} leaves its street in another way."]


def _times(roads: Roads, starts: list[tuple[int, int]], limit: int) -> dict[int, int]:
    done: dict[int, int] = {}
    heap = [(ms, node) for node, ms in starts if ms <= limit]
    heapq.heapify(heap)
    while heap:
        ms, node = heapq.heappop(heap)
        if node in done:
            continue
        done[node] = ms
        for other, step in roads.get(node, ()):
            if other not in done and ms + step <= limit:
                heapq.heappush(heap, (ms + step, other))
    return done


def _origin_problems(roads: Roads, reach: Reach, origin: int) -> list[str]:
    places = reach.origins
    starts = []
    if places.found[origin]:
        starts = [
            (int(places.tail[origin]), int(places.leave_tail_ms[origin])),
            (int(places.head[origin]), int(places.leave_head_ms[origin])),
        ]
    expected = _times(roads, starts, reach.limit_s * 1000)
    node, ms = reach.of(origin)
    given = dict(zip(node.tolist(), ms.tolist(), strict=True))
    problems = [] if len(given) == len(node) else [f"Origin {origin} names a node twice."]
    problems += [f"Origin {origin} lacks node {v}." for v in sorted(expected.keys() - given.keys())]
    problems += [
        f"Origin {origin} should not reach node {v}." for v in sorted(given.keys() - expected.keys())
    ]
    wrong = sorted(v for v in given.keys() & expected.keys() if given[v] != expected[v])
    return problems + [f"Origin {origin}, node {v}: {given[v]} ms, not {expected[v]} ms." for v in wrong]


def _unreachable_problems(reach: Reach) -> list[str]:
    lost = [i for i, found in enumerate(reach.origins.found.tolist()) if not found]
    return [] if reach.unreachable.tolist() == lost else ["The list of unreachable origins is wrong."]
