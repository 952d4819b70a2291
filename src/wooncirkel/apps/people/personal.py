"""What the room people does with personal data, and its personal fields."""

from wooncirkel.apps.people.models import (
    AccessLine,
    Account,
    Card,
    Death,
    KeptText,
    MailLink,
    Organisation,
    Person,
    Seal,
)
from wooncirkel.apps.shared.declare import NOBODY, Declared
from wooncirkel.apps.shared.models import Cached, Message, Once
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
    register_without_persons(Organisation, Once, Seal, Cached)
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
    Declared(Card, "person", processing="sign-in", retention=stay, since=["blocked_at"]).own(
        ONLY_ME, made_at="kaart gemaakt op", blocked_at="kaart geblokkeerd op"
    ).own(NOBODY, export=False, token_hash="geheim van de kaart", pictures_hash="jouw drie plaatjes")
    Declared(Death, "person", processing="person", retention=stay).coordination(
        "Wie het opschreef, die dag", told_at="opgeschreven op", tells="wie het de anderen vertelt"
    )
    day, month = Retention.A_DAY, Retention.A_MONTH
    Declared(MailLink, "account__person", processing="sign-in", retention=day, since=["made_at"]).own(
        ONLY_ME, made_at="link gestuurd op"
    )
    Declared(Message, "person", processing="sign-in", retention=month, since=["made_at"]).own(
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
    Declared(KeptText, "account__person", processing="sign-in", retention=day, since=["kept_at"]).own(
        ONLY_ME, export=False, fields="wat je aan het typen was"
    )
    _register_work_sign_in()


def _register_work_sign_in() -> None:
    """Write down what django-allauth keeps of staff; django-axes counts in the cache, without names."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    stay = Retention.WHILE_ACCOUNT
    Declared(EmailAddress, "user__person", processing="sign-in", retention=stay).own(
        ONLY_ME, email="e-mailadres om mee binnen te komen"
    )
    Declared(Authenticator, "user__person", processing="sign-in", retention=stay).own(
        ONLY_ME, type="tweede slot", created_at="tweede slot sinds", last_used_at="tweede slot gebruikt op"
    ).coordination(NOBODY, export=False, data="geheim van het tweede slot")
    Declared(SocialAccount, "user__person", processing="sign-in", retention=stay).own(
        ONLY_ME, provider="inloggen via", uid="jouw nummer daar"
    ).coordination(NOBODY, export=False, extra_data="wat die organisatie meegaf")
