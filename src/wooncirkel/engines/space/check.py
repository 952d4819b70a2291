"""Independent check of a reach: plain Python, a heap, and no line shared with the search."""

import heapq
from collections import defaultdict
from collections.abc import Iterable

from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.profile import Profile
from wooncirkel.engines.space.reaching import Reach

Roads = dict[int, list[tuple[int, int]]]


def check(
    network: StreetNetwork, reach: Reach, profile: Profile, origins: Iterable[int] | None = None
) -> list[str]:
    """Recompute the times of these origins (all if not given); a sentence per difference, empty when right.

    Streets, speeds, one-ways and rounding are read from the network anew. Takes about a second per million
    street ends visited: give a sample of origins for a large reach.
    """
    roads = _roads(network, profile)
    problems = _unreachable_problems(reach)
    for origin in range(len(reach.origins)) if origins is None else origins:
        problems += _origin_problems(roads, reach, origin)
    return problems


def _roads(network: StreetNetwork, profile: Profile) -> Roads:
    ahead, against = (1, 1) if profile.mode == "foot" else (2, 4)
    ways = profile.takes().tolist()
    roads: Roads = defaultdict(list)
    streets = zip(network.tail, network.head, network.length_mm, network.way, network.access, strict=True)
    for tail, head, millimetres, way, access in ((int(v) for v in street) for street in streets):
        ms = max(1, round(millimetres / 1000 * (3600.0 / profile.kmh)))
        if ways[way] and access & ahead:
            roads[tail].append((head, ms))
        if ways[way] and access & against:
            roads[head].append((tail, ms))
    return roads


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
