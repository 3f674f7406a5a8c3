"""The demonstration holds what a newcomer is promised, and all of it fits together."""

import pytest

from enlacesur.exchange.models import Exchange, Expert, Need, Strength
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.portal import demo
from enlacesur.practices.models import Practice, Submission
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms

FOUNDERS = {
    ("Asunción", "PY"),
    ("Rosario", "AR"),
    ("La Plata", "AR"),
    ("Córdoba", "AR"),
    ("Buenos Aires", "AR"),
    ("Florianópolis", "BR"),
    ("Porto Alegre", "BR"),
    ("Curitiba", "BR"),
    ("Rio de Janeiro", "BR"),
    ("Brasília", "BR"),
    ("Salvador", "BR"),
    ("Montevideo", "UY"),
}


@pytest.fixture
def loaded(db, settings):
    settings.DEMO = True
    demo.office()
    demo.load_content(lambda line: None)


def test_at_least_400_cities_of_the_twelve_countries_with_place_and_people(loaded):
    cities = Organisation.objects.members().cities()
    assert cities.count() >= 400
    assert {city.country for city in cities} == set(terms(Vocabulary.COUNTRIES))
    assert not cities.filter(population=None).exists()
    assert not cities.filter(latitude=None).exists()
    assert not cities.filter(region="").exists()


def test_the_twelve_founders_are_among_them(loaded):
    founders = Organisation.objects.filter(founder=True).values_list("name", "country")
    assert set(founders) == FOUNDERS


def test_its_universities_are_public(loaded):
    assert set(Organisation.objects.filter(kind="university").values_list("public", flat=True)) == {True}


def test_universities_organisations_and_provinces_too(loaded):
    kinds = set(Organisation.objects.values_list("kind", flat=True))
    assert kinds == set(OrganisationKind)


def test_enough_cards_and_needs_in_both_languages_over_all_themes(loaded):
    practices = Practice.objects.published()
    assert practices.count() >= 60
    assert Need.objects.open().count() >= 25
    assert {practice.language for practice in practices} == {"es", "pt"}
    assert {theme for practice in practices for theme in practice.themes} == set(terms(Vocabulary.THEMES))


def test_every_tag_is_a_word_of_the_vocabulary(loaded):
    for model in (Practice, Need, Strength, Expert):
        for row in model.objects.all():
            assert set(row.themes) <= set(terms(Vocabulary.THEMES)), row
            assert {str(sdg) for sdg in row.sdgs} <= set(terms(Vocabulary.SDGS)), row


def test_exchanges_stand_in_every_state_worth_seeing(loaded):
    assert {"asked", "agreed", "confirmed", "declined"} <= set(Exchange.objects.values_list("state", flat=True))


def test_all_of_it_is_marked_as_demonstration(loaded):
    assert not Organisation.objects.exclude(kind=OrganisationKind.NETWORK).filter(demo=False).exists()


def test_loading_again_adds_nothing(loaded):
    before = Organisation.objects.count()
    demo.load(lambda line: None)
    assert Organisation.objects.count() == before


def test_no_card_was_put_forward_before_it_was_published(loaded):
    submissions = Submission.objects.select_related("practice")
    assert submissions
    assert [str(one.practice) for one in submissions if one.submitted_at < one.practice.published_at] == []
    assert [
        str(one.practice) for one in submissions if one.practice.versions.get().at != one.practice.published_at
    ] == []
