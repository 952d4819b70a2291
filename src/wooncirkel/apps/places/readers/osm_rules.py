"""Who may walk and cycle where, from the tags of OpenStreetMap, as data.

Source: wiki.openstreetmap.org, `Key:highway`, `Key:access`, `Key:oneway`, `Key:oneway:bicycle`,
`Key:surface`, and the defaults for the Netherlands in `OSM tags for routing/Access restrictions`. Where
the wiki leaves a choice, the choice stands beside the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Default(NamedTuple):
    """What a class of street allows when no tag says otherwise."""

    foot: bool
    bicycle: bool


BOTH, ON_FOOT, NOBODY = Default(True, True), Default(True, False), Default(False, False)

HIGHWAYS: dict[str, Default] = {
    "residential": BOTH,
    "living_street": BOTH,
    "unclassified": BOTH,
    "tertiary": BOTH,
    "secondary": BOTH,
    "primary": BOTH,
    "service": BOTH,
    "track": BOTH,
    "road": BOTH,
    "path": BOTH,
    "cycleway": BOTH,
    "footway": ON_FOOT,
    "pedestrian": ON_FOOT,
    "steps": ON_FOOT,
    "bridleway": ON_FOOT,
    "corridor": ON_FOOT,
    "platform": ON_FOOT,
    "trunk": NOBODY,
    "motorway": NOBODY,
}
"""Link classes (`primary_link`) count as their parent. Any other class is no street, whatever its other
tags say: construction, proposed, raceway, … One may walk on a cycleway where there is no footway (RVV 1990,
art. 4). `area=yes` changes nothing: the line is the edge of a square, and one walks along it.
"""

ON_FOOT_BY = ("foot", "access")
BY_BICYCLE = ("bicycle", "vehicle", "access")
"""The tags that speak of a mode, from narrow to wide."""
ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
"""`destination`, `customers`: who has to be there may come; that nobody passes through is not kept apart."""
DENIED = frozenset(
    {"no", "private", "permit", "residents", "military", "emergency", "agricultural", "forestry", "delivery"}
)
DENIED_TO_MODE = DENIED | {"use_sidepath", "dismount"}
"""`use_sidepath`: the path beside it is drawn apart. `dismount`: one may push the bicycle, not ride it."""

NEVER_RIDDEN = frozenset({"steps", "corridor", "platform"})
"""A gutter beside steps (`ramp:bicycle`) is for pushing."""
UNRIDABLE = frozenset({"sand", "mud", "rock", "snow", "ice", "woodchips", "stepping_stones"})
"""Surfaces on which one cannot cycle, unless `bicycle` says that one may."""

FORWARD_ONLY = frozenset({"yes", "true", "1"})
BACKWARD_ONLY = frozenset({"-1", "reverse"})
TWO_WAY = frozenset({"no", "false", "0"})
ROUND = frozenset({"roundabout", "circular"})
SIDES = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
"""Where a lane or track against the traffic may be tagged, as `opposite…` or with `…:oneway`."""


@dataclass(frozen=True, slots=True)
class Use:
    """Who may use a street: on foot (both ways), by bicycle along the drawn line, by bicycle against it."""

    way: str
    foot: bool
    forward: bool
    backward: bool


def use_of(tags: Mapping[str, str]) -> Use | None:
    """Return who may use a way, or None when nobody may walk or cycle on it."""
    way = tags.get("highway", "").removesuffix("_link")
    default = HIGHWAYS.get(way)
    if default is None:
        return None
    if tags.get("motorroad") == "yes":
        default = NOBODY
    foot, ridden = _allows(tags, ON_FOOT_BY, default.foot), _by_bicycle(tags, way, default)
    along, against = _directions(tags)
    if not foot and not ridden:
        return None
    return Use(way, foot, ridden and along, ridden and against)


def _by_bicycle(tags: Mapping[str, str], way: str, default: Default) -> bool:
    if way in NEVER_RIDDEN:
        return False
    ridable = tags.get("surface", "") not in UNRIDABLE
    return _allows(tags, BY_BICYCLE, default.bicycle and ridable)


def _allows(tags: Mapping[str, str], keys: tuple[str, ...], default: bool) -> bool:
    """From narrow to wide, the nearest tag that allows or denies decides.

    A wider tag that allows undoes what is wider still, not what the class itself says of the mode:
    `access=yes` on a motorway is no leave to walk there, `foot=yes` is.
    """
    mode, *wider = keys
    if tags.get(mode, "") in ALLOWED:
        return True
    if tags.get(mode, "") in DENIED_TO_MODE:
        return False
    said = (tags.get(key, "") for key in wider)
    nearest = next((value for value in said if value in ALLOWED or value in DENIED), "")
    return default and nearest not in DENIED


def _directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether one may cycle along and against the drawn line: `oneway:bicycle` first, then lanes
    against the traffic, then `oneway`.
    """
    own = tags.get("oneway:bicycle", "")
    if own in TWO_WAY or (not own and _has_lane_against(tags)):
        return True, True
    oneway = own or tags.get("oneway", "")
    if oneway in FORWARD_ONLY:
        return True, False
    if oneway in BACKWARD_ONLY:
        return False, True
    return True, oneway in TWO_WAY or tags.get("junction") not in ROUND


def _has_lane_against(tags: Mapping[str, str]) -> bool:
    return any(
        tags.get(side, "").startswith("opposite") or tags.get(f"{side}:oneway", "") in BACKWARD_ONLY | TWO_WAY
        for side in SIDES
    )
