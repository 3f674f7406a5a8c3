"""Blindness: whatever happens, in whatever order, each sees what the policy says and nothing more."""

from contextlib import suppress

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from enlacesur.core.states import NotNow
from enlacesur.network.actions import end
from enlacesur.network.models import Affiliation
from enlacesur.review import actions, outcome
from enlacesur.review.models import Assessment, Evaluation
from enlacesur.review.states import UNFINISHED
from tests.factories.network import affiliate
from tests.factories.review import SUMMARY, answers, assigned, decided, evaluator, judged, put_forward, under_way


def seen(person):
    return list(Evaluation.objects.visible_to(person).order_by("id"))


@pytest.fixture
def two(assessment, secretary):
    """One is in, the other under way."""
    first = judged(assessment, secretary)
    second = under_way(assessment, secretary)
    return first, second


def test_before_all_are_in_each_evaluator_sees_their_own(two):
    first, second = two
    assert (seen(first.evaluator.person), seen(second.evaluator.person)) == ([first], [second])


def test_when_all_are_in_each_sees_both_and_no_name_but_their_own(two):
    first, second = two
    actions.save_scores(second, answers(), by=second.evaluator.person)
    actions.submit(second, by=second.evaluator.person)
    assert seen(first.evaluator.person) == seen(second.evaluator.person) == [first, second]
    reader = first.evaluator.person
    mine, other = outcome.opinions_in(Evaluation.objects.visible_to(reader).order_by("id"), reader, named=False)
    assert (mine.name, other.name, other.note) == (first.evaluator.person.name, "", "")
    assert str(second.evaluator) not in repr(other)


def test_a_third_who_is_asked_closes_them_again(assessment, two, secretary):
    first, second = two
    actions.save_scores(second, answers(1), by=second.evaluator.person)
    actions.submit(second, by=second.evaluator.person)
    third = assigned(assessment, secretary)
    assert [seen(one.evaluator.person) for one in (first, second, third)] == [[first], [second], [third]]


def test_who_handed_theirs_over_sees_nothing_any_more(assessment, two, secretary):
    _first, second = two
    actions.hand_over(second, "Está de licencia.", by=secretary)
    assert seen(second.evaluator.person) == []
    assert not Assessment.objects.visible_to(second.evaluator.person).exists()


def test_the_secretariat_sees_all(two, secretary):
    assert seen(secretary) == list(two)


def test_who_of_it_acts_for_a_party_sees_what_the_party_sees(two, assessment, secretary, rivera):
    affiliate(secretary, rivera)
    assert seen(secretary) == []
    assert not Assessment.objects.managed_by(secretary).exists()
    assert outcome.for_authors(assessment, secretary) is None


def test_authors_others_and_strangers_see_no_evaluation(two, lucia, joana, stranger):
    for person in (lucia, joana, stranger):
        assert seen(person) == []


def test_that_it_is_judged_its_parties_know_and_no_other_city(assessment, lucia, joana, stranger):
    shown = [Assessment.objects.visible_to(person).exists() for person in (lucia, joana, stranger)]
    assert shown == [True, False, False]


class TestOfAuthors:
    def test_before_the_decision_they_read_nothing(self, ready, lucia):
        assert outcome.for_authors(ready, lucia) is None

    def test_after_it_comments_and_means(self, ready, secretary, lucia):
        told = outcome.for_authors(decided(ready, secretary, "declined"), lucia)
        assert told.comments == ["Digan cuánto costó empezar."] * 2
        assert told.means.overall == pytest.approx(4)
        assert told.means.of == 2

    def test_never_a_name_or_what_was_for_others(self, ready, secretary, lucia):
        text = repr(outcome.for_authors(decided(ready, secretary), lucia))
        names = [str(one.evaluator) for one in ready.evaluations.whole()]
        assert not [word for word in [*names, "por la prensa", "catastro"] if word in text]

    def test_another_city_and_a_stranger_read_nothing_of_it(self, ready, secretary, joana, stranger):
        decided(ready, secretary)
        for person in (joana, stranger):
            assert outcome.for_authors(ready, person) is None

    def test_who_left_the_city_reads_it_no_more(self, ready, secretary, lucia, ramon):
        done = decided(ready, secretary)
        end(Affiliation.objects.get(person=lucia), by=ramon)
        assert outcome.for_authors(done, lucia) is None


@pytest.mark.parametrize(("decision", "summary"), [("accepted", SUMMARY), ("declined", ""), ("returned", "")])
def test_the_public_reads_the_summary_of_what_was_accepted_alone(ready, secretary, decision, summary):
    assert decided(ready, secretary, decision, public_summary=SUMMARY).public_summary == summary


# Whatever happens


STEPS = ("judge", "assign", "accept", "write", "submit", "decline", "hand_over", "join", "leave", "decide")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(way=[("judge", 0), ("judge", 1), ("decide", 0)])
@given(way=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2)), max_size=14))
def test_whatever_happens_each_sees_what_the_policy_says(way, rivera, lucia, joana, stranger, secretary):
    with transaction.atomic():
        world = World(rivera, lucia, secretary)
        for step, number in way:
            with suppress(NotNow, PermissionDenied):
                getattr(world, step)(world.evaluators[number])
            world.check(lucia, joana, stranger)
        transaction.set_rollback(True)


class World:
    """One assessment and three evaluators, who may come and go at the party."""

    def __init__(self, rivera, lucia, secretary):
        self.rivera, self.secretary = rivera, secretary
        self.assessment = put_forward(rivera, lucia)
        self.evaluators = [evaluator(secretary) for _ in range(3)]

    def of(self, who):
        return self.assessment.evaluations.filter(evaluator=who).latest("id")

    def judge(self, who):
        """All at once, so that often enough all are in."""
        for step in (self.assign, self.accept, self.write, self.submit):
            step(who)

    def assign(self, who):
        actions.assign(self.assessment, who, by=self.secretary)

    def accept(self, who):
        self.on(who, lambda row: actions.accept(row, by=who.person))

    def write(self, who):
        self.on(who, lambda row: actions.save_scores(row, answers(), by=who.person))

    def submit(self, who):
        self.on(who, lambda row: actions.submit(row, by=who.person))

    def decline(self, who):
        self.on(who, lambda row: actions.decline(row, "No puedo.", by=who.person))

    def hand_over(self, who):
        self.on(who, lambda row: actions.hand_over(row, "Está de licencia.", by=self.secretary))

    def on(self, who, step):
        if self.assessment.evaluations.filter(evaluator=who).exists():
            step(self.of(who))

    def join(self, who):
        if not Affiliation.objects.active().filter(person=who.person, organisation=self.rivera).exists():
            affiliate(who.person, self.rivera)

    def leave(self, who):
        for row in Affiliation.objects.active().filter(person=who.person, organisation=self.rivera):
            end(row, by=who.person)

    def decide(self, _who):
        self.assessment = decided(self.assessment, self.secretary)

    # What must hold after every step

    def check(self, author, *others):
        rows = list(self.assessment.evaluations.select_related("evaluator__person"))
        open_ones = [row for row in rows if row.state in UNFINISHED]
        decided_now = Assessment.objects.get(pk=self.assessment.pk).state == "decided"
        assert set(seen(self.secretary)) == set(rows)
        assert bool(outcome.for_authors(self.assessment, author)) == decided_now
        for person in others:
            assert not seen(person)
            assert outcome.for_authors(self.assessment, person) is None
        for who in self.evaluators:
            self.check_evaluator(who, rows, open_ones)

    def check_evaluator(self, who, rows, open_ones):
        shown = seen(who.person)
        near = Affiliation.objects.filter(person=who.person, organisation=self.rivera).exists()
        own = [row for row in rows if row.evaluator_id == who.pk and row.state in (*UNFINISHED, "submitted")]
        if near or not own:
            assert shown == []
        elif own[0].state != "submitted" or open_ones:
            assert shown == own
        else:
            assert shown == [row for row in sorted(rows, key=lambda row: row.pk) if row.state == "submitted"]
