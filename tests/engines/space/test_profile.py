import dataclasses

import numpy as np
import pytest

from wooncirkel.engines.space import CYCLE, EVERY_WAY, WALK_AVERAGE, WALK_OLDER, WAYS, Profile


@pytest.mark.parametrize(
    ("profile", "metres_in_ten_minutes"),
    [(WALK_AVERAGE, 800), (WALK_OLDER, 500), (CYCLE, 2000)],
)
def test_the_sources_speak_of_ten_minutes(profile, metres_in_ten_minutes):
    assert profile.metres_per_second * 600 == pytest.approx(metres_in_ten_minutes)


@pytest.mark.parametrize("profile", [WALK_AVERAGE, WALK_OLDER, CYCLE])
def test_each_speed_names_its_source(profile):
    assert "nl" in profile.source
    assert profile.name


def test_walking_may_use_cycleways():
    assert WALK_AVERAGE.takes()[WAYS.index("cycleway")]
    assert WALK_OLDER.takes()[WAYS.index("cycleway")]


def test_the_bits_are_those_of_the_mode():
    assert (WALK_AVERAGE.forward_bit, WALK_AVERAGE.backward_bit) == (1, 1)
    assert (CYCLE.forward_bit, CYCLE.backward_bit) == (2, 4)


def test_takes_follows_the_ways():
    only = Profile("only", 10.0, "cycle", "test", frozenset({"cycleway"}))
    assert np.flatnonzero(only.takes()).tolist() == [WAYS.index("cycleway")]
    assert Profile("all", 10.0, "cycle", "test").takes().all()


def test_equal_profiles_are_one_key():
    one = Profile("p", 10.0, "cycle", "test", frozenset({"path", "track"}))
    two = Profile("p", 10.0, "cycle", "test", {"track", "path"})  # type: ignore[arg-type]
    assert one == two
    assert hash(one) == hash(two)
    assert one != Profile("p", 11.0, "cycle", "test", frozenset({"path", "track"}))


def test_a_profile_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        CYCLE.kmh = 20.0  # type: ignore[misc]


@pytest.mark.parametrize("kmh", [0, -1.0, float("nan"), float("inf"), 61.0, "12", None])
def test_impossible_speeds_are_refused(kmh):
    with pytest.raises(ValueError, match="speed"):
        Profile("p", kmh, "foot", "test")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mode": "car"}, "foot or cycle"),
        ({"ways": frozenset({"canal"})}, "canal"),
        ({"ways": frozenset()}, "street classes"),
        ({"name": ""}, "name"),
        ({"source": ""}, "speed comes from"),
    ],
)
def test_impossible_profiles_are_refused(change, sentence):
    values = {"name": "p", "kmh": 10.0, "mode": "foot", "source": "test", "ways": EVERY_WAY}
    with pytest.raises(ValueError, match=sentence):
        Profile(**(values | change))
