"""Who acts for which organisation today, as statements of the fan-out need it."""

from typing import Any

from django.db.models import Q, QuerySet

from enlacesur.core.compiled import Compiled, given
from enlacesur.network.models import Affiliation, OrganisationKind, today


@Compiled
def all_acting() -> QuerySet[Affiliation, Any]:
    return Affiliation.objects.active(given("day")).values("person", "organisation")


@Compiled
def acting_for() -> QuerySet[Affiliation, Any]:
    return Affiliation.objects.active(given("day")).filter(organisation=given("organisation")).values("person")


def member_affiliations() -> QuerySet[Affiliation]:
    day = today()
    member = Q(organisation__member_since__lte=day) & (
        Q(organisation__member_until__isnull=True) | Q(organisation__member_until__gte=day)
    )
    return Affiliation.objects.active().filter(member | Q(organisation__kind=OrganisationKind.NETWORK))
