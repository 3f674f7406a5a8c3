import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enlacesur.network.models import today
from enlacesur.review import actions
from enlacesur.review.models import Assessment, Evaluation
from tests.factories.network import affiliate
from tests.factories.review import SUMMARY, assigned, decided, evaluator, judged, put_forward, under_way


def html(response):
    return response.content.decode()


@pytest.fixture
def at_desk(client, secretary):
    client.force_login(secretary)
    return client


def press(client, assessment, step, **more):
    return client.post(f"/evaluaciones/{assessment.pk}/paso/", {"step": step} | more, follow=True)


class TestTheList:
    def test_each_stage_has_its_own(self, at_desk, rivera, lucia, secretary):
        put_forward(rivera, lucia, 1, title="Sin nadie")
        going = put_forward(rivera, lucia, 2, title="En marcha")
        apart = put_forward(rivera, lucia, 3, title="Lejos")
        done = put_forward(rivera, lucia, 4, title="Hecha")
        for _number in range(2):
            under_way(going, secretary)
            judged(done, secretary)
        judged(apart, secretary, score=1)
        judged(apart, secretary, score=5)
        shown = {
            stage: [
                title for title in ("Sin nadie", "En marcha", "Lejos", "Hecha") if title in self.page(at_desk, stage)
            ]
            for stage in ("needs_evaluators", "under_evaluation", "diverging", "ready", "decided")
        }
        assert shown == {
            "needs_evaluators": ["Sin nadie"],
            "under_evaluation": ["En marcha"],
            "diverging": ["Lejos"],
            "ready": ["Hecha"],
            "decided": [],
        }

    def page(self, client, stage):
        return html(client.get(f"/evaluaciones/mesa/?stage={stage}"))

    def test_what_waits_longest_comes_first_and_what_is_over_last(self, at_desk, rivera, lucia, secretary):
        titles = ["La que ya está", "La nueva", "La de hace un mes"]
        rows = [put_forward(rivera, lucia, number, title=title) for number, title in enumerate(titles)]
        decided(rows[0], secretary, "returned")
        for row, days in zip(rows, (90, 1, 30), strict=True):
            Assessment.objects.filter(pk=row.pk).update(opened_at=timezone.now() - timedelta(days=days))
        page = html(at_desk.get("/evaluaciones/mesa/"))
        assert sorted(titles, key=page.index) == ["La de hace un mes", "La nueva", "La que ya está"]
        assert "hace 1 mes" in page
        assert "hace 3 meses" not in page

    def test_what_is_overdue_is_said(self, at_desk, assessment, secretary):
        evaluation = assigned(assessment, secretary)
        assert "vencida" not in html(at_desk.get("/evaluaciones/mesa/"))
        Evaluation.objects.filter(pk=evaluation.pk).update(due=today() - timedelta(days=1))
        assert "vencida" in html(at_desk.get("/evaluaciones/mesa/"))

    def test_by_shelf_and_edition(self, at_desk, rivera, lucia):
        put_forward(rivera, lucia, 1, title="Del banco")
        put_forward(rivera, lucia, 2, title="De 2025", edition="2025", rubric_name="observatory")
        page = html(at_desk.get("/evaluaciones/mesa/?shelf=observatory&edition=2025"))
        assert ("De 2025" in page, "Del banco" in page) == (True, False)

    def test_who_acts_for_a_party_does_not_find_it_there(self, at_desk, assessment, secretary, rivera):
        affiliate(secretary, rivera)
        assert "Ferias sin restos" not in html(at_desk.get("/evaluaciones/mesa/"))

    @pytest.mark.parametrize("query", ["stage=nada", "shelf=nada&edition=%00", "page=99"])
    def test_nonsense_in_the_address_is_no_fault(self, at_desk, assessment, query):
        assert at_desk.get(f"/evaluaciones/mesa/?{query}").status_code == 200


class TestTheSpreadsheet:
    def rows(self, client, query=""):
        text = client.get(f"/evaluaciones/mesa/evaluaciones.csv{query}").content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def test_it_has_the_rows_of_the_list(self, at_desk, ready, rivera, lucia):
        put_forward(rivera, lucia, 2, edition="2025")
        assert [row["edition"] for row in self.rows(at_desk)] == ["2026", "2025"]  # what waits longest first, as there
        (row,) = self.rows(at_desk, "?stage=ready")
        assert (row["title"], row["submitted"], row["mean"]) == ("Ferias sin restos", "2", "4.00")

    def test_a_title_is_no_formula(self, at_desk, rivera, lucia):
        put_forward(rivera, lucia, title="=1+1")
        assert self.rows(at_desk)[0]["title"] == "'=1+1"

    def test_it_reads_no_rubric_and_as_much_for_many_as_for_one(
        self, at_desk, assessment, rivera, lucia, django_assert_num_queries
    ):
        with CaptureQueriesContext(connection) as few:
            self.rows(at_desk)
        put_forward(rivera, lucia, 2)
        with django_assert_num_queries(len(few)) as many:
            assert len(self.rows(at_desk)) == 2
        assert not [query for query in many if '"review_assessment"."rubric",' in query["sql"].split(" FROM ")[0]]

    def test_what_one_may_not_manage_is_not_in_it(self, at_desk, assessment, secretary, rivera):
        affiliate(secretary, rivera)
        assert self.rows(at_desk) == []


class TestOne:
    def test_the_proposals_say_why_and_why_not(self, at_desk, assessment, secretary, rivera, joana):
        near = evaluator(secretary, joana, languages=["en"])
        affiliate(near.person, rivera)
        evaluator(secretary)
        page = html(at_desk.get(f"/evaluaciones/{assessment.pk}/propuestas/"))
        assert "Temas, 1 de 1: Ambiente y Desarrollo Sostenible" in page
        assert "Objetivos, 1 de 2: 11 Ciudades sostenibles" in page
        assert "Lee en el idioma en que está escrita." in page
        assert "0 de 2 evaluaciones pedidas" in page
        assert "Trabaja en Intendencia de Rivera" in page
        assert page.count('form="ask"') == 1
        assert "Nadie de esta lista puede evaluarla" not in page

    def test_where_all_are_too_near_it_says_what_to_do(self, at_desk, assessment, secretary, rivera, joana):
        affiliate(evaluator(secretary, joana).person, rivera)
        page = html(at_desk.get(f"/evaluaciones/{assessment.pk}/propuestas/"))
        assert "Nadie de esta lista puede evaluarla ahora." in page

    def test_where_nobody_is_needed_nobody_is_called_for(self, at_desk, ready, secretary, rivera, joana, cards):
        affiliate(evaluator(secretary, joana).person, rivera)
        for _round in ("under evaluation", "decided"):
            page = html(at_desk.get(f"/evaluaciones/{ready.pk}/propuestas/"))
            assert "Joana" in page
            assert "Nadie de esta lista puede evaluarla" not in page
            assert "Admita" not in page
            assert 'name="due"' not in page
            press(at_desk, ready, "decide", **SAID)
        assert cards == [(1, "accepted")]

    def test_nor_where_everybody_has_been_asked(self, at_desk, ready):
        page = html(at_desk.get(f"/evaluaciones/{ready.pk}/propuestas/"))
        assert "No hay a quién pedírsela" in page
        assert "Admita" not in page
        assert "No hace falta nadie más." in page

    def test_asking_one_comes_back_for_the_next(self, at_desk, assessment, secretary):
        who = evaluator(secretary)
        page = html(press(at_desk, assessment, "assign", evaluator=who.pk, due="2030-05-01"))
        assert f"Se le pidió a {who}" in page
        assert str(Evaluation.objects.get().due) == "2030-05-01"

    @pytest.mark.parametrize("due", ["", "2020-01-01", "mañana"])
    def test_a_day_that_cannot_be_is_said(self, at_desk, assessment, secretary, due):
        press(at_desk, assessment, "assign", evaluator=evaluator(secretary).pk, due=due)
        assert not Evaluation.objects.exists()

    def test_a_reminder_and_a_hand_over(self, at_desk, assessment, secretary):
        evaluation = assigned(assessment, secretary)
        assert "Se envió el recordatorio." in html(press(at_desk, assessment, "remind", evaluation=evaluation.pk))
        press(at_desk, assessment, "hand_over", evaluation=evaluation.pk, reason="Está de licencia.")
        evaluation.refresh_from_db()
        assert evaluation.state == "handed_over"

    def test_what_is_not_of_this_one_is_not_touched(self, at_desk, assessment, secretary, rivera, lucia):
        other = assigned(put_forward(rivera, lucia, 2), secretary)
        assert press(at_desk, assessment, "remind", evaluation=other.pk).status_code == 404

    def test_it_names_the_evaluators_and_what_they_told_the_secretariat(self, at_desk, ready):
        page = html(at_desk.get(f"/evaluaciones/{ready.pk}/"))
        assert "Conozco el programa por la prensa." in page
        assert all(str(row.evaluator) in page for row in ready.evaluations.whole())

    def test_scores_stand_under_numbers_which_fit_a_phone_however_long_the_names_are(self, at_desk, ready):
        page = html(at_desk.get(f"/evaluaciones/{ready.pk}/"))
        first, second = ready.evaluations.whole()
        assert f'<th class="r" scope="col">1<span class="sr">. {first.evaluator}</span></th>' in page
        assert f"<summary>2. {second.evaluator}: Aceptarla</summary>" in page

    def test_who_came_too_near_is_marked(self, at_desk, assessment, secretary, rivera):
        affiliate(assigned(assessment, secretary).evaluator.person, rivera)
        assert "Trabaja en Intendencia de Rivera" in html(at_desk.get(f"/evaluaciones/{assessment.pk}/"))


SAID = {"decision": "accepted", "reasons": "Está probada.", "public_summary": SUMMARY}


class TestDeciding:
    def test_the_preview_shows_what_the_authors_will_read_and_decides_nothing(self, at_desk, ready):
        page = html(press(at_desk, ready, "preview", **SAID))
        article = re.search(r"<article.*?</article>", page, re.DOTALL).group()
        assert "Está probada." in article
        assert "Digan cuánto costó empezar." in article
        assert "por la prensa" not in article
        assert not [row for row in ready.evaluations.whole() if str(row.evaluator) in article]
        assert Assessment.objects.get(pk=ready.pk).is_open

    def test_then_it_is_decided(self, at_desk, ready, cards):
        press(at_desk, ready, "decide", **SAID)
        assert cards == [(1, "accepted")]

    def test_who_decides_second_reads_so_and_finds_what_was_written(self, at_desk, ready, cards):
        press(at_desk, ready, "decide", **SAID)
        answer = press(at_desk, ready, "decide", **SAID | {"reasons": "Falta el costo de empezar."})
        page = html(answer)
        assert answer.status_code == 422
        assert "Esto ya estaba hecho; ahora no cambió nada." in page
        assert "Falta el costo de empezar." in page
        assert "Pedir una evaluación" not in page
        assert cards == [(1, "accepted")]

    @pytest.mark.parametrize("written", [SAID, SAID | {"public_summary": ""}])
    def test_who_previews_second_reads_so_too(self, at_desk, ready, written):
        press(at_desk, ready, "decide", **SAID)
        answer = press(at_desk, ready, "preview", **written | {"reasons": "Falta el costo de empezar."})
        page = html(answer)
        assert answer.status_code == 422
        assert "Esto ya estaba hecho; ahora no cambió nada." in page
        assert re.search(r"<textarea[^>]*>\s*Falta el costo de empezar.</textarea>", page)
        assert 'value="decide"' not in page

    def test_what_its_authors_took_back_is_not_previewed_either(self, at_desk, ready, lucia):
        actions.close(ready, by=lucia)
        answer = press(at_desk, ready, "preview", **SAID)
        assert answer.status_code == 422
        assert "Esto cambió mientras tanto" in html(answer)

    def test_without_a_summary_what_was_written_stays(self, at_desk, ready):
        page = html(press(at_desk, ready, "preview", **SAID | {"public_summary": ""}))
        assert "Escriba el resumen que leerá todo el mundo." in page
        assert "Está probada." in page

    def test_too_early_it_is_said_and_what_was_written_stays(self, at_desk, assessment):
        page = html(press(at_desk, assessment, "decide", **SAID))
        assert "Faltan evaluaciones." in page
        assert "Está probada." in page

    def test_what_is_not_possible_yet_is_not_offered(self, at_desk, assessment, secretary):
        judged(assessment, secretary)
        page = html(at_desk.get(f"/evaluaciones/{assessment.pk}/"))
        assert re.findall(r'name="decision" value="(\w+)"', page) == ["returned"]
        assert "Faltan evaluaciones." in page
        assert "Resumen público" not in page

    def test_then_all_is(self, at_desk, ready):
        page = html(at_desk.get(f"/evaluaciones/{ready.pk}/"))
        offered = re.findall(r'name="decision" value="(\w+)"', page)
        assert offered == ["accepted", "distinguished", "returned", "declined"]
        assert "against_reason" not in page

    def test_it_is_read_as_it_is_meant_and_not_as_it_is_typed(self, at_desk, ready):
        said = SAID | {"reasons": "Está **probada**.", "public_summary": "- Una\n- Otra"}
        page = html(press(at_desk, ready, "preview", **said))
        assert "Está <strong>probada</strong>." in page
        assert "<li>Una</li>" in page

    def test_nobody_else_presses_anything(self, client, ready, lucia, joana, stranger):
        for person in (lucia, joana, stranger, ready.evaluations.whole()[0].evaluator.person):
            client.force_login(person)
            assert press(client, ready, "decide", **SAID).status_code == 403
        assert Assessment.objects.get(pk=ready.pk).is_open

    def test_nor_who_acts_for_a_party(self, at_desk, ready, secretary, rivera):
        affiliate(secretary, rivera)
        assert press(at_desk, ready, "decide", **SAID).status_code == 404


class TestAgainstWhatAllRecommend:
    AGAINST = {"decision": "declined", "reasons": "No es de la red.", "public_summary": ""}

    def test_it_is_said_plainly_and_asked_why(self, at_desk, ready):
        page = html(press(at_desk, ready, "preview", **self.AGAINST))
        assert "Nadie de quienes la evaluaron recomienda esto." in page
        assert "Recomiendan: Aceptarla." in page
        assert 'name="against_reason"' in page
        assert "No es de la red." in page
        assert 'value="decide"' not in page

    def test_with_a_reason_it_is_decided_and_the_reason_kept(self, at_desk, ready, cards, lucia):
        said = self.AGAINST | {"against_reason": "El reglamento lo excluye."}
        page = html(press(at_desk, ready, "preview", **said))
        assert page.count("El reglamento lo excluye.") >= 2
        assert "El reglamento lo excluye." in html(press(at_desk, ready, "decide", **said))
        assert cards == [(1, "declined")]
        at_desk.force_login(lucia)
        assert "El reglamento lo excluye." not in html(at_desk.get(ready.get_absolute_url()))

    def test_who_comes_second_finds_that_reason_too(self, at_desk, ready):
        press(at_desk, ready, "decide", **SAID)
        page = html(press(at_desk, ready, "preview", **self.AGAINST | {"against_reason": "El reglamento lo excluye."}))
        assert "El reglamento lo excluye." in page

    def test_without_one_it_is_not(self, at_desk, ready, cards):
        assert "Diga por qué decide otra cosa." in html(press(at_desk, ready, "decide", **self.AGAINST))
        assert cards == []

    def test_what_somebody_recommends_is_against_nobody(self, at_desk, assessment, secretary, cards):
        judged(assessment, secretary)
        judged(assessment, secretary, recommendation="returned")
        press(at_desk, assessment, "decide", decision="returned", reasons="Falta el convenio.")
        assert cards == [(1, "returned")]

    def test_what_lacks_something_goes_back_at_any_time(self, at_desk, assessment, secretary, cards):
        judged(assessment, secretary)
        press(at_desk, assessment, "decide", decision="returned", reasons="Falta el convenio.")
        assert cards == [(1, "returned")]


class TestWhatTheAuthorsRead:
    def test_before_the_decision_that_it_is_judged_and_by_which_criteria(self, client, ready, lucia):
        client.force_login(lucia)
        page = html(client.get(f"/evaluaciones/{ready.pk}/"))
        assert "Está en evaluación" in page
        assert "Un buen propósito no es un resultado." in page
        assert "Digan cuánto costó" not in page

    def test_after_it_reasons_comments_and_means_and_no_name(self, client, ready, secretary, lucia):
        decided(ready, secretary, "returned")
        client.force_login(lucia)
        page = html(client.get(f"/evaluaciones/{ready.pk}/"))
        assert "Los resultados están probados." in page
        assert "Digan cuánto costó" in page
        assert "Promedios de 2 evaluaciones" in page
        assert "por la prensa" not in page
        assert not [row for row in ready.evaluations.whole() if str(row.evaluator) in page]

    def test_no_other_city_and_no_stranger(self, client, ready, secretary, joana, stranger):
        decided(ready, secretary)
        for person in (joana, stranger):
            client.force_login(person)
            assert client.get(f"/evaluaciones/{ready.pk}/").status_code == 404


class TestBeforeAnythingIsChosen:
    def test_nothing_is_against_what_they_recommend(self, at_desk, ready):
        assert "recomienda esto" not in html(at_desk.get(ready.get_absolute_url()))


class TestFarApart:
    def test_another_is_needed_until_it_is_in(self, at_desk, assessment, secretary):
        judged(assessment, secretary, score=5)
        judged(assessment, secretary, score=1, recommendation="declined")
        assert "hace falta una más" in html(at_desk.get(assessment.get_absolute_url()))
        judged(assessment, secretary, score=4)
        page = html(at_desk.get(assessment.get_absolute_url()))
        assert "hace falta una más" not in page
        assert "lea qué dice cada una antes de decidir" in page
