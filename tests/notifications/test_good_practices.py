"""Who follows an axis, or good practices, is told when the Bank or the Observatory accepts one."""

import pytest

from enlacesur.notifications.forecast import forecast
from enlacesur.notifications.models import Interest
from tests.factories.notifications import fan_out, interest, told
from tests.factories.practices import publish
from tests.factories.shelves import on_shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(rivera, lucia):
    """In the Bank, under the axis of the environment."""

    def one():
        practice = on_shelf(rivera, lucia)
        fan_out()
        return practice

    return one


def test_an_axis_brings_what_is_filed_under_it(accepted, joana):
    interest(joana, axes=["2022:environment"])
    accepted()
    assert "solution.accepted" in told(joana)


def test_also_under_the_axis_that_came_of_it(accepted, joana):
    interest(joana, axes=["2027:climate-environment"])
    accepted()
    assert "solution.accepted" in told(joana)


def test_another_axis_does_not(accepted, joana):
    interest(joana, axes=["2022:culture"])
    accepted()
    assert told(joana) == []


def test_good_practices_alone_bring_what_is_accepted_and_not_what_is_shared(accepted, rivera, lucia, joana):
    interest(joana, kinds=["practice"])
    publish(rivera, lucia)
    accepted()
    assert told(joana) == ["solution.accepted"]


def test_a_card_that_is_accepted_is_told_in_the_notice_of_its_publication(accepted, joana):
    interest(joana, kinds=["solution"])
    accepted()
    assert told(joana) == ["solution.accepted"]


def test_the_forecast_counts_the_same(accepted, joana):
    accepted()
    for criteria, expected in (
        ({"axes": ["2022:environment"]}, 1),
        ({"axes": ["2022:culture"]}, 0),
        ({"kinds": ["practice"]}, 1),
    ):
        assert forecast(Interest(person=joana, **criteria)).count == expected


def test_a_shelf_is_followed_by_its_axis(client, accepted, joana):
    client.force_login(joana)
    page = client.get("/banco/?axis=2022:environment").text
    assert 'name="axes" value="2022:environment"' in page
    client.post("/intereses/seguir/", {"axes": "2022:environment", "kinds": "practice", "next": "/banco/"})
    assert Interest.objects.get(person=joana).axes == ["2022:environment"]
