"""What a person wrote with refusals and answers: seen in one place, and erased everywhere at once."""

import pytest

from enlacesur.exchange import agreement
from enlacesur.network.actions import ask_to_join, end, refuse
from enlacesur.network.models import Affiliation
from enlacesur.practices import adapting
from enlacesur.practices.models import Remark
from tests.factories.exchange import ask
from tests.factories.notifications import fan_out
from tests.factories.practices import adapt, publish

PAGE = "/mi-cuenta/palabras/"


@pytest.fixture
def declined(rivera, canoas, lucia, joana):
    return agreement.decline(ask(rivera, canoas, lucia), canoas, "Ana está de licencia.", by=joana)


def words(client, person):
    client.force_login(person)
    return client.get(PAGE).content.decode()


def erase(client, person, place):
    client.force_login(person)
    return client.post(PAGE, {"place": place}, follow=True).content.decode()


def test_they_see_what_they_wrote_and_nobody_elses(client, declined, lucia, joana):
    assert "Ana está de licencia." in words(client, joana)
    assert "Ana está de licencia." not in words(client, lucia)


def test_what_is_erased_is_gone_from_the_thing_and_from_the_others_inbox(client, declined, lucia, joana):
    fan_out()
    client.force_login(lucia)
    assert "Ana está de licencia." in client.get("/buzon/").content.decode()
    assert "Borrado" in erase(client, joana, f"exchange.closing_reason:{declined.pk}")
    client.force_login(lucia)
    for page in ("/buzon/", declined.get_absolute_url()):
        assert "licencia" not in client.get(page).content.decode()


def test_what_was_disputed_before_stays_when_the_last_word_is_erased(client, rivera, lucia, canoas, joana):
    adaptation = adapt(publish(rivera, lucia), canoas, joana)
    told = {name: getattr(adaptation, name) for name in adapting.TOLD}
    for reason in ("No nos visitaron.", "Tampoco nos llamaron."):
        adapting.dispute(adaptation, reason, by=lucia)
        adapting.tell_changes(adaptation, told, None, by=joana)
    erase(client, lucia, f"adaptation.remark:{Remark.objects.latest('id').pk}")
    page = client.get(adaptation.get_absolute_url()).content.decode()
    assert "No nos visitaron." in page
    assert "Tampoco" not in page


@pytest.mark.parametrize("who", ["lucia", "stranger", "secretary"])
def test_nobody_erases_anothers(client, declined, request, who):
    erase(client, request.getfixturevalue(who), f"exchange.closing_reason:{declined.pk}")
    declined.refresh_from_db()
    assert declined.closing_reason == "Ana está de licencia."


@pytest.mark.parametrize("place", ["", "nada", "exchange.closing_reason:x", "exchange.message:1"])
def test_a_place_that_is_none_erases_nothing(client, declined, joana, place):
    assert "Ana está de licencia." in erase(client, joana, place)


def test_what_they_said_for_a_city_is_the_citys_once_they_have_left_it(client, declined, canoas, joana):
    Affiliation.objects.filter(person=joana).update(role="official")
    end(joana.affiliations.get(), by=joana)
    assert "licencia" not in words(client, joana)


def test_what_they_wrote_to_an_institution_that_did_not_admit_them_is_theirs(client, rivera, ramon, stranger):
    asked = ask_to_join(stranger, rivera, message="Trabajo en la feria.")
    refuse(asked, by=ramon, reason="No trabaja aquí.")
    erase(client, stranger, f"affiliation.message:{asked.pk}")
    asked.refresh_from_db()
    assert (asked.message, asked.reason) == ("…", "No trabaja aquí.")
