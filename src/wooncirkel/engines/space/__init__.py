"""Street networks and travel time: who reaches whom, on foot or by bicycle, to the door.

    network = StreetNetwork.from_lines(...)           # streets, once
    hub = snap(network, x, y, WALK_AVERAGE)           # a place on a street
    found = reach(network, hub, 600, WALK_AVERAGE)    # nodes within ten minutes
    arrive(network, found, homes, WALK_AVERAGE)       # homes within ten minutes
    outline_trace(trace(network, found, 0, WALK_AVERAGE))   # what to draw

Travel is outward, from the origin (a hub) to the homes; costs are whole milliseconds. Engines read no clock,
no file and no database.
"""

from wooncirkel.engines.space.arrays import NEVER_MS
from wooncirkel.engines.space.arriving import Arrivals, arrive
from wooncirkel.engines.space.check import check
from wooncirkel.engines.space.graph import Graph
from wooncirkel.engines.space.network import StreetNetwork
from wooncirkel.engines.space.outlining import outline, outline_trace, ring_area
from wooncirkel.engines.space.profile import CYCLE, EVERY_WAY, WALK_AVERAGE, WALK_OLDER, Profile
from wooncirkel.engines.space.reaching import Reach, reach
from wooncirkel.engines.space.snapping import Snap, at_nodes, snap
from wooncirkel.engines.space.tracing import Trace, trace
from wooncirkel.engines.space.warming import warm
from wooncirkel.engines.space.ways import (
    ALL_ACCESS,
    CYCLE_BACKWARD,
    CYCLE_BOTH,
    CYCLE_FORWARD,
    FOOT,
    WAYS,
    access_by_way,
    way_code,
)

__all__ = [
    "ALL_ACCESS",
    "CYCLE",
    "CYCLE_BACKWARD",
    "CYCLE_BOTH",
    "CYCLE_FORWARD",
    "EVERY_WAY",
    "FOOT",
    "NEVER_MS",
    "WALK_AVERAGE",
    "WALK_OLDER",
    "WAYS",
    "Arrivals",
    "Graph",
    "Profile",
    "Reach",
    "Snap",
    "StreetNetwork",
    "Trace",
    "access_by_way",
    "arrive",
    "at_nodes",
    "check",
    "outline",
    "outline_trace",
    "reach",
    "ring_area",
    "snap",
    "trace",
    "warm",
    "way_code",
]
