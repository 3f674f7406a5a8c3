"""Following with one tap, from any page that shows something."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# What search pages call their filters, and what an interest calls the same.
FILTERS = {"q": "words", "kind": "kinds", "theme": "themes", "sdg": "sdgs", "country": "countries", "size": "sizes"}


@register.inclusion_tag("notifications/parts/follow.html", takes_context=True)
def follow(context: dict[str, Any], label: str = "", **criteria: Any) -> dict[str, Any]:
    """A button: tell me when there is more like this page shows, or of these criteria."""
    request = context["request"]
    asked = {name: request.GET.get(parameter, "").strip() for parameter, name in FILTERS.items()}
    fields = [(name, str(value)) for name, value in (asked | criteria).items() if value]
    return {
        "signed_in": request.user.is_authenticated,
        "next": request.get_full_path(),
        "fields": fields,
        "query": urlencode(fields),
        "label": label or _("Tell me when there is more"),
        "csrf_token": context.get("csrf_token", ""),
    }
