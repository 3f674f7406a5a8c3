"""Needs, strengths and experts: the one writer of their states. Exchanges are in `agreement.py`'s hands."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow, move
from enlacesur.exchange.models import (
    Expert,
    FoundMatch,
    HelpOffer,
    Need,
    Reveal,
    Strength,
    Tagged,
    Verdict,
    Visibility,
)
from enlacesur.exchange.permissions import can_edit, can_offer_help, can_offer_or_need
from enlacesur.exchange.states import NEED_TRANSITIONS, OFFER_TRANSITIONS, NeedState, OfferState
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience, Event
from enlacesur.network.models import Organisation

Thing = TypeVar("Thing", bound=Tagged)
OFFERS = {Strength: "strength", Expert: "expert"}


class Nameless:
    """A city that asked not to be named: the journal keeps its id and no name."""

    def __init__(self, organisation: Organisation) -> None:
        self.pk = organisation.pk

    def __str__(self) -> str:
        return ""


# Needs


def post_need(need: Need, *, by: Person) -> Need:
    """Publish a new need. It is open from now on."""
    with transaction.atomic():
        require(can_offer_or_need(by, need.organisation))
        need.author, need.state, need.posted_at = by, NeedState.OPEN, timezone.now()
        need.save()
        tell_need("need.posted", need, by)
    return need


def edit_need(need: Need, changes: dict[str, Any], *, by: Person) -> Need:
    with transaction.atomic():
        need = locked(Need, need)
        require(can_edit(by, need))
        for name, value in changes.items():
            setattr(need, name, value)
        need.save()
        tell_need("need.edited", need, by)
    return need


def settle_need(need: Need, to: NeedState, *, by: Person, note: str = "") -> Need:
    """Met, closed, or open again."""
    with transaction.atomic():
        need = locked(Need, need)
        require(can_edit(by, need))
        need.state = move(NEED_TRANSITIONS, NeedState(need.state), to)
        need.closing_note = "" if to == NeedState.OPEN else note.strip()
        need.save()
        tell_need(f"need.{'reopened' if to == NeedState.OPEN else to.value}", need, by)
    return need


def tell_need(verb: str, need: Need, by: Person) -> Event:
    hidden = need.hide_city
    return record(
        verb,
        Target("need", need.pk, need.title, need.get_absolute_url(), need.language),
        actor=None if hidden else by,
        organisation=Nameless(need.organisation) if hidden else need.organisation,
        themes=need.themes,
        sdgs=need.sdgs,
        countries=[need.organisation.country],
        audience=Audience.MEMBERS if need.visibility == Visibility.MEMBERS else Audience.PUBLIC,
        data={"also": [] if hidden else [["organisation", need.organisation_id]]},
    )


def judge(need: Need, key: str, *, useful: bool | None, by: Person) -> None:
    """Say of a candidate that it is useful or not; None takes the word back."""
    with transaction.atomic():
        require(can_edit(by, need))
        if useful is None:
            Verdict.objects.filter(need=need, key=key).delete()
        else:
            Verdict.objects.update_or_create(need=need, key=key, defaults={"useful": useful, "by": by})


def reveal(need: Need, organisation: Organisation, *, by: Person) -> None:
    """Open a need without a name to one candidate, who is told."""
    with transaction.atomic():
        require(can_edit(by, need))
        _row, new = Reveal.objects.get_or_create(need=need, organisation=organisation, defaults={"by": by})
        if new:
            record(
                "need.revealed",
                Target("need", need.pk, need.title, need.get_absolute_url(), need.language),
                actor=by,
                organisation=need.organisation,
                audience=Audience.ORGANISATIONS,
                audience_ids=[organisation.pk],
            )


def offer_help(need: Need, organisation: Organisation, message: str, *, by: Person) -> HelpOffer:
    """ "We may help". Saying it twice keeps the first."""
    with transaction.atomic():
        need = locked(Need, need)
        require(can_offer_help(by, organisation, need))
        if need.state != NeedState.OPEN:
            raise NotNow(_("This need is no longer open."))
        offer, new = HelpOffer.objects.get_or_create(
            need=need, organisation=organisation, defaults={"by": by, "message": message.strip()}
        )
        if new:
            record(
                "help.offered",
                Target("need", need.pk, need.title, need.get_absolute_url(), need.language),
                actor=by,
                organisation=organisation,
                audience=Audience.ORGANISATIONS,
                audience_ids=[need.organisation_id],
                data={"says": f"help.message:{offer.pk}", "thing": f"need:{need.pk} help:{offer.pk}"},
            )
    return offer


def found_later(needs: Iterable[tuple[Need, str, str]], event: Event) -> int:
    """A new document found waiting needs: (need, key of the document, strength). Tell each city once."""
    told = 0
    for need, key, strength in needs:
        _row, new = FoundMatch.objects.get_or_create(need=need, key=key)
        if not new:
            continue
        record(
            "match.found",
            Target("need", need.pk, need.title, need.get_absolute_url(), need.language),
            organisation=need.organisation,
            audience=Audience.ORGANISATIONS,
            audience_ids=[need.organisation_id],
            data={
                "need_title": need.title,
                "candidate_kind": event.target_kind,
                "candidate_title": event.title,
                "candidate_url": event.url,
                "candidate_organisation": event.organisation_name,
                "strength": strength,
                "candidate": key,
                "thing": f"{key} need:{need.pk}",
            },
        )
        told += 1
    return told


# Strengths and experts


def offer(thing: Thing, *, by: Person) -> Thing:
    with transaction.atomic():
        require(can_offer_or_need(by, thing.organisation))
        thing.author = by
        thing.save()
        tell_offer("offered", thing, by)
    return thing


def edit_offer(thing: Thing, changes: dict[str, Any], *, by: Person) -> Thing:
    with transaction.atomic():
        thing = locked(type(thing), thing)
        require(can_edit(by, thing))
        for name, value in changes.items():
            setattr(thing, name, value)
        thing.save()
        tell_offer("edited", thing, by)
    return thing


def settle_offer(thing: Thing, to: OfferState, *, by: Person) -> Thing:
    """Withdraw, or offer again."""
    with transaction.atomic():
        thing = locked(type(thing), thing)
        require(can_edit(by, thing))
        thing.state = move(OFFER_TRANSITIONS, OfferState(thing.state), to)  # type: ignore[attr-defined]
        thing.save()
        tell_offer("withdrawn" if to == OfferState.WITHDRAWN else "offered_again", thing, by)
    return thing


def tell_offer(what: str, thing: Any, by: Person) -> Event:
    kind = OFFERS[type(thing)]
    withdrawn = what == "withdrawn"
    return record(
        f"{kind}.{what}",
        Target(kind, thing.pk, thing.title, thing.get_absolute_url(), thing.language),
        actor=by,
        organisation=thing.organisation,
        themes=thing.themes,
        sdgs=thing.sdgs,
        countries=[thing.organisation.country],
        audience=Audience.NOBODY if withdrawn else Audience.PUBLIC,
        data={"also": [["organisation", thing.organisation_id]]},
    )


def locked(model: type[Thing], thing: Tagged) -> Thing:
    rows = model._default_manager.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=thing.pk)
