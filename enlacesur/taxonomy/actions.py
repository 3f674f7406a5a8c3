"""Loading a network profile's vocabularies."""

from datetime import date
from typing import Any

from django.db import transaction

from enlacesur.core import profile
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import terms

OWN_COLUMNS = {"slug", "labels", "summary", "edition"}


class BrokenVocabulary(ValueError):  # noqa: N818  it names what is broken
    """The profile contradicts itself. The sentence names file and term."""


def load_profile() -> int:
    """Bring every vocabulary of the profile into the database. Idempotent. Returns how many terms there are."""
    with transaction.atomic():
        count = sum(load_vocabulary(vocabulary) for vocabulary in Vocabulary.values)
    terms.cache_clear()
    return count


def load_vocabulary(vocabulary: str) -> int:
    content = profile.read(f"{vocabulary}.toml")
    since = {edition["name"]: edition["since"] for edition in content.get("edition", [])}
    rows: list[dict[str, Any]] = content.get("term", [])
    check(vocabulary, rows, since)
    for position, row in enumerate(rows):
        edition = row.get("edition", "")
        Term.objects.update_or_create(
            vocabulary=vocabulary,
            edition=edition,
            slug=row["slug"],
            defaults={
                "since": since.get(edition),
                "position": position,
                "labels": row["labels"],
                "summary": row.get("summary", {}),
                "data": {key: value for key, value in row.items() if key not in OWN_COLUMNS},
                "retired": False,
            },
        )
    kept = [term.pk for term in Term.objects.filter(vocabulary=vocabulary) if term.code in codes(rows)]
    Term.objects.filter(vocabulary=vocabulary).exclude(pk__in=kept).update(retired=True)
    return len(rows)


def codes(rows: list[dict[str, Any]]) -> set[str]:
    return {f"{row['edition']}:{row['slug']}" if row.get("edition") else row["slug"] for row in rows}


def check(vocabulary: str, rows: list[dict[str, Any]], since: dict[str, date]) -> None:
    """Every term stands in a dated edition, and comes from terms of earlier ones."""
    known = codes(rows)
    if len(known) < len(rows):
        raise BrokenVocabulary(f"{vocabulary}.toml: a term stands there twice")
    for row in rows:
        edition, name = row.get("edition", ""), f"{vocabulary}.toml, {row['slug']}"
        if edition and edition not in since:
            raise BrokenVocabulary(f"{name}: there is no edition {edition}")
        for code in row.get("was", []):
            if code not in known:
                raise BrokenVocabulary(f"{name}: it cannot come from {code}, which is not there")
            if since[code.partition(":")[0]] >= since[edition]:
                raise BrokenVocabulary(f"{name}: it cannot come from {code}, which is not earlier")
