"""All interests in memory: they follow the table, and meet what every criterion meets."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enlacesur.matching.documents import Document
from enlacesur.notifications import actions, stored
from enlacesur.notifications.models import Interest, Level
from enlacesur.notifications.stored import CRITERIA, DEFAULT_RHYTHM, Happening, StoredInterests
from tests.factories.network import PersonFactory
from tests.factories.notifications import interest

FEIRA = Document("solution", 1, "pt", "Compostagem das feiras livres", "A cooperativa passa no mesmo dia.", "/")
PUBLISHED = Happening(
    kinds=("solution",),
    themes=("ambiente",),
    sdgs=(11, 12),
    countries=("BR",),
    sizes=("large",),
    organisations=(7,),
    document=FEIRA,
)


@pytest.fixture
def interests():
    return StoredInterests()


def people(interests, happening=PUBLISHED):
    return interests.recipients(happening).people.tolist()


@pytest.mark.parametrize(
    ("criteria", "met"),
    [
        ({"words": "ferias"}, True),
        ({"words": "cooperativa", "language": "pt"}, True),
        ({"words": "teleférico"}, False),
        ({"words": "ferias", "themes": ["cultura"]}, False),
        ({"themes": ["cultura", "ambiente"], "sdgs": [12]}, True),
        ({"organisations": [7, 8]}, True),
        ({"organisations": [8]}, False),
        ({"sizes": ["small"]}, False),
    ],
)
def test_every_criterion_must_be_met(interests, lucia, criteria, met):
    interest(lucia, **criteria)
    assert people(interests) == ([lucia.pk] if met else [])


def rhythms(interests):
    numbers = interests.recipients(PUBLISHED).rhythms
    return [list(interests.rhythms)[number] for number in numbers]


def test_the_rhythm_of_each_is_known_and_who_changes_it_is_read_again(interests, lucia, joana):
    interest(lucia, kinds=["solution"])
    interest(joana, kinds=["solution"])
    assert rhythms(interests) == [DEFAULT_RHYTHM, DEFAULT_RHYTHM]
    preferences = actions.preferences_of(joana)
    preferences.digest, preferences.hour = "daily", 6
    actions.settle(preferences)
    assert rhythms(interests) == [DEFAULT_RHYTHM, (True, "daily", 6, 0, "")]


def test_nobody_follows_a_city_that_is_not_named(interests, lucia):
    interest(lucia, organisations=[7])
    assert people(interests, replace(PUBLISHED, organisations=())) == []


class TestFollowingTheTable:
    def test_what_is_stored_later_is_met_too(self, interests, lucia):
        people(interests)
        interest(lucia, words="compostaje")
        assert people(interests) == [lucia.pk]

    def test_what_is_paused_is_met_no_more_and_again_when_it_goes_on(self, interests, lucia):
        kept = interest(lucia, kinds=["solution"])
        met = [people(interests)]
        for step in (actions.pause, actions.resume, actions.end):
            step(kept)
            met.append(people(interests))
        assert met == [[lucia.pk], [], [lucia.pk], []]

    def test_what_a_slow_transaction_stores_is_not_missed(self, interests, lucia):
        people(interests)
        kept = interest(lucia, words="compostaje")
        Interest.objects.filter(pk=kept.pk).update(changed_at=timezone.now() - timedelta(minutes=4))
        assert people(interests) == [lucia.pk]

    def test_laid_out_or_apart_it_is_the_same(self, interests, lucia, joana, monkeypatch):
        monkeypatch.setattr(stored, "LEAST_LOOSE", 2)
        people(interests)
        for words in ("ferias", "compostaje", "teleférico"):
            interest(lucia, words=words)
        assert people(interests) == [lucia.pk]
        assert len(interests.laid.ids) == 3
        interest(joana, words="cooperativa")
        assert people(interests) == [lucia.pk, joana.pk]

    def test_nobody_is_forgotten_when_the_database_goes_away_while_all_is_laid_out(
        self, interests, lucia, joana, monkeypatch
    ):
        monkeypatch.setattr(stored, "LEAST_LOOSE", 1)
        people(interests)
        interest(lucia, words="compostaje")
        assert people(interests) == [lucia.pk]
        interest(joana, words="cooperativa")
        with connection.execute_wrapper(GoesAway(after=2)), pytest.raises(OperationalError):
            people(interests)
        assert people(interests) == [lucia.pk, joana.pk]

    @pytest.mark.parametrize("many", [1, 3])
    def test_looking_costs_the_same_however_many_changed(self, interests, lucia, many, django_assert_num_queries):
        people(interests)
        for number in range(many):
            interest(lucia, words=f"ferias {number}")
        for queries in (2, 1):  # the second time they are known
            with django_assert_num_queries(queries):
                people(interests)


class GoesAway:
    """A database that answers so many statements and no more."""

    def __init__(self, after):
        self.left = after

    def __call__(self, execute, *statement):
        if not self.left:
            raise OperationalError("server closed the connection unexpectedly")
        self.left -= 1
        return execute(*statement)


def test_more_values_than_a_number_has_bits_are_kept_apart(interests, lucia, joana):
    for number in range(70):
        interest(PersonFactory(), themes=[f"theme-{number}"])
    interest(lucia, themes=["ambiente"])
    interest(joana, themes=["theme-3"])
    assert people(interests) == [lucia.pk]


# Any interest against any happening: the bits say what the sentence «every criterion is met» says.

VALUES = {
    "kinds": ["solution", "need"],
    "themes": ["ambiente", "cultura", "salud"],
    "axes": ["2022:culture", "2027:culture"],
    "sdgs": [11, 12, 13],
    "countries": ["BR", "UY"],
    "sizes": ["small", "large"],
}
criteria = st.fixed_dictionaries({name: st.lists(st.sampled_from(VALUES[name]), unique=True) for name in CRITERIA})


def is_met(wanted, offered):
    return all(not wanted[name] or set(wanted[name]) & set(offered[name]) for name in CRITERIA)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(list(Level)), criteria), max_size=8), offered=criteria
)
def test_who_is_told_is_who_has_an_interest_that_is_met_and_none_that_is_muted(interests, rows, offered):
    interests.__init__()
    interests.laid = stored.Laid(
        [
            stored.Row(
                id=number,
                person=person,
                level=stored.LEVELS[level],
                fit=1,
                rhythm=0,
                words=stored.NO_WORDS,
                bits=tuple(interests.bits[name].of(tuple(wanted[name])) for name in CRITERIA),
                organisations=(),
            )
            for number, (person, level, wanted) in enumerate(rows)
        ],
        interests.bits,
    )
    met = [(person, level) for person, level, wanted in rows if is_met(wanted, offered)]
    muted = {person for person, level in met if level == Level.MUTED}
    expected = sorted({person for person, _level in met} - muted)
    happening = Happening(**{name: tuple(values) for name, values in offered.items()})
    assert interests.met(happening).people.tolist() == expected
