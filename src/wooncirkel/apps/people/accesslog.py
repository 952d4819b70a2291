"""Who looked: what one answer shows of persons is gathered, and written down before the first byte goes out.

A query that hands personal data to a page tells the `Looked` of its actor. The middleware writes one line per
person and act in one short transaction. When that fails, the answer is not sent.
"""

import logging
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from wooncirkel.apps.people.models import AccessLine, Act
from wooncirkel.apps.shared.rowsecurity import as_program

log = logging.getLogger(__name__)
LONGEST = 300
FAILED = 400


@dataclass(frozen=True, slots=True)
class Identity:
    """Who looks, as it stands in the log: public keys and words, no names."""

    person: uuid.UUID | None = None
    role: str = ""
    organisation: uuid.UUID | None = None
    means: str = ""


Duty = tuple[str, uuid.UUID | None]
"""A role, and the public key of the organisation for which it is done."""


def no_duties(subjects: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Duty]:
    """Return that who looks has no role towards anybody."""
    return {}


@dataclass(slots=True)
class Looked:
    """What one answer shows: for each (person, act, on whose behalf) the kinds of facts.

    `duties` tells, for the persons who were looked at, the role that who looks has in their circle.
    """

    by: Identity = Identity()
    duties: Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, Duty]] = no_duties
    seen: dict[tuple[uuid.UUID, str, uuid.UUID | None], set[str]] = field(default_factory=dict)

    def at(
        self,
        person: uuid.UUID,
        *what: str,
        act: Act = Act.SAW,
        behalf: uuid.UUID | None = None,
    ) -> None:
        """Note that facts of a person are shown or changed; her own look at herself is not noted."""
        if person == self.by.person and act in {Act.SAW, Act.FOUND}:
            return
        self.seen.setdefault((person, act.value, behalf), set()).update(what)

    def at_all(self, persons: Iterable[uuid.UUID], *what: str, act: Act = Act.SAW) -> None:
        """Note the same facts of many persons."""
        for person in persons:
            self.at(person, *what, act=act)

    def rows(self, route: str) -> list[AccessLine]:
        """Return the lines of this answer; all share one moment and one number."""
        now, answer, by = timezone.now(), uuid.uuid4(), self.by
        duties = self.duties({subject for subject, _, _ in self.seen})
        alone = (by.role, by.organisation)
        return [
            AccessLine(
                at=now,
                answer=answer,
                actor=by.person,
                role=duties.get(subject, alone)[0],
                organisation=duties.get(subject, alone)[1],
                means=by.means,
                for_person=behalf,
                subject=subject,
                act=act,
                what=",".join(sorted(what))[:LONGEST],
                route=route[:60],
            )
            for (subject, act, behalf), what in self.seen.items()
        ]


def looked_of(request: HttpRequest) -> Looked:
    """Return what this request has shown so far."""
    found: Looked | None = getattr(request, "_looked", None)
    if found is None:
        found = request._looked = Looked()  # type: ignore[attr-defined]
    return found


class AccessLogMiddleware:
    """Write what an answer shows before it leaves; without the line there is no page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, unless the log cannot be written."""
        response = self.get_response(request)
        if response.status_code >= FAILED:
            return response
        return settle(request) or response


def settle(request: HttpRequest) -> HttpResponse | None:
    """Write what was looked at so far; when that fails, return the page that is shown instead of the answer.

    A post calls it before its effect is committed (`shared.once`), so that nothing changes without a line.
    """
    looked = looked_of(request)
    if not looked.seen:
        return None
    try:
        write(looked, route_of(request))
    except DatabaseError:
        log.exception("The access log cannot be written; the page was not sent.")
        return render(request, "people/no_log.html", status=503)
    return None


def route_of(request: HttpRequest) -> str:
    """Return the name of the route: an address could hold what should not be in a log."""
    match = request.resolver_match
    return match.view_name if match else ""


def write(looked: Looked, route: str) -> None:
    """Commit the lines of one answer."""
    somebody = nullcontext() if looked.by.person else as_program("access-log")
    with transaction.atomic(), somebody:
        AccessLine.objects.bulk_create(looked.rows(route))
    looked.seen.clear()
