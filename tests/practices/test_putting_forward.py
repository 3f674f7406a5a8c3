"""A card is put forward when all that is asked for is met; what was decided gives it its seal."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.practices import actions, shelving
from enlacesur.practices.models import Shelf, Submission
from tests.factories.network import PersonFactory, affiliate
from tests.factories.practices import begin, content, publish
from tests.factories.shelves import FOR_SHELVES, card, confirm, decide, name, put_forward, university

pytestmark = pytest.mark.django_db


class TestPuttingForward:
    def test_it_keeps_version_edition_and_rules(self, rivera, lucia):
        submission = put_forward(rivera, lucia)
        assert submission.state == "submitted"
        assert submission.version == submission.practice.version
        assert submission.rules_version == "2026-1"

    def test_not_while_something_is_missing(self, rivera, lucia):
        with pytest.raises(NotNow):
            shelving.put_forward(publish(rivera, lucia), Shelf.BANK, by=lucia)

    def test_not_a_draft(self, rivera, lucia):
        with pytest.raises(NotNow):
            shelving.put_forward(begin(rivera, lucia), Shelf.BANK, by=lucia)

    def test_not_twice(self, rivera, lucia):
        submission = put_forward(rivera, lucia)
        with pytest.raises(NotNow):
            shelving.put_forward(submission.practice, Shelf.BANK, by=lucia)

    @pytest.mark.parametrize("who", ["joana", "stranger", "secretary"])
    def test_not_by_others(self, rivera, lucia, who, request):
        with pytest.raises(PermissionDenied):
            shelving.put_forward(card(rivera, lucia), Shelf.BANK, by=request.getfixturevalue(who))

    def test_again_after_it_was_returned(self, rivera, lucia, secretary):
        submission = decide(put_forward(rivera, lucia), "returned", secretary)
        practice = submission.practice
        actions.publish(practice, content(**FOR_SHELVES | {"title": "Mejor"}), practice.version, by=lucia)
        again = shelving.put_forward(practice, Shelf.BANK, by=lucia)
        assert (again.pk, again.state, again.version) == (submission.pk, "submitted", 2)

    def test_anew_after_it_was_declined(self, rivera, lucia, secretary):
        submission = decide(put_forward(rivera, lucia), "declined", secretary)
        again = shelving.put_forward(submission.practice, Shelf.BANK, by=lucia)
        assert again.pk != submission.pk

    def test_it_can_be_taken_back(self, rivera, lucia):
        assert shelving.retract(put_forward(rivera, lucia), by=lucia).state == "retracted"

    def test_what_was_accepted_can_not_be_taken_back(self, rivera, lucia, secretary):
        accepted = decide(put_forward(rivera, lucia), "accepted", secretary)
        with pytest.raises(NotNow):
            shelving.retract(accepted, by=lucia)


class TestWhatChangesMeanwhile:
    def test_a_card_under_evaluation_is_not_withdrawn(self, rivera, lucia):
        submission = put_forward(rivera, lucia)
        with pytest.raises(NotNow):
            actions.withdraw(submission.practice, "Terminó.", by=lucia)

    def test_who_takes_part_stays_as_it_is_under_evaluation_and_under_the_seal(self, rivera, lucia):
        practice = card(rivera, lucia)
        frontera = university()
        part = confirm(name(practice, frontera, lucia), affiliate(PersonFactory(), frontera).person)
        submission = shelving.put_forward(practice, Shelf.BANK, by=lucia)
        changes = (
            lambda: shelving.take_out(part, by=lucia),
            lambda: name(practice, frontera, lucia, "Otra."),
            lambda: name(practice, university(name="Universidad del Litoral"), lucia),
        )
        for change in changes:
            with pytest.raises(NotNow):
                change()
        assert name(practice, frontera, lucia) == part  # the same words change nothing
        decide(submission, "accepted")
        for change in changes:
            with pytest.raises(NotNow):
                change()

    def test_returned_it_may_be_mended_and_the_partner_is_told(self, rivera, lucia):
        practice = card(rivera, lucia)
        frontera = university()
        part = confirm(name(practice, frontera, lucia), affiliate(PersonFactory(), frontera).person)
        decide(shelving.put_forward(practice, Shelf.BANK, by=lucia), "returned")
        shelving.take_out(part, by=lucia)
        assert Event.objects.get(verb="partnership.removed").audience_ids == [frontera.pk]

    def test_without_a_partner_that_went_back_on_it_nothing_is_accepted(self, rivera, lucia):
        practice = card(rivera, lucia)
        frontera = university()
        elena = affiliate(PersonFactory(), frontera).person
        part = confirm(name(practice, frontera, lucia), elena)
        submission = shelving.put_forward(practice, Shelf.BANK, by=lucia)
        shelving.refuse_part(part, "El convenio venció.", by=elena)
        with pytest.raises(NotNow):
            decide(submission, "accepted")


class TestWhoIsTold:
    def test_the_secretariat_is_led_to_the_assessment_and_partners_to_the_card(self, rivera, lucia, secretary):
        submission = put_forward(rivera, lucia)
        waiting = Event.objects.get(verb="submission.waiting")
        office = secretary.affiliations.get().organisation_id
        assert (waiting.target_kind, waiting.audience_ids) == ("assessment", [office])
        assert Event.objects.get(verb="submission.put_forward").url == submission.practice.get_absolute_url()


class TestTheSeal:
    def test_it_counts_within_shelf_and_edition(self, rivera, lucia, secretary):
        first = decide(put_forward(rivera, lucia), "accepted", secretary)
        second = decide(put_forward(rivera, lucia), "distinguished", secretary)
        year = first.edition
        assert [first.seal, second.seal] == [f"BBP {year}-001", f"BBP {year}-002"]

    def test_what_was_declined_has_none(self, rivera, lucia, secretary):
        assert decide(put_forward(rivera, lucia), "declined", secretary).seal == ""

    def test_the_database_knows_it_too(self, rivera, lucia):
        submission = put_forward(rivera, lucia)
        with pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(state="accepted")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_put_it_forward_at_once_one_does(rivera, lucia, ramon):
    practice = card(rivera, lucia)
    outcomes = []

    def go(person):
        try:
            shelving.put_forward(practice, Shelf.BANK, by=person)
            outcomes.append("done")
        except NotNow:
            outcomes.append("not now")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(person,)) for person in (lucia, ramon)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "not now"]


@pytest.mark.django_db(transaction=True)
def test_seals_given_at_once_are_different(rivera, lucia, secretary):
    waiting = [put_forward(rivera, lucia) for _ in range(4)]

    def go(submission):
        try:
            decide(submission, "accepted", secretary)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(one,)) for one in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Submission.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


class TestThePage:
    def test_it_says_what_is_missing_and_where_to_mend_it(self, client, rivera, lucia):
        practice = publish(rivera, lucia)
        client.force_login(lucia)
        page = client.get(f"/soluciones/{practice.pk}/postular/bank/").text
        assert "Elija el eje temático del Banco" in page
        assert f"/soluciones/{practice.pk}/editar/?campo=axes#id_axes_0" in page
        assert f"/soluciones/{practice.pk}/editar/?campo=evidence#id_evidence" in page

    def test_where_a_date_is_there_the_agreement_itself_is_asked_for(self, client, rivera, lucia):
        practice = publish(rivera, lucia, agreement_date=FOR_SHELVES["agreement_date"])
        client.force_login(lucia)
        page = client.get(f"/soluciones/{practice.pk}/postular/observatory/").text
        assert f"/soluciones/{practice.pk}/editar/#file" in page

    @pytest.mark.parametrize(("address", "is_open"), [("?campo=evidence", True), ("?campo=nada", False), ("", False)])
    def test_the_link_opens_the_folded_part_of_the_form(self, client, rivera, lucia, address, is_open):
        practice = publish(rivera, lucia)
        client.force_login(lucia)
        page = client.get(f"/soluciones/{practice.pk}/editar/{address}").text
        assert ('<details class="why" open>' in page) == is_open

    def test_what_is_ready_goes_with_one_button(self, client, rivera, lucia):
        practice = card(rivera, lucia)
        client.force_login(lucia)
        client.post(f"/soluciones/{practice.pk}/postular/bank/submit/")
        assert practice.submissions.get().state == "submitted"
        assert "Se está evaluando" in client.get(f"/soluciones/{practice.pk}/postular/bank/").text

    def test_what_is_not_ready_is_not_and_says_so(self, client, rivera, lucia):
        practice = publish(rivera, lucia)
        client.force_login(lucia)
        answer = client.post(f"/soluciones/{practice.pk}/postular/bank/submit/", follow=True)
        assert "Todavía no se cumple todo" in answer.text

    def test_the_contact_is_confirmed_there(self, client, rivera, lucia):
        practice = publish(rivera, lucia, contact_email="ferias@rivera.example")
        client.force_login(lucia)
        client.post(f"/soluciones/{practice.pk}/postular/observatory/contact/")
        practice.refresh_from_db()
        assert practice.contact_confirmed_on

    @pytest.mark.parametrize("who", ["joana", "secretary"])
    def test_it_is_not_for_others(self, client, rivera, lucia, who, request):
        client.force_login(request.getfixturevalue(who))
        assert client.get(f"/soluciones/{publish(rivera, lucia).pk}/postular/bank/").status_code == 403

    def test_while_it_is_judged_the_card_leads_there_and_asks_for_no_reason_to_withdraw(self, client, rivera, lucia):
        practice = card(rivera, lucia)
        client.force_login(lucia)
        assert 'name="reason"' in client.get(practice.get_absolute_url()).text
        shelving.put_forward(practice, Shelf.BANK, by=lucia)
        page = client.get(practice.get_absolute_url()).text
        assert 'name="reason"' not in page
        assert "Esta ficha está en evaluación. Primero retire la postulación." in page

    def test_while_it_is_judged_nobody_is_offered_to_change_who_takes_part(self, client, rivera, lucia):
        practice = card(rivera, lucia)
        frontera = university()
        confirm(name(practice, frontera, lucia), affiliate(PersonFactory(), frontera).person)
        client.force_login(lucia)
        assert "Escribir de nuevo su parte" in client.get(f"/soluciones/{practice.pk}/instituciones/").text
        shelving.put_forward(practice, Shelf.BANK, by=lucia)
        page = client.get(f"/soluciones/{practice.pk}/instituciones/").text
        assert "Escribir de nuevo su parte" not in page
        assert "no se puede cambiar quiénes participan" in page

    def test_nor_is_another_asked_to_and_what_was_written_of_it_stays(self, client, rivera, lucia):
        practice, frontera = put_forward(rivera, lucia).practice, university()
        client.force_login(lucia)
        address = f"/soluciones/{practice.pk}/instituciones/?q=fronte"
        page = client.get(address).text
        assert "no se puede cambiar quiénes participan" in page
        assert "Agregar una institución" not in page
        assert "nombre a aquellas" not in page
        answer = client.post(address, {"organisation": frontera.pk, "part": "Midió los restos."})
        assert answer.status_code == 422
        assert "no se puede cambiar quiénes participan" in answer.text
        assert "Midió los restos." in answer.text
        assert not practice.partnerships.exists()

    def test_taken_back_twice_it_says_that_it_is_done(self, client, rivera, lucia):
        practice = put_forward(rivera, lucia).practice
        client.force_login(lucia)
        address = f"/soluciones/{practice.pk}/postular/bank/retract/"
        client.post(address)
        assert "Esto ya estaba hecho" in client.post(address, follow=True).text
        assert client.post(address.replace("bank", "observatory")).status_code == 404

    def test_there_is_no_third_shelf(self, client, rivera, lucia):
        client.force_login(lucia)
        assert client.get(f"/soluciones/{publish(rivera, lucia).pk}/postular/museo/").status_code == 404

    def test_what_came_back_and_is_as_it_was_is_to_be_mended_first(self, client, rivera, lucia):
        submission = decide(put_forward(rivera, lucia), "returned")
        address = f"/soluciones/{submission.practice.pk}/postular/bank/"
        client.force_login(lucia)
        assert "Es la misma versión que se evaluó" in client.get(address).text
        later = content(**FOR_SHELVES, lessons="Costó US$ 11 por cuadra.")
        actions.publish(submission.practice, later, submission.version, by=lucia)
        assert "Es la misma versión que se evaluó" not in client.get(address).text

    def test_confirmed_on_the_card_one_stays_on_the_card(self, client, rivera, lucia):
        practice = card(rivera, lucia)
        client.force_login(lucia)
        address = f"/soluciones/{practice.pk}/postular/bank/contact/"
        assert 'name="from" value="card"' in client.get(practice.get_absolute_url()).text
        assert client.post(address, {"from": "card"}).headers["Location"] == practice.get_absolute_url()
