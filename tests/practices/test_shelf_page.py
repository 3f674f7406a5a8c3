"""The Bank and the Observatory as everybody reads them."""

from datetime import date

import pytest

from enlacesur.matching import index
from enlacesur.network.models import today
from enlacesur.practices import actions, shelving
from enlacesur.practices.figures import figures_of
from enlacesur.practices.models import Shelf
from enlacesur.taxonomy import vocabulary
from tests.factories.network import PersonFactory, affiliate
from tests.factories.practices import publish
from tests.factories.shelves import card, confirm, decide, name, on_shelf, university

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(rivera, canoas, lucia, joana):
    """One practice of each city in the Bank, and a solution that is in none."""
    on_shelf(rivera, lucia, title="Ferias sin restos")
    on_shelf(
        canoas,
        joana,
        decision="distinguished",
        title="Integração tarifária com teleférico",
        axes=["2022:energy-infrastructure"],
        themes=["cultura"],
        language="pt",
    )
    publish(rivera, lucia, title="Plazas con sombra")
    index.rebuild()


def text(client, path="/banco/"):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def titles(client, path):
    return {title for title in ("Ferias sin restos", "teleférico", "Plazas con sombra") if title in text(client, path)}


class TestAmongAllSolutions:
    def test_one_search_goes_through_all_shelves_and_may_be_narrowed_to_one(self, client, bank):
        assert 'href="?q=ferias&amp;shelf=bank"' in text(client, "/soluciones/?q=ferias")
        assert titles(client, "/soluciones/") == {"Ferias sin restos", "teleférico", "Plazas con sombra"}
        assert titles(client, "/soluciones/?shelf=bank") == {"Ferias sin restos", "teleférico"}
        assert titles(client, "/soluciones/?shelf=observatory") == set()

    def test_a_shelf_that_is_none_is_said_to_be_one(self, client, bank):
        assert "Un filtro que aquí no se conoce" in text(client, "/soluciones/?shelf=nada")


class TestTheList:
    def test_it_shows_what_stands_on_the_shelf_with_its_seal(self, client, bank):
        page = text(client)
        assert "Ferias sin restos" in page
        assert f"BBP {today().year}-001" in page
        assert "Plazas con sombra" not in page

    def test_the_other_shelf_does_not(self, client, bank):
        assert titles(client, "/observatorio/") == set()
        assert "Todavía no hay nada aquí" in text(client, "/observatorio/")

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?country=UY", {"Ferias sin restos"}),
            ("?theme=cultura", {"teleférico"}),
            ("?axis=2022:environment", {"Ferias sin restos"}),
            ("?axis=2022:energy-infrastructure&country=BR", {"teleférico"}),
            ("?axis=2022:culture", set()),
            (f"?edition={today().year}", {"Ferias sin restos", "teleférico"}),
            ("?edition=1999", set()),
            ("?criterion=evidence", {"Ferias sin restos", "teleférico"}),
            ("?criterion=beauty", set()),
            ("?university=nadie", set()),
            ("?axis=<script>", set()),
        ],
    )
    def test_a_filter_leaves(self, client, bank, query, expected):
        assert titles(client, f"/banco/{query}") == expected

    def test_words_search_within_it(self, client, bank):
        assert "teleférico" in text(client, "/banco/?q=bilhete integrado teleférico")
        assert "Plazas" not in text(client, "/banco/?q=plazas")

    def test_an_axis_says_how_many_it_leaves(self, client, bank):
        assert 'href="?axis=2022:environment"' in text(client)

    def test_an_empty_one_says_so(self, client, db):
        index.rebuild()
        assert "Todavía no hay nada aquí" in text(client)


class TestEditionsOfAxes:
    def test_a_card_of_an_earlier_edition_is_found_under_the_present_axis(self, client, bank, monkeypatch):
        monkeypatch.setattr(vocabulary.timezone, "localdate", lambda: date(2027, 6, 1))
        page = text(client)
        assert 'href="?axis=2027:climate-environment"' in page
        assert titles(client, "/banco/?axis=2027:climate-environment") == {"Ferias sin restos"}

    def test_and_still_under_its_own(self, client, bank, monkeypatch):
        monkeypatch.setattr(vocabulary.timezone, "localdate", lambda: date(2027, 6, 1))
        assert "Ambiente (2022)" in text(client)
        assert titles(client, "/banco/?axis=2022:environment") == {"Ferias sin restos"}


class TestFigures:
    def test_institutions_are_counted_once_and_countries_without_any_too(self, bank, rivera, lucia):
        on_shelf(rivera, lucia)
        figures = figures_of(Shelf.BANK)
        assert (figures.cards, figures.institutions, figures.countries) == (3, 2, 2)
        shown = {term.slug: n for term, n, _part in figures.balance}
        assert (shown["UY"], shown["BR"], shown["HN"]) == (2, 1, 0)

    def test_a_partner_counts_when_it_has_confirmed(self, bank, rivera, lucia):
        practice = card(rivera, lucia)
        frontera = university()
        part = name(practice, frontera, lucia)
        on_shelf(rivera, lucia)
        before = figures_of(Shelf.BANK).universities
        confirm(part, affiliate(PersonFactory(), frontera).person)
        assert (before, figures_of(Shelf.BANK).universities) == (0, 0)

    def test_what_was_withdrawn_is_not_counted(self, rivera, lucia):
        actions.withdraw(on_shelf(rivera, lucia), "Ya no funciona.", by=lucia)
        assert figures_of(Shelf.BANK).cards == 0

    def test_a_narrowed_list_shows_none(self, client, bank):
        assert "De dónde vienen" in text(client)
        assert "De dónde vienen" not in text(client, "/banco/?country=UY")


class TestTheObservatory:
    def test_it_is_searched_by_university(self, client, rivera, lucia):
        frontera = university()
        elena = affiliate(PersonFactory(), frontera).person
        practice = card(rivera, lucia, title="Ferias sin restos")
        confirm(name(practice, frontera, lucia), elena)
        submission = shelving.put_forward(practice, Shelf.OBSERVATORY, by=lucia)
        decide(submission, "accepted")
        index.rebuild()
        page = text(client, "/observatorio/")
        assert "Universidad de la Frontera" in page
        assert titles(client, f"/observatorio/?university={frontera.slug}") == {"Ferias sin restos"}
        assert figures_of(Shelf.OBSERVATORY).universities == 1
