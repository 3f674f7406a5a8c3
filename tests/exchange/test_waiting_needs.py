"""A solution that comes later finds the waiting need."""

import pytest

from enlacesur.exchange.jobs import find_waiting_needs
from enlacesur.journal.actions import Position, read_after, run_consumer
from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.notifications.models import Notification
from enlacesur.taxonomy.actions import load_profile
from tests.factories.exchange import post
from tests.factories.practices import publish
from tests.following import follow_to_the_end, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def found(db, rivera, canoas, lucia, joana):
    load_profile()
    index.rebuild()
    need = post(rivera, lucia)
    publish(canoas, joana)
    return need


def test_its_city_is_told(found, lucia):
    follow_to_the_end()
    notice = Notification.objects.get(person=lucia, event__verb="match.found")
    assert "coincide con su necesidad «Reducir los restos" in notice.title


def test_once_although_the_work_is_done_twice(found, lucia):
    follow_to_the_end()
    find_waiting_needs(list(Event.objects.filter(verb="solution.published")))
    follow_to_the_end()
    assert Notification.objects.filter(person=lucia, event__verb="match.found").count() == 1


def test_a_worker_that_dies_in_the_middle_leaves_nothing_half_done(found, lucia, monkeypatch):
    """It dies after the match was written and before the cursor moved: all of it is done again, once."""

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    until(lambda: len(read_after(Position())) == Event.objects.count())
    with monkeypatch.context() as death:
        death.setattr("enlacesur.journal.actions.position_of", die)
        with pytest.raises(KeyboardInterrupt):
            run_consumer("waiting needs")
    assert not Event.objects.filter(verb="match.found").exists()
    follow_to_the_end()
    assert Notification.objects.filter(person=lucia, event__verb="match.found").count() == 1


def test_the_publishing_city_is_not_told_of_its_own(found, joana):
    follow_to_the_end()
    assert not Notification.objects.filter(person=joana).exists()
