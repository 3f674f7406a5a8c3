import pytest
from django.utils.safestring import mark_safe

from enlacesur.review import subjects
from tests.factories.review import KIND, judged, put_forward


@pytest.fixture(autouse=True)
def cards(monkeypatch):
    """A feature that puts cards forward. Returns the decisions of which it was told."""
    told: list[tuple[int, str]] = []
    monkeypatch.setattr(subjects, "TIE_SOURCES", [])
    monkeypatch.setitem(
        subjects.KINDS,
        KIND,
        subjects.Kind(
            decided=lambda assessment, by: told.append((assessment.subject_id, assessment.decision)),
            sheet=lambda assessment: mark_safe("<p>La hoja de la ficha</p>"),
        ),
    )
    return told


@pytest.fixture
def assessment(rivera, lucia):
    return put_forward(rivera, lucia)


@pytest.fixture
def ready(assessment, secretary):
    """Two evaluations are in."""
    for _number in range(2):
        judged(assessment, secretary)
    return assessment
