"""How much an interest would have brought, and how many people a publication reaches: told before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max, Q
from django.utils import timezone

from enlacesur.journal.models import Audience, Event
from enlacesur.matching import interests as matching
from enlacesur.matching.documents import Document
from enlacesur.matching.schema import size_of
from enlacesur.network.models import Organisation
from enlacesur.network.permissions import is_member
from enlacesur.notifications.models import Interest, Level
from enlacesur.notifications.stored import STORED, Happening
from enlacesur.notifications.wording import NEWS, SMALL_NEWS

DAYS = 90
EXAMPLES = 3


@dataclass(frozen=True)
class Forecast:
    """Of the last 90 days."""

    count: int
    examples: Sequence[Event]

    @property
    def a_week(self) -> float:
        return round(self.count * 7 / DAYS, 1)


def forecast(interest: Interest) -> Forecast:
    """What the interest would have brought to its person. One thing counts once, however often it changed."""
    events = Event.objects.filter(
        met_by(interest), verb__in=verbs_of(interest), at__gte=timezone.now() - timedelta(days=DAYS)
    )
    seen_by = [Audience.PUBLIC, Audience.MEMBERS] if is_member(interest.person) else [Audience.PUBLIC]
    events = events.filter(audience__in=seen_by).exclude(actor_id=interest.person_id)
    newest = events.order_by().values("target_kind", "target_id").annotate(newest=Max("id"))
    if interest.words:
        kept = matching.documents_meeting(interest.words, interest.language)
        rows = [row for row in newest if f"{row['target_kind']}:{row['target_id']}" in kept]
        ids, count = sorted((row["newest"] for row in rows), reverse=True)[:EXAMPLES], len(rows)
    else:
        ids, count = list(newest.order_by("-newest").values_list("newest", flat=True)[:EXAMPLES]), newest.count()
    return Forecast(count, list(Event.objects.filter(pk__in=ids).order_by("-id")))


def verbs_of(interest: Interest) -> tuple[str, ...]:
    return (*NEWS, *SMALL_NEWS) if interest.level == Level.EVERYTHING else NEWS


def met_by(interest: Interest) -> Q:
    """The events that meet every criterion but the words."""
    wanted = Q()
    if interest.kinds:
        wanted &= Q(target_kind__in=interest.kinds)
    for name in ("themes", "sdgs", "countries"):
        if values := getattr(interest, name):
            wanted &= Q(**{f"{name}__overlap": values})
    if interest.organisations:
        wanted &= Q(organisation_id__in=interest.organisations) & ~Q(organisation_name="")
    if interest.sizes:
        cities = Organisation.objects.filter(population__gt=0).values_list("pk", "population")
        wanted &= Q(organisation_id__in=[pk for pk, people in cities if size_of(people or 0) in interest.sizes])
    return wanted


def reach(document: Document) -> int:
    """How many people are told when this is published, by what interests them today."""
    happening = Happening(
        kinds=(document.kind,),
        themes=document.themes,
        sdgs=document.sdgs,
        countries=(document.country,),
        sizes=(size_of(document.population),) if document.population else (),
        organisation=document.organisation_id if document.organisation else 0,
        document=document,
    )
    return len(STORED.recipients(happening))
