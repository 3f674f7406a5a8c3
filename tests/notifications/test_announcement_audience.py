"""To whom an announcement goes."""

from datetime import timedelta

import pytest

from enlacesur.notifications import announcing
from enlacesur.notifications.audience import addressed, by_country
from enlacesur.notifications.models import Notification
from tests.factories.announcements import draft, names, page
from tests.factories.network import CityFactory, PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest

CULTURE = "cultura"
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("in_english")


class TestAudience:
    """Rivera: Lucía, official, and Ramón, representative. Canoas in Brazil: Joana. And somebody who acts for nobody."""

    @pytest.fixture(autouse=True)
    def everybody(self, lucia, ramon, joana, stranger, secretary):
        self.by = secretary

    @pytest.mark.parametrize(
        ("criteria", "who"),
        [
            ({}, ["Joana Prates", "Lucía Olivera", "Ramón Acosta"]),
            ({"countries": ["UY"]}, ["Lucía Olivera", "Ramón Acosta"]),
            ({"countries": ["BR", "AR"]}, ["Joana Prates"]),
            ({"roles": ["representative"]}, ["Ramón Acosta"]),
            ({"kinds": ["university"]}, []),
            ({"kinds": ["city"], "countries": ["UY"], "roles": ["official"]}, ["Lucía Olivera"]),
            (
                {"members_only": False},
                ["Joana Prates", "Lucía Olivera", "Persona Extraña", "Ramón Acosta", "Secretaria"],
            ),
            ({"members_only": False, "countries": ["UY"]}, ["Lucía Olivera", "Ramón Acosta"]),
        ],
    )
    def test_each_criterion_lets_its_own_through(self, criteria, who):
        assert names(draft(self.by, **criteria)) == who

    def test_a_kind_of_institution_means_those_who_act_for_one(self):
        affiliate(PersonFactory(name="Rectora"), CityFactory(kind="university"))
        assert names(draft(self.by, kinds=["university"])) == ["Rectora"]

    def test_a_theme_means_those_whose_city_works_on_it(self, rivera):
        rivera.themes = [CULTURE]
        rivera.save()
        assert names(draft(self.by, themes=[CULTURE])) == ["Lucía Olivera", "Ramón Acosta"]

    def test_who_follows_it_is_not_meant_for_the_audience_would_tell_what_they_follow(self, joana):
        interest(joana, themes=[CULTURE])
        assert names(draft(self.by, themes=[CULTURE])) == []

    def test_a_theme_and_a_country_must_both_be_met(self, rivera, canoas):
        for city in (rivera, canoas):
            city.themes = [CULTURE]
            city.save()
        assert names(draft(self.by, themes=[CULTURE], countries=["BR"])) == ["Joana Prates"]

    def test_who_represents_one_city_and_works_in_another_country_is_no_representative_there(self, ramon, canoas):
        affiliate(ramon, canoas)
        assert names(draft(self.by, countries=["BR"], roles=["representative"])) == []

    def test_who_acts_for_two_cities_is_counted_once(self, ramon, canoas):
        affiliate(ramon, canoas)
        announcement = draft(self.by)
        assert addressed(announcement).count() == 3
        assert by_country(announcement) == [("BR", 2), ("UY", 2)]

    def test_who_closed_their_account_is_not_meant(self, lucia):
        lucia.is_active = False
        lucia.save()
        assert "Lucía Olivera" not in names(draft(self.by))

    def test_a_city_that_left_the_network_is_no_member(self, rivera):
        rivera.member_until = "2020-01-01"
        rivera.save()
        assert names(draft(self.by)) == ["Joana Prates"]

    @pytest.mark.parametrize(
        "criteria", [{}, {"countries": ["UY"]}, {"members_only": False}, {"kinds": ["city"]}, {"roles": ["official"]}]
    )
    def test_the_forecast_is_who_is_told(self, desk, joana, criteria):
        interest(joana, themes=[CULTURE])
        announcement = draft(self.by, **criteria)
        foreseen = page(desk, announcement).context["reaches"]
        announcing.schedule(announcement, None, by=self.by)
        announcing.send_due()
        fan_out()
        assert Notification.objects.count() == foreseen == announcing.outcome(announcement)["told"]
