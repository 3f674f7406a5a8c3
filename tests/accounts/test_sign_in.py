import re

import pytest
from allauth.account.models import EmailAddress

pytestmark = pytest.mark.django_db


def test_between_the_address_and_the_password_there_is_nothing_else_to_stop_at(client):
    page = client.get("/cuenta/login/").content.decode()
    between = page.split('name="login"')[1].split('name="password"')[0]
    assert re.findall(r"<(?:a|button)\b", between) == []


def test_who_forgot_the_password_finds_the_way_once(client):
    main = client.get("/cuenta/login/").content.decode().split("<main")[1]
    assert main.count('href="/cuenta/password/reset/"') == 1


def test_labels_say_what_to_write_and_nothing_says_it_twice(client):
    for path in ("/cuenta/login/", "/cuenta/signup/"):
        form = client.get(path).content.decode().split("<main")[1].split("</main")[0]
        assert "placeholder=" not in form


def test_whoever_opens_an_account_is_told_that_the_password_may_be_left_out(client):
    page = client.get("/cuenta/signup/").content.decode()
    assert "Sin contraseña, ingresa con un código que llega a su correo." in page
    assert page.index('name="name"') < page.index('name="email"') < page.index('name="password1"')


def test_after_signing_in_everything_is_in_the_language_that_the_person_chose(client, joana):
    joana.set_password("ciudades-hermanas")
    joana.save()
    EmailAddress.objects.create(user=joana, email=joana.email, verified=True, primary=True)
    answer = client.post("/cuenta/login/", {"login": joana.email, "password": "ciudades-hermanas"})
    assert answer.url == "/pt-br/tablero/"


def test_but_whoever_was_on_the_way_somewhere_gets_there(client, joana):
    joana.set_password("ciudades-hermanas")
    joana.save()
    EmailAddress.objects.create(user=joana, email=joana.email, verified=True, primary=True)
    data = {"login": joana.email, "password": "ciudades-hermanas", "next": "/necesidades/nueva/"}
    assert client.post("/cuenta/login/", data).url == "/necesidades/nueva/"
