"""A second, tiny network of invented countries: its pages speak of it, and of nothing of Mercociudades."""

from pathlib import Path

import pytest

from enlacesur.core import profile
from enlacesur.network import map as network_map
from enlacesur.practices.models.shelves import shelf_words
from enlacesur.taxonomy.actions import load_profile
from enlacesur.taxonomy.models import Term
from enlacesur.taxonomy.vocabulary import terms
from tests.factories.network import CityFactory

TINY = Path(__file__).parent / "profiles" / "tiny"
KEPT = (profile.network, profile.sign_ins, network_map.outline, shelf_words, terms)


@pytest.fixture
def tiny(settings, db):
    settings.PROFILE = TINY
    for kept in KEPT:
        kept.cache_clear()
    Term.objects.all().delete()
    load_profile()
    yield profile.network()
    for kept in KEPT:
        kept.cache_clear()


@pytest.mark.parametrize("path", ["/", "/ciudades/", "/temas/", "/cifras/", "/soluciones/", "/privacidad/"])
def test_its_pages_are_its_own(client, tiny, path):
    CityFactory(country=next(iter(terms("countries"))))
    html = client.get(path).content.decode()
    assert tiny["name"] in html
    assert "ercociudades" not in html
    assert "Enlace Sur" not in html


def test_its_themes_are_its_own(client, tiny):
    html = client.get("/temas/").content.decode()
    for term in terms("themes").values():
        assert term.label in html
    assert "Integración Fronteriza" not in html
