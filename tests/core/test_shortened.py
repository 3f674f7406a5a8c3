"""A text that is cut on a page begins with its first letter and ends with an ellipsis, in every language."""

import pytest
from django.template import Context, Template
from django.utils import translation


def shown(text, language="pt-br"):
    with translation.override(language):
        return Template("«{{ text|shortened:10 }}»").render(Context({"text": text}))


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_what_is_too_long_is_cut(language):
    assert shown("Feiras sem resíduos", language) == "«Feiras se…»"


def test_what_is_not_stays():
    assert shown("Feiras") == "«Feiras»"


def test_it_stays_text():
    assert shown("<b>&Feiras") == "«&lt;b&gt;&amp;Feiras»"


def test_nothing_is_nothing():
    assert shown("") == "«»"
