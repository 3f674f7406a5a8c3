"""An institution takes part in a card when it says so itself, in the words of the card."""

import pytest
from django.core.exceptions import PermissionDenied

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.practices import shelving
from enlacesur.practices.models import Partnership
from tests.factories.network import PersonFactory, affiliate
from tests.factories.practices import publish
from tests.factories.shelves import confirm, name, university

pytestmark = pytest.mark.django_db


@pytest.fixture
def frontera(db):
    return university()


@pytest.fixture
def elena(frontera):
    """Of the university."""
    return affiliate(PersonFactory(name="Elena Duarte"), frontera).person


@pytest.fixture
def practice(rivera, lucia):
    return publish(rivera, lucia)


@pytest.fixture
def part(practice, frontera, lucia):
    return name(practice, frontera, lucia)


class TestNaming:
    def test_it_is_asked_to_confirm(self, part, frontera):
        event = Event.objects.get(verb="partnership.asked")
        assert part.state == "asked"
        assert event.audience_ids == [frontera.pk]

    def test_the_same_words_again_do_not_ask_again(self, practice, part, frontera, lucia, elena):
        confirm(part, elena)
        assert name(practice, frontera, lucia).state == "confirmed"
        assert Event.objects.filter(verb="partnership.asked").count() == 1

    def test_other_words_ask_again(self, practice, part, frontera, lucia, elena):
        confirm(part, elena)
        again = name(practice, frontera, lucia, "Dirigió todo.")
        assert (again.pk, again.state, again.confirmed_sha256) == (part.pk, "asked", "")

    def test_the_same_words_ask_again_after_a_refusal(self, practice, part, frontera, lucia, elena):
        shelving.refuse_part(part, "No participamos.", by=elena)
        again = name(practice, frontera, lucia)
        assert (again.state, again.reason) == ("asked", "")

    def test_the_institution_of_the_card_is_no_partner_of_its_own(self, practice, rivera, lucia):
        with pytest.raises(NotNow):
            name(practice, rivera, lucia)

    @pytest.mark.parametrize("who", ["joana", "stranger", "elena", "secretary"])
    def test_others_cannot_name_one(self, practice, frontera, who, request):
        with pytest.raises(PermissionDenied):
            name(practice, frontera, request.getfixturevalue(who))


class TestAnswering:
    def test_its_people_confirm(self, part, elena, rivera):
        assert confirm(part, elena).state == "confirmed"
        assert Event.objects.get(verb="partnership.confirmed").audience_ids == [rivera.pk]

    def test_nobody_confirms_words_that_were_changed_meanwhile(self, practice, part, frontera, lucia, elena):
        read = shelving.sha256_of(part)
        name(practice, frontera, lucia, "Dirigió todo.")
        with pytest.raises(NotNow):
            shelving.confirm_part(part, read, by=elena)

    def test_a_refusal_says_why(self, part, elena):
        with pytest.raises(NotNow):
            shelving.refuse_part(part, "  ", by=elena)
        assert shelving.refuse_part(part, "No participamos.", by=elena).reason == "No participamos."

    def test_who_confirmed_may_go_back_on_it(self, part, elena):
        confirm(part, elena)
        assert shelving.refuse_part(part, "El convenio venció.", by=elena).confirmed_sha256 == ""

    @pytest.mark.parametrize("who", ["lucia", "joana", "stranger", "secretary"])
    def test_nobody_else_answers_for_it(self, part, who, request):
        with pytest.raises(PermissionDenied):
            confirm(part, request.getfixturevalue(who))


class TestThePages:
    def test_an_institution_is_found_by_a_part_of_its_name_and_asked(self, client, practice, frontera, lucia):
        client.force_login(lucia)
        assert "Universidad de la Frontera" in client.get(f"/soluciones/{practice.pk}/instituciones/?q=fronte").text
        address = f"/soluciones/{practice.pk}/instituciones/?q=fronte"
        answer = client.post(address, {"organisation": frontera.pk, "part": "Midió los restos."})
        assert answer.status_code == 302
        assert Partnership.objects.get().part == "Midió los restos."

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, client, practice, frontera, lucia):
        client.force_login(lucia)
        address = f"/soluciones/{practice.pk}/instituciones/?q=fronte"
        page = client.post(address, {"organisation": "9999999", "part": "Midió los restos."})
        assert page.status_code == 422
        assert "Elija una institución." in page.text
        assert "Midió los restos." in page.text

    def test_an_unknown_name_says_who_can_help(self, client, practice, lucia):
        client.force_login(lucia)
        assert "La Secretaría puede" in client.get(f"/soluciones/{practice.pk}/instituciones/?q=Zzyzx").text

    def test_the_partner_confirms_with_one_button(self, client, part, elena):
        client.force_login(elena)
        page = client.get(f"/instituciones-socias/{part.pk}/")
        assert shelving.sha256_of(part) in page.text
        client.post(f"/instituciones-socias/{part.pk}/confirm/", {"sha256": shelving.sha256_of(part)})
        part.refresh_from_db()
        assert part.state == "confirmed"

    def test_the_institution_of_the_card_reads_the_answer(self, client, part, lucia, elena):
        shelving.refuse_part(part, "El convenio venció.", by=elena)
        client.force_login(lucia)
        assert "El convenio venció." in client.get(f"/soluciones/{part.practice_id}/instituciones/").text

    def test_a_wrong_text_is_not_confirmed(self, client, part, elena):
        client.force_login(elena)
        client.post(f"/instituciones-socias/{part.pk}/confirm/", {"sha256": "0" * 64})
        part.refresh_from_db()
        assert part.state == "asked"

    @pytest.mark.parametrize("who", ["joana", "secretary"])
    def test_to_others_it_does_not_exist(self, client, part, who, request):
        client.force_login(request.getfixturevalue(who))
        assert client.get(f"/instituciones-socias/{part.pk}/").status_code == 404

    def test_it_is_taken_out_by_the_institution_of_the_card_alone(self, client, part, lucia, elena):
        address = f"/soluciones/{part.practice_id}/instituciones/{part.pk}/quitar/"
        client.force_login(elena)
        assert client.post(address).status_code == 403
        client.force_login(lucia)
        client.post(address)
        assert not Partnership.objects.exists()

    def test_taken_out_twice_it_says_that_it_is_done(self, client, part, lucia, elena):
        confirm(part, elena)
        client.force_login(lucia)
        address = f"/soluciones/{part.practice_id}/instituciones/{part.pk}/quitar/"
        for said in ("Quitada de la ficha.", "Esto ya estaba hecho; ahora no cambió nada."):
            assert said in client.post(address, follow=True).text
        assert Event.objects.filter(verb="partnership.removed").count() == 1

    def test_of_another_card_nothing_is_taken_out(self, client, part, rivera, lucia):
        client.force_login(lucia)
        client.post(f"/soluciones/{publish(rivera, lucia).pk}/instituciones/{part.pk}/quitar/")
        assert Partnership.objects.exists()

    def test_its_part_is_written_anew_from_what_was_written(self, client, practice, part, frontera, lucia):
        client.force_login(lucia)
        page = client.get(f"/soluciones/{practice.pk}/instituciones/", {"q": frontera.name}).text
        form = page[page.index('id="add"') :]
        assert part.part in form
