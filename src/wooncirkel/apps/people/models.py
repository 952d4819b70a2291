"""Rows of the room people: accounts, persons, organisations, cards to sign in with, the access log."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q


class Account(AbstractBaseUser):
    """A way to sign in. A person can be here without one; a card alone needs no e-mail address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)  # many without, each unique
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        """Return the key; a name would end up in logs."""
        return f"account {self.pk}"


class Language(models.TextChoices):
    """What somebody reads or hears most easily."""

    DUTCH = "nl", "Nederlands"
    ARABIC = "ar", "العربية"
    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    FARSI = "fa", "فارسی"
    FRENCH = "fr", "français"
    FRISIAN = "fy", "Frysk"
    LOW_SAXON = "nds", "Grunnegs"
    PAPIAMENTO = "pap", "Papiamentu"
    POLISH = "pl", "polski"
    SPANISH = "es", "español"
    TIGRINYA = "ti", "ትግርኛ"
    TURKISH = "tr", "Türkçe"
    UKRAINIAN = "uk", "українська"
    OTHER = "other", "een andere taal"


class Likes(models.TextChoices):
    """How somebody takes in words most gladly."""

    READ = "read", "lezen"
    HEAR = "hear", "luisteren"
    PICTURES = "pictures", "plaatjes kijken"


class Reach(models.TextChoices):
    """How somebody wants to be reached; the number itself is a line of her own, with a ring."""

    VISIT = "visit", "Kom langs"
    CALL = "call", "Bel me"
    MESSAGE = "message", "Stuur een bericht"
    MAIL = "mail", "Stuur een e-mail"
    LETTER = "letter", "Doe een briefje in de bus"
    HUB = "hub", "Spreek me aan in de buurthub"


class Person(models.Model):
    """Somebody: what she is called and how she likes to be met. `version` guards against a stale save."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    called = models.CharField(max_length=200)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.DUTCH)
    likes = models.CharField(max_length=10, choices=Likes.choices, default=Likes.READ)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.HUB)
    symbol = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    paused_at = models.DateTimeField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(called=""), name="a_person_is_called_something")]

    def __str__(self) -> str:
        """Return the key; a name would end up in logs."""
        return f"person {self.pk}"


class Death(models.Model):
    """Who wrote down that somebody died, when, and who tells the others; the day is `Person.died_on`."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="death")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    tells = models.CharField(max_length=200, blank=True)


class OrganisationKind(models.TextChoices):
    """What an organisation is in a circle."""

    CARE = "care", "zorg"
    WELFARE = "welfare", "welzijn"
    HOUSING = "housing", "woningcorporatie"
    MUNICIPALITY = "municipality", "gemeente"
    RESIDENTS = "residents", "bewonersinitiatief"
    ENTREPRENEUR = "entrepreneur", "ondernemer"
    CHURCH = "church", "kerk of moskee"
    OTHER = "other", "anders"


class Organisation(models.Model):
    """An organisation that takes part, as an employer, a partner or a controller of personal data."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        """Return the name: an organisation is no person."""
        return self.name


class Card(models.Model):
    """A paper card: the QR holds a secret that we keep as a hash, with three pictures in an order."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cards")
    token_hash = models.CharField(max_length=64, unique=True)
    pictures_hash = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    blocked_at = models.DateTimeField(null=True, blank=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(blocked_at=None), name="one_open_card_a_person"
            )
        ]


class MailLink(models.Model):
    """A link by e-mail, good for one sign-in; we keep its hash."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="mail_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_in = models.CharField(max_length=64, blank=True)


class KeptText(models.Model):
    """What a member of staff was typing when her session ended; given back when she has signed in again."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="kept_texts")
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    kept_at = models.DateTimeField(db_index=True)


class Act(models.TextChoices):
    """What somebody did with what is known of a person; the label goes into *Wie keek er?*."""

    SAW = "saw", "gezien"
    FOUND = "found", "gevonden"
    PRINTED = "printed", "afgedrukt"
    TOOK = "took", "meegenomen"
    ADDED = "added", "opgeschreven"
    CHANGED = "changed", "veranderd"
    ERASED = "erased", "gewist"


class AccessLine(models.Model):
    """One person's data shown or changed in one answer. Written before the first byte; never changed.

    Persons stand here by their public key alone, so that erasing somebody leaves the line without a name. The
    database refuses to update a line, or to delete one younger than five years (see the migration).
    """

    at = models.DateTimeField(db_index=True)
    answer = models.UUIDField()
    actor = models.UUIDField(null=True, db_index=True)
    role = models.CharField(max_length=20)
    organisation = models.UUIDField(null=True)
    for_person = models.UUIDField(null=True)
    subject = models.UUIDField()
    act = models.CharField(max_length=8, choices=Act.choices)
    what = models.CharField(max_length=300)
    route = models.CharField(max_length=60)
    means = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="looks_at_a_person")]


class Seal(models.Model):
    """Closes a run of access lines: SHA-256 over them and the seal before, and an HMAC of that."""

    at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
