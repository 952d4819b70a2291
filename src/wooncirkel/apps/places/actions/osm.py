"""Import an OpenStreetMap extract: streets, facilities and a base map with water, green and buildings."""

from pathlib import Path

from wooncirkel.apps.places import basemap
from wooncirkel.apps.places.actions.laid import kept, save_network
from wooncirkel.apps.places.actions.points import save_facilities
from wooncirkel.apps.places.actions.sources import OSM, Clock, Credit, ImportReport, save_source, slug_of
from wooncirkel.apps.places.actions.streets import lay
from wooncirkel.apps.places.models import Network
from wooncirkel.apps.places.readers.osm import read_osm
from wooncirkel.apps.places.readers.report import Progress
from wooncirkel.apps.shared.files import sha256_of


def import_osm(
    *,
    file: Path,
    name: str,
    clock: Clock,
    year: int | None = None,
    credit: Credit = OSM,
    progress: Progress | None = None,
) -> ImportReport:
    """Read an extract (PBF) and make it the network and the facilities of `name`, in the place of what it
    had.

    Who lives there stays unknown: OpenStreetMap does not say. BadFile when the file is refused, TilesError
    when the base map cannot be made; then nothing is changed.
    """
    slug = slug_of(name)
    report = ImportReport(f"OpenStreetMap {name}")
    with basemap.Drawing() as drawing:
        found, streets, facilities = read_osm(file, on_ground=drawing.add, progress=progress)
        lines = streets.settle(skip_bad_rows=False).rows[0]
        laid = lay(lines, drawing, title=name, credit=credit.credit, file=file, progress=progress)
        report.note(streets)
        report.note(facilities)
        with kept(laid) as files:
            source = save_source(
                slug=f"osm-{slug}",
                title=report.title,
                credit=credit,
                year=year or found or clock().year,
                sha256=sha256_of(file),
                clock=clock,
            )
            complete = Network.Coverage.COMPLETE
            save_network(slug=slug, name=name, source=source, files=files, coverage=complete, report=report)
            save_facilities(source=source, rows=facilities.rows, report=report)
    return report
