import pytest

from enlacesur.matching import index
from tests.factories.practices import publish


@pytest.fixture
def shelf(rivera, canoas, lucia, joana):
    publish(rivera, lucia)
    publish(canoas, joana, language="pt", title="Integração tarifária com teleférico nas encostas", themes=["cultura"])
    index.rebuild()


def page(client, query=""):
    return client.get(f"/soluciones/{query}").content.decode()


def test_a_facet_says_how_many_it_leaves_and_leads_there(client, shelf):
    html = page(client)
    assert 'href="?country=BR"' in html
    narrowed = page(client, "?country=BR")
    assert "teleférico" in narrowed
    assert "compostaje en la misma feria" not in narrowed


def test_a_second_facet_keeps_the_first(client, shelf):
    assert 'href="?country=BR&amp;theme=cultura"' in page(client, "?country=BR")


def test_a_chosen_facet_can_be_taken_back(client, shelf):
    html = page(client, "?country=BR&theme=cultura")
    assert 'href="?theme=cultura"' in html


def test_hits_are_marked(client, shelf):
    assert "<mark>compostaje</mark>" in page(client, "?q=compostaje")


@pytest.mark.parametrize(
    "query",
    ["?page=999", "?page=abc", "?theme=nada&sdg=99&size=x&language=zz", "?q=%00", "?q=" + "a" * 3000, "?sdg=-1"],
)
def test_nonsense_in_the_address_is_no_fault(client, shelf, query):
    assert client.get(f"/soluciones/{query}").status_code == 200


def test_nothing_found_says_what_to_do(client, shelf):
    assert "Publicar una necesidad" in page(client, "?q=astronauta")


@pytest.mark.parametrize("query", ["?theme=zzz", "?sdg=99", "?language=xx", "?country=QQ"])
def test_a_filter_that_nobody_knows_is_said_to_be_one(client, rivera, lucia, query):
    publish(rivera, lucia)
    index.rebuild()
    page = client.get(f"/soluciones/{query}").text
    assert "Un filtro que aquí no se conoce" in page
    assert f">{query.partition('=')[2]} <" not in page
    assert '<a class="chip" aria-current="true" href="?">' in page
