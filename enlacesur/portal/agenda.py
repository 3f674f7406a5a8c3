"""What waits, of every room, for one person and the institution for which they act: all of it in one query.

Each source gives rows of the same columns, and the database joins them; a room more is a source more, not a query.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, DateField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from enlacesur.exchange.models import HelpOffer
from enlacesur.exchange.states import NeedState
from enlacesur.journal.models import Event
from enlacesur.network.models import Affiliation, OrganisationKind, Role, today
from enlacesur.network.states import AffiliationState
from enlacesur.notifications.deadlines import said
from enlacesur.practices.deadlines import TO_CONFIRM
from enlacesur.practices.models import Adaptation, Partnership, Practice, Shelf, Submission
from enlacesur.practices.states import AdaptationState, ConfirmationState, SubmissionState
from enlacesur.review.models import Assessment, Evaluation, Evaluator
from enlacesur.review.rubrics import rubric
from enlacesur.review.states import EvaluatorState, Stage

MOST = 20  # of each kind
MOST_OFFERS = 5


@dataclass(frozen=True)
class Waiting:
    """One thing. `who`: who waits for it, or asks; `place`: what its address needs besides `id`; `due`: by when."""

    kind: str
    id: int
    title: str
    who: str
    place: str
    state: str
    note: str
    language: str
    since: datetime
    due: date | None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < today()

    @property
    def url(self) -> str:
        return URLS[self.kind](self)

    @property
    def sentence(self) -> str:
        judged = f" ({rubric(self.place).label})" if self.kind in JUDGED else ""
        words = {"topic": self.title + judged, "city": self.who}
        return str(ASKED[self.kind]) % words if self.kind in ASKED else said(DEADLINES[self.kind], words)

    @property
    def state_label(self) -> str:
        return str(SubmissionState(self.state).label)

    @property
    def shelf(self) -> str:
        return str(Shelf(self.place).label)


DEADLINES = {"evaluation": "evaluation.due", "part": "partnership.confirm", "adaptation": "adaptation.confirm"}
ASKED = {  # by no day
    "returned": gettext_lazy("Improve “%(topic)s” and put it forward again"),
    "contact": gettext_lazy("Name another contact of “%(topic)s”: nobody answers there any more"),
    "disputed": gettext_lazy("Correct what you say of “%(topic)s”: %(city)s does not see it so"),
    "to_assign": gettext_lazy("Find evaluators for “%(topic)s”"),
    "to_decide": gettext_lazy("Decide on “%(topic)s”"),
}
JUDGED = ("evaluation", "to_assign", "to_decide")  # of which `place` is the rubric
KINDS = (
    *("evaluation", "asked", "candidacy", "joining", "offer", "part", "adaptation", "returned", "contact", "disputed"),
    *("submission", "evaluator", "to_assign", "to_decide"),
)
URLS: dict[str, Callable[[Waiting], str]] = {
    "evaluation": lambda row: reverse("evaluation", args=[row.id]),
    "joining": lambda row: reverse("people", args=[row.place]),
    "offer": lambda row: reverse("need", args=[row.id]),
    "part": lambda row: reverse("partnership", args=[row.id]),
    "adaptation": lambda row: reverse("adaptation", args=[row.place, row.id]),
    "evaluator": lambda row: reverse("evaluators") + "?state=offered",
    "submission": lambda row: reverse("submission", args=[row.id, row.place]),
    "returned": lambda row: reverse("submission", args=[row.id, row.place]),
    "contact": lambda row: reverse("solution_edit", args=[row.id]) + "#id_contact_email",
    "disputed": lambda row: reverse("adaptation", args=[row.place, row.id]),
    "to_assign": lambda row: reverse("assessment", args=[row.id]),
    "to_decide": lambda row: reverse("assessment", args=[row.id]),
    "candidacy": lambda row: reverse("evaluator_profile"),
}


def agenda(person: Any, acting: Affiliation | None) -> dict[str, list[Waiting]]:
    """By kind; of each kind what is due or was asked first comes first."""
    first, *others = sources(person, acting)
    found: dict[str, list[Waiting]] = defaultdict(list)
    for row in first.union(*others, all=True):
        waiting = Waiting(*row)
        if waiting.kind in ("part", "adaptation"):  # an institution answers within a month
            waiting = replace(waiting, due=timezone.localdate(waiting.since) + TO_CONFIRM)
        found[waiting.kind].append(waiting)
    return {kind: sorted(found[kind], key=lambda row: (row.due or date.max, row.since)) for kind in KINDS}


def sources(person: Any, acting: Affiliation | None) -> Iterator[QuerySet]:
    yield evaluations(person)
    yield asked_by_me(person)
    yield my_candidacy(person)
    if acting is not None:
        yield from of_institution(acting)
        if acting.organisation.kind == OrganisationKind.NETWORK:
            yield evaluators_who_offer()
            yield assessments(person)


def of_institution(acting: Affiliation) -> Iterator[QuerySet]:
    city = acting.organisation_id
    yield joining(acting)
    yield offers(city)
    yield parts(city)
    yield adaptations(city)
    yield disputed(city)
    yield submissions(city)
    yield returned(city)
    yield contacts(city)


def columns(kind: Any, since: str, **said: Any) -> list[Any]:
    """In the order of Waiting. What is not said is empty."""
    due = said.pop("due", Value(None, DateField()))
    texts = [text(said.get(name, "")) for name in ("title", "who", "place", "state", "note", "language")]
    return [text(kind), said.get("id", F("pk")), *texts, F(since), due]


def text(value: Any) -> Any:
    return Value(value, CharField()) if isinstance(value, str) else Cast(value, CharField())


def name_of(organisation: str) -> Coalesce:
    """As an institution is named everywhere."""
    return Coalesce(NullIf(F(f"{organisation}__institution"), Value("")), F(f"{organisation}__name"))


def name_of_person(person: str) -> Coalesce:
    return Coalesce(NullIf(F(f"{person}__name"), Value("")), F(f"{person}__email"))


# Of the person


def evaluations(person: Any) -> QuerySet:
    rows = Evaluation.objects.unfinished().filter(evaluator__person=person).order_by("due")
    judged = {"title": F("assessment__title"), "place": F("assessment__rubric_name")}
    return rows.values_list(*columns("evaluation", "asked_at", due=F("due"), **judged))[:MOST]


def asked_by_me(person: Any) -> QuerySet:
    rows = Affiliation.objects.filter(person=person, state=AffiliationState.ASKED).order_by("asked_at")
    return rows.values_list(*columns("asked", "asked_at", title=name_of("organisation")))[:MOST]


def my_candidacy(person: Any) -> QuerySet:
    rows = Evaluator.objects.filter(person=person, state=EvaluatorState.OFFERED).order_by()
    return rows.values_list(*columns("candidacy", "offered_at"))


# Of the institution


def joining(acting: Affiliation) -> QuerySet:
    said = columns(
        "joining",
        "asked_at",
        title=name_of("organisation"),
        who=name_of_person("person"),
        place=F("organisation__slug"),
        state=F("post"),
        note=F("message"),
    )
    return to_admit(acting).order_by("asked_at").values_list(*said)[:MOST]


def to_admit(acting: Affiliation) -> QuerySet[Affiliation]:
    """Who waits to be admitted: by a representative to their own institution, by the secretariat to those that have
    nobody who could."""
    asking = Affiliation.objects.filter(state=AffiliationState.ASKED).exclude(person=acting.person_id)
    if acting.organisation.kind == OrganisationKind.NETWORK:
        led = Affiliation.objects.active().representatives()
        return asking.exclude(organisation__in=led.values("organisation"))
    if acting.role == Role.REPRESENTATIVE:
        return asking.filter(organisation=acting.organisation)
    return asking.none()


def offers(city: int) -> QuerySet:
    """Help that other cities offered for open needs, the latest."""
    rows = HelpOffer.objects.filter(need__organisation=city, need__state=NeedState.OPEN).order_by("-at")
    said = columns(
        "offer", "at", id=F("need"), title=F("need__title"), who=name_of("organisation"), language=F("need__language")
    )
    return rows.values_list(*said)[:MOST_OFFERS]


def parts(city: int) -> QuerySet:
    """Cards that say that the institution takes part, which it has not confirmed."""
    said = columns("part", "asked_at", title=F("practice__title"), who=name_of("practice__organisation"))
    return Partnership.objects.asked_of([city]).order_by("asked_at").values_list(*said)[:MOST]


def adaptations(city: int) -> QuerySet:
    """Cities that say that they adapt a card of the institution's, which has not confirmed it."""
    rows = Adaptation.objects.filter(practice__organisation=city, confirmation=ConfirmationState.ASKED)
    said = columns(
        "adaptation", "asked_at", title=F("practice__title"), who=name_of("organisation"), place=F("practice_id")
    )
    return rows.order_by("asked_at").values_list(*said)[:MOST]


def disputed(city: int) -> QuerySet:
    """What the institution says of its own adaptations, and the city whose card it is does not see so."""
    rows = Adaptation.objects.filter(organisation=city, confirmation=ConfirmationState.DISPUTED)
    rows = rows.exclude(state=AdaptationState.ABANDONED).order_by("answered_at")
    card = {"title": F("practice__title"), "who": name_of("practice__organisation"), "place": F("practice_id")}
    return rows.values_list(*columns("disputed", "answered_at", **card))[:MOST]


def submissions(city: int) -> QuerySet:
    """What the institution put forward, and what became of it; the latest."""
    return put_forward("submission", city, "submitted_at").order_by("-submitted_at")[:MOST]


def returned(city: int) -> QuerySet:
    """What came back to be improved."""
    return (
        put_forward("returned", city, "decided_at").filter(state=SubmissionState.RETURNED).order_by("decided_at")[:MOST]
    )


def contacts(city: int) -> QuerySet:
    """Cards whose contact is not there any more, since their institution was told of it."""
    told = Event.objects.filter(verb="contact.dead", target_kind="solution", target_id=OuterRef("pk")).order_by("-id")
    rows = Practice.objects.published().filter(organisation=city).exclude(contact_fault="").order_by("pk")
    rows = rows.annotate(since=Subquery(told.values("at")[:1]))
    return rows.values_list(*columns("contact", "since", title=F("title"), language=F("language")))[:MOST]


def put_forward(kind: str, city: int, since: str) -> QuerySet:
    said = columns(
        kind,
        since,
        id=F("practice_id"),
        title=F("practice__title"),
        place=F("shelf"),
        state=F("state"),
        language=F("practice__language"),
    )
    return Submission.objects.filter(practice__organisation=city, record__isnull=True).values_list(*said)


def evaluators_who_offer() -> QuerySet:
    rows = Evaluator.objects.filter(state=EvaluatorState.OFFERED).order_by("offered_at")
    return rows.values_list(*columns("evaluator", "offered_at", who=name_of_person("person")))[:MOST]


def assessments(person: Any) -> QuerySet:
    """What is evaluated and waits for the secretariat: for evaluators, or for a decision."""
    waiting = Case(When(stage=Stage.READY, then=Value("to_decide")), default=Value("to_assign"))
    rows = Assessment.objects.managed_by(person).open().with_stage().exclude(stage=Stage.UNDER_EVALUATION)
    said = columns(waiting, "opened_at", title=F("title"), place=F("rubric_name"))
    return rows.order_by("opened_at").values_list(*said)[:MOST]
