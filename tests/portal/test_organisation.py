"""A member's page: what it has published, and nothing that is not for the reader."""

from enlacesur.exchange.agreement import confirm
from tests.factories.exchange import agree, ask, begin, offer_expert, offer_strength, post
from tests.factories.practices import publish


def page(client, organisation):
    return client.get(organisation.get_absolute_url()).content.decode()


def test_it_shows_all_that_the_city_shares(client, canoas, joana):
    things = [publish(canoas, joana), offer_strength(canoas, joana), offer_expert(canoas, joana), post(canoas, joana)]
    html = page(client, canoas)
    for thing in things:
        assert thing.title in html
    assert "Ambiente y Desarrollo Sostenible" in html


def test_an_exchange_that_is_only_asked_is_nobody_elses(client, rivera, canoas, lucia):
    exchange = ask(rivera, canoas, lucia)
    assert str(exchange) not in page(client, canoas)


def test_an_agreed_one_shows_on_both_pages(client, rivera, canoas, lucia, joana):
    exchange = agree(ask(rivera, canoas, lucia), joana)
    for city in (rivera, canoas):
        assert str(exchange) in page(client, city)


def test_a_confirmed_one_with_what_came_of_it(client, rivera, canoas, lucia, joana):
    exchange = begin(agree(ask(rivera, canoas, lucia), joana))
    confirm(exchange, rivera, "Empezamos con una feria.", by=lucia)
    confirm(exchange, canoas, "Aprendemos.", by=joana)
    assert "Empezamos con una feria." in page(client, rivera)


def test_a_need_for_members_is_not_on_the_public_page(client, rivera, lucia):
    need = post(rivera, lucia, visibility="members")
    assert need.title not in page(client, rivera)


def test_the_secretariat_has_no_such_page(client, secretary):
    assert client.get("/ciudades/secretaria/").status_code == 404


def test_a_city_with_nothing_says_so(client, rivera):
    html = page(client, rivera)
    assert "Todavía no compartió una solución." in html
    assert "Todavía no las publicó." in html
