import re

import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.exchange import actions
from enlacesur.exchange.documents import needs as documents
from enlacesur.exchange.models import Need
from enlacesur.exchange.states import NeedState
from enlacesur.journal.models import Event
from enlacesur.matching import index
from tests.factories.exchange import post
from tests.factories.practices import publish


def test_people_of_another_city_do_not_edit(rivera, lucia, joana):
    with pytest.raises(PermissionDenied):
        actions.edit_need(post(rivera, lucia), {"title": "Otra cosa"}, by=joana)


def test_a_need_for_members_is_not_for_the_public(client, rivera, lucia, joana, stranger):
    need = post(rivera, lucia, visibility="members")
    for person, status in ((None, 404), (stranger, 404), (joana, 200), (lucia, 200)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(need.get_absolute_url()).status_code == status


@pytest.fixture
def nameless(rivera, lucia):
    return post(rivera, lucia, hide_city=True)


@pytest.mark.parametrize("path", ["{need}", "/necesidades/", "/", "/temas/ambiente-desarrollo-sostenible/"])
def test_a_city_without_its_name_is_named_nowhere(client, nameless, rivera, joana, path):
    client.force_login(joana)
    html = client.get(path.format(need=nameless.get_absolute_url())).content.decode()
    assert nameless.title in html
    assert "Rivera" not in html


def test_nor_on_its_own_citys_public_page(client, nameless, rivera):
    assert nameless.title not in client.get(rivera.get_absolute_url()).content.decode()


def test_nor_in_the_index_nor_in_the_journal(nameless):
    document = next(documents([nameless.pk]))
    assert (document.organisation, document.city) == ("", "")
    event = Event.objects.get(verb="need.posted")
    assert (event.organisation_name, event.actor_name) == ("", "")


def test_opened_to_a_candidate_it_is_named_to_that_one_alone(client, nameless, canoas, lucia, joana, stranger):
    actions.reveal(nameless, canoas, by=lucia)
    client.force_login(joana)
    assert "Rivera" in client.get(nameless.get_absolute_url()).content.decode()
    client.force_login(stranger)
    assert "Rivera" not in client.get(nameless.get_absolute_url()).content.decode()


def test_the_page_says_how_much_each_reason_weighs(client, rivera, lucia, canoas, joana):
    publish(canoas, joana)
    need = post(rivera, lucia)
    index.rebuild()
    client.force_login(lucia)
    html = client.get(need.get_absolute_url()).content.decode()
    shares = [float(number.replace(",", ".")) for number in re.findall(r'class="share num">([\d,]+)\s%', html)]
    assert shares
    assert 0 < sum(shares) <= 100 + len(shares)  # each is rounded


def test_met_and_open_again(rivera, lucia):
    need = actions.settle_need(post(rivera, lucia), NeedState.MET, by=lucia, note="Con ayuda de Canoas.")
    assert not Need.objects.open().exists()
    assert actions.settle_need(need, NeedState.OPEN, by=lucia).closing_note == ""


def test_a_closed_need_is_not_met(rivera, lucia):
    need = actions.settle_need(post(rivera, lucia), NeedState.CLOSED, by=lucia)
    with pytest.raises(NotNow):
        actions.settle_need(need, NeedState.MET, by=lucia)


def test_a_city_that_may_help_says_so_once(rivera, lucia, canoas, joana):
    need = post(rivera, lucia)
    actions.offer_help(need, canoas, "Tenemos una cooperativa.", by=joana)
    actions.offer_help(need, canoas, "Otra vez.", by=joana)
    assert [offer.message for offer in need.offers.all()] == ["Tenemos una cooperativa."]
    assert Event.objects.get(verb="help.offered").audience_ids == [rivera.pk]


def test_a_form_with_too_few_words_keeps_them_and_says_why(client, lucia):
    client.force_login(lucia)
    html = client.post("/necesidades/nueva/", {"title": "Ayuda", "text": "Basura en <b>ferias</b>"}).content.decode()
    assert "con tan pocas palabras nadie puede ayudar" in html
    assert "Basura en &lt;b&gt;ferias&lt;/b&gt;" in html


@pytest.mark.parametrize("text", ["x " * 25_000, "<script>alert(1)</script> de la basura en ferias", "需要帮助 " * 9])
def test_hostile_text_is_kept_as_text(client, lucia, text):
    client.force_login(lucia)
    sent = {"title": "Título", "text": text, "language": "es", "visibility": "public"}
    answer = client.post("/necesidades/nueva/", sent, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_nul_letter_is_refused_beside_its_field(client, lucia):
    client.force_login(lucia)
    sent = {"title": "T\x00", "text": "Cinco palabras de verdad aquí", "language": "es", "visibility": "public"}
    assert client.post("/necesidades/nueva/", sent).status_code == 422
    assert not Need.objects.exists()
