"""How well open needs are met: asked of the same engine as their own pages, need by need, by the worker."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from enlacesur.exchange.candidates import matches_of, verdicts_of
from enlacesur.exchange.models import WELL, Coverage, HowWell, Need
from enlacesur.matching import index

logger = logging.getLogger(__name__)

PORTION = 25  # a minute: a few seconds of work, so that others have their turn, and 36,000 needs a day
HELP = ("solution", "strength", "expert")
AUDIENCES = ("public", "members")  # what the need's own city sees


def look_at_portion(most: int = PORTION) -> int:
    """At those open needs that are due, longest waiting first. Returns how many. Each one is kept as it is found."""
    index.catch_up()  # without an index every need would seem unmet
    due = list(Need.objects.to_look_at().values_list("pk", flat=True)[:most])
    for pk in due:
        try:
            look_at(pk)
        except Exception:  # one need that cannot be matched does not keep the others from it
            logger.exception("How well need %s is met cannot be found", pk)
    return len(due)


def look_at(pk: int) -> None:
    """Its row is locked: an edit comes before this look, or after it and makes it due again."""
    with transaction.atomic():
        rows = Need.objects.open().select_related("organisation")
        # Not its key: who tells meanwhile of a match of this need does not wait for the look, nor the look for them.
        free = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
        if need := free.filter(pk=pk).first():
            found_at = timezone.now()  # before the index is asked: what comes meanwhile is newer
            Coverage.objects.update_or_create(need=need, defaults=coverage_of(need) | {"found_at": found_at})


def coverage_of(need: Need) -> dict[str, Any]:
    found = matches_of(need, verdicts_of(need), AUDIENCES, HELP)
    best = {kind: {one.strength for one in found if one.kind == kind} for kind in HELP}
    return {kind: next((s for s in HowWell.values if s in best[kind]), HowWell.NONE) for kind in HELP} | {
        "good": sum(one.strength in WELL for one in found)
    }


def outdate(needs: Iterable[Need]) -> None:
    """Something was published that meets these: they are due."""
    Coverage.objects.filter(need__in=list(needs)).update(newer_at=timezone.now())
