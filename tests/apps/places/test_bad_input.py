"""Bad input: one clear sentence, exit code 2, and nothing changed in the database or on disk."""

import io
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from django.core.management import CommandError, call_command

from support import geofiles as make
from support.geofiles import BOW_TIE, LIECHTENSTEIN, PBF_HEADER, area, block, everything, frame

pytestmark = [pytest.mark.database, pytest.mark.django_db]

Case = Callable[[Path], tuple[str, Path]]
CASES: dict[str, tuple[Case, str]] = {}


def case(words: str) -> Callable[[Case], Case]:
    """Add a bad file to the corpus: the kind of import, the file, and words of the sentence it must give."""

    def add(build: Case) -> Case:
        CASES[build.__name__] = (build, words)
        return build

    return add


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.NETWORKS = tmp_path / "networks"


def shape_of(folder: Path, name: str = "buurt2017.shp", crs: str | None = "EPSG:4326", **values: Any) -> Path:
    """A sound shape of two neighbourhoods."""
    rows = [area(0, **values), area(1, **values)]
    return make.write_layer(folder / name, rows, [block(0), block(1)], crs)


@case("no file")
def missing(folder: Path) -> tuple[str, Path]:
    return "areas", folder / "buurt2017.csv"


@case("is a folder")
def directory(folder: Path) -> tuple[str, Path]:
    return "squares", folder


@case("is empty")
def empty(folder: Path) -> tuple[str, Path]:
    (folder / "buurt2017.csv").write_bytes(b"")
    return "areas", folder / "buurt2017.csv"


@case("nothing that can be used")
def header_alone(folder: Path) -> tuple[str, Path]:
    (folder / "horeca.csv").write_text("horecatype,naam,x,y\n")
    return "facilities", folder / "horeca.csv"


@case("not a file we can read")
def another_kind(folder: Path) -> tuple[str, Path]:
    (folder / "notes.docx").write_bytes(b"words")
    return "facilities", folder / "notes.docx"


@case("BU_CODE")
def wrong_columns(folder: Path) -> tuple[str, Path]:
    return "areas", make.write_csv(folder / "a2017.csv", [{"name": "x", "geometry": block().wkt}])


@case("geometry")
def no_position(folder: Path) -> tuple[str, Path]:
    return "areas", make.write_csv(folder / "a2017.csv", [area()])


@case("--year")
def no_year(folder: Path) -> tuple[str, Path]:
    return "areas", make.write_csv(folder / "buurt.csv", [area() | {"geometry": block().wkt}])


@case("crosses itself")
def polygon_that_crosses_itself(folder: Path) -> tuple[str, Path]:
    rows = [area(0) | {"geometry": block().wkt}, area(1) | {"geometry": BOW_TIE}]
    return "areas", make.write_csv(folder / "buurt2017.csv", rows)


@case("text stands where a number belongs")
def text_for_a_number(folder: Path) -> tuple[str, Path]:
    return "areas", make.write_csv(folder / "b2017.csv", [area(AANT_INW="many") | {"geometry": block().wkt}])


@case("number of fields")
def ragged_rows(folder: Path) -> tuple[str, Path]:
    (folder / "horeca.csv").write_text("horecatype,naam,x,y\ncafe,A,6.5,53.2\ncafe,B,6.5\n")
    return "facilities", folder / "horeca.csv"


@case("occurs twice")
def a_code_that_occurs_twice(folder: Path) -> tuple[str, Path]:
    rows = [area() | {"geometry": block(east).wkt} for east in (0, 1)]
    return "areas", make.write_csv(folder / "buurt2017.csv", rows)


@case("not text")
def nul_in_csv(folder: Path) -> tuple[str, Path]:
    (folder / "horeca.csv").write_bytes(b"horecatype,naam,x,y\ncafe,A\x00,6.5,53.2\n")
    return "facilities", folder / "horeca.csv"


@case("damaged")
def endless_field(folder: Path) -> tuple[str, Path]:
    (folder / "horeca.csv").write_text('horecatype,naam,x,y\ncafe,"' + "a" * (17 << 20))
    return "facilities", folder / "horeca.csv"


@case("no usable geometry")
def nan_in_csv(folder: Path) -> tuple[str, Path]:
    (folder / "horeca.csv").write_text("horecatype,naam,x,y\ncafe,A,NaN,53.2\n")
    return "facilities", folder / "horeca.csv"


@case("finite number")
def infinity_in_csv(folder: Path) -> tuple[str, Path]:
    row = {"horecatype": "park", "naam": "A", "geometry": "POLYGON ((6 53, 7 53, inf 54, 6 53))"}
    return "facilities", make.write_csv(folder / "horeca.csv", [row])


@case("projection")
def shape_without_projection(folder: Path) -> tuple[str, Path]:
    shape = shape_of(folder)
    shape.with_suffix(".prj").unlink()
    return "areas", make.zipped(shape)


@case("WGS 84")
def rd_coordinates_that_say_wgs84(folder: Path) -> tuple[str, Path]:
    shape = make.write_layer(folder / "a2017.shp", [area()], [shapely.box(233000, 581000, 234000, 582000)])
    return "areas", shape


@case("Amersfoort")
def degrees_that_say_rd(folder: Path) -> tuple[str, Path]:
    return "areas", shape_of(folder, crs="EPSG:28992")


@case("outside the Netherlands")
def lon_and_lat_swapped(folder: Path) -> tuple[str, Path]:
    return "areas", make.write_layer(folder / "a2017.shp", [area()], [shapely.box(53.2, 6.5, 53.21, 6.51)])


@case("WGS 84")
def rd_coordinates_in_geojson(folder: Path) -> tuple[str, Path]:
    return "facilities", make.write_geojson(
        folder / "a.geojson", [({"kind": "cafe"}, make.point(233000, 581000))]
    )


@case("projection that we do not know")
def geojson_in_a_foreign_projection(folder: Path) -> tuple[str, Path]:
    members = {"crs": {"type": "name", "properties": {"name": "EPSG:99999999"}}}
    return "facilities", make.write_geojson(
        folder / "a.geojson", [({"kind": "cafe"}, make.point())], **members
    )


@case("line 1")
def not_json(folder: Path) -> tuple[str, Path]:
    (folder / "a.geojson").write_text('{"type": "FeatureCollection", "features": [')
    return "facilities", folder / "a.geojson"


@case("nested too deeply")
def json_depth_bomb(folder: Path) -> tuple[str, Path]:
    (folder / "a.geojson").write_text("[" * 200_000 + "]" * 200_000)
    return "facilities", folder / "a.geojson"


@case("finite number")
def nan_in_geojson(folder: Path) -> tuple[str, Path]:
    return "facilities", make.write_geojson(
        folder / "a.geojson", [({"kind": "cafe"}, make.point(float("nan")))]
    )


@case("finite number")
def million_digits(folder: Path) -> tuple[str, Path]:
    (folder / "a.geojson").write_text('{"features": [' + "9" * 1_000_000 + "]}")
    return "facilities", folder / "a.geojson"


@case("no usable geometry")
def unclosed_ring(folder: Path) -> tuple[str, Path]:
    ring = {"type": "Polygon", "coordinates": [[[6.5, 53.2], [6.6, 53.2], [6.6, 53.3], [6.5, 53.3]]]}
    return "facilities", make.write_geojson(folder / "a.geojson", [({"kind": "park"}, ring)])


@case("FeatureCollection")
def json_that_is_not_geo(folder: Path) -> tuple[str, Path]:
    (folder / "a.geojson").write_text('{"features": {"a": 1}}')
    return "facilities", folder / "a.geojson"


@case("not a GeoPackage")
def geopackage_that_is_no_database(folder: Path) -> tuple[str, Path]:
    (folder / "a.gpkg").write_bytes(b"PDF" * 100)
    return "facilities", folder / "a.gpkg"


@case("damaged")
def geopackage_cut_off(folder: Path) -> tuple[str, Path]:
    whole = make.write_layer(folder / "a2017.gpkg", [area()], [block()])
    whole.write_bytes(whole.read_bytes()[:6000])
    return "areas", whole


@case("another length than it says")
def shape_cut_off(folder: Path) -> tuple[str, Path]:
    shape = shape_of(folder)
    shape.write_bytes(shape.read_bytes()[:-50])
    return "areas", shape


@case("another length than it says")
def shape_that_claims_2_gb(folder: Path) -> tuple[str, Path]:
    shape = shape_of(folder)
    content = bytearray(shape.read_bytes())
    content[24:28] = struct.pack(">i", (1 << 30) - 1)
    shape.write_bytes(content)
    return "areas", make.zipped(shape)


@case("longer than the file")
def record_that_claims_2_gb(folder: Path) -> tuple[str, Path]:
    index = shape_of(folder).with_suffix(".shx")
    content = bytearray(index.read_bytes())
    content[104:108] = struct.pack(">i", (1 << 30) - 1)
    index.write_bytes(content)
    return "areas", index.with_suffix(".shp")


@case("another number of rows")
def table_that_claims_2_gb(folder: Path) -> tuple[str, Path]:
    table = shape_of(folder).with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[4:8] = struct.pack("<I", (1 << 31) - 1)
    table.write_bytes(content)
    return "areas", table.with_suffix(".shp")


@case(".dbf file is missing")
def shape_without_table(folder: Path) -> tuple[str, Path]:
    return "areas", make.zipped(shape_of(folder), ".shp", ".shx", ".prj")


@case("larger than it may be")
def zip_bomb(folder: Path) -> tuple[str, Path]:
    with zipfile.ZipFile(folder / "a2017.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (150 << 20))
    return "areas", folder / "a2017.zip"


@case("cannot be unpacked")
def zip_with_false_sizes(folder: Path) -> tuple[str, Path]:
    with zipfile.ZipFile(folder / "a2017.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * (40 << 20))
    content = (
        (folder / "a2017.zip").read_bytes().replace(struct.pack("<I", 40 << 20), struct.pack("<I", 1000))
    )
    (folder / "a2017.zip").write_bytes(content)
    return "areas", folder / "a2017.zip"


@case("leads outside the folder")
def zip_that_climbs_out(folder: Path) -> tuple[str, Path]:
    with zipfile.ZipFile(folder / "a2017.zip", "w") as archive:
        archive.writestr("../../evil.csv", "BU_CODE\n")
    return "areas", folder / "a2017.zip"


@case("link to another place")
def zip_with_symlink(folder: Path) -> tuple[str, Path]:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(folder / "a2017.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return "areas", folder / "a2017.zip"


@case("exactly one")
def zip_in_a_zip(folder: Path) -> tuple[str, Path]:
    with zipfile.ZipFile(folder / "a2017.zip", "w") as archive:
        archive.writestr("b.zip", make.zipped(shape_of(folder)).read_bytes())
    return "areas", folder / "a2017.zip"


@case("street network")
def streets_without_length(folder: Path) -> tuple[str, Path]:
    line = shapely.LineString([(6.5, 53.2), (6.5, 53.2)])
    return "streets", make.write_layer(folder / "s.shp", [{"TYPE_WEG": "path"}], [line])


@case("wrong kind")
def points_for_streets(folder: Path) -> tuple[str, Path]:
    return "streets", make.write_layer(folder / "s.shp", [{"TYPE_WEG": "path"}], [shapely.Point(6.5, 53.2)])


@case("cut off inside a block")
def pbf_cut_off(folder: Path) -> tuple[str, Path]:
    (folder / "a.osm.pbf").write_bytes(LIECHTENSTEIN.read_bytes()[:700_000])
    return "osm", folder / "a.osm.pbf"


@case("claims 2047 MB")
def pbf_that_claims_2_gb(folder: Path) -> tuple[str, Path]:
    (folder / "a.osm.pbf").write_bytes(PBF_HEADER + frame(b"OSMData", b"", claims=(1 << 31) - 1))
    return "osm", folder / "a.osm.pbf"


@case("impossible size")
def pbf_with_a_2_gb_header(folder: Path) -> tuple[str, Path]:
    (folder / "a.osm.pbf").write_bytes(PBF_HEADER + struct.pack(">I", (1 << 31) - 1) + b"x" * 100)
    return "osm", folder / "a.osm.pbf"


@case("cannot be read to the end")
def pbf_zlib_bomb(folder: Path) -> tuple[str, Path]:
    (folder / "a.osm.pbf").write_bytes(PBF_HEADER + frame(b"OSMData", b"\x00" * (300 << 20), raw_size=1000))
    return "osm", folder / "a.osm.pbf"


@case("cannot be read to the end")
def pbf_that_says_it_is_a_bomb(folder: Path) -> tuple[str, Path]:
    content = PBF_HEADER + frame(b"OSMData", b"\x00" * 1000, raw_size=2_000_000_000)
    (folder / "a.osm.pbf").write_bytes(content)
    return "osm", folder / "a.osm.pbf"


@case("cannot be read to the end")
def pbf_with_a_text_out_of_range(folder: Path) -> tuple[str, Path]:
    way = make.field(1, 1) + make.field(2, b"\x7f") + make.field(3, b"\x7f") + make.field(8, b"\x02\x02")
    strings = make.field(1, make.field(1, b"") + make.field(1, b"highway"))
    block_ = strings + make.field(2, make.field(3, way))
    (folder / "a.osm.pbf").write_bytes(PBF_HEADER + frame(b"OSMData", block_))
    return "osm", folder / "a.osm.pbf"


@case("nothing that can be used")
def pbf_without_streets(folder: Path) -> tuple[str, Path]:
    (folder / "a.osm.pbf").write_bytes(PBF_HEADER)
    return "osm", folder / "a.osm.pbf"


@case("OpenStreetMap extract")
def not_a_pbf(folder: Path) -> tuple[str, Path]:
    (folder / "a.osm.pbf").write_bytes(b"<?xml version='1.0'?><osm/>")
    return "osm", folder / "a.osm.pbf"


@pytest.fixture
def standing(tmp_path: Path) -> None:
    """Rows that a refused import must leave alone."""
    folder = tmp_path / "standing"
    folder.mkdir()
    sound = make.write_csv(folder / "buurt2017.csv", [area() | {"geometry": block().wkt}])
    call_command(
        "places", "import", "areas", str(sound), name="Stad", stdout=io.StringIO(), stderr=io.StringIO()
    )


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("name", CASES)
def test_bad_input_changes_nothing(name: str, tmp_path: Path) -> None:
    build, words = CASES[name]
    kind, file = build(tmp_path)
    before = everything()
    with pytest.raises(CommandError) as caught:
        call_command(
            "places", "import", kind, str(file), name="Stad", stdout=io.StringIO(), stderr=io.StringIO()
        )
    sentence = str(caught.value)
    assert caught.value.returncode == 2
    assert words in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert str(tmp_path) not in sentence
    assert everything() == before


@pytest.mark.usefixtures("standing")
def test_every_case_would_be_seen(tmp_path: Path) -> None:
    """The sound twin of the corpus is imported: what the cases refuse is their fault, not the reader's."""
    before = everything()
    sound = make.zipped(shape_of(tmp_path))
    call_command(
        "places", "import", "areas", str(sound), name="Stad", stdout=io.StringIO(), stderr=io.StringIO()
    )
    assert everything() != before


def test_at_the_door_it_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    environment = os.environ | {"WOONCIRKEL_VAR": str(tmp_path / "var"), "DATABASE_URL": ""}
    (tmp_path / "a.osm.pbf").write_bytes(LIECHTENSTEIN.read_bytes()[:700_000])
    command = [sys.executable, "-m", "wooncirkel", "places", "import", "osm", "a.osm.pbf", "--name", "A"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "CommandError: a.osm.pbf is damaged or cut off: it is cut off inside a block.\n"
    assert not (tmp_path / "var" / "networks").exists()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_pbf_cut_off_anywhere_is_refused(share: float, tmp_path: Path) -> None:
    content = LIECHTENSTEIN.read_bytes()
    (tmp_path / "a.osm.pbf").write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CommandError, match="cut off"):
        call_command("places", "import", "osm", str(tmp_path / "a.osm.pbf"), name="A", stderr=io.StringIO())


def test_noise_in_a_pbf_never_ends_in_a_traceback(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    whole = np.frombuffer(LIECHTENSTEIN.read_bytes(), dtype=np.uint8)
    for _ in range(6):
        noisy = whole.copy()
        noisy[random.integers(0, len(noisy), 40)] = random.integers(0, 256, 40)
        (tmp_path / "a.osm.pbf").write_bytes(noisy.tobytes())
        with pytest.raises(CommandError) as caught:
            call_command(
                "places", "import", "osm", str(tmp_path / "a.osm.pbf"), name="A", stderr=io.StringIO()
            )
        assert caught.value.returncode == 2
    assert not everything()["files"]
    shutil.rmtree(tmp_path, ignore_errors=True)
