"""Compile the kernels of the streets engine on one small street, before there is a city."""

import numpy as np

from wooncirkel.apps.places.bridge.ground import PROFILES
from wooncirkel.engines.space import ALL_ACCESS, StreetNetwork, warm


def compile_kernels() -> None:
    """Fill the kernel cache; a later start only reads it."""
    street = StreetNetwork.from_lines(
        lon=np.array([6.5, 6.501, 6.502]),
        lat=np.array([53.2, 53.2, 53.2]),
        x=np.array([0.0, 70.0, 140.0]),
        y=np.array([0.0, 0.0, 0.0]),
        indptr=np.array([0, 3]),
        way=np.array([0], dtype=np.uint8),
        access=np.array([ALL_ACCESS], dtype=np.uint8),
    )
    warm(street, tuple(PROFILES.values()))
