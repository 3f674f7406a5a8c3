"""What a person may say that interests them."""

import pytest
from django.db import transaction

from enlacesur.matching import index
from enlacesur.notifications.models import Notification
from enlacesur.practices.shelving import tell_all
from tests.factories.network import CityFactory
from tests.factories.notifications import fan_out
from tests.factories.practices import publish


def test_an_interest_in_nothing_gets_one_sentence_and_no_name_of_the_database(client, lucia):
    client.force_login(lucia)
    html = client.post("/intereses/nuevo/", {"words": " "}).content.decode()
    assert html.count("Elija al menos una cosa") == 1
    assert "interest_in_something" not in html
    assert not lucia.interests.exists()


def html_of(answer):
    return answer.content.decode()


@pytest.fixture
def places(rivera, canoas):
    """Two that are called alike, and one that is not."""
    return [CityFactory(name=name, country=country) for name, country in [("Salto", "UY"), ("Salto Grande", "AR")]]


def chosen(person):
    [kept] = person.interests.all()
    return [str(one) for one in kept.followed]


class TestEachDimensionCanBeChosen:
    """Offered, kept, told by, and counted by the forecast: what a card of Canoas is found by."""

    @pytest.mark.parametrize(
        "criteria",
        [
            {"kinds": ["solution"]},
            {"kinds": ["practice"]},
            {"themes": ["ambiente-desarrollo-sostenible"]},
            {"axes": ["2022:environment"]},
            {"sdgs": ["12"]},
            {"countries": ["BR"]},
            {"sizes": ["large"]},
            {"words": "compostera"},
            {"place": "Canoas"},
        ],
        ids=lambda criteria: next(iter(criteria)),
    )
    def test_by(self, client, canoas, joana, lucia, secretary, criteria):
        card = publish(canoas, joana, axes=["2022:environment"])
        with transaction.atomic():
            tell_all(card, secretary)
        index.rebuild()
        client.force_login(lucia)
        [name] = criteria
        assert f'name="{name}"' in html_of(client.get("/intereses/nuevo/"))
        assert "En los últimos 90 días: 1 aviso" in html_of(
            client.post("/intereses/nuevo/", criteria | {"forecast": "1"})
        )
        client.post("/intereses/nuevo/", criteria)
        fan_out()
        [notice] = Notification.objects.filter(person=lucia)
        assert notice.event.target_id == card.pk
        assert notice.interest.person == lucia


class TestLongListsStandFolded:
    """On a phone what one chooses and what it would bring are near each other."""

    def test_none_is_open_to_begin_with(self, client, lucia):
        client.force_login(lucia)
        page = html_of(client.get("/intereses/nuevo/?countries=BR"))
        assert page.count('<details class="why criterion">') == 6

    def test_the_line_of_each_says_what_is_chosen(self, client, rivera, lucia):
        client.force_login(lucia)
        page = html_of(client.get(f"/intereses/nuevo/?countries=BR&countries=UY&organisations={rivera.pk}"))
        assert ">Brasil, Uruguay</small>" in page
        assert ">Intendencia de Rivera, Uruguay</small>" in page
        assert page.count(">cualquiera</small>") == 4

    def test_what_is_wrong_or_to_be_chosen_yet_is_open(self, client, places, lucia):
        client.force_login(lucia)
        for place in ("Nínive", "salto"):
            page = html_of(client.post("/intereses/nuevo/", {"place": place}))
            opened = page.split('<details class="why criterion" open>')
            assert len(opened) == 2
            assert 'name="place"' in opened[1].split("</details>")[0]


class TestACityIsFoundByItsName:
    def test_the_only_one_is_followed(self, client, places, lucia):
        client.force_login(lucia)
        client.post("/intereses/nuevo/", {"place": "salto gr"})
        assert chosen(lucia) == ["Salto Grande"]

    def test_of_several_one_is_chosen_and_nothing_typed_is_lost(self, client, places, lucia):
        client.force_login(lucia)
        page = html_of(client.post("/intereses/nuevo/", {"place": "salto", "words": "feria"}))
        assert "Hay varias que se llaman así" in page
        for place in places:
            assert f'name="organisations" value="{place.pk}"' in page
        assert 'value="feria"' in page
        assert not lucia.interests.exists()
        client.post("/intereses/nuevo/", {"place": "salto", "organisations": [places[0].pk], "words": "feria"})
        assert chosen(lucia) == ["Salto"]

    def test_what_nobody_is_called_is_said(self, client, places, lucia):
        client.force_login(lucia)
        page = html_of(client.post("/intereses/nuevo/", {"place": "Nínive"}))
        assert "En el directorio no hay ninguna con ese nombre" in page

    def test_one_more_joins_those_that_are_followed(self, client, places, rivera, lucia):
        client.force_login(lucia)
        client.post("/intereses/nuevo/", {"organisations": [places[0].pk]})
        [kept] = lucia.interests.all()
        client.post(f"/intereses/{kept.pk}/", {"organisations": [places[0].pk], "place": "Salto Grande"})
        [kept] = lucia.interests.current()
        assert kept.organisations == sorted(place.pk for place in places)

    def test_while_one_types_the_forecast_names_those_that_were_found(self, client, places, lucia):
        client.force_login(lucia)
        part = html_of(client.post("/intereses/nuevo/", {"place": "salto"}, headers={"HX-Request": "true"}))
        assert "Salto Grande" in part
        assert "<form" not in part
        assert "Elija al menos una cosa" not in part
