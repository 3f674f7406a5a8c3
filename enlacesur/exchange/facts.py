"""What two cities agree on, for who has to answer it: the mail says it, so that nobody opens a page to know."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from django.utils.translation import gettext as _

from enlacesur.core.templatetags.ui import short_day
from enlacesur.exchange.models import Terms
from enlacesur.notifications.facts import Facts, register_facts


def register() -> None:
    register_facts("terms", terms_at)


def terms_at(ids: Collection[int]) -> dict[int, Callable[[], Facts]]:
    about = [f"exchange__{name}" for name in ("need", "practice", "strength", "expert")]
    rows = Terms.objects.filter(pk__in=ids).select_related(*about)
    return {row.pk: partial(facts_of, row) for row in rows}


def facts_of(terms: Terms) -> Facts:
    return tuple((label, value) for label, value in lines(terms) if value)


def lines(terms: Terms) -> Iterator[tuple[str, str]]:
    about = terms.exchange
    sources = (about.need, about.practice, about.strength, about.expert)
    yield _("It comes from"), "; ".join(str(one) for one in sources if one)
    yield _("Way of working"), terms.modality_label
    yield _("From"), short_day(terms.starts)
    yield _("Until"), short_day(terms.ends)
    yield _("Who takes part"), terms.people
    yield _("Who pays what"), terms.costs
