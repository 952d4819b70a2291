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
"""Link classes (`primary_link`) count as their parent. Any other class is no street: construction, raceway, …
One may walk on a cycleway where there is no footway (RVV 1990, art. 4).
"""

ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination"})
DENIED = frozenset({"no", "private", "military", "emergency", "agricultural", "forestry", "delivery"})
DENIED_TO_MODE = DENIED | {"use_sidepath", "dismount"}
"""`use_sidepath`: the path beside it is drawn apart. `dismount`: one may push the bicycle, not ride it."""

NEVER_RIDDEN = frozenset({"steps", "corridor", "platform"})
UNRIDABLE = frozenset({"sand", "mud", "rock", "snow", "ice", "woodchips", "stepping_stones"})
"""Surfaces on which one cannot cycle, unless `bicycle` says that one may."""

FORWARD_ONLY = frozenset({"yes", "true", "1"})
BACKWARD_ONLY = frozenset({"-1", "reverse"})
ROUND = frozenset({"roundabout", "circular"})
CONTRAFLOW = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")


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
    foot, ridden = _on_foot(tags, default), _by_bicycle(tags, way, default)
    along, against = _directions(tags)
    if not foot and not ridden:
        return None
    return Use(way, foot, ridden and along, ridden and against)


def _on_foot(tags: Mapping[str, str], default: Default) -> bool:
    return _allows(tags, "foot", ("access",), default.foot)


def _by_bicycle(tags: Mapping[str, str], way: str, default: Default) -> bool:
    if way in NEVER_RIDDEN:
        return False
    ridable = tags.get("surface", "") not in UNRIDABLE
    return _allows(tags, "bicycle", ("vehicle", "access"), default.bicycle and ridable)


def _allows(tags: Mapping[str, str], mode: str, wider: tuple[str, ...], default: bool) -> bool:
    """The nearest tag decides: the mode's own, then wider ones from narrow to wide, then the class."""
    own = tags.get(mode, "")
    if own in ALLOWED:
        return True
    if own in DENIED_TO_MODE or tags.get("motorroad") == "yes":
        return False
    for key in wider:
        if tags.get(key, "") in DENIED:
            return False
    return default


def _directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether one may cycle along and against the drawn line."""
    if any(tags.get(key, "").startswith("opposite") for key in CONTRAFLOW):
        return True, True
    oneway = tags.get("oneway:bicycle") or tags.get("oneway", "")
    if oneway in FORWARD_ONLY:
        return True, False
    if oneway in BACKWARD_ONLY:
        return False, True
    return True, oneway == "no" or tags.get("junction") not in ROUND
