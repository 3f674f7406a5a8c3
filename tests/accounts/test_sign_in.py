import re

import pytest

pytestmark = pytest.mark.django_db


def test_between_the_address_and_the_password_there_is_nothing_else_to_stop_at(client):
    page = client.get("/cuenta/login/").content.decode()
    between = page.split('name="login"')[1].split('name="password"')[0]
    assert re.findall(r"<(?:a|button)\b", between) == []


def test_who_forgot_the_password_finds_the_way_once(client):
    main = client.get("/cuenta/login/").content.decode().split("<main")[1]
    assert main.count('href="/cuenta/password/reset/"') == 1
