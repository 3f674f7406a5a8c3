"""An institution is found by the acronym that it uses, and by the one that its name makes."""

import pytest

from enlacesur.core.spreadsheet import written_csv
from enlacesur.matching import index
from enlacesur.network.forms import grouped_organisations
from enlacesur.network.members_file import import_members
from enlacesur.network.models import Organisation
from tests.factories.network import CityFactory
from tests.factories.practices import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def ufsm(canoas):
    return CityFactory(kind="university", name="Universidade Federal de Santa Maria", institution="", country="BR")


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Universidade Federal de Santa Maria", "ufsm"),
        ("Universidad Nacional del Litoral", "unl"),
        ("Universidad de la República", "ur"),
        ("Águas e Ñandubay", "an"),
        ("Instituto Técnico-Agrario del Sur y Norte", "itasn"),
        ("Rivera", "r"),
    ],
)
def test_small_words_and_accents_are_left_out(name, initials):
    made = CityFactory(name=name, institution="")
    made.refresh_from_db()
    assert made.initials.split() == [initials]


@pytest.mark.parametrize("word", ["UFSM", "ufsm", " Ufsm"])
def test_by_the_one_that_the_name_makes(ufsm, word):
    assert list(Organisation.objects.called(word)) == [ufsm]


def test_by_the_one_that_it_uses(ufsm):
    untref = CityFactory(kind="university", name="Universidad Nacional de Tres de Febrero", acronym="UNTREF")
    assert list(Organisation.objects.called("untref")) == [untref]


def test_one_letter_is_none(rivera):
    CityFactory(name="Ica", institution="")
    assert not Organisation.objects.called("i").filter(name="Rivera", institution="").exists()
    assert not Organisation.objects.called("q").exists()


def test_a_part_of_one_is_none(ufsm):
    assert not Organisation.objects.called("UFS").exists()


def test_in_the_directory(client, ufsm):
    assert "Universidade Federal de Santa Maria" in client.get("/ciudades/?q=UFSM").text


def test_among_those_who_may_take_part(client, rivera, lucia, ufsm):
    client.force_login(lucia)
    page = client.get(f"/soluciones/{publish(rivera, lucia).pk}/instituciones/?q=UFSM").text
    assert "Universidade Federal de Santa Maria" in page


def test_by_the_search_of_the_platform(client, ufsm):
    index.rebuild()
    assert "Universidade Federal de Santa Maria" in client.get("/buscar/?q=UFSM").text


def test_the_list_of_members_brings_it(tmp_path):
    path = tmp_path / "miembros.csv"
    path.write_bytes(written_csv([["nombre", "país", "miembro desde", "sigla"], ["Rivera", "UY", "2001", "IdR"]]))
    import_members(path)
    assert Organisation.objects.get().acronym == "IdR"


def test_in_a_list_to_choose_from_by_the_one_that_it_uses(ufsm):
    untref = CityFactory(kind="university", name="Universidad Nacional de Tres de Febrero", acronym="UNTREF")
    labels = {pk: str(label) for _country, choices in grouped_organisations() for pk, label in choices}
    assert labels[untref.pk] == "Universidad Nacional de Tres de Febrero, UNTREF (Universidad)"
    assert labels[ufsm.pk] == "Universidade Federal de Santa Maria (Universidad)"  # what a name makes may be wrong
