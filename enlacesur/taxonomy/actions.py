"""Loading a network profile's vocabularies."""

from typing import Any

from django.db import transaction

from enlacesur.core import profile
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import terms

OWN_COLUMNS = {"slug", "labels", "summary", "edition"}


def load_profile() -> int:
    """Bring every vocabulary of the profile into the database. Idempotent. Returns how many terms there are."""
    with transaction.atomic():
        count = sum(load_vocabulary(vocabulary) for vocabulary in Vocabulary.values)
    terms.cache_clear()
    return count


def load_vocabulary(vocabulary: str) -> int:
    rows: list[dict[str, Any]] = profile.read(f"{vocabulary}.toml").get("term", [])
    for position, row in enumerate(rows):
        Term.objects.update_or_create(
            vocabulary=vocabulary,
            edition=row.get("edition", ""),
            slug=row["slug"],
            defaults={
                "position": position,
                "labels": row["labels"],
                "summary": row.get("summary", {}),
                "data": {key: value for key, value in row.items() if key not in OWN_COLUMNS},
                "retired": False,
            },
        )
    slugs = [row["slug"] for row in rows]
    Term.objects.filter(vocabulary=vocabulary).exclude(slug__in=slugs).update(retired=True)
    return len(rows)
