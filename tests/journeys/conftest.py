import os

import pytest
from playwright.sync_api import sync_playwright

from enlacesur.taxonomy.actions import load_profile
from tests.browser import find

# Playwright's own loop runs in this thread; what the tests themselves ask of the database is meant to be here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser():
    path = find()
    assert path, "Browser tests need Chromium: see `make test`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def network(transactional_db):
    """The vocabularies, which a test with real transactions finds flushed."""
    load_profile()
