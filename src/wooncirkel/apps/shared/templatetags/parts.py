"""Small parts of the page that every template may use; they are built in and need no {% load %}."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wooncirkel.apps.shared.once import FIELD, new_key
from wooncirkel.apps.shared.wording import decimal, fixed, listed, round_figure

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file, hashed where files are collected."""
    return static(path)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one lucide icon from the sprite; it is decoration, the words stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("shared/icons.svg"), name
    )


@register.simple_tag
def drawing(name: str) -> SafeString:
    """Draw one OpenMoji picture from the sprite; it is decoration, the words stand beside it."""
    if not name:
        return SafeString()
    sprite = static("shared/drawings/drawings.svg")
    return format_html('<svg class="draw" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def once(context: template.Context) -> SafeString:
    """Give a form its key, so that sending it twice has one effect; a form that comes back keeps its key."""
    request = context.get("request")
    key = (request.POST.get(FIELD) if request is not None else None) or new_key()
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)


@register.inclusion_tag("shared/parts/field_error.html")
def field_error(message: str, name: str) -> dict[str, str]:
    """Show what is amiss with a field, as a sentence that the field points at."""
    return {"message": message, "name": name}


register.filter("round_figure", round_figure)
register.filter("decimal", decimal)
register.filter("fixed", fixed)
register.filter("listed", listed)


@register.filter
def position(value: float) -> str:
    """Write a coordinate to the kilometre, as an example to type."""
    return f"{value:.2f}"


@register.filter
def unlocalized(value: float) -> str:
    """Write a number as programs do, with a point."""
    return str(value)
