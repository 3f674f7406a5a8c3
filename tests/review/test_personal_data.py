import json

from enlacesur.core import edits
from enlacesur.journal.models import Event
from enlacesur.portal.personal_data import close_account
from enlacesur.review import actions, community
from enlacesur.review.models import Evaluation, Evaluator
from tests.factories.review import assigned, evaluator, judged, offered, put_forward, under_way


def test_an_evaluator_takes_along_what_they_wrote_and_nobody_elses(client, assessment, secretary, joana, rivera):
    who = evaluator(secretary, joana)
    community.declare_tie(who, rivera, "Su familia.", by=joana)
    client.force_login(joana)
    data = json.loads(client.get("/mi-cuenta/datos/").content)["evaluator"]
    assert data["about"] == "Trabajó quince años con residuos urbanos."
    assert data["ties"] == ["Intendencia de Rivera: Su familia."]


def test_of_their_evaluations_too(client, assessment, secretary, joana):
    judged(assessment, secretary, evaluator(secretary, joana))
    judged(assessment, secretary, to_authors="De otra persona.")
    client.force_login(joana)
    text = client.get("/mi-cuenta/datos/").content.decode()
    (row,) = json.loads(text)["evaluator"]["evaluations"]
    assert (row["of"], row["scores"]["evidence"]) == ("Ferias sin restos", 4)
    assert "De otra persona." not in text


def test_what_they_wrote_in_another_window_and_have_not_chosen_too(client, assessment, secretary, joana):
    mine = under_way(assessment, secretary, evaluator(secretary, joana))
    sheet = edits.opened(actions.answers_of(mine).sent() | {"to_authors": [""]})
    actions.save_scores(mine, actions.Answers(to_authors="En la primera."), by=joana)
    actions.save_scores(mine, actions.Answers(to_authors="En la segunda."), by=joana, sheet=sheet)
    client.force_login(joana)
    (row,) = json.loads(client.get("/mi-cuenta/datos/").content)["evaluator"]["evaluations"]
    assert (row["to_authors"], row["beside"]) == ("En la primera.", {"to_authors": ["En la segunda."]})


def test_who_does_not_evaluate_has_nothing_there(client, lucia):
    client.force_login(lucia)
    assert json.loads(client.get("/mi-cuenta/datos/").content)["evaluator"] is None


def test_reasons_that_tell_of_them_are_erased_with_the_account(assessment, secretary, joana, rivera, lucia):
    who = evaluator(secretary, joana)
    community.declare_tie(who, rivera, "Su hermana trabaja allí.", by=joana)
    community.take_tie_back(who.ties.get(), by=joana)
    actions.decline(assigned(assessment, secretary, who), "Estoy de licencia.", by=joana)
    actions.hand_over(assigned(put_forward(rivera, lucia, 2), secretary, who), "Está de licencia.", by=secretary)
    close_account(joana, confirmed=joana.email)
    kept = str([*Evaluation.objects.values(), *Evaluator.objects.values(), *Event.objects.values()])
    assert "licencia" not in kept
    assert "hermana" not in kept
    assert "Joana" not in kept


def test_why_they_were_refused_too(secretary, joana):
    community.refuse(offered(joana), "Joana conoce a todos.", by=secretary)
    close_account(joana, confirmed=joana.email)
    assert "Joana" not in str([*Evaluator.objects.values(), *Event.objects.values()])


def test_who_closes_their_account_leaves_what_is_in_and_hands_over_the_rest(
    assessment, secretary, joana, rivera, lucia
):
    who = evaluator(secretary, joana)
    done = judged(assessment, secretary, who)
    unfinished = assigned(put_forward(rivera, lucia, 2), secretary, who)
    close_account(joana, confirmed=joana.email)
    gone = Evaluator.objects.get(pk=who.pk)
    assert (gone.state, gone.about, gone.themes, gone.organisation) == ("ended", "", [], None)
    assert Evaluation.objects.get(pk=done.pk).state == "submitted"
    assert Evaluation.objects.get(pk=unfinished.pk).state == "handed_over"
    assert "Joana" not in str(Evaluation.objects.whole().get(pk=done.pk).evaluator)
