"""What the room circles does with personal data, and its personal fields."""

from wooncirkel.apps.circles.models import (
    Asked,
    Circle,
    Controller,
    Draft,
    Group,
    GroupMember,
    Hub,
    Line,
    Membership,
    OwnPerson,
    Partner,
    PartnerContact,
    PurposeWords,
    Refusal,
    Representative,
    Resident,
    Review,
    Sharing,
    Tablet,
    Vision,
)
from wooncirkel.apps.shared.declare import Declared
from wooncirkel.apps.shared.registry import (
    Basis,
    Erasure,
    Processing,
    Retention,
    register_processings,
    register_without_persons,
)

RINGS = "Alleen jij. Tenzij je de regel deelt: dan jouw mensen, of de buurt"
ONLY_ME = "Alleen jij"
CIRCLE = "Wie meedoet in de kring"

LINES = Processing(
    key="lines",
    title="Wat je zelf vertelt",
    purpose="Laten zien wat je kunt en wilt, aan wie jij kiest.",
    basis=Basis.CONSENT,
    exception="Vertel je zelf iets over je gezondheid? Dat mag, want jij kiest het (AVG art. 9 lid 2 a).",
    people="Bewoners.",
    receivers="Wie jij kiest: niemand, jouw mensen, of de buurt.",
)
TAKING_PART = Processing(
    key="taking-part",
    title="Meedoen in de kring",
    purpose="Weten wie er meedoet, in welke groep, en wie er helpt.",
    basis=Basis.CONSENT,
    exception="Lid zijn kan iets zeggen over gezondheid. Een ledenlijst is nooit openbaar (AVG 9 lid 2 a).",
    people="Bewoners en hun vertegenwoordigers.",
    receivers="Wie meedoet in dezelfde kring.",
)
WORK = Processing(
    key="work",
    title="Rollen in de kring",
    purpose="Weten wie wat mag, tot wanneer. Zonder rol ziet niemand iets.",
    basis=Basis.INTEREST,
    exception="Geen bijzondere gegevens. Van een VOG bewaren we alleen de datum.",
    people="Medewerkers en vrijwilligers.",
    receivers="De kringbeheerder.",
)


def register() -> None:
    """Write down the fields of this room."""
    register_processings(LINES, TAKING_PART, WORK)
    register_without_persons(Hub, PurposeWords, Partner, Tablet, Group)
    back, role, ended = Retention.UNTIL_TAKEN_BACK, Retention.WHILE_ROLE, ["ended_at", "ends_on"]
    Declared(Circle, "", processing="work", retention=role)
    Declared(Vision, "written_by", processing="work", retention=role, erase=Erasure.KEEP_WITHOUT_NAME)
    Declared(Controller, "", processing="work", retention=role).coordination(
        CIRCLE, export=False, decided_by="naam van wie besloot", decided_as="functie van wie besloot"
    )
    Declared(PartnerContact, "", processing="work", retention=role, since=["partner__ends_on"]).coordination(
        CIRCLE, export=False, name="naam", phone="telefoon op het werk", email="e-mail op het werk"
    )
    Declared(Membership, "person", processing="work", retention=role, since=ended).coordination(
        "De kringbeheerder", role="rol", starts_on="vanaf", ends_on="tot en met", vog_on="datum van de VOG"
    ).coordination("De kringbeheerder", called_as="naam die de kringbeheerder typte")
    Declared(Resident, "person", processing="taking-part", retention=back, since=["left_at"]).own(
        ONLY_ME, home="adres", came_at="in de kring sinds", left_at="uit de kring sinds"
    ).own(ONLY_ME, findable_at="te vinden sinds", talked_on="jaargesprek")
    Declared(Line, "resident__person", processing="lines", retention=back).own(
        RINGS, kind="soort", text="jouw woorden", written_at="geschreven op"
    ).own(RINGS, picture="plaatje")
    Declared(Sharing, "line__resident__person", processing="lines", retention=back).own(
        ONLY_ME,
        ring="gedeeld met",
        given_at="gedeeld op",
        until="gedeeld tot en met",
        ended_at="teruggenomen op",
    )
    Declared(Refusal, "line__resident__person", processing="lines", retention=back).own(
        ONLY_ME, at="jouw nee op"
    )
    Declared(OwnPerson, "resident__person", processing="lines", retention=back, since=["ended_at"]).own(
        ONLY_ME, since="bij jouw mensen sinds", ended_at="bij jouw mensen tot"
    )
    Declared(Representative, "resident__person", processing="taking-part", retention=role, since=ended).own(
        "Jij, en wie jou helpt", kind="wie mij helpt", starts_on="vanaf", ends_on="tot en met"
    ).own("Jij, en wie jou helpt", confirmed_at="bevestigd op")
    Declared(GroupMember, "person", processing="taking-part", retention=back, since=["left_on"]).coordination(
        "Wie in dezelfde groep zit", joined_on="in de groep sinds", left_on="uit de groep sinds"
    )
    Declared(Draft, "person", processing="work", retention=Retention.A_DAY, since=["kept_at"]).own(
        ONLY_ME, export=False, fields="wat je aan het typen was"
    )
    Declared(
        Asked,
        "resident__person",
        processing="looking",
        retention=Retention.TWO_YEARS,
        since=["asked_at"],
    ).own("Jij, en aan wie je het vroeg", text="jouw vraag", asked_at="gevraagd op", answer="antwoord")
    Declared(
        Review, "", processing="looking", retention=Retention.FIVE_YEARS, since=["raised_at"]
    ).coordination("De logbeheerder", export=False, verdict="oordeel", note="opmerking")
