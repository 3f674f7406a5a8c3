"""What a shelf asks for, answered from the card as it stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from enlacesur.practices import shelving
from enlacesur.practices.entry import answers
from enlacesur.practices.models import Practice, Shelf
from tests.factories.bank import brought_in, row
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.practices import publish
from tests.factories.shelves import card, confirm, name, university

pytestmark = pytest.mark.django_db


def verdicts(practice, shelf):
    practice.refresh_from_db()
    return {answer.slug: answer.verdict.value for answer in answers(practice, shelf)}


def test_a_bare_card_lacks_what_the_bank_asks_beyond_it(rivera, lucia):
    found = verdicts(publish(rivera, lucia), Shelf.BANK)
    assert {slug for slug, verdict in found.items() if verdict == "met"} == {"partners-confirmed"}


def test_a_whole_card_has_all_that_the_bank_asks(rivera, lucia):
    assert set(verdicts(card(rivera, lucia), Shelf.BANK).values()) == {"met"}


class TestTheObservatory:
    @pytest.fixture
    def practice(self, rivera, lucia):
        return card(rivera, lucia)

    def test_of_a_whole_card_the_university_alone_is_missing(self, practice):
        found = verdicts(practice, Shelf.OBSERVATORY)
        assert {slug for slug, verdict in found.items() if verdict != "met"} == {"university"}

    def test_a_university_that_was_asked_is_not_yet_there(self, practice, lucia):
        name(practice, university(), lucia)
        found = verdicts(practice, Shelf.OBSERVATORY)
        assert (found["university"], found["partners-confirmed"]) == ("not_yet", "not_yet")

    def test_a_university_that_confirmed_is_there(self, practice, lucia):
        frontera = university()
        confirm(name(practice, frontera, lucia), affiliate(PersonFactory(), frontera).person)
        assert set(verdicts(practice, Shelf.OBSERVATORY).values()) == {"met"}

    def test_a_private_university_is_none(self, practice, lucia):
        private = university(public=False)
        confirm(name(practice, private, lucia), affiliate(PersonFactory(), private).person)
        assert verdicts(practice, Shelf.OBSERVATORY)["university"] == "unmet"

    def test_one_of_which_it_is_not_known_whether_it_is_public_is_not_yet_there(self, practice, lucia):
        unknown = university(public=None)
        confirm(name(practice, unknown, lucia), affiliate(PersonFactory(), unknown).person)
        assert verdicts(practice, Shelf.OBSERVATORY)["university"] == "not_yet"

    def test_a_refusal_is_unmet_until_it_is_mended(self, practice, lucia):
        frontera = university()
        part = name(practice, frontera, lucia)
        shelving.refuse_part(part, "No participamos.", by=affiliate(PersonFactory(), frontera).person)
        assert verdicts(practice, Shelf.OBSERVATORY)["partners-confirmed"] == "unmet"
        shelving.take_out(part, by=lucia)
        assert verdicts(practice, Shelf.OBSERVATORY)["partners-confirmed"] == "met"

    def test_a_university_puts_its_own_card_forward_with_a_city(self, rivera):
        frontera = university(member_since=timezone.localdate())
        elena = affiliate(PersonFactory(), frontera).person
        practice = card(frontera, elena)
        assert verdicts(practice, Shelf.OBSERVATORY)["local-government"] == "unmet"
        confirm(name(practice, rivera, elena), affiliate(PersonFactory(), rivera).person)
        assert set(verdicts(practice, Shelf.OBSERVATORY).values()) == {"met"}

    def test_a_city_beyond_the_twelve_countries_does_not_count(self, lucia):
        lisbon = CityFactory(country="PT")
        practice = card(lisbon, affiliate(PersonFactory(), lisbon).person)
        assert verdicts(practice, Shelf.OBSERVATORY)["local-government"] == "unmet"

    def test_a_contact_confirmed_a_year_ago_and_more_is_unmet(self, practice):
        practice.contact_confirmed_on = timezone.localdate() - timedelta(days=400)
        practice.save()
        assert verdicts(practice, Shelf.OBSERVATORY)["contacts"] == "unmet"

    def test_a_contact_that_was_asked_is_not_yet(self, practice):
        practice.contact_confirmed_on = timezone.localdate() - timedelta(days=400)
        practice.contact_asked_on = timezone.localdate()
        practice.save()
        assert verdicts(practice, Shelf.OBSERVATORY)["contacts"] == "not_yet"

    def test_one_whose_mails_came_back_is_unmet_though_it_was_asked(self, practice):
        practice.contact_confirmed_on, practice.contact_asked_on = None, timezone.localdate()
        practice.contact_fault = "Los correos a esa dirección son devueltos."
        practice.save()
        assert verdicts(practice, Shelf.OBSERVATORY)["contacts"] == "unmet"

    def test_a_date_without_the_file_is_no_agreement(self, practice):
        practice.attachments.all().delete()
        assert verdicts(practice, Shelf.OBSERVATORY)["agreement"] == "unmet"

    @pytest.mark.parametrize(
        ("changes", "verdict"),
        [
            ({"evidence": "", "ended": None}, "unmet"),
            ({"evidence": "", "ended": 2020}, "met"),
            ({"evidence": "", "ended": timezone.localdate().year + 1}, "unmet"),
            ({"evidence": "Un estudio.", "ended": None}, "met"),
        ],
    )
    def test_finished_or_with_evaluated_results(self, rivera, lucia, changes, verdict):
        assert verdicts(card(rivera, lucia, **changes), Shelf.OBSERVATORY)["results"] == verdict


def test_what_the_secretariat_has_recorded_is_not_the_partner_s_own_word(rivera):
    frontera = university()
    brought_in(row(instituciones_participantes=frontera.name))
    practice = Practice.objects.get()
    before = verdicts(practice, Shelf.OBSERVATORY)
    confirm(practice.partnerships.get(), affiliate(PersonFactory(), frontera).person)
    after = verdicts(practice, Shelf.OBSERVATORY)
    assert (before["university"], before["partners-confirmed"]) == ("not_yet", "not_yet")
    assert (after["university"], after["partners-confirmed"]) == ("met", "met")


def test_what_is_written_too_briefly_is_not_said_to_be_missing(rivera, lucia):
    practice = card(rivera, lucia, evidence="Lo midió el hospital.")
    (said,) = [one.sentence for one in answers(practice, Shelf.BANK) if one.slug == "evidence"]
    assert said == "Cuente un poco más de cómo se sabe que funciona: hay 21 caracteres y se piden al menos 60."
