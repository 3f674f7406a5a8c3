"""The main job of the platform, played by three cities of three countries in two languages on a phone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from playwright.sync_api import expect

from enlacesur.exchange.models import Exchange, Need
from enlacesur.matching import index
from enlacesur.network.models import today
from enlacesur.notifications.models import Interest
from enlacesur.portal import worker
from tests.factories.exchange import begin
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.following import follow_to_the_end
from tests.journeys.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "una-frase-larga-y-propia"
DAY = today() + timedelta(days=40)


class Someone:
    """A person with a phone of their own."""

    def __init__(self, browser, server, javascript, language=""):
        self.server, self.language = server, language
        context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
        context.set_default_timeout(15_000)
        self.page = context.new_page()

    def go(self, path):
        response = self.page.goto(f"{self.server.url}{self.language}{path}")
        assert response.ok, f"{path}: {response.status}"

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name):
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def write(self, **fields):
        for name, text in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(str(text))

    def choose(self, *labels):
        for label in labels:
            self.page.get_by_label(label, exact=True).check()

    def open(self, name):
        self.page.locator("summary", has_text=name).first.click()

    def sees(self, text):
        expect(self.page.locator("body")).to_contain_text(text)

    def signs_in(self, person):
        self.go("/cuenta/login/")
        self.write(login=person.email, password=PASSWORD)
        self.page.locator("form[action$='/login/'] button").first.click()
        expect(self.page).to_have_url(re.compile("/tablero/"))
        return self


def the_worker_works():
    """In a thread of its own, as it is a process of its own: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(work_and_hang_up).result()


def work_and_hang_up():
    follow_to_the_end(worker.drain)
    connections.close_all()


def member(name, country, person, role="official", **fields):
    city = CityFactory(name=name, country=country, **fields)
    someone = PersonFactory(name=person, language="pt-br" if country == "BR" else "es")
    someone.set_password(PASSWORD)
    someone.save()
    someone.emailaddress_set.create(email=someone.email, verified=True, primary=True)
    affiliate(someone, city, role)
    return city, someone


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_cities_share_need_are_matched_told_and_agree(browser, live_server, network, settings, javascript):
    settings.SITE_URL = live_server.url
    settings.MAIL_PATIENCE = 0
    rivera, ramon = member("Rivera", "UY", "Ramón Acosta", "representative", institution="Intendencia de Rivera")
    canoas, joana = member("Canoas", "BR", "Joana Prates", institution="Prefeitura de Canoas", language="pt")
    _rosario, ignacio = member("Rosario", "AR", "Ignacio Belluschi", institution="Municipalidad de Rosario")
    index.rebuild()

    lucia = a_new_person_joins(Someone(browser, live_server, javascript), rivera)
    the_representative_admits(Someone(browser, live_server, javascript).signs_in(ramon), rivera)
    on_canoas = Someone(browser, live_server, javascript, "/pt-br").signs_in(joana)
    canoas_shares_a_solution(on_canoas)
    on_rosario = Someone(browser, live_server, javascript).signs_in(ignacio)
    rosario_states_a_strength_and_offers_an_expert(on_rosario)
    the_worker_works()

    rivera_posts_a_need_and_reads_why(lucia)
    the_worker_works()
    rosario_shares_later_and_the_need_is_found(on_rosario, lucia)
    the_interest_is_named_and_stopped(lucia)
    rivera_asks_and_canoas_proposes_other_dates(lucia, on_canoas)
    both_confirm_and_it_shows(lucia, on_canoas, rivera, canoas)


def a_new_person_joins(lucia, rivera):
    lucia.go("/cuenta/signup/")
    lucia.write(name="Lucía Olivera", email="lucia@rivera.example", password1=PASSWORD)
    lucia.press("Crear la cuenta")
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{2,4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    lucia.write(code=code[1])
    lucia.page.locator("main form button").first.click()
    expect(lucia.page).to_have_url(re.compile("/bienvenida/"))
    lucia.page.locator("select[name=organisation]").select_option(str(rivera.pk))
    lucia.choose("Ambiente y Desarrollo Sostenible")
    lucia.press("Empezar")
    lucia.sees("Pidió actuar en nombre de Intendencia de Rivera")
    return lucia


def the_representative_admits(ramon, rivera):
    ramon.sees("Admitir a Lucía Olivera")
    ramon.go(f"/ciudades/{rivera.slug}/personas/")
    ramon.press("Admitir")
    ramon.sees("Lucía Olivera ahora actúa en nombre de Intendencia de Rivera")


def canoas_shares_a_solution(joana):
    joana.go("/soluciones/nueva/")
    joana.write(title="Compostagem comunitária dos resíduos das feiras livres")
    joana.press("Começar")
    joana.write(
        summary="Cada feira livre tem um ponto verde e a cooperativa de catadores recolhe os restos no mesmo dia.",
        problem="As feiras livres deixavam toneladas de frutas e verduras na rua e tudo ia para o aterro.",
        done="1. Acordo com os feirantes.\n2. Ponto verde em cada feira.\n3. A cooperativa faz a compostagem.",
        results="Em três anos 2.300 toneladas de resíduos orgânicos deixaram de ir para o aterro.",
        figures="2.300 | toneladas que não foram para o aterro",
        started="2020",
    )
    joana.choose("Meio Ambiente e Desenvolvimento Sustentável")
    joana.press("Ver como fica")
    joana.sees("Prévia")
    joana.press("Publicar")
    joana.sees("2.300")
    joana.sees("Primeira publicação")


def rosario_states_a_strength_and_offers_an_expert(ignacio):
    ignacio.go("/fortalezas/nueva/")
    ignacio.write(
        title="Compostaje de restos de ferias en plazas",
        text="Mostramos cómo se acuerda con los feriantes la separación de los restos orgánicos de la feria.",
        per_year="1",
    )
    ignacio.choose("Ambiente y Desarrollo Sostenible", "Pasantía")
    ignacio.press("Ofrecer")
    ignacio.sees("Se ofrece")
    ignacio.go("/experticia/nueva/")
    ignacio.write(name="Julieta Ferraro", profession="licenciada en economía social", hours_per_year="40")
    ignacio.write(
        text="Acordó con las asociaciones de feriantes la separación de residuos de las ferias y su compostaje."
    )
    ignacio.choose("Ambiente y Desarrollo Sostenible")
    ignacio.page.locator("[name=consent]").check()
    ignacio.press("Ofrecer")
    ignacio.sees("Julieta Ferraro")


def rivera_posts_a_need_and_reads_why(lucia):
    lucia.go("/necesidades/nueva/")
    lucia.write(
        title="Reducir los restos orgánicos de cuatro ferias vecinales",
        text="Los domingos quedan dos toneladas de fruta y verdura de la feria en la calle y van al vertedero. "
        "Queremos hacer compostaje de los residuos con poca plata.",
    )
    lucia.page.get_by_text("Temáticas, objetivos, modalidades, fechas (opcional)").click()
    lucia.choose("Ambiente y Desarrollo Sostenible", "Asistencia técnica")
    lucia.press("Publicar la necesidad")
    lucia.sees("Su necesidad está publicada")
    lucia.sees("Compostagem comunitária dos resíduos das feiras livres")
    lucia.sees("Compostaje de restos de ferias en plazas")
    lucia.sees("Julieta Ferraro")
    lucia.sees("Por qué aparece")
    lucia.sees("La misma temática: Ambiente y Desarrollo Sostenible")
    lucia.sees("Está en un país vecino: Brasil")
    lucia.sees("se dice también")


def rosario_shares_later_and_the_need_is_found(ignacio, lucia):
    ignacio.go("/soluciones/nueva/")
    ignacio.write(title="Ferias sin restos: compostaje en la misma feria")
    ignacio.press("Empezar")
    ignacio.write(
        summary="Los feriantes separan la fruta y verdura que no venden y el compost vuelve a las huertas.",
        problem="Cada feria dejaba restos orgánicos en la calle que iban al relleno sanitario.",
        done="1. Acuerdo con feriantes.\n2. Compostera cerrada en una plaza.",
        results="31 ferias hacen compostaje de sus residuos.",
    )
    ignacio.choose("Ambiente y Desarrollo Sostenible")
    ignacio.press("Ver cómo queda")
    ignacio.press("Publicar")
    ignacio.sees("Primera publicación")
    mail.outbox.clear()
    the_worker_works()
    lucia.go("/buzon/")
    lucia.sees("coincide con su necesidad «Reducir los restos orgánicos de cuatro ferias vecinales»")
    assert any("Reducir los restos" in message.body for message in mail.outbox)
    the_worker_works()
    assert Need.objects.get().found.count() == len(set(Need.objects.get().found.values_list("key", flat=True)))


def the_interest_is_named_and_stopped(lucia):
    lucia.sees("Porque sigue: Ambiente y Desarrollo Sostenible")
    lucia.press("Detener este interés")
    lucia.sees("Ya no recibirá avisos de «")
    assert not Interest.objects.filter(person__email="lucia@rivera.example", active=True).exists()


def rivera_asks_and_canoas_proposes_other_dates(lucia, joana):
    need = Need.objects.get()
    lucia.go(f"/necesidades/{need.pk}/")
    offer = lucia.page.locator("article.match", has_text="Compostagem comunitária").first
    offer.get_by_role("link", name="Pedir un intercambio").click()
    lucia.write(message="Queremos ver cómo trabajan con los feriantes.", topic="Compostaje de ferias")
    lucia.write(starts=DAY, ends=DAY + timedelta(days=3))
    lucia.press("Pedir")
    lucia.sees("Espera a la otra ciudad")

    joana.go("/tablero/")
    joana.sees("Compostaje de ferias")
    joana.go(f"/intercambios/{Exchange.objects.get().pk}/")
    joana.open("Propor outras datas ou termos")
    joana.write(starts=DAY + timedelta(days=30), ends=DAY + timedelta(days=33), costs="Rivera paga as passagens")
    joana.press("Propor")
    joana.sees("Espera a outra cidade")

    lucia.go(f"/intercambios/{Exchange.objects.get().pk}/")
    lucia.sees("Rivera paga as passagens")
    lucia.press("Aceptar estos términos")
    lucia.sees("Acordado")


def both_confirm_and_it_shows(lucia, joana, rivera, canoas):
    exchange = begin(Exchange.objects.with_parties().get())
    for someone, button, outcome in (
        (lucia, "Confirmar que se hizo", "Empezamos con una feria y un acuerdo de una página."),
        (joana, "Confirmar que aconteceu", "Aprendemos a falar com feirantes de outro país."),
    ):
        someone.go(f"/intercambios/{exchange.pk}/")
        someone.write(outcome=outcome)
        someone.press(button)
    lucia.go(f"/intercambios/{exchange.pk}/")
    lucia.sees("Confirmado por las dos")
    lucia.sees("Aprendemos a falar com feirantes")
    for city in (rivera, canoas):
        lucia.go(f"/ciudades/{city.slug}/")
        lucia.sees("Compostaje de ferias")
        lucia.sees("Empezamos con una feria")
