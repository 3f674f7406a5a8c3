import pytest
from django.utils import translation

from enlacesur.core.links import localised, neutral


@pytest.mark.parametrize(
    ("language", "address"),
    [("es", "/soluciones/1/"), ("pt-br", "/pt-br/soluciones/1/"), ("en", "/en/soluciones/1/")],
)
def test_an_address_is_shown_in_the_readers_language(language, address):
    with translation.override(language):
        assert localised("/soluciones/1/") == address
        assert localised("/pt-br/soluciones/1/") == address


def test_an_address_that_only_begins_like_a_language_is_left_alone():
    assert neutral("/entrada/") == "/entrada/"


def test_a_query_stays(client, db):
    html = client.get("/soluciones/?country=BR&q=feria").content.decode()
    assert 'href="/pt-br/soluciones/?country=BR&amp;q=feria"' in html
