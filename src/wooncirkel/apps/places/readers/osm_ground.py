"""What of OpenStreetMap is drawn on the base map besides streets. Source: wiki.openstreetmap.org, Map
features.
"""

from collections.abc import Mapping

PLACES = {
    "city": "town",
    "town": "town",
    "village": "village",
    "hamlet": "village",
    "suburb": "suburb",
    "quarter": "suburb",
    "neighbourhood": "neighbourhood",
}
STREAMS = frozenset({"river", "canal", "stream"})
GROUND: dict[tuple[str, str], tuple[str, str]] = {
    ("natural", "water"): ("water", "area"),
    ("waterway", "riverbank"): ("water", "area"),
    ("landuse", "reservoir"): ("water", "area"),
    ("landuse", "basin"): ("water", "area"),
    ("natural", "wood"): ("green", "wood"),
    ("landuse", "forest"): ("green", "wood"),
    ("natural", "scrub"): ("green", "park"),
    ("natural", "heath"): ("green", "park"),
    ("natural", "grassland"): ("green", "park"),
    ("landuse", "grass"): ("green", "park"),
    ("landuse", "recreation_ground"): ("green", "park"),
    ("landuse", "village_green"): ("green", "park"),
    ("landuse", "cemetery"): ("green", "park"),
    ("landuse", "allotments"): ("green", "park"),
    ("leisure", "park"): ("green", "park"),
    ("leisure", "garden"): ("green", "park"),
    ("leisure", "playground"): ("green", "park"),
}
"""Tag to layer and kind of the base map; buildings are told by any value of `building`."""
GROUND_KEYS = tuple(dict.fromkeys(key for key, _ in GROUND))


def ground_of(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return layer and kind of an area on the base map, or None when it is not drawn."""
    if tags.get("building", "no") != "no":
        return "buildings", ""
    for key in GROUND_KEYS:
        if found := GROUND.get((key, tags.get(key, ""))):
            return found
    return None
