"""An existing bank is brought over: cards that stand on a shelf, once, as the list says and no further."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection

from enlacesur.journal.models import Audience, Event
from enlacesur.matching import index
from enlacesur.notifications.models import Interest, Notification
from enlacesur.practices import actions, importing, shelving
from enlacesur.practices.bank_file import rows_of
from enlacesur.practices.figures import figures_of
from enlacesur.practices.importing import Fate
from enlacesur.practices.models import Partnership, Practice, Shelf, Submission
from tests.factories.bank import another, brought_in, file, planned, row
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, told
from tests.factories.practices import content, publish
from tests.factories.shelves import on_shelf, put_forward, university

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(rivera):
    return rivera


def fates(plans):
    return [plan.fate.value for plan in plans]


def sentence(*rows):
    [fault] = planned(*rows)[-1].faults
    return fault.sentence


def the_card():
    return Practice.objects.get()


class TestWhatComesIn:
    def test_a_published_card_on_its_shelf(self, rivera):
        assert fates(brought_in(row())) == ["new"]
        practice, submission = the_card(), Submission.objects.get()
        assert (practice.organisation, practice.state, practice.version) == (rivera, "published", 1)
        assert (practice.title, practice.sdgs, practice.axes) == ("Ferias sin restos", [11, 12], ["2022:environment"])
        assert (submission.shelf, submission.state, submission.seal) == ("bank", "accepted", "BBP 2022-012")
        assert practice.versions.get().content["title"] == "Ferias sin restos"

    def test_it_says_that_it_was_recorded_and_that_no_rule_was_answered(self):
        brought_in(row())
        submission = Submission.objects.get()
        assert submission.is_recorded
        assert (submission.rules_version, submission.decided_at) == ("", None)

    def test_its_contact_is_not_confirmed(self):
        brought_in(row())
        assert the_card().contact_email == "ferias@rivera.example"
        assert the_card().contact_confirmed_on is None

    def test_it_is_of_its_edition_not_of_today(self):
        brought_in(row())
        assert the_card().published_at.year == 2022

    def test_it_is_of_the_day_on_which_it_was_accepted_where_the_list_says_it(self, client):
        brought_in(row(fecha="15/03/2023"))
        assert the_card().published_at.date() == date(2023, 3, 15)
        page = client.get(f"/soluciones/{the_card().pk}/").text
        assert "Intendencia de Rivera (2023). «Ferias sin restos»." in page
        assert "La Secretaría la incorporó aquí; es de 2023" in page
        assert "Primera publicación" not in page

    def test_the_day_may_come_with_a_later_list_and_then_stays(self):
        brought_in(row())
        assert fates(brought_in(row(fecha="2021-05-02"))) == ["changed"]
        assert the_card().published_at.year == 2021
        assert fates(brought_in(row(fecha="2021-05-02"))) == ["same"]
        assert "esto ya no cambia" in sentence(row(fecha="2020-05-02"))

    def test_a_day_to_come_is_none(self):
        assert sentence(row(fecha="2999-01-01")) == "Escriba el día en que fue aceptada: uno que ya haya pasado."

    def test_a_card_that_was_here_before_keeps_its_own_day(self, rivera, lucia):
        practice = publish(rivera, lucia, title="Ferias sin restos")
        brought_in(row(fecha="15/03/2023"))
        assert the_card().published_at == practice.published_at
        assert Submission.objects.get().decided_at.year == 2023

    def test_without_a_language_it_is_in_that_of_the_institution(self, canoas):
        brought_in(row(institución="Canoas", país="BR"))
        assert the_card().language == "pt"

    def test_it_can_be_found(self):
        brought_in(row())
        index.rebuild()
        assert figures_of(Shelf.BANK).cards == 1

    def test_without_a_number_it_gets_the_next_after_those_of_the_list(self):
        brought_in(another(1, sello=""), another(7), another(3))
        assert sorted(Submission.objects.values_list("number", flat=True)) == [3, 7, 8]

    def test_distinguished_stays_so(self):
        brought_in(row(reconocimiento="distinguida"), shelf=Shelf.OBSERVATORY)
        assert Submission.objects.get().is_distinguished

    def test_partners_as_the_list_says_which_is_not_their_word(self):
        frontera = university()
        brought_in(row(instituciones_participantes=f"{frontera.name}: midió los restos"))
        part = Partnership.objects.get()
        assert (part.organisation, part.part) == (frontera, "midió los restos")
        assert (part.state, part.recorded) == ("confirmed", True)
        assert part.standing == "Registrada por la Secretaría"
        assert figures_of(Shelf.BANK).universities == 1

    def test_the_partner_can_say_so_itself(self):
        frontera = university()
        brought_in(row(instituciones_participantes=frontera.name))
        elena = affiliate(PersonFactory(), frontera).person
        part = Partnership.objects.get()
        shelving.confirm_part(part, shelving.sha256_of(part), by=elena)
        part.refresh_from_db()
        assert (part.state, part.recorded) == ("confirmed", False)

    def test_or_that_it_was_not_so(self):
        frontera = university()
        brought_in(row(instituciones_participantes=frontera.name))
        elena = affiliate(PersonFactory(), frontera).person
        shelving.refuse_part(Partnership.objects.get(), "No participamos.", by=elena)
        assert (Partnership.objects.get().state, Partnership.objects.get().recorded) == ("refused", False)


class TestWhoIsTold:
    def test_the_institution_and_nobody_by_their_interests(self, lucia, joana):
        Interest.objects.create(person=joana, kinds=["solution"])
        brought_in(row())
        fan_out()
        assert told(lucia) == ["solution.recorded"]
        assert told(joana) == []

    def test_an_institution_is_told_once_of_a_list_however_many_of_its_practices_it_has(self, lucia):
        brought_in(another(1), another(2), another(3))
        fan_out()
        assert told(lucia) == ["solution.recorded"]
        notice = Notification.objects.get(person=lucia)
        assert notice.times == 3
        assert "La Secretaría incorporó prácticas de Intendencia de Rivera" in notice.title

    def test_a_change_is_told_to_nobody(self):
        brought_in(row())
        brought_in(row(resumen="Otro."))
        assert Event.objects.get(verb="solution.edited").audience == Audience.NOBODY


class TestAgain:
    def test_the_same_list_changes_nothing(self):
        rows = [row(instituciones_participantes=university().name), another(2, sello=""), another(3)]
        brought_in(*rows)
        before = [list(model.objects.order_by("pk").values()) for model in (Practice, Submission, Partnership)]
        events = Event.objects.count()
        assert fates(brought_in(*rows)) == ["same"] * 3
        assert [list(model.objects.order_by("pk").values()) for model in (Practice, Submission, Partnership)] == before
        assert Event.objects.count() == events

    def test_a_changed_row_makes_a_new_version(self):
        brought_in(row(), another(2))
        done = brought_in(row(título="Ferias sin basura"), another(2))
        assert fates(done) == ["changed", "same"]
        assert done[0].labels == ["Título"]
        practice = Practice.objects.get(title="Ferias sin basura")
        assert (practice.version, practice.versions.count()) == (2, 2)
        assert fates(brought_in(row(título="Ferias sin basura"))) == ["same"]

    def test_without_a_reference_it_is_known_by_institution_and_title(self):
        brought_in(row(referencia=""))
        assert fates(brought_in(row(referencia="", título="FERIAS SIN RESTOS ", resumen="Otro."))) == ["changed"]
        assert Practice.objects.count() == 1

    def test_what_had_no_reference_gets_one(self):
        brought_in(row(referencia=""))
        brought_in(row(resumen="Otro."))
        assert Submission.objects.get().reference == "B-17"

    def test_a_column_that_the_list_has_not_is_left_alone(self):
        brought_in(row())
        short = {name: value for name, value in row(resumen="Otro.").items() if name not in ("qué se hizo", "ODS")}
        brought_in(short)
        assert (the_card().summary, the_card().done[:2], the_card().sdgs) == ("Otro.", "1.", [11, 12])

    @pytest.mark.parametrize("said", [{}, {"idioma": ""}])
    def test_a_list_that_does_not_say_the_language_leaves_that_of_the_card(self, said):
        brought_in(row(idioma="portugués"))
        [plan] = brought_in(row(resumen="Otro resumen.", **said))
        assert plan.changes == ["summary"]
        assert Practice.objects.get().language == "pt"

    def test_a_cell_that_was_emptied_is_empty(self):
        brought_in(row())
        brought_in(row(ODS="", desde=""))
        assert (the_card().sdgs, the_card().started) == ([], None)

    def test_another_contact_is_not_confirmed_again(self, ramon):
        from enlacesur.practices.freshness import confirm_contact

        brought_in(row())
        confirm_contact(the_card(), by=ramon)
        brought_in(row(resumen="Otro."))
        assert the_card().contact_confirmed_on
        brought_in(row(correo_electrónico_del_contacto="otra@rivera.example"))
        assert the_card().contact_confirmed_on is None

    def test_partners_that_changed_are_written_anew_but_not_their_own_word(self):
        frontera, delta = university(), university(name="Universidad del Delta")
        brought_in(row(instituciones_participantes=f"{frontera}; {delta}"))
        part = Partnership.objects.get(organisation=frontera)
        shelving.confirm_part(part, shelving.sha256_of(part), by=affiliate(PersonFactory(), frontera).person)
        brought_in(row(instituciones_participantes=f"{frontera}: otra cosa"))
        kept = Partnership.objects.get()
        assert (kept.organisation, kept.recorded, kept.part) == (frontera, False, part.part)


class TestWhatIsNotUndone:
    def test_what_the_institution_has_edited(self, lucia):
        brought_in(row())
        actions.publish(the_card(), content(title="Nuestro título"), 1, by=lucia)
        assert fates(brought_in(row())) == ["same"]
        assert sentence(row(resumen="Otro.")) == "Desde entonces, la institución editó la ficha: se cambia allí."
        brought_in(row(resumen="Otro."))
        assert the_card().title == "Nuestro título"

    def test_what_it_has_withdrawn(self, lucia):
        brought_in(row())
        actions.withdraw(the_card(), "Ya no.", by=lucia)
        assert sentence(row(resumen="Otro.")) == "La institución retiró la ficha."
        assert fates(brought_in(row())) == ["same"]

    @pytest.mark.parametrize(
        "change", [{"edición": "2021", "sello": 12}, {"sello": 13}, {"reconocimiento": "distinguida"}]
    )
    def test_by_what_it_is_cited(self, change):
        brought_in(row())
        assert "Se cita como BBP 2022-012" in sentence(row(**change))

    def test_the_number_that_it_has_already_may_be_written_later(self):
        brought_in(row(sello=""))
        assert "number" not in planned(row(sello=1))[0].changes

    def test_what_was_accepted_here(self, rivera, lucia):
        on_shelf(rivera, lucia, title="Ferias sin restos")
        assert "Fue aceptada en esta plataforma" in sentence(row())

    def test_what_is_being_evaluated(self, rivera, lucia):
        put_forward(rivera, lucia, title="Ferias sin restos")
        assert sentence(row()) == "Esta práctica está ahora en evaluación."

    def test_a_reference_does_not_change_its_institution(self, canoas):
        brought_in(row())
        assert "es una práctica de Intendencia de Rivera" in sentence(row(institución="Canoas", país="Brasil"))
        salto = CityFactory(name="Salto", country="UY")
        assert "es una práctica de Intendencia de Rivera" in sentence(row(institución=salto.name))


class TestCardsThatAreThere:
    def test_a_shared_solution_gets_its_place_and_stays_as_it_is(self, rivera, lucia):
        shared = publish(rivera, lucia, title="Ferias sin restos")
        [plan] = brought_in(row())
        shared.refresh_from_db()
        assert (plan.fate, plan.practice, shared.version) == (Fate.CHANGED, shared, 1)
        assert Submission.objects.get().practice == shared
        assert fates(brought_in(row())) == ["same"]

    def test_one_card_stands_on_both_shelves(self):
        brought_in(row())
        brought_in(row(), shelf=Shelf.OBSERVATORY)
        assert (Practice.objects.count(), Submission.objects.count()) == (1, 2)

    def test_one_of_another_institution_is_another(self, canoas):
        brought_in(row(), row(referencia="C-1", institución="Canoas", país="BR", sello=13))
        assert Practice.objects.count() == 2


class TestRowsWithErrors:
    def test_a_bad_row_does_not_stop_the_others(self):
        assert fates(brought_in(another(1), another(2, ejes="Nada"), another(3))) == ["new", "faulty", "new"]
        assert Practice.objects.count() == 2

    def test_all_of_a_row_or_nothing_of_it(self, monkeypatch):
        def fails(practice, entry, by):
            if practice.title == "Práctica 2":
                raise DatabaseError("no")

        monkeypatch.setattr(importing, "write_parts", fails)
        rows = [another(n, instituciones_participantes="") for n in (1, 2, 3)]
        done = brought_in(*rows)
        assert fates(done) == ["new", "faulty", "new"]
        assert sorted(Practice.objects.values_list("title", flat=True)) == ["Práctica 1", "Práctica 3"]
        assert done[1].practice is None

    def test_the_same_practice_twice(self):
        assert sentence(row(), row(sello=13)) == "La fila 2 ya es de la misma práctica."
        assert sentence(row(referencia=""), row(referencia="", sello=13)) == "La fila 2 ya es de la misma práctica."

    def test_the_same_number_twice(self):
        said = "El sello 2022-001 ya es el de «Práctica 1»."
        assert sentence(another(1), another(2, sello=1)) == said
        brought_in(another(1))
        assert sentence(another(2, sello=1)) == said

    def test_the_same_number_of_another_edition_is_another(self):
        assert fates(brought_in(another(1), another(2, sello=1, edición="2021"))) == ["new", "new"]


class TestLookingAtIt:
    def test_it_writes_nothing(self):
        assert fates(planned(row())) == ["new"]
        assert not Practice.objects.exists()

    def test_a_hundred_rows_cost_the_queries_of_one(self, django_assert_num_queries):
        brought_in(*(another(n) for n in range(1, 4)))
        for rows in ([another(1)], [another(n) for n in range(1, 101)]):
            with django_assert_num_queries(3):
                planned(*rows)


class TestWhoMay:
    @pytest.mark.parametrize("who", ["stranger", "lucia", "ramon", "joana"])
    def test_nobody_else(self, who, request):
        person = request.getfixturevalue(who)
        with pytest.raises(PermissionDenied):
            importing.keep(file(row()), "banco.csv", Shelf.BANK, by=person)

    def test_nor_a_list_that_the_secretariat_has_sent(self, secretary, lucia):
        kept = importing.keep(file(row()), "banco.csv", Shelf.BANK, by=secretary)
        with pytest.raises(PermissionDenied):
            importing.enter(kept, by=lucia)
        assert not Practice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_double_nothing(rivera):
    barrier, outcomes = Barrier(2), []
    rows = rows_of(file(*(another(n, sello="") for n in range(1, 11))))

    def go():
        barrier.wait(5)
        try:
            outcomes.append(sorted(fates(importing.bring_in(rows, Shelf.BANK, by=None))))
        finally:
            connection.close()

    threads = [Thread(target=go) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [["new"] * 10, ["same"] * 10]
    assert sorted(Submission.objects.values_list("number", flat=True)) == list(range(1, 11))
