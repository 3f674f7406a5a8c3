"""A sketch of a card says what its document says, but for what stands behind it: enough to know whom it reaches."""

from dataclasses import replace

import pytest

from enlacesur.matching.documents import fetch, sketched
from enlacesur.practices import actions, translating
from tests.factories.practices import begin, content, publish

pytestmark = pytest.mark.django_db

TEXTS = {"title": "Feiras limpas", "summary": "Os feirantes separam.", "problem": "Restos.", "done": "Um acordo."}


def document(practice):
    """Without what a sketch leaves out."""
    whole = fetch("solution", [practice.pk])[practice.pk]
    axes = tuple(mark for mark in whole.marks if mark.startswith("axis:"))
    return replace(whole, marks=axes, evidence=0, extra={})


def sketch(practice):
    key = f"solution:{practice.pk}"
    return sketched([key]).get(key)


def test_it_says_the_same(rivera, lucia):
    practice = publish(rivera, lucia, axes=["2022:environment"], figures=[["31", "ferias"]], requirements=["un galpón"])
    assert sketch(practice) == document(practice)
    assert "axis:2022:environment" in sketch(practice).marks


@pytest.mark.parametrize("languages", [["pt"], ["en"], ["en", "pt"]])
def test_with_the_institutions_own_translation(rivera, lucia, languages):
    practice = publish(rivera, lucia)
    for language in languages:
        translating.translate(practice, language, TEXTS, 1, read=True, by=lucia)
    assert sketch(practice) == document(practice)
    assert ("Feiras limpas" in sketch(practice).translated) == ("pt" in languages)


def test_but_not_with_that_of_an_older_version(rivera, lucia):
    practice = publish(rivera, lucia)
    translating.translate(practice, "pt", TEXTS, 1, read=True, by=lucia)
    actions.publish(practice, content(title="Otra feria"), 1, by=lucia)
    assert sketch(practice).translated == ""
    assert sketch(practice) == document(practice)


def test_of_a_draft_there_is_none(rivera, lucia):
    assert sketch(begin(rivera, lucia)) is None


def test_of_what_is_not_there_there_is_none():
    assert sketched(["solution:0", "nothing:1"]) == {}


@pytest.mark.parametrize("many", [1, 3])
def test_one_statement_reads_them(rivera, lucia, many, django_assert_num_queries):
    practices = [publish(rivera, lucia, title=f"Feria {number}") for number in range(many)]
    translating.translate(practices[-1], "pt", TEXTS, 1, read=True, by=lucia)
    keys = [f"solution:{practice.pk}" for practice in practices]
    with django_assert_num_queries(1):
        found = sketched(keys)
    assert found == {key: document(practice) for key, practice in zip(keys, practices, strict=True)}
