import gc

import pytest

import corner
from wooncirkel.engines.space import CYCLE, WALK_AVERAGE, WALK_OLDER, StreetNetwork, snap, warm
from wooncirkel.engines.space.nearness import nearest
from wooncirkel.engines.space.searching import search
from wooncirkel.engines.space.tracing import draw
from wooncirkel.engines.space.warming import without_collector


def test_after_warming_nothing_is_left_to_compile_or_build():
    streets = corner.network()
    warm(streets, (WALK_AVERAGE, WALK_OLDER, CYCLE))
    kernels = [len(kernel.signatures) for kernel in (search, nearest, draw)]
    made = set(streets._memo)
    snap(streets, [0.0], [0.0], CYCLE)
    warm(streets, (WALK_AVERAGE, WALK_OLDER, CYCLE))
    assert [len(kernel.signatures) for kernel in (search, nearest, draw)] == kernels
    assert set(streets._memo) == made
    for profile in (WALK_AVERAGE, WALK_OLDER, CYCLE):
        assert {("graph", profile), ("segments", profile), ("lines", profile)} <= made


def test_a_network_from_a_file_uses_the_same_kernels():
    """Read-only and writable arrays would compile twice; both kinds of network must look alike."""
    warm(corner.network(), [CYCLE])
    before = [len(kernel.signatures) for kernel in (search, nearest, draw)]
    warm(StreetNetwork.from_arrays(corner.network().to_arrays()), [CYCLE])
    assert [len(kernel.signatures) for kernel in (search, nearest, draw)] == before


@pytest.mark.parametrize("on", [True, False])
def test_the_search_for_garbage_is_left_as_it_was(on):
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        warm(corner.network(), [CYCLE])
        assert gc.isenabled() == on
        with pytest.raises(ZeroDivisionError), without_collector():
            1 // int(gc.isenabled())
        assert gc.isenabled() == on
    finally:
        (gc.enable if was_on else gc.disable)()


def test_warming_for_nobody_does_nothing():
    streets = corner.network()
    warm(streets, [])
    assert streets._memo == {}
