"""The base map: its layers, attributes and first zooms, read back from the tiles."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from apps.places.importing import areas_csv, at_noon, district_csv, extract, streets_file
from support import geofiles as make
from support.geofiles import block
from wooncirkel.apps.places.actions.areas import import_areas
from wooncirkel.apps.places.actions.demo import DEMO
from wooncirkel.apps.places.actions.osm import import_osm
from wooncirkel.apps.places.actions.streets import import_streets
from wooncirkel.apps.places.basemap import OTHER_STREET, STREET_KINDS, Drawing, Shape, Streets, TilesError
from wooncirkel.apps.places.geography import METRES_PER_DEGREE
from wooncirkel.apps.places.models import (
    Network,
)

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("networks")]


def test_a_base_map_says_its_layers(tmp_path: Path, settings: Any) -> None:
    import_areas(files=[areas_csv(tmp_path)], name="Stad", clock=at_noon)
    import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    tiles = Path(settings.NETWORKS) / f"{Network.objects.get().tiles_sha256}.pmtiles"
    metadata = make.pmtiles_metadata(tiles)
    assert {layer["id"] for layer in metadata["vector_layers"]} == {"streets", "borders", "names"}
    assert str(tmp_path) not in json.dumps(metadata)
    assert "bin/tippecanoe" not in json.dumps(metadata)


def tiles_of(folder: Path) -> Path:
    """The one base map."""
    [found] = folder.glob("*.pmtiles")
    return found


def first_seen(features: list[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """From which zoom on each layer and kind is on the map."""
    found: dict[tuple[str, str], int] = {}
    for feature in sorted(features, key=lambda feature: -feature["zoom"]):
        found[feature["layer"], feature["kind"]] = feature["zoom"]
    return found


def test_tiles_hold_what_the_docs_say(tmp_path: Path, networks: Path) -> None:
    import_areas(files=[areas_csv(tmp_path), district_csv(tmp_path)], name="Stad", clock=at_noon)
    import_streets(file=streets_file(tmp_path), name="Stad", clock=at_noon)
    features = make.pmtiles_features(tiles_of(networks))
    assert first_seen(features) == {
        ("borders", "municipality"): 8,
        ("borders", "neighbourhood"): 10,
        ("borders", "district"): 11,
        ("names", "municipality"): 8,
        ("names", "district"): 11,
        ("names", "neighbourhood"): 12,
        ("streets", "path"): 13,
    }
    for feature in features:
        keys = set(feature) - {"zoom", "layer", "geometry"}
        assert keys == {"borders": {"kind", "code", "name"}, "names": {"kind", "name"}}.get(
            feature["layer"], {"kind"}
        )
    # The third neighbourhood lies beyond the streets.
    borders = {feature["code"]: feature["name"] for feature in features if feature["layer"] == "borders"}
    assert borders == {
        "GM0014": "Stad",
        "WK001400": "Centrum",
        **{f"BU001400{number:02d}": "Noord" for number in range(2)},
    }


def test_an_extract_adds_water_buildings_and_names(tmp_path: Path, networks: Path) -> None:
    import_osm(file=extract(tmp_path), name="Dorp", clock=at_noon)
    features = make.pmtiles_features(tiles_of(networks))
    assert first_seen(features) == {
        ("water", "area"): 10,
        ("names", "village"): 11,
        ("streets", "street"): 12,
        ("streets", "path"): 13,
        ("buildings", ""): 14,
    }
    shapes = {feature["layer"]: feature["geometry"]["type"] for feature in features}
    assert shapes == {
        "water": "Polygon",
        "names": "Point",
        "streets": "LineString",
        "buildings": "Polygon",
    }


def test_streets_lie_on_the_map_where_they_lie(tmp_path: Path, networks: Path) -> None:
    file = streets_file(tmp_path)
    import_streets(file=file, name="Stad", clock=at_noon)
    features = make.pmtiles_features(tiles_of(networks), "--minimum-zoom=14")
    drawn = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in features])
    meant = shapely.LineString([(6.5, 53.2), (6.505, 53.205), (6.51, 53.2)])
    assert shapely.hausdorff_distance(drawn, meant) * METRES_PER_DEGREE < 2


def test_the_packed_city_decodes(tmp_path: Path) -> None:
    features = make.pmtiles_features(DEMO / "groningen.pmtiles", "--minimum-zoom=11", "--maximum-zoom=11")
    assert {feature["layer"] for feature in features} == {"streets", "borders", "names"}
    kinds = {feature["kind"] for feature in features if feature["layer"] == "streets"}
    assert {"main", "local"} <= kinds <= {"motorway", "main", "local"}
    codes = {feature["code"] for feature in features if feature["layer"] == "borders"}
    assert len(codes) == 108 + 15


@pytest.mark.parametrize("way", ["unknown", *STREET_KINDS, "primary_link", "corridor"])
def test_every_class_of_street_is_drawn(way: str, tmp_path: Path) -> None:
    kind, zoom = STREET_KINDS.get(way.removesuffix("_link"), OTHER_STREET)
    lines = np.array([6.5, 6.51]), np.array([53.2, 53.21]), np.array([0, 2]), np.array([way])
    with Drawing() as drawing:
        drawing.add_streets(Streets(*lines))
        drawing._out.flush()
        [feature] = [json.loads(line) for line in (drawing.folder / "features.json").read_text().splitlines()]
    assert feature["properties"] == {"kind": kind}
    assert feature["tippecanoe"] == {"layer": "streets", "minzoom": zoom}
    assert 8 <= zoom <= 14


def test_a_name_that_would_break_the_text_is_kept_whole(tmp_path: Path) -> None:
    name = 'De "Hoek" \\ </script> é ’'
    with Drawing() as drawing:
        drawing.add_shapes([Shape("names", "town", shapely.Point(6.5, 53.2), {"name": name})])
        file = drawing.make(title="--output=elsewhere", credit=name)
        features = make.pmtiles_features(file)
        metadata = make.pmtiles_metadata(file)
    assert {feature["name"] for feature in features} == {name}
    assert metadata["name"] == "--output=elsewhere"
    assert not drawing.folder.exists()


def test_the_same_features_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        with Drawing() as drawing:
            drawing.add_shapes([Shape("water", "area", block(n)) for n in range(3)])
            made.append(drawing.make(title="A", credit="B").read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (subprocess.TimeoutExpired("tippecanoe", 3600), "took longer than 3600 seconds"),
        (subprocess.CompletedProcess([], 1, "", "No space left"), "could not be made: No space left"),
    ],
)
def test_when_the_program_fails_it_is_said(fault: Any, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: Any, **__: Any) -> Any:
        if isinstance(fault, Exception):
            raise fault
        return fault

    monkeypatch.setattr("wooncirkel.apps.places.basemap.subprocess.run", run)
    with Drawing() as drawing, pytest.raises(TilesError, match=words):
        drawing.make(title="A", credit="B")


def test_without_the_program_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wooncirkel.apps.places.basemap.shutil.which", lambda *_, **__: None)
    with Drawing() as drawing, pytest.raises(TilesError, match="not installed"):
        drawing.make(title="A", credit="B")
