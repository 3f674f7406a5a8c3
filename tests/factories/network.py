from datetime import date

import factory
from django.utils import timezone
from django.utils.text import slugify

from enlacesur.accounts.models import Person
from enlacesur.network.models import Affiliation, Organisation, OrganisationKind
from enlacesur.network.states import AffiliationState


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Person

    email = factory.Sequence(lambda n: f"persona{n}@ciudad.example")
    name = factory.Sequence(lambda n: f"Persona {n}")
    welcomed_at = factory.LazyFunction(timezone.now)


class CityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.CITY
    name = factory.Sequence(lambda n: f"Ciudad {n}")
    slug = factory.LazyAttributeSequence(lambda city, n: f"{slugify(city.name)}-{n}")
    country = "AR"
    region = "Santa Fe"
    population = 120_000
    latitude = -32.9
    longitude = -60.6
    member_since = date(2001, 1, 1)


def affiliate(person: Person, organisation: Organisation, role: str = "official") -> Affiliation:
    return Affiliation.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        state=AffiliationState.ACTIVE,
        since=date(2024, 1, 1),
    )
