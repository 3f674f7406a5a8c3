"""Who may read an announcement, and what it may not do to them."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from enlacesur.notifications import announcing
from enlacesur.notifications.models import Notification
from tests.factories.announcements import announce, draft, html, page, schedule
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, make_due, post_letters, reachable

CULTURE = "cultura"
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("in_english")


HOSTILE = "<script>alert(1)</script> [pulse](javascript:alert(1)) ![x](http://spy.example/x.png) <img src=x onerror=y>"


class TestHostileText:
    def safe(self, shown):
        return "<script>alert" not in shown and "<img" not in shown and 'href="javascript' not in shown

    def test_is_harmless_in_the_preview(self, desk, secretary):
        written = dict.fromkeys(("title", "text", "title_pt", "text_pt"), HOSTILE)
        assert self.safe(html(page(desk, draft(secretary, **written))))

    def test_is_harmless_to_its_readers(self, client, secretary, lucia):
        announcement = announce(secretary, title=HOSTILE, text=HOSTILE)
        client.force_login(lucia)
        assert self.safe(html(page(client, announcement)))

    def test_is_harmless_in_the_mail(self, secretary, lucia):
        reachable(lucia)
        announce(secretary, title=HOSTILE, text=HOSTILE)
        fan_out()
        make_due()
        post_letters()
        assert self.safe(mail.outbox[0].alternatives[0].content)

    def test_a_title_of_two_lines_makes_no_header_of_the_mail(self, secretary, lucia):
        reachable(lucia)
        announce(secretary, title="Hola\r\nBcc: otra@ciudad.example")
        fan_out()
        make_due()
        post_letters()
        assert mail.outbox[0].subject == "Hola Bcc: otra@ciudad.example"


class TestReading:
    def test_who_was_told_reads_it_without_figures(self, client, secretary, lucia):
        announcement = announce(secretary)
        fan_out()
        client.force_login(lucia)
        shown = html(page(client, announcement))
        assert "<strong>10 h</strong>" in shown
        assert "Told" not in shown
        assert secretary.email not in shown

    def test_in_their_language(self, client, secretary, joana):
        announcement = announce(secretary, title_pt="Reunião", text_pt="Na terça.")
        client.force_login(joana)
        assert "Na terça." in html(client.get(f"/pt-br/comunicados/{announcement.pk}/"))
        assert "El martes" in html(page(client, announcement))

    def test_headings_go_down_step_by_step(self, client, secretary, lucia):
        announcement = announce(secretary, text="# Cuándo\n\nEl martes.\n\n## Dónde\n\nEn línea.")
        client.force_login(lucia)
        main = html(page(client, announcement)).split("<main")[1].split("</main")[0]
        assert re.findall(r"<h(\d)", main) == ["1", "2", "3", "4"]

    def test_the_notice_leads_to_it(self, client, secretary, lucia):
        announce(secretary)
        fan_out()
        client.force_login(lucia)
        response = client.get(Notification.objects.get(person=lucia).get_absolute_url(), follow=True)
        assert "<strong>10 h</strong>" in html(response)

    def test_who_joined_its_audience_later_reads_it_too(self, client, secretary, lucia, rivera):
        announcement = announce(secretary)
        fan_out()
        client.force_login(affiliate(PersonFactory(), rivera).person)
        assert page(client, announcement).status_code == 200

    def test_who_was_told_and_left_reads_it_still(self, client, secretary, lucia):
        announcement = announce(secretary)
        fan_out()
        lucia.affiliations.update(state="ended", until="2024-02-01")
        client.force_login(lucia)
        assert page(client, announcement).status_code == 200

    def test_to_a_stranger_it_is_not_there(self, client, secretary, lucia, stranger):
        announcement = announce(secretary)
        fan_out()
        client.force_login(stranger)
        assert page(client, announcement).status_code == 404

    def test_nor_to_another_city(self, client, secretary, lucia, joana):
        announcement = announce(secretary, countries=["UY"])
        fan_out()
        client.force_login(joana)
        assert page(client, announcement).status_code == 404

    def test_who_is_not_signed_in_is_asked_to(self, client, secretary, lucia):
        assert "/cuenta/" in page(client, announce(secretary)).headers["Location"]

    @pytest.mark.parametrize("step", [draft, schedule])
    def test_before_it_is_sent_nobody_else_reads_it(self, client, secretary, lucia, step):
        client.force_login(lucia)
        assert page(client, step(secretary)).status_code == 404

    def test_a_cancelled_one_nobody_else_reads(self, client, secretary, lucia):
        announcement = schedule(secretary)
        announcing.cancel(announcement, by=secretary)
        client.force_login(lucia)
        assert page(client, announcement).status_code == 404
