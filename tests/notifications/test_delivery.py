"""Letters at a real mail server: what arrives, what does not, and what becomes of it."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import DataError, OperationalError, connection
from django.utils import timezone

from enlacesur.exchange.actions import found_later
from enlacesur.journal.models import Event
from enlacesur.network.models import today
from enlacesur.notifications import actions, delivery
from enlacesur.notifications.compose import compose
from enlacesur.notifications.mail import Letters
from enlacesur.notifications.models import (
    Announcement,
    Letter,
    LetterKind,
    Level,
    Notification,
    Preferences,
)
from enlacesur.practices import actions as practices
from enlacesur.practices.actions import withdraw
from enlacesur.practices.models import Practice
from tests.factories.exchange import ask, post
from tests.factories.network import PersonFactory
from tests.factories.notifications import (
    all_goes_out,
    fan_out,
    interest,
    letter_to,
    make_due,
    post_letters,
    reachable,
    told,
)
from tests.factories.practices import content, publish
from tests.mailbox import free_port

NO_SUCH_MAILBOX = "550 5.1.1 No such mailbox"


@pytest.fixture
def readers(rivera, lucia, db):
    """Five who hear of one solution."""
    people = [PersonFactory(email=f"lectora{n}@ciudad.example") for n in range(5)]
    reachable(*people)
    for person in people:
        interest(person, kinds=["solution"])
    publish(rivera, lucia)
    return people


def states():
    return sorted(Letter.objects.values_list("state", flat=True))


class TestWhatArrives:
    def test_it_is_in_the_persons_language_with_reason_content_and_place(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        all_goes_out()
        [mail] = smtp.got
        assert mail.to == reader.email
        for words in ("Porque você segue: Soluções", "vuelve a 22 huertas", "Rivera, Uruguai", "/pt-br/avisos/"):
            assert words in mail.text

    def test_what_is_their_own_stands_apart_from_what_may_interest_them(self, smtp, canoas, reader, rivera, lucia):
        publish(rivera, lucia, title="Riego con agua de lluvia")
        ask(rivera, canoas, lucia)
        all_goes_out()
        mail = next(mail for mail in smtp.got if mail.to == reader.email)
        for form in (mail.text, mail.html):
            places = [
                form.index(words)
                for words in (
                    "Para a sua instituição e para você",
                    "pede à sua cidade",
                    "O que pode interessar a você",
                    "Riego con agua de lluvia",
                )
            ]
            assert places == sorted(places)

    def test_where_there_is_one_kind_alone_nothing_stands_apart(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        all_goes_out()
        assert "O que pode interessar a você" not in smtp.got[0].text

    def test_as_text_and_as_html(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        all_goes_out()
        [mail] = smtp.got
        assert mail.message.get_content_type() == "multipart/alternative"
        assert "vuelve a 22 huertas" in mail.html
        assert "<a href=" in mail.html
        assert "<" not in mail.text

    def test_its_headers_say_what_it_is_and_how_to_stop_it(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        all_goes_out()
        headers = smtp.got[0].message
        letter = letter_to(reader)
        assert headers["Message-ID"] == f"<letter-{letter.called}@localhost>"
        assert headers["List-Id"].endswith("<avisos.localhost>")
        assert headers["List-Unsubscribe"].endswith("/baja/>")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["Auto-Submitted"] == "auto-generated"
        assert headers["References"].startswith("<solution-")

    def test_it_comes_back_to_an_address_that_names_it(self, smtp, reader, rivera, lucia, settings):
        settings.BOUNCE_ADDRESS = "vuelve@red.example"
        publish(rivera, lucia)
        all_goes_out()
        assert smtp.got[0].sender.startswith(f"vuelve+{letter_to(reader).pk}-")

    @pytest.mark.parametrize("title", ["Feria 🌽🌾 limpia", "Ñemuha renda potĩ", "أسواق بلا نفايات", "市集" * 60])
    def test_a_subject_in_any_script_arrives_whole(self, smtp, reader, rivera, lucia, title):
        publish(rivera, lucia)
        Practice.objects.update(title=title)
        all_goes_out()
        assert title[:100] in smtp.got[0].subject

    def test_a_newline_in_a_title_makes_no_header(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        Practice.objects.update(title="Feria\r\nBcc: otra@ciudad.example")
        all_goes_out()
        [mail] = smtp.got
        assert mail.message["Bcc"] is None
        assert "Feria Bcc: otra@ciudad.example" in mail.subject

    @pytest.mark.parametrize(
        "text", [".\n..\n.punto\nfin", "x" * 5000, "ñandú, avó, Ñe'ẽ, 🌽, العربية", "a\rb", "línea " * 2000]
    )
    def test_any_text_arrives_unchanged(self, smtp, lucia, text):
        announcement = Announcement.objects.create(author=lucia, title="Prueba", text=text[:9000])
        Letter.objects.create(person=lucia, kind=LetterKind.TEST, announcement=announcement, to=lucia.email)
        post_letters()
        assert text[:9000].replace("\r", "\n").strip() in smtp.got[0].text.replace("\r\n", "\n")


class TestGrouping:
    def test_what_is_due_together_comes_in_one_mail(self, smtp, reader, rivera, lucia):
        for title in ("Compostaje en la feria", "Riego con agua de lluvia"):
            publish(rivera, lucia, title=title)
        all_goes_out()
        [mail] = smtp.got
        assert "Compostaje en la feria" in mail.text
        assert "Riego con agua de lluvia" in mail.text
        assert mail.subject.endswith("e mais 1 aviso")

    def test_a_digest_says_in_full_what_the_week_has_room_for_and_names_the_rest(self, smtp, reader, rivera, lucia):
        reader.interests.update(level=Level.DIGEST)
        Preferences.objects.create(person=reader, budget=4)
        for n in range(6):
            publish(rivera, lucia, title=f"Compostaje en la feria número {n}")
        all_goes_out()
        [mail] = smtp.got
        assert mail.text.count("Porque você segue") == 5  # of each in full, and once of those that are named
        assert all(f"feria número {n}" in mail.text for n in range(6))
        assert letter_to(reader).kind == LetterKind.DIGEST


class TestWhatIsNotNeededAnyMore:
    def test_what_was_read_on_the_site_is_not_mailed(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        fan_out()
        make_due()
        actions.read(Notification.objects.get(person=reader))
        post_letters()
        assert smtp.got == []
        assert not Letter.objects.exists()

    def test_nor_what_was_read_while_its_letter_waited(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        letter = composed(reader)
        actions.read(Notification.objects.get(person=reader))
        self.is_dropped(letter, smtp)

    def test_what_became_of_it_while_its_letter_waited_is_told_in_it_and_in_no_other(self, smtp, reader, rivera, lucia):
        reader.interests.update(level=Level.EVERYTHING, changed_at=timezone.now())
        practice = publish(rivera, lucia)
        composed(reader)
        practices.publish(practice, content(title="Otra feria"), 1, by=lucia)
        fan_out()
        post_letters()
        make_due()
        post_letters()
        assert [mail.subject.strip() for mail in smtp.got] == [
            "Intendencia de Rivera atualizou uma solução: “Otra feria”"
        ]

    def test_what_was_withdrawn_is_not_told(self, smtp, reader, rivera, lucia):
        practice = publish(rivera, lucia)
        letter = composed(reader)
        withdraw(practice, "Ya no funciona.", by=lucia)
        self.is_dropped(letter, smtp)

    def test_nor_what_was_found_for_a_need_and_withdrawn_since(self, smtp, rivera, canoas, lucia, joana):
        reachable(lucia)
        need, practice = post(rivera, lucia), publish(canoas, joana)
        found_later([(need, f"solution:{practice.pk}", "strong")], Event.objects.get(verb="solution.published"))
        letter = composed(lucia)
        withdraw(practice, "Ya no funciona.", by=joana)
        self.is_dropped(letter, smtp)

    def test_who_left_the_city_gets_none_of_its_mail(self, smtp, rivera, canoas, lucia, joana):
        reachable(joana)
        ask(rivera, canoas, lucia)
        letter = composed(joana)
        joana.affiliations.update(until=today() - timedelta(days=1))
        self.is_dropped(letter, smtp)

    def test_nor_who_is_no_longer_a_member_what_is_for_members(self, smtp, rivera, lucia, joana, canoas):
        reachable(joana)
        interest(joana, kinds=["need"])
        post(rivera, lucia, visibility="members")
        letter = composed(joana)
        canoas.member_until = today() - timedelta(days=1)
        canoas.save()
        self.is_dropped(letter, smtp)

    def test_who_changed_their_address_while_it_waited_gets_it_at_the_new_one(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        composed(reader)
        reader.emailaddress_set.all().delete()
        reader.email = "joana@outra.example"
        reader.save()
        reachable(reader)
        post_letters()
        post_letters()
        assert [mail.to for mail in smtp.got] == [reader.email]
        assert states() == ["dropped", "sent"]

    def test_who_closed_their_account_while_it_waited_gets_none(self, smtp, reader, rivera, lucia):
        publish(rivera, lucia)
        letter = composed(reader)
        reader.is_active = False
        reader.save()
        self.is_dropped(letter, smtp)
        assert compose() == 1
        assert compose() == 0

    def test_an_address_that_nobody_confirmed_gets_no_mail(self, smtp, reader, rivera, lucia):
        reader.emailaddress_set.update(verified=False)
        publish(rivera, lucia)
        all_goes_out()
        assert smtp.got == []
        assert told(reader) == ["solution.published"]

    def is_dropped(self, letter, smtp):
        post_letters()
        letter.refresh_from_db()
        assert (letter.state, smtp.got) == ("dropped", [])


def composed(person):
    """Their letter, before it and all others go."""
    fan_out()
    make_due()
    compose()
    return Letter.objects.get(person=person)


def try_now():
    """The time has passed after which all that waits is tried again."""
    delivery.SERVER.alone_until = 0
    Letter.objects.filter(state="queued").update(try_at=timezone.now())
    post_letters()


class TestTheServersAnswers:
    def test_one_that_does_not_answer_is_tried_again_later(self, smtp, readers, settings):
        settings.EMAIL_PORT = free_port()
        composed(readers[0])
        delivery.deliver()
        assert states() == ["queued"] * 5
        for letter in Letter.objects.all():
            assert "refused" in letter.answer
            assert letter.try_at > timezone.now() + timedelta(seconds=50)

    def test_one_that_is_away_for_days_loses_no_mail(self, smtp, readers, settings):
        settings.EMAIL_PORT = free_port()
        all_goes_out()
        for _ in range(delivery.MOST_ATTEMPTS):
            try_now()
        settings.EMAIL_PORT = smtp.port
        try_now()
        assert states() == ["sent"] * 5

    def test_one_that_never_takes_a_mail_is_given_up(self, smtp, readers):
        smtp.at_address[readers[2].email] = "451 4.7.1 Greylisted, come back later"
        all_goes_out()
        for _ in range(delivery.MOST_ATTEMPTS - 1):
            assert states() == ["queued", *["sent"] * 4]
            try_now()
        assert states() == ["failed", *["sent"] * 4]

    def test_one_that_closes_the_session_gets_the_rest_in_the_next(self, smtp, readers):
        smtp.at_address[readers[2].email] = "421 4.7.0 Too many mails in this session"
        all_goes_out()
        assert states() == ["queued", *["sent"] * 4]
        assert len(smtp.got) == 4

    def test_one_that_has_the_mail_and_goes_away_never_gets_it_again(self, smtp, readers):
        smtp.at_end[readers[2].email] = None
        all_goes_out()
        Letter.objects.update(try_at=timezone.now())
        post_letters()
        assert states() == [*["sent"] * 4, "unconfirmed"]
        assert sorted(mail.to for mail in smtp.got) == sorted(person.email for person in readers)

    def test_what_nobody_knows_to_have_arrived_is_in_the_next_digest_unless_it_is_read(self, smtp, readers):
        smtp.at_end[readers[2].email] = None
        all_goes_out()
        waiting = Notification.objects.get(due_at__isnull=False)
        assert (waiting.person, waiting.by_digest) == (readers[2], True)

    @pytest.mark.parametrize("where", ["at_address", "at_end"])
    def test_not_now_puts_off_that_letter_alone(self, smtp, readers, where):
        getattr(smtp, where)[readers[2].email] = "451 4.7.1 Greylisted, come back later"
        all_goes_out()
        assert states() == ["queued", *["sent"] * 4]
        late = letter_to(readers[2])
        assert (late.attempts, late.answer) == (1, "451 4.7.1 Greylisted, come back later")
        assert late.try_at > timezone.now()

    def test_no_such_mailbox_ends_the_mail_to_it_until_it_is_confirmed_again(self, smtp, reader, rivera, lucia):
        smtp.at_address[reader.email] = NO_SUCH_MAILBOX
        publish(rivera, lucia)
        all_goes_out()
        assert states() == ["bounced"]
        assert reader.preferences.dead_address == reader.email
        publish(rivera, lucia, title="Riego con agua de lluvia")
        all_goes_out()
        assert told(reader) == ["solution.published", "address.dead", "solution.published"]
        assert states() == ["bounced"]
        actions.address_works(reader)
        smtp.at_address.clear()
        publish(rivera, lucia, title="Plazas con sombra")
        all_goes_out()
        assert states() == ["bounced", "sent"]

    def test_a_refusal_by_policy_says_nothing_of_the_mailbox(self, smtp, reader, rivera, lucia):
        smtp.at_address[reader.email] = "550 5.7.1 Blocked"
        publish(rivera, lucia)
        all_goes_out()
        assert states() == ["failed"]
        assert not Preferences.objects.exclude(dead_address="").exists()

    def test_a_refused_mail_keeps_no_other_from_going(self, smtp, readers):
        smtp.at_end[readers[2].email] = "550 5.6.0 We do not like it"
        all_goes_out()
        assert states() == ["failed", *["sent"] * 4]
        assert len(smtp.got) == 4
        assert not Preferences.objects.exists()

    @pytest.mark.parametrize(
        ("where", "said", "becomes"),
        [("at_address", "550 5.0.0 No\0t here", "failed"), ("at_end", "250 Than\0ks", "sent")],
    )
    def test_an_answer_that_the_database_cannot_keep_stops_no_mail(self, smtp, readers, where, said, becomes):
        getattr(smtp, where)[readers[2].email] = said
        all_goes_out()
        assert states() == sorted([becomes, *["sent"] * 4])

    def test_no_domain_gets_more_in_a_minute_than_it_may(self, smtp, readers, settings):
        settings.MAIL_PER_DOMAIN = 2
        all_goes_out()
        assert states() == [*["queued"] * 3, *["sent"] * 2]
        Letter.objects.filter(state="sent").update(sent_at=timezone.now() - timedelta(minutes=2))
        post_letters()
        assert states() == ["queued", *["sent"] * 4]

    def test_what_is_on_its_way_to_a_domain_counts_too(self, smtp, readers, settings):
        settings.MAIL_PER_DOMAIN = 2
        taken_by_another(readers[0])
        assert len(delivery.take()) == 1


class TestOnce:
    def test_delivering_twice_sends_once(self, smtp, readers):
        all_goes_out()
        post_letters()
        assert len(smtp.got) == 5

    def test_what_a_dead_worker_had_not_begun_to_hand_over_goes_again_after_the_silence(self, smtp, readers, settings):
        taken_by_another(readers[0])
        post_letters()
        assert states() == [*["sent"] * 4, "taken"]
        self.be_silent(settings)
        post_letters()
        assert states() == ["sent"] * 5
        assert len(smtp.got) == 5

    def test_what_it_was_handing_over_counts_as_sent(self, smtp, readers, settings):
        taken_by_another(readers[0], "handing")
        self.be_silent(settings)
        post_letters()
        assert states() == [*["sent"] * 4, "unconfirmed"]
        assert len(smtp.got) == 4

    @pytest.fixture
    def back(self, reader, rivera, lucia):
        """A worker took this letter, and was silent for too long."""
        publish(rivera, lucia)
        composed(reader)
        return delivery.take()

    @pytest.mark.parametrize("state", ["handing", "sent", "queued"])
    def test_a_worker_that_comes_back_sends_nothing_that_another_one_has(self, smtp, back, state):
        Letter.objects.update(state=state)
        with pytest.raises(delivery.TakenOver):
            delivery.send(back)
        assert smtp.got == []
        assert states() == [state]

    def test_nor_does_it_put_it_off(self, smtp, back):
        Letter.objects.update(state="sent")
        smtp.at_address[back[0].to] = "451 Not now"
        delivery.send(back)
        assert states() == ["sent"]

    def test_a_slow_server_gets_the_rest_of_a_portion_before_the_silence_is_over(self, smtp, readers, settings):
        settings.MAIL_SILENCE, smtp.pause = 1, 0.2
        composed(readers[0])
        delivery.deliver()
        sent = len(smtp.got)
        assert 0 < sent < 5
        assert states() == [*["queued"] * (5 - sent), *["sent"] * sent]

    @pytest.mark.parametrize("written", [True, False])
    def test_a_database_that_goes_away_before_the_dot_neither_loses_nor_doubles_it(
        self, smtp, readers, settings, monkeypatch, written
    ):
        """Nobody knows whether it has written that the second letter is being handed over."""
        composed(readers[0])
        with monkeypatch.context() as gone:
            gone.setattr(delivery, "connection", GoesAway(written))
            with pytest.raises(OperationalError):
                delivery.deliver()
        assert len(smtp.got) == 1
        self.be_silent(settings)
        post_letters()
        assert states() == ["sent"] * 5
        assert sorted(mail.to for mail in smtp.got) == sorted(person.email for person in readers)

    def be_silent(self, settings):
        moved = timezone.now() - timedelta(seconds=settings.MAIL_SILENCE + 1)
        Letter.objects.filter(state__in=["taken", "handing"]).update(moved_at=moved)


class GoesAway:
    """A connection that breaks with the second statement, which may have been carried out."""

    def __init__(self, written):
        self.written, self.asked = written, 0

    @contextmanager
    def cursor(self):
        self.asked += 1
        with connection.cursor() as cursor:
            if self.asked > 1 and not self.written:
                raise OperationalError("server closed the connection unexpectedly")
            yield cursor
        if self.asked > 1:
            raise OperationalError("server closed the connection unexpectedly")


def taken_by_another(person, state="taken"):
    """All letters are composed, and theirs is in the hand of another worker."""
    composed(person)
    Letter.objects.filter(person=person).update(state=state, moved_at=timezone.now())


@pytest.mark.parametrize("fault", [ValueError, DataError])
def test_a_letter_that_we_cannot_write_keeps_no_other_from_going(smtp, readers, monkeypatch, fault):
    write = Letters.message

    def fail_once(self, letter):
        if letter.person == readers[2]:
            raise fault("a mistake of ours")
        return write(self, letter)

    monkeypatch.setattr(Letters, "message", fail_once)
    all_goes_out()
    assert states() == ["queued", *["sent"] * 4]
    assert letter_to(readers[2]).answer == "a mistake of ours"


def test_other_ways_of_mailing_work_too(readers):
    all_goes_out()
    assert len(django_mail.outbox) == 5
    assert states() == ["sent"] * 5
