"""The streets of a part of the city, light, as the ground that an answer is drawn on."""

from contextlib import suppress

import numpy as np
import numpy.typing as npt

from wooncirkel.apps.places import queries
from wooncirkel.apps.places.bridge.circles import Streets
from wooncirkel.apps.places.bridge.ground import Ground, ground_of
from wooncirkel.apps.places.bridge.networks import NetworkFileError
from wooncirkel.apps.places.models import Network
from wooncirkel.apps.places.queries import Box
from wooncirkel.engines.space import WAYS

MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")
STREET = ("residential", "unclassified", "living_street", "road", "pedestrian")
RANKS = np.array([2 if way in MAIN else 1 if way in STREET else 0 for way in WAYS])


def backdrop(row: Network, box: Box, *, lowest: int = 0) -> Streets:
    """Return the streets that touch a box [degrees], from rank `lowest` up.

    `minute` holds the rank: 0 path, 1 street, 2 main road.
    """
    ground = ground_of(row)
    west, south, east, north = _boxes(ground)
    network = ground.network
    touching = (west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south)
    keep = np.flatnonzero(touching & (RANKS[network.way] >= lowest))
    first, last = network.shape_indptr[keep], network.shape_indptr[keep + 1]
    start = np.concatenate([[0], np.cumsum(last - first)])
    vertices = np.repeat(first - start[:-1], last - first) + np.arange(start[-1])
    return Streets(network.shape_lon[vertices], network.shape_lat[vertices], start, RANKS[network.way[keep]])


def _boxes(ground: Ground) -> tuple[npt.NDArray[np.float64], ...]:
    """Return how far each street stretches: west, south, east, north [degrees]."""
    return ground.keep("boxes", lambda: _stretches(ground))


def _stretches(ground: Ground) -> tuple[npt.NDArray[np.float64], ...]:
    first, lon, lat = ground.network.shape_indptr[:-1], ground.network.shape_lon, ground.network.shape_lat
    low, high = np.minimum.reduceat, np.maximum.reduceat
    return low(lon, first), low(lat, first), high(lon, first), high(lat, first)


def warm_up() -> None:
    """Measure the streets of every city now."""
    for row in queries.networks():
        with suppress(NetworkFileError):
            _boxes(ground_of(row))
