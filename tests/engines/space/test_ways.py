import numpy as np
import pytest

from wooncirkel.engines.space import (
    ALL_ACCESS,
    CYCLE_BACKWARD,
    CYCLE_BOTH,
    CYCLE_FORWARD,
    FOOT,
    WAYS,
    access_by_way,
    way_code,
)


def test_unknown_is_zero_and_every_class_stands_once():
    assert WAYS[0] == "unknown"
    assert len(set(WAYS)) == len(WAYS) < 256


@pytest.mark.parametrize("name", WAYS)
def test_a_class_finds_its_own_code(name):
    assert WAYS[way_code(name)] == name


@pytest.mark.parametrize(
    ("link", "parent"),
    [
        ("motorway_link", "motorway"),
        ("trunk_link", "trunk"),
        ("primary_link", "primary"),
        ("secondary_link", "secondary"),
        ("tertiary_link", "tertiary"),
    ],
)
def test_a_link_counts_as_its_parent(link, parent):
    assert WAYS[way_code(link)] == parent


@pytest.mark.parametrize("name", ["", None, "construction", "proposed", "Residential", "_link"])
def test_what_we_do_not_know_is_unknown(name):
    assert way_code(name) == 0


def test_the_bits_do_not_overlap():
    assert FOOT + CYCLE_FORWARD + CYCLE_BACKWARD == ALL_ACCESS == 7
    assert CYCLE_BOTH == CYCLE_FORWARD | CYCLE_BACKWARD


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("residential", ALL_ACCESS),
        ("cycleway", ALL_ACCESS),
        ("living_street", ALL_ACCESS),
        ("path", ALL_ACCESS),
        ("track", ALL_ACCESS),
        ("unknown", ALL_ACCESS),
        ("footway", FOOT),
        ("pedestrian", FOOT),
        ("steps", FOOT),
        ("corridor", FOOT),
        ("platform", FOOT),
        ("bridleway", FOOT),
        ("trunk", 0),
        ("motorway", 0),
    ],
)
def test_access_of_a_source_without_tags(name, bits):
    assert access_by_way([way_code(name)]).tolist() == [bits]


def test_access_keeps_shape_and_kind():
    bits = access_by_way(np.arange(len(WAYS)))
    assert bits.shape == (len(WAYS),)
    assert bits.dtype == np.uint8
    assert access_by_way(np.zeros(0, np.uint8)).shape == (0,)


@pytest.mark.parametrize("codes", [[len(WAYS)], [-1], [255], [[0]], [0.5], ["residential"]])
def test_codes_that_do_not_exist_are_refused(codes):
    with pytest.raises(ValueError, match="way"):
        access_by_way(codes)
