"""Fill a database with cards by a recipe: real vocabulary of the glossary, invented combinations."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import django

COUNTRIES = ("AR", "BO", "BR", "CL", "CO", "EC", "PY", "PE", "UY", "VE")
WORDS = [
    "residuos",
    "ferias",
    "compostaje",
    "veredas",
    "barrio",
    "agua",
    "escuelas",
    "huertas",
    "transporte",
    "colectivo",
    "ladera",
    "inundación",
    "alerta",
    "mujeres",
    "cuidado",
    "jóvenes",
    "empleo",
    "cooperativa",
    "reciclaje",
    "plaza",
    "alumbrado",
    "seguridad",
    "vivienda",
    "migrantes",
    "salud",
    "cultura",
    "turismo",
    "frontera",
    "participación",
    "presupuesto",
    "datos",
    "capacitación",
    "mercado",
    "feria",
    "alimentos",
    "basura",
    "ciclovía",
    "arbolado",
]


ON_THE_SHELF = 10_000  # cards of the Bank, at most
UNIVERSITIES = 60


def fill_bank(dice: random.Random, sentence: Callable[[int], str]) -> None:
    """The newest cards stand in the Bank, with axes; each third one with a university that has confirmed its part."""
    from django.utils import timezone

    from enlacesur.network.models import Organisation
    from enlacesur.practices.models import Partnership, Practice, Submission
    from enlacesur.taxonomy.models import Vocabulary
    from enlacesur.taxonomy.vocabulary import current

    universities = Organisation.objects.bulk_create(
        Organisation(
            kind="university", slug=f"universidad-{n}", name=f"Universidad {n}", country=dice.choice(COUNTRIES)
        )
        for n in range(UNIVERSITIES)
    )
    axes = [term.code for term in current(Vocabulary.AXES)]
    cards = list(Practice.objects.order_by("-published_at")[:ON_THE_SHELF])
    for card in cards:
        card.axes = dice.sample(axes, 1)
    Practice.objects.bulk_update(cards, ["axes"], batch_size=2000)
    Submission.objects.bulk_create(
        Submission(practice=card, shelf="bank", edition=str(2015 + n % 10), number=n, state="accepted", version=1)
        for n, card in enumerate(cards, start=1)
    )
    words = {"state": "confirmed", "confirmed_sha256": "0" * 64, "decided_at": timezone.now()}
    Partnership.objects.bulk_create(
        Partnership(practice=card, organisation=dice.choice(universities), part=sentence(6), **words)
        for card in cards[::3]
    )


def main(size: int) -> None:
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.utils import timezone

    from enlacesur.accounts.models import Person
    from enlacesur.exchange.models import Need
    from enlacesur.matching import index
    from enlacesur.network.models import Affiliation, Organisation
    from enlacesur.practices.models import Practice
    from enlacesur.taxonomy.actions import load_profile
    from enlacesur.taxonomy.models import Vocabulary
    from enlacesur.taxonomy.vocabulary import current

    call_command("migrate", verbosity=0)
    call_command("messages", compile_only=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_profile()
    dice = random.Random(size)
    now = timezone.now()
    themes = [term.slug for term in current(Vocabulary.THEMES)]
    cities = Organisation.objects.bulk_create(
        Organisation(
            kind="city",
            slug=f"ciudad-{n}",
            name=f"Ciudad {n}",
            country=dice.choice(COUNTRIES),
            population=dice.randrange(10_000, 3_000_000),
            latitude=dice.uniform(-50, 8),
            longitude=dice.uniform(-75, -40),
            member_since=now.date() - timedelta(days=3650),
        )
        for n in range(1000)
    )

    def sentence(length: int) -> str:
        return " ".join(dice.choice(WORDS) for _ in range(length)).capitalize() + "."

    Practice.objects.bulk_create(
        (
            Practice(
                organisation=dice.choice(cities),
                state="published",
                version=1,
                published_at=now - timedelta(minutes=7 * n),
                title=sentence(8),
                summary=sentence(25),
                problem=sentence(40),
                done=sentence(60),
                results=sentence(40),
                themes=dice.sample(themes, 2),
                sdgs=[dice.randrange(1, 18)],
            )
            for n in range(size)
        ),
        batch_size=2000,
    )
    fill_bank(dice, sentence)
    Need.objects.bulk_create(
        Need(organisation=dice.choice(cities), title=sentence(8), text=sentence(40), posted_at=now - timedelta(hours=n))
        for n in range(max(25, size // 10))
    )
    person = Person.objects.create_user("bench@ciudad.example", None, name="Bench", welcomed_at=now)
    Affiliation.objects.create(person=person, organisation=cities[0], state="active", since=now.date())
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.save()
    (Path(settings.BASE) / "var" / "bench-session").write_text(session.session_key or "")
    index.rebuild()


if __name__ == "__main__":
    django.setup()
    main(int(os.environ["BENCH_SIZE"]))
