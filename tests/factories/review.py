"""Assessments and their evaluators, brought about by the room's own actions."""

from enlacesur.accounts.models import Person
from enlacesur.network.models import Organisation
from enlacesur.review import actions, community
from enlacesur.review.actions import Answers
from enlacesur.review.models import Assessment, Evaluation, Evaluator
from enlacesur.review.rubrics import rubric
from enlacesur.review.subjects import Subject
from tests.factories.network import CityFactory, PersonFactory, affiliate

THEME = "ambiente-desarrollo-sostenible"
KIND = "card"  # registered by the fixture `cards`


def subject(number: int = 1, **changes) -> Subject:
    fields = {"title": "Ferias sin restos", "url": "/soluciones/1/", "themes": (THEME,), "sdgs": (11, 12)} | changes
    return Subject(KIND, number, **fields)


def put_forward(organisation: Organisation, by: Person, number: int = 1, **changes) -> Assessment:
    rubric_name, edition = changes.pop("rubric_name", "bank"), changes.pop("edition", "2026")
    parties = changes.pop("parties", [organisation])
    return actions.open_assessment(
        subject(number, **changes), parties=parties, rubric_name=rubric_name, edition=edition, by=by
    )


PROFILE = {
    "organisation": None,
    "about": "Trabajó quince años con residuos urbanos.",
    "themes": [THEME],
    "sdgs": [11],
    "languages": ["es", "pt"],
    "at_once": 2,
}


def offered(person: Person | None = None, **profile) -> Evaluator:
    return community.offer(person or PersonFactory(), PROFILE | profile)


def evaluator(by: Person, person: Person | None = None, **profile) -> Evaluator:
    """Admitted by the secretariat. Without a person, of a city far from all others."""
    if person is None:
        city = CityFactory()
        person, profile = affiliate(PersonFactory(), city).person, {"organisation": city} | profile
    return community.admit(offered(person, **profile), by=by)


def assigned(assessment: Assessment, by: Person, who: Evaluator | None = None, **options) -> Evaluation:
    return actions.assign(assessment, who or evaluator(by), by=by, **options)


def under_way(assessment: Assessment, by: Person, who: Evaluator | None = None) -> Evaluation:
    evaluation = assigned(assessment, by, who)
    return actions.accept(evaluation, by=evaluation.evaluator.person)


def answers(score: int = 4, **changes) -> Answers:
    slugs = rubric("bank").slugs
    fields = {
        "scores": dict.fromkeys(slugs, score),
        "comments": {"evidence": "Las cifras son del catastro."},
        "to_authors": "Digan cuánto costó empezar.",
        "note": "Conozco el programa por la prensa.",
        "recommendation": "accepted",
    } | changes
    return Answers(**fields)


def judged(assessment: Assessment, by: Person, who: Evaluator | None = None, score: int = 4, **changes) -> Evaluation:
    """In: asked, accepted, written and submitted."""
    evaluation = under_way(assessment, by, who)
    person = evaluation.evaluator.person
    actions.save_scores(evaluation, answers(score, **changes), by=person)
    return actions.submit(evaluation, by=person)


SUMMARY = "Una feria sin restos, con resultados comprobados."


def decided(assessment: Assessment, by: Person, decision: str = "accepted", **changes) -> Assessment:
    said = {"reasons": "Los resultados están probados.", "public_summary": SUMMARY} | changes
    said = {"against_reason": "Lo pide el reglamento."} | said  # where nobody recommends it
    return actions.decide(assessment, decision, by=by, **said)
