"""Street classes and who may use them.

A street carries two facts. `way` is its OpenStreetMap `highway` class as a code: an index into `WAYS`.
`access` says who may *legally* use it, per direction, as bits: the reader of a source sets them from
the tags (`foot`, `bicycle`, `access`, `oneway`), or takes `access_by_way` where a source has no tags.
What a traveller *wants* to use is another matter: that is `Profile.ways`.
Classes: wiki.openstreetmap.org/wiki/Key:highway. Defaults: the same wiki, access restrictions, Netherlands.
"""

import numpy as np
import numpy.typing as npt

from wooncirkel.engines.space.arrays import Bytes, codes

FOOT = 1
CYCLE_FORWARD = 2
CYCLE_BACKWARD = 4
CYCLE_BOTH = CYCLE_FORWARD | CYCLE_BACKWARD
ALL_ACCESS = FOOT | CYCLE_BOTH

WAYS: tuple[str, ...] = (
    "unknown",
    "residential",
    "footway",
    "cycleway",
    "tertiary",
    "unclassified",
    "service",
    "track",
    "path",
    "secondary",
    "primary",
    "trunk",
    "living_street",
    "pedestrian",
    "steps",
    "bridleway",
    "corridor",
    "platform",
    "road",
    "motorway",
)

ON_FOOT_ONLY = frozenset({"footway", "pedestrian", "steps", "bridleway", "corridor", "platform"})
MOTOR_ONLY = frozenset({"trunk", "motorway"})

_CODES = {name: code for code, name in enumerate(WAYS)}
_ACCESS = np.array(
    [0 if name in MOTOR_ONLY else FOOT if name in ON_FOOT_ONLY else ALL_ACCESS for name in WAYS],
    dtype=np.uint8,
)


def way_code(highway: str | None) -> int:
    """Code of an OSM `highway` value; link classes count as their parent, anything else as unknown (0).

    >>> WAYS[way_code("primary_link")]
    'primary'
    """
    return _CODES.get((highway or "").removesuffix("_link"), 0)


def access_by_way(way: npt.ArrayLike) -> Bytes:
    """Access bits [-] (n,) for way codes (n,) of a source without tags: nobody on motorways and trunk
    roads, pedestrians alone on footways, squares, steps, bridleways, corridors and platforms, everybody
    in both directions elsewhere.

    ValueError: a code outside `WAYS`.
    """
    return _ACCESS[codes("way", way, len(WAYS))]
