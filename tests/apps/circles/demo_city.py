"""The three neighbourhoods of the demo people, without the rest of the city."""

from django.utils import timezone

from wooncirkel.apps.places.models import Municipality, Neighbourhood, Source

NAMES = {"BU00140300": "De Hoogte", "BU00140301": "Indische buurt", "BU00140302": "Professorenbuurt"}


def make_neighbourhoods() -> None:
    """Store them; their outlines are of no use here."""
    source = Source.objects.create(
        slug="cbs", title="Buurten", holder="CBS", year=2017, imported_at=timezone.now()
    )
    place = {"west": 6.55, "south": 53.22, "east": 6.59, "north": 53.25, "outline": b"", "source": source}
    city = Municipality.objects.create(cbs_code="GM0014", cbs_year=2017, name="Groningen", **place)
    for code, name in NAMES.items():
        Neighbourhood.objects.create(cbs_code=code, cbs_year=2017, name=name, municipality=city, **place)
