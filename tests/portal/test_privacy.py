import pytest


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "days", "said"),
    [
        (
            "/privacidad/",
            (111, 222, 333),
            ("se borra 111 días después", "222 días después si no lo leyó", "después de 333 días"),
        ),
        (
            "/pt-br/privacidad/",
            (365, 1825, 400),
            ("é apagado 1 ano depois do aviso", "ou 5 anos depois", "após 400 dias"),
        ),
    ],
)
def test_it_says_for_how_long_notices_and_the_log_of_mails_are_kept(client, settings, address, days, said):
    settings.NOTICES_KEPT, settings.UNREAD_NOTICES_KEPT, settings.LETTERS_KEPT = days
    page = client.get(address).content.decode()
    assert [words for words in said if words not in page] == []
