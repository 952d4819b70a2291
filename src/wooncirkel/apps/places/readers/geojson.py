"""GeoJSON (RFC 7946), read without trusting it: bounded size and depth, no NaN, no foreign projection."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from wooncirkel.apps.places.geography import WGS84
from wooncirkel.apps.places.readers.errors import bad_file
from wooncirkel.apps.places.readers.raw import Geometries, RawBatch

MOST_BYTES = 200 << 20
BATCH = 5_000
DEGREES = ("CRS84", "4326")


class GeoJsonLayer:
    """A FeatureCollection, in WGS84 unless its `crs` member names another projection."""

    def __init__(self, path: Path, shown: str) -> None:
        """Parse the file; BadFile when it is no FeatureCollection."""
        self.name = shown
        content = _parsed(path, shown)
        self.features = _features(content, shown)
        self.crs: str | None = _crs(content, shown)
        self.columns = list(dict.fromkeys(key for feature in self.features for key in _properties(feature)))

    def batches(self, columns: Sequence[str]) -> Iterator[RawBatch]:
        """Yield these columns alone; ids count the features from 1."""
        numbered = enumerate(self.features, start=1)
        while some := list(islice(numbered, BATCH)):
            values = {
                column: [_plain(_properties(feature).get(column)) for _, feature in some]
                for column in columns
            }
            geometry = _geometry([feature for _, feature in some])
            yield RawBatch([f"feature {place}" for place, _ in some], values, geometry, [])


def _parsed(path: Path, shown: str) -> Any:
    if path.stat().st_size > MOST_BYTES:
        raise bad_file("too_big", name=shown, limit=f"{MOST_BYTES >> 20} MB")
    try:
        return json.loads(path.read_bytes(), parse_constant=_refuse_constant)
    except RecursionError as error:
        raise bad_file("json", name=shown, detail="it is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise bad_file("encoding", name=shown) from error
    except json.JSONDecodeError as error:
        raise bad_file("json", name=shown, detail=f"line {error.lineno} cannot be read") from error
    except ValueError as error:
        raise bad_file("json", name=shown, detail="it holds a number that is not a finite number") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _features(content: Any, shown: str) -> list[dict[str, Any]]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise bad_file("json", name=shown, detail="it is not a FeatureCollection")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _crs(content: dict[str, Any], shown: str) -> str:
    member = content.get("crs")
    if member is None:
        return WGS84
    properties = member.get("properties") if isinstance(member, dict) else None
    name = str(properties.get("name")) if isinstance(properties, dict) else ""
    if name.endswith(DEGREES):
        return WGS84
    if not name.startswith("urn:ogc:def:crs:EPSG:") and not name.startswith("EPSG:"):
        raise bad_file("projection", name=shown, detail=repr(name[:60]))
    return f"EPSG:{name.rsplit(':', 1)[1]}"


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else None


def _geometry(features: list[dict[str, Any]]) -> Geometries:
    texts = np.array([_text(feature.get("geometry")) for feature in features], dtype=object)
    return np.atleast_1d(shapely.from_geojson(texts, on_invalid="ignore"))


def _text(geometry: Any) -> str | None:
    return json.dumps(geometry) if isinstance(geometry, dict) else None
