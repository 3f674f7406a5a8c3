from typing import Any

from django.utils.translation import gettext as _

from enlacesur.core.access import ALLOWED, Answer, Denied
from enlacesur.exchange.models import Exchange, Need, Tagged
from enlacesur.exchange.states import ExchangeState
from enlacesur.network.models import Organisation
from enlacesur.network.permissions import can_act_for

TALKING = (ExchangeState.ASKED, ExchangeState.COUNTERED)


def can_offer_or_need(person: Any, organisation: Organisation) -> Answer:
    """Post needs, state strengths, ask exchanges: for a member, by its people."""
    if isinstance(answer := can_act_for(person, organisation), Denied):
        return answer
    if not organisation.is_member:
        return Denied(_("%(organisation)s is not a member of the network today.") % {"organisation": organisation})
    return ALLOWED


def can_ask(person: Any, asker: Organisation, provider: Organisation) -> Answer:
    if asker.pk == provider.pk:
        return Denied(_("An exchange is between two institutions, and this one is your own."))
    return can_offer_or_need(person, asker)


def can_edit(person: Any, thing: Tagged) -> Answer:
    return can_act_for(person, thing.organisation)


def can_see_city(person: Any, need: Need) -> bool:
    """Whether the person may know which city the need is of."""
    return not need.hide_city or Need.objects.naming(person).filter(pk=need.pk).exists()


def can_offer_help(person: Any, organisation: Organisation, need: Need) -> Answer:
    if isinstance(answer := can_offer_or_need(person, organisation), Denied):
        return answer
    if organisation.pk == need.organisation_id:
        return Denied(_("This need is your own city's."))
    return ALLOWED


def can_take_part(exchange: Exchange, organisation: Organisation, person: Any) -> Answer:
    if not exchange.has(organisation):
        return Denied(_("Only the two cities of an exchange can do this."))
    return can_act_for(person, organisation)


def can_answer(exchange: Exchange, organisation: Organisation, person: Any) -> Answer:
    """Accept, decline or propose: the turn is of the city that did not make the last proposal."""
    if isinstance(answer := can_take_part(exchange, organisation, person), Denied):
        return answer
    if exchange.state in TALKING and exchange.terms and exchange.terms.proposed_by_id == organisation.pk:
        return Denied(_("It is the other city's turn to answer."))
    return ALLOWED
