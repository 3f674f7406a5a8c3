import pytest

from enlacesur.matching import translation

APERTIUM = """#!/bin/sh
if [ "$1" = "-l" ]; then printf '  es-pt_BR\\n  pt-es\\n'; exit; fi
{body}
"""


@pytest.fixture
def apertium(tmp_path, monkeypatch):
    """A translator of the test's own on the path; give it what it does."""

    def install(body):
        program = tmp_path / "apertium"
        program.write_text(APERTIUM.format(body=body))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    translation.installed_modes.cache_clear()
    translation.translated.cache_clear()
    yield install
    translation.installed_modes.cache_clear()
    translation.translated.cache_clear()


def test_without_a_translator_there_is_none(apertium, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert not translation.is_installed()
    assert translation.translate("la feria", "es", "pt") is None


def test_the_text_goes_through_the_program(apertium):
    apertium('echo "$2:"; cat')
    assert translation.is_installed()
    assert translation.translate("la feria", "es", "pt") == "es-pt_BR:\nla feria"
    assert translation.translate("a feira", "pt", "es") == "pt-es:\na feira"


def test_a_text_is_translated_once(apertium, tmp_path):
    apertium(f"echo x >> {tmp_path}/calls; cat")
    assert translation.translate("la feria", "es", "pt") == translation.translate("la feria", "es", "pt")
    assert (tmp_path / "calls").read_text() == "x\n"


def test_a_translator_that_hangs_is_not_waited_for(apertium, monkeypatch):
    apertium("exec sleep 30")
    monkeypatch.setattr(translation, "TIMEOUT", 0.3)
    assert translation.translate("la feria", "es", "pt") is None


def test_a_translator_that_fails_says_nothing_and_is_asked_again(apertium):
    apertium("exit 3")
    assert translation.translate("la feria", "es", "pt") is None
    apertium("cat")
    assert translation.translate("la feria", "es", "pt") == "la feria"


def test_a_translator_that_does_not_even_say_what_it_knows_counts_as_none(apertium, monkeypatch):
    apertium("cat")
    monkeypatch.setattr(translation, "TIMEOUT", 0)
    assert not translation.is_installed()
    assert translation.translate("la feria", "es", "pt") is None


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("", "es", "pt"),
        (" ", "es", "pt"),
        ("la feria", "es", "en"),
        ("la feria", "es", "es"),
        ("x" * 90_000, "es", "pt"),
    ],
)
def test_what_it_cannot_do_is_left(apertium, text, source, target):
    apertium("cat")
    assert translation.translate(text, source, target) is None


def test_control_characters_do_not_reach_it(apertium):
    apertium("cat")
    assert translation.translate("la\x00 feria", "es", "pt") == "la  feria"
