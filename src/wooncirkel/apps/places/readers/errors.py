"""What can be wrong with a file or a row, in one sentence each: English for the command line, Dutch for
the page.
"""

FILE_FAULTS: dict[str, tuple[str, str]] = {
    "missing": ("There is no file {name}.", "Het bestand {name} is er niet."),
    "directory": (
        "{name} is a folder; give one file.",
        "{name} is een map. Kies één bestand.",
    ),
    "unreadable": ("{name} cannot be opened for reading.", "{name} kan niet geopend worden."),
    "empty": ("{name} is empty.", "{name} is leeg."),
    "too_big": (
        "{name} is larger than {limit}; make it smaller, or give it as a GeoPackage.",
        "{name} is groter dan {limit}. Maak het kleiner, of geef het als GeoPackage.",
    ),
    "kind": (
        "{name} is not a file we can read; we read {accepted}.",
        "{name} is geen bestand dat we kunnen lezen. We lezen {accepted}.",
    ),
    "broken": (
        "{name} is damaged or cut off: {detail}.",
        "{name} is beschadigd of niet compleet.",
    ),
    "zip_unsafe": (
        "{name} is refused: {detail}.",
        "{name} is geweigerd, omdat het zipbestand niet veilig is.",
    ),
    "zip_bomb": (
        "{name} is refused: unpacked it would be larger than it may be ({limit}).",
        "{name} is geweigerd: uitgepakt is het te groot ({limit}).",
    ),
    "zip_content": (
        "{name} must hold exactly one shape, GeoPackage, CSV or GeoJSON file; it holds {count}.",
        "In {name} moet één shape-, GeoPackage-, CSV- of GeoJSON-bestand zitten. Er zitten er {count} in.",
    ),
    "no_projection": (
        "{name} does not say in which projection its positions are (a shape needs its .prj file).",
        "In {name} staat niet in welke projectie de plekken zijn (bij een shape hoort een .prj-bestand).",
    ),
    "projection": (
        "{name} is in a projection that we do not know: {detail}.",
        "{name} heeft een projectie die we niet kennen.",
    ),
    "contradiction": (
        "{name} says that its positions are in {crs}, but its coordinates cannot be.",
        "In {name} staat dat de plekken in {crs} zijn, maar dat klopt niet met de getallen.",
    ),
    "columns": (
        "{name} lacks the column {missing}.",
        "In {name} ontbreekt de kolom {missing}.",
    ),
    "no_year": (
        "The year of {name} is not in its name or columns; give it with --year.",
        "Het jaar van {name} staat niet in de naam of de kolommen. Vul het jaar in.",
    ),
    "years": (
        "The files are of different years; give --year or import them apart.",
        "De bestanden zijn van verschillende jaren. Vul het jaar in, of lees ze apart in.",
    ),
    "twice": (
        "{area} stands in more than one of the files.",
        "{area} staat in meer dan één bestand.",
    ),
    "name": (
        "The name {name!r} holds no letter or digit.",
        "In de naam {name!r} staat geen letter of cijfer.",
    ),
    "streets": (
        "The lines of {name} are no street network: {detail}",
        "De lijnen in {name} vormen samen geen straten.",
    ),
    "encoding": (
        "{name} holds bytes that are not text.",
        "In {name} staan tekens die geen tekst zijn.",
    ),
    "json": ("{name} is not valid GeoJSON: {detail}.", "{name} is geen geldig GeoJSON-bestand."),
    "row": (
        "{name} has 1 row that cannot be used, {row}: {reason}; nothing was imported.",
        "In {name} is 1 regel niet bruikbaar, {row}: {reason}. Er is niets ingelezen.",
    ),
    "rows": (
        "{name} has {count} rows that cannot be used, the first is {row}: {reason}; nothing was imported.",
        "In {name} zijn {count} regels niet bruikbaar. De eerste is {row}: {reason}. Er is niets ingelezen.",
    ),
    "nothing": (
        "{name} holds nothing that can be used{detail}.",
        "In {name} staat niets dat we kunnen gebruiken.",
    ),
}

ROW_FAULTS: dict[str, tuple[str, str]] = {
    "geometry": ("it has no usable geometry", "de plek ontbreekt of is niet bruikbaar"),
    "shape_kind": ("its geometry is of the wrong kind", "de vorm is van de verkeerde soort"),
    "not_finite": ("a coordinate is not a finite number", "een coördinaat is geen getal"),
    "crosses_itself": ("its polygon crosses itself", "de omtrek kruist zichzelf"),
    "contradiction": (
        "its coordinates do not fit the projection",
        "de coördinaten passen niet bij de projectie",
    ),
    "abroad": ("it lies outside the Netherlands", "het ligt buiten Nederland"),
    "ragged": ("it has another number of fields than the header", "het aantal velden klopt niet met de kop"),
    "number": ("text stands where a number belongs", "er staat tekst waar een getal hoort"),
    "code": ("its code is not a code of this kind", "de code klopt niet"),
    "name": ("its name is missing or too long", "de naam ontbreekt of is te lang"),
    "twice": ("its code occurs twice", "de code komt twee keer voor"),
    "date": ("its date is not a date", "de datum klopt niet"),
}


class BadFile(Exception):  # noqa: N818
    """A file that is refused as a whole: `code`, and one sentence in English and in Dutch."""

    def __init__(self, code: str, english: str, dutch: str) -> None:
        """Keep the code and both sentences."""
        super().__init__(english)
        self.code, self.english, self.dutch = code, english, dutch


def bad_file(code: str, **values: object) -> BadFile:
    """Make the error `code` of FILE_FAULTS; `values` fill its sentences."""
    english, dutch = FILE_FAULTS[code]
    return BadFile(code, english.format(**values), dutch.format(**values))
