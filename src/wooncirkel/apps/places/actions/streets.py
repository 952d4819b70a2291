"""Import streets: a network file and a base map, and the row that points to them."""

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wooncirkel.apps.places import basemap
from wooncirkel.apps.places.actions.focus import Focus, densest
from wooncirkel.apps.places.actions.laid import Laid, kept, save_network
from wooncirkel.apps.places.actions.sources import Clock, Credit, ImportReport, save_source, slug_of, stated
from wooncirkel.apps.places.bridge import networks
from wooncirkel.apps.places.models import Area, District, Municipality, Neighbourhood, Network, Square
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.report import Progress
from wooncirkel.apps.places.readers.rows import Lines
from wooncirkel.apps.places.readers.streets import read_streets
from wooncirkel.apps.places.readers.values import year_in
from wooncirkel.apps.shared.files import sha256_of

LEVELS: tuple[tuple[str, type[Area]], ...] = (
    ("municipality", Municipality),
    ("district", District),
    ("neighbourhood", Neighbourhood),
)
RIDDEN = ("fietstelweek",)


def import_streets(
    *,
    file: Path,
    name: str,
    clock: Clock,
    year: int | None = None,
    credit: Credit | None = None,
    coverage: Network.Coverage | None = None,
    skip_bad_rows: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Read streets from a file of lines and make them the network of `name`, in the place of what it had.

    BadFile when the file is refused; TilesError when the base map cannot be made. Then nothing is changed.
    """
    slug = slug_of(name)
    reading = read_streets(file, progress=progress)
    lines = reading.settle(skip_bad_rows=skip_bad_rows).rows[0]
    report = ImportReport(f"Straten {name}")
    report.note(reading)
    credit = stated(credit, name)
    with basemap.Drawing() as drawing:
        laid = lay(lines, drawing, title=name, credit=credit.credit, file=file, progress=progress)
        with kept(laid) as files:
            source = save_source(
                slug=f"streets-{slug}",
                title=report.title,
                credit=credit,
                year=year or year_in(file.stem) or clock().year,
                sha256=sha256_of(file),
                clock=clock,
            )
            chosen = coverage or _coverage(file)
            save_network(slug=slug, name=name, source=source, files=files, coverage=chosen, report=report)
    return report


def _coverage(file: Path) -> Network.Coverage:
    ridden = any(word in file.name.lower() for word in RIDDEN)
    return Network.Coverage.RIDDEN if ridden else Network.Coverage.COMPLETE


def lay(
    lines: Lines,
    drawing: basemap.Drawing,
    *,
    title: str,
    credit: str,
    file: Path,
    progress: Progress | None = None,
) -> Laid:
    """Write the network and its base map in the folder of the drawing. BadFile when the lines are no
    streets.
    """
    network, projection = built(lines, file)
    _tell(progress, "network", network.street_count)
    drawing.add_streets(drawn(lines))
    drawing.add_shapes(area_shapes(lines))
    tiles = drawing.make(title=title, credit=credit)
    _tell(progress, "tiles", network.street_count)
    box, target = box_of(lines), drawing.folder / "network.npz"
    networks.write_network(network, target)
    return Laid(
        target, tiles, projection, network.node_count, network.street_count, box, focus_of(lines, box)
    )


def _tell(progress: Progress | None, stage: str, done: int) -> None:
    if progress:
        progress(stage, done)


def built(lines: Lines, file: Path) -> tuple[Any, str]:
    """Return the engine's network of these lines and its projection; BadFile when they are no streets."""
    access = None
    if lines.foot is not None and lines.forward is not None and lines.backward is not None:
        access = networks.Access(lines.foot, lines.forward, lines.backward)
    try:
        return networks.build_network(
            lon=lines.lon, lat=lines.lat, indptr=lines.indptr, ways=lines.ways, access=access
        )
    except ValueError as error:
        raise bad_file("streets", name=file.name, detail=str(error)) from error


def drawn(lines: Lines) -> basemap.Streets:
    """Return the lines as the base map takes them."""
    return basemap.Streets(lines.lon, lines.lat, lines.indptr, lines.ways)


def box_of(lines: Lines) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the lines [degrees]."""
    west, east = float(lines.lon.min()), float(lines.lon.max())
    return west, float(lines.lat.min()), east, float(lines.lat.max())


def area_shapes(lines: Lines) -> list[basemap.Shape]:
    """Return the borders and names of the areas that the streets run through."""
    west, south, east, north = box_of(lines)
    shapes: list[basemap.Shape] = []
    for kind, model in LEVELS:
        rows = model._default_manager.filter(
            west__lte=east, east__gte=west, south__lte=north, north__gte=south
        )
        newest = {row.cbs_code: row for row in rows.order_by("cbs_year", "cbs_code")}
        for row in newest.values():
            shapes += named_area(kind, row.cbs_code, row.name, shapely.from_wkb(bytes(row.outline)))
    return shapes


def named_area(kind: str, code: str, name: str, outline: Any) -> list[basemap.Shape]:
    """Return the border of an area and the point where its name stands."""
    return [
        basemap.Shape("borders", kind, outline, {"code": code, "name": name}),
        basemap.Shape("names", kind, shapely.point_on_surface(outline), {"name": name}),
    ]


def focus_of(lines: Lines, box: tuple[float, float, float, float]) -> Focus:
    """Return where most people live by the squares we have, or where the streets are densest."""
    west, south, east, north = box
    rows = Square.objects.filter(
        lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north, inhabitants__gt=0
    )
    squares = np.array(list(rows.values_list("lon", "lat", "inhabitants")), dtype=float).reshape(-1, 3)
    if len(squares):
        return densest(squares[:, 0], squares[:, 1], squares[:, 2])
    return densest(lines.lon, lines.lat, np.ones(len(lines.lon)))
