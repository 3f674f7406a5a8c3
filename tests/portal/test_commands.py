import socket

import pytest
from django.core.management import CommandError, call_command

from enlacesur.network.permissions import is_secretariat
from enlacesur.portal import checks
from enlacesur.portal.management.commands import serve


def test_a_port_in_use_gets_one_clear_line(settings):
    settings.DEMO = True
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            call_command(serve.Command(), port=port, host="127.0.0.1")


def test_without_a_key_nothing_is_served(settings):
    settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY = settings.LOCAL_KEY
    with pytest.raises(CommandError, match="SECRET_KEY"):
        call_command(serve.Command())


def test_doctor_names_what_is_missing_and_how_to_get_it(db, settings, capsys):
    settings.DEMO = True
    with pytest.raises(SystemExit):
        call_command("doctor")
    said = capsys.readouterr().out
    assert "enlacesur reindex" in said
    assert "enlacesur worker" in said
    assert "EMAIL_HOST" in said


def test_doctor_says_so_when_mail_does_not_answer(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert "does not answer" in (checks.mail_fault() or "")


def test_somebody_is_made_secretariat(stranger):
    call_command("secretary", stranger.email)
    call_command("secretary", stranger.email)
    assert is_secretariat(stranger)


def test_but_not_somebody_without_an_account(db):
    with pytest.raises(CommandError, match="Nobody has an account"):
        call_command("secretary", "nadie@ciudad.example")


def test_doctor_says_so_when_the_sentence_model_cannot_be_used(settings):
    assert checks.model_fault() is None
    settings.EMBEDDER = "/nowhere/model"
    assert "Matching goes on by words and concepts" in (checks.model_fault() or "")
