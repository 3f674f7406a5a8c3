"""What is theirs to answer, and what the secretariat announces, waits behind no burst of publications."""

import pytest

from enlacesur.journal.actions import CONSUMERS, FEW, run_consumer
from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.notifications import compose, delivery
from enlacesur.notifications.fanout import is_pressing
from enlacesur.notifications.models import Letter, Notification
from enlacesur.portal import worker
from enlacesur.taxonomy.actions import load_profile
from tests.factories.announcements import announce
from tests.factories.exchange import ask, post
from tests.factories.notifications import interest, make_due, reachable, told
from tests.factories.practices import publish
from tests.following import follow_to_the_end, until

NEWS = FEW + 5  # more than a consumer of news is handed at a time


@pytest.fixture
def burst(canoas, joana, stranger):
    """Publications that interest somebody."""
    interest(stranger, kinds=["solution"])
    for _ in range(NEWS):
        publish(canoas, joana)


def events():
    return list(Event.objects.order_by("id"))


@pytest.mark.django_db(transaction=True)
class TestTelling:
    def test_an_announcement_is_told_before_the_news_that_came_first(self, burst, secretary, lucia, stranger):
        announce(secretary, members_only=True)
        until(lambda: run_consumer("pressing") == 0 and told(lucia))
        assert told(lucia) == ["announcement.sent"]
        assert told(stranger) == []

    def test_so_is_what_is_asked_of_an_institution(self, burst, canoas, rivera, joana, lucia):
        ask(canoas, rivera, joana)
        until(lambda: run_consumer("pressing") == 0 and told(lucia))
        assert told(lucia) == ["exchange.asked"]

    @pytest.mark.parametrize("lanes", [("pressing", "notifications"), ("notifications", "pressing")])
    def test_what_is_news_to_others_is_told_apart_to_those_whom_it_names(
        self, lanes, canoas, rivera, joana, lucia, stranger
    ):
        """Whichever comes first, who is named is told as such, and once, though they follow such news."""
        for person in (lucia, stranger):
            interest(person, kinds=["solution"])
        practice = publish(canoas, joana)
        Event.objects.update(audience_ids=[rivera.pk])
        for name in lanes:
            CONSUMERS[name](events())
        notices = {notice.person: notice for notice in Notification.objects.filter(thing=f"solution:{practice.pk}")}
        assert {person: notice.reason for person, notice in notices.items()} == {
            lucia: "organisation",
            stranger: "interest",
        }
        assert notices[lucia].mandatory

    def test_together_the_two_tell_each_event_once(self, burst, canoas, rivera, joana, lucia, stranger, secretary):
        ask(canoas, rivera, joana)
        announce(secretary, members_only=True)
        for name in ("pressing", "notifications"):
            CONSUMERS[name](events())
            CONSUMERS[name](events())
        assert sorted(told(lucia)) == ["announcement.sent", "exchange.asked"]
        assert told(stranger) == ["solution.published"] * NEWS
        assert Notification.objects.filter(times__gt=1).count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_meets_a_need_has_its_turn_after_the_news_of_it(rivera, canoas, lucia, joana):
    """It takes the place of the notice that the news brought: told first, it would be told twice."""
    load_profile()
    index.rebuild()
    interest(lucia, kinds=["solution"])
    post(rivera, lucia)
    publish(canoas, joana)
    follow_to_the_end()
    assert not is_pressing(Event.objects.get(verb="match.found"))
    assert told(lucia) == ["match.found"]


def test_each_consumer_works_on_its_own():
    assert CONSUMERS.keys() <= worker.works().keys()


class TestLetters:
    @pytest.fixture
    def waiting(self, burst, canoas, rivera, joana, lucia, stranger):
        """A request to Rivera, and before it, of longer since, news to somebody else."""
        reachable(lucia, stranger)
        ask(canoas, rivera, joana)
        for name in ("notifications", "pressing"):
            CONSUMERS[name](events())
        make_due()

    def test_whose_answer_is_waited_for_is_written_to_first(self, waiting, lucia, stranger):
        assert compose.compose() == 1
        assert [letter.person for letter in Letter.objects.all()] == [lucia]
        assert compose.compose() == 1
        assert compose.compose() == 0
        assert [letter.person for letter in Letter.objects.order_by("id")] == [lucia, stranger]

    def test_it_is_sent_first_whatever_waits_for_longer(self, stranger):
        letters = [
            Letter.objects.create(person=stranger, kind=kind, pressing=pressing, to=stranger.email, domain="x.example")
            for kind, pressing in [("digest", False), ("at_once", False), ("digest", True), ("at_once", True)]
        ]
        news_digest, news, answer_in_digest, answer = letters
        assert delivery.take() == [answer_in_digest, answer, news, news_digest]
