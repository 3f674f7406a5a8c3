"""A request comes by mail with all that is needed to answer it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from enlacesur.exchange import agreement
from enlacesur.network.models import today
from enlacesur.notifications.actions import new_feed_key
from tests.factories.exchange import ask, offer_strength, proposal
from tests.factories.notifications import all_goes_out, fan_out, reachable

pytestmark = pytest.mark.django_db
STARTS = date(today().year + 1, 3, 9)
TERMS = {
    "starts": STARTS,
    "ends": STARTS + timedelta(days=4),
    "people": "Dos técnicas de la feria.",
    "costs": "Rivera paga los pasajes; Canoas, el alojamiento & la comida.",
}
MESSAGE = "Queremos ver cómo lo hacen. " * 60  # more than a digest says of a card


@pytest.fixture
def asked(rivera, canoas, lucia, joana):
    reachable(lucia, joana)
    strength = offer_strength(canoas, joana)
    found = ask(rivera, canoas, lucia, proposal(**TERMS), strength=strength)
    type(found).objects.update(message=MESSAGE)
    return found


def got(smtp, person):
    all_goes_out()
    return [mail for mail in smtp.got if mail.to == person.email][-1]


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_question_says_what_when_how_who_and_who_pays_in_the_readers_language(smtp, asked, joana):
    mail = got(smtp, joana)
    for said in (
        MESSAGE.strip(),
        "Modalidade: Estágio",
        f"De: 9 de mar. de {STARTS.year}",
        f"Até: 13 de mar. de {STARTS.year}",
        "Quem participa: Dos técnicas de la feria.",
        "Quem paga o quê: Rivera paga los pasajes; Canoas, el alojamiento & la comida.",
        "De onde vem: Compostagem dos resíduos das feiras livres",
    ):
        assert said in mail.text
        assert said.replace("&", "&amp;") in words(mail.html)


def test_and_leads_to_where_it_is_answered(smtp, asked, joana):
    mail = got(smtp, joana)
    label = "Aceitar, recusar ou propor outros termos"
    [link] = re.findall(rf'<a href="([^"]+)"[^>]*>{label}</a>', mail.html)
    assert f"{label}: {link}" in mail.text


def test_the_link_leads_the_city_to_the_page_that_accepts_and_declines(smtp, client, asked, joana):
    [link] = re.findall(r'<a href="[^"]*(/[^/"]+/avisos/[^"]+)"[^>]*>Aceitar', got(smtp, joana).html)
    client.force_login(joana)
    page = client.get(link, follow=True).content.decode()
    for step in ("accept", "counter", "decline"):
        assert reverse("exchange_step", args=[asked.pk, step]).removeprefix("/es") in page


def test_other_terms_come_with_their_word_and_with_what_they_are(smtp, asked, canoas, lucia, joana):
    later = proposal(starts=STARTS + timedelta(days=7), note="En marzo hay feria.", costs="Mitad y mitad.")
    agreement.counter(asked, later, canoas, by=joana)
    text = got(smtp, lucia).text
    for said in ("En marzo hay feria.", f"Desde: 16 mar {STARTS.year}", "Quién paga qué: Mitad y mitad."):
        assert said in text
    assert "Dos técnicas" not in text  # of the terms before


def test_what_was_agreed_comes_with_its_dates_and_asks_nothing(smtp, asked, lucia, joana):
    agreement.accept(asked, asked.provider, by=joana, terms_number=1)
    text = got(smtp, lucia).text
    assert f"Desde: 9 mar {STARTS.year}" in text
    assert "Aceptar" not in text


def test_what_is_left_open_is_left_out(smtp, rivera, canoas, lucia, joana):
    reachable(joana)
    ask(rivera, canoas, lucia)
    text = got(smtp, joana).text
    assert "Modalidade: Estágio" in text
    assert "Quem paga" not in text
    assert "De onde vem" not in text


def test_the_private_feed_says_the_same(client, asked, joana):
    new_feed_key(joana)
    fan_out()
    feed = client.get(f"/privado/{joana.preferences.feed_key}/avisos.atom", follow=True).content.decode()
    assert "Modalidade: Estágio" in feed
    assert "alojamiento &amp;amp; la comida" in feed


def test_the_inbox_says_the_same(client, asked, joana):
    fan_out()
    client.force_login(joana)
    page = words(client.get("/pt-br/buzon/").content.decode())
    assert "Modalidade Estágio" in page
    assert f"De 9 de mar. de {STARTS.year}" in page


def test_what_waits_for_an_answer_comes_first_whatever_was_told_after_it(smtp, asked, rivera, canoas, lucia, joana):
    other = ask(rivera, canoas, lucia, proposal(topic="Otro"))
    agreement.cancel(other, rivera, "Cambió el equipo.", by=lucia)
    mail = got(smtp, joana)
    assert mail.subject.strip().startswith("Intendencia de Rivera pede à sua cidade um intercâmbio")
    assert mail.text.index("Modalidade") < mail.text.index("Cambió el equipo.")
