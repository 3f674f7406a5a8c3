"""The list of a shelf on other sites."""

import html

import pytest

from enlacesur.matching import index
from enlacesur.network.models import today
from enlacesur.practices import actions, shelving
from enlacesur.practices.models import Shelf
from tests.factories.network import PersonFactory, affiliate
from tests.factories.practices import publish
from tests.factories.shelves import card, confirm, decide, name, on_shelf, university

pytestmark = pytest.mark.django_db
EMBEDDED = ("/banco/incrustar/", "/observatorio/incrustar/")
TITLES = ("Ferias sin restos", "Integração tarifária", "Plazas con sombra")


@pytest.fixture
def bank(rivera, canoas, lucia, joana):
    """One practice of each city in the Bank, one of them with a university, and a solution that is in none."""
    frontera = university(slug="frontera")
    on_shelf(rivera, lucia, title="Ferias sin restos")
    integrated = {"title": "Integração tarifária", "axes": ["2022:energy-infrastructure"], "themes": ["cultura"]}
    practice = card(canoas, joana, language="pt", **integrated)
    confirm(name(practice, frontera, joana), affiliate(PersonFactory(), frontera).person)
    decide(shelving.put_forward(practice, Shelf.BANK, by=joana), "distinguished")
    publish(rivera, lucia, title="Plazas con sombra")
    index.rebuild()


def shown(client, query=""):
    page = client.get(f"/banco/incrustar/{query}").text
    return {title for title in TITLES if title in page}


class TestFraming:
    @pytest.mark.parametrize("path", EMBEDDED)
    def test_any_site_may_frame_it(self, client, path):
        answer = client.get(path)
        assert "X-Frame-Options" not in answer
        assert "frame-ancestors *" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("path", ["/", "/banco/", "/observatorio/", "/soluciones/", "/cuenta/login/"])
    def test_and_no_other_page(self, client, path):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize("path", EMBEDDED)
    def test_all_else_stays_as_strict(self, client, path):
        framed = client.get(path)["Content-Security-Policy"].replace("frame-ancestors *", "frame-ancestors 'none'")
        assert sorted(framed.split("; ")) == sorted(client.get("/")["Content-Security-Policy"].split("; "))

    def test_it_shows_the_same_to_who_is_signed_in(self, client, bank, lucia):
        before = client.get(EMBEDDED[0]).text
        client.force_login(lucia)
        assert client.get(EMBEDDED[0]).text == before
        assert "<form" not in before
        assert "<header" not in before
        assert "<footer" not in before

    def test_its_links_leave_the_frame(self, client, bank):
        page = client.get(EMBEDDED[0]).text
        assert page.count("<a ") == page.count('target="_top"') == 3

    @pytest.mark.parametrize("prefix", ["/pt-br", "/en"])
    def test_its_links_stay_in_the_language_of_the_address(self, client, bank, prefix):
        page = client.get(f"{prefix}{EMBEDDED[0]}").text
        assert f'href="{prefix}/soluciones/' in page
        assert f'href="{prefix}/banco/"' in page


class TestTheList:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", {"Ferias sin restos", "Integração tarifária"}),
            ("?country=UY", {"Ferias sin restos"}),
            ("?theme=cultura", {"Integração tarifária"}),
            ("?axis=2022:environment", {"Ferias sin restos"}),
            ("?university=frontera", {"Integração tarifária"}),
            (f"?edition={today().year}&country=BR", {"Integração tarifária"}),
            ("?edition=1999", set()),
            ("?q=ferias", {"Ferias sin restos"}),
            ("?country=%00&axis=<script>", set()),
        ],
    )
    def test_it_has_the_filters_of_the_page(self, client, bank, query, expected):
        assert shown(client, query) == expected

    @pytest.mark.parametrize(("n", "rows"), [("1", 1), ("0", 1), ("50", 2), ("9999999999", 2), ("-1", 2), ("x", 2)])
    def test_as_many_as_are_asked_for(self, client, bank, n, rows):
        assert len(shown(client, f"?n={n}")) == rows

    def test_fifty_at_most(self, client, bank, monkeypatch):
        monkeypatch.setattr("enlacesur.practices.views.shelves.MOST_FRAMED", 1)
        assert len(shown(client, "?n=50")) == 1

    def test_what_was_withdrawn_is_gone(self, client, rivera, lucia):
        actions.withdraw(on_shelf(rivera, lucia, title="Ferias sin restos"), "Ya no.", by=lucia)
        index.rebuild()
        assert shown(client) == set()

    def test_an_empty_one_says_so(self, client):
        assert "Todavía no hay nada aquí" in client.get(EMBEDDED[1]).text

    def test_it_leads_to_the_whole_list_with_its_filters(self, client, bank):
        assert 'href="/banco/?country=UY"' in client.get("/banco/incrustar/?country=UY&n=3&evil=1").text

    def test_it_costs_no_query_per_row(self, client, bank, django_assert_max_num_queries):
        client.get("/")
        with django_assert_max_num_queries(2):
            client.get(EMBEDDED[0])


class TestTheSnippet:
    def test_it_is_what_the_page_shows_now(self, client, bank, settings):
        settings.SITE_URL = "https://red.example"
        page = client.get('/banco/?country=UY&axis=2022:environment&q="><script>').text
        snippet = html.unescape(page.partition("readonly>")[2].partition("</textarea>")[0])
        assert snippet.startswith(
            '<iframe src="https://red.example/banco/incrustar/?q=%22%3E%3Cscript%3E&amp;axis=2022'
        )
        assert "country=UY" in snippet
        assert "<script>" not in page.partition("<iframe")[0].partition("readonly>")[2]
        assert "&lt;iframe" in page

    def test_of_another_language_it_is_in_that(self, client, bank):
        assert "/pt-br/banco/incrustar/" in client.get("/pt-br/banco/").text
