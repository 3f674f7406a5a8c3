"""What a card says is needed, beside what a city has said of itself."""

import re
from html import unescape

import pytest

from enlacesur.matching import index
from enlacesur.practices.models import Adaptation
from enlacesur.practices.readiness import readiness
from tests.factories.exchange import offer_expert, offer_strength, post
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import adapt, publish

COMPOST = "Un predio para el compostaje de los restos de las ferias libres"
TRAM = "Un geólogo que mida las grietas de la ladera"


@pytest.fixture
def card(rivera, lucia):
    return publish(rivera, lucia, requirements=[COMPOST, TRAM], cost="20k_100k")


def ready(card, city, said=()):
    index.rebuild()
    return readiness(card, city, dict(said))


def page(client, card):
    return client.get(f"/soluciones/{card.pk}/preparacion/")


def test_what_a_city_has_said_of_itself_answers_and_the_rest_is_a_gap(card, canoas, joana):
    offer_strength(canoas, joana)
    has, gap = ready(card, canoas).lines
    assert has.answer in ("has", "partly")
    assert has.own.match.document.organisation_id == canoas.pk
    assert has.own.reasons
    assert (gap.answer, gap.own) == ("gap", None)


def test_only_the_citys_own_documents_speak_for_it(card, canoas, rivera, lucia, joana):
    offer_strength(rivera, lucia)
    assert ready(card, canoas).gaps == 2


def test_a_gap_has_the_best_that_others_offer_with_the_reason(card, canoas):
    other = CityFactory(name="La Paz")
    by = affiliate(PersonFactory(), other).person
    offer_expert(other, by, profession="geólogo", text="Mide las grietas de la ladera con los vecinos.")
    _compost, gap = ready(card, canoas).lines
    assert gap.filler.match.document.organisation_id == other.pk
    assert gap.filler.reasons


def test_what_nobody_fills_is_posted_as_a_need_without_typing_it_again(client, card, joana):
    client.force_login(joana)
    index.rebuild()
    html = page(client, card).content.decode()
    address = unescape(re.search(r'href="(/necesidades/nueva/[^"]+)"', html)[1])
    form = client.get(address).content.decode()
    assert f'value="{COMPOST}"' in form
    assert form.count("checked") >= len(card.themes) > 0
    assert '<option value="es" selected>' in form  # of the card, whose words they are, not of Joana's city


def test_nonsense_in_that_address_is_left_out(client, joana):
    client.force_login(joana)
    form = client.get("/necesidades/nueva/?title=%3Cb%3E%00&theme=nada&theme=%00&language=eo").content.decode()
    assert 'value="&lt;b&gt;"' in form
    assert '<option value="pt" selected>' in form


def test_the_card_does_not_fill_the_gap_that_it_names(card, canoas):
    assert [line.filler for line in ready(card, canoas).lines] == [None, None]


def test_needs_of_others_are_never_shown(card, canoas, rivera, lucia):
    other = CityFactory()
    by = affiliate(PersonFactory(), other).person
    post(other, by, title=TRAM, text=COMPOST, visibility="members", hide_city=True)
    assert [line.filler for line in ready(card, canoas).lines] == [None, None]


def test_size_and_the_ceiling_of_ones_own_need_are_held_against_the_card(card, canoas, joana):
    post(canoas, joana, title=card.title, text=card.problem, ceiling_usd=5_000)
    found = ready(card, canoas)
    assert found.speaks_against == ["Empezar cuesta desde US$ 20.000; su tope es US$ 5.000"]


def test_the_citys_own_word_goes_before_what_was_found(card, canoas):
    lines = ready(card, canoas, {COMPOST: ["has", "El vivero municipal."]}).lines
    assert (lines[0].answer, lines[0].corrected, lines[0].note) == ("has", True, "El vivero municipal.")


def test_a_city_corrects_an_answer(client, card, canoas, joana):
    adapt(card, canoas, joana)
    index.rebuild()
    client.force_login(joana)
    assert "No es así" in page(client, card).content.decode()
    sent = {
        "prefix": "line-0",
        "line-0-requirement": COMPOST,
        "line-0-answer": "has",
        "line-0-note": "El <b>vivero</b>.",
    }
    client.post(f"/soluciones/{card.pk}/preparacion/", sent)
    assert Adaptation.objects.get().readiness == {COMPOST: ["has", "El <b>vivero</b>."]}
    assert "El &lt;b&gt;vivero" in page(client, card).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"prefix": "line-0"},
        {"prefix": "line-0", "line-0-requirement": "Otra cosa", "line-0-answer": "has"},
        {"prefix": "line-0", "line-0-requirement": COMPOST, "line-0-answer": "quizás"},
    ],
)
def test_nonsense_corrects_nothing(client, card, canoas, joana, sent):
    adapt(card, canoas, joana)
    client.force_login(joana)
    assert client.post(f"/soluciones/{card.pk}/preparacion/", sent).status_code == 302
    assert Adaptation.objects.get().readiness == {}


def test_without_an_adaptation_there_is_nothing_to_correct(client, card, joana):
    client.force_login(joana)
    assert "No es así" not in page(client, card).content.decode()
    assert client.post(f"/soluciones/{card.pk}/preparacion/", {}).status_code == 404


def test_what_a_city_lacks_is_seen_by_its_own_people_alone(client, card, canoas, joana, lucia, stranger):
    adaptation = adapt(card, canoas, joana)
    for person, shown in ((joana, True), (lucia, False), (stranger, False)):
        client.force_login(person)
        html = client.get(adaptation.get_absolute_url()).content.decode()
        assert ("lo que su ciudad tiene" in html) is shown


def test_a_card_that_says_nothing_says_so(client, rivera, lucia, joana):
    client.force_login(joana)
    assert "La ficha todavía no dice qué hace falta" in page(client, publish(rivera, lucia)).content.decode()


def test_what_is_needed_is_on_the_card_and_is_found(client, card):
    assert TRAM in client.get(card.get_absolute_url()).content.decode()
    index.rebuild()
    assert card.title in client.get("/soluciones/?q=grietas").content.decode()


def test_twelve_lines_take_no_more_queries_than_one(client, rivera, lucia, joana, django_assert_max_num_queries):
    index.rebuild()
    client.force_login(joana)
    short, long = publish(rivera, lucia, requirements=["uno"]), publish(rivera, lucia, requirements=["uno"] * 12)
    client.get("/")
    with django_assert_max_num_queries(12) as one:
        page(client, short)
    with django_assert_max_num_queries(len(one)):
        page(client, long)
