"""The second wall around people and circles (PostgreSQL): which rows exist at all for who is there.

Wider than `rules`, which decides: here somebody reaches her own rows, and those of the circles in which she
lives, has a role, was named or helps. A page that forgets to narrow its query stays inside these circles.
"""

from django.db.models import Model

from wooncirkel.apps.circles.models import (
    Asked,
    Controller,
    Draft,
    GroupMember,
    Line,
    Membership,
    OwnPerson,
    PartnerContact,
    Refusal,
    Representative,
    Resident,
    Review,
    Sharing,
)
from wooncirkel.apps.people.models import AccessLine, Account, Card, Death, KeptText, MailLink, Person, Seal
from wooncirkel.apps.shared.models import Message
from wooncirkel.apps.shared.rowsecurity import register_wall


def _asked_as_owner(name: str, returns: str, body: str) -> str:
    """Return a function that looks past the policies, as the owner of the tables; it takes no arguments."""
    return f"""CREATE OR REPLACE FUNCTION {name}() RETURNS {returns} LANGUAGE sql STABLE
        SECURITY DEFINER SET search_path = public, pg_temp AS $${body}$$"""


ME = "(SELECT wall_person())"

FUNCTIONS = [
    """CREATE OR REPLACE FUNCTION wall_program() RETURNS boolean LANGUAGE sql STABLE
       AS $$SELECT coalesce(current_setting('app.program', true), '') <> ''$$""",
    """CREATE OR REPLACE FUNCTION wall_person() RETURNS bigint LANGUAGE sql STABLE
       AS $$SELECT nullif(current_setting('app.person', true), '')::bigint$$""",
    _asked_as_owner("wall_key", "uuid", "SELECT public_id FROM people_person WHERE id = wall_person()"),
    _asked_as_owner(
        "wall_account", "bigint", "SELECT account_id FROM people_person WHERE id = wall_person()"
    ),
    # a day to spare at both ends: the clock of the database may stand in another zone
    _asked_as_owner(
        "wall_circles",
        "SETOF bigint",
        """SELECT circle_id FROM circles_resident WHERE person_id = wall_person() AND left_at IS NULL
           UNION SELECT circle_id FROM circles_membership
             WHERE person_id = wall_person() AND circle_id IS NOT NULL AND ended_at IS NULL
               AND current_date BETWEEN starts_on - 1 AND ends_on + 1
           UNION SELECT r.circle_id FROM circles_ownperson o JOIN circles_resident r ON r.id = o.resident_id
             WHERE o.person_id = wall_person() AND o.ended_at IS NULL
           UNION SELECT r.circle_id FROM circles_representative h
             JOIN circles_resident r ON r.id = h.resident_id
             WHERE h.person_id = wall_person() AND h.ended_at IS NULL
           UNION SELECT g.circle_id FROM circles_groupmember m JOIN circles_group g ON g.id = m.group_id
             WHERE m.person_id = wall_person() AND m.left_on IS NULL
           UNION SELECT r.circle_id FROM circles_asked a JOIN circles_resident r ON r.id = a.resident_id
             WHERE a.to_id = wall_person()""",
    ),
    _asked_as_owner(
        "wall_residents",
        "SETOF bigint",
        """SELECT id FROM circles_resident WHERE circle_id IN (SELECT wall_circles())
           UNION SELECT id FROM circles_resident WHERE person_id = wall_person()""",
    ),
    _asked_as_owner(
        "wall_decides_for",
        "SETOF bigint",
        """SELECT id FROM circles_resident WHERE person_id = wall_person()
           UNION SELECT resident_id FROM circles_representative
             WHERE person_id = wall_person() AND ended_at IS NULL""",
    ),
    _asked_as_owner(
        "wall_people",
        "SETOF bigint",
        """WITH near AS MATERIALIZED (SELECT wall_circles() AS id),
                there AS MATERIALIZED (SELECT id, person_id FROM circles_resident
                                       WHERE circle_id IN (SELECT id FROM near) OR person_id = wall_person())
           SELECT person_id FROM there
           UNION SELECT person_id FROM circles_membership WHERE circle_id IN (
             SELECT id FROM near UNION SELECT circle_id FROM circles_resident WHERE person_id = wall_person())
           UNION SELECT person_id FROM circles_ownperson WHERE resident_id IN (SELECT id FROM there)
           UNION SELECT person_id FROM circles_representative WHERE resident_id IN (SELECT id FROM there)
           UNION SELECT m.person_id FROM circles_groupmember m JOIN circles_group g ON g.id = m.group_id
             WHERE g.circle_id IN (SELECT id FROM near)""",
    ),
    _asked_as_owner(
        "wall_keeps",
        "SETOF bigint",
        """SELECT circle_id FROM circles_membership
           WHERE person_id = wall_person() AND role = 'log' AND ended_at IS NULL
             AND current_date BETWEEN starts_on - 1 AND ends_on + 1""",
    ),
    _asked_as_owner(
        "wall_reads_log_of",
        "SETOF uuid",
        """SELECT p.public_id FROM people_person p WHERE p.id = wall_person()
           UNION SELECT p.public_id FROM people_person p JOIN circles_resident r ON r.person_id = p.id
             WHERE r.id IN (SELECT wall_decides_for())""",
    ),
    """CREATE OR REPLACE FUNCTION prune_access_log(upto bigint) RETURNS void LANGUAGE sql
       SECURITY DEFINER SET search_path = public, pg_temp AS $$
         DELETE FROM people_accessline WHERE id <= upto;
         DELETE FROM people_seal WHERE last <= upto;
       $$""",
]

NEAR = "IN (SELECT wall_circles())"
THERE = f"resident_id IN (SELECT wall_residents()) OR person_id = {ME}"

POLICIES: dict[type[Model], str] = {
    Person: f"""id = {ME} OR id IN (SELECT wall_people())
        OR (added_by_id = {ME} AND added_at > now() - interval '1 day')""",
    Account: """id = (SELECT wall_account())
        OR id IN (SELECT account_id FROM people_person WHERE id IN (SELECT wall_people()))""",
    Card: f"person_id = {ME} OR person_id IN (SELECT wall_people())",
    MailLink: "account_id = (SELECT wall_account())",
    Message: "person = (SELECT wall_key())",
    AccessLine: """actor = (SELECT wall_key()) OR subject IN (SELECT wall_reads_log_of())
        OR EXISTS (SELECT FROM circles_review v WHERE v.access_line = people_accessline.id)""",
    PartnerContact: f"EXISTS (SELECT FROM circles_partner p WHERE p.id = partner_id AND p.circle_id {NEAR})",
    Membership: f"person_id = {ME} OR circle_id {NEAR} OR (circle_id IS NULL AND given_by_id = {ME})",
    Resident: f"person_id = {ME} OR circle_id {NEAR}",
    Line: "resident_id IN (SELECT wall_residents())",
    Sharing: "EXISTS (SELECT FROM circles_line l WHERE l.id = line_id)",
    Refusal: "EXISTS (SELECT FROM circles_line l WHERE l.id = line_id)",
    OwnPerson: THERE,
    Representative: THERE,
    GroupMember: f"""person_id = {ME}
        OR EXISTS (SELECT FROM circles_group g WHERE g.id = group_id AND g.circle_id {NEAR})""",
    Draft: f"person_id = {ME}",
    Asked: f"to_id = {ME} OR resident_id IN (SELECT wall_decides_for())",
    Review: "circle_id IN (SELECT wall_keeps())",
    Controller: f"circle_id {NEAR}",
    Death: f"person_id = {ME} OR person_id IN (SELECT wall_people())",
    KeptText: "account_id = (SELECT wall_account())",
}
"""The condition on a row, beside which the program's own work always passes."""

NEW: dict[type[Model], str] = {
    Resident: f"circle_id {NEAR}",
    Membership: f"""circle_id {NEAR} OR (circle_id IS NULL AND given_by_id = {ME})
        OR EXISTS (SELECT FROM circles_circle c WHERE c.id = circle_id AND c.begun_by_id = {ME})""",
    OwnPerson: "resident_id IN (SELECT wall_residents())",
    Representative: "resident_id IN (SELECT wall_residents())",
    GroupMember: f"EXISTS (SELECT FROM circles_group g WHERE g.id = group_id AND g.circle_id {NEAR})",
    Asked: "resident_id IN (SELECT wall_decides_for())",
    AccessLine: "actor = (SELECT wall_key())",
}
"""A further condition on a new row: nobody writes herself into a circle, or a line of the log for another."""


def register() -> None:
    """Put the tables of both rooms, and what staff sign in with, behind the wall."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    own = "user_id = (SELECT wall_account())"
    theirs: dict[type[Model], str] = dict.fromkeys([EmailAddress, Authenticator, SocialAccount], own)
    register_wall(functions=FUNCTIONS, policies=POLICIES | theirs, new=NEW, append_only=[AccessLine, Seal])
