"""The week's attention: what waits for an answer always goes; of the rest as much as there is room for."""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from enlacesur.core.locks import Lock, try_to_hold
from enlacesur.notifications.actions import follow, settle
from enlacesur.notifications.compose import MOST_NAMED, Due, compose, due_of, plan
from enlacesur.notifications.models import Digest, Letter, LetterKind, Notification, Preferences
from enlacesur.notifications.models.preferences import BUDGET
from enlacesur.portal.personal_data import close_account
from tests.factories.exchange import ask
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, letter_to, make_due, reachable
from tests.factories.practices import publish


def notice(mandatory=False, by_digest=False, event_id=1):
    return Due(1, 1, mandatory, by_digest, reason="interest", interest_id=1, thing="solution:1", event_id=event_id)


NOTHING_ALIKE = {}
MONTEVIDEO, TANDIL = ("solution.published", "Montevideo"), ("solution.published", "Tandil")
notices = st.lists(st.builds(notice, mandatory=st.booleans(), by_digest=st.booleans()), max_size=40)


class TestPlan:
    @given(due=notices, budget=st.integers(0, 10), told=st.integers(0, 20))
    def test_what_waits_for_an_answer_is_always_told_in_full(self, due, budget, told):
        made = plan(due, budget, told, NOTHING_ALIKE)
        assert all(one in made.full for one in due if one.mandatory)

    @given(due=notices, budget=st.integers(0, 10), told=st.integers(0, 20))
    def test_beyond_the_budget_nothing_else_is_told_in_full(self, due, budget, told):
        optional = [one for one in plan(due, budget, told, NOTHING_ALIKE).full if not one.mandatory]
        assert len(optional) <= max(budget - told, 0)

    @given(due=notices, budget=st.integers(0, 10), told=st.integers(0, 20))
    def test_nothing_is_told_twice_and_only_between_digests_something_waits(self, due, budget, told):
        made = plan(due, budget, told, NOTHING_ALIKE)
        parts = [*made.full, *made.named, *made.left, *made.later]
        assert sorted(map(id, parts)) == sorted(map(id, due))
        assert not (made.later and made.kind == LetterKind.DIGEST)

    @given(due=notices, budget=st.integers(0, 10))
    def test_only_titles_beyond_all_measure_are_left_to_the_inbox(self, due, budget):
        made = plan(due, budget, 0, NOTHING_ALIKE)
        assert not made.left or len(made.named) == MOST_NAMED

    def test_the_first_of_the_list_are_the_ones_in_full(self):
        due = [notice() for _ in range(3)]
        assert plan(due, 2, 0, NOTHING_ALIKE).full == due[:2]

    def test_of_a_burst_from_one_institution_a_digest_names_the_first(self):
        due = [notice(by_digest=True, event_id=n) for n in range(8)]
        sources = dict.fromkeys(range(5), MONTEVIDEO) | dict.fromkeys((5, 6, 7), TANDIL)
        made = plan(due, 0, 0, sources)
        assert [one.event_id for one in made.named] == [0, 1, 5, 6, 7]
        assert [one.event_id for one in made.left] == [2, 3, 4]

    def test_what_is_told_in_full_makes_no_burst_of_the_rest(self):
        due = [notice(by_digest=True, event_id=n) for n in range(5)]
        assert len(plan(due, 2, 0, dict.fromkeys(range(5), MONTEVIDEO)).named) == 3


@pytest.fixture
def many(rivera, lucia, joana):
    """Joana has three notices of her interests, and room for one."""
    reachable(joana)
    Preferences.objects.create(person=joana, budget=1)
    interest(joana, kinds=["solution"])
    for n in range(3):
        publish(rivera, lucia, title=f"Compostaje número {n}")
    fan_out()
    make_due()


def waiting(person):
    return Notification.objects.filter(person=person, due_at__isnull=False)


def test_what_is_beyond_waits_for_the_digest(many, joana):
    compose()
    assert Letter.objects.get().notices.filter(in_full=True).count() == 1
    assert waiting(joana).filter(by_digest=True).count() == 2


def test_the_digest_brings_it(many, joana):
    compose()
    make_due()
    compose()
    assert [letter.kind for letter in Letter.objects.order_by("id")] == ["at_once", "digest"]
    assert not waiting(joana).exists()


def test_a_digest_counts_what_a_burst_from_one_city_has_more(many, rivera, lucia, joana):
    compose()
    for n in range(3):
        publish(rivera, lucia, title=f"Huerta número {n}")
    fan_out()
    make_due()
    compose()
    digest = Letter.objects.get(kind=LetterKind.DIGEST)
    assert (digest.notices.count(), digest.notices_left) == (2, 3)
    assert Notification.objects.unread().filter(person=joana).count() == 6


def test_what_waits_for_an_answer_is_not_crowded_out(many, rivera, canoas, lucia, joana):
    compose()
    ask(rivera, canoas, lucia)
    fan_out()
    make_due()
    compose()
    assert Letter.objects.first().notices.filter(mandatory=True, in_full=True).exists()


def test_who_wants_no_digest_finds_the_rest_in_the_inbox(many, joana):
    Preferences.objects.update(digest=Digest.NEVER)
    compose()
    assert not waiting(joana).exists()
    assert Notification.objects.unread().filter(person=joana, letter=None).count() == 2


def test_composing_twice_makes_one_letter(many):
    compose()
    compose()
    assert Letter.objects.count() == 1


def test_who_has_no_confirmed_address_gets_no_letter_and_is_not_looked_at_again(many, joana):
    joana.emailaddress_set.update(verified=False)
    assert compose() == 1
    assert compose() == 0
    assert not Letter.objects.exists()


@pytest.mark.parametrize(("country", "zone"), [("MX", "America/Mexico_City"), ("BR", "America/Sao_Paulo"), ("FR", "")])
def test_who_never_chose_gets_the_digest_at_the_hour_of_their_country(db, client, country, zone):
    person = affiliate(PersonFactory(), CityFactory(country=country)).person
    client.force_login(person)
    assert f'<option value="{zone}" selected' in client.get("/intereses/ritmo/").content.decode()
    follow(person, kinds=["solution"])
    assert person.preferences.timezone == zone


def test_what_somebody_chose_stays(lucia):
    Preferences.objects.create(person=lucia, timezone="Europe/Lisbon", digest="daily")
    follow(lucia, kinds=["solution"])
    assert (lucia.preferences.timezone, lucia.preferences.digest) == ("Europe/Lisbon", "daily")


@pytest.mark.parametrize(("digest", "hours"), [(Digest.DAILY, 24), (Digest.WEEKLY, 7 * 24)])
def test_the_next_digest_comes_at_the_persons_hour(lucia, digest, hours):
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    zone = "America/Manaus"
    Preferences.objects.create(person=lucia, digest=digest, hour=17, weekday=2, timezone=zone)
    moment = Preferences.objects.with_next_digest().get().next_digest
    local = moment.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (17, 0)
    assert digest == Digest.DAILY or local.weekday() == 2
    assert 0 < (moment - timezone.now()).total_seconds() <= hours * 3600


def test_another_rhythm_moves_what_waits(many, joana):
    compose()
    preferences = Preferences.objects.get(person=joana)
    preferences.digest = Digest.DAILY
    settle(preferences)
    kept = Preferences.objects.with_next_digest().get()
    assert set(waiting(joana).values_list("due_at", flat=True)) == {kept.next_digest}


def test_who_wants_nothing_at_once_waits_for_the_digest(rivera, lucia, joana):
    Preferences.objects.create(person=joana, at_once=False)
    interest(joana, kinds=["solution"])
    publish(rivera, lucia)
    fan_out()
    assert Notification.objects.get(person=joana).by_digest


def test_a_digest_of_however_many_is_composed(joana):
    """One person's fortune holds up nobody's letters."""
    reachable(joana)
    many = (
        Notification(person=joana, event_id=n, thing=f"need:{n}", due_at=timezone.now(), by_digest=True)
        for n in range(33_000)
    )
    Notification.objects.bulk_create(many)
    compose()
    assert letter_to(joana).notices_left == 33_000 - BUDGET - MOST_NAMED


@pytest.mark.parametrize("people", [1, 3])
def test_composing_costs_the_same_however_many_are_told(rivera, lucia, people, django_assert_num_queries):
    from tests.factories.network import PersonFactory

    for _ in range(people):
        person = PersonFactory()
        reachable(person)
        interest(person, kinds=["solution"])
    publish(rivera, lucia)
    fan_out()
    make_due()
    with django_assert_num_queries(11):
        compose()
    assert Letter.objects.count() == people


@pytest.mark.parametrize(
    ("digest", "budget", "said"),
    [
        ("weekly", 5, "Depois, tudo vai para o resumo."),
        ("never", 5, "Depois, tudo fica só nesta caixa de avisos."),
        ("never", 0, "O que lhe interessa chega só a esta caixa de avisos."),
        ("weekly", 0, "Nada completo"),
    ],
)
def test_the_page_says_where_what_is_beyond_goes(client, joana, digest, budget, said):
    Preferences.objects.create(person=joana, digest=digest, budget=budget)
    client.force_login(joana)
    assert said in client.get("/pt-br/intereses/ritmo/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_who_closes_their_account_waits_until_their_letter_is_composed_and_leaves_none(rivera, ramon, lucia):
    """Else the one waits for the notices and the other for the person, and the database refuses one of them."""
    Notification.objects.create(person=lucia, event_id=1, thing="need:1", due_at=timezone.now())
    looked, closing, faults = Event(), Event(), []

    def compose_slowly():
        try:
            with transaction.atomic():
                assert try_to_hold(Lock.COMPOSING_LETTERS)
                due_of([lucia.pk], timezone.now())
                looked.set()
                closing.wait(1)
                Letter.objects.create(person=lucia, kind=LetterKind.DIGEST, to=lucia.email)
        except OperationalError as fault:
            faults.append(fault)
        connections.close_all()

    composer = Thread(target=compose_slowly)
    composer.start()
    looked.wait(10)
    close_account(lucia, confirmed=lucia.email)
    composer.join(10)
    assert faults == []
    assert not Letter.objects.exists()
