import pytest

from enlacesur.journal.models import Event
from tests.factories.exchange import post


@pytest.fixture
def tag(client, db):
    return client.get("/")["ETag"]


def test_an_unchanged_page_asked_again_is_not_sent_again(client, tag):
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


def test_an_unchanged_page_costs_one_query(client, tag, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/", headers={"If-None-Match": tag})


def test_after_something_happened_the_page_is_sent(client, tag, rivera, lucia):
    post(rivera, lucia)
    assert Event.objects.exists()
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_who_is_signed_in_always_gets_their_own_page(client, tag, lucia):
    client.force_login(lucia)
    answer = client.get("/", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "ETag" not in answer


def test_a_page_that_needs_a_sign_in_has_no_validator(client, db):
    assert "ETag" not in client.get("/tablero/")


def test_the_sign_in_page_which_sets_a_cookie_has_none(client, db):
    assert "ETag" not in client.get("/cuenta/login/")
