"""The words of all interests, kept ready in the process that tells people of what is new."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enlacesur.matching.documents import Document
from enlacesur.notifications import stored
from enlacesur.notifications.models import Interest
from enlacesur.notifications.stored import StoredWords

FEIRA = Document("solution", 1, "pt", "Compostagem das feiras livres", "A cooperativa passa no mesmo dia.", "/")


@pytest.fixture
def words():
    return StoredWords()


def store(person, *texts, language="es"):
    return [Interest.objects.create(person=person, words=text, language=language) for text in texts]


def test_words_that_the_document_meets_are_found_in_either_language(words, lucia):
    store(lucia, "ferias", "teleférico")
    store(lucia, "cooperativa", language="pt")
    assert words.met_by(FEIRA) == {("ferias", "es"), ("cooperativa", "pt")}


def test_what_is_stored_later_is_met_too(words, lucia):
    words.met_by(FEIRA)
    store(lucia, "compostaje")
    assert words.met_by(FEIRA) == {("compostaje", "es")}


def test_words_that_are_changed_are_met_as_they_are_now(words, lucia):
    (interest,) = store(lucia, "teleférico")
    words.met_by(FEIRA)
    interest.words = "compostaje"
    interest.save()
    assert ("compostaje", "es") in words.met_by(FEIRA)


def test_what_a_slow_transaction_stores_is_not_missed(words, lucia):
    words.met_by(FEIRA)
    (interest,) = store(lucia, "compostaje")
    Interest.objects.filter(pk=interest.pk).update(changed_at=timezone.now() - timedelta(minutes=4))
    assert words.met_by(FEIRA) == {("compostaje", "es")}


def test_an_interest_without_words_is_none_of_them(words, lucia):
    Interest.objects.create(person=lucia, themes=["cultura"])
    assert words.met_by(FEIRA) == set()


def test_laid_out_or_one_by_one_it_is_the_same(words, lucia, monkeypatch):
    monkeypatch.setattr(stored, "MOST_LOOSE", 2)
    store(lucia, "ferias", "compostaje", "teleférico")
    laid_out = words.met_by(FEIRA)
    assert words.laid_out
    store(lucia, "cooperativa")
    assert (
        words.met_by(FEIRA)
        == laid_out | {("cooperativa", "es")}
        == {
            ("ferias", "es"),
            ("compostaje", "es"),
            ("cooperativa", "es"),
        }
    )


@pytest.mark.parametrize("many", [1, 3])
def test_looking_costs_one_query_however_many_there_are(words, lucia, many, django_assert_num_queries):
    store(lucia, *[f"ferias {number}" for number in range(many)])
    with django_assert_num_queries(1):
        words.met_by(FEIRA)
