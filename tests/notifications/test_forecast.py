"""What an interest would have brought, and whom a publication reaches: the same as is told afterwards."""

import pytest

from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.notifications.forecast import forecast
from enlacesur.notifications.models import Interest, Level
from tests.factories.exchange import offer_strength, post
from tests.factories.notifications import fan_out, interest, told
from tests.factories.practices import content, publish


@pytest.fixture
def life(rivera, canoas, lucia, joana):
    """A solution, a need for members alone and a strength of two cities; one of them changed since."""
    from enlacesur.practices.actions import publish as publish_again

    practice = publish(canoas, joana)
    publish_again(practice, content(title="Otra vez"), practice.version, by=joana)
    post(canoas, joana, visibility="members")
    offer_strength(canoas, joana)
    index.rebuild()


@pytest.mark.parametrize(
    "criteria",
    [
        {"kinds": ["solution"]},
        {"countries": ["BR"]},
        {"countries": ["CL"]},
        {"sizes": ["large"]},
        {"words": "compostaje"},
        {"words": "feria, puesteros"},
        {"words": "teleférico"},
        {"kinds": ["solution"], "level": Level.EVERYTHING},
        {"themes": ["ambiente-desarrollo-sostenible"], "sdgs": [12]},
    ],
)
@pytest.mark.parametrize("who", ["lucia", "stranger"])
def test_it_counts_what_would_have_been_told(request, life, who, criteria):
    person = request.getfixturevalue(who)
    expected = forecast(Interest(person=person, **criteria)).count
    interest(person, **criteria)
    fan_out()
    assert len(told(person)) == expected


def test_a_city_is_followed_by_what_it_publishes_in_its_name(rivera, canoas, lucia, joana):
    post(canoas, joana, hide_city=True)
    assert forecast(Interest(person=lucia, organisations=[canoas.pk])).count == 0


def test_examples_are_the_newest_three(canoas, joana, lucia):
    for n in range(4):
        publish(canoas, joana, title=f"Compostaje {n}")
    told = forecast(Interest(person=lucia, kinds=["solution"]))
    assert (told.count, [event.title for event in told.examples]) == (4, [f"Compostaje {n}" for n in (3, 2, 1)])


def test_what_is_older_than_ninety_days_does_not_count(canoas, joana, lucia):
    publish(canoas, joana)
    Event.objects.update(at="2020-01-01T00:00Z")
    assert forecast(Interest(person=lucia, kinds=["solution"])).count == 0


def test_the_form_shows_it_and_saves_nothing(client, life, lucia):
    client.force_login(lucia)
    page = client.post("/intereses/nuevo/", {"kinds": "solution", "forecast": "1"}).content.decode()
    assert "En los últimos 90 días: 1 aviso" in page
    assert not lucia.interests.exists()


def test_who_posts_a_need_is_told_how_many_it_reaches_before_it_is_posted(client, rivera, lucia, joana):
    interest(joana, kinds=["need"])
    client.force_login(lucia)
    fields = {"title": "Ferias", "text": "Quedan restos de fruta en la calle cada domingo.", "language": "es"}
    page = client.post("/necesidades/nueva/", fields | {"visibility": "public", "reach": "1"}).content.decode()
    assert "1 persona tiene un interés que esto cumple" in page
    assert not rivera.needs.exists()
