"""Evaluators of the demonstration: some of those who can sign in to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.core import profile
from enlacesur.network.models import Organisation
from enlacesur.network.permissions import active_affiliations
from enlacesur.review.models import Evaluator, Tie

PROFILE = ("state", "about", "themes", "sdgs", "languages", "at_once")


def load_demo(find: Callable[[str], Organisation]) -> dict[str, Evaluator]:
    """By their e-mail."""
    rows = profile.read("demo/evaluators.toml").get("evaluator", [])
    return {row["email"]: load_evaluator(row, find) for row in rows}


def load_evaluator(row: dict[str, Any], find: Callable[[str], Organisation]) -> Evaluator:
    person = Person.objects.get(email=row["email"])
    affiliation = active_affiliations(person).first()
    evaluator = Evaluator.objects.create(
        person=person,
        organisation=affiliation.organisation if affiliation else None,
        offered_at=timezone.now() - timedelta(days=40),
        **{name: row[name] for name in PROFILE},
    )
    for tie in row.get("tie", []):
        Tie.objects.create(evaluator=evaluator, organisation=find(tie["organisation"]), why=tie["why"])
    return evaluator
