"""What the pages of documentation promise of every field: kind, shape, frozen; and that all is documented."""

import dataclasses
import inspect
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import corner
from wooncirkel.engines import space
from wooncirkel.engines.space import CYCLE, WALK_AVERAGE, StreetNetwork, arrive, at_nodes, reach, snap, trace

MODULES = sorted(
    path.stem for path in Path(inspect.getfile(space)).parent.glob("*.py") if path.stem != "__init__"
)
STREETS = corner.network()
DOORS = snap(STREETS, [0.0, 150.0, 9999.0], [-10.0, 4.0, 0.0], CYCLE)
FOUND = reach(STREETS, DOORS, 300, CYCLE)
ARRIVED = arrive(STREETS, FOUND, DOORS, CYCLE)
DRAWN = trace(STREETS, FOUND, 0, CYCLE)
GRAPH = STREETS.graph(CYCLE)
NODES, ROADS, POINTS, PLACES = 6, 7, 16, 3
PAIRS, VISITS, PIECES = int(FOUND.indptr[-1]), int(ARRIVED.indptr[-1]), len(DRAWN)
DOTS = len(DRAWN.x)

ENDS = [f"{way}_{end}_ms" for way in ("leave", "arrive") for end in ("tail", "head")]
RESULTS = (STREETS, DOORS, FOUND, ARRIVED, DRAWN, GRAPH)

FIELDS = [
    *((STREETS, name, np.float64, NODES) for name in ("node_x", "node_y", "node_lon", "node_lat")),
    *((STREETS, name, np.int32, ROADS) for name in ("tail", "head", "length_mm")),
    *((STREETS, name, np.uint8, ROADS) for name in ("way", "access")),
    (STREETS, "shape_indptr", np.int32, ROADS + 1),
    *((STREETS, f"shape_{name}", np.int32, POINTS) for name in ("x_cm", "y_cm", "lon_e7", "lat_e7")),
    (DOORS, "found", np.bool_, PLACES),
    *((DOORS, name, np.int32, PLACES) for name in ("street", "tail", "head", "leg_ms", "street_ms")),
    *(
        (DOORS, f"{way}_{end}_ms", np.int32, PLACES)
        for way in ("leave", "arrive")
        for end in ("tail", "head")
    ),
    *((DOORS, name, np.float64, PLACES) for name in ("x", "y", "metres")),
    (DOORS, "unreachable", np.int32, 1),
    (FOUND, "indptr", np.int64, PLACES + 1),
    *((FOUND, name, np.int32, PAIRS) for name in ("node", "ms")),
    (FOUND, "unreachable", np.int32, 1),
    (ARRIVED, "indptr", np.int64, PLACES + 1),
    *((ARRIVED, name, np.int32, VISITS) for name in ("home", "ms")),
    (ARRIVED, "unreachable", np.int32, 1),
    (DRAWN, "indptr", np.int32, PIECES + 1),
    *((DRAWN, name, np.float64, DOTS) for name in ("lon", "lat", "x", "y")),
    *((DRAWN, name, np.int32, PIECES) for name in ("street", "minute")),
    (GRAPH, "street_ms", np.int32, ROADS),
    *((GRAPH, name, np.bool_, ROADS) for name in ("forward", "backward")),
]
each_field = pytest.mark.parametrize(
    ("holder", "name", "kind", "size"),
    FIELDS,
    ids=[f"{type(holder).__name__}.{name}" for holder, name, _, _ in FIELDS],
)


@each_field
def test_a_field_has_the_kind_and_shape_of_its_page(holder, name, kind, size):
    array = getattr(holder, name)
    assert array.dtype == kind
    assert array.shape == (size,)


@each_field
def test_a_field_can_not_be_written_to(holder, name, kind, size):
    array = getattr(holder, name)
    assert not array.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 0


@pytest.mark.parametrize("holder", [*RESULTS, CYCLE], ids=lambda v: type(v).__name__)
def test_a_result_can_not_be_given_other_fields(holder):
    for field in dataclasses.fields(holder):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(holder, field.name, None)


@pytest.mark.parametrize("holder", RESULTS, ids=lambda v: type(v).__name__)
def test_every_public_field_is_named_in_the_page_of_its_class(holder):
    page = inspect.getdoc(type(holder))
    names = [field.name for field in dataclasses.fields(holder) if not field.name.startswith("_")]
    assert [name for name in names if name not in page] == []


@pytest.mark.parametrize("name", ["length", "shape_x", "shape_y", "shape_lon", "shape_lat"])
def test_a_derived_field_is_the_stored_one_in_its_unit(name):
    unit = {"length": ("length_mm", 1000), "shape_x": ("shape_x_cm", 100), "shape_y": ("shape_y_cm", 100)}
    stored, parts = unit.get(name, (f"{name}_e7", 1e7))
    assert np.array_equal(getattr(STREETS, name), getattr(STREETS, stored) / parts)


@pytest.mark.parametrize("found", [FOUND, ARRIVED], ids=["Reach", "Arrivals"])
def test_seconds_belong_to_the_pairs(found):
    assert found.seconds.dtype == np.int32
    assert found.seconds.shape == found.ms.shape


@pytest.mark.parametrize("found", [FOUND, ARRIVED], ids=["Reach", "Arrivals"])
def test_the_rows_of_the_origins_together_are_all_pairs(found):
    rows = [found.of(origin) for origin in range(PLACES)]
    assert np.array_equal(np.concatenate([ms for _, ms in rows]), found.ms)
    assert [len(ms) for _, ms in rows] == np.diff(found.indptr).tolist()


def test_a_result_keeps_its_question():
    assert FOUND.limit_s == ARRIVED.limit_s == 300
    assert FOUND.origins is DOORS
    assert len(DOORS) == PLACES
    assert len(DRAWN) == PIECES


@pytest.mark.parametrize("name", space.__all__)
def test_every_public_name_is_there_and_every_function_has_its_page(name):
    thing = getattr(space, name)
    if callable(thing):
        assert inspect.getdoc(thing)


@pytest.mark.parametrize("module", MODULES)
def test_every_public_function_and_class_of_a_file_has_its_page(module):
    inside = import_module(f"wooncirkel.engines.space.{module}")
    assert inside.__doc__
    for name, thing in vars(inside).items():
        thing = getattr(thing, "py_func", thing)
        if (
            not name.startswith("_")
            and getattr(thing, "__module__", "") == inside.__name__
            and callable(thing)
        ):
            assert inspect.getdoc(thing), f"{module}.{name}"


@pytest.mark.parametrize("module", MODULES)
def test_every_kernel_is_compiled_for_one_kind_of_question(module):
    """A second signature is a second compilation: seconds of the first start, for nothing."""
    for profile in (CYCLE, WALK_AVERAGE):
        for streets in (STREETS, StreetNetwork.from_arrays(STREETS.to_arrays())):
            everywhere = at_nodes(streets, np.arange(NODES))
            arrive(streets, reach(streets, everywhere, 60, profile), everywhere, profile)
            space.warm(streets, [profile])
    inside = import_module(f"wooncirkel.engines.space.{module}")
    kernels = {name: len(k.signatures) for name, k in vars(inside).items() if hasattr(k, "signatures")}
    assert {name: count for name, count in kernels.items() if count > 1} == {}
