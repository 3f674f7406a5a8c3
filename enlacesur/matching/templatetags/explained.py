"""Reasons of the engine as sentences, for templates."""

from collections.abc import Iterable

from django import template

from enlacesur.matching.explain import sentence
from enlacesur.matching.reasons import Reason

register = template.Library()


@register.filter
def sentences(reasons: Iterable[Reason]) -> list[str]:
    return [sentence(reason) for reason in reasons]
