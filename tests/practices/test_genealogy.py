"""Trees of adaptations: they stay trees whatever is told, count nobody twice, and large ones are folded."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enlacesur.core.states import NotNow
from enlacesur.notifications.deadlines import deadlines
from enlacesur.practices import actions, adapting
from enlacesur.practices.documents import solutions
from enlacesur.practices.drawing import map_of, tree_of
from enlacesur.practices.genealogy import MOST_SHOWN, ORIGIN, Genealogy, root_of
from enlacesur.practices.models import Adaptation, Practice, Remark
from enlacesur.practices.states import AdaptationState
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import adapt, publish


@pytest.fixture
def card(rivera, lucia):
    return publish(rivera, lucia)


def told(adaptation):
    return {name: getattr(adaptation, name) for name in adapting.TOLD}


def grow(card, parents, **fields):
    """Adaptations as rows, the n-th under that of the given place before it, or under the card."""
    grown = []
    for place in parents:
        parent = grown[place] if place is not None else None
        row = {"organisation": CityFactory(), "keeps": "a", "changes": "b", "asked_at": timezone.now(), **fields}
        grown.append(Adaptation.objects.create(root=card, practice=card, parent=parent, **row))
    return grown


# Trees


def test_who_adapts_an_adapters_own_card_goes_on_in_the_same_tree(card, canoas, joana, secretary, lucia):
    adaptation = adapt(card, canoas, joana)
    adapting.link_own_card(adaptation, own := publish(canoas, joana), by=joana)
    third = adapt_by_new_city(own)
    assert (third.parent, third.root) == (adaptation, card)
    assert Genealogy(own).here == adaptation.pk
    assert root_of(own) == card


def adapt_by_new_city(card):
    city = CityFactory()
    return adapt(card, city, affiliate(PersonFactory(), city).person)


def test_what_grew_from_a_card_before_it_was_linked_goes_on_growing_there(card, canoas, joana):
    own = publish(canoas, joana)
    early = adapt_by_new_city(own)
    adaptation = adapting.link_own_card(adapt(card, canoas, joana), own, by=joana)
    early.refresh_from_db()
    assert (early.parent, early.root) == (adaptation, card)


def test_a_card_is_not_linked_into_the_tree_that_grew_from_it(card, rivera, canoas, joana, lucia):
    own = publish(canoas, joana)
    adapting.link_own_card(adapt(card, canoas, joana), own, by=joana)
    back = adapt(own, rivera, lucia)
    with pytest.raises(NotNow):
        adapting.link_own_card(back, card, by=lucia)


def test_anothers_card_a_draft_and_one_that_is_linked_are_not_ones_own(card, rivera, canoas, joana, lucia):
    adaptation = adapt(card, canoas, joana)
    draft = actions.create(canoas, by=joana, title="Borrador", language="pt")
    for wrong in (publish(rivera, lucia), draft):
        with pytest.raises(NotNow):
            adapting.link_own_card(adaptation, wrong, by=joana)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parents=st.lists(st.integers(0, 7), min_size=2, max_size=8),
    moves=st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=12),
)
def test_whatever_is_said_of_who_learnt_from_whom_it_stays_a_tree(card, secretary, parents, moves):
    Adaptation.objects.update(parent=None)
    Adaptation.objects.all().delete()
    grown = grow(card, [parent % place if place and parent % 3 else None for place, parent in enumerate(parents)])
    for one, other in moves:
        adaptation = grown[one % len(grown)]
        teacher = None if other is None else grown[other % len(grown)]
        with suppress(NotNow):
            adapting.tell_changes(adaptation, told(adaptation), teacher, by=secretary)
    genealogy = Genealogy(card)
    assert sorted(genealogy.below(ORIGIN)) == [ORIGIN, *(row.pk for row in grown)]
    assert genealogy.sizes[ORIGIN] == len(grown) + 1


# Where


def test_the_map_has_a_dot_for_each_place_and_a_ring_where_it_began(client, card):
    for longitude in (-63.0, -68.1, -68.1):
        grow(card, [None], organisation=CityFactory(longitude=longitude))
    grow(card, [None], organisation=CityFactory(latitude=None, longitude=None))
    drawn = map_of(Genealogy(card))
    assert (drawn.dots.count("M"), len(drawn.named)) == (2, 1)
    assert "El círculo es Rivera" in client.get(f"/soluciones/{card.pk}/adaptaciones/").content.decode()


# What is credited


def test_impact_is_credited_to_the_origin_and_to_each_adapter(card):
    one, two, _three = grow(card, [None, 0, None], state="working", worked_since=2022, people_reached=100, cost_usd=7)
    genealogy = Genealogy(card)
    assert (genealogy.impact.cities, genealogy.impact.people, genealogy.impact.cost) == (3, 300, 21)
    assert (genealogy.credit(one.pk).cities, genealogy.credit(two.pk).people) == (2, 100)


def test_a_city_that_tried_twice_counts_once(card, canoas):
    abandoned = {"state": "abandoned", "abandonment": Remark.objects.create(text="Sin terreno.")}
    grow(card, [None], organisation=canoas, people_reached=50, **abandoned)
    grow(card, [None], organisation=canoas, people_reached=80, state="working", worked_since=2024)
    impact = Genealogy(card).impact
    assert (impact.adaptations, impact.cities, impact.people) == (2, 1, 80)
    assert (impact.working, impact.abandoned, impact.under_way) == (1, 1, 0)


def test_the_origin_that_learns_back_is_no_credit_to_itself(card, rivera):
    grow(card, [None, 0])
    Adaptation.objects.filter(pk=Adaptation.objects.last().pk).update(organisation=rivera)
    assert Genealogy(card).impact.cities == 1


def test_only_where_it_works_people_are_reached(card):
    grow(card, [None], people_reached=100)
    assert Genealogy(card).impact.people == 0


# Who can help


def test_who_can_help_first_in_the_readers_language_and_of_a_similar_size(card):
    works = {"state": "working", "worked_since": 2020}
    for language, population in (("pt", 90_000), ("es", 2_000_000), ("es", 100_000)):
        grow(card, [None], language=language, organisation=CityFactory(population=population), **works)
    grow(card, [None], language="es", organisation=CityFactory(population=85_000))
    helpers = Genealogy(card).helpers("es", 85_000)
    assert [one.organisation.population for one in helpers] == [100_000, 2_000_000, 90_000]


# Large ones


def chain(card, length):
    return grow(card, [None, *range(length - 1)])


def test_a_long_line_is_folded_below_some_generations(card):
    chain(card, 12)
    tree = tree_of(Genealogy(card))
    assert tree.rows[-1].more == 6
    assert all(row.x < 200 for row in tree.rows)


def test_a_broad_one_is_folded_and_the_largest_branches_are_drawn(card, django_assert_max_num_queries):
    first = grow(card, [None] * 60)[-1]
    for _ in range(3):
        grow_under(card, first)
    with django_assert_max_num_queries(3):
        branches, more = Genealogy(card).shown
    assert [len(branches), more] == [MOST_SHOWN, 20]
    assert [branch.more for branch in branches if branch.adaptation.pk == first.pk] == [3]


def grow_under(card, parent):
    Adaptation.objects.create(
        root=card, practice=card, parent=parent, organisation=CityFactory(), asked_at=timezone.now()
    )


def test_ten_thousand_adaptations_are_a_readable_page(client, card, canoas):
    cities = [CityFactory(name=f"Ciudad {n}") for n in range(3)]
    why = Remark.objects.create(text="Sin terreno.")
    rows = [
        Adaptation(
            root=card,
            practice=card,
            organisation=cities[n % 3],
            keeps="a",
            changes="b",
            state=AdaptationState.ABANDONED,
            abandonment=why,
            asked_at=timezone.now(),
        )
        for n in range(10_000)
    ]
    made = Adaptation.objects.bulk_create(rows, 1000)
    for place, row in enumerate(made[1:], 1):
        row.parent = made[place - 1] if place % 4 else None
    Adaptation.objects.bulk_update(made, ["parent"], 2000)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/soluciones/{card.pk}/adaptaciones/")
    assert answer.status_code == 200
    assert len(answer.content) < 150_000
    assert len(queries) <= 12
    assert "más</a>" in answer.content.decode()


def test_a_withdrawn_card_stays_in_the_tree_and_says_so(client, card, canoas, joana, lucia):
    adapt(card, canoas, joana)
    actions.withdraw(card, "Los datos eran de otro año.", by=lucia)
    html = client.get(f"/soluciones/{card.pk}/adaptaciones/").content.decode()
    assert "la solución original; su ficha se retiró." in html
    assert "Prefeitura de Canoas" in html
    assert Practice.objects.get().state == "withdrawn"


# What is found


def test_that_it_works_elsewhere_stands_behind_a_card_once_it_is_confirmed(card, canoas, joana, lucia):
    def evidence():
        return next(solutions([card.pk])).evidence

    adaptation = adapt(card, canoas, joana, state="working")
    assert evidence() == 0
    adapting.confirm(adaptation, by=lucia)
    assert evidence() == 1
    adapting.abandon(adaptation, "Cambió el equipo.", by=joana)
    assert evidence() == 0


def test_the_city_that_was_learnt_from_owes_its_word_within_a_month(card, rivera, canoas, joana, lucia):
    adaptation = adapt(card, canoas, joana)
    day = timezone.localdate()
    (due,) = deadlines([rivera.pk], day, day + timedelta(days=30))
    assert (due.title, due.day) == (f"Diga si Canoas adapta «{card.title}»", day + timedelta(days=30))
    adapting.confirm(adaptation, by=lucia)
    assert deadlines([rivera.pk], day, day + timedelta(days=30)) == []
