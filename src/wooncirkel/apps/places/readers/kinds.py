"""Which places count as a facility: by the tags of OpenStreetMap, by our own words, by the words of other
files.
"""

from collections.abc import Mapping

from wooncirkel.apps.places.models import FacilityKind

TAGS: dict[str, dict[str, FacilityKind]] = {
    "amenity": {
        "community_centre": FacilityKind.COMMUNITY_CENTRE,
        "social_centre": FacilityKind.COMMUNITY_CENTRE,
        "library": FacilityKind.LIBRARY,
        "social_facility": FacilityKind.SOCIAL_FACILITY,
        "doctors": FacilityKind.DOCTOR,
        "pharmacy": FacilityKind.PHARMACY,
        "school": FacilityKind.SCHOOL,
        "place_of_worship": FacilityKind.WORSHIP,
        "cafe": FacilityKind.CAFE,
        "restaurant": FacilityKind.CAFE,
        "fast_food": FacilityKind.CAFE,
        "bar": FacilityKind.CAFE,
        "pub": FacilityKind.CAFE,
        "ice_cream": FacilityKind.CAFE,
        "bench": FacilityKind.BENCH,
    },
    "shop": {"supermarket": FacilityKind.SUPERMARKET},
    "leisure": {"park": FacilityKind.PARK, "playground": FacilityKind.PLAYGROUND},
    "highway": {"bus_stop": FacilityKind.BUS_STOP},
}
"""Source: wiki.openstreetmap.org, Map features (amenity, shop, leisure, public transport)."""

OTHER_WORDS = {"onderwijsfunctie": FacilityKind.SCHOOL}
WORDS: dict[str, FacilityKind] = (
    {value: kind for values in TAGS.values() for value, kind in values.items()}
    | {str(kind.value): kind for kind in FacilityKind}
    | {str(kind.label): kind for kind in FacilityKind}
    | OTHER_WORDS
)
NOT_CAFES = "coffeeshop"
"""In Dutch a coffeeshop sells cannabis: it is no café of the neighbourhood, whatever its tag says."""


def kind_by_tags(tags: Mapping[str, str]) -> FacilityKind | None:
    """Return the kind of a place by its OpenStreetMap tags, or None when it is no facility of ours."""
    for key, kinds in TAGS.items():
        if (value := tags.get(key)) in kinds:
            return kinds[value]
    return None


def kind_by_word(word: str) -> FacilityKind | None:
    """Return the kind that a word of a file stands for; of `onderwijsfunctie, kantoorfunctie` the first
    counts.
    """
    whole = word.strip().lower()
    return WORDS.get(whole) or WORDS.get(whole.partition(",")[0].strip())


def sells_cannabis(name: str) -> bool:
    """Say whether a name is that of a coffeeshop."""
    return NOT_CAFES in name.lower().replace(" ", "").replace("-", "")
