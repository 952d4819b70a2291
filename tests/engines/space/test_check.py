from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

import corner
from engines.space.worlds import CYCLING, WALKING, build, worlds
from wooncirkel.engines.space import CYCLE, WALK_AVERAGE, Reach, Snap, at_nodes, check, reach, snap


@pytest.fixture
def answer() -> tuple:
    streets = corner.network()
    places = snap(streets, [40.0, 9999.0, 150.0], [-16.0, 0.0, 0.0], CYCLE)
    return streets, reach(streets, places, 100, CYCLE)


def test_a_right_answer_has_no_problems(answer):
    assert check(*answer, CYCLE) == []


@pytest.mark.parametrize("profile", [WALKING, CYCLING], ids=lambda profile: profile.name)
@given(world=worlds())
@settings(max_examples=40, deadline=None)
def test_random_answers_have_no_problems(profile, world):
    streets = build(world)
    rng = np.random.default_rng(len(world))
    places = snap(streets, *rng.uniform(0, 400, (2, 6)), profile)
    assert check(streets, reach(streets, places, 90, profile), profile) == []


def spoiled(found: Reach, **changes) -> Reach:
    return replace(found, **changes)


def test_a_wrong_time_is_named(answer):
    streets, found = answer
    ms = found.ms.copy()
    ms[1] += 1
    (problem,) = check(streets, spoiled(found, ms=ms), CYCLE)
    assert f"node {found.node[1]}: {ms[1]} ms, not {ms[1] - 1} ms" in problem


def test_a_missing_and_an_extra_node_are_named(answer):
    streets, found = answer
    node = found.node.copy()
    lost, node[0] = node[0], 99
    problems = check(streets, spoiled(found, node=node), CYCLE)
    assert problems == [f"Origin 0 lacks node {lost}.", "Origin 0 should not reach node 99."]


def test_a_node_named_twice_is_noticed(answer):
    streets, found = answer
    node = found.node.copy()
    node[1] = node[0]
    assert "Origin 0 names a node twice." in check(streets, spoiled(found, node=node), CYCLE)


def test_only_the_origins_asked_for_are_checked(answer):
    streets, found = answer
    ms = found.ms.copy()
    ms[0] += 1
    assert check(streets, spoiled(found, ms=ms), CYCLE, [1, 2]) == []
    assert len(check(streets, spoiled(found, ms=ms), CYCLE, [0])) == 1


def test_a_wider_limit_than_promised_is_noticed(answer):
    streets, found = answer
    problems = check(streets, spoiled(found, limit_s=60), CYCLE)
    assert problems
    assert all("should not reach" in problem for problem in problems)


def test_a_reach_of_another_traveller_is_noticed():
    streets = corner.network()
    found = reach(streets, at_nodes(streets, [0]), 600, WALK_AVERAGE)
    assert check(streets, found, CYCLE)


def test_a_wrong_list_of_unreachable_origins_is_noticed(answer):
    streets, found = answer

    class Liar(Snap):
        @property
        def unreachable(self):
            return np.zeros(0, np.int32)

    liar = Liar(*(getattr(found.origins, name) for name in Snap.__dataclass_fields__))
    assert check(streets, spoiled(found, origins=liar), CYCLE) == [
        "The list of unreachable origins is wrong."
    ]
