import pytest
from django.utils import translation


@pytest.fixture
def in_english():
    """Sentences are looked for as they are written."""
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client, secretary):
    client.force_login(secretary)
    return client
