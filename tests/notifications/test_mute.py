"""What was silenced can be heard again."""

import pytest

from enlacesur.notifications.models import Mute


@pytest.fixture
def silenced(lucia):
    return Mute.objects.create(person=lucia, thing="exchange:7", title="Una persona para la feria")


def test_it_is_named_on_the_page_of_interests_to_its_owner_alone(client, silenced, lucia, joana):
    for person, seen in ((lucia, True), (joana, False)):
        client.force_login(person)
        assert ("Una persona para la feria" in client.get("/intereses/").content.decode()) == seen


def test_one_tap_brings_its_notices_back(client, silenced, lucia):
    client.force_login(lucia)
    html = client.post(f"/intereses/silenciado/{silenced.pk}/", follow=True).content.decode()
    assert "Vuelve a recibir avisos de esto." in html
    assert not lucia.mutes.exists()


def test_a_second_press_ends_where_the_first_did(client, silenced, lucia):
    client.force_login(lucia)
    first, second = (client.post(f"/intereses/silenciado/{silenced.pk}/", follow=True) for _press in range(2))
    assert first.redirect_chain == second.redirect_chain == [("/intereses/", 302)]
    assert "Vuelve a recibir avisos de esto." in second.content.decode()


def test_nobody_else_changes_it(client, silenced, joana):
    client.force_login(joana)
    assert client.post(f"/intereses/silenciado/{silenced.pk}/").status_code == 404
    assert Mute.objects.exists()
