from datetime import timedelta

import pytest

from enlacesur.core.states import NotNow
from enlacesur.network.actions import ask_to_join, end
from enlacesur.network.models import Mandate, Organisation, today
from enlacesur.review import actions, community, subjects
from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.models import conflicting
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import assigned, evaluator, put_forward


@pytest.fixture
def salto(db):
    return CityFactory(name="Salto", country="UY", region="")


@pytest.fixture
def who(secretary, salto):
    return evaluator(secretary, affiliate(PersonFactory(name="Marta Evaluadora"), salto).person)


def conflicts(who, assessment):
    return conflicts_of([who], assessment).get(who.pk, [])


def near(who):
    """The other half of the same policy: what the database keeps from this person."""
    return set(Organisation.objects.filter(pk__in=conflicting(who.person)).values_list("name", flat=True))


def test_who_is_far_has_none(who, assessment, rivera):
    assert conflicts(who, assessment) == []
    assert rivera.name not in near(who)


def test_who_works_at_a_party(who, assessment, rivera):
    affiliate(who.person, rivera)
    assert conflicts(who, assessment) == ["Trabaja en Intendencia de Rivera, o lo hizo en los últimos tres años."]
    assert rivera.name in near(who)


@pytest.mark.parametrize(("days", "holds"), [(0, True), (1090, True), (1200, False)])
def test_who_worked_there_for_three_years_after(who, assessment, rivera, days, holds):
    affiliation = affiliate(who.person, rivera)
    end(affiliation, by=who.person)
    affiliation.refresh_from_db()
    affiliation.since, affiliation.until = today() - timedelta(days=2000), today() - timedelta(days=days)
    affiliation.save()
    assert bool(conflicts(who, assessment)) == holds
    assert (rivera.name in near(who)) == holds


def test_who_was_never_admitted_there_has_none(who, assessment, rivera):
    end(ask_to_join(who.person, rivera), by=who.person)
    assert conflicts(who, assessment) == []


def test_who_holds_a_post_there(who, assessment, rivera):
    Mandate.objects.create(
        organisation=rivera, post="mayor", title="Intendente", name="M", person=who.person, since=today()
    )
    assert conflicts(who, assessment)
    assert rivera.name in near(who)


def test_whom_a_party_presents(secretary, assessment, rivera):
    assert conflicts(evaluator(secretary, PersonFactory(), organisation=rivera), assessment)


class TestOfTheSameCity:
    """A university and a city hall of one place are neighbours; two cities of one name are not."""

    @pytest.fixture
    def university(self, db):
        return CityFactory(kind="university", name="Universidad del Norte", region="Rivera", country="UY")

    def test_the_university_of_the_city(self, who, assessment, university, rivera):
        affiliate(who.person, university)
        assert conflicts(who, assessment) == ["Es de la misma ciudad que Intendencia de Rivera."]
        assert rivera.name in near(who)

    def test_the_city_of_the_university(self, who, university, rivera, secretary):
        affiliate(who.person, rivera)
        assert conflicts(who, put_forward(university, secretary))
        assert university.name in near(who)

    def test_accents_do_not_tell_cities_apart(self, who, secretary):
        affiliate(who.person, CityFactory(name="Córdoba", country="AR"))
        other = CityFactory(kind="cso", name="Asociación", region="Cordoba", country="AR")
        assert conflicts(who, put_forward(other, secretary))
        assert other.name in near(who)

    def test_a_city_of_that_name_in_another_country(self, who, assessment, university, rivera):
        university.country = "CO"
        university.save()
        affiliate(who.person, university)
        assert conflicts(who, assessment) == []
        assert rivera.name not in near(who)

    def test_two_cities_of_one_name_and_country(self, who, assessment, rivera):
        affiliate(who.person, CityFactory(name="Rivera", country="UY", region="Otro"))
        assert conflicts(who, assessment) == []
        assert rivera.pk not in conflicting(who.person)

    def test_institutions_whose_city_nobody_knows(self, who, secretary):
        affiliate(who.person, CityFactory(kind="university", name="A", region="", country="UY"))
        other = CityFactory(kind="university", name="B", region="", country="UY")
        assert conflicts(who, put_forward(other, secretary)) == []
        assert "B" not in near(who)


def test_a_declared_tie(who, assessment, rivera):
    community.declare_tie(who, rivera, "Es la ciudad de su familia.", by=who.person)
    assert conflicts(who, assessment) == ["Declaró un vínculo con Intendencia de Rivera: Es la ciudad de su familia."]
    assert rivera.name in near(who)


def test_a_project_of_the_last_three_years_that_a_feature_knows(who, assessment, rivera, salto):
    asked = []

    def source(own, parties, since):
        asked.append((set(own), set(parties)))
        return [(salto.pk, "Salto y Rivera hacen juntas un proyecto desde 2025.")]

    subjects.register_ties(source)
    assert conflicts(who, assessment) == ["Salto y Rivera hacen juntas un proyecto desde 2025."]
    assert asked == [({salto.pk}, {rivera.pk})]


def test_what_a_feature_learns_later_ends_it_too(who, assessment, salto, secretary):
    evaluation = assigned(assessment, secretary, who)
    subjects.register_ties(lambda own, parties, since: [(salto.pk, "Firmaron un convenio este año.")])
    with pytest.raises(NotNow, match="Firmaron un convenio"):
        actions.accept(evaluation, by=who.person)


def test_who_decides(assessment, secretary, who):
    office = secretary.affiliations.get().organisation
    affiliate(who.person, office)
    assert conflicts(who, assessment) == ["Actúa en nombre de la Secretaría, que decide."]
