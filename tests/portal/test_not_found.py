"""What stands at an address where there is nothing for the reader."""

NOWHERE = "/intercambios/999/?vista=1"


def test_a_stranger_may_sign_in_and_come_back_to_it(client, db):
    answer = client.get(NOWHERE)
    assert answer.status_code == 404
    assert f'href="/cuenta/login/?next={NOWHERE.replace("?", "%3F").replace("=", "%3D")}"' in answer.content.decode()


def test_who_has_signed_in_is_not_asked_to(client, lucia):
    client.force_login(lucia)
    assert "/cuenta/login/" not in client.get(NOWHERE).content.decode()
