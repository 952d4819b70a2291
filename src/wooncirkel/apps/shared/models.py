"""Rows that every room uses: posts that were done once, messages that wait to be sent."""

from django.db import models
from django.db.models import Q


class Once(models.Model):
    """A post that was done: the same key a second time gets the same answer, without a second effect."""

    key = models.UUIDField(primary_key=True)
    account = models.BigIntegerField(null=True)
    path = models.CharField(max_length=200)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_index=True)


class Message(models.Model):
    """A letter by e-mail, stored with what it tells about, sent by the task worker (transactional outbox)."""

    to = models.EmailField()
    person = models.UUIDField(null=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["made_at"], condition=Q(sent_at=None), name="messages_to_send")]


class Cached(models.Model):
    """A row of Django's cache, which counts tries to sign in; keys are hashes, values say nothing."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
