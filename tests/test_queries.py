"""Every list costs the same with one and with three rows, and no page more than twelve queries."""

import pytest

from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.network.actions import ask_to_join
from enlacesur.notifications.fanout import tell
from enlacesur.notifications.models import Interest
from enlacesur.practices import importing, shelving
from enlacesur.practices.models import Shelf
from tests.factories.announcements import announce
from tests.factories.bank import file, row
from tests.factories.demand import ask_in, cover
from tests.factories.exchange import agree, ask, offer_expert, offer_strength, post
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, make_due, post_letters, reachable
from tests.factories.practices import publish
from tests.factories.shelves import card, confirm, name, on_shelf

MOST = 12
LISTS = [
    "/",
    "/buscar/?q=ferias",
    "/soluciones/",
    "/soluciones/?q=ferias&country=BR",
    "/banco/",
    "/observatorio/?q=ferias",
    "/banco/incrustar/",
    "/banco/lista.csv",
    "/soluciones/{solution}/instituciones/",
    "/soluciones/{solution}/postular/bank/",
    "/necesidades/",
    "/demanda/",
    "/fortalezas/",
    "/experticia/",
    "/intercambios/",
    "/ciudades/",
    "/ciudades/{rivera}/",
    "/ciudades/{rivera}/personas/",
    "/temas/ambiente-desarrollo-sostenible/",
    "/tablero/",
    "/buzon/",
    "/intereses/",
    "/necesidades/{need}/",
]
OF_SECRETARIAT = [
    "/banco/importar/",
    "/comunicados/",
    "/comunicados/{announcement}/",
    "/correo/",
    "/demanda/",
]


@pytest.fixture
def live(rivera, canoas, ramon, joana):
    """Rivera with an interest, and a way to make one more of everything."""
    Interest.objects.create(person=ramon, kinds=["solution", "strength", "expert"])

    def one_more():
        need = cover(post(rivera, ramon), good=0)
        ask_in("UY", unmet=3)
        publish(canoas, joana)
        solution = card(rivera, ramon)
        confirm(name(solution, canoas, ramon), joana)
        shelving.put_forward(solution, Shelf.BANK, by=ramon)
        on_shelf(rivera, ramon)
        strength = offer_strength(canoas, joana)
        offer_strength(rivera, ramon)
        offer_expert(canoas, joana)
        agree(ask(rivera, canoas, ramon, need=need, strength=strength), joana)
        other = CityFactory(name="Salto", country="UY")
        ask(other, rivera, affiliate(PersonFactory(), other).person)
        ask_to_join(PersonFactory(), rivera)
        Interest.objects.create(person=ramon, words="feria")
        tell(list(Event.objects.order_by("id")))
        index.rebuild()
        return {"need": need.pk, "solution": solution.pk}

    return one_more


@pytest.mark.parametrize("path", LISTS)
def test_three_rows_cost_what_one_costs(client, vocabularies, live, rivera, ramon, path, django_assert_max_num_queries):
    client.force_login(ramon)
    address = path.format(rivera=rivera.slug, **live())
    with django_assert_max_num_queries(MOST) as one:
        client.get(address)
    live()
    live()
    with django_assert_max_num_queries(len(one)):
        assert client.get(address).status_code == 200


@pytest.fixture
def desk(secretary, rivera):
    """A way to have one more person, who gets one more announcement with all the others, and one more list."""

    def one_more():
        importing.keep(file(row()), "banco.csv", Shelf.BANK, by=secretary)
        reachable(affiliate(PersonFactory(), rivera).person)
        ask_in("UY", unmet=3, hide_city=True)
        announcement = announce(secretary)
        fan_out()
        make_due()
        post_letters()
        return announcement

    return one_more


@pytest.mark.parametrize("path", OF_SECRETARIAT)
def test_so_it_is_at_the_desk_of_the_secretariat(
    client, vocabularies, desk, secretary, path, django_assert_max_num_queries
):
    client.force_login(secretary)
    first = desk()
    with django_assert_max_num_queries(MOST) as one:
        client.get(path.format(announcement=first.pk))
    desk()
    third = desk()
    with django_assert_max_num_queries(len(one)):
        assert client.get(path.format(announcement=third.pk)).status_code == 200
