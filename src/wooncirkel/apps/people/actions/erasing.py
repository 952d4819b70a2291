"""Erase somebody: every row that the register leads to, and every trace in the tables of others.

The note outside the database comes first. Whoever stands on it and still has rows is erased by the daily
task, and after a restore before anybody sees the rows; so a power cut between the two brings nobody back.
"""

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection, models, transaction
from django.db.models import Model, Q, TextField
from django.db.models.functions import Cast

from wooncirkel.apps.people.holding import about_persons, short_lived
from wooncirkel.apps.people.models import Account, Person
from wooncirkel.apps.shared.erased import erased_persons, note_erased
from wooncirkel.apps.shared.letterbox import forget_letters
from wooncirkel.apps.shared.models import Once
from wooncirkel.apps.shared.registry import our_models
from wooncirkel.apps.shared.rowsecurity import as_program

TEXTS = (models.CharField, models.TextField, models.JSONField)


def erase_person(*, person: Person, now: datetime) -> None:
    """Erase somebody for good: account, sessions, cards, letters, lines and all that hangs under them."""
    note_erased(person.public_id, now)
    _erase(person)


def erase_again(*, now: datetime) -> None:
    """Erase whoever is on the list of erased persons and has come back, or was never finished."""
    for person in Person.objects.filter(public_id__in=erased_persons()).select_related("account"):
        _erase(person)
    clean_up()


def _erase(person: Person) -> None:
    with transaction.atomic(), as_program("erasing"):
        account = person.account
        if account is not None:
            end_sessions(account)
            _forget_posts(account)
        email = account.email or "" if account else ""
        _erase_traces(person, email)
        _erase_half_typed(person)
        forget_letters(email)
        for about in about_persons():
            if about.goes and about.model not in (Person, Account):
                about.rows(person).delete()
        person.delete()
        if account is not None:
            account.delete()
        transaction.on_commit(clean_up)


def end_sessions(account: Account) -> None:
    """End every session of an account; a session holds its account inside, so all are read."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    every = store.get_model_class().objects.all()
    hers = [row.pk for row in every.iterator() if row.get_decoded().get(SESSION_KEY) == str(account.pk)]
    every.filter(pk__in=hers).delete()


def _forget_posts(account: Account) -> None:
    """Forget what she sent. The post that is under way stays, without her: it has no answer yet."""
    hers = Once.objects.filter(account=account.pk)
    hers.exclude(location="").delete()
    hers.update(account=None)


def _erase_traces(person: Person, email: str) -> None:
    """Delete the rows of others' tables (attempts to sign in, tasks) that hold her address or public key."""
    ours = set(our_models())
    for model in apps.get_models(include_auto_created=True):
        fields = list(_texts(model)) if model not in ours else []
        if fields:
            plain: dict[str, Any] = {f"{name}_as_text": Cast(name, TextField()) for name in fields}
            named = Q()
            for name in plain:
                named |= _names(name, str(person.public_id), email)
            model._default_manager.annotate(**plain).filter(named).delete()


def _erase_half_typed(person: Person) -> None:
    """Delete what others were typing about her: it holds her public key, or that of a row of hers."""
    keys = set(_keys(person))
    for model in short_lived():
        plain: dict[str, Any] = {f"{name}_as_text": Cast(name, TextField()) for name in _texts(model)}
        named = Q(pk__in=[])
        for name in plain:
            for key in keys:
                named |= Q(**{f"{name}__icontains": key})
        model._default_manager.annotate(**plain).filter(named).delete()


def _keys(person: Person) -> Iterator[str]:
    """Return her public key and those of her rows, as they stand in addresses."""
    yield str(person.public_id)
    for about in about_persons():
        if about.goes and "public_id" in {entry.name for entry in about.model._meta.concrete_fields}:
            yield from map(str, about.rows(person).values_list("public_id", flat=True))


def _names(field: str, key: str, email: str) -> Q:
    """Return the condition that a text names her; a part of a longer address is of somebody else."""
    named = Q(**{f"{field}__icontains": key})
    if email:
        named |= Q(**{f"{field}__iexact": email}) | Q(**{f"{field}__icontains": f'"{email}"'})
    return named


def _texts(model: type[Model]) -> Iterator[str]:
    if model._meta.managed and not model._meta.proxy:
        yield from (field.name for field in model._meta.concrete_fields if isinstance(field, TEXTS))


def clean_up() -> None:
    """Empty the log beside a SQLite file: what was erased stands in it until it is written over.

    The file itself is cleaned as rows go (secure_delete). PostgreSQL cleans dead rows by itself (autovacuum).
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
