"""People who are told: their interests and preferences, notices from before, and what is published, by a recipe."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from bench import percolate
from bench.corpus import COUNTRIES, THEMES, Recipe
from bench.processes import sql

ORGANISATIONS = 1000
LEVELS = {"important": 70, "digest": 15, "everything": 12, "muted": 3}

PEOPLE = """
INSERT INTO accounts_person (password, email, name, language, is_active, joined_at)
SELECT '!', 'persona' || n || '@ciudad-' || mod(n, 300) || '.example', 'Persona ' || n,
  CASE WHEN mod(n, 5) < 3 THEN 'es' ELSE 'pt-br' END, mod(n, 50) > 0, now() - interval '1 year'
FROM generate_series(1, %s) AS n
"""

# One in three people acts for an organisation.
AFFILIATIONS = """
INSERT INTO network_affiliation (person_id, organisation_id, role, post, state, message, reason, asked_at, since)
SELECT id, 1 + mod(id, %s), 'official', '', 'active', '', '', now(), current_date - 400 FROM accounts_person
WHERE mod(id, 3) = 0
"""

# One in six people chose how they want to be told.
PREFERENCES = """
INSERT INTO notifications_preferences
  (person_id, at_once, digest, budget, hour, weekday, timezone, feed_key, dead_address, dead_reason)
SELECT id, mod(id, 4) > 0, (ARRAY['daily', 'weekly', 'never'])[1 + mod(id, 3)], 10, 8, 0,
  CASE WHEN mod(id, 5) = 0 THEN 'America/Sao_Paulo' ELSE '' END, md5(id::text), '', ''
FROM accounts_person WHERE mod(id, 6) = 0
"""

MUTES = """
INSERT INTO notifications_mute (person_id, thing, title, at)
SELECT id, 'solution:' || 1 + mod(id, 1000), '', now() FROM accounts_person WHERE mod(id, 20) = 0
"""


def fill_people(people: int) -> None:
    from django.utils import timezone

    from enlacesur.network.models import Organisation

    dice = random.Random(people)
    Organisation.objects.bulk_create(
        Organisation(
            kind="city",
            slug=f"ciudad-{n}",
            name=f"Ciudad {n}",
            country=dice.choice(COUNTRIES),
            population=dice.randrange(5_000, 3_000_000),
            member_since=timezone.localdate(),
        )
        for n in range(ORGANISATIONS)
    )
    sql(PEOPLE, [people])
    sql(AFFILIATIONS, [ORGANISATIONS])
    sql(PREFERENCES)
    sql(MUTES)
    sql("ANALYZE")


COLUMNS = {
    "person_id": "int8",
    "themes": "text[]",
    "sdgs": "int2[]",
    "countries": "text[]",
    "sizes": "text[]",
    "kinds": "text[]",
    "organisations": "int8[]",
    "axes": "text[]",
    "words": "text",
    "language": "text",
    "level": "text",
    "active": "bool",
    "created_at": "timestamptz",
    "changed_at": "timestamptz",
}


def fill_interests(size: int, people: int) -> None:
    from django.db import connection

    rows = interests(size, people, real_themes(), real_axes())
    statement = f"COPY notifications_interest ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(list(COLUMNS.values()))
        for row in rows:
            copy.write_row(row)


def interests(size: int, people: int, themes: Sequence[str], axes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Four people have five: one each, and who comes by chance another one."""
    from datetime import timedelta

    from django.utils import timezone

    from enlacesur.notifications.models import Size
    from enlacesur.notifications.news import KINDS

    dice, countries = random.Random(size), sorted(set(COUNTRIES))
    worded = percolate.interests(size // 5 + 1)
    long_ago = timezone.now() - timedelta(days=30)
    shares = list(accumulate(LEVELS.values()))

    def some(values: Sequence[Any], most: int, share: float) -> list[Any]:
        return dice.sample(values, dice.randrange(1, most + 1)) if dice.random() < share else []

    for n in range(size):
        chosen: list[list[Any]] = [
            dice.sample(themes, dice.choices(range(5), (10, 30, 28, 20, 12))[0]),
            some(range(1, 18), 3, 0.2),
            some(countries, 3, 0.55),
            some(Size.values, 2, 0.15),
            some(list(KINDS), 2, 0.3),
            some(range(1, ORGANISATIONS + 1), 3, 0.04),
            some(axes, 2, 0.05),
        ]
        _pk, words, language = next(worded) if n % 5 == 0 else (0, "", "es")
        if not (words or any(chosen)):
            chosen[0] = [dice.choice(themes)]
        person = n + 1 if n < people else dice.randrange(1, people + 1)
        level = dice.choices(list(LEVELS), cum_weights=shares)[0]
        yield (person, *chosen, words, language, level, True, long_ago, long_ago)


def real_axes() -> list[str]:
    from enlacesur.taxonomy.models import Vocabulary
    from enlacesur.taxonomy.vocabulary import choices

    return [code for code, _label in choices(Vocabulary.AXES)]


def real_themes() -> list[str]:
    from enlacesur.taxonomy.models import Vocabulary
    from enlacesur.taxonomy.vocabulary import current

    return [term.slug for term in current(Vocabulary.THEMES)]


def published(number: int) -> list[Any]:
    """Solutions with the words of the recipe's documents."""
    from django.utils import timezone

    from enlacesur.practices.models import Practice

    themes = dict(zip(THEMES, real_themes(), strict=True))
    rows = []
    for document in Recipe(number).documents():
        words = document.text.split()
        rows.append(
            Practice(
                organisation_id=document.organisation_id,
                state="published",
                version=1,
                published_at=timezone.now(),
                language=document.language,
                title=document.title.capitalize()[:120],
                summary=" ".join(words[:25])[:300],
                problem=" ".join(words[25:]),
                themes=[themes[theme] for theme in document.themes],
                sdgs=list(document.sdgs),
            )
        )
    Practice.objects.bulk_create(rows)
    return list(Practice.objects.select_related("organisation").order_by("id"))


def event_of(practice: Any, **differently: Any) -> Any:
    from django.db import transaction

    from enlacesur.journal.actions import Target, record

    said: dict[str, Any] = {
        "organisation": practice.organisation,
        "themes": practice.themes,
        "sdgs": practice.sdgs,
        "countries": [practice.organisation.country],
    }
    target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
    with transaction.atomic():
        return record("solution.published", target, **said | differently)
