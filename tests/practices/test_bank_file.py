"""A row of a list of practices: what it means, and what is wrong with it."""

from datetime import date

import pytest

from enlacesur.core.spreadsheet import Unreadable
from enlacesur.network.models import Organisation
from enlacesur.practices.bank_columns import COLUMNS, in_language, names_of, nearly_named
from enlacesur.practices.bank_file import Entry, check, rows_of
from enlacesur.practices.bank_names import Directory
from tests.factories.bank import file, row
from tests.factories.network import CityFactory
from tests.factories.shelves import university

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(rivera):
    return rivera


def checked(**changes):
    [(number, cells)] = rows_of(file(row(**changes)))
    return check(number, cells, Directory())


def entry(**changes):
    found = checked(**changes)
    assert isinstance(found, Entry), found
    return found


def faults(**changes):
    found = checked(**changes)
    assert isinstance(found, list), found
    return {fault.label: fault.sentence for fault in found}


class TestHeadings:
    @pytest.mark.parametrize("language", ["es", "pt-br", "en"])
    @pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
    def test_each_is_understood_in_each_language(self, column, language):
        assert names_of()([in_language(column.label, language).upper()]) == [column.name]

    @pytest.mark.parametrize("said", ["Municipio", "Nombre de la experiencia", "Nome da prática", "Eje temático"])
    def test_so_are_words_that_lists_often_have(self, said):
        assert names_of()([said]) != [""]

    def test_beside_the_column_of_that_label_such_a_word_says_something_else(self, rivera):
        assert entry(municipio="Salto").organisation == rivera

    def test_where_two_such_words_mean_one_column_nobody_guesses(self):
        with pytest.raises(Unreadable, match="Ciudad, Municipio"):
            rows_of("Ciudad;Municipio;Título;Resumen;Edición\n".encode())

    def test_one_that_is_misspelt_names_none_and_is_near_to_one(self):
        assert (names_of()(["Resultadso"]), nearly_named("Resultadso")) == ([""], "Resultados")
        assert nearly_named("Expediente") == ""

    def test_one_that_was_left_out_beside_its_column_is_not_said_to_be_near_to_it(self):
        assert nearly_named("Municipio") == ""

    def test_no_word_means_two_columns(self):
        said = [(word, column.name) for column in COLUMNS for word in (column.name, *column.words)]
        assert [(word, name) for word, name in said if names_of()([word]) != [name]] == []


class TestInstitutions:
    @pytest.mark.parametrize("said", ["Rivera", "  INTENDENCIA DE RIVERA ", "rívera"])
    def test_by_its_name_or_that_of_its_government(self, said, rivera):
        assert entry(institución=said).organisation == rivera

    def test_by_the_word_of_its_address(self, rivera):
        assert entry(institución=rivera.slug, país="").organisation == rivera

    def test_of_two_in_two_countries_by_the_country(self):
        other = CityFactory(name="Rivera", country="CO")
        assert entry(institución="Rivera", país="Colombia").organisation == other

    def test_of_two_that_may_be_both_are_listed(self, rivera):
        province = CityFactory(name="Rivera", kind="second_tier", country="UY", slug="rivera-departamento")
        said = faults(institución="Rivera")["Institución"]
        assert f"({rivera.slug})" in said
        assert f"({province.slug})" in said

    def test_the_word_of_the_address_decides(self, rivera):
        CityFactory(name="Rivera", kind="second_tier", country="UY")
        assert entry(institución=rivera.slug).organisation == rivera

    def test_one_that_is_not_known_is_said_with_its_country(self):
        assert "«Atlántida» en Uruguay" in faults(institución="Atlántida")["Institución"]

    def test_and_what_is_called_nearly_so(self, rivera):
        assert (
            f"¿Quiso decir Intendencia de Rivera, Uruguay ({rivera.slug})?"
            in faults(institución="Ribera")["Institución"]
        )

    def test_the_secretariat_has_no_practices(self, secretary):
        assert "Institución" in faults(institución="Secretaría", país="")

    def test_a_country_outside_the_network(self):
        assert faults(país="Narnia") == {"País": "«Narnia» no es un país de la Red."}


class TestTerms:
    @pytest.mark.parametrize("said", ["Ambiente", "meio ambiente", "2022:environment", "environment", "AMBIENTE"])
    def test_an_axis_by_any_of_its_names(self, said):
        assert entry(ejes=said).content["axes"] == ["2022:environment"]

    def test_an_axis_of_another_edition(self):
        assert entry(ejes="Salud y alimentación").content["axes"] == ["2027:public-health"]

    @pytest.mark.parametrize("said", ["Cultura; Salud pública", "Cultura, Salud pública", "Cultura|Salud pública"])
    def test_several(self, said):
        assert entry(ejes=said).content["axes"] == ["2022:culture", "2022:public-health"]

    def test_a_name_with_commas_is_one(self):
        assert entry(ejes="Energía, infraestructura y redes").content["axes"] == ["2022:energy-infrastructure"]

    def test_an_unknown_one_is_named(self):
        assert faults(ejes="Ambiente; Pesca submarina") == {"Ejes": "«Pesca submarina» no está en la lista."}

    @pytest.mark.parametrize(
        ("column", "said", "meant"),
        [
            ("ejes", "Cultrua", "Cultura"),
            ("temáticas", "Ambiente y desarollo sostenble", "Ambiente y Desarrollo Sostenible"),
            ("ODS", "Hambre zero", "Hambre cero"),
            ("país", "Urugay", "Uruguay"),
        ],
    )
    def test_what_is_misspelt_is_said_as_it_may_be_meant(self, column, said, meant):
        assert " ".join(faults(**{column: said}).values()).endswith(f"¿Quiso decir {meant}?")

    @pytest.mark.parametrize("said", ["Cultura", "6", "cultura", "Culture"])
    def test_a_theme_by_name_or_number(self, said):
        assert entry(temáticas=said).content["themes"] == ["cultura"]

    @pytest.mark.parametrize(
        "said", ["11; 12", "12,11", "ODS 11; ODS 12", "11 Ciudades; 12: Producción", "Ciudades sostenibles; 12"]
    )
    def test_goals_by_name_or_number(self, said):
        assert entry(ODS=said).content["sdgs"] == [11, 12]

    @pytest.mark.parametrize("said", ["18", "ODS 0", "Paz mundial"])
    def test_there_are_seventeen(self, said):
        assert "ODS" in faults(ODS=said)


class TestEditionsAndSeals:
    @pytest.mark.parametrize("said", ["12", "012", "2022-012", "BBP 2022-012", "N 12"])
    def test_a_seal_is_its_number(self, said):
        assert entry(sello=said).number == 12

    @pytest.mark.parametrize("said", ["doce", "0", "BBP 2019-012", "-1", "1.5"])
    def test_what_is_none(self, said):
        assert "Sello" in faults(sello=said)

    @pytest.mark.parametrize("said", ["2022-06-01 00:00:00", "01/06/2022"])
    def test_a_day_says_its_year(self, said):
        assert entry(edición=said).edition == "2022"

    @pytest.mark.parametrize("said", ["", "1492", "2999", "ayer", "99999999999999999999"])
    def test_an_edition_that_never_was(self, said):
        assert "Edición" in faults(edición=said)

    def test_nor_one_of_next_year(self, monkeypatch):
        monkeypatch.setattr("enlacesur.practices.bank_file.today", lambda: date(2021, 5, 1))
        assert faults()["Edición"] == "La edición 2022 todavía no se hizo."

    @pytest.mark.parametrize(
        ("said", "state"), [("", None), ("Aceptada", "accepted"), ("distinguido", "distinguished")]
    )
    def test_how_it_was_recognised(self, said, state):
        assert entry(reconocimiento=said).state == state

    def test_another_word_is_none(self):
        assert "Reconocimiento" in faults(reconocimiento="rechazada")


class TestTheCard:
    def test_what_the_file_does_not_say_is_not_in_it(self):
        assert "problem" not in entry().content

    @pytest.mark.parametrize(
        ("heading", "said", "name", "value"),
        [
            ("hasta", "2021", "ended", 2021),
            ("fecha del convenio", "01/03/2019", "agreement_date", date(2019, 3, 1)),
            ("fecha del convenio", "2019-03-01 00:00:00", "agreement_date", date(2019, 3, 1)),
            (
                "enlaces",
                "rivera.example; https://a.example/b",
                "links",
                ["https://rivera.example", "https://a.example/b"],
            ),
            ("cifras", "31 ferias; 22 %: de las casas", "figures", [["31", "ferias"], ["22 %", "de las casas"]]),
            ("otros participantes", "Feriantes; Vecinos", "partners", ["Feriantes", "Vecinos"]),
            ("idioma", "Portugués", "language", "pt"),
            ("personas alcanzadas", "1200", "population_reached", 1200),
        ],
    )
    def test_a_cell_as_the_card_keeps_it(self, heading, said, name, value):
        assert entry(**{heading.replace(" ", "_"): said}).content[name] == value

    def test_without_a_language_it_says_none(self):
        assert "language" not in entry(idioma="").content

    @pytest.mark.parametrize(
        ("heading", "said"),
        [
            ("título", ""),
            ("título", "a" * 121),
            ("resumen", ""),
            ("resumen", "a" * 301),
            ("desde", "1492"),
            ("desde", "3000"),
            ("fecha del convenio", "31/02/2019"),
            ("fecha del convenio", "01/03/1492"),
            ("enlaces", "javascript:alert(1)"),
            ("cifras", "muchas"),
            ("correo electrónico del contacto", "ferias"),
            ("qué se hizo", "=A1+B1"),
            ("título", "#REF!"),
            ("título", "#¡VALOR!"),
            ("título", "#N/D"),
            ("referencia", "x" * 61),
        ],
    )
    def test_what_cannot_be_is_said_by_its_column(self, heading, said):
        found = checked(**{heading.replace(" ", "_"): said})
        assert [fault.label.lower() for fault in found] == [heading.lower()]
        assert found[0].sentence

    def test_it_does_not_end_before_it_begins(self):
        assert faults(desde="2020", hasta="2018") == {"Hasta": "No puede terminar antes de empezar."}

    def test_all_that_is_wrong_is_said_at_once(self):
        assert set(faults(institución="Nadie", edición="ayer", ejes="x", ODS="99")) == {
            "Institución",
            "Edición",
            "Ejes",
            "ODS",
        }

    def test_html_becomes_the_text_that_it_shows(self):
        said = '<p>Primero &amp; principal</p><ul><li>uno</li><li onclick="x()">dos</li></ul><script>alert(1)</script>'
        assert entry(qué_se_hizo=said).content["done"] == "Primero & principal\nuno\ndos"

    def test_what_only_looks_like_it_stays(self):
        assert entry(qué_se_hizo="Con T < 5 °C y p > 3").content["done"] == "Con T < 5 °C y p > 3"

    def test_lines_of_a_title_are_one(self):
        assert entry(título="Ferias\nsin   restos").title == "Ferias sin restos"


class TestParts:
    @pytest.fixture(autouse=True)
    def frontera(self):
        return university()

    def test_who_took_part_and_with_what(self, frontera):
        [part] = entry(instituciones_participantes="Universidad de la Frontera: midió los restos").parts
        assert (part.organisation, part.words) == (frontera, "midió los restos")

    def test_without_words_it_is_said_whose_word_that_is(self):
        [part] = entry(instituciones_participantes="Universidad de la Frontera (Uruguay)").parts
        assert part.words == "Participó, según la lista de la Secretaría."

    def test_in_the_language_of_the_card(self):
        [part] = entry(instituciones_participantes="Universidad de la Frontera", idioma="pt").parts
        assert part.words == "Participou, segundo a lista da Secretaria."

    def test_of_two_of_one_name_by_the_country(self, frontera):
        other = university(country="BR")
        [part] = entry(instituciones_participantes="Universidad de la Frontera (Brasil)").parts
        assert part.organisation == other

    def test_none_is_guessed(self):
        university(country="BR")
        assert (
            "puede ser"
            in faults(instituciones_participantes="Universidad de la Frontera")["Instituciones participantes"]
        )

    @pytest.mark.parametrize(
        "said", ["Nadie", "Intendencia de Rivera", "Universidad de la Frontera; universidad de la frontera"]
    )
    def test_what_cannot_be(self, said):
        assert "Instituciones participantes" in faults(instituciones_participantes=said)

    def test_a_part_has_300_characters(self):
        assert (
            "300"
            in faults(instituciones_participantes="Universidad de la Frontera: " + "a" * 301)[
                "Instituciones participantes"
            ]
        )


def test_the_directory_is_read_in_one_query(django_assert_num_queries):
    CityFactory.create_batch(3)
    Organisation.objects.count()
    with django_assert_num_queries(1):
        Directory()


class TestAcronyms:
    def test_an_institution_may_be_named_by_its_acronym(self):
        ufsm = university(name="Universidade Federal de Santa Maria", institution="", country="BR")
        assert Directory().find("UFSM") == ufsm

    def test_a_name_comes_before_it(self):
        lima = CityFactory(name="Lima", institution="", country="PE")
        university(name="Laboratorio Internacional de Medio Ambiente", institution="")
        assert Directory().find("Lima") == lima
