"""How each kind of facility is named and marked: a shape and a colour, so that colour never stands alone."""

from dataclasses import dataclass

from wooncirkel.apps.places.models import FacilityKind

DISC = "M10 3a7 7 0 1 0 .01 0z"
SQUARE = "M4 4h12v12H4z"
TRIANGLE = "M10 2.5 18 16.5H2z"
DIAMOND = "M10 1.5 18.5 10 10 18.5 1.5 10z"
BRICK, EVENING, WOOD, LEAF = "#7f331c", "#1e3f66", "#5c4629", "#265437"


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape in a square of 20 by 20, its colour, the word for several, the pictogram beside it."""

    path: str
    colour: str
    plural: str
    icon: str = "map-pinned"
    tint: str = "leaf"


MARKS: dict[str, Mark] = {
    FacilityKind.COMMUNITY_CENTRE: Mark(DISC, LEAF, "buurthuizen", "house", "leaf"),
    FacilityKind.LIBRARY: Mark(SQUARE, LEAF, "bibliotheken", "book-open", "leaf"),
    FacilityKind.SOCIAL_FACILITY: Mark(
        TRIANGLE, LEAF, "plekken voor hulp en opvang", "heart-handshake", "leaf"
    ),
    FacilityKind.DOCTOR: Mark(DISC, EVENING, "huisartsen", "stethoscope", "evening"),
    FacilityKind.PHARMACY: Mark(TRIANGLE, EVENING, "apotheken", "pill", "evening"),
    FacilityKind.SUPERMARKET: Mark(SQUARE, BRICK, "supermarkten", "shopping-basket", "brick"),
    FacilityKind.SCHOOL: Mark(TRIANGLE, WOOD, "scholen en opleidingen", "school", "wood"),
    FacilityKind.WORSHIP: Mark(DIAMOND, WOOD, "kerken, moskeeën en tempels", "church", "wood"),
    FacilityKind.CAFE: Mark(DISC, BRICK, "cafés en eethuizen", "coffee", "brick"),
    FacilityKind.PARK: Mark(DIAMOND, LEAF, "parken", "trees", "leaf"),
    FacilityKind.PLAYGROUND: Mark(DIAMOND, BRICK, "speeltuinen", "toy-brick", "brick"),
    FacilityKind.BENCH: Mark(DISC, WOOD, "bankjes", "armchair", "wood"),
    FacilityKind.BUS_STOP: Mark(SQUARE, EVENING, "bushaltes", "bus", "evening"),
}
