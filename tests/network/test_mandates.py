"""Who is in charge, as the institution itself publishes it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.network.actions import end_mandate, publish_mandate
from enlacesur.network.models import Mandate, today

YESTERDAY = today() - timedelta(days=1)


def mandate(organisation, by, **fields):
    fields = {"post": "mayor", "title": "Intendenta", "name": "Elvira Sanguinetti", "since": date(2025, 7, 10)} | fields
    return publish_mandate(Mandate(organisation=organisation, **fields), by=by)


def test_the_public_page_shows_who_is_in_charge(client, rivera, ramon):
    mandate(rivera, ramon)
    assert "Elvira Sanguinetti" in client.get(rivera.get_absolute_url()).content.decode()


def test_a_new_head_of_government_ends_the_one_before(rivera, ramon):
    before = mandate(rivera, ramon)
    mandate(rivera, ramon, name="Otro Intendente", since=today())
    before.refresh_from_db()
    assert before.until == YESTERDAY
    assert [row.name for row in rivera.mandates.in_force()] == ["Otro Intendente"]


def test_it_can_be_read_as_of_a_day(rivera, ramon):
    mandate(rivera, ramon)
    mandate(rivera, ramon, name="Otro Intendente", since=today())
    assert [row.name for row in rivera.mandates.in_force(YESTERDAY)] == ["Elvira Sanguinetti"]


def test_an_ended_post_is_shown_no_more_and_kept(client, rivera, ramon):
    end_mandate(mandate(rivera, ramon), by=ramon)
    assert "Elvira Sanguinetti" not in client.get(rivera.get_absolute_url()).content.decode()
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("who", ["lucia", "joana", "stranger"])
def test_only_the_representative_or_the_secretariat_publishes(request, rivera, who):
    with pytest.raises(PermissionDenied):
        mandate(rivera, request.getfixturevalue(who))


def test_a_day_that_has_not_come_gets_its_sentence(client, rivera, ramon):
    client.force_login(ramon)
    sent = {"name": "X", "title": "Y", "post": "mayor", "since": str(today() + timedelta(days=9))}
    html = client.post(f"/ciudades/{rivera.slug}/personas/", sent).content.decode()
    assert "Ese día todavía no llegó" in html
    assert 'value="X"' in html
