import pytest


@pytest.mark.django_db
def test_it_says_for_how_long_notices_and_the_log_of_mails_are_kept(client, settings):
    settings.NOTICES_KEPT, settings.UNREAD_NOTICES_KEPT, settings.LETTERS_KEPT = 111, 222, 333
    page = client.get("/privacidad/").content.decode()
    assert "se borra 111 días después" in page
    assert "222 días después si no lo leyó" in page
    assert "después de 333 días" in page


@pytest.mark.django_db
def test_whole_years_are_called_so(client, settings):
    settings.NOTICES_KEPT, settings.UNREAD_NOTICES_KEPT, settings.LETTERS_KEPT = 365, 1825, 400
    page = client.get("/pt-br/privacidad/").content.decode()
    assert "é apagado 1 ano depois do aviso, ou 5 anos depois" in page
    assert "após 400 dias" in page
