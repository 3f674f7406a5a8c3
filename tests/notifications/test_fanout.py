from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from enlacesur.exchange import agreement
from enlacesur.journal.models import Event
from enlacesur.network.actions import ask_to_join
from enlacesur.network.models import today
from enlacesur.notifications.compose import compose
from enlacesur.notifications.fanout import tell, tell_in_turn, tell_pressing
from enlacesur.notifications.models import Level, Mute, Notification
from tests.factories.exchange import agree, ask, begin, post
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, reachable, told
from tests.factories.practices import content, publish

ENVIRONMENT = "ambiente-desarrollo-sostenible"


@pytest.mark.parametrize(
    "criteria",
    [
        {"themes": [ENVIRONMENT, "cultura"]},
        {"sdgs": [12]},
        {"countries": ["BR"]},
        {"kinds": ["solution"]},
        {"words": "compostaje"},
        {"words": "compostagem", "language": "pt"},
        {"sizes": ["large"]},
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
        {"sizes": ["small", "medium"]},
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


def test_what_is_published_twice_is_one_notice_until_it_is_read(canoas, joana, lucia):
    interest(lucia, themes=[ENVIRONMENT])
    publish(canoas, joana)
    fan_out()
    event = Event.objects.get(verb="solution.published")
    event.pk = None
    event.save()
    fan_out()
    assert Notification.objects.get(person=lucia).times == 2


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
    Mute.objects.create(person=joana, thing=f"exchange:{exchange.pk}")
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


class TestFollowingACity:
    def test_its_news_are_told(self, canoas, joana, lucia):
        interest(lucia, organisations=[canoas.pk])
        publish(canoas, joana)
        fan_out()
        assert told(lucia) == ["solution.published"]

    def test_those_of_others_are_not(self, rivera, canoas, joana, lucia, stranger):
        interest(stranger, organisations=[rivera.pk])
        publish(canoas, joana)
        fan_out()
        assert told(stranger) == []

    def test_a_need_that_hides_its_city_does_not_give_it_away(self, rivera, lucia, joana):
        interest(joana, organisations=[rivera.pk])
        post(rivera, lucia, hide_city=True)
        fan_out()
        assert told(joana) == []


class TestLevels:
    def change(self, practice, by):
        from enlacesur.practices.actions import publish as publish_again

        publish_again(practice, content(title="Otra vez, con más datos"), practice.version, by=by)

    @pytest.mark.parametrize(
        ("level", "verbs"),
        [
            (Level.EVERYTHING, ["solution.published", "solution.edited"]),
            (Level.IMPORTANT, ["solution.published"]),
            (Level.DIGEST, ["solution.published"]),
            (Level.MUTED, []),
        ],
    )
    def test_small_changes_are_told_to_who_wants_everything(self, canoas, joana, lucia, level, verbs):
        interest(lucia, kinds=["solution"], level=level)
        practice = publish(canoas, joana)
        fan_out()
        Notification.objects.update(read_at=timezone.now())
        self.change(practice, joana)
        fan_out()
        assert told(lucia) == verbs

    def test_changes_of_a_thing_not_yet_read_come_together_in_one_notice(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"], level=Level.EVERYTHING)
        self.change(publish(canoas, joana), joana)
        fan_out()
        assert Notification.objects.get(person=lucia).times == 2

    def test_however_many_they_are(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"], level=Level.EVERYTHING)
        practice = publish(canoas, joana)
        fan_out()
        yesterday = timezone.now() - timedelta(days=1)
        Notification.objects.update(times=32_767, created_at=yesterday)
        self.change(practice, joana)
        fan_out()
        assert Notification.objects.get(person=lucia).created_at > yesterday

    def test_who_has_not_read_of_it_yet_hears_that_it_is_there_and_not_of_the_change(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"], level=Level.EVERYTHING)
        self.change(publish(canoas, joana), joana)
        fan_out()
        assert told(lucia) == ["solution.published"]

    def test_but_of_the_change_once_they_were_mailed(self, canoas, joana, lucia):
        reachable(lucia)
        interest(lucia, kinds=["solution"], level=Level.EVERYTHING)
        practice = publish(canoas, joana)
        fan_out()
        make_due()
        compose()
        self.change(practice, joana)
        fan_out()
        assert told(lucia) == ["solution.edited"]

    def test_also_where_the_first_news_comes_last(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"])
        publish(canoas, joana)
        Event.objects.create(id=0, verb="x", target_kind="x", target_id=1, title="", url="", audience="public")
        thing = f"solution:{Event.objects.get(verb='solution.published').target_id}"
        Notification.objects.create(person=lucia, event_id=0, thing=thing, reason="person")
        fan_out()
        assert [(n.times, n.event.verb) for n in Notification.objects.all()] == [(2, "solution.published")]

    def test_once_read_a_change_is_a_notice_of_its_own(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"], level=Level.EVERYTHING)
        practice = publish(canoas, joana)
        fan_out()
        Notification.objects.update(read_at="2026-01-01T00:00Z")
        self.change(practice, joana)
        fan_out()
        assert told(lucia) == ["solution.published", "solution.edited"]

    def test_what_is_muted_is_not_told_though_another_interest_asks_for_it(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"])
        interest(lucia, countries=["BR"], level=Level.MUTED)
        publish(canoas, joana)
        fan_out()
        assert told(lucia) == []

    def test_the_loudest_of_several_interests_decides(self, canoas, joana, lucia):
        interest(lucia, words="ferias", level=Level.DIGEST)
        loud = interest(lucia, kinds=["solution"])
        publish(canoas, joana)
        fan_out()
        notice = Notification.objects.get(person=lucia)
        assert (notice.interest, notice.by_digest) == (loud, False)

    def test_of_equally_loud_ones_the_most_particular_is_named(self, canoas, joana, lucia):
        interest(lucia, kinds=["solution"])
        particular = interest(lucia, words="ferias", themes=[ENVIRONMENT])
        publish(canoas, joana)
        fan_out()
        assert Notification.objects.get(person=lucia).interest == particular


def test_what_is_theirs_to_answer_is_marked_and_says_for_whom(rivera, canoas, lucia, joana):
    ask(rivera, canoas, lucia)
    fan_out()
    notice = Notification.objects.get(person=joana)
    assert (notice.mandatory, notice.organisation_id, notice.by_digest) == (True, canoas.pk, False)


@pytest.mark.parametrize("acts", [True, False])
def test_it_goes_on_saying_so_to_who_can_answer_it_and_to_no_other(rivera, canoas, lucia, joana, acts):
    """Who acts for the city no more does not see its notice, but the news of the thing as they follow it."""
    interest(joana, kinds=["exchange"])
    exchange = begin(agree(ask(rivera, canoas, lucia), joana))
    agreement.confirm(exchange, rivera, "Empezamos una feria.", by=lucia)
    fan_out()
    if not acts:
        joana.affiliations.update(until=today() - timedelta(days=1))
    agreement.confirm(exchange, canoas, "Aprendimos.", by=affiliate(PersonFactory(), canoas).person)
    fan_out()
    notice = Notification.objects.get(person=joana)
    told = (notice.event.verb, notice.organisation_id, notice.mandatory)
    assert told == (("exchange.half_confirmed", canoas.pk, True) if acts else ("exchange.confirmed", None, False))


def test_who_closed_their_account_is_told_nothing(canoas, joana, lucia):
    interest(lucia, kinds=["solution"])
    lucia.is_active = False
    lucia.save()
    publish(canoas, joana)
    fan_out()
    assert told(lucia) == []


@pytest.mark.parametrize("many", [1, 3])
def test_telling_costs_the_same_however_many_are_told(canoas, joana, many, django_assert_num_queries):
    for _ in range(many):
        interest(PersonFactory(), kinds=["solution"])
    publish(canoas, joana)
    events = list(Event.objects.all())
    with django_assert_num_queries(6):
        tell_in_turn(events)
    assert Notification.objects.count() == many
    with django_assert_num_queries(4):
        tell_pressing(events)  # and looks at what they settle


@pytest.mark.django_db(transaction=True)
def test_its_transaction_does_not_wait_for_the_disk_and_others_do():
    """What a crash undoes of it is told again."""

    def waits():
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return cursor.fetchone()[0]

    with transaction.atomic():
        tell([])
        assert waits() == "off"
    assert waits() == "on"
