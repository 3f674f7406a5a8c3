"""The genealogy of a card as everybody reads it, and what of it stands on other pages."""

import pytest

from enlacesur.network.models import Organisation
from enlacesur.practices import adapting
from enlacesur.practices.models import Practice
from enlacesur.practices.states import AdaptationState
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import adapt, publish


@pytest.fixture
def card(rivera, lucia):
    return publish(rivera, lucia)


@pytest.fixture
def works(card, canoas, joana):
    own = publish(canoas, joana, language="pt", contact_email="feiras@canoas.example")
    adaptation = adapting.link_own_card(adapt(card, canoas, joana, people_reached=54_000), own, by=joana)
    return adapting.go_on(adaptation, AdaptationState.WORKING, by=joana)


def page(client, card):
    return client.get(f"/soluciones/{card.pk}/adaptaciones/").content.decode()


def test_without_adaptations_it_says_what_to_do(client, card):
    html = page(client, card)
    assert "Todavía ninguna ciudad informó que la adapta" in html
    assert "La estamos adaptando" in html


def test_the_drawing_and_the_list_tell_the_same_and_only_the_list_is_read_aloud(client, card, works):
    html = page(client, card)
    drawing, _end, rest = html.partition('aria-hidden="true"><path class="edge')[2].partition("</svg>")
    for part in (drawing, rest):
        assert "Canoas" in part
        assert works.get_absolute_url() in part
    assert drawing.count("<a ") == drawing.count('tabindex="-1"')


def test_the_e_mail_of_who_can_help_is_for_members(client, card, works, lucia, stranger):
    for person, shown in ((None, False), (stranger, False), (lucia, True)):
        if person:
            client.force_login(person)
        assert ("feiras@canoas.example" in page(client, card)) is shown


def test_where_nobody_answers_any_more_members_find_the_institution_s_own(client, card, works, canoas, lucia):
    Organisation.objects.filter(pk=canoas.pk).update(email="gabinete@canoas.example")
    Practice.objects.filter(pk=works.own_practice_id).update(contact_fault="550 No such user")
    client.force_login(lucia)
    html = page(client, card)
    assert "gabinete@canoas.example" in html
    assert "feiras@canoas.example" not in html


def test_the_addresses_of_three_cost_what_one_costs(client, card, works, lucia, django_assert_max_num_queries):
    Practice.objects.update(contact_fault="550 No such user")
    client.force_login(lucia)
    client.get("/")
    with django_assert_max_num_queries(12) as one:
        page(client, card)
    for n in range(2):
        city = CityFactory(email=f"gabinete{n}@ciudad.example")
        by = affiliate(PersonFactory(), city).person
        own = publish(city, by, contact_email=f"ferias{n}@ciudad.example")
        other = adapting.link_own_card(adapt(card, city, by), own, by=by)
        adapting.go_on(other, AdaptationState.WORKING, by=by)
    Practice.objects.update(contact_fault="550 No such user")
    with django_assert_max_num_queries(len(one)):
        assert page(client, card).count("mailto:gabinete") == 2


def test_an_own_card_shows_the_whole_tree_and_from_where_it_comes(client, works, card):
    html = page(client, works.own_practice)
    assert f'Viene de una solución de Intendencia de Rivera: <a href="{card.get_absolute_url()}">' in html
    assert 'aria-current="true"' in html


def test_what_was_abandoned_is_told_with_its_reason(client, card, works, joana):
    adapting.abandon(works, "El terreno quedaba lejos.", by=joana)
    html = page(client, card)
    assert "Lo que no funcionó, y por qué" in html
    assert "El terreno quedaba lejos." in html


def test_ones_own_card_is_not_offered_to_be_adapted(client, card, works, lucia, joana):
    client.force_login(lucia)
    assert "La estamos adaptando" not in page(client, card)
    client.force_login(joana)
    assert "Cómo la adapta su ciudad" in page(client, card)


def test_the_card_tells_who_adapted_it(client, card, works):
    html = client.get(card.get_absolute_url()).content.decode()
    assert "Funciona también en otra ciudad" in html
    assert works.get_absolute_url() in html


def test_a_city_tells_what_it_adapted_and_what_of_its_own_was_adapted(client, card, works, rivera, canoas):
    for city, says in ((canoas, "La adapta de Rivera"), (rivera, "La adapta Canoas")):
        assert says in client.get(city.get_absolute_url()).content.decode()


def test_very_long_names_and_html_do_no_harm(client, card):
    city = CityFactory(name="<script>alert(1)</script> " + "Villa " * 22, institution="", slug="villa")
    by = affiliate(PersonFactory(), city).person
    adaptation = adapt(card, city, by, changes="<img src=x onerror=alert(1)> " * 100, keeps="[x](javascript:alert(1))")
    adapting.abandon(adaptation, "<b>porque</b> " * 100, by=by)
    for html in (page(client, card), client.get(adaptation.get_absolute_url()).content.decode()):
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "javascript:" not in html.replace("[x](javascript:", "")


def test_three_adaptations_cost_what_one_costs(
    client, card, works, lucia, canoas, joana, django_assert_max_num_queries
):
    client.force_login(lucia)
    paths = [f"/soluciones/{card.pk}/adaptaciones/", card.get_absolute_url(), canoas.get_absolute_url()]
    client.get("/")  # vocabularies are read once per process
    counts = []
    for path in paths:
        with django_assert_max_num_queries(12) as one:
            client.get(path)
        counts.append(len(one))
    for _ in range(2):
        city = CityFactory()
        adapt(card, city, affiliate(PersonFactory(), city).person, parent=works, state="working")
        adapt(publish(canoas, joana), city, affiliate(PersonFactory(), city).person)
    for path, count in zip(paths, counts, strict=True):
        with django_assert_max_num_queries(count):
            client.get(path)
