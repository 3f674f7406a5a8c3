"""Who stands too near to judge: institutions that have exchanged with one another in these years."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from enlacesur.exchange.models import Exchange
from enlacesur.review.subjects import register_ties


def register() -> None:
    register_ties(exchanged, ("exchange.agreed",))


def exchanged(institutions: Collection[int], parties: Collection[int], since: date) -> Iterator[tuple[int, str]]:
    """Those that agreed with a party on an exchange, or had one, since that day. One query."""
    between = Q(asker__in=institutions, provider__in=parties) | Q(asker__in=parties, provider__in=institutions)
    lately = Q(agreed_at__date__gte=since) | Q(done_at__date__gte=since) | Q(terms__ends__gte=since)
    for exchange in Exchange.objects.public().filter(between, lately).with_parties().order_by("pk"):
        for own, other in ((exchange.asker, exchange.provider), (exchange.provider, exchange.asker)):
            if own.pk in institutions and other.pk in parties:
                words = {"organisation": other, "title": exchange}
                yield own.pk, _("Has an exchange with %(organisation)s: “%(title)s”.") % words
