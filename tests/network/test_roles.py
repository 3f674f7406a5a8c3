"""Making somebody representative, and handing over."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.network.actions import ask_to_join, change_role
from enlacesur.network.models import Affiliation, Role
from tests.factories.network import PersonFactory, affiliate


@pytest.fixture
def decide_url():
    return lambda person: f"/personas/{person.affiliations.get().pk}/"


def role_of(person):
    return person.affiliations.get().role


def test_the_representative_makes_a_colleague_representative_and_steps_back(ramon, lucia):
    change_role(lucia.affiliations.get(), Role.REPRESENTATIVE, by=ramon)
    change_role(ramon.affiliations.get(), Role.OFFICIAL, by=ramon)
    assert (role_of(lucia), role_of(ramon)) == (Role.REPRESENTATIVE, Role.OFFICIAL)


def test_the_last_one_stays_until_there_is_another(ramon):
    with pytest.raises(NotNow):
        change_role(ramon.affiliations.get(), Role.OFFICIAL, by=ramon)
    assert role_of(ramon) == Role.REPRESENTATIVE


def test_the_person_is_told_once(ramon, lucia):
    for _time in range(2):
        change_role(lucia.affiliations.get(), Role.REPRESENTATIVE, by=ramon)
    told = Event.objects.get(verb="affiliation.role_changed")
    assert told.audience_ids == [lucia.pk]


@pytest.mark.parametrize("who", ["lucia", "joana", "stranger"])
def test_nobody_else_changes_roles(request, who, ramon, lucia):
    with pytest.raises(PermissionDenied):
        change_role(lucia.affiliations.get(), Role.REPRESENTATIVE, by=request.getfixturevalue(who))


def test_the_secretariat_does(secretary, lucia):
    change_role(lucia.affiliations.get(), Role.REPRESENTATIVE, by=secretary)
    assert role_of(lucia) == Role.REPRESENTATIVE


def test_who_only_asks_has_no_role_to_change(ramon, stranger, rivera):
    with pytest.raises(NotNow):
        change_role(ask_to_join(stranger, rivera), Role.REPRESENTATIVE, by=ramon)


@pytest.mark.django_db(transaction=True)
def test_two_who_step_back_at_once_leave_one(rivera):
    people = [affiliate(PersonFactory(), rivera, role="representative").person for _ in range(2)]

    def step_back(person):
        try:
            change_role(person.affiliations.get(), Role.OFFICIAL, by=person)
        except (NotNow, PermissionDenied):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(step_back, people)) == [False, True]
    assert Affiliation.objects.active().representatives().filter(organisation=rivera).count() == 1


class TestPage:
    def test_the_role_is_changed_on_the_page_of_the_people(self, client, ramon, lucia, decide_url):
        client.force_login(ramon)
        html = client.post(decide_url(lucia), {"step": "role", "role": "representative"}, follow=True).content.decode()
        assert "Lucía Olivera tiene ahora el papel de representante." in html

    @pytest.mark.parametrize("role", ["", "king", "representative' --"])
    def test_a_role_that_is_none_changes_nothing(self, client, ramon, lucia, decide_url, role):
        client.force_login(ramon)
        assert client.post(decide_url(lucia), {"step": "role", "role": role}, follow=True).status_code == 200
        assert role_of(lucia) == Role.OFFICIAL

    def test_the_other_city_changes_nothing(self, client, joana, lucia, decide_url):
        client.force_login(joana)
        answer = client.post(decide_url(lucia), {"step": "role", "role": "representative"})
        assert answer.status_code == 403
        assert role_of(lucia) == Role.OFFICIAL
