"""Whether a university is a public one: the secretariat says it, on the page of its people."""

import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.journal.models import Event
from enlacesur.network.actions import tell_whether_public
from tests.factories.network import CityFactory, PersonFactory, affiliate


@pytest.fixture
def frontera(db):
    return CityFactory(name="Universidad de la Frontera", kind="university", slug="frontera")


def known(university):
    university.refresh_from_db()
    return university.public


def test_nobody_knows_until_it_is_said(frontera):
    assert known(frontera) is None


@pytest.mark.parametrize(("said", "public"), [("true", True), ("false", False), ("unknown", None)])
def test_the_secretariat_says_it(client, frontera, secretary, said, public):
    client.force_login(secretary)
    assert "¿Es una universidad pública?" in client.get("/ciudades/frontera/personas/").content.decode()
    client.post("/ciudades/frontera/publica/", {"public": said})
    assert known(frontera) is public


def test_it_is_noted_who_said_it_once(frontera, secretary):
    for _time in range(2):
        tell_whether_public(frontera, True, by=secretary)
    assert Event.objects.get(verb="organisation.public").actor_id == secretary.pk


def test_not_its_own_representative(client, frontera):
    rector = affiliate(PersonFactory(), frontera, role="representative").person
    client.force_login(rector)
    assert "¿Es una universidad pública?" not in client.get("/ciudades/frontera/personas/").content.decode()
    with pytest.raises(PermissionDenied):
        tell_whether_public(frontera, True, by=rector)
    assert client.post("/ciudades/frontera/publica/", {"public": "true"}).status_code == 403
    assert known(frontera) is None


def test_of_a_city_it_is_not_asked(client, rivera, secretary):
    client.force_login(secretary)
    assert "universidad pública" not in client.get(f"/ciudades/{rivera.slug}/personas/").content.decode()
    assert client.post(f"/ciudades/{rivera.slug}/publica/", {"public": "true"}).status_code == 404
