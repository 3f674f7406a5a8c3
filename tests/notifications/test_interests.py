"""Interests: kept once, changed by another one in their place, quieter by a tap; seen by their owner alone."""

import pytest
from django.core import mail

from enlacesur.core.states import NotNow
from enlacesur.notifications import actions
from enlacesur.notifications.compose import compose
from enlacesur.notifications.mail import proof_of, token_of
from enlacesur.notifications.models import Interest, Letter, Level, Notification
from enlacesur.notifications.suggestions import suggestions
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, post_letters, reachable, told
from tests.factories.practices import publish


@pytest.fixture
def brought(canoas, joana, lucia):
    """A notice of Lucía's, by an interest in solutions."""
    interest(lucia, kinds=["solution"])
    publish(canoas, joana)
    fan_out()
    return Notification.objects.select_related("interest", "event", "person").get(person=lucia)


class TestKeeping:
    def test_the_same_is_kept_once_whatever_the_order(self, lucia):
        one = actions.follow(lucia, countries=["UY", "BR"], words="feria ")
        assert actions.follow(lucia, countries=["BR", "UY"], words="feria") == one
        assert Interest.objects.count() == 1

    def test_asked_for_again_it_goes_on(self, lucia):
        one = actions.follow(lucia, words="feria")
        actions.pause(one)
        assert actions.follow(lucia, words="feria").active

    def test_one_that_is_changed_ends_and_its_notices_still_name_it(self, lucia, brought):
        fresh = actions.follow(lucia, replacing=brought.interest, kinds=["need"])
        brought.refresh_from_db()
        assert brought.because == "Porque seguía: Soluciones."
        assert list(Interest.objects.current()) == [fresh]

    def test_one_that_is_kept_as_it_is_goes_on(self, lucia):
        one = actions.follow(lucia, words="feria")
        again = actions.follow(lucia, replacing=one, words="feria", level=Level.DIGEST)
        assert (again, again.level, again.ended_at) == (one, Level.DIGEST, None)

    def test_there_is_a_most(self, lucia, monkeypatch):
        monkeypatch.setattr(actions, "MOST_INTERESTS", 1)
        actions.follow(lucia, words="feria")
        with pytest.raises(NotNow, match="Tiene 1"):
            actions.follow(lucia, words="agua")


class TestLessLikeThis:
    @pytest.mark.parametrize(
        ("level", "after"),
        [(Level.EVERYTHING, Level.IMPORTANT), (Level.IMPORTANT, Level.DIGEST)],
    )
    def test_the_interest_becomes_one_level_quieter(self, brought, level, after):
        actions.set_level(brought.interest, level)
        actions.less(brought)
        assert Interest.objects.get().level == after

    def test_the_quietest_stops(self, brought):
        actions.set_level(brought.interest, Level.DIGEST)
        actions.less(brought)
        assert not Interest.objects.get().active

    def test_tapped_twice_it_is_done_once(self, brought):
        actions.less(brought)
        actions.less(brought)
        assert Interest.objects.get().level == Level.DIGEST


def test_stopped_from_a_notice_it_brings_nothing_more(canoas, joana, lucia, brought):
    actions.stop(brought)
    publish(canoas, joana)
    fan_out()
    assert told(lucia) == ["solution.published"]


def test_stopped_from_a_notice_what_it_was_changed_into_stops(lucia, brought):
    fresh = actions.follow(lucia, replacing=brought.interest, kinds=["solution", "need"])
    brought.refresh_from_db()
    actions.stop(brought)
    fresh.refresh_from_db()
    assert not fresh.active


class TestOneClick:
    """What a mail's own unsubscribe button does."""

    @pytest.fixture
    def letter(self, lucia, brought):
        reachable(lucia)
        make_due()
        compose()
        return Letter.objects.select_related("person").get()

    def test_of_a_mail_with_one_notice_it_stops_the_interest(self, letter):
        actions.stop_by(letter)
        assert not Interest.objects.get().active

    def test_of_one_with_several_it_stops_the_mails_of_interests(self, lucia, letter):
        Letter.objects.update(stops="")
        letter.refresh_from_db()
        actions.stop_by(letter)
        assert (lucia.preferences.at_once, lucia.preferences.digest) == (False, "never")

    def test_what_waits_to_be_sent_is_not_sent(self, lucia, letter):
        actions.stop_mail(lucia)
        post_letters()
        assert mail.outbox == []

    def test_nor_to_an_address_that_is_no_longer_theirs(self, lucia, letter):
        lucia.email = "otra@rivera.example"
        lucia.save()
        post_letters()
        assert mail.outbox == []

    def test_its_links_lead_on_when_a_later_mail_tells_of_the_same(self, client, letter, brought):
        token = token_of(letter)
        later = Letter.objects.create(person=letter.person, kind="digest", to=letter.to, domain="x")
        Notification.objects.update(letter=later)
        assert client.get(f"/avisos/{token}/{proof_of(letter.pk, brought.pk)}/").status_code == 302


class TestPages:
    def test_one_tap_on_a_search_keeps_it_and_leads_back(self, client, lucia):
        client.force_login(lucia)
        page = client.get("/soluciones/?q=compostaje&country=BR").content.decode()
        assert 'name="words" value="compostaje"' in page
        answer = client.post(
            "/intereses/seguir/", {"words": "compostaje", "countries": "BR", "next": "/soluciones/?q=compostaje"}
        )
        kept = Interest.objects.get(person=lucia)
        assert (kept.words, kept.countries, answer["Location"]) == ("compostaje", ["BR"], "/soluciones/?q=compostaje")

    def test_deleted_in_two_tabs_it_is_said_and_no_page_is_missing(self, client, brought, lucia):
        client.force_login(lucia)
        for said in ("Borrado: «Soluciones»", "Ya se había borrado o cambiado"):
            answer = client.post(f"/intereses/{brought.interest_id}/estado/", {"step": "delete"}, follow=True)
            assert said in answer.content.decode()

    def test_who_signs_in_again_on_the_way_comes_to_their_interests(self, client, lucia):
        client.force_login(lucia)
        assert client.get("/intereses/seguir/")["Location"] == "/intereses/"

    @pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
    def test_nobody_is_led_elsewhere(self, client, lucia, elsewhere):
        client.force_login(lucia)
        assert client.post("/intereses/seguir/", {"words": "x", "next": elsewhere})["Location"] == "/intereses/"

    def test_who_is_not_signed_in_is_handed_the_same_criteria(self, client, db):
        page = client.get("/soluciones/?q=compostaje").content.decode()
        assert "/intereses/nuevo/?words=compostaje&amp;kinds=solution" in page

    def test_words_that_say_nothing_are_refused(self, client, lucia):
        client.force_login(lucia)
        page = client.post("/intereses/nuevo/", {"words": "de la"}).content.decode()
        assert "está en todos los textos" in page
        assert not lucia.interests.exists()

    def test_a_citys_page_offers_to_follow_it(self, client, canoas, lucia):
        client.force_login(lucia)
        page = client.get(f"/ciudades/{canoas.slug}/").content.decode()
        assert f'name="organisations" value="{canoas.pk}"' in page

    def test_what_cannot_be_followed_is_said(self, client, lucia):
        client.force_login(lucia)
        page = client.post("/intereses/seguir/", {"themes": "no-such-theme"}, follow=True).content.decode()
        assert "No se puede seguir así" in page
        assert not lucia.interests.exists()

    def test_changing_one_keeps_what_it_brought(self, client, lucia, brought):
        client.force_login(lucia)
        client.post(f"/intereses/{brought.interest_id}/", {"kinds": "need", "level": "digest"})
        assert [(one.kinds, one.level) for one in Interest.objects.current()] == [(["need"], "digest")]

    def test_changed_in_two_tabs_the_second_goes_on_from_the_first(self, client, lucia, brought):
        client.force_login(lucia)
        for words in ("compostaje", "lombrices"):
            page = client.post(f"/intereses/{brought.interest_id}/", {"words": words}, follow=True).content.decode()
            assert "Guardado." in page
        assert [interest.words for interest in lucia.interests.current()] == ["lombrices"]

    def test_deleted_in_another_tab_what_was_typed_is_kept_all_the_same(self, client, lucia, brought):
        client.force_login(lucia)
        actions.end(brought.interest)
        assert "Ya se había borrado" in client.get(f"/intereses/{brought.interest_id}/", follow=True).content.decode()
        client.post(f"/intereses/{brought.interest_id}/", {"words": "lombrices"})
        assert [interest.words for interest in lucia.interests.current()] == ["lombrices"]

    def test_nobody_else_sees_or_changes_them(self, client, joana, brought):
        client.force_login(joana)
        pk = brought.interest_id
        assert client.get(f"/intereses/{pk}/").status_code == 404
        assert client.post(f"/intereses/{pk}/estado/", {"step": "delete"}).status_code == 404
        assert f"/intereses/{pk}/" not in client.get("/intereses/").content.decode()

    def test_another_level_is_one_choice_away(self, client, lucia, brought):
        client.force_login(lucia)
        client.post(f"/intereses/{brought.interest_id}/estado/", {"step": "digest"})
        assert Interest.objects.get().level == Level.DIGEST


class TestSuggestions:
    def proposed(self, person):
        acting = person.affiliations.select_related("organisation").first()
        return suggestions(person, person.interests.current(), acting)

    def test_they_come_from_the_city_and_say_why(self, rivera, lucia):
        rivera.themes = ["cultura"]
        rivera.save()
        first = self.proposed(lucia)[0]
        assert (first.interest.themes, first.because) == (["cultura"], "Porque Rivera trabaja en eso.")

    def test_a_representative_is_offered_what_the_neighbours_publish(self, ramon, lucia):
        own = [["UY"]]
        assert [one.interest.countries for one in self.proposed(ramon) if one.interest.countries == ["UY"]] == own
        assert [one for one in self.proposed(lucia) if one.interest.countries == ["UY"]] == []

    def test_a_university_is_offered_the_needs_that_it_could_answer(self, db):
        university = CityFactory(kind="university", themes=["cultura"])
        professor = affiliate(PersonFactory(), university).person
        assert self.proposed(professor)[0].interest.kinds == ["need"]

    def test_the_secretariat_is_offered_all_needs(self, secretary):
        assert self.proposed(secretary)[0].interest.kinds == ["need"]

    def test_nothing_is_switched_on_by_itself(self, client, rivera, lucia):
        client.force_login(lucia)
        client.get("/intereses/")
        assert not Interest.objects.exists()

    def test_what_a_person_has_is_not_proposed(self, lucia):
        before = self.proposed(lucia)
        actions.follow(lucia, kinds=["exchange"])
        assert len(self.proposed(lucia)) == len(before) - 1

    def test_the_stranger_acts_for_nobody_and_gets_none(self, stranger):
        assert suggestions(stranger, [], None) == []


def test_an_account_that_is_closed_leaves_none(lucia, brought):
    actions.erase(lucia)
    assert not Interest.objects.exists()
    assert not Notification.objects.filter(person=lucia).exists()


def test_what_is_kept_of_a_person_is_theirs_to_take_along(lucia, brought):
    kept = actions.export_of(lucia)
    assert kept["interests"][0]["kinds"] == ["solution"]
    assert kept["notices"][0]["because"] == "Porque sigue: Soluciones."
    assert "feed_key" not in kept["preferences"]


def test_an_axis_is_not_mistaken_for_a_theme_of_the_same_name(lucia):
    assert str(interest(lucia, axes=["2022:environment"])) == "ejes del Banco: Ambiente"


def test_two_people_may_follow_the_same(lucia):
    actions.follow(lucia, words="feria")
    actions.follow(PersonFactory(), words="feria")
    assert Interest.objects.count() == 2
