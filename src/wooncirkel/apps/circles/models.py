"""Rows of the room circles: circles, who takes part, what residents tell and to whom, groups, tablets."""

import uuid

from django.db import models
from django.db.models import F, Q

from wooncirkel.apps.people.models import Organisation, Person
from wooncirkel.apps.places.models import Neighbourhood


class Preset(models.TextChoices):
    """How large a house is run."""

    FULL = "full", "een hele kring"
    SMALL = "small", "een klein huis"


class Circle(models.Model):
    """A wooncirkel: people and organisations in one or two neighbourhoods around a house.

    It begins without names: no resident is stored before `names_open_at`. Longitude and latitude are degrees
    (WGS84), the point from which the circle was drawn.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    preset = models.CharField(max_length=5, choices=Preset.choices, default=Preset.FULL)
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="circles")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    names_open_at = models.DateTimeField(null=True, blank=True)
    names_opened_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        """Return the name: a circle is no person."""
        return self.name


class Hub(models.Model):
    """The open house of a circle. Longitude and latitude are degrees (WGS84)."""

    circle = models.OneToOneField(Circle, on_delete=models.CASCADE, related_name="hub")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)


class Purpose(models.TextChoices):
    """The five purposes of a wooncirkel."""

    BALANCE = "balance", "Een sterke buurt waar mensen zich bij betrokken voelen"
    INCLUSION = "inclusion", "Iedereen die wil, doet mee"
    STAYING = "staying", "Goed landen in de buurt, en er kunnen blijven wonen"
    COOPERATION = "together", "Korte lijnen in plaats van eilanden"
    SAFETY = "safety", "Prettig en veilig wonen voor alle bewoners"


class PurposeWords(models.Model):
    """What one purpose means in this circle, in its own words."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="purposes")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    text = models.TextField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "purpose"], name="one_text_a_purpose")]


class Vision(models.Model):
    """One version of the shared vision; the newest counts, the others are its history."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="visions")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=8000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["circle", "number"], name="one_vision_a_number")]


class Partner(models.Model):
    """An organisation that takes part in a circle, from a day and perhaps until one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "organisation"], condition=Q(ends_on=None), name="one_open_partnership"
            )
        ]


class PartnerContact(models.Model):
    """Whom to ask at a partner, with what she uses at work."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)


class Controller(models.Model):
    """Who answers for a processing in a circle (AVG 26); `processing` is a key of `shared.registry`.

    `decided_by` and `decided_as` are the name and function of who decided it for the organisation, as typed.
    """

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="controllers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    processing = models.CharField(max_length=20)
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.CharField(max_length=200, blank=True)
    decided_as = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["circle", "organisation", "processing"], name="one_controller_a_processing"
            )
        ]


class Role(models.TextChoices):
    """What somebody does in a circle. A resident and a representative have no role, but a relation."""

    GOOD_NEIGHBOUR = "neighbour", "goede buur"
    COACH = "coach", "coach van een buurtcirkel"
    HOST = "host", "gastheer of gastvrouw"
    LINK_WORKER = "link", "link worker"
    COMMUNITY_WORKER = "community", "opbouwwerker"
    TEAM_LEAD = "lead", "teamleider"
    ROSTERER = "rosterer", "roostermaker"
    ADMINISTRATOR = "admin", "kringbeheerder"
    LOG_KEEPER = "log", "logbeheerder"
    PLANNER = "planner", "planner"
    RESEARCHER = "research", "onderzoeker"


class Membership(models.Model):
    """A role of somebody in a circle, from a day to a day; a planner or researcher may have no circle.

    `called_as`: what an administrator typed who knew her e-mail address only; pages of roles show that.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(
        Circle, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    vog_on = models.DateField(null=True, blank=True)
    called_as = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="a_role_ends"),
            models.CheckConstraint(
                condition=Q(circle__isnull=False) | Q(role__in=["planner", "research"]),
                name="a_role_has_a_circle",
            ),
            models.UniqueConstraint(
                fields=["circle", "person", "role"], condition=Q(ended_at=None), name="one_open_role"
            ),
        ]

    @property
    def shown_as(self) -> str:
        """Return what pages about roles call her."""
        return self.called_as or self.person.called


class Resident(models.Model):
    """A person in a circle. `findable_at`: since when hosts and link workers may find her by name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="residents")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="residencies")
    home = models.CharField(max_length=200, blank=True)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    findable_at = models.DateTimeField(null=True, blank=True)
    findable_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    talked_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "person"], name="one_resident_a_circle"),
        ]


class LineKind(models.TextChoices):
    """What a line of one's own is about. Later rooms add kinds of their own."""

    WORDS = "words", "Dit wil ik vertellen"
    PHONE = "phone", "Mijn telefoonnummer"
    MAIL = "mail", "Mijn e-mailadres"
    BIRTHDAY = "birthday", "Mijn verjaardag"
    HOME = "home", "Hier woon ik"


class Line(models.Model):
    """Something a resident tells, in her own words. Who sees it stands in its sharing, and nowhere else."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=20, choices=LineKind.choices, default=LineKind.WORDS)
    text = models.TextField(max_length=500)
    picture = models.CharField(max_length=20, blank=True)
    written_at = models.DateTimeField()
    typed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_line_says_something")]


class Ring(models.TextChoices):
    """Who may see a line."""

    ME = "me", "alleen ik"
    MINE = "mine", "mijn mensen"
    ALL = "all", "de buurt"


class Sharing(models.Model):
    """A line given to a wider ring, from a moment on; a line without an open sharing is for herself alone."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="sharings")
    ring = models.CharField(max_length=4, choices=[(Ring.MINE, "mijn mensen"), (Ring.ALL, "de buurt")])
    given_at = models.DateTimeField()
    until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    typed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ring__in=["mine", "all"]), name="a_sharing_widens"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(ended_at=None), name="one_open_sharing_a_line"
            ),
        ]


class OwnPerson(models.Model):
    """One of *mijn mensen*: somebody whom a resident named."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="own_people")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="named_by")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "person"], condition=Q(ended_at=None), name="named_once"
            )
        ]


class RepresentativeKind(models.TextChoices):
    """By what right somebody helps a resident decide."""

    CHOSEN = "chosen", "door haar zelf gekozen"
    CURATOR = "curator", "curator"
    MENTOR = "mentor", "mentor"
    PARENT = "parent", "ouder van een kind onder de 16"


class Representative(models.Model):
    """*Wie mij helpt*: may read the lines, and write and share them when that was said, until a day.

    Her own no always counts: what she took back herself, only she can give again (`may_share` does not help).
    Help by law waits until a second person confirms it: till then its `ended_at` is when it was written
    down and `confirmed_at` is empty, so that it gives nothing anywhere.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="representatives")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="represents")
    kind = models.CharField(max_length=8, choices=RepresentativeKind.choices)
    may_write = models.BooleanField(default=False)
    may_share = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="help_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["resident", "person"], condition=Q(ended_at=None), name="helps_once"
            ),
        ]


class Refusal(models.Model):
    """Her own no to a line: a representative cannot share it while this stands."""

    line = models.OneToOneField(Line, on_delete=models.CASCADE, related_name="refusal")
    at = models.DateTimeField()


class Group(models.Model):
    """People of a circle who do something together; later rooms build on it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, blank=True)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)


class GroupMember(models.Model):
    """Somebody in a group, from a day and perhaps until one."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="in_groups")
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(left_on=None), name="once_in_a_group"
            )
        ]


class Tablet(models.Model):
    """A tablet of a hub, enrolled by an administrator; its cookie holds a secret that we keep as a hash."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="tablets")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)


class Draft(models.Model):
    """What a host was typing when the tablet was locked; kept for that host until it is sent or a day old."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=60)
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="one_draft_a_place")]


class Asked(models.Model):
    """*Ik heb een vraag*: a question about who looked, to somebody whom the resident trusts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="asked")
    to = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="asked_of")
    text = models.TextField(max_length=1000)
    access_line = models.BigIntegerField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Verdict(models.TextChoices):
    """What a log keeper makes of a line."""

    FINE = "fine", "In orde"
    ASKED = "asked", "Ik heb het gevraagd"
    REPORTED = "reported", "Ik heb het gemeld"


class Review(models.Model):
    """An access line that a log keeper must look at: drawn in the monthly sample, or raised by a rule."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, null=True, on_delete=models.CASCADE, related_name="reviews")
    access_line = models.BigIntegerField()
    rule = models.CharField(max_length=20)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(max_length=12, blank=True, choices=Verdict.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["access_line", "rule"], name="one_review_a_rule")]
