"""Exchanges between two cities: the one writer of their states."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow, move
from enlacesur.exchange.actions import reveal
from enlacesur.exchange.models import Exchange, Strength, Terms
from enlacesur.exchange.permissions import can_answer, can_ask, can_take_part
from enlacesur.exchange.states import EXCHANGE_TRANSITIONS, ExchangeState, OfferState
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.network.models import Organisation


@dataclass(frozen=True)
class Proposal:
    """What two cities agree on."""

    topic: str
    modality: str
    starts: date
    ends: date
    people: str = ""
    costs: str = ""
    note: str = ""


def ask(exchange: Exchange, proposal: Proposal, *, by: Person) -> Exchange:
    """Ask another city for an exchange. A need without a name is opened to it. Asking twice is asking once."""
    with transaction.atomic():
        # Both cities in the order of their ids: two who ask each other at once wait for one another in turn.
        parties = sorted((exchange.asker_id, exchange.provider_id))
        list(Organisation.objects.select_for_update().filter(pk__in=parties).order_by("pk"))
        require(can_ask(by, exchange.asker, exchange.provider))
        if waiting := still_talking(exchange):
            return waiting
        if exchange.strength:
            check_offered(exchange.strength)
            check_room(exchange.strength, proposal.starts.year)
        exchange.asked_by, exchange.asked_at, exchange.state = by, timezone.now(), ExchangeState.ASKED
        exchange.save()
        if exchange.need and exchange.need.hide_city:
            reveal(exchange.need, exchange.provider, by=by)
        put(exchange, proposal, exchange.asker, by)
        tell("asked", exchange, exchange.asker, by)
    return exchange


def still_talking(exchange: Exchange) -> Exchange | None:
    """The same question, already put and not yet answered."""
    return Exchange.objects.filter(
        asker=exchange.asker,
        provider=exchange.provider,
        need=exchange.need,
        practice=exchange.practice,
        strength=exchange.strength,
        expert=exchange.expert,
        state__in=[ExchangeState.ASKED, ExchangeState.COUNTERED],
    ).first()


def check_offered(strength: Strength) -> None:
    if strength.state != OfferState.OFFERED:
        raise NotNow(_("This strength is no longer offered."))


def check_room(strength: Strength, year: int) -> None:
    if strength.left(year) < 1:
        raise NotNow(
            _("%(city)s offers %(n)s a year, and those of %(year)s are taken. Propose dates in another year.")
            % {"city": strength.organisation, "n": strength.per_year, "year": year}
        )


def counter(exchange: Exchange, proposal: Proposal, organisation: Organisation, *, by: Person) -> Exchange:
    """Propose other dates, or other terms: then it is the other city's turn."""
    with transaction.atomic():
        exchange = locked(exchange)
        require(can_answer(exchange, organisation, by))
        advance(exchange, ExchangeState.COUNTERED)
        put(exchange, proposal, organisation, by)
        tell("countered", exchange, organisation, by)
    return exchange


def accept(exchange: Exchange, organisation: Organisation, *, by: Person, terms_number: int) -> Exchange:
    """Accept the terms that the person has read: with other ones in the meantime, nothing is agreed."""
    with transaction.atomic():
        exchange = locked(exchange)
        require(can_answer(exchange, organisation, by))
        terms = latest(exchange)
        if terms.number != terms_number:
            raise NotNow(_("The terms have changed since you read them. Read them again, then accept."))
        take_capacity(exchange, terms.year)
        advance(exchange, ExchangeState.AGREED)
        exchange.agreed_at, exchange.year = timezone.now(), terms.year
        exchange.save()
        tell("agreed", exchange, organisation, by)
    return exchange


def take_capacity(exchange: Exchange, year: int) -> None:
    """A strength hosts so many a year. Its row is locked, so that the last place goes to one."""
    if exchange.strength_id is None:
        return
    strengths = Strength.objects.select_for_update(of=("self",)).select_related("organisation")
    check_room(strengths.get(pk=exchange.strength_id), year)


def decline(exchange: Exchange, organisation: Organisation, reason: str, *, by: Person) -> Exchange:
    with transaction.atomic():
        exchange = locked(exchange)
        require(can_answer(exchange, organisation, by))
        close(exchange, ExchangeState.DECLINED, reason)
        tell("declined", exchange, organisation, by)
    return exchange


def cancel(exchange: Exchange, organisation: Organisation, reason: str, *, by: Person) -> Exchange:
    """Take a question back, or call an agreed exchange off; its place is free again."""
    with transaction.atomic():
        exchange = locked(exchange)
        require(can_take_part(exchange, organisation, by))
        close(exchange, ExchangeState.CANCELLED, reason)
        tell("cancelled", exchange, organisation, by)
    return exchange


def close(exchange: Exchange, to: ExchangeState, reason: str) -> None:
    if not reason.strip():
        raise NotNow(_("Say why, in a sentence: the other city will read it."))
    advance(exchange, to)
    exchange.closing_reason = reason.strip()
    exchange.save()


def finish(exchange: Exchange) -> None:
    if latest(exchange).starts > timezone.localdate():
        raise NotNow(_("It has not begun yet. Confirm it when it has taken place."))
    advance(exchange, ExchangeState.DONE)
    exchange.done_at = timezone.now()


def confirm(exchange: Exchange, organisation: Organisation, outcome: str, *, by: Person) -> Exchange:
    """One city says that it took place and what came of it. The second one closes it."""
    with transaction.atomic():
        exchange = locked(exchange)
        require(can_take_part(exchange, organisation, by))
        if not outcome.strip():
            raise NotNow(_("Say what came of it, in a sentence or two. Little or nothing is an answer too."))
        if exchange.state == ExchangeState.AGREED:
            finish(exchange)
        keep_outcome(exchange, organisation, outcome.strip())
        both = exchange.asker_confirmed_at and exchange.provider_confirmed_at
        if both:
            advance(exchange, ExchangeState.CONFIRMED)
        exchange.save()
        tell("confirmed" if both else "half_confirmed", exchange, organisation, by)
    return exchange


def keep_outcome(exchange: Exchange, organisation: Organisation, outcome: str) -> None:
    if exchange.state != ExchangeState.DONE:
        raise NotNow(_("This has changed in the meantime, and that step is no longer possible."))
    if exchange.confirmed_by(organisation):
        raise NotNow(_("Your city has confirmed already."))
    side = "asker" if organisation.pk == exchange.asker_id else "provider"
    setattr(exchange, f"{side}_outcome", outcome)
    setattr(exchange, f"{side}_confirmed_at", timezone.now())


def put(exchange: Exchange, proposal: Proposal, organisation: Organisation, by: Person) -> None:
    number = exchange.proposals.count() + 1
    exchange.terms = Terms.objects.create(
        exchange=exchange, number=number, proposed_by=organisation, by=by, **vars(proposal)
    )
    exchange.save()


def latest(exchange: Exchange) -> Terms:
    assert exchange.terms is not None  # noqa: S101  `ask` has put the first
    return exchange.terms


def advance(exchange: Exchange, to: ExchangeState) -> None:
    exchange.state = move(EXCHANGE_TRANSITIONS, ExchangeState(exchange.state), to)


def locked(exchange: Exchange) -> Exchange:
    rows = Exchange.objects.select_for_update(of=("self",)).select_related("asker", "provider", "terms", "strength")
    return rows.get(pk=exchange.pk)


def tell(what: str, exchange: Exchange, organisation: Organisation, by: Person) -> None:
    """To the other city; a confirmed one to everybody who follows its themes or goals too."""
    public = what == "confirmed"
    source: Any = exchange.strength or exchange.need or exchange.practice or exchange.expert
    record(
        f"exchange.{what}",
        Target("exchange", exchange.pk, str(exchange), exchange.get_absolute_url(), exchange.language),
        actor=by,
        organisation=organisation,
        themes=source.themes if source else (),
        sdgs=source.sdgs if source else (),
        countries=sorted({exchange.asker.country, exchange.provider.country}),
        audience=Audience.PUBLIC if public else Audience.ORGANISATIONS,
        audience_ids=[exchange.other(organisation).pk],
        data=data_of(exchange) | words_of(what, exchange, organisation) | facts_of(what, exchange),
    )


def words_of(what: str, exchange: Exchange, organisation: Organisation) -> dict[str, str]:
    """Where it stands what the city says with its step: the mail tells it, so that nobody opens a page to know."""
    match what:
        case "asked":
            return {"says": f"exchange.message:{exchange.pk}"}
        case "countered":
            return {"says": f"terms.note:{latest(exchange).pk}"}
        case "declined" | "cancelled":
            return {"says": f"exchange.closing_reason:{exchange.pk}"}
        case "half_confirmed" | "confirmed":
            side = "asker" if organisation.pk == exchange.asker_id else "provider"
            return {"says": f"exchange.{side}_outcome:{exchange.pk}"}
        case _:
            return {}


def facts_of(what: str, exchange: Exchange) -> dict[str, str]:
    """Where the terms stand that are proposed, or that hold from now on."""
    return {"facts": f"terms:{latest(exchange).pk}"} if what in ("asked", "countered", "agreed") else {}


def data_of(exchange: Exchange) -> dict[str, Any]:
    also = [["organisation", exchange.asker_id], ["organisation", exchange.provider_id]]
    also += [["strength", exchange.strength_id]] if exchange.strength_id else []
    also += [["expert", exchange.expert_id]] if exchange.expert_id else []
    also += [["solution", exchange.practice_id]] if exchange.practice_id else []
    return {
        "asker": str(exchange.asker),
        "provider": str(exchange.provider),
        "topic": str(exchange),
        "also": also,
    }
