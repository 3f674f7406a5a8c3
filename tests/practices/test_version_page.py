"""A version of a card: what it said, whole, and what is different from another one."""

import re

import pytest

from enlacesur.practices import actions
from tests.factories.practices import content, publish
from tests.factories.shelves import on_shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(rivera, lucia):
    """In three versions; its results were told in the second, and told otherwise in the third."""
    practice = publish(rivera, lucia, title="Ferias sin restos", results="Siete ferias.")
    actions.publish(practice, content(title="Ferias sin restos", results="Doce ferias."), 1, by=lucia)
    actions.publish(practice, content(title="Ferias limpias", results="Doce ferias."), 2, by=lucia)
    return practice


def read(client, practice, number, query=""):
    return client.get(f"/soluciones/{practice.pk}/versiones/{number}/{query}").text


def seen(page):
    """What is read of it, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_what_an_earlier_version_said_is_read_whole(client, practice):
    page = read(client, practice, 1)
    whole = page[page.index('id="text"') :]
    assert "Siete ferias." in whole
    assert content()["problem"] in whole


def test_an_earlier_version_says_that_it_is_none_of_today(client, practice):
    assert "Hoy la ficha dice otra cosa" in seen(read(client, practice, 2))
    assert "Hoy la ficha dice otra cosa" not in seen(read(client, practice, 3))


def test_it_is_compared_with_the_one_before(client, practice):
    page = read(client, practice, 3)
    assert "Qué cambió desde la versión 2" in seen(page)
    assert "<del>sin restos</del><ins>limpias</ins>" in page


def test_it_is_compared_with_any_other(client, practice):
    page = read(client, practice, 3, "?con=1")
    assert "Qué cambió desde la versión 1" in seen(page)
    assert "<del>Siete</del><ins>Doce</ins>" in page


def test_the_older_of_the_two_comes_first_whichever_is_asked_for(client, practice):
    page = read(client, practice, 1, "?con=3")
    assert "Qué cambió hasta la versión 3" in seen(page)
    assert "<del>Siete</del><ins>Doce</ins>" in page


@pytest.mark.parametrize("query", ["?con=9", "?con=x", "?con=3", "?con="])
def test_what_is_no_other_version_is_the_one_before(client, practice, query):
    assert "Qué cambió desde la versión 2" in seen(read(client, practice, 3, query))


def test_the_first_version_is_compared_with_nothing(client, practice):
    assert "Qué cambió" not in seen(read(client, practice, 1))


def test_words_that_changed_one_after_another_are_one_change(client, rivera, lucia):
    practice = publish(rivera, lucia, results="Lo midió el hospital.")
    actions.publish(practice, content(results="Ayer se vio en las calles."), 1, by=lucia)
    assert "<del>Lo midió el hospital.</del><ins>Ayer se vio en las calles.</ins>" in read(client, practice, 2)


def test_the_seal_leads_to_the_text_that_was_evaluated(client, rivera, lucia):
    practice = on_shelf(rivera, lucia, results="Siete ferias.")
    actions.publish(practice, content(results="Doce ferias."), 1, by=lucia)
    assert f"/soluciones/{practice.pk}/versiones/1/#text" in client.get(practice.get_absolute_url()).text


def test_there_is_none_beyond_the_last(client, practice):
    assert client.get(f"/soluciones/{practice.pk}/versiones/4/").status_code == 404


def test_terms_and_choices_are_called_as_on_the_card(client, rivera, lucia):
    practice = publish(rivera, lucia)
    actions.publish(practice, content(axes=["2022:environment"], sdgs=["4"], cost="under_5k"), 1, by=lucia)
    page = read(client, practice, 2)
    assert "<ins>Ambiente (2022)</ins>" in page
    assert "Educación de calidad" in page
    assert "menos de US$ 5.000" in page
    assert "under_5k" not in page


def test_a_term_more_is_that_term_alone(client, rivera, lucia):
    practice = publish(rivera, lucia, sdgs=[11])
    actions.publish(practice, content(sdgs=[11, 12]), 1, by=lucia)
    assert "Ciudades y comunidades sostenibles<ins> · Producción y consumo responsables</ins>" in read(
        client, practice, 2
    )
