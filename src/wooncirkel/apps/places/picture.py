"""Maps as SVG: for a browser without script, for the small maps side by side, and for paper."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from wooncirkel.apps.places.bridge.circles import Drawn, Streets
from wooncirkel.apps.places.geography import METRES_PER_DEGREE
from wooncirkel.apps.places.marks import Mark
from wooncirkel.apps.places.queries import Box

Floats = npt.NDArray[np.float64]

PAPER, LEAF, EVENING, BRICK = "#f7f3ea", "#265437", "#1e3f66", "#7f331c"
CYCLE = ("1e3f66", "2a4d78", "375c89", "466c9a", "577da9", "6a8db7", "7d9dc3", "91aecf", "a5bedb", "b8cde5")
WALK = ("173f25", "1f4c2e", "2c5d3a", "3b6f47", "4c8157", "5f9367", "74a377", "88b187", "9bbf98", "adcba9")
SHADES = {"cycle": (CYCLE, 1.7), "walk": (WALK, 3.2)}
"""Colour of each minute, dark where it is near, and how wide its streets are drawn [pixels]."""
RING_STYLES = {
    "cycle": f'fill="#6289b5" fill-opacity=".17" stroke="{EVENING}" stroke-width="2" stroke-dasharray="9 6"',
    "walk": f'fill="#fffdf6" fill-opacity=".8" stroke="{LEAF}" stroke-width="3.2"',
    "older": f'fill="none" stroke="{LEAF}" stroke-width="2.6" stroke-dasharray=".1 6"',
}
PIN_LETTERS = "Atkinson Hyperlegible Next, sans-serif"


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the map: box [degrees] and size [pixels]."""

    box: Box
    width: int
    height: int

    @classmethod
    def around(cls, lon: float, lat: float, *, metres: float, width: int, height: int) -> "Frame":
        """Return the window of `metres` wide with a point in the middle."""
        half_lat = metres * height / width / METRES_PER_DEGREE / 2
        half_lon = metres / (METRES_PER_DEGREE * math.cos(math.radians(lat))) / 2
        return cls(Box(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat), width, height)

    @classmethod
    def round_box(cls, box: Box, *, width: int, height: int) -> "Frame":
        """Return the smallest window of this shape that shows a whole box, with a little air."""
        lon, lat = (box.west + box.east) / 2, (box.south + box.north) / 2
        wide = (box.east - box.west) * METRES_PER_DEGREE * math.cos(math.radians(lat))
        high = (box.north - box.south) * METRES_PER_DEGREE
        return cls.around(
            lon, lat, metres=1.12 * max(wide, high * width / height), width=width, height=height
        )

    def pixels(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Turn degrees into pixels."""
        box = self.box
        x = (np.asarray(lon) - box.west) / (box.east - box.west) * self.width
        y = (box.north - np.asarray(lat)) / (box.north - box.south) * self.height
        return x, y


def circle_picture(
    frame: Frame,
    base: Streets,
    drawn: dict[str, Drawn],
    pins: Sequence[tuple[float, float, str]],
    names: Sequence[tuple[float, float, str]],
) -> str:
    """Draw both circles round a point, with names to find one's way and a pin for every point compared."""
    layers = _backdrop(frame, base)
    for name in drawn:
        layers += _ring_layer(frame, drawn[name], RING_STYLES[name])
        if name in SHADES:
            layers += _minutes(frame, drawn[name].streets, *SHADES[name])
    layers += [
        *(_name(frame, *name) for name in names),
        *(_pin(frame, *pin) for pin in pins),
        _scale_bar(frame),
    ]
    return _svg(frame, "Kaart met een loopcirkel en een fietscirkel", layers)


def no_streets() -> Streets:
    """Return the ground of a place whose streets we do not know."""
    nothing = np.empty(0)
    return Streets(nothing, nothing, np.zeros(1, np.int64), np.empty(0, np.int64))


def area_picture(
    frame: Frame,
    base: Streets,
    rings: Iterable[Floats],
    marks: Sequence[tuple[float, float, Mark]],
    title: str,
    pins: Sequence[tuple[float, float, str]] = (),
) -> str:
    """Draw a neighbourhood with its edge, the mark of each facility, and pins."""
    edge = f'fill="#fffdf6" fill-opacity=".65" stroke="{BRICK}" stroke-width="3" stroke-dasharray="10 5"'
    path = "".join(_closed(frame, ring) for ring in rings)
    streets = _backdrop(frame, base)
    dots = [_marked(frame, *mark) for mark in marks] + [_pin(frame, *pin) for pin in pins]
    return _svg(frame, title, [streets[0], f'<path d="{path}" {edge}/>', *streets[1:], *dots])


def _svg(frame: Frame, title: str, layers: Iterable[str]) -> str:
    size = f'width="{frame.width}" height="{frame.height}" viewBox="0 0 {frame.width} {frame.height}"'
    lines = 'stroke-linejoin="round" stroke-linecap="round"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><title>{escape(title)}</title>'
    return f'{head}<rect width="100%" height="100%" fill="{PAPER}"/><g {lines}>{"".join(layers)}</g></svg>'


def _backdrop(frame: Frame, base: Streets) -> list[str]:
    return [_drawn(frame, base, rank, "fff", width) for rank, width in enumerate((0.9, 2.2, 4.4))]


def _minutes(frame: Frame, streets: Streets, shades: Sequence[str], width: float) -> list[str]:
    near = 0.9
    return [
        _drawn(frame, streets, minute, shades[minute], width + (near if minute < 4 else 0))
        for minute in range(9, -1, -1)
    ]


def _drawn(frame: Frame, streets: Streets, minute: int, colour: str, width: float) -> str:
    path = _lines(frame, streets, streets.minute == minute)
    return f'<path d="{path}" fill="none" stroke="#{colour}" stroke-width="{width:.1f}"/>'


def _ring_layer(frame: Frame, drawn: Drawn, style: str) -> list[str]:
    path = "".join(_closed(frame, ring) for ring in drawn.rings)
    return [f'<path d="{path}" fill-rule="evenodd" {style}/>']


def _lines(frame: Frame, streets: Streets, keep: npt.NDArray[np.bool_]) -> str:
    """Write the kept pieces as one path, in whole pixels, without points that fall on the one before."""
    sizes = np.diff(streets.start)
    kept = np.repeat(keep, sizes)
    first = np.zeros(len(kept), bool)
    first[streets.start[:-1]] = True
    pixels = np.rint(np.column_stack(frame.pixels(streets.lon[kept], streets.lat[kept]))).astype(np.int64)
    moved = np.any(np.diff(pixels, axis=0, prepend=pixels[:1] - 1), axis=1) | first[kept]
    verbs = np.where(first[kept][moved], "M", "L").tolist()
    return "".join(map("{}{} {}".format, verbs, *pixels[moved].T.tolist()))


def _closed(frame: Frame, ring: Floats) -> str:
    x, y = frame.pixels(ring[:, 0], ring[:, 1])
    return "M" + "L".join(f"{px:.0f} {py:.0f}" for px, py in zip(x, y, strict=True)) + "Z"


def _name(frame: Frame, lon: float, lat: float, name: str) -> str:
    x, y = (float(value) for value in frame.pixels(lon, lat))
    halo = f'stroke="{PAPER}" stroke-width="4" paint-order="stroke" opacity=".85"'
    style = f'font-family="{PIN_LETTERS}" font-size="15" fill="#5a5347" text-anchor="middle" {halo}'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{escape(name)}</text>'


def _scale_bar(frame: Frame) -> str:
    """Draw how long 500 m is, at the bottom left."""
    metres = (frame.box.north - frame.box.south) * METRES_PER_DEGREE
    long, y = 500 / metres * frame.height, frame.height - 22
    bar = f'<path d="M20 {y - 6}v6h{long:.0f}v-6" fill="none" stroke="#434b55" stroke-width="2"/>'
    style = f'font-family="{PIN_LETTERS}" font-size="15" fill="#434b55"'
    return f'{bar}<text x="{26 + long:.0f}" y="{y}" {style}>500 m</text>'


def _pin(frame: Frame, lon: float, lat: float, letter: str) -> str:
    x, y = (float(value) for value in frame.pixels(lon, lat))
    ring = f'<circle r="19" fill="none" stroke="{BRICK}" stroke-width="2.5"/>'
    disc = f'<circle r="13" fill="{BRICK}" stroke="#fff" stroke-width="2.5"/>'
    letters = f'font-family="{PIN_LETTERS}" font-size="16" font-weight="600" fill="#fff" text-anchor="middle"'
    return (
        f'<g transform="translate({x:.1f} {y:.1f})">{ring}{disc}<text y="5.5" {letters}>{letter}</text></g>'
    )


def _marked(frame: Frame, lon: float, lat: float, mark: Mark) -> str:
    x, y = (float(value) for value in frame.pixels(lon, lat))
    style = f'fill="{mark.colour}" stroke="#fff" stroke-width="2" paint-order="stroke"'
    return f'<path d="{mark.path}" transform="translate({x - 10:.1f} {y - 10:.1f})" {style}/>'
