"""The list of a shelf as a file."""

import csv

import pytest
from django.utils import translation

from enlacesur.matching import index, search
from enlacesur.practices import actions, bank_names, lists
from enlacesur.practices.bank_columns import names_of
from enlacesur.practices.bank_file import Entry, check, rows_of
from enlacesur.practices.bank_names import Directory
from enlacesur.practices.models import Practice, Shelf
from enlacesur.practices.views import shelves
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms
from tests.factories.bank import another, brought_in, row
from tests.factories.practices import publish
from tests.factories.shelves import on_shelf, university

pytestmark = pytest.mark.django_db
PATH = "/banco/lista.csv"


@pytest.fixture
def bank(rivera, canoas, lucia, joana):
    on_shelf(rivera, lucia, title="+54 ferias", contact_name="Ana Pereyra", figures=[["31", "ferias"]])
    on_shelf(canoas, joana, title="Integração tarifária", language="pt", cost="under_5k", requirements=["Um acordo"])
    publish(rivera, lucia, title="Plazas con sombra")
    index.rebuild()


def text(client, path=PATH):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    content = answer.getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    return content.decode("utf-8-sig")


def rows(client, path=PATH):
    return list(csv.DictReader(text(client, path).splitlines()))


def test_it_has_what_stands_on_the_shelf(client, bank):
    assert {one["Título"] for one in rows(client)} == {"'+54 ferias", "Integração tarifária"}
    assert rows(client, "/observatorio/lista.csv") == []


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "＝1+1"])
def test_no_cell_is_run_as_a_formula(client, rivera, lucia, title):
    on_shelf(rivera, lucia, title=title, summary=title, lessons=title, figures=[["-3", "grados"]], links=[])
    index.rebuild()
    cells = [cell for line in csv.reader(text(client).splitlines()) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize(
    ("prefix", "axes", "goals", "language"),
    [
        ("", ("Ejes", "Planificación urbana y ordenamiento territorial (2022)"), ("ODS", "11 "), ("Idioma", "Español")),
        ("/pt-br", ("Eixos", "(2022)"), ("ODS", "Paz, justiça"), ("Idioma", "Espanhol")),
    ],
)
def test_it_speaks_in_words_and_not_in_codes(client, rivera, lucia, prefix, axes, goals, language):
    on_shelf(rivera, lucia, axes=["2022:urban-planning"], sdgs=[11, 16])
    index.rebuild()
    (line,) = rows(client, f"{prefix}{PATH}")
    for column, said in (axes, goals, language):
        assert said in line[column]
    assert "2022:" not in text(client, f"{prefix}{PATH}")


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_what_it_calls_axes_and_goals_is_understood_of_every_edition(language):
    with translation.override(language):
        for code, term in terms(Vocabulary.AXES).items():
            assert bank_names.axes(f"{term.label} ({term.edition}); {code}", "2024") == [code, code]
        goals = "; ".join(f"{code} {term.label}" for code, term in terms(Vocabulary.SDGS).items())
        assert bank_names.sdgs(goals) == list(range(1, 18))
    assert bank_names.sdgs("ODS 11: Ciudades; 12, 13") == [11, 12, 13]


def test_the_page_tells_what_its_columns_hold(client, bank):
    page = client.get("/banco/").text
    for heading in rows(client)[0]:
        assert f'<th scope="row">{heading}</th>' in page


def test_it_holds_no_personal_contact(client, bank):
    said = text(client)
    assert "ferias@rivera.example" not in said
    assert "Ana Pereyra" not in said


def test_it_says_where_each_is_read(client, bank, settings):
    settings.SITE_URL = "https://red.example"
    card = Practice.objects.get(title="Integração tarifária")
    assert f"https://red.example/soluciones/{card.pk}/" in text(client)


def test_it_has_the_filters_of_the_page(client, bank):
    assert [one["País"] for one in rows(client, f"{PATH}?country=BR")] == ["Brasil"]
    assert rows(client, f"{PATH}?axis=nada") == []


def test_what_was_withdrawn_is_not_in_it_even_before_the_index_knows(client, bank, joana):
    actions.withdraw(Practice.objects.get(title="Integração tarifária"), "Ya no.", by=joana)
    assert len(rows(client)) == 1


@pytest.mark.parametrize("prefix", ["", "/pt-br", "/en"])
def test_it_can_be_brought_in_again_in_each_language(client, bank, prefix, rivera):
    brought_in(row(título="Con socia", instituciones_participantes=f"{university()}: midió"))
    index.rebuild()
    answer = client.get(f"{prefix}{PATH}").getvalue()
    assert names_of()([answer.decode("utf-8-sig").partition(",")[0]]) == ["institution"]
    entries = [check(number, cells, Directory()) for number, cells in rows_of(answer)]
    assert [entry for entry in entries if not isinstance(entry, Entry)] == []
    by_title = {entry.title: entry for entry in entries}
    for card in Practice.objects.filter(submissions__shelf=Shelf.BANK):
        kept = {name: getattr(card, name) for name in by_title[card.title].content if not name.startswith("contact")}
        said = {name: value for name, value in by_title[card.title].content.items() if name in kept}
        assert said == kept
    assert by_title["Con socia"].parts[0].words == "midió"
    assert by_title["Con socia"].number == 12


def test_many_rows_cost_the_queries_of_one(client, rivera, django_assert_num_queries):
    brought_in(another(1))
    index.rebuild()
    client.get("/")
    with django_assert_num_queries(3) as one:
        client.get(PATH)
    brought_in(*(another(n) for n in range(2, 30)))
    index.rebuild()
    with django_assert_num_queries(len(one)):
        assert len(rows(client)) == 29


def test_portions_follow_each_other_in_the_order_of_the_page(client, rivera, monkeypatch):
    brought_in(*(another(n) for n in range(1, 8)))
    index.rebuild()
    whole = [one["Título"] for one in rows(client)]
    monkeypatch.setattr(lists, "PORTION", 2)
    assert [one["Título"] for one in rows(client)] == whole
    assert len(whole) == 7


def test_where_it_is_cut_its_last_line_says_so(client, rivera, monkeypatch):
    brought_in(*(another(n) for n in range(1, 5)))
    index.rebuild()
    assert "se corta" not in text(client)
    monkeypatch.setattr(shelves, "MOST_IN_FILE", 3)
    *_three, last = text(client).splitlines()
    assert "La lista se corta después de 3 prácticas" in last


def test_nothing_is_counted_nor_marked_for_it(client, bank, monkeypatch):
    def no(*_args):
        raise AssertionError

    for name in ("facets", "snippet", "marked"):
        monkeypatch.setattr(search, name, no)
    assert len(rows(client)) == 2
