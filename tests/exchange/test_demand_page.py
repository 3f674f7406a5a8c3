"""The public page of unmet demand, and its file."""

import csv
import random
from io import StringIO

import pytest
from django.utils import translation

from enlacesur.exchange import actions
from enlacesur.taxonomy.models import Term
from enlacesur.taxonomy.vocabulary import terms
from tests.factories.demand import ask_in, ask_one, cover
from tests.factories.exchange import post

pytestmark = pytest.mark.django_db

GREEN, CULTURE = "ambiente-desarrollo-sostenible", "cultura"
PAGE, FILE = "/demanda/", "/demanda/demanda.csv"


def html_of(client, address=PAGE):
    return client.get(address).content.decode()


def lines_of(client):
    content = client.get(FILE).content.decode("utf-8-sig")
    return list(csv.reader(StringIO(content)))


@pytest.fixture
def busy():
    """Three countries, some of whose cities have an answer and some have not."""
    ask_in("UY", unmet=4, met=3, themes=[GREEN], population=20_000)
    ask_in("BR", unmet=3, themes=[GREEN, CULTURE], population=700_000)
    ask_in("AR", unmet=1, met=3, themes=[CULTURE], population=700_000)


def test_an_empty_network_says_what_to_do(client):
    html = html_of(client)
    assert "Todavía no se contó ninguna necesidad" in html
    assert "/necesidades/nueva/" in html


def test_the_themes_stand_by_unmet_demand_and_lead_to_their_needs(client, busy):
    html = html_of(client)
    assert "Sin una buena coincidencia: 7 de 10 necesidades abiertas, 70" in html
    assert html.index(f'href="/necesidades/?theme={GREEN}"') < html.index(f'href="/necesidades/?theme={CULTURE}"')


def test_themes_in_which_nothing_is_missing_are_folded_after_the_others(client, busy):
    ask_in("CL", met=4, themes=["deportes"])
    html = html_of(client)
    folded = html.index("1 temática en la que toda necesidad abierta tiene una buena coincidencia")
    assert (
        html.index(f'href="/necesidades/?theme={CULTURE}"') < folded < html.index('href="/necesidades/?theme=deportes"')
    )
    assert "0 de 4" not in html
    assert "4 necesidades abiertas" in html[folded:]


def test_each_theme_can_be_answered_and_followed(client, busy, lucia):
    client.force_login(lucia)
    html = html_of(client)
    assert f'href="/fortalezas/nueva/?theme={GREEN}"' in html
    assert f'name="themes" value="{GREEN}"' in html
    assert 'name="kinds" value="need"' in html


def test_who_offers_a_strength_from_here_finds_its_theme_chosen(client, lucia):
    client.force_login(lucia)
    html = html_of(client, f"/fortalezas/nueva/?theme={GREEN}&theme=nada")
    assert html.count("checked") == 1


def test_with_too_few_cities_nothing_is_told_but_where_to_look(client, rivera, lucia):
    cover(post(rivera, lucia), good=0)
    html = html_of(client)
    assert "Menos de 3 ciudades que dan su nombre tienen una necesidad abierta" in html
    assert "<table" not in html


def test_the_pages_that_lead_here(client):
    for address in ("/cifras/", "/necesidades/", "/"):
        assert 'href="/demanda/"' in html_of(client, address)


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_it_speaks_the_languages_of_the_reader(client, busy, language):
    prefix = "" if language == "es" else f"/{language}"
    with translation.override(language):
        title = translation.gettext("What cities ask for and nobody answers yet")
    assert f"<h1>{title}</h1>" in html_of(client, prefix + PAGE)


# Who hides their city


@pytest.mark.parametrize("who", ["visitor", "stranger", "joana", "secretary"])
def test_a_hidden_city_is_named_to_nobody(client, request, rivera, lucia, busy, who):
    cover(post(rivera, lucia, hide_city=True), good=0)
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))
    for address in (PAGE, FILE, f"{PAGE}?country=UY", f"{PAGE}?size=medium"):
        assert "Rivera" not in html_of(client, address)


@pytest.mark.parametrize("seed", range(6))
def test_no_number_of_the_file_is_one_or_two(client, seed):
    dice = random.Random(seed)  # noqa: S311  no secret
    for _need in range(30):
        ask_one(
            dice.choice(("AR", "BR", "UY", "CL")),
            dice.choice((0, 0, 3)),
            population=dice.choice((10_000, 10_000, 90_000, 2_000_000)),
            hide_city=dice.random() < 0.2,
            themes=dice.sample([GREEN, CULTURE, "salud"], dice.randrange(3)),
        )
    for line in lines_of(client)[1:]:
        told = [int(cell) for cell in line[5:7] if cell.isdecimal()]
        assert all(n == 0 or n >= 3 for n in [*told, max(told, default=0) - min(told, default=0)])


# The file


def test_the_file_has_what_the_page_has(client, busy):
    lines = lines_of(client)
    label = terms("themes")[GREEN].label
    assert lines[0][:3] == ["Temática", "País", "Habitantes"]
    assert [label, "", "", "", "", "10", "7", "0.70"] in lines
    assert ["", "", "hasta 50.000 habitantes", "", "", "7", "4", "0.57"] in lines


def test_what_a_spreadsheet_would_take_for_a_formula_stays_text(client, busy):
    Term.objects.filter(vocabulary="themes", slug=GREEN).update(labels={"es": "=1+1"})
    terms.cache_clear()
    try:
        assert {line[0] for line in lines_of(client) if "1+1" in line[0]} == {"'=1+1"}
    finally:
        terms.cache_clear()


def test_it_is_a_file_to_keep(client, busy):
    answer = client.get(FILE)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="demanda-')


# What the secretariat sees in addition


@pytest.mark.parametrize("who", ["visitor", "stranger", "lucia", "joana"])
def test_the_needs_behind_a_figure_are_for_the_secretariat_alone(client, request, busy, who):
    if who != "visitor":
        client.force_login(request.getfixturevalue(who))
    assert 'id="behind"' not in html_of(client, f"{PAGE}?theme={GREEN}")


@pytest.fixture
def desk(client, secretary):
    client.force_login(secretary)
    return client


def titles_behind(client, query=""):
    return [need.title for need, _named in client.get(f"{PAGE}{query}").context["behind"]]


def test_it_sees_the_unmet_needs_of_a_figure(desk):
    ask_in("UY", unmet=3, title="De Uruguay", themes=[GREEN])
    ask_in("BR", unmet=1, title="De Brasil", themes=[GREEN])
    ask_in("BR", met=3, title="Con respuesta", themes=[GREEN])
    ask_in("UY", unmet=1, title="De otra temática", themes=[CULTURE])
    assert titles_behind(desk, f"?theme={GREEN}&country=UY") == ["De Uruguay"] * 3
    assert set(titles_behind(desk, f"?theme={GREEN}")) == {"De Uruguay", "De Brasil"}
    assert set(titles_behind(desk, "?country=UY&country=BR")) == {"De Uruguay", "De Brasil", "De otra temática"}


def test_by_size_it_sees_none_that_hides_its_city(desk):
    ask_in("UY", unmet=3, title="Con nombre", population=20_000)
    ask_in("UY", unmet=1, title="Sin nombre", population=20_000, hide_city=True)
    assert titles_behind(desk, "?size=small") == ["Con nombre"] * 3
    assert titles_behind(desk, "?size=large") == []
    assert titles_behind(desk, "?size=unknown") == ["Sin nombre"]


def test_nor_any_for_members_alone_for_no_figure_counts_them(desk):
    ask_in("UY", unmet=3)
    ask_in("UY", unmet=1, title="Solo para miembros", visibility="members")
    assert "Solo para miembros" not in titles_behind(desk)


def test_one_that_was_opened_to_the_secretariat_is_named_to_it(desk, secretary, rivera, lucia, busy):
    need = cover(post(rivera, lucia, hide_city=True), good=0)
    actions.reveal(need, secretary.affiliations.get().organisation, by=lucia)
    assert "Rivera" in html_of(desk)


@pytest.mark.parametrize("query", ["?theme=%00", "?country=XX&size=huge", "?page=-1", "?theme='%20OR%201=1"])
def test_nonsense_in_the_address_is_passed_over(desk, busy, query):
    assert len(titles_behind(desk, query)) == 8


def test_where_no_country_can_be_told_apart_it_says_so(client):
    """Each of so few cities that a figure would single it out; together they are enough."""
    for country in ("UY", "BR", "AR", "CL"):
        ask_in(country, unmet=1, themes=[GREEN])
    html = html_of(client)
    assert "Por país" in html
    assert "Todavía no se distinguen: hacen falta al menos 3 ciudades por cifra." in html
