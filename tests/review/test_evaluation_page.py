import pytest

from enlacesur.review import actions, community
from enlacesur.review.forms import LONGEST_DRAFT
from enlacesur.review.models import Evaluation
from enlacesur.review.rubrics import rubric
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.review import assigned, decided, evaluator, judged, under_way


@pytest.fixture
def mine(assessment, secretary, joana):
    """Asked of Joana, of another city, and accepted."""
    return under_way(assessment, secretary, evaluator(secretary, joana))


def html(response):
    return response.content.decode()


def fields(**changes):
    scores = {f"score-{slug}": "4" for slug in rubric("bank").slugs}
    rest = {"to_authors": "Digan cuánto costó empezar.", "recommendation": "accepted", "note": ""}
    return scores | rest | changes


def kept(evaluation):
    return Evaluation.objects.get(pk=evaluation.pk)


def test_the_rubric_stands_beside_what_was_put_forward(client, mine, joana):
    client.force_login(joana)
    page = html(client.get(f"/evaluaciones/hoja/{mine.pk}/"))
    assert "La hoja de la ficha" in page
    assert "Un buen propósito no es un resultado." in page
    assert "4 · Sólido" in page


def test_it_speaks_portuguese_and_english_too(client, mine, joana):
    client.force_login(joana)
    assert "Um bom propósito não é um resultado." in html(client.get(f"/pt-br/evaluaciones/hoja/{mine.pk}/"))
    assert "A good intention is not a result." in html(client.get(f"/en/evaluaciones/hoja/{mine.pk}/"))


def test_nobody_else_opens_it(client, mine, lucia, ramon, stranger, secretary):
    for person in (lucia, ramon, stranger, secretary, evaluator(secretary).person):
        client.force_login(person)
        assert client.get(f"/evaluaciones/hoja/{mine.pk}/").status_code == 404
        assert client.post(f"/evaluaciones/hoja/{mine.pk}/", fields()).status_code == 404


def test_a_draft_needs_nothing_to_be_whole(client, mine, joana):
    client.force_login(joana)
    client.post(f"/evaluaciones/hoja/{mine.pk}/", {"score-evidence": "3", "comment-evidence": "Hay cifras."})
    assert (kept(mine).scores, kept(mine).comments) == ({"evidence": 3}, {"evidence": "Hay cifras."})


def test_what_is_missing_is_said_beside_its_question_and_nothing_is_lost(client, mine, joana):
    client.force_login(joana)
    sent = fields(submit="1", to_authors="Muy buena.") | {"score-replicability": ""}
    answer = client.post(f"/evaluaciones/hoja/{mine.pk}/", sent)
    page = html(answer)
    assert answer.status_code == 422
    assert page.count("todavía no tiene puntaje") == 2  # in the summary, and beside the question
    assert "«Replicabilidad» todavía no tiene puntaje." in page
    assert "Muy buena." in page
    assert (kept(mine).state, kept(mine).to_authors) == ("accepted", "Muy buena.")


def test_a_whole_one_is_handed_in(client, mine, joana):
    client.force_login(joana)
    assert "Entregada. Gracias." in html(client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1"), follow=True))
    assert kept(mine).overall == 4


def test_handed_in_twice_it_stays_as_it_was(client, mine, joana):
    client.force_login(joana)
    client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1"))
    answer = client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1", **{"score-evidence": "1"}))
    assert answer.status_code == 422
    assert kept(mine).scores["evidence"] == 4


def test_typing_is_kept_as_one_goes(client, mine, joana):
    client.force_login(joana)
    answer = client.post(f"/evaluaciones/hoja/{mine.pk}/borrador/", {"score-evidence": "2"})
    assert "Borrador guardado a las" in html(answer)
    assert kept(mine).scores == {"evidence": 2}


class TestWhatIsTooLong:
    """It cannot be handed in, and is kept: nobody loses what they wrote to a limit."""

    LONG = {"to_authors": "x" * 6001, "note": "y" * 3001, "comment-evidence": "z" * 3001}

    def test_the_draft_keeps_it(self, client, mine, joana):
        client.force_login(joana)
        assert "Borrador guardado" in html(client.post(f"/evaluaciones/hoja/{mine.pk}/borrador/", fields(**self.LONG)))
        row = kept(mine)
        assert (len(row.to_authors), len(row.note), len(row.comments["evidence"])) == (6001, 3001, 3001)

    def test_it_is_not_handed_in(self, client, mine, joana):
        client.force_login(joana)
        answer = client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1", **self.LONG))
        assert (answer.status_code, kept(mine).state) == (422, "accepted")

    def test_a_whole_book_is_cut(self, client, mine, joana):
        client.force_login(joana)
        client.post(f"/evaluaciones/hoja/{mine.pk}/borrador/", fields(to_authors="x" * 100_000))
        assert len(kept(mine).to_authors) == LONGEST_DRAFT

    def test_what_no_text_can_hold_is_left_out_and_the_rest_kept(self, client, mine, joana):
        client.force_login(joana)
        client.post(f"/evaluaciones/hoja/{mine.pk}/borrador/", fields(to_authors="Muy\x00 buena."))
        assert kept(mine).to_authors == "Muy buena."

    def test_the_end_of_a_line_counts_once_as_the_browser_counts_it(self, client, mine, joana):
        client.force_login(joana)
        said = "\r\n".join("abcd" for _line in range(1200))
        client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1", to_authors=said))
        assert kept(mine).state == "submitted"
        assert kept(mine).to_authors == said.replace("\r\n", "\n")


def test_the_other_evaluation_shows_when_all_are_in_without_its_name(client, assessment, mine, joana, secretary):
    other = under_way(assessment, secretary)
    client.force_login(joana)
    client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1"))
    before = html(client.get(f"/evaluaciones/hoja/{mine.pk}/"))
    person = other.evaluator.person
    actions.save_scores(other, actions.Answers(**FULL), by=person)
    actions.submit(other, by=person)
    after = html(client.get(f"/evaluaciones/hoja/{mine.pk}/"))
    assert ("Otra mirada." in before, "Otra mirada." in after) == (False, True)
    assert person.name not in after
    assert "Para la secretaría." not in after


FULL = {
    "scores": dict.fromkeys(rubric("bank").slugs, 3),
    "to_authors": "Otra mirada.",
    "note": "Para la secretaría.",
    "recommendation": "accepted",
}


class TestWhoCameTooNear:
    """They read nothing of it any more, and can say that somebody else has to do it."""

    @pytest.fixture
    def near(self, client, mine, joana, rivera):
        community.declare_tie(mine.evaluator, rivera, "Es la ciudad de su familia.", by=joana)
        client.force_login(joana)
        return mine

    def test_the_page_says_why_it_is_closed_and_shows_nothing_of_it(self, client, near):
        page = html(client.get(f"/evaluaciones/hoja/{near.pk}/"))
        assert "Declaró un vínculo con Intendencia de Rivera: Es la ciudad de su familia." in page
        assert "La hoja de la ficha" not in page
        assert "score-evidence" not in page
        assert "Ferias sin restos" not in html(client.get("/evaluaciones/"))

    def test_they_give_it_back(self, client, near):
        page = html(client.get(f"/evaluaciones/hoja/{near.pk}/"))
        assert f'action="/evaluaciones/hoja/{near.pk}/hand_over/"' in page
        client.post(f"/evaluaciones/hoja/{near.pk}/hand_over/", {"reason": "Es mi ciudad."})
        assert (kept(near).state, kept(near).reason) == ("handed_over", "Es mi ciudad.")

    def test_without_a_reason_they_are_asked_for_one(self, client, near):
        answer = client.post(f"/evaluaciones/hoja/{near.pk}/hand_over/", follow=True)
        assert "Diga por qué" in html(answer)
        assert kept(near).state == "accepted"

    def test_they_write_nothing_in_it(self, client, near):
        assert client.post(f"/evaluaciones/hoja/{near.pk}/", fields(submit="1")).status_code == 403
        assert client.post(f"/evaluaciones/hoja/{near.pk}/borrador/", fields()).status_code == 404
        assert kept(near).scores == {}

    def test_who_was_only_asked_declines_and_cannot_accept(self, client, assessment, secretary, ana, rivera):
        asked = assigned(assessment, secretary, evaluator(secretary, ana))
        affiliate(ana, rivera)
        client.force_login(ana)
        assert f'action="/evaluaciones/hoja/{asked.pk}/decline/"' in html(client.get(f"/evaluaciones/hoja/{asked.pk}/"))
        assert client.post(f"/evaluaciones/hoja/{asked.pk}/accept/").status_code == 403
        client.post(f"/evaluaciones/hoja/{asked.pk}/decline/", {"reason": "Trabajo allí."})
        assert kept(asked).state == "declined"

    def test_what_is_in_stays_in_and_is_gone_for_them(self, client, assessment, secretary, ana, rivera):
        done = judged(assessment, secretary, evaluator(secretary, ana))
        affiliate(ana, rivera)
        client.force_login(ana)
        assert client.get(f"/evaluaciones/hoja/{done.pk}/").status_code == 404

    @pytest.fixture
    def ana(self, db):
        return affiliate(PersonFactory(), CityFactory()).person


class TestTheAnswer:
    @pytest.fixture
    def asked(self, assessment, secretary, joana):
        return assigned(assessment, secretary, evaluator(secretary, joana))

    def test_it_stands_on_the_desk_with_its_day(self, client, asked, joana):
        client.force_login(joana)
        page = html(client.get("/evaluaciones/"))
        assert "Ferias sin restos" in page
        assert "Responder" in page

    def test_and_on_the_dashboard(self, client, asked, joana, lucia):
        client.force_login(joana)
        assert f"/evaluaciones/hoja/{asked.pk}/" in html(client.get("/tablero/"))
        client.force_login(lucia)
        assert f"/evaluaciones/hoja/{asked.pk}/" not in html(client.get("/tablero/"))

    def test_who_accepts_begins(self, client, asked, joana):
        client.force_login(joana)
        page = html(client.post(f"/evaluaciones/hoja/{asked.pk}/accept/", follow=True))
        assert "Su evaluación" in page
        assert kept(asked).state == "accepted"

    def test_who_declines_says_why(self, client, asked, joana):
        client.force_login(joana)
        assert "Diga por qué" in html(client.post(f"/evaluaciones/hoja/{asked.pk}/decline/", follow=True))
        client.post(f"/evaluaciones/hoja/{asked.pk}/decline/", {"reason": "Este mes no puedo."})
        assert (kept(asked).state, kept(asked).reason) == ("declined", "Este mes no puedo.")

    def test_nobody_answers_for_another(self, client, asked, lucia, secretary, stranger):
        for person in (lucia, secretary, stranger):
            client.force_login(person)
            assert client.post(f"/evaluaciones/hoja/{asked.pk}/accept/").status_code == 404

    def test_a_step_that_is_none_is_not_there(self, client, asked, joana):
        client.force_login(joana)
        assert client.post(f"/evaluaciones/hoja/{asked.pk}/nada/").status_code == 404


def test_who_cannot_go_on_gives_it_back(client, mine, joana):
    client.force_login(joana)
    client.post(f"/evaluaciones/hoja/{mine.pk}/hand_over/", {"reason": "Me voy de licencia."})
    assert kept(mine).state == "handed_over"


def test_what_one_handed_in_is_listed(client, assessment, secretary, joana):
    judged(assessment, secretary, evaluator(secretary, joana))
    client.force_login(joana)
    assert "Entregadas" in html(client.get("/evaluaciones/"))


def test_who_does_not_evaluate_is_invited_to(client, stranger):
    client.force_login(stranger)
    assert "Me ofrezco para evaluar" in html(client.get("/evaluaciones/"))


class TestWhatIsNoLongerTheirs:
    def test_who_opens_what_was_handed_over_reads_why(self, client, mine, joana, secretary):
        actions.hand_over(mine, "Ya no llega a tiempo.", by=secretary)
        client.force_login(joana)
        page = html(client.get(f"/evaluaciones/hoja/{mine.pk}/"))
        assert "Ahora la evalúa otra persona" in page
        assert "Ya no llega a tiempo." in page
        assert "La hoja de la ficha" not in page
        assert client.post(f"/evaluaciones/hoja/{mine.pk}/", fields(submit="1")).status_code == 410

    def test_what_was_decided_without_them_says_so(self, client, mine, joana, secretary, cards):
        judged(mine.assessment, secretary)
        judged(mine.assessment, secretary)
        decided(mine.assessment, secretary)
        client.force_login(joana)
        page = html(client.get(f"/evaluaciones/hoja/{mine.pk}/"))
        assert "Ya no hace falta su evaluación" in page

    def test_to_others_it_does_not_exist(self, client, mine, lucia, secretary):
        actions.hand_over(mine, "Ya no llega a tiempo.", by=secretary)
        for person in (lucia, secretary):
            client.force_login(person)
            assert client.get(f"/evaluaciones/hoja/{mine.pk}/").status_code == 404


def test_how_much_a_criterion_counts_is_said_beside_it(client, mine, joana):
    client.force_login(joana)
    assert "Pesa un 25 %." in html(client.get(f"/evaluaciones/hoja/{mine.pk}/"))
