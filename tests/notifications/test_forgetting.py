"""What is deleted when it is old enough, and what never is."""

from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.notifications import forgetting
from enlacesur.notifications.announcing import outcome
from enlacesur.notifications.forgetting import KEPT_INTERESTS
from enlacesur.notifications.jobs import forget
from enlacesur.notifications.models import Interest, Letter, LetterKind, Level, Notification
from enlacesur.practices import actions as practices
from tests.factories.announcements import announce
from tests.factories.exchange import ask
from tests.factories.notifications import fan_out, interest, letter_to, make_due, post_letters, reachable, told
from tests.factories.practices import content, publish


def ago(days):
    return timezone.now() - timedelta(days=days + 1)


READ, UNREAD, LETTER = (
    django_settings.NOTICES_KEPT,
    django_settings.UNREAD_NOTICES_KEPT,
    django_settings.LETTERS_KEPT,
)


class TestNotices:
    @pytest.fixture
    def practice(self, reader, rivera, lucia):
        """Joana was told of it."""
        practice = publish(rivera, lucia)
        fan_out()
        Notification.objects.update(due_at=None)
        return practice

    def forgets(self, **changes):
        Notification.objects.update(**changes)
        forget(0)
        return not Notification.objects.exists()

    def test_what_an_interest_brought_goes_years_after_it_was_read(self, practice):
        assert self.forgets(created_at=ago(READ), read_at=ago(READ))

    def test_and_unread_much_later(self, practice):
        assert not self.forgets(created_at=ago(READ))
        assert self.forgets(created_at=ago(UNREAD))

    def test_what_is_younger_stays(self, practice):
        assert not self.forgets(created_at=ago(READ - 2), read_at=timezone.now())

    def test_the_years_are_the_operators(self, practice, settings):
        settings.NOTICES_KEPT = 30
        assert self.forgets(created_at=ago(30), read_at=ago(30))

    def test_what_a_mail_will_take_along_stays(self, practice):
        assert not self.forgets(created_at=ago(UNREAD), due_at=timezone.now())

    @pytest.mark.parametrize("state", ["queued", "taken", "handing"])
    def test_so_does_what_is_in_one_on_its_way(self, practice, reader, state):
        letter = Letter.objects.create(person=reader, kind=LetterKind.AT_ONCE, to=reader.email, state=state)
        assert not self.forgets(created_at=ago(UNREAD), letter=letter)
        Letter.objects.update(state="sent")
        assert self.forgets(created_at=ago(UNREAD))

    def test_what_was_asked_of_a_city_stays(self, canoas, rivera, joana, lucia):
        ask(canoas, rivera, joana)
        fan_out()
        assert not self.forgets(created_at=ago(UNREAD), due_at=None, read_at=ago(UNREAD))

    def test_and_whom_an_announcement_reached(self, secretary, lucia):
        announcement = announce(secretary)
        fan_out()
        before = outcome(announcement)
        assert not self.forgets(created_at=ago(UNREAD), due_at=None, read_at=ago(UNREAD))
        assert outcome(announcement)["told"] == before["told"] > 0

    def test_what_is_told_after_it_is_told_once(self, reader, practice, lucia):
        reader.interests.update(level=Level.EVERYTHING, changed_at=timezone.now())
        assert self.forgets(created_at=ago(UNREAD))
        fan_out()
        assert told(reader) == []
        practices.publish(practice, content(title="Otra feria"), 1, by=lucia)
        fan_out()
        fan_out()
        assert told(reader) == ["solution.edited"]

    def test_what_somebody_was_being_told_when_they_closed_their_account_goes(
        self, canoas, rivera, joana, ramon, lucia
    ):
        """Who closes it erases what is there; what is being written then comes after."""
        Person.objects.filter(pk=lucia.pk).update(is_active=False)
        Notification.objects.create(person=lucia, event_id=1, thing="need:1")
        ask(canoas, rivera, joana)
        fan_out()
        forget(0)
        assert (Notification.objects.filter(person=lucia).count(), told(ramon)) == (0, ["exchange.asked"])


class TestLetters:
    def test_the_record_of_an_announcement_keeps_its_letters(self, secretary, lucia):
        reachable(lucia)
        announce(secretary)
        fan_out()
        make_due()
        post_letters()
        Letter.objects.update(created_at=ago(LETTER))
        forget(0)
        assert Notification.objects.get(person=lucia).letter.to == lucia.email

    def test_tests_of_announcements_stay_and_other_letters_go(self, lucia):
        for kind in (LetterKind.TEST, LetterKind.AT_ONCE, LetterKind.DIGEST):
            Letter.objects.create(person=lucia, kind=kind, to=lucia.email, state="sent")
        Letter.objects.update(created_at=ago(LETTER))
        fresh = Letter.objects.create(person=lucia, kind=LetterKind.AT_ONCE, to=lucia.email)
        forget(0)
        assert {letter.kind for letter in Letter.objects.exclude(pk=fresh.pk)} == {LetterKind.TEST}
        assert Letter.objects.filter(pk=fresh.pk).exists()

    def test_one_that_waits_goes_first(self, lucia):
        Letter.objects.create(person=lucia, kind=LetterKind.AT_ONCE, to=lucia.email)
        Letter.objects.update(created_at=ago(LETTER))
        forget(0)
        assert Letter.objects.exists()

    def test_a_notice_outlives_its_letter_and_is_not_mailed_again(self, reader, rivera, lucia):
        publish(rivera, lucia)
        fan_out()
        make_due()
        post_letters()
        Letter.objects.update(created_at=ago(LETTER))
        letter = letter_to(reader)
        forget(0)
        notice = Notification.objects.get(person=reader)
        assert (notice.letter, notice.due_at) == (None, None)
        post_letters()
        assert not Letter.objects.exclude(pk=letter.pk).exists()


def test_interests_that_ended_long_ago_go_and_the_notices_that_they_brought_stay(reader, rivera, lucia):
    publish(rivera, lucia)
    fan_out()
    Interest.objects.update(ended_at=timezone.now() - KEPT_INTERESTS - timedelta(days=1))
    lately = interest(reader, words="agua", ended_at=timezone.now())
    forget(0)
    assert list(Interest.objects.all()) == [lately]
    assert told(reader) == ["solution.published"]


def test_it_goes_in_portions(reader, monkeypatch):
    """So that each is short, and nobody waits for it."""
    monkeypatch.setattr(forgetting, "PORTION", 2)
    for n in range(5):
        Notification.objects.create(person=reader, event_id=n, thing=f"solution:{n}", reason="interest")
        Letter.objects.create(person=reader, kind=LetterKind.AT_ONCE, to=reader.email, state="sent")
    Notification.objects.update(created_at=ago(UNREAD))
    Letter.objects.update(created_at=ago(LETTER))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        forget(0)
    deleted = Counter(words[2] for words in (query["sql"].split() for query in asked) if words[0] == "DELETE")
    assert deleted == {'"notifications_notification"': 3, '"notifications_letter"': 3}
    assert not Notification.objects.exists()
    assert not Letter.objects.exists()
