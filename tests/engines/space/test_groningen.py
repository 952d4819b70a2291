"""The engine on the streets of a real province, against scipy and against plain Python."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

import wooncirkel
from wooncirkel.engines.space import (
    CYCLE,
    WALK_AVERAGE,
    WALK_OLDER,
    StreetNetwork,
    at_nodes,
    check,
    outline_trace,
    reach,
    snap,
    trace,
)

PACKAGED = Path(wooncirkel.__file__).parent / "apps/places/demo/groningen/network.npz"
PROFILES = (WALK_OLDER, WALK_AVERAGE, CYCLE)


@pytest.fixture(scope="module")
def province() -> StreetNetwork:
    if not PACKAGED.exists():
        pytest.skip("the packaged network of Groningen is absent")
    with np.load(PACKAGED, allow_pickle=False) as arrays:
        return StreetNetwork.from_arrays(arrays)


def matrix(streets: StreetNetwork, profile) -> csr_matrix:
    """The quickest arc between each two nodes, straight from the streets."""
    along, against = (1, 1) if profile.mode == "foot" else (2, 4)
    wanted = np.isin(streets.way, np.flatnonzero(profile.takes()))
    ms = np.maximum(np.rint(streets.length_mm / 1000 * (3600.0 / profile.kmh)), 1)
    parts = []
    for tail, head, bit in ((streets.tail, streets.head, along), (streets.head, streets.tail, against)):
        taken = wanted & ((streets.access & bit) > 0) & (tail != head)
        parts.append((tail[taken], head[taken], ms[taken]))
    tail, head, ms = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((ms, head, tail))
    tail, head, ms = tail[order], head[order], ms[order]
    first = np.concatenate([[True], (np.diff(tail) != 0) | (np.diff(head) != 0)])
    return csr_matrix((ms[first], (tail[first], head[first])), shape=(streets.node_count,) * 2)


def differences(streets, profile, limit_s, origins) -> int:
    graph = matrix(streets, profile)
    wrong = 0
    for block in np.array_split(origins, max(1, len(origins) // 50)):
        times = dijkstra(graph, indices=block, limit=limit_s * 1000)
        found = reach(streets, at_nodes(streets, block), limit_s, profile)
        mine = np.full_like(times, np.inf)
        mine[np.repeat(np.arange(len(block)), np.diff(found.indptr)), found.node] = found.ms
        wrong += int((mine != times).sum())
    return wrong


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_equal_to_scipy(province, profile, amount, tell):
    size = province.node_count
    count = amount(sample=150, full=size)
    origins = np.random.default_rng(7).choice(size, count, replace=False)
    assert differences(province, profile, 600, origins) == 0
    tell(f"reach: {count:,} origins of Groningen, {profile.name}, 10 minutes, equal to scipy")


@pytest.mark.prove
@pytest.mark.parametrize("limit_s", [60, 1200, 3600])
def test_equal_to_scipy_for_other_limits(province, limit_s, tell):
    origins = np.random.default_rng(8).choice(province.node_count, 1000, replace=False)
    assert differences(province, CYCLE, limit_s, origins) == 0
    tell(f"reach: 1,000 origins of Groningen, cycling, {limit_s} s, equal to scipy")


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_doors_anywhere_pass_the_check(province, profile):
    rng = np.random.default_rng(9)
    near = rng.choice(province.node_count, 40)
    x, y = province.node_x[near] + rng.normal(0, 80, 40), province.node_y[near] + rng.normal(0, 80, 40)
    places = snap(province, x, y, profile)
    assert places.found.any()
    assert check(province, reach(province, places, 600, profile), profile) == []


def test_snapping_equals_brute_force(province, amount):
    rng = np.random.default_rng(10)
    count = amount(sample=40, full=400)
    near = rng.choice(province.node_count, count)
    x, y = (
        province.node_x[near] + rng.normal(0, 120, count),
        province.node_y[near] + rng.normal(0, 120, count),
    )
    places = snap(province, x, y, WALK_AVERAGE)
    inner = np.ones(len(province.shape_x), bool)
    inner[province.shape_indptr[1:] - 1] = False
    first = np.flatnonzero(inner)
    x0, y0 = province.shape_x[first], province.shape_y[first]
    dx, dy = province.shape_x[first + 1] - x0, province.shape_y[first + 1] - y0
    square = np.where(dx * dx + dy * dy > 0, dx * dx + dy * dy, 1.0)
    for i in range(count):
        part = np.clip(((x[i] - x0) * dx + (y[i] - y0) * dy) / square, 0, 1)
        best = np.hypot(x[i] - x0 - part * dx, y[i] - y0 - part * dy).min()
        assert places.found[i] == (best <= 250)
        if places.found[i]:
            assert places.metres[i] == pytest.approx(best, abs=1e-6)


def test_a_circle_in_the_city_can_be_drawn(province):
    centre = snap(province, [233_900.0], [582_000.0], CYCLE)
    assert centre.found[0]
    found = reach(province, centre, 600, CYCLE)
    lines = trace(province, found, 0, CYCLE)
    assert lines.minute.min() == 0
    assert lines.minute.max() == 9
    assert np.hypot(lines.x - centre.x[0], lines.y - centre.y[0]).max() <= 2000.1
    rings = outline_trace(lines)
    assert 1 <= len(rings) < 20
    assert sum(len(ring) for ring in rings) < 3000


def test_streets_are_real(province):
    assert 47_000 < province.node_count < 48_000
    assert 57_000 < province.street_count < 58_000
    assert 4_000_000 < province.length.sum() < 12_000_000
    assert np.isin(np.flatnonzero(CYCLE.takes()), np.unique(province.way)).sum() > 10
