from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.utils import timezone

from enlacesur.core.states import NotNow
from enlacesur.journal.models import Event
from enlacesur.notifications import announcing
from enlacesur.notifications.mail import token_of
from enlacesur.notifications.models import Announcement, Interest, Letter, Notification, Preferences
from enlacesur.notifications.states import AnnouncementState
from tests.factories.announcements import announce, draft, html, page, press, schedule
from tests.factories.network import PersonFactory, affiliate
from tests.factories.notifications import fan_out, interest, make_due, post_letters, reachable, told

CULTURE = "cultura"
HOUR = timedelta(hours=1)


pytestmark = pytest.mark.usefixtures("in_english")


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


class TestWriting:
    CONTENT = {"title": "Reunión de enlaces", "text": "El martes.", "members_only": "on"}

    def test_it_is_kept_as_a_draft_and_shown_as_it_is_read(self, desk, lucia):
        response = desk.post("/en/comunicados/nuevo/", self.CONTENT | {"text": "El **martes**."}, follow=True)
        assert "<strong>martes</strong>" in html(response)
        assert Announcement.objects.get().state == AnnouncementState.DRAFT

    def test_the_audience_is_kept(self, desk):
        chosen = {"kinds": ["city"], "roles": ["representative"], "countries": ["UY", "BR"], "themes": [CULTURE]}
        desk.post("/en/comunicados/nuevo/", self.CONTENT | chosen | {"urgent": "on"})
        kept = Announcement.objects.get()
        assert {name: getattr(kept, name) for name in chosen} == chosen
        assert (kept.urgent, kept.members_only) == (True, True)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"title": " "}, "This field is required."),
            ({"title": "x" * 151}, "at most 150 characters"),
            ({"text": ""}, "This field is required."),
            ({"text": "x" * 10_001}, "at most 10000 characters"),
            ({"text": "a\x00b"}, "Null characters are not allowed."),
            ({"text_pt": "Na terça."}, "give it a title too"),
            ({"title_pt": "Reunião"}, "write the text too"),
            ({"countries": ["XX"]}, "XX is not one of the available choices"),
            ({"themes": ["x"]}, "x is not one of the available choices"),
            ({"kinds": ["network"]}, "network is not one of the available choices"),
            ({"roles": ["mayor"]}, "mayor is not one of the available choices"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_nothing_is_lost(self, desk, change, sentence):
        response = desk.post("/en/comunicados/nuevo/", {"title": "Hola", "text": "Un texto largo."} | change)
        assert sentence in html(response)
        assert ("Un texto largo." if "text" not in change else "Hola") in html(response)
        assert not Announcement.objects.exists()

    def test_a_draft_is_changed(self, desk, secretary):
        announcement = draft(secretary)
        seen = announcing.version_of(announcement)
        desk.post(f"/en/comunicados/{announcement.pk}/editar/", self.CONTENT | {"title": "Otro", "seen": seen})
        announcement.refresh_from_db()
        assert (announcement.title, announcement.members_only) == ("Otro", True)

    def test_who_changes_it_does_not_become_its_author(self, desk, secretary):
        other = affiliate(PersonFactory(), secretary.affiliations.get().organisation).person
        announcement = draft(other)
        desk.post(f"/en/comunicados/{announcement.pk}/editar/", self.CONTENT)
        announcement.refresh_from_db()
        assert (announcement.title, announcement.author) == ("Reunión de enlaces", other)

    def test_what_another_one_wrote_meanwhile_is_not_overwritten_unseen(self, desk, secretary):
        announcement = draft(secretary)
        seen = announcing.version_of(announcement)
        announcing.write(Announcement.objects.get(), by=secretary)
        response = desk.post(
            f"/en/comunicados/{announcement.pk}/editar/", self.CONTENT | {"title": "Mi versión", "seen": seen}
        )
        assert "Somebody has changed it since you opened this page." in html(response)
        assert "Mi versión" in html(response)
        assert Announcement.objects.get().title == "Reunión de enlaces"

    def test_but_knowingly_it_is(self, desk, secretary):
        announcement = draft(secretary)
        address, mine = f"/en/comunicados/{announcement.pk}/editar/", self.CONTENT | {"title": "Mi versión"}
        refused = desk.post(address, mine | {"seen": "2020-01-01T00:00:00+00:00"})
        desk.post(address, mine | {"seen": refused.context["form"]["seen"].value()})
        assert Announcement.objects.get().title == "Mi versión"

    @pytest.mark.parametrize(
        ("step", "sentence"),
        [
            (announcing.schedule, "Take it back to change it."),
            (announcing.cancel, "Take it up again to change it."),
            (announce, "cannot be changed any more"),
        ],
    )
    def test_only_a_draft_is_changed(self, desk, secretary, lucia, step, sentence):
        if step is announce:
            announcement = announce(secretary)
        else:
            announcement = draft(secretary)
            step(announcement, *([None] if step is announcing.schedule else []), by=secretary)
        address = f"/en/comunicados/{announcement.pk}/editar/"
        assert sentence in html(desk.get(address, follow=True))
        response = desk.post(address, self.CONTENT | {"title": "Lo que escribí"})
        assert sentence in html(response)
        assert "Lo que escribí" in html(response)
        assert Announcement.objects.get().title == "Reunión de enlaces"

    def test_nobody_but_the_secretariat_writes(self, ramon):
        with pytest.raises(PermissionDenied):
            draft(ramon)

    def test_the_list_begins_with_what_to_do(self, desk):
        assert "Nothing announced yet" in html(desk.get("/en/comunicados/"))

    def test_the_list_says_state_and_how_many_were_reached(self, desk, secretary, lucia, joana):
        announce(secretary, title="Enviado")
        draft(secretary, title="Borrador")
        shown = html(desk.get("/en/comunicados/"))
        assert shown.index("Borrador") < shown.index("Enviado") < shown.index("2 people")

    def test_the_list_goes_on_on_another_page(self, desk, secretary):
        for number in range(26):
            draft(secretary, title=f"Comunicado {number}")
        assert "Comunicado 0<" not in html(desk.get("/en/comunicados/"))
        assert "Comunicado 0<" in html(desk.get("/en/comunicados/?page=2"))


class TestSending:
    def test_a_test_goes_to_who_asks_alone(self, desk, secretary, lucia):
        reachable(lucia)
        press(desk, draft(secretary), "test")
        post_letters()
        [message] = mail.outbox
        assert message.to == [secretary.email]
        assert "Reunión de enlaces" in message.subject
        assert "<strong>10 h</strong>" in message.alternatives[0].content
        assert not Notification.objects.exists()

    def test_a_test_shows_each_language_in_which_it_is_written(self, desk, secretary):
        reachable(secretary)
        press(desk, draft(secretary, title_pt="Reunião", text_pt="Na terça."), "test")
        post_letters()
        assert mail.outbox[0].body.index("El martes") < mail.outbox[0].body.index("Na terça.")

    def test_a_test_offers_no_way_to_stop_anything(self, smtp, desk, secretary):
        reachable(secretary)
        followed = interest(secretary, kinds=["need"])
        press(desk, draft(secretary), "test")
        post_letters()
        [mail] = smtp.got
        assert mail.message["List-Unsubscribe"] is None
        assert mail.message["List-Unsubscribe-Post"] is None
        for form in (mail.text, mail.html):
            assert "/baja/" not in form
        [letter] = Letter.objects.filter(kind="test")
        assert desk.post(f"/en/avisos/{token_of(letter)}/baja/").status_code == 404
        followed.refresh_from_db()
        assert followed.active
        assert not Preferences.objects.filter(person=secretary, digest="never").exists()

    def test_a_test_asked_for_twice_at_once_is_one(self, desk, secretary):
        announcement = draft(secretary)
        press(desk, announcement, "test")
        press(desk, announcement, "test")
        post_letters()
        assert len(mail.outbox) == 1

    def test_without_an_hour_it_goes_with_the_next_minute(self, desk, secretary, lucia):
        press(desk, draft(secretary), "schedule", at="")
        assert announcing.send_due() == 1
        fan_out()
        assert told(lucia) == ["announcement.sent"]

    def test_nothing_is_sent_before_its_hour(self, desk, secretary, lucia):
        announcement = draft(secretary)
        press(desk, announcement, "schedule", at=local(timezone.now() + HOUR))
        assert announcing.send_due() == 0
        fan_out()
        assert told(lucia) == []
        Announcement.objects.update(send_at=timezone.now())
        assert announcing.send_due() == 1

    def test_the_hour_is_that_of_the_place_which_the_page_names(self, desk, secretary, lucia):
        announcement = draft(secretary)
        assert "The hour is that of Montevideo." in html(page(desk, announcement))
        hour = (timezone.localtime() + timedelta(days=2)).replace(hour=9, minute=30, second=0, microsecond=0)
        press(desk, announcement, "schedule", at=hour.strftime("%Y-%m-%dT%H:%M"))
        announcement.refresh_from_db()
        assert announcement.send_at == hour
        assert "09:30" in html(page(desk, announcement))

    @pytest.mark.parametrize(
        ("at", "sentence"),
        [
            ("2020-01-01T10:00", "That hour has passed."),
            ("0001-01-01T00:00", "That hour has passed."),
            ("9999-12-31T23:59", "Choose an hour within a year."),
            ("mañana", "Enter a valid date/time."),
            ("2027-02-30T10:00", "Enter a valid date/time."),
        ],
    )
    def test_an_hour_that_cannot_be_gets_a_sentence(self, desk, secretary, lucia, at, sentence):
        announcement = draft(secretary)
        response = press(desk, announcement, "schedule", at=at)
        assert sentence in html(response)
        assert f'value="{at}"' in html(response)
        announcement.refresh_from_db()
        assert announcement.state == AnnouncementState.DRAFT

    def test_run_twice_it_is_sent_once(self, secretary, lucia):
        schedule(secretary)
        assert (announcing.send_due(), announcing.send_due()) == (1, 0)
        fan_out()
        fan_out()
        assert told(lucia) == ["announcement.sent"]

    @pytest.mark.django_db(transaction=True)
    def test_by_two_workers_at_once_it_is_sent_once(self, secretary, lucia):
        schedule(secretary)
        barrier = Barrier(2)

        def work(_number):
            barrier.wait(5)
            try:
                return announcing.send_due()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(work, range(2))) == [0, 1]
        assert Event.objects.filter(verb="announcement.sent").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_of_two_who_send_and_cancel_it_at_once_one_is_refused(self, secretary, lucia):
        announcement = schedule(secretary)
        barrier = Barrier(2)

        def race(step):
            barrier.wait(5)
            try:
                return bool(step())
            except NotNow:
                return False
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as threads:
            sent, cancelled = threads.map(
                race, [announcing.send_due, lambda: announcing.cancel(announcement, by=secretary)]
            )
        announcement.refresh_from_db()
        assert sent != cancelled
        assert announcement.state == (AnnouncementState.SENT if sent else AnnouncementState.CANCELLED)
        assert Event.objects.filter(verb="announcement.sent").exists() == sent

    def test_the_button_pressed_twice_sends_once_and_says_why_not(self, desk, secretary, lucia):
        announcement = draft(secretary)
        seen = {"seen": announcing.version_of(announcement)}
        press(desk, announcement, "schedule", **seen)
        again = press(desk, announcement, "schedule", **seen)
        assert again.status_code == 200
        assert "that step is no longer possible" in html(again)
        assert announcing.send_due() == 1

    def test_what_was_changed_since_it_was_looked_at_is_not_sent_unseen(self, desk, secretary, lucia):
        announcement = draft(secretary)
        seen = announcing.version_of(announcement)
        announcing.write(Announcement.objects.get(), by=secretary)
        assert "Somebody has changed it" in html(press(desk, announcement, "schedule", seen=seen))
        assert announcing.send_due() == 0

    def test_to_nobody_it_is_not_sent(self, desk, secretary):
        announcement = draft(secretary, kinds=["university"])
        assert "Nobody is in this audience." in html(page(desk, announcement))
        assert "Nobody is in this audience." in html(press(desk, announcement, "schedule"))
        assert announcing.send_due() == 0

    def test_what_is_taken_back_is_not_sent_and_can_be_changed(self, desk, secretary, lucia):
        announcement = schedule(secretary)
        press(desk, announcement, "take_back")
        assert announcing.send_due() == 0
        assert desk.get(f"/en/comunicados/{announcement.pk}/editar/").status_code == 200

    def test_what_is_cancelled_is_not_sent_and_can_be_taken_up_again(self, desk, secretary, lucia):
        announcement = schedule(secretary)
        press(desk, announcement, "cancel")
        assert announcing.send_due() == 0
        press(desk, announcement, "reopen")
        press(desk, announcement, "schedule")
        assert announcing.send_due() == 1

    def test_who_takes_a_cancelled_one_up_late_does_not_take_back_what_another_one_scheduled(
        self, desk, secretary, lucia
    ):
        announcement = schedule(secretary)
        assert "that step is no longer possible" in html(press(desk, announcement, "reopen"))
        assert announcing.send_due() == 1

    @pytest.mark.parametrize("step", ["take_back", "cancel", "reopen", "schedule"])
    def test_what_is_sent_stays_sent(self, desk, secretary, lucia, step):
        announcement = announce(secretary)
        assert "that step is no longer possible" in html(press(desk, announcement, step))
        announcement.refresh_from_db()
        assert announcement.state == AnnouncementState.SENT

    def test_a_button_that_is_not_there_does_nothing(self, desk, secretary):
        assert "That button is not known here." in html(press(desk, draft(secretary), "explode"))


class TestMail:
    def mailed_of(self, secretary, person, **content):
        reachable(person)
        announce(secretary, **content)
        fan_out()
        notice = Notification.objects.get(person=person)
        make_due()
        post_letters()
        return notice, [message for message in mail.outbox if message.to == [person.email]]

    def test_it_is_mailed_at_once_to_who_wants_that(self, secretary, lucia):
        notice, _mails = self.mailed_of(secretary, lucia)
        assert (notice.mandatory, notice.by_digest) == (False, False)
        assert notice.due_at < timezone.now() + HOUR

    def test_who_wants_digests_only_gets_it_with_the_digest(self, secretary, lucia):
        Preferences.objects.create(person=lucia, at_once=False, digest="daily")
        notice, _mails = self.mailed_of(secretary, lucia)
        assert notice.by_digest
        assert notice.due_at > timezone.now()

    def test_an_urgent_one_is_mailed_at_once_to_them_too(self, secretary, lucia):
        Preferences.objects.create(person=lucia, at_once=False, digest="never", budget=0)
        notice, [message] = self.mailed_of(secretary, lucia, urgent=True)
        assert (notice.mandatory, notice.by_digest) == (True, False)
        assert message.subject == "Reunión de enlaces"

    def test_who_wants_no_mail_has_it_in_the_inbox(self, secretary, lucia):
        Preferences.objects.create(person=lucia, at_once=False, digest="never")
        notice, mails = self.mailed_of(secretary, lucia)
        assert (notice.due_at, mails) == (None, [])

    def test_each_reads_it_in_their_language(self, secretary, lucia, joana):
        reachable(lucia)
        both = {"title_pt": "Reunião de enlaces", "text_pt": "Na **terça**."}
        _notice, [message] = self.mailed_of(secretary, joana, **both)
        assert message.subject == "Reunião de enlaces"
        assert "<strong>terça</strong>" in message.alternatives[0].content
        [other] = [message for message in mail.outbox if message.to == [lucia.email]]
        assert other.subject == "Reunión de enlaces"
        assert "<strong>10 h</strong>" in other.alternatives[0].content

    def test_without_a_portuguese_text_all_read_the_spanish_one(self, secretary, joana):
        _notice, [message] = self.mailed_of(secretary, joana)
        assert message.subject == "Reunión de enlaces"

    def test_the_mail_shows_what_the_preview_showed(self, desk, secretary, lucia):
        text = "# Agenda\n\n1. uno\n2. dos\n\n[Acá](https://red.example/a?b=1&c=2)"
        shown = html(page(desk, draft(secretary, text=text)))
        _notice, [message] = self.mailed_of(secretary, lucia, text=text)
        rendered = '<a href="https://red.example/a?b=1&amp;c=2" rel="nofollow noopener ugc">Acá</a>'
        for part in ("<h3>Agenda</h3>", "<li>uno</li>", rendered):
            assert part in shown
            assert part in message.alternatives[0].content


class TestRecord:
    @pytest.fixture
    def sent(self, secretary, lucia, ramon, joana):
        """Lucía was mailed, Ramón has no confirmed address, Joana wants the digest."""
        reachable(lucia, joana)
        Preferences.objects.create(person=joana, at_once=False)
        announcement = announce(secretary)
        fan_out()
        make_due(lucia)
        make_due(ramon)
        post_letters()
        return announcement

    def test_it_says_what_reached_how_many(self, sent):
        assert announcing.outcome(sent) == {
            "told": 3,
            "read": 0,
            "mailed": 1,
            "waiting": 1,
            "came_back": 0,
            "given_up": 0,
            "inbox": 1,
        }

    def test_each_who_was_told_is_in_one_of_the_figures(self, sent):
        counts = announcing.outcome(sent)
        assert sum(counts[name] for name in announcing.FATES) == counts["told"]

    def test_it_names_each_with_the_state_of_their_mail(self, desk, sent, lucia):
        shown = html(page(desk, sent))
        assert shown.index("Joana Prates") < shown.index("Lucía Olivera") < shown.index("Ramón Acosta")
        assert lucia.email in shown
        assert "with the digest of" in shown

    def test_a_mail_that_came_back_says_why(self, desk, sent, lucia):
        Letter.objects.update(state="bounced", answer="550 5.1.1 User unknown")
        assert "550 5.1.1 User unknown" in html(page(desk, sent, "?fate=came_back"))

    def test_one_that_waits_because_its_server_refused_it_says_why_and_until_when(self, desk, sent):
        Letter.objects.update(state="queued", attempts=1, answer="450 4.2.1 Mailbox busy")
        waiting = html(page(desk, sent, "?fate=waiting"))
        assert "450 4.2.1 Mailbox busy" in waiting
        assert "It is tried again on" in waiting

    @pytest.mark.parametrize(
        ("query", "who"),
        [
            ("?q=olivera", ["Lucía Olivera"]),
            ("?q=ciudad.example+joana", ["Joana Prates"]),
            ("?fate=inbox", ["Ramón Acosta"]),
            ("?fate=waiting", ["Joana Prates"]),
            ("?fate=mailed&q=ram", []),
            ("?fate=nonsense&q=%00", ["Joana Prates", "Lucía Olivera", "Ramón Acosta"]),
        ],
    )
    def test_it_is_searched_by_name_address_and_state(self, desk, sent, query, who):
        assert [notice.person.name for notice in page(desk, sent, query).context["page"]] == who

    def test_who_is_not_found_gets_a_way_back(self, desk, sent):
        assert "Nobody who was told is as you chose." in html(page(desk, sent, "?q=nadie"))

    def test_what_was_read_is_counted(self, client, sent, lucia):
        client.force_login(lucia)
        client.get(Notification.objects.get(person=lucia).get_absolute_url())
        assert announcing.outcome(sent)["read"] == 1

    def test_until_the_journal_is_read_it_says_that_it_is_on_its_way(self, desk, secretary, lucia):
        assert "It is on its way" in html(page(desk, announce(secretary)))

    def test_it_goes_on_on_another_page(self, desk, secretary, rivera):
        for number in range(51):
            affiliate(PersonFactory(name=f"Gente {number:02}"), rivera)
        announcement = announce(secretary)
        fan_out()
        assert "Gente 50" not in html(page(desk, announcement))
        assert "Gente 50" in html(page(desk, announcement, "?page=2"))


def test_an_interest_in_the_theme_brings_no_second_notice(secretary, lucia):
    Interest.objects.create(person=lucia, themes=[CULTURE])
    announce(secretary)
    fan_out()
    assert told(lucia) == ["announcement.sent"]
