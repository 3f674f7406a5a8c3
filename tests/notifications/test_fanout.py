import pytest

from enlacesur.journal.models import Event
from enlacesur.network.actions import ask_to_join
from enlacesur.notifications.fanout import tell
from enlacesur.notifications.models import Interest, Mute, Notification
from tests.factories.exchange import ask, post
from tests.factories.network import PersonFactory
from tests.factories.practices import publish

ENVIRONMENT = "ambiente-desarrollo-sostenible"


def fan_out():
    tell(list(Event.objects.order_by("id")))


def told(person):
    return [notice.event.verb for notice in Notification.objects.filter(person=person).order_by("id")]


def interest(person, **criteria):
    return Interest.objects.create(person=person, **criteria)


@pytest.mark.parametrize(
    "criteria",
    [
        {"themes": [ENVIRONMENT, "cultura"]},
        {"sdgs": [12]},
        {"countries": ["BR"]},
        {"kinds": ["solution"]},
        {"words": "compostaje"},
        {"words": "compostagem", "language": "pt"},
        {"themes": [ENVIRONMENT], "countries": ["BR", "UY"], "kinds": ["solution"], "words": "ferias"},
    ],
)
def test_who_follows_it_is_told(canoas, joana, lucia, criteria):
    interest(lucia, **criteria)
    publish(canoas, joana)
    fan_out()
    assert told(lucia) == ["solution.published"]


@pytest.mark.parametrize(
    "criteria",
    [
        {"themes": ["cultura"]},
        {"themes": [ENVIRONMENT], "countries": ["CL"]},
        {"kinds": ["need"]},
        {"words": "teleférico"},
        {"themes": [ENVIRONMENT], "active": False},
    ],
)
def test_who_follows_something_else_is_not(canoas, joana, lucia, criteria):
    interest(lucia, **criteria)
    publish(canoas, joana)
    fan_out()
    assert told(lucia) == []


def test_the_notice_names_the_interest_that_brought_it(canoas, joana, lucia):
    followed = interest(lucia, themes=[ENVIRONMENT])
    publish(canoas, joana)
    fan_out()
    notice = Notification.objects.get(person=lucia)
    assert notice.interest == followed
    assert notice.because == "Porque sigue: Ambiente y Desarrollo Sostenible."


def test_several_interests_make_one_notice(canoas, joana, lucia):
    interest(lucia, themes=[ENVIRONMENT])
    interest(lucia, kinds=["solution"])
    interest(lucia, words="ferias")
    publish(canoas, joana)
    fan_out()
    assert told(lucia) == ["solution.published"]


def test_done_twice_it_tells_once(canoas, joana, lucia):
    interest(lucia, themes=[ENVIRONMENT])
    publish(canoas, joana)
    fan_out()
    fan_out()
    assert told(lucia) == ["solution.published"]


def test_the_publishing_city_is_not_told_of_its_own(canoas, joana):
    interest(joana, themes=[ENVIRONMENT])
    publish(canoas, joana)
    fan_out()
    assert told(joana) == []


def test_what_is_for_members_is_not_told_to_a_stranger(rivera, lucia, joana, stranger):
    for person in (joana, stranger):
        interest(person, kinds=["need"])
    post(rivera, lucia, visibility="members")
    fan_out()
    assert (told(joana), told(stranger)) == (["need.posted"], [])


def test_who_silenced_it_is_not_told(rivera, canoas, lucia, joana):
    exchange = ask(rivera, canoas, lucia)
    Mute.objects.create(person=joana, kind="exchange", target_id=exchange.pk)
    fan_out()
    assert told(joana) == []


def test_a_request_to_join_goes_to_the_representative_alone(rivera, ramon, lucia):
    ask_to_join(PersonFactory(), rivera)
    fan_out()
    assert (told(ramon), told(lucia)) == (["affiliation.asked"], [])


def test_without_a_representative_it_goes_to_the_secretariat(rivera, lucia, secretary):
    ask_to_join(PersonFactory(), rivera)
    fan_out()
    assert (told(lucia), told(secretary)) == ([], ["affiliation.asked"])
