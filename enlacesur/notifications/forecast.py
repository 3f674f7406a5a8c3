"""How much an interest would have brought, and how many people a publication reaches: told before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.journal.models import Event
from enlacesur.matching import interests as matching
from enlacesur.matching.documents import Document
from enlacesur.matching.schema import size_of
from enlacesur.network.models import Affiliation, Organisation
from enlacesur.network.permissions import active_affiliations, is_member
from enlacesur.notifications.acting import member_affiliations
from enlacesur.notifications.contents import documents_at_hand
from enlacesur.notifications.fanout import CAN_MEET_INTERESTS, axes_of
from enlacesur.notifications.models import Interest, Level
from enlacesur.notifications.news import NEWS, SMALL, becoming, verbs
from enlacesur.notifications.stored import STORED, Happening

DAYS = 90
EXAMPLES = 3
MOST = 2000  # things that are looked at


@dataclass(frozen=True)
class Forecast:
    """Of the last 90 days. `muted`: not what comes, but what is held back."""

    count: int
    examples: Sequence[Document]
    muted: bool = False

    @property
    def a_week(self) -> float:
        return round(self.count * 7 / DAYS, 1)


def forecast(interest: Interest) -> Forecast:
    """What the interest would have brought to its person. One thing counts once, however often it changed."""
    events = Event.objects.filter(
        met_by(interest), verb__in=verbs_of(interest), at__gte=timezone.now() - timedelta(days=DAYS)
    )
    events = events.filter(audience__in=CAN_MEET_INTERESTS).exclude(told_otherwise(interest.person))
    keys = dict.fromkeys(f"{kind}:{pk}" for kind, pk in newest_first(events))
    if interest.words:
        kept = matching.documents_meeting(interest.words, interest.language)
        keys = {key: None for key in keys if key in kept}
    documents = documents_at_hand(set(keys))
    seen = [documents[key] for key in keys if key in documents and is_for(interest, documents[key])]
    return Forecast(len(seen), seen[:EXAMPLES], muted=interest.level == Level.MUTED)


def told_otherwise(person: Person) -> Q:
    """What one did oneself or one's institution did, and what is told to it whatever interests one."""
    own = list(active_affiliations(person).values_list("organisation", flat=True))
    return Q(actor_id=person.pk) | Q(organisation_id__in=own) | Q(audience_ids__overlap=own)


def newest_first(events: QuerySet[Event]) -> QuerySet[Event, tuple[str, int]]:
    """The things of these events, each once, the last told first."""
    things = events.order_by().values_list("target_kind", "target_id").annotate(newest=Max("id")).order_by("-newest")
    return things.values_list("target_kind", "target_id")[:MOST]


def is_for(interest: Interest, document: Document) -> bool:
    """Whether the thing, as it is now, may be shown to the interest's person."""
    if interest.organisations and not document.organisation:
        return False
    if interest.axes and not set(interest.axes) & set(axes_of(document)):
        return False
    return document.audience == "public" or is_member(interest.person)


def verbs_of(interest: Interest) -> list[str]:
    return verbs(NEWS, SMALL) if interest.level == Level.EVERYTHING else verbs(NEWS)


def met_by(interest: Interest) -> Q:
    """The events that meet every criterion but the words."""
    wanted = Q()
    if interest.kinds:
        wanted &= Q(target_kind__in=interest.kinds) | Q(verb__in=becoming(interest.kinds))
    for name in ("themes", "sdgs", "countries"):
        if values := getattr(interest, name):
            wanted &= Q(**{f"{name}__overlap": values})
    if interest.organisations:
        named = Q(organisation_id__in=interest.organisations)
        for pk in interest.organisations:
            named |= Q(data__contains={"also": [["organisation", pk]]})
        wanted &= named & ~Q(organisation_name="")
    if interest.sizes:
        cities = Organisation.objects.filter(population__gt=0).values_list("pk", "population")
        wanted &= Q(organisation_id__in=[pk for pk, people in cities if size_of(people or 0) in interest.sizes])
    return wanted


def reach(document: Document) -> int:
    """How many people are told when this is published, by what interests them today."""
    happening = Happening(
        kinds=(document.kind,),
        themes=document.themes,
        axes=axes_of(document),
        sdgs=document.sdgs,
        countries=(document.country,),
        sizes=(size_of(document.population),) if document.population else (),
        organisations=(document.organisation_id,) if document.organisation else (),
        document=document,
    )
    told = Person.objects.filter(pk__in=STORED.recipients(happening).people.tolist(), is_active=True)
    colleagues = Affiliation.objects.active().filter(organisation=document.organisation_id)
    told = told.exclude(pk__in=colleagues.values("person"))
    if document.audience != "public":
        told = told.filter(pk__in=member_affiliations().values("person"))
    return told.count()
