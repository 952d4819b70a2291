"""The stored form: small whole numbers there and back, and no lie is believed."""

import io
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corner
from engines.space.changes import road
from engines.space.worlds import WALKING, build, worlds
from wooncirkel.engines.space import StreetNetwork, at_nodes, reach

NAMES = (
    "version", "tail", "head", "length_mm", "way", "access", "shape_indptr",
    "shape_x_cm", "shape_y_cm", "shape_lon_e7", "shape_lat_e7",
)  # fmt: skip
SHAPES = NAMES[-4:]
EXAMPLES = settings(max_examples=30, deadline=None)


def stored() -> dict[str, np.ndarray]:
    """The corner's arrays, to be spoiled."""
    return {name: array.astype(np.int64) for name, array in corner.network().to_arrays().items()}


def refused(arrays, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        StreetNetwork.from_arrays(arrays)


def test_the_form_has_a_version_and_ten_arrays():
    arrays = corner.network().to_arrays()
    assert tuple(arrays) == NAMES
    assert arrays["version"].tolist() == [1]


def test_the_spoiled_forms_below_begin_sound():
    assert StreetNetwork.from_arrays(stored()).street_count == 7


@pytest.mark.parametrize("name", NAMES)
def test_every_array_is_flat_and_of_whole_numbers(name):
    array = corner.network().to_arrays()[name]
    assert array.ndim == 1
    assert array.dtype.kind in "iu"
    assert array.dtype.itemsize <= 4


@pytest.mark.parametrize("name", SHAPES)
def test_drawn_points_are_stored_as_steps(name):
    streets = corner.network()
    assert np.array_equal(np.cumsum(streets.to_arrays()[name]), getattr(streets, name))


@given(world=worlds())
@EXAMPLES
def test_there_and_back_gives_the_same_bytes(world):
    first = build(world).to_arrays()
    again = StreetNetwork.from_arrays(first).to_arrays()
    assert {name: array.tobytes() for name, array in first.items()} == {
        name: array.tobytes() for name, array in again.items()
    }


@given(world=worlds())
@EXAMPLES
def test_there_and_back_gives_the_same_times(world):
    streets = build(world)
    again = StreetNetwork.from_arrays(streets.to_arrays())
    one, two = (reach(s, at_nodes(s, np.arange(s.node_count)), 600, WALKING) for s in (streets, again))
    for name in ("indptr", "node", "ms"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


@given(world=worlds())
@EXAMPLES
def test_through_a_file_and_through_a_pickle(world):
    streets = build(world)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **streets.to_arrays())
    buffer.seek(0)
    with np.load(buffer, allow_pickle=False) as arrays:
        read = StreetNetwork.from_arrays(arrays)
    for again in (read, pickle.loads(pickle.dumps(streets))):
        for name in ("node_x", "node_lon", "tail", "head", "length_mm", "shape_lat_e7"):
            assert np.array_equal(getattr(again, name), getattr(streets, name))


@pytest.mark.parametrize("kind", [np.int16, np.int32, np.int64])
def test_whole_numbers_of_another_size_are_read(kind):
    arrays = {name: array.astype(kind) for name, array in corner.network().to_arrays().items()}
    arrays |= {name: corner.network().to_arrays()[name] for name in (*SHAPES, "length_mm")}
    assert StreetNetwork.from_arrays(arrays).tail.dtype == np.int32


@pytest.mark.parametrize("count", [1, 2, 11])
def test_all_missing_arrays_are_named(count):
    arrays = stored()
    for name in NAMES[:count]:
        del arrays[name]
    refused(arrays, f"The street network lacks {', '.join(NAMES[:count])}\\.")


def test_more_arrays_than_needed_are_no_harm():
    assert StreetNetwork.from_arrays(stored() | {"remark": np.array([5])}).street_count == 7


@pytest.mark.parametrize("version", [[0], [2], [1, 1], [], [[1]]])
def test_another_version_is_refused(version):
    refused(stored() | {"version": np.array(version)}, r"The street network is not of version 1\.")


@pytest.mark.parametrize("name", NAMES[1:])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda a: a.astype(float),
        lambda a: a.astype(bool),
        lambda a: a.astype(str),
        lambda a: a.reshape(1, -1),
        lambda a: a[0],
    ],
    ids=["with a point", "truths", "words", "two dimensions", "a single number"],
)
def test_arrays_of_another_kind_are_refused(name, spoil):
    arrays = stored()
    arrays[name] = spoil(arrays[name])
    refused(arrays, rf"{name} must be a flat array of whole numbers\.")


@pytest.mark.parametrize("name", NAMES[1:])
@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**40])
def test_numbers_that_do_not_fit_are_refused(name, value):
    arrays = stored()
    arrays[name][-1] = value
    refused(arrays, rf"{name} holds a number that does not fit\.")


@pytest.mark.parametrize("name", ["tail", "head", "length_mm", "way", "access"])
def test_a_street_without_one_of_its_facts_is_refused(name):
    arrays = stored()
    arrays[name] = arrays[name][:-1]
    refused(arrays, f"These arrays must have the same length: .*{name} 6.*")


@pytest.mark.parametrize("name", SHAPES)
def test_a_point_without_one_of_its_coordinates_is_refused(name):
    arrays = stored()
    arrays[name] = arrays[name][:-1]
    refused(arrays, f"These arrays must have the same length: .*{name} 15.*")


@pytest.mark.parametrize(
    ("name", "place", "value", "sentence"),
    [
        ("tail", 3, -1, r"tail or head holds a negative node\."),
        ("head", 3, -7, r"tail or head holds a negative node\."),
        ("tail", 0, 14, r"tail or head holds a node beyond the ends of the streets\."),
        ("head", 6, 2**31 - 1, r"tail or head holds a node beyond the ends of the streets\."),
        ("length_mm", 0, -1, r"length_mm holds a negative length\."),
        ("way", 6, 20, r"way holds a code outside 0\.\.19\."),
        ("way", 0, -1, r"way holds a code outside 0\.\.19\."),
        ("access", 0, 8, r"access holds a code outside 0\.\.7\."),
        ("access", 6, -1, r"access holds a code outside 0\.\.7\."),
        ("shape_indptr", 0, 2, r"shape_indptr must run from 0 to 16; it runs from 2 to 16\."),
        ("shape_indptr", 7, 14, r"shape_indptr must run from 0 to 16; it runs from 0 to 14\."),
        ("shape_indptr", 1, 3, r"shape_indptr has a row shorter than 2\."),
        ("shape_indptr", 3, 0, r"shape_indptr has a row shorter than 2\."),
    ],
)
def test_a_single_false_number_is_refused_in_words(name, place, value, sentence):
    arrays = stored()
    arrays[name][place] = value
    refused(arrays, sentence)


@pytest.mark.parametrize("length", [0, 7, 9])
def test_a_pointer_with_rows_too_few_or_too_many_is_refused(length):
    arrays = stored()
    arrays["shape_indptr"] = np.linspace(0, 16, length).astype(int)
    refused(arrays, rf"shape_indptr must hold 8 values; it holds {length}\.")


@pytest.mark.parametrize("name", ["shape_lon_e7", "shape_lat_e7"])
@pytest.mark.parametrize("place", range(16))
def test_a_point_moved_from_its_node_is_noticed(name, place):
    """Each end of a street that shares its node; a point between two ends may lie anywhere."""
    arrays = stored()
    streets = corner.network()
    ends = {*streets.shape_indptr[:-1].tolist(), *(streets.shape_indptr[1:] - 1).tolist()}
    arrays[name][place] += 1
    if place + 1 < 16:
        arrays[name][place + 1] -= 1
    if place in ends:
        refused(arrays, r"Streets that share a node end in different places\.")
    else:
        assert StreetNetwork.from_arrays(arrays).node_count == 6


def test_streets_out_of_order_are_refused():
    arrays = stored()
    for name in ("tail", "head", "length_mm", "way", "access"):
        arrays[name] = arrays[name][::-1]
    refused(arrays, r"The streets are not sorted by their nodes\.")


def test_a_node_that_no_street_uses_is_refused():
    arrays = stored()
    arrays["tail"][arrays["tail"] == 5] = 6
    arrays["head"][arrays["head"] == 5] = 6
    refused(arrays, r"A node number is not used by any street\.")


def test_two_nodes_in_one_place_are_refused():
    streets = build([road((0, 0), (10, 0)), road((20, 0), (30, 0))])
    arrays = {name: array.copy() for name, array in streets.to_arrays().items()}
    for name in SHAPES:
        whole = np.cumsum(arrays[name])
        whole[2] = whole[1]
        arrays[name] = np.diff(whole, prepend=0)
    refused(arrays, r"Two nodes lie in the same place\.")


def test_a_network_of_nothing_is_refused():
    arrays = {name: array[:0] for name, array in stored().items()}
    arrays |= {"version": np.array([1]), "shape_indptr": np.array([0])}
    refused(arrays, r"A street network needs at least one street\.")


@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_is_spoiled_is_refused_or_makes_a_sound_network(data):
    """No corrupt file crashes: it is refused in words, or what comes of it keeps every promise."""
    arrays = stored()
    name = data.draw(st.sampled_from(NAMES))
    place = data.draw(st.integers(0, len(arrays[name]) - 1))
    arrays[name][place] = data.draw(st.integers(-(2**33), 2**33) | st.integers(-3, 20))
    try:
        streets = StreetNetwork.from_arrays(arrays)
    except ValueError:
        return
    again = StreetNetwork.from_arrays(streets.to_arrays())
    assert again.node_count == streets.node_count
    assert (streets.length >= 0).all()
    reach(streets, at_nodes(streets, np.arange(streets.node_count)), 600, WALKING)
