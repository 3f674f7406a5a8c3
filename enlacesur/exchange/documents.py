"""What of this room can be found: open needs, offered strengths and experts, exchanges that took place."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Q

from enlacesur.exchange.models import TAKES_PLACE, Exchange, Expert, Need, Strength, Visibility
from enlacesur.exchange.states import ExchangeState
from enlacesur.matching.documents import Document, chosen, register_source
from enlacesur.network.models import Organisation, today
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms

CONFIRMED = Q(exchanges__state=ExchangeState.CONFIRMED)


def register() -> None:
    register_source("need", needs)
    register_source("strength", strengths)
    register_source("expert", experts)
    register_source("exchange", exchanges)
    register_source("organisation", organisations)


def needs(ids: Iterable[int] | None) -> Iterator[Document]:
    for need in chosen(Need.objects.open().select_related("organisation"), ids):
        hidden = need.hide_city
        yield Document(
            kind="need",
            id=need.pk,
            language=need.language,
            title=need.title,
            text=need.text,
            summary=need.text[:280],
            url=need.get_absolute_url(),
            organisation_id=need.organisation_id,
            organisation="" if hidden else str(need.organisation),
            city="" if hidden else need.organisation.name,
            country=need.organisation.country,
            population=need.organisation.population or 0,
            themes=tuple(need.themes),
            sdgs=tuple(need.sdgs),
            languages=tuple(need.languages),
            modalities=tuple(need.modalities),
            day=need.posted_at.date(),
            audience="members" if need.visibility == Visibility.MEMBERS else "public",
            cost_ceiling=need.ceiling_usd,
        )


def strengths(ids: Iterable[int] | None) -> Iterator[Document]:
    this_year = Q(exchanges__state__in=TAKES_PLACE, exchanges__year=today().year)
    rows = Strength.objects.offered().select_related("organisation")
    rows = rows.annotate(
        confirmed=Count("exchanges", CONFIRMED, distinct=True), used=Count("exchanges", this_year, distinct=True)
    )
    for strength in chosen(rows, ids):
        yield Document(
            kind="strength",
            id=strength.pk,
            title=strength.title,
            text=f"{strength.text}\n{modality_words(strength.modalities, strength.language)}",
            summary=strength.text[:280],
            modalities=tuple(strength.modalities),
            day=strength.offered_at.date(),
            evidence=strength.confirmed,
            capacity=max(0, strength.per_year - strength.used),
            **common(strength),
        )


def experts(ids: Iterable[int] | None) -> Iterator[Document]:
    rows = Expert.objects.offered().select_related("organisation")
    rows = rows.annotate(confirmed=Count("exchanges", CONFIRMED, distinct=True))
    for expert in chosen(rows, ids):
        yield Document(
            kind="expert",
            id=expert.pk,
            title=expert.title,
            text=expert.text,
            summary=expert.text[:280],
            day=expert.offered_at.date(),
            evidence=expert.confirmed,
            **common(expert),
        )


def sketch(kind: str, thing: Any) -> Document:
    """Of something that is still being written: enough to say whom it would reach."""
    hidden = getattr(thing, "hide_city", False)
    return Document(
        kind=kind,
        id=thing.pk or 0,
        language=thing.language,
        title=thing.title,
        text=thing.text,
        url="",
        **whose(thing.organisation) | ({"organisation": "", "city": ""} if hidden else {}),
        themes=tuple(thing.themes),
        sdgs=tuple(thing.sdgs),
        audience="members" if getattr(thing, "visibility", "") == Visibility.MEMBERS else "public",
    )


def common(thing: Strength | Expert) -> dict:
    return {
        "language": thing.language,
        "url": thing.get_absolute_url(),
        **whose(thing.organisation),
        "themes": tuple(thing.themes),
        "sdgs": tuple(thing.sdgs),
        "languages": tuple(thing.languages),
    }


def whose(organisation: Organisation) -> dict:
    return {
        "organisation_id": organisation.pk,
        "organisation": str(organisation),
        "city": organisation.name,
        "country": organisation.country,
        "population": organisation.population or 0,
    }


def modality_words(slugs: Iterable[str], language: str) -> str:
    known = terms(Vocabulary.MODALITIES)
    return ", ".join(known[slug].labels.get(language, "") for slug in slugs if slug in known)


def exchanges(ids: Iterable[int] | None) -> Iterator[Document]:
    """Past exchanges, as experience of the city that provided."""
    rows = Exchange.objects.filter(state=ExchangeState.CONFIRMED).with_parties()
    rows = rows.select_related("need", "strength", "practice", "expert")
    for exchange in chosen(rows, ids, ["provider__country"]):
        source = exchange.strength or exchange.need or exchange.practice or exchange.expert
        yield Document(
            kind="exchange",
            id=exchange.pk,
            language=exchange.language,
            title=str(exchange),
            text="\n".join([exchange.message, exchange.asker_outcome, exchange.provider_outcome]),
            summary=exchange.asker_outcome[:280],
            url=exchange.get_absolute_url(),
            **whose(exchange.provider),
            themes=tuple(source.themes) if source else (),
            sdgs=tuple(source.sdgs) if source else (),
            day=exchange.done_at.date() if exchange.done_at else None,
            evidence=1,
        )


def organisations(ids: Iterable[int] | None) -> Iterator[Document]:
    """Members: cities by their names, universities and organisations by what they say they can offer too."""
    confirmed = Count("exchanges_provided", Q(exchanges_provided__state=ExchangeState.CONFIRMED))
    rows = Organisation.objects.members().annotate(confirmed=confirmed)
    for organisation in chosen(rows, ids, ["country", "themes"]):
        names = [organisation.institution, *organisation.acronyms, organisation.region, organisation.country_name]
        names.append(organisation.about)
        yield Document(
            kind="organisation",
            id=organisation.pk,
            language=organisation.language,
            title=organisation.name,
            text="\n".join(filter(None, names)),
            summary=organisation.about[:280],
            url=organisation.get_absolute_url(),
            **whose(organisation),
            themes=tuple(organisation.themes),
            sdgs=tuple(organisation.sdgs),
            languages=(organisation.language,),
            evidence=organisation.confirmed,
        )
