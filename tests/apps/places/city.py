"""A city of one small neighbourhood, made of the six corners and a mill along a long road.

            school 20 ---- park ?? ---- hub 0
              |             |            |
            bakery 10 --- square 40 -- church 5 ---------- 700 m ---------- mill 30

The numbers are people; at the park the CBS withholds them. On foot (800 m in ten minutes) everything lies in
reach of the church; from the bakery the mill is 900 m away: just outside (11 minutes and 15 seconds). The
bakery has a café, the school a school; nothing is known of libraries.
"""

import hashlib
import itertools
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from django.conf import settings

import corner
from wooncirkel.apps.places.bridge.networks import build_network, write_network
from wooncirkel.apps.places.models import (
    District,
    Facility,
    Figure,
    Municipality,
    Neighbourhood,
    Network,
    Pc6,
    Source,
    Square,
    State,
)
from wooncirkel.apps.shared.files import keep
from wooncirkel.engines.space.network import StreetNetwork

PEOPLE = {"bakery": 10, "square": 40, "church": 5, "school": 20, "hub": 0, "mill": 30}
OLDER = {"bakery": 5, "square": 10, "church": 5, "school": 0, "hub": 0, "mill": 0}
PLACES = corner.CORNERS | {"mill": (900.0, 0.0)}
NOON = datetime(2026, 10, 6, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
SECONDS = itertools.count()
TILES = b"PMTiles\x03" + bytes(range(256)) * 16


def lonlat(name: str) -> tuple[float, float]:
    """Return where a corner lies [degrees]."""
    lon, lat = corner.lonlat([PLACES[name]])
    return lon[0], lat[0]


def plek(name: str) -> str:
    """Write a corner as it stands in an address."""
    lon, lat = lonlat(name)
    return f"{lat:.5f},{lon:.5f}"


def source(slug: str = "corner", **more: object) -> Source:
    """Return a source, imported a second after the one before, as no two imports share their time."""
    words = {"title": "De hoek", "holder": "CBS", "licence": "CC BY", "credit": "Bron: de hoek", "year": 2014}
    imported_at = NOON + timedelta(seconds=next(SECONDS))
    return Source.objects.create(slug=slug, imported_at=imported_at, **(words | more))


def make_city(*, with_people: bool = True) -> Network:
    """Make the city and return its network."""
    origin = source()
    if with_people:
        _areas(origin)
        _squares(origin)
        Pc6.objects.create(code="9712AB", lon=lonlat("square")[0], lat=lonlat("square")[1], source=origin)
    _facilities(origin)
    return _network(origin)


def _network(origin: Source) -> Network:
    lines = corner.lines()
    ends = [lonlat("church"), lonlat("mill")]
    lon = np.concatenate([lines["lon"], [one[0] for one in ends]])
    lat = np.concatenate([lines["lat"], [one[1] for one in ends]])
    indptr = np.append(lines["indptr"], len(lon))
    ways = np.array([street.way for street in corner.STREETS] + ["residential"])
    network, projection = build_network(lon=lon, lat=lat, indptr=indptr, ways=ways, access=None)
    tiles = hashlib.sha256(TILES).hexdigest()
    Path(settings.NETWORKS).mkdir(parents=True, exist_ok=True)
    (Path(settings.NETWORKS) / f"{tiles}.pmtiles").write_bytes(TILES)
    middle = lonlat("square")
    return Network.objects.create(
        slug="hoek", name="De Hoek", sha256=keep_network(network), tiles_sha256=tiles, projection=projection,
        coverage=Network.Coverage.RIDDEN, nodes=7, streets=8, source=origin,
        west=6.55, south=53.19, east=6.60, north=53.21, focus_lon=middle[0], focus_lat=middle[1],
    )  # fmt: skip


def keep_network(network: StreetNetwork) -> str:
    """Keep a network among the network files and return its hash."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.npz"
        write_network(network, file)
        return keep(file, settings.NETWORKS, ".npz")


def _areas(origin: Source) -> None:
    west, east, far = 6.559, 6.565, 6.58
    city = _area(Municipality, "GM0001", "Hoekstad", west, far, origin)
    district = _area(District, "WK000100", "Oud-Hoek", west, far, origin, municipality=city)
    near = _area(
        Neighbourhood, "BU00010000", "Hoekbuurt", west, east, origin, municipality=city, district=district
    )
    mill = _area(
        Neighbourhood, "BU00010001", "Molenbuurt", east, far, origin, municipality=city, district=district
    )
    for row, people, older in ((near, 75, 25.0), (mill, 30, None)):
        _figure(row, "inhabitants", people, origin)
        _figure(row, "share_65_up", older, origin)
    _figure(near, "households", 40, origin)
    _figure(near, "share_alone", 60, origin)


def _area(
    kind: type, code: str, name: str, west: float, east: float, origin: Source, **more: object
) -> object:
    south, north = 53.199, 53.203
    return kind.objects.create(
        cbs_code=code, cbs_year=2017, name=name, west=west, south=south, east=east, north=north,
        outline=shapely.to_wkb(shapely.box(west, south, east, north)), source=origin, **more,
    )  # fmt: skip


def _figure(row: Neighbourhood, name: str, value: float | None, origin: Source) -> None:
    state = State.WITHHELD if value is None else State.KNOWN
    Figure.objects.create(neighbourhood=row, name=name, value=value, state=state, year=2017, source=origin)


def _squares(origin: Source) -> None:
    for number, (name, people) in enumerate(PEOPLE.items()):
        lon, lat = lonlat(name)
        Square.objects.create(
            code=f"E{number}", lon=lon, lat=lat, inhabitants=people, age_65_up=OLDER[name], homes=people // 2,
            people_year=2014, homes_year=2012, source=origin,
        )  # fmt: skip
    lon, lat = lonlat("park")
    everything = 2 ** len(Square.COUNTS) - 1
    Square.objects.create(
        code="E9", lon=lon, lat=lat, withheld=everything, people_year=2014, homes_year=2012, source=origin
    )


def _facilities(origin: Source) -> None:
    for kind, name, place in (
        ("cafe", "De Bakker", "bakery"),
        ("school", "", "school"),
        ("cafe", "Mool'n <b>", "mill"),
    ):
        lon, lat = lonlat(place)
        Facility.objects.create(kind=kind, name=name, lon=lon, lat=lat, ref=place, source=origin)
