"""«We are adapting this»: the form by which it begins."""

import pytest

from enlacesur.practices.models import Adaptation
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import adapt, publish

SENT = {"keeps": "La separación en el puesto.", "changes": "Recoge una cooperativa.", "state": "planned"}


@pytest.fixture
def card(rivera, lucia):
    return publish(rivera, lucia)


@pytest.fixture
def salto(card):
    """Another city that adapts it."""
    city = CityFactory(name="Salto")
    return adapt(card, city, affiliate(PersonFactory(), city).person)


def send(client, card, query="", **changes):
    return client.post(f"/soluciones/{card.pk}/adaptar/{query}", SENT | changes)


def test_two_answers_are_enough(client, card, joana, canoas):
    client.force_login(joana)
    assert send(client, card).status_code == 302
    begun = Adaptation.objects.get()
    assert (begun.organisation, begun.language, begun.state) == (canoas, "pt", "planned")


def test_from_whom_it_learnt_comes_in_the_address(client, card, salto, joana):
    client.force_login(joana)
    html = client.get(f"/soluciones/{card.pk}/adaptar/?de={salto.pk}").content.decode()
    assert f'<option value="{salto.pk}" selected>' in html
    send(client, card, parent=salto.pk)
    assert Adaptation.objects.last().parent == salto


@pytest.mark.parametrize("query", ["?de=abc", "?de=-1", "?de=" + "9" * 30, "?de=0"])
def test_nonsense_in_the_address_is_no_fault(client, card, joana, query):
    client.force_login(joana)
    assert client.get(f"/soluciones/{card.pk}/adaptar/{query}").status_code == 200


def test_one_of_another_solution_is_no_choice(client, card, rivera, lucia, canoas, joana):
    other = adapt(publish(rivera, lucia), canoas, joana)
    client.force_login(joana)
    assert send(client, card, parent=other.pk).status_code == 422


def test_what_was_abandoned_needs_its_reason_and_nothing_is_lost(client, card, joana):
    client.force_login(joana)
    answer = send(client, card, state="abandoned")
    assert answer.status_code == 422
    assert SENT["changes"] in answer.content.decode()
    assert not Adaptation.objects.exists()


def test_who_has_told_it_already_goes_on_from_there(client, card, canoas, joana):
    told = adapt(card, canoas, joana)
    client.force_login(joana)
    assert client.get(f"/soluciones/{card.pk}/adaptar/").url == told.get_absolute_url()
    answer = send(client, card)
    assert answer.status_code == 422
    assert "Su ciudad ya cuenta cómo adapta esto." in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"cost_usd": "-5"}, {"started": "20"}, {"people_reached": "9" * 30}, {"state": "otro"}, {"keeps": " "}]
)
def test_what_is_written_wrongly_gets_its_sentence(client, card, joana, wrong):
    client.force_login(joana)
    answer = send(client, card, **wrong)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
