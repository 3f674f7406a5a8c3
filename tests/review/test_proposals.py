from django.db import connection
from django.test.utils import CaptureQueriesContext

from enlacesur.review import actions, community
from enlacesur.review.proposals import proposals
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import THEME, assigned, evaluator, put_forward


def names(assessment):
    return [row.evaluator.person.name for row in proposals(assessment)]


def called(secretary, name, **profile):
    return evaluator(secretary, affiliate(PersonFactory(name=name), CityFactory()).person, **profile)


def test_who_knows_the_theme_and_reads_the_language_comes_first(assessment, secretary):
    called(secretary, "Otro tema", themes=["cultura"])
    called(secretary, "Otro idioma", languages=["pt"])
    called(secretary, "Ambos")
    assert names(assessment) == ["Ambos", "Otro idioma", "Otro tema"]


def test_each_says_what_speaks_for_it(assessment, secretary):
    called(secretary, "Ambos")
    (row,) = proposals(assessment)
    assert (row.fit, [term.slug for term in row.themes], row.reads, row.load) == (90, [THEME], True, 0)
    assert [term.slug for term in row.goals] == ["11"]


def test_of_equals_who_has_least_to_do(assessment, rivera, lucia, secretary):
    busy = called(secretary, "Con trabajo")
    assigned(put_forward(rivera, lucia, 2), secretary, busy)
    called(secretary, "Libre")
    assert names(assessment) == ["Libre", "Con trabajo"]


def test_who_has_no_room_comes_after_those_who_have(assessment, rivera, lucia, secretary):
    full = called(secretary, "Sin lugar", at_once=1)
    assigned(put_forward(rivera, lucia, 2), secretary, full)
    called(secretary, "Otro tema", themes=[])
    assert names(assessment) == ["Otro tema", "Sin lugar"]
    assert [row.assignable for row in proposals(assessment)] == [True, False]


def test_who_stands_too_near_comes_last_with_the_reason(assessment, secretary, rivera):
    near = called(secretary, "De Rivera")
    affiliate(near.person, rivera)
    called(secretary, "Otro tema", themes=[], languages=["en"])
    rows = proposals(assessment)
    assert [row.evaluator.person.name for row in rows] == ["Otro tema", "De Rivera"]
    assert (rows[1].assignable, rows[1].conflicts) == (
        False,
        ["Trabaja en Intendencia de Rivera, o lo hizo en los últimos tres años."],
    )


def test_who_is_asked_already_or_declined_or_rests_is_not_proposed(assessment, secretary):
    assigned(assessment, secretary, called(secretary, "Ya está"))
    declined = assigned(assessment, secretary, called(secretary, "Dijo que no"))
    actions.decline(declined, "No puedo.", by=declined.evaluator.person)
    resting = called(secretary, "Descansa")
    community.rest(resting, by=secretary)
    assert names(assessment) == []


def test_many_cost_what_one_costs(assessment, secretary, django_assert_num_queries):
    called(secretary, "Una")
    proposals(assessment)
    with CaptureQueriesContext(connection) as one:
        proposals(assessment)
    for _number in range(30):
        evaluator(secretary)
    with django_assert_num_queries(len(one)):
        assert len(proposals(assessment)) == 31
