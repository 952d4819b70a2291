"""The figures of a neighbourhood that we keep: an allow-list. Origin and migration never enter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One figure: its CBS column, its Dutch name, unit, and how a city's figure is made from its parts.

    `of` names the count that a percentage or mean is weighted by; None means that the parts add up.
    """

    column: str
    label: str
    unit: str
    of: str | None = None


FIGURES: dict[str, FigureKind] = {
    "inhabitants": FigureKind("AANT_INW", "Mensen", "mensen"),
    "households": FigureKind("AANTAL_HH", "Huishoudens", "huishoudens"),
    "share_0_14": FigureKind("P_00_14_JR", "0 tot 14 jaar", "%", "inhabitants"),
    "share_15_24": FigureKind("P_15_24_JR", "15 tot 24 jaar", "%", "inhabitants"),
    "share_25_44": FigureKind("P_25_44_JR", "25 tot 44 jaar", "%", "inhabitants"),
    "share_45_64": FigureKind("P_45_64_JR", "45 tot 64 jaar", "%", "inhabitants"),
    "share_65_up": FigureKind("P_65_EO_JR", "65 jaar en ouder", "%", "inhabitants"),
    "share_alone": FigureKind("P_EENP_HH", "Huishoudens van één persoon", "%", "households"),
    "share_with_children": FigureKind("P_HH_M_K", "Huishoudens met kinderen", "%", "households"),
    "household_size": FigureKind("GEM_HH_GR", "Mensen in één huishouden", "mensen", "households"),
    "address_density": FigureKind("OAD", "Adressen op een vierkante kilometer", "adressen", "inhabitants"),
}
