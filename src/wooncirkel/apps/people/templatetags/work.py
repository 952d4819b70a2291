"""What the pages of signing in need beside the common parts."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from wooncirkel.apps.shared.ownpath import own_path

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Write what a script reads from a data attribute; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def in_fours(text: str) -> str:
    """Write a secret that somebody types over in groups of four."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def own(path: str) -> str:
    """Keep a way on that leads to a page of ours; anything else becomes nothing."""
    return own_path(path)
