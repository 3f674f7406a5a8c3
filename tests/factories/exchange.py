"""Things of the room `exchange`, brought about by its own actions."""

from datetime import date, timedelta
from typing import Any

from enlacesur.accounts.models import Person
from enlacesur.exchange import actions, agreement
from enlacesur.exchange.agreement import Proposal
from enlacesur.exchange.models import Exchange, Expert, Need, Strength
from enlacesur.network.models import Organisation, today


def post(organisation: Organisation, by: Person, **fields: Any) -> Need:
    fields = {
        "title": "Reducir los restos de cuatro ferias vecinales",
        "text": "Los domingos quedan dos toneladas de fruta y verdura en la calle y van al vertedero.",
        "language": "es",
        "themes": ["ambiente-desarrollo-sostenible"],
        "sdgs": [11, 12],
        "modalities": ["technical-assistance"],
        "languages": ["es"],
    } | fields
    return actions.post_need(Need(organisation=organisation, **fields), by=by)


def offer_strength(organisation: Organisation, by: Person, **fields: Any) -> Strength:
    fields = {
        "title": "Compostagem dos resíduos das feiras livres",
        "text": "Mostramos como a cooperativa recolhe os resíduos das feiras livres no mesmo dia.",
        "language": "pt",
        "themes": ["ambiente-desarrollo-sostenible"],
        "modalities": ["technical-assistance", "internship"],
        "languages": ["pt", "es"],
        "per_year": 2,
    } | fields
    return actions.offer(Strength(organisation=organisation, **fields), by=by)


def offer_expert(organisation: Organisation, by: Person, **fields: Any) -> Expert:
    fields = {
        "name": "Marcelo Antúnez",
        "profession": "ingeniero agrónomo",
        "text": "Diseñó las lombriceras de once escuelas y acompañó a otra ciudad durante seis meses.",
        "consent": True,
        "hours_per_year": 60,
    } | fields
    return actions.offer(Expert(organisation=organisation, **fields), by=by)


def proposal(**fields: Any) -> Proposal:
    start = fields.pop("starts", today() + timedelta(days=30))
    fields = {"topic": "Cómo acordar con los feriantes", "modality": "internship"} | fields
    return Proposal(starts=start, ends=fields.pop("ends", start + timedelta(days=4)), **fields)


def ask(
    asker: Organisation, provider: Organisation, by: Person, terms: Proposal | None = None, **links: Any
) -> Exchange:
    fresh = Exchange(asker=asker, provider=provider, message="Queremos ver cómo lo hacen.", language="es", **links)
    return agreement.ask(fresh, terms or proposal(), by=by)


def agree(exchange: Exchange, by: Person) -> Exchange:
    number = exchange.terms.number if exchange.terms else 0
    return agreement.accept(exchange, exchange.provider, by=by, terms_number=number)


def begin(exchange: Exchange) -> Exchange:
    """Time passes: the exchange began yesterday."""
    day: date = today() - timedelta(days=1)
    exchange.proposals.update(starts=day, ends=day)
    return Exchange.objects.with_parties().get(pk=exchange.pk)
