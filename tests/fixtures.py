from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import call_command
from django.utils import translation
from django.utils.safestring import mark_safe
from pytest_django.plugin import blocking_manager_key

from enlacesur.matching import translation as translator
from enlacesur.notifications.stored import STORED
from enlacesur.review import subjects
from enlacesur.taxonomy.actions import load_profile
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import terms
from tests.client import SuspiciousClient
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import KIND


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Vocabularies are the same for every test: loaded once."""
    with django_db_blocker.unblock():
        load_profile()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A test with real transactions leaves an empty database behind: the vocabularies are put back."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames:
        with item.config.stash[blocking_manager_key].unblock():
            load_profile()
    return result


@pytest.fixture(scope="session", autouse=True)
def catalogues():
    call_command("messages", compile_only=True)
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.INDEX_DIR = tmp_path / "index"
    settings.TRANSLATOR = ""  # so that the suite does not depend on what the machine has
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()  # where sign-in counts its attempts
    STORED.__init__()  # what another test stored is no more


@pytest.fixture(autouse=True)
def spanish():
    with translation.override("es"):
        yield


@pytest.fixture
def client():
    return SuspiciousClient()


@pytest.fixture
def rivera(db):
    return CityFactory(name="Rivera", institution="Intendencia de Rivera", country="UY", population=84_775)


@pytest.fixture
def canoas(db):
    """The other city: what is Rivera's is not theirs."""
    return CityFactory(
        name="Canoas", institution="Prefeitura de Canoas", country="BR", population=347_657, language="pt"
    )


@pytest.fixture
def lucia(rivera):
    """An official of Rivera."""
    return affiliate(PersonFactory(name="Lucía Olivera"), rivera).person


@pytest.fixture
def ramon(rivera):
    """The representative of Rivera."""
    return affiliate(PersonFactory(name="Ramón Acosta"), rivera, role="representative").person


@pytest.fixture
def joana(canoas):
    """An official of Canoas, the other city."""
    return affiliate(PersonFactory(name="Joana Prates", language="pt-br"), canoas).person


@pytest.fixture
def vocabularies(db):
    """Each is read once per process: that is not counted with what a page asks."""
    for one in Vocabulary:
        terms(one)


@pytest.fixture
def stranger(db):
    """Has an account and acts for nobody."""
    return PersonFactory(name="Persona Extraña")


@pytest.fixture
def secretary(db):
    """Of the secretariat."""
    office = CityFactory(name="Secretaría", kind="network", member_since=None, slug="secretaria")
    return affiliate(PersonFactory(name="Secretaria"), office, role="representative").person


@pytest.fixture
def cards(monkeypatch):
    """A feature that puts cards forward to be judged. Returns the decisions of which it was told."""
    told: list[tuple[int, str]] = []
    kind = subjects.Kind(
        decided=lambda assessment, by: told.append((assessment.subject_id, assessment.decision)),
        sheet=lambda assessment: mark_safe("<p>La hoja de la ficha</p>"),
    )
    monkeypatch.setitem(subjects.KINDS, KIND, kind)
    monkeypatch.setattr(subjects, "TIE_SOURCES", [])
    return told


APERTIUM = """#!/bin/sh
if [ "$1" = "-l" ]; then printf '  es-pt_BR\\n  pt-es\\n'; exit; fi
{body}
"""


@pytest.fixture
def apertium(tmp_path, settings):
    """A translator of the test's own; give it what it does."""

    def install(body):
        program = tmp_path / "apertium"
        program.write_text(APERTIUM.format(body=body))
        program.chmod(0o755)
        settings.TRANSLATOR = str(program)

    translator.modes_of.cache_clear()
    yield install
    translator.modes_of.cache_clear()
