"""Cards of a shelf as lines of a spreadsheet, under the columns by which they can be brought in elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from enlacesur.core.access import Sentence
from enlacesur.practices.bank_columns import COLUMNS
from enlacesur.practices.facets import LANGUAGES
from enlacesur.practices.figures import cards_on
from enlacesur.practices.models import Practice, Shelf, Submission
from enlacesur.practices.states import PartState
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

NOT_GIVEN_OUT = ("reference", "contact_name", "contact_email")  # the secretariat's own, and who is a person
GIVEN_OUT = [column for column in COLUMNS if column.name not in NOT_GIVEN_OUT]


PORTION = 500  # cards in memory at a time


def columns() -> list[tuple[Sentence, Sentence]]:
    """What each is called, and what it holds."""
    return [*((column.label, column.about) for column in GIVEN_OUT), (_("Address"), _("Where it is read here."))]


def lines(ids: Sequence[int], shelf: Shelf, most: int) -> Iterator[list[Any]]:
    """Headings, then the published cards of these ids in their order. What is cut off is told at the end."""
    yield [str(label) for label, _about in columns()]
    for begin in range(0, min(len(ids), most), PORTION):
        yield from lines_of(ids[begin : min(begin + PORTION, most)], shelf)
    if len(ids) > most:
        yield [_("The list is cut after %(n)s practices. Narrow it down by the filters of the page.") % {"n": most}]


def lines_of(ids: Sequence[int], shelf: Shelf) -> Iterator[list[Any]]:
    """Three queries."""
    rows = cards_on(shelf).filter(pk__in=ids).select_related("organisation")
    found = {card.pk: card for card in rows.prefetch_related("submissions", "partnerships__organisation")}
    for card in (found[pk] for pk in ids if pk in found):
        values = cells(card, shelf)
        yield [*(values[column.name] for column in GIVEN_OUT), settings.SITE_URL + card.get_absolute_url()]


def cells(card: Practice, shelf: Shelf) -> dict[str, Any]:
    """By column; what is written as it is on the card comes from it by its name."""
    submission = next(one for one in card.submissions.all() if one.shelf == shelf.value and one.is_on_shelf)
    return {column.name: getattr(card, column.name, "") for column in GIVEN_OUT} | named_on(card, submission)


def named_on(card: Practice, submission: Submission) -> dict[str, Any]:
    return {
        "institution": str(card.organisation),
        "country": card.organisation.country_name,
        "edition": submission.edition,
        "accepted_on": timezone.localdate(submission.decided_at) if submission.decided_at else "",
        "number": submission.seal,
        "state": submission.get_state_display(),
        "language": str(LANGUAGES.get(card.language, card.language)),
        "axes": several(f"{term.label} ({term.edition})" for term in named(Vocabulary.AXES, card.axes)),
        "themes": several(term.label for term in named(Vocabulary.THEMES, card.themes)),
        "sdgs": several(f"{term.slug} {term.label}" for term in named(Vocabulary.SDGS, card.sdgs)),
        "figures": several(" | ".join(pair) for pair in card.figures),
        "requirements": several(card.requirements),
        "cost": card.get_cost_display(),
        "partners": several(card.partners),
        "links": several(card.links),
        "institutions": several(
            f"{part.organisation} ({part.organisation.country_name}): {part.part}"
            for part in card.partnerships.all()
            if part.state == PartState.CONFIRMED
        ),
    }


def several(values: Iterable[Any]) -> str:
    return "; ".join(map(str, values))
