from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.network.actions import admit, ask_to_join, publish_mandate
from enlacesur.network.models import Mandate, today
from enlacesur.review import actions, community, outcome
from enlacesur.review.conflicts import conflicts_of
from enlacesur.review.jobs import follow_ties
from enlacesur.review.models import Evaluation
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import answers, assigned, decided, evaluator, judged, put_forward, under_way

TIES = ("tie.declared", "affiliation.admitted", "mandate.published")


@pytest.fixture
def evaluation(assessment, secretary):
    return under_way(assessment, secretary)


@pytest.fixture
def author_of(evaluation):
    return evaluation.evaluator.person


def told_secretariat():
    return list(
        Event.objects.filter(verb__startswith="assessment.", audience="organisations").values_list("verb", flat=True)
    )


def test_nobody_else_takes_it_on(assessment, secretary, lucia, joana, stranger):
    asked = assigned(assessment, secretary)
    for person in (lucia, joana, stranger, secretary, evaluator(secretary).person):
        with pytest.raises(PermissionDenied):
            actions.accept(asked, by=person)


def test_who_declines_says_why_and_the_secretariat_asks_somebody_else(assessment, secretary):
    asked = assigned(assessment, secretary)
    with pytest.raises(NotNow):
        actions.decline(asked, "  ", by=asked.evaluator.person)
    actions.decline(asked, "Este mes no puedo.", by=asked.evaluator.person)
    assert told_secretariat() == ["assessment.needs_evaluator"]


def test_a_draft_is_kept_however_incomplete(evaluation, author_of):
    actions.save_scores(evaluation, answers(scores={"evidence": 3}, to_authors=""), by=author_of)
    kept = Evaluation.objects.get(pk=evaluation.pk)
    assert (kept.scores, kept.state) == ({"evidence": 3}, "accepted")


def test_nobody_else_writes_in_it(evaluation, secretary, lucia, joana, stranger):
    for person in (secretary, lucia, joana, stranger):
        with pytest.raises(PermissionDenied):
            actions.save_scores(evaluation, answers(), by=person)


@pytest.mark.parametrize("scores", [{"evidence": 6}, {"evidence": 0}, {"evidence": "4"}, {"nada": 3}])
def test_what_the_scale_does_not_know_is_no_score(evaluation, author_of, scores):
    assert actions.save_scores(evaluation, answers(scores=scores), by=author_of).scores == {}


def test_what_is_missing_is_said_for_each_criterion(evaluation, author_of):
    actions.save_scores(evaluation, answers(scores={"evidence": 3}, recommendation=""), by=author_of)
    with pytest.raises(NotNow) as no:
        actions.submit(evaluation, by=author_of)
    assert "«Replicabilidad» todavía no tiene puntaje." in str(no.value.reason)
    assert "«Resultados comprobados»" not in str(no.value.reason)


def test_what_is_in_stays_as_it_is(assessment, secretary):
    done = judged(assessment, secretary)
    for step in (
        lambda: actions.save_scores(done, answers(1), by=done.evaluator.person),
        lambda: actions.submit(done, by=done.evaluator.person),
        lambda: actions.hand_over(done, "Me arrepentí.", by=done.evaluator.person),
    ):
        with pytest.raises(NotNow):
            step()


def test_its_weighted_mean_is_kept(assessment, secretary):
    scores = answers(2).scores | {"evidence": 4}
    assert judged(assessment, secretary, scores=scores).overall == Decimal("2.5")


class TestWhenTheyAreIn:
    def test_the_first_tells_nobody(self, assessment, secretary):
        judged(assessment, secretary)
        assert told_secretariat() == []

    def test_the_last_tells_the_secretariat(self, ready):
        assert told_secretariat() == ["assessment.ready"]
        assert outcome.staged(ready).stage == "ready"

    @pytest.mark.parametrize(
        "second", [{"score": 2}, {"score": 4, "recommendation": "declined"}], ids=["far apart", "yes and no"]
    )
    def test_when_they_diverge_one_more_is_needed(self, assessment, secretary, second):
        judged(assessment, secretary, score=4)
        judged(assessment, secretary, **second)
        assert told_secretariat() == ["assessment.needs_evaluator"]
        assert outcome.staged(assessment).stage == "diverging"

    def test_exactly_as_far_as_the_rubric_says_is_far(self, assessment, secretary):
        """3.3 and 1.8, whose difference is less than 1.5 to a computer that counts in halves."""
        for scores in ((1, 1, 5, 5, 5, 4), (1, 1, 1, 1, 5, 3)):
            judged(assessment, secretary, scores=dict(zip(answers().scores, scores, strict=True)))
        assert outcome.staged(assessment).stage == "diverging"

    def test_after_the_third_it_can_be_decided(self, assessment, secretary):
        for score in (1, 5, 3):
            judged(assessment, secretary, score=score)
        assert outcome.staged(assessment).stage == "ready"

    def test_while_the_third_is_at_it_it_cannot(self, assessment, secretary):
        judged(assessment, secretary, score=1)
        judged(assessment, secretary, score=5)
        assigned(assessment, secretary)
        assert outcome.staged(assessment).stage == "under_evaluation"
        assert not outcome.is_ready(assessment)


class TestHandingOver:
    def test_what_was_written_is_kept(self, evaluation, author_of, secretary):
        actions.save_scores(evaluation, answers(3), by=author_of)
        actions.hand_over(evaluation, "Está de licencia.", by=secretary)
        kept = Evaluation.objects.get(pk=evaluation.pk)
        assert (kept.state, kept.scores["evidence"]) == ("handed_over", 3)

    def test_what_others_have_finished_is_not_lost(self, evaluation, assessment, secretary):
        done = judged(assessment, secretary)
        actions.hand_over(evaluation, "Está de licencia.", by=secretary)
        judged(assessment, secretary)
        assert Evaluation.objects.get(pk=done.pk).state == "submitted"
        assert outcome.staged(assessment).stage == "ready"

    def test_the_evaluator_is_told_why(self, evaluation, author_of, secretary):
        actions.hand_over(evaluation, "Está de licencia.", by=secretary)
        event = Event.objects.get(verb="evaluation.handed_over")
        place = event.data["says"]
        assert (event.audience_ids, words_at([place])) == ([author_of.pk], {place: "Está de licencia."})

    def test_it_needs_a_reason(self, evaluation, secretary):
        with pytest.raises(NotNow):
            actions.hand_over(evaluation, " ", by=secretary)

    def test_nobody_else_takes_it_away(self, evaluation, lucia, joana, stranger):
        for person in (lucia, joana, stranger, PersonFactory()):
            with pytest.raises(PermissionDenied):
                actions.hand_over(evaluation, "Porque sí.", by=person)

    def test_nothing_is_submitted_in_a_hand_from_which_it_was_taken(self, evaluation, author_of, secretary):
        actions.save_scores(evaluation, answers(), by=author_of)
        actions.hand_over(evaluation, "Está de licencia.", by=secretary)
        with pytest.raises(NotNow, match="ya no está en sus manos"):
            actions.submit(evaluation, by=author_of)


class TestAConflictThatArisesLater:
    @pytest.fixture
    def near(self, evaluation, author_of, rivera):
        affiliate(author_of, rivera)
        return evaluation

    def test_ends_what_the_evaluator_may_do_at_once(self, near, author_of):
        with pytest.raises(PermissionDenied, match="conflicto de intereses"):
            actions.save_scores(near, answers(), by=author_of)

    def test_the_clock_hands_it_over_with_the_reason(self, near):
        assert actions.hand_over_conflicts() == 1
        near.refresh_from_db()
        assert (near.state, near.reason) == (
            "handed_over",
            "Trabaja en Intendencia de Rivera, o lo hizo en los últimos tres años.",
        )

    def come_near(self, who, city, secretary, verb):
        match verb:
            case "tie.declared":
                community.declare_tie(who, city, "Asesora a su intendencia.", by=who.person)
            case "affiliation.admitted":
                admit(ask_to_join(who.person, city), by=secretary)
            case "mandate.published":
                post = Mandate(organisation=city, post="official", name="Joana", person=who.person, since=today())
                publish_mandate(post, by=secretary)
        return [Event.objects.filter(verb=verb).latest("id")]

    @pytest.mark.parametrize("verb", TIES)
    def test_the_journal_tells_of_it_before_the_clock_does(self, evaluation, secretary, rivera, verb):
        follow_ties(self.come_near(evaluation.evaluator, rivera, secretary, verb))
        evaluation.refresh_from_db()
        assert evaluation.state == "handed_over"
        assert "Intendencia de Rivera" in evaluation.reason

    @pytest.mark.parametrize("verb", TIES)
    def test_what_others_evaluate_is_not_looked_at_for_it(
        self, evaluation, secretary, rivera, lucia, verb, django_assert_num_queries
    ):
        events = self.come_near(evaluation.evaluator, CityFactory(), secretary, verb)
        with CaptureQueriesContext(connection) as one:
            follow_ties(events)
        for number in (2, 3):
            under_way(put_forward(rivera, lucia, number), secretary)
        with django_assert_num_queries(len(one)):
            follow_ties(events)

    @pytest.mark.parametrize("verb", ["affiliation.admitted", "mandate.published"])
    def test_where_nobody_evaluates_it_costs_one_look(
        self, evaluation, secretary, rivera, verb, django_assert_num_queries
    ):
        events = self.come_near(evaluator(secretary), rivera, secretary, verb)
        with django_assert_num_queries(1):
            follow_ties(events)

    def test_and_leaves_the_others_alone(self, evaluation):
        assert actions.hand_over_conflicts() == 0

    def test_one_that_fails_is_logged_and_keeps_nobody_else_from_it(
        self, near, rivera, lucia, secretary, monkeypatch, caplog
    ):
        broken = put_forward(rivera, lucia, 2)
        affiliate(assigned(broken, secretary).evaluator.person, rivera)
        last = assigned(put_forward(rivera, lucia, 3), secretary)
        affiliate(last.evaluator.person, rivera)
        monkeypatch.setattr(actions, "conflicts_of", failing_for(broken))
        assert actions.hand_over_conflicts() == 2
        assert f"assessment {broken.pk}" in caplog.text
        assert Evaluation.objects.get(pk=last.pk).state == "handed_over"

    def test_it_asks_once_for_all_who_are_at_one_thing_and_locks_only_what_it_ends(
        self, assessment, evaluation, secretary, django_assert_num_queries
    ):
        assigned(assessment, secretary)
        with CaptureQueriesContext(connection) as few:
            actions.hand_over_conflicts()
        for _n in range(4):
            assigned(assessment, secretary)
        with django_assert_num_queries(len(few)) as many:
            actions.hand_over_conflicts()
        assert not [query for query in many if "FOR UPDATE" in query["sql"]]

    def test_what_was_in_before_stays(self, assessment, secretary, rivera):
        done = judged(assessment, secretary)
        affiliate(done.evaluator.person, rivera)
        assert actions.hand_over_conflicts() == 0
        assert Evaluation.objects.get(pk=done.pk).state == "submitted"


def test_a_reminder_by_hand_goes_once_a_day(evaluation, secretary, lucia):
    with pytest.raises(PermissionDenied):
        actions.remind(evaluation, by=lucia)
    actions.remind(evaluation, by=secretary)
    with pytest.raises(NotNow):
        actions.remind(evaluation, by=secretary)
    assert Event.objects.filter(verb="evaluation.reminded").count() == 1


def test_who_rests_finishes_what_is_under_way(evaluation, author_of):
    community.rest(evaluation.evaluator, by=author_of)
    assert actions.save_scores(evaluation, answers(), by=author_of).scores


def test_the_decision_releases_who_is_still_at_it(assessment, evaluation, author_of, secretary):
    decided(assessment, secretary, "returned")
    evaluation.refresh_from_db()
    assert evaluation.state == "released"
    assert Event.objects.get(verb="evaluation.released").audience_ids == [author_of.pk]


def failing_for(broken):
    def found(evaluators, assessment):
        if assessment == broken:
            raise RuntimeError("A feature does not answer")
        return conflicts_of(evaluators, assessment)

    return found
