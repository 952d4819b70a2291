import dataclasses
import pickle

import numpy as np
import pytest
from hypothesis import given, settings

import corner
from corner import CORNERS, STREETS
from engines.space.worlds import CYCLING, Line, build, node_at, worlds
from wooncirkel.engines.space import ALL_ACCESS, CYCLE, WAYS, StreetNetwork

ARRAYS = [f.name for f in dataclasses.fields(StreetNetwork) if not f.name.startswith("_")]


def test_six_corners_and_seven_streets():
    streets = corner.network()
    assert streets.node_count == 6
    assert streets.street_count == 7
    assert {(round(x), round(y)) for x, y in zip(streets.node_x, streets.node_y, strict=True)} == {
        (round(x), round(y)) for x, y in CORNERS.values()
    }


@pytest.mark.parametrize("street", STREETS, ids=lambda street: street.name)
def test_each_street_keeps_its_facts(street):
    streets = corner.network()
    s = corner.street(streets, street.name)
    assert streets.length[s] == street.metres
    assert WAYS[streets.way[s]] == street.way
    assert streets.access[s] == street.access
    drawn = slice(streets.shape_indptr[s], streets.shape_indptr[s + 1])
    points = list(zip(streets.shape_x[drawn], streets.shape_y[drawn], strict=True))
    assert points == street.points()
    lon, lat = corner.lonlat(street.points())
    assert streets.shape_lon[drawn] == pytest.approx(lon, abs=1e-7)
    assert streets.shape_lat[drawn] == pytest.approx(lat, abs=1e-7)


def test_nodes_carry_their_degrees():
    streets = corner.network()
    for name, place in CORNERS.items():
        v = corner.node(streets, name)
        lon, lat = corner.lonlat([place])
        assert streets.node_lon[v] == pytest.approx(lon[0], abs=1e-7)
        assert streets.node_lat[v] == pytest.approx(lat[0], abs=1e-7)


def shifted(by: float) -> StreetNetwork:
    lines = corner.lines()
    lines["lon"] = lines["lon"].copy()
    lines["lon"][2] += by
    return StreetNetwork.from_lines(**lines)


def test_ends_equal_to_seven_decimals_are_one_node():
    assert shifted(2e-8).node_count == 6


def test_ends_that_differ_in_the_seventh_decimal_are_two():
    assert shifted(2e-7).node_count == 7


def test_a_line_without_length_back_to_its_start_is_dropped():
    still = Line(((0.0, 0.0), (0.0, 0.0)), "residential", ALL_ACCESS)
    street = Line(((0.0, 0.0), (10.0, 0.0)), "residential", ALL_ACCESS)
    assert build([still, street, still]).street_count == 1


def test_a_round_street_is_kept():
    ring = Line(((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)), "residential", ALL_ACCESS)
    streets = build([ring])
    assert streets.street_count == 1
    assert streets.tail[0] == streets.head[0] == 0
    assert streets.length[0] == pytest.approx(34.142, abs=1e-3)


def test_parallel_streets_are_both_kept():
    short = Line(((0.0, 0.0), (10.0, 0.0)), "residential", ALL_ACCESS)
    long = Line(((0.0, 0.0), (5.0, 5.0), (10.0, 0.0)), "cycleway", ALL_ACCESS)
    assert build([short, long]).street_count == 2


@pytest.mark.parametrize("name", ARRAYS)
def test_every_array_is_read_only(name):
    array = getattr(corner.network(), name)
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 0


def test_the_network_itself_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        corner.network().tail = np.zeros(1, np.int32)  # type: ignore[misc]


def test_the_callers_arrays_stay_the_callers():
    lines = corner.lines()
    streets = StreetNetwork.from_lines(**lines)
    before = streets.shape_x.copy()
    lines["x"][:] = 0.0
    lines["way"][:] = 0
    assert np.array_equal(streets.shape_x, before)
    assert streets.way.any()
    assert lines["x"].flags.writeable


def equal(one: StreetNetwork, two: StreetNetwork) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ARRAYS)


def test_building_twice_gives_the_same():
    assert equal(corner.network(), corner.network())


@given(worlds())
@settings(max_examples=40, deadline=None)
def test_arrays_there_and_back(world):
    streets = build(world)
    again = StreetNetwork.from_arrays(streets.to_arrays())
    assert equal(streets, again)
    assert {a.dtype.kind for a in streets.to_arrays().values()} <= {"i", "u"}


@given(worlds())
@settings(max_examples=40, deadline=None)
def test_streets_join_the_nodes_they_are_drawn_between(world):
    streets = build(world)
    low, high = np.minimum(streets.tail, streets.head), np.maximum(streets.tail, streets.head)
    assert sorted(zip(low, high, strict=True)) == list(zip(low, high, strict=True))
    for s in range(streets.street_count):
        first, last = streets.shape_indptr[s], streets.shape_indptr[s + 1] - 1
        assert streets.tail[s] == node_at(streets, (streets.shape_x[first], streets.shape_y[first]))
        assert streets.head[s] == node_at(streets, (streets.shape_x[last], streets.shape_y[last]))
    assert streets.length.sum() == pytest.approx(sum(line.metres for line in world), abs=0.001 * len(world))


def test_the_stored_form_survives_a_file(tmp_path):
    streets = corner.network()
    np.savez_compressed(tmp_path / "network.npz", **streets.to_arrays())
    with np.load(tmp_path / "network.npz", allow_pickle=False) as arrays:
        assert equal(streets, StreetNetwork.from_arrays(arrays))


def test_the_stored_form_holds_streets_alone():
    streets = corner.network()
    before = {name: array.copy() for name, array in streets.to_arrays().items()}
    streets.graph(CYCLE)
    after = streets.to_arrays()
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_a_pickle_carries_no_compiled_graph():
    streets = corner.network()
    bare = len(pickle.dumps(streets))
    streets.graph(CYCLE)
    assert len(pickle.dumps(streets)) == bare
    assert equal(pickle.loads(pickle.dumps(streets)), streets)


def test_a_graph_is_compiled_once_per_profile():
    streets = corner.network()
    assert streets.graph(CYCLE) is streets.graph(CYCLE)
    assert streets.graph(CYCLE) is not streets.graph(CYCLING)


def test_two_networks_share_nothing():
    one, two = corner.network(), corner.network()
    assert one.graph(CYCLE) is not two.graph(CYCLE)


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("name", ["lon", "lat", "x", "y"])
@pytest.mark.parametrize("value", [NAN, INF, -INF])
def test_numbers_that_are_not_finite_are_refused(name, value):
    lines = corner.lines()
    lines[name] = lines[name].copy()
    lines[name][3] = value
    with pytest.raises(ValueError, match=f"{name} holds a value that is not a finite number"):
        StreetNetwork.from_lines(**lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [("lon", 181.0), ("lon", -200.0), ("lat", 91.0), ("lat", -90.5), ("x", 3e7), ("y", -3e7)],
)
def test_places_off_the_earth_are_refused(name, value):
    lines = corner.lines()
    lines[name] = lines[name].copy()
    lines[name][0] = value
    with pytest.raises(ValueError, match=f"{name} holds a value beyond"):
        StreetNetwork.from_lines(**lines)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"x": np.zeros(3)}, "same length"),
        ({"lat": np.zeros((16, 1))}, "flat array"),
        ({"lon": ["east"] * 16}, "numbers"),
        ({"indptr": [0, 2]}, "must hold 8 values"),
        ({"indptr": [0, 2, 4, 6, 8, 10, 12, 15]}, "run from 0 to 16"),
        ({"indptr": [1, 2, 4, 6, 8, 10, 12, 16]}, "run from 0 to 16"),
        ({"indptr": [0, 2, 3, 6, 8, 10, 12, 16]}, "shorter than 2"),
        ({"indptr": [0, 2, 1, 6, 8, 10, 12, 16]}, "shorter than 2"),
        ({"indptr": np.linspace(0, 16, 8)}, "whole numbers"),
        ({"way": [0] * 6}, "same length"),
        ({"way": [99] * 7}, "way holds a code outside"),
        ({"way": [-1] * 7}, "way holds a code outside"),
        ({"way": [0.5] * 7}, "whole numbers"),
        ({"access": [8] * 7}, "access holds a code outside 0..7"),
        ({"access": [[7]] * 7}, "flat array"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        StreetNetwork.from_lines(**(corner.lines() | change))


def test_no_street_at_all_is_refused():
    nothing = {name: np.zeros(0) for name in ("lon", "lat", "x", "y")}
    none = np.zeros(0, np.uint8)
    with pytest.raises(ValueError, match="at least one street"):
        StreetNetwork.from_lines(**nothing, indptr=[0], way=none, access=none)


def test_a_line_round_the_earth_is_refused():
    lines = {"lon": [0.0, 1.0, 0.5], "lat": [0.0, 0.0, 1.0], "x": [0.0, 2e7, 0.0], "y": [0.0, 0.0, 0.0]}
    with pytest.raises(ValueError, match="longer than"):
        StreetNetwork.from_lines(**lines, indptr=[0, 3], way=[1], access=[7])


def broken(name: str, place: int, value: int) -> dict[str, np.ndarray]:
    arrays = {key: array.copy() for key, array in corner.network().to_arrays().items()}
    arrays[name] = arrays[name].astype(np.int64)
    arrays[name][place] = value
    return arrays


@pytest.mark.parametrize("name", sorted(corner.network().to_arrays()))
def test_a_missing_array_is_named(name):
    arrays = corner.network().to_arrays()
    del arrays[name]
    with pytest.raises(ValueError, match=f"lacks {name}"):
        StreetNetwork.from_arrays(arrays)


@pytest.mark.parametrize(
    ("name", "place", "value", "sentence"),
    [
        ("version", 0, 2, "version 1"),
        ("tail", 0, -1, "negative node"),
        ("tail", 0, 99, "beyond the ends"),
        ("head", 6, 13, "not used by any street"),
        ("head", 0, 5, "not sorted"),
        ("length_mm", 2, -5, "negative length"),
        ("length_mm", 2, 2**31, "does not fit"),
        ("way", 0, 200, "way holds a code outside"),
        ("access", 0, 9, "access holds a code outside"),
        ("shape_indptr", 7, 15, "run from 0 to"),
        ("shape_indptr", 0, 1, "run from 0 to"),
        ("shape_indptr", 2, 3, "shorter than 2"),
        ("shape_lon_e7", 1, 1, "different places"),
    ],
)
def test_corrupt_arrays_are_refused(name, place, value, sentence):
    with pytest.raises(ValueError, match=sentence):
        StreetNetwork.from_arrays(broken(name, place, value))


@pytest.mark.parametrize("name", ["tail", "way", "shape_x_cm", "shape_indptr"])
def test_arrays_of_another_length_are_refused(name):
    arrays = corner.network().to_arrays()
    arrays[name] = arrays[name][:-1]
    with pytest.raises(ValueError, match=r"same length|must hold|shorter|run from"):
        StreetNetwork.from_arrays(arrays)


@pytest.mark.parametrize("kind", [np.float64, np.bool_, "U3"])
def test_arrays_of_another_kind_are_refused(kind):
    arrays = corner.network().to_arrays()
    arrays["tail"] = arrays["tail"].astype(kind)
    with pytest.raises(ValueError, match="tail must be a flat array of whole numbers"):
        StreetNetwork.from_arrays(arrays)


def test_two_nodes_in_one_place_are_refused():
    arrays = corner.network().to_arrays()
    for name in ("shape_x_cm", "shape_y_cm", "shape_lon_e7", "shape_lat_e7"):
        arrays[name] = np.zeros_like(arrays[name])
    with pytest.raises(ValueError, match="same place"):
        StreetNetwork.from_arrays(arrays)


def test_a_network_without_streets_is_refused():
    arrays = {name: array[:0] for name, array in corner.network().to_arrays().items()}
    arrays |= {"version": np.array([1]), "shape_indptr": np.array([0])}
    with pytest.raises(ValueError, match="at least one street"):
        StreetNetwork.from_arrays(arrays)
