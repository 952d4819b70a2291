"""What the room people does with personal data, and its personal fields."""

from wooncirkel.apps.people.models import AccessLine, Account, Card, MailLink, Organisation, Person, Seal
from wooncirkel.apps.shared.declare import NOBODY, Declared
from wooncirkel.apps.shared.models import Message, Once
from wooncirkel.apps.shared.registry import (
    Basis,
    Erasure,
    Processing,
    Retention,
    register_processings,
    register_without_persons,
)

ONLY_ME = "Alleen jij"
WITH_LINES = "Wie een regel van jou mag zien, en wie je mag vinden"

SIGN_IN = Processing(
    key="sign-in",
    title="Binnenkomen",
    purpose="Zeker weten dat jij het bent, zodat niemand anders op jouw pagina komt.",
    basis=Basis.CONTRACT,
    exception="Geen bijzondere gegevens.",
    people="Iedereen die binnenkomt met een kaart, een e-mail of een wachtwoord.",
    receivers="Niemand.",
)
PERSON = Processing(
    key="person",
    title="Wie je bent in de kring",
    purpose="Je aanspreken met je eigen naam, in een taal en op een manier die je prettig vindt.",
    basis=Basis.CONSENT,
    exception="Meedoen kan iets zeggen over gezondheid. Daarom kies je zelf wie je ziet (AVG 9 lid 2 a).",
    people="Bewoners, vrijwilligers en medewerkers.",
    receivers="Wie jij kiest.",
)
LOOKING = Processing(
    key="looking",
    title="Wie keek er?",
    purpose="Jou laten zien wie naar jouw gegevens keek, en misbruik vinden.",
    basis=Basis.INTEREST,
    exception="De regels noemen soorten gegevens, nooit de inhoud.",
    people="Iedereen die gegevens bekijkt, en iedereen over wie het gaat.",
    receivers="Jij zelf. En de logbeheerder van de kring.",
)


def register() -> None:
    """Write down the fields of this room."""
    register_processings(SIGN_IN, PERSON, LOOKING)
    register_without_persons(Organisation, Once, Seal)
    stay, back = Retention.WHILE_ACCOUNT, Retention.UNTIL_TAKEN_BACK
    Declared(Account, "person", processing="sign-in", retention=stay).own(
        ONLY_ME, email="e-mailadres", last_login="laatst binnen", created_at="account sinds"
    ).own(NOBODY, export=False, password="wachtwoord, onleesbaar bewaard")
    Declared(Person, "", processing="person", retention=back).own(
        WITH_LINES,
        called="naam",
        symbol="teken",
        language="taal",
        likes="hoe je leest",
        reach="zo bereik je mij",
    ).own(ONLY_ME, paused_at="pauze sinds", added_at="in de kring sinds", died_on="overleden op")
    Declared(Card, "person", processing="sign-in", retention=stay).own(
        ONLY_ME, made_at="kaart gemaakt op", blocked_at="kaart geblokkeerd op"
    ).own(NOBODY, export=False, token_hash="geheim van de kaart", pictures_hash="jouw drie plaatjes")
    Declared(MailLink, "account__person", processing="sign-in", retention=Retention.A_DAY).own(
        ONLY_ME, made_at="link gestuurd op"
    )
    Declared(Message, "", processing="sign-in", retention=Retention.A_MONTH).own(
        ONLY_ME, export=False, to="aan", subject="onderwerp", text="bericht"
    )
    Declared(
        AccessLine,
        "",
        processing="looking",
        retention=Retention.FIVE_YEARS,
        erase=Erasure.KEEP_WITHOUT_NAME,
    ).coordination(
        "Jij, en de logbeheerder", export=False, at="wanneer", act="wat", what="welke soort gegevens"
    )
