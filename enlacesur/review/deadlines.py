"""What an evaluator has to do by a day."""

from collections.abc import Collection, Iterator
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from enlacesur.notifications.deadlines import Deadline, register_personal_deadlines
from enlacesur.review.models import Evaluation


def register() -> None:
    register_personal_deadlines("evaluation.due", _("Evaluate “%(topic)s”"), evaluations)


def evaluations(people: Collection[int] | None, first: date, last: date) -> Iterator[Deadline]:
    rows = Evaluation.objects.unfinished().filter(due__range=(first, last)).whole()
    for row in rows if people is None else rows.filter(evaluator__person__in=people):
        words, person, url = {"topic": row.assessment.called}, row.evaluator.person_id, row.get_absolute_url()
        since = localdate(row.asked_at)
        yield Deadline(f"evaluation:{row.pk}", "evaluation.due", words, url, since, row.due, person_id=person)
