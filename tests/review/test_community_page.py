import pytest

from enlacesur.journal.models import Event
from enlacesur.review import community
from enlacesur.review.models import Evaluator, Tie
from tests.factories.review import THEME, evaluator, offered


def html(response):
    return response.content.decode()


SAID = {"about": "Quince años en residuos.", "themes": [THEME], "languages": ["es"], "at_once": "2", "organisation": ""}


class TestMyProfile:
    def test_who_offers_waits_for_an_answer(self, client, joana, canoas):
        client.force_login(joana)
        client.post("/evaluaciones/evaluar/", SAID | {"organisation": canoas.pk})
        who = Evaluator.objects.get(person=joana)
        assert (who.state, who.organisation, who.themes) == ("offered", canoas, [THEME])

    def test_nobody_is_presented_by_an_institution_of_others(self, client, joana, rivera):
        client.force_login(joana)
        client.post("/evaluaciones/evaluar/", SAID | {"organisation": rivera.pk})
        assert not Evaluator.objects.exists()

    @pytest.mark.parametrize(
        ("missing", "said"),
        [("themes", "Elija al menos un tema"), ("languages", "Elija al menos un idioma"), ("at_once", "aria-invalid")],
    )
    def test_what_is_missing_is_said(self, client, stranger, missing, said):
        client.force_login(stranger)
        assert said in html(client.post("/evaluaciones/evaluar/", {k: v for k, v in SAID.items() if k != missing}))

    @pytest.mark.parametrize("number", ["0", "21", "-1", "muchas"])
    def test_a_number_that_cannot_be_gets_a_sentence_and_no_name_of_the_database(self, client, stranger, number):
        client.force_login(stranger)
        page = html(client.post("/evaluaciones/evaluar/", SAID | {"at_once": number}))
        assert "evaluator_at_once" not in page
        assert 'aria-invalid="true"' in page

    def test_a_tie_is_declared_and_taken_back(self, client, secretary, joana, rivera):
        evaluator(secretary, joana)
        client.force_login(joana)
        client.post("/evaluaciones/evaluar/paso/", {"step": "tie", "organisation": rivera.pk, "why": "Su familia."})
        assert "Su familia." in html(client.get("/evaluaciones/evaluar/"))
        client.post("/evaluaciones/evaluar/paso/", {"step": "untie", "tie": Tie.objects.get().pk})
        assert not Tie.objects.exists()

    def test_taken_back_twice_it_says_that_it_is_done(self, client, secretary, joana, rivera):
        tie = community.declare_tie(evaluator(secretary, joana), rivera, "Su familia.", by=joana)
        client.force_login(joana)
        for said in ("Guardado.", "Esto ya estaba hecho; ahora no cambió nada."):
            page = html(client.post("/evaluaciones/evaluar/paso/", {"step": "untie", "tie": tie.pk}, follow=True))
            assert said in page
        assert Event.objects.filter(verb="tie.taken_back").count() == 1

    def test_a_tie_without_its_reason_is_said(self, client, secretary, joana, rivera):
        evaluator(secretary, joana)
        client.force_login(joana)
        answer = client.post("/evaluaciones/evaluar/paso/", {"step": "tie", "organisation": rivera.pk, "why": ""})
        assert answer.status_code == 422

    def test_nobody_takes_back_what_another_declared(self, client, secretary, joana, stranger, rivera):
        tie = Tie.objects.create(evaluator=evaluator(secretary, joana), organisation=rivera, why="Su familia.")
        evaluator(secretary, stranger)
        client.force_login(stranger)
        assert client.post("/evaluaciones/evaluar/paso/", {"step": "untie", "tie": tie.pk}).status_code == 404

    def test_a_rest_and_back(self, client, secretary, joana):
        who = evaluator(secretary, joana)
        client.force_login(joana)
        for step, state in (("rest", "resting"), ("go_on", "admitted"), ("end", "ended")):
            client.post("/evaluaciones/evaluar/paso/", {"step": step})
            who.refresh_from_db()
            assert who.state == state

    def test_a_button_that_is_none_does_nothing(self, client, secretary, joana):
        evaluator(secretary, joana)
        client.force_login(joana)
        assert "no se conoce" in html(client.post("/evaluaciones/evaluar/paso/", {"step": "nada"}, follow=True))


class TestTheSecretariatsList:
    def test_who_waits_comes_first(self, client, secretary, joana):
        offered(joana)
        client.force_login(secretary)
        page = html(client.get("/evaluaciones/evaluadores/"))
        assert "Joana Prates" in page
        assert "Trabajó quince años con residuos urbanos." in page

    def test_it_admits(self, client, secretary, joana):
        who = offered(joana)
        client.force_login(secretary)
        client.post(f"/evaluaciones/evaluadores/{who.pk}/", {"step": "admit"})
        who.refresh_from_db()
        assert who.state == "admitted"

    def test_it_does_not_admit_without_saying_why(self, client, secretary, joana):
        who = offered(joana)
        client.force_login(secretary)
        answer = client.post(f"/evaluaciones/evaluadores/{who.pk}/", {"step": "refuse", "reason": ""}, follow=True)
        assert "Diga por qué" in html(answer)

    def test_a_refusal_is_read_by_who_offered(self, client, secretary, joana):
        who = offered(joana)
        client.force_login(secretary)
        client.post(f"/evaluaciones/evaluadores/{who.pk}/", {"step": "refuse", "reason": "Falta experiencia."})
        client.force_login(joana)
        assert "Falta experiencia." in html(client.get("/evaluaciones/evaluar/"))

    def test_nobody_else_admits(self, client, secretary, joana, lucia, stranger):
        who = offered(joana)
        for person in (joana, lucia, stranger):
            client.force_login(person)
            assert client.post(f"/evaluaciones/evaluadores/{who.pk}/", {"step": "admit"}).status_code == 403
