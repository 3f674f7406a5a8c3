"""What exchanges and needs ask of a city by a day."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enlacesur.exchange.models import Exchange, Need, Terms
from enlacesur.exchange.states import ExchangeState
from enlacesur.network.models import Organisation
from enlacesur.notifications.deadlines import Deadline, register_deadlines

TO_REPORT = timedelta(days=14)  # after the last day of an exchange


def register() -> None:
    register_deadlines("exchange.answer", _("Answer %(city)s: “%(topic)s”"), answers)
    register_deadlines("exchange.report", _("Say what came of “%(topic)s”"), reports)
    register_deadlines("need.by", _("Find help for “%(topic)s”"), wanted_by)


def answers(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """Whoever's turn it is answers before the first day that was proposed."""
    days = Q(terms__starts__range=(first, last))
    for exchange, terms in talked_of(organisations, days, (ExchangeState.ASKED, ExchangeState.COUNTERED)):
        for city in parties(exchange, organisations):
            if terms.proposed_by_id != city.pk:
                words = {"city": exchange.other(city).name, "topic": terms.topic}
                yield due(exchange, "exchange.answer", words, timezone.localdate(terms.at), terms.starts, city)


def reports(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """Both cities say what came of an exchange within two weeks of its end."""
    days = Q(terms__ends__range=(first - TO_REPORT, last - TO_REPORT))
    for exchange, terms in talked_of(organisations, days, (ExchangeState.AGREED, ExchangeState.DONE)):
        for city in parties(exchange, organisations):
            if not exchange.confirmed_by(city):
                yield due(exchange, "exchange.report", {"topic": terms.topic}, terms.ends, terms.ends + TO_REPORT, city)


def wanted_by(organisations: Collection[int], first: date, last: date) -> Iterator[Deadline]:
    """A need names the day by which help would have to come."""
    for need in Need.objects.open().filter(organisation__in=organisations, by__range=(first, last)):
        if need.by:
            words, url, since = {"topic": need.title}, need.get_absolute_url(), timezone.localdate(need.posted_at)
            yield Deadline(f"need:{need.pk}", "need.by", words, url, since, need.by, need.organisation_id)


def talked_of(
    organisations: Collection[int], days: Q, states: Collection[ExchangeState]
) -> Iterator[tuple[Exchange, Terms]]:
    rows = Exchange.objects.filter(Q(asker__in=organisations) | Q(provider__in=organisations), days, state__in=states)
    for exchange in rows.with_parties():
        if exchange.terms:
            yield exchange, exchange.terms


def parties(exchange: Exchange, organisations: Collection[int]) -> list[Organisation]:
    return [city for city in (exchange.asker, exchange.provider) if city.pk in organisations]


def due(exchange: Exchange, what: str, words: dict[str, str], since: date, day: date, city: Organisation) -> Deadline:
    return Deadline(f"exchange:{exchange.pk}", what, words, exchange.get_absolute_url(), since, day, city.pk)
