"""Rows of the room places: areas, squares, postcodes, facilities, networks and their sources. No persons.

Positions are degrees (WGS84). A count or figure that we do not have is empty, never 0; its state says why.
"""

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """What we know of a figure."""

    KNOWN = "known", "bekend"
    WITHHELD = "withheld", "niet vrijgegeven"
    UNKNOWN = "unknown", "onbekend"


class FacilityKind(models.TextChoices):
    """What a facility is; the order is the order on the page."""

    COMMUNITY_CENTRE = "community_centre", "buurthuis"
    LIBRARY = "library", "bibliotheek"
    SOCIAL_FACILITY = "social_facility", "hulp en opvang"
    DOCTOR = "doctor", "huisarts"
    PHARMACY = "pharmacy", "apotheek"
    SUPERMARKET = "supermarket", "supermarkt"
    SCHOOL = "school", "school of opleiding"
    WORSHIP = "worship", "kerk, moskee of tempel"
    CAFE = "cafe", "café of eethuis"
    PARK = "park", "park"
    PLAYGROUND = "playground", "speeltuin"
    BENCH = "bench", "bankje"
    BUS_STOP = "bus_stop", "bushalte"


class Source(models.Model):
    """Where rows come from. Importing the same source again replaces its rows."""

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=200)
    holder = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    credit = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the credit as it stands under a figure."""
        return f"{self.holder}, {self.year}"


class Area(models.Model):
    """What municipality, district and neighbourhood share: CBS code and year, name, outline."""

    cbs_code = models.CharField(max_length=10)
    cbs_year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    outline = models.BinaryField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ("cbs_code",)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Municipality(Area):
    """Gemeente (GM + 4 digits)."""

    class Meta(Area.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cbs_code", "cbs_year"], name="one_municipality_a_year")
        ]


class District(Area):
    """Wijk (WK + 6)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="districts")

    class Meta(Area.Meta):
        constraints = [models.UniqueConstraint(fields=["cbs_code", "cbs_year"], name="one_district_a_year")]


class Neighbourhood(Area):
    """Buurt (BU + 8)."""

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="neighbourhoods")
    district = models.ForeignKey(
        District, null=True, on_delete=models.SET_NULL, related_name="neighbourhoods"
    )

    class Meta(Area.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cbs_code", "cbs_year"], name="one_neighbourhood_a_year")
        ]


class Figure(models.Model):
    """One named figure of a neighbourhood; `name` is a key of `figures.FIGURES`, which knows the unit."""

    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    state = models.CharField(max_length=10, choices=State.choices)
    year = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "name", "year"], name="one_figure_a_year"),
            models.CheckConstraint(
                condition=Q(state=State.KNOWN, value__isnull=False)
                | (~Q(state=State.KNOWN) & Q(value__isnull=True)),
                name="figure_value_fits_state",
            ),
        ]


class Square(models.Model):
    """CBS square of 100 m. A count is empty when it is withheld (its bit in `withheld` is set) or unknown."""

    COUNTS = ("inhabitants", "age_0_14", "age_15_24", "age_25_44", "age_45_64", "age_65_up", "homes")

    code = models.CharField(max_length=20)
    lon = models.FloatField()
    lat = models.FloatField()
    inhabitants = models.PositiveIntegerField(null=True)
    age_0_14 = models.PositiveIntegerField(null=True)
    age_15_24 = models.PositiveIntegerField(null=True)
    age_25_44 = models.PositiveIntegerField(null=True)
    age_45_64 = models.PositiveIntegerField(null=True)
    age_65_up = models.PositiveIntegerField(null=True)
    homes = models.PositiveIntegerField(null=True)
    withheld = models.PositiveSmallIntegerField(default=0)
    people_year = models.PositiveSmallIntegerField()
    homes_year = models.PositiveSmallIntegerField()
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="squares")

    class Meta:
        ordering = ("code",)
        constraints = [models.UniqueConstraint(fields=["code", "people_year"], name="one_square_a_year")]
        indexes = [models.Index(fields=["lon", "lat"])]


class Pc6(models.Model):
    """The middle of a postcode such as 9712 AB."""

    code = models.CharField(max_length=6, unique=True)
    lon = models.FloatField()
    lat = models.FloatField()
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="postcodes")

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        """Return the code as people write it."""
        return f"{self.code[:4]} {self.code[4:]}"


class Facility(models.Model):
    """A place in the neighbourhood; `ref` is its key in the source."""

    kind = models.CharField(max_length=20, choices=FacilityKind.choices)
    name = models.CharField(max_length=200, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    ref = models.CharField(max_length=80)
    noted_on = models.DateField(null=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="facilities")

    class Meta:
        ordering = ("kind", "name", "ref")
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="one_facility_a_ref")]
        indexes = [models.Index(fields=["lon", "lat"])]


class Network(models.Model):
    """The streets of a city or region: rows in `<sha256>.npz`, its base map in `<tiles_sha256>.pmtiles`."""

    class Coverage(models.TextChoices):
        COMPLETE = "complete", "alle straten en paden"
        RIDDEN = "ridden", "straten waar in één week gefietst is"

    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    tiles_sha256 = models.CharField(max_length=64)
    projection = models.CharField(max_length=300)
    coverage = models.CharField(max_length=10, choices=Coverage.choices)
    nodes = models.PositiveIntegerField()
    streets = models.PositiveIntegerField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    focus_lon = models.FloatField()
    focus_lat = models.FloatField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="networks")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        """Return the name of the city or region."""
        return self.name
