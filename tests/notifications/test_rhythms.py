"""When the next digest of each rhythm goes is reckoned once, until one of them has gone."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.utils import timezone

from enlacesur.notifications.models import Preferences
from enlacesur.notifications.rhythms import Digests
from tests.factories.network import PersonFactory

pytestmark = pytest.mark.django_db

DAILY = (True, "daily", 7, 0, "America/Manaus")
WEEKLY = (False, "weekly", 18, 4, "")
NEVER = (True, "never", 8, 0, "")


def moment_of(rhythm):
    """As the preferences of a person say it."""
    names = ("at_once", "digest", "hour", "weekday", "timezone")
    Preferences.objects.create(person=PersonFactory(), **dict(zip(names, rhythm, strict=True)))
    return Preferences.objects.with_next_digest().latest("person").next_digest


@pytest.mark.parametrize("rhythm", [DAILY, WEEKLY])
def test_it_is_that_of_the_preferences(rhythm):
    [found] = Digests().of([rhythm])
    assert found.astype(datetime).replace(tzinfo=UTC) == moment_of(rhythm)


def test_who_wants_none_has_none():
    weekly, never = Digests().of([WEEKLY, NEVER])
    assert list(np.isnat([weekly, never])) == [False, True]


def test_it_is_reckoned_once(django_assert_num_queries):
    digests = Digests()
    with django_assert_num_queries(1):
        assert list(digests.of([DAILY, WEEKLY])) == list(digests.of([DAILY, WEEKLY]))


def test_and_anew_where_somebody_chose_another_one(django_assert_num_queries):
    digests = Digests()
    digests.of([DAILY])
    with django_assert_num_queries(1):
        assert len(digests.of([DAILY, WEEKLY])) == 2


def test_or_where_one_has_gone(django_assert_num_queries):
    digests = Digests()
    digests.of([DAILY, NEVER])
    digests.first = timezone.now() - timedelta(seconds=1)
    with django_assert_num_queries(1):
        digests.of([DAILY, NEVER])
    assert digests.first > timezone.now()


def test_where_nobody_wants_any_it_is_not_asked_again(django_assert_num_queries):
    digests = Digests()
    with django_assert_num_queries(1):
        digests.of([NEVER])
        digests.of([NEVER])
