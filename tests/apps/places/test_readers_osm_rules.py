"""Who may walk and cycle where: a table of tags, read from the OpenStreetMap wiki by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wooncirkel.apps.places.readers.osm_rules import BY_BICYCLE, HIGHWAYS, NEVER_RIDDEN, use_of
from wooncirkel.engines.space.ways import MOTOR_ONLY, ON_FOOT_ONLY, WAYS

Use = tuple[bool, bool, bool]
BOTH, FOOT, CYCLE, NONE = (True, True, True), (True, False, False), (False, True, True), None
ALONG, AGAINST = (True, True, False), (True, False, True)

TABLE: dict[str, Use | None] = {
    # what a class says by itself
    "highway=residential": BOTH,
    "highway=living_street": BOTH,
    "highway=primary_link": BOTH,
    "highway=cycleway": BOTH,
    "highway=path": BOTH,
    "highway=footway": FOOT,
    "highway=pedestrian": FOOT,
    "highway=bridleway": FOOT,
    "highway=platform": FOOT,
    "highway=corridor": FOOT,
    "highway=steps": FOOT,
    "highway=trunk": NONE,
    "highway=motorway_link": NONE,
    "highway=construction": NONE,
    "highway=construction construction=cycleway foot=yes bicycle=yes": NONE,
    "highway=proposed": NONE,
    "highway=abandoned": NONE,
    "highway=raceway": NONE,
    "highway=bus_guideway": NONE,
    "building=yes": NONE,
    # what the mode's own tag says
    "highway=cycleway foot=no": CYCLE,
    "highway=cycleway foot=use_sidepath": CYCLE,
    "highway=footway bicycle=yes": BOTH,
    "highway=pedestrian bicycle=designated": BOTH,
    "highway=path bicycle=dismount": FOOT,
    "highway=cycleway bicycle=dismount": FOOT,
    "highway=primary bicycle=use_sidepath": FOOT,
    "highway=primary bicycle=use_sidepath foot=use_sidepath": NONE,
    "highway=trunk bicycle=yes": CYCLE,
    "highway=motorway foot=designated": FOOT,
    "highway=motorway access=yes": NONE,
    "highway=track bicycle=unknown": BOTH,
    # from narrow to wide, the nearest that allows or denies decides
    "highway=service access=no": NONE,
    "highway=service access=private": NONE,
    "highway=service access=permit": NONE,
    "highway=service access=destination": BOTH,
    "highway=service access=customers": BOTH,
    "highway=service access=permissive": BOTH,
    "highway=service access=unknown": BOTH,
    "highway=service access=no foot=yes": FOOT,
    "highway=service access=no vehicle=yes": CYCLE,
    "highway=service access=no vehicle=destination": CYCLE,
    "highway=service access=no vehicle=unknown": NONE,
    "highway=service access=private bicycle=designated": CYCLE,
    "highway=service access=private foot=yes bicycle=permissive": BOTH,
    "highway=service access=yes vehicle=no": FOOT,
    "highway=service access=no vehicle=yes bicycle=no": NONE,
    "highway=service access=yes vehicle=no bicycle=yes": BOTH,
    "highway=service vehicle=private foot=no": NONE,
    "highway=track vehicle=no": FOOT,
    "highway=track vehicle=agricultural": FOOT,
    "highway=footway vehicle=yes": FOOT,
    "highway=residential access=delivery foot=yes": FOOT,
    # motor roads
    "highway=primary motorroad=yes": NONE,
    "highway=primary motorroad=yes access=yes": NONE,
    "highway=primary motorroad=yes bicycle=yes": CYCLE,
    "highway=primary motorroad=no": BOTH,
    # never ridden, and what one cannot ride on
    "highway=steps bicycle=yes": FOOT,
    "highway=steps ramp:bicycle=yes": FOOT,
    "highway=platform bicycle=yes": FOOT,
    "highway=corridor bicycle=yes": FOOT,
    "highway=steps access=no": NONE,
    "highway=path surface=sand": FOOT,
    "highway=path surface=sand vehicle=yes": FOOT,
    "highway=path surface=sand bicycle=yes": BOTH,
    "highway=residential surface=sett": BOTH,
    # the edge of a square
    "highway=pedestrian area=yes": FOOT,
    "highway=service area=yes": BOTH,
    # one way binds the bicycle alone
    "highway=residential oneway=yes": ALONG,
    "highway=residential oneway=true": ALONG,
    "highway=residential oneway=1": ALONG,
    "highway=residential oneway=-1": AGAINST,
    "highway=residential oneway=reverse": AGAINST,
    "highway=residential oneway=no": BOTH,
    "highway=residential oneway=yes oneway:bicycle=no": BOTH,
    "highway=residential oneway=-1 oneway:bicycle=no": BOTH,
    "highway=residential oneway=no oneway:bicycle=yes": ALONG,
    "highway=residential oneway=yes oneway:bicycle=-1": AGAINST,
    "highway=residential oneway=yes cycleway=opposite": BOTH,
    "highway=residential oneway=yes cycleway=opposite_lane": BOTH,
    "highway=residential oneway=-1 cycleway:left=opposite_track": BOTH,
    "highway=residential oneway=yes cycleway=lane": ALONG,
    "highway=residential oneway=yes cycleway:left=lane cycleway:left:oneway=-1": BOTH,
    "highway=residential oneway=yes cycleway:right=track cycleway:right:oneway=no": BOTH,
    "highway=residential oneway=yes cycleway:right:oneway=yes": ALONG,
    "highway=residential oneway=yes oneway:bicycle=yes cycleway=opposite": ALONG,
    "highway=tertiary junction=roundabout": ALONG,
    "highway=tertiary junction=circular": ALONG,
    "highway=tertiary junction=roundabout oneway=no": BOTH,
    "highway=tertiary junction=roundabout oneway:bicycle=no": BOTH,
    "highway=tertiary junction=roundabout oneway=-1": AGAINST,
    "highway=footway oneway=yes": FOOT,
    "highway=cycleway oneway=yes foot=no": (False, True, False),
    "highway=service access=no vehicle=yes oneway=yes": (False, True, False),
}


def tags_of(text: str) -> dict[str, str]:
    """`highway=path foot=no` as tags."""
    return dict(word.split("=", 1) for word in text.split())


def used(tags: dict[str, str]) -> Use | None:
    """On foot, by bicycle along, by bicycle against; None when closed."""
    use = use_of(tags)
    return (use.foot, use.forward, use.backward) if use else None


@pytest.mark.parametrize("text", TABLE)
def test_who_may_use_a_way(text: str) -> None:
    assert used(tags_of(text)) == TABLE[text]


VALUES = ["yes", "no", "private", "designated", "dismount", "customers", "sand", "-1", "1", "", "x"]
KEYS = ["foot", "bicycle", "access", "vehicle", "oneway", "oneway:bicycle", "surface", "junction"]
KEYS += ["motorroad", "cycleway", "area"]
tags = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES))
ways = st.sampled_from(sorted(HIGHWAYS))


@given(ways, tags)
def test_one_way_never_binds_who_walks(way: str, tags: dict[str, str]) -> None:
    use = use_of({"highway": way} | tags)
    free = use_of({"highway": way} | {key: value for key, value in tags.items() if "oneway" not in key})
    assert (use.foot if use else False) == (free.foot if free else False)
    assert use is None or use.foot or use.forward or use.backward


@given(ways, tags)
def test_what_is_wider_than_the_mode_s_own_answer_changes_nothing(way: str, tags: dict[str, str]) -> None:
    for own in ("yes", "no"):
        narrow = {"highway": way} | tags | {"foot": own, "bicycle": own}
        wider = narrow | {"access": "no", "vehicle": "no"}
        assert used(narrow) == used(wider)


@given(ways, tags)
def test_where_one_may_cycle_there_is_a_direction(way: str, tags: dict[str, str]) -> None:
    found = used({"highway": way} | tags)
    ridden = used({"highway": way} | {key: value for key, value in tags.items() if key in (*BY_BICYCLE, "x")})
    if way in NEVER_RIDDEN:
        assert found is None or found[1:] == (False, False)
    if found and ridden and "surface" not in tags and "motorroad" not in tags:
        assert any(found[1:]) == any(ridden[1:])


def test_the_classes_are_those_of_the_engine() -> None:
    assert set(HIGHWAYS) == set(WAYS) - {"unknown"}
    assert {way for way, default in HIGHWAYS.items() if not default.foot} == MOTOR_ONLY
    assert {way for way, default in HIGHWAYS.items() if default == (True, False)} == ON_FOOT_ONLY
