import pytest

from tests.factories.review import judged, put_forward


@pytest.fixture(autouse=True)
def registered(cards):
    """What is judged here are cards."""


@pytest.fixture
def assessment(rivera, lucia):
    return put_forward(rivera, lucia)


@pytest.fixture
def ready(assessment, secretary):
    """Two evaluations are in."""
    for _number in range(2):
        judged(assessment, secretary)
    return assessment
