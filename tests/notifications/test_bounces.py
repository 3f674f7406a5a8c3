from contextlib import suppress
from email.message import EmailMessage
from io import BytesIO, TextIOWrapper

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enlacesur.notifications.bounces import NoBounceError, take_in
from enlacesur.notifications.models import Letter, Notification, Preferences
from enlacesur.notifications.states import LetterState
from tests.factories.announcements import announce
from tests.factories.notifications import fan_out, make_due, post_letters, reachable, told

GONE = "smtp; 550 5.1.1 <lucia@rivera.example>: Recipient address rejected: User unknown"
FULL = "smtp; 552 5.2.2 Mailbox full"

# As Postfix writes it: a sentence for people, the report for machines, the headers of what came back.
REPORT = """\
Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mx.red.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4XyZ.1760000000/mx.red.example"

This is a MIME-encapsulated message.

--4XyZ.1760000000/mx.red.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--4XyZ.1760000000/mx.red.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.red.example
Arrival-Date: Tue, 13 Oct 2026 10:00:00 -0300 (-03)

Final-Recipient: rfc822; lucia@rivera.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.rivera.example
Diagnostic-Code: {said}

--4XyZ.1760000000/mx.red.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Enlace Sur <avisos@red.example>
To: lucia@rivera.example

--4XyZ.1760000000/mx.red.example--
"""


def report(to, status="5.1.1", said=GONE, action="failed"):
    return REPORT.format(to=to, status=status, said=said, action=action).encode()


@pytest.fixture
def return_address(settings, secretary, lucia):
    """Of a mail that went to Lucía."""
    settings.BOUNCE_ADDRESS = "rebotes@red.example"
    reachable(lucia)
    announce(secretary)
    fan_out()
    make_due()
    post_letters()
    return mail.outbox[0].from_email


def state():
    return LetterState(Letter.objects.get().state)


class TestGoneForGood:
    def test_the_letter_came_back(self, return_address):
        take_in(report(return_address))
        assert state() == LetterState.BOUNCED
        assert "User unknown" in Letter.objects.get().answer

    def test_the_address_gets_no_more_mail(self, return_address, secretary, lucia):
        take_in(report(return_address))
        assert Preferences.objects.get(person=lucia).dead_address == lucia.email
        announce(secretary, title="Otra cosa")
        fan_out()
        make_due()
        post_letters()
        assert len(mail.outbox) == 1

    def test_its_owner_is_told_on_the_site(self, return_address, lucia):
        take_in(report(return_address))
        fan_out()
        assert told(lucia) == ["announcement.sent", "address.dead"]
        notice = Notification.objects.get(event__verb="address.dead")
        assert lucia.email not in notice.event.title
        assert notice.mandatory

    def test_reported_twice_they_are_told_once(self, return_address, lucia):
        take_in(report(return_address))
        take_in(report(return_address))
        fan_out()
        assert told(lucia) == ["announcement.sent", "address.dead"]

    @pytest.mark.parametrize(
        ("status", "said"),
        [
            ("5.1.2", "smtp; 550 Host unknown"),
            ("5.1.10", "smtp; 556 5.1.10 Null MX"),
            ("5.1.1 (bad destination mailbox address)", GONE),
            ("5.0.0", "smtp; 550 No such user"),
            ("5.2.1", "smtp; 550 5.2.1 Mailbox disabled"),
            ("5.4.4", "X-Postfix; Host or domain name not found"),
        ],
    )
    def test_by_each_code_that_says_so(self, return_address, status, said):
        take_in(report(return_address, status, said))
        assert state() == LetterState.BOUNCED

    def test_also_before_our_own_word_that_it_went_is_written(self, return_address):
        Letter.objects.update(state=LetterState.HANDING)
        take_in(report(return_address))
        assert state() == LetterState.BOUNCED

    def test_who_has_another_address_since_is_not_marked(self, return_address, lucia):
        lucia.email = "lucia.nueva@rivera.example"
        lucia.save()
        take_in(report(return_address))
        assert state() == LetterState.BOUNCED
        assert not Preferences.objects.filter(person=lucia).exclude(dead_address="").exists()

    def test_nobody_else_is_marked(self, return_address, joana):
        take_in(report(return_address))
        assert not Preferences.objects.filter(person=joana).exclude(dead_address="").exists()


class TestForNow:
    @pytest.mark.parametrize(
        ("status", "said"),
        [
            ("4.4.1", "smtp; 451 4.4.1 Connection timed out"),
            ("4.2.2", "smtp; 452 4.2.2 Over quota"),
            ("5.2.2", FULL),
            ("5.7.1", "smtp; 550 5.7.1 Blocked"),
            ("5.0.0", "smtp; 550 5.7.26 Unauthenticated mail"),
            ("5.1.8", "smtp; 550 5.1.8 Bad sender's system address"),
            ("5.1.15", "smtp; 550 5.1.15 What is that"),
            ("", "smtp; 550"),
        ],
    )
    def test_it_only_notes_what_was_said(self, return_address, lucia, status, said):
        take_in(report(return_address, status, said))
        assert state() == LetterState.SENT
        assert Letter.objects.get().answer == said
        assert not Preferences.objects.filter(person=lucia).exclude(dead_address="").exists()

    def test_what_was_said_is_kept_as_far_as_it_can_be(self, return_address):
        take_in(report(return_address, "4.0.0", "smtp; \x00\x07" + "a\u00f1" * 400))
        answer = Letter.objects.get().answer
        assert answer.startswith("smtp; a")
        assert len(answer) == 300


class TestRefused:
    @pytest.mark.parametrize(
        "forged",
        [
            "rebotes+{pk}-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@red.example",
            "rebotes+{other}-{signature}@red.example",
            "rebotes+{pk}@red.example",
            "rebotes@red.example",
            "",
        ],
    )
    def test_a_forged_address(self, return_address, lucia, forged):
        signature = return_address.partition("-")[2].partition("@")[0]
        pk = Letter.objects.get().pk
        with pytest.raises(NoBounceError, match="it did not come back to an address of ours"):
            take_in(report(forged.format(pk=pk, other=pk + 1, signature=signature)))
        assert state() == LetterState.SENT
        assert not Preferences.objects.filter(person=lucia).exists()

    def test_a_letter_that_is_no_longer_in_the_log(self, return_address):
        Letter.objects.all().delete()
        with pytest.raises(NoBounceError, match="no longer in the log"):
            take_in(report(return_address))

    def test_a_delivery_that_is_only_late(self, return_address):
        with pytest.raises(NoBounceError, match="no report of a failed delivery"):
            take_in(report(return_address, "4.4.1", action="delayed"))

    def test_an_answer_of_somebody_on_holidays(self, return_address):
        message = EmailMessage()
        message["To"], message["Subject"] = return_address, "Fuera de la oficina"
        message.set_content("Vuelvo el lunes.")
        with pytest.raises(NoBounceError, match="no report of a failed delivery"):
            take_in(message.as_bytes())

    @pytest.mark.parametrize(
        "garbage", [b"", b"\x00\xff\xfe", b"\r\n" * 50, b"To: \xff\r\n\r\n", b"Content-Type: x/y;;;="]
    )
    def test_garbage(self, db, garbage):
        with pytest.raises(NoBounceError):
            take_in(garbage)

    @given(
        edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=8)
    )
    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_report_that_was_damaged_is_taken_in_or_refused(self, return_address, edits):
        data = report(return_address)
        for where, cut, put in edits:
            at = int(where * len(data))
            data = data[:at] + put + data[at + cut :]
        with suppress(NoBounceError):
            take_in(data)


class TestCommand:
    def test_it_takes_a_file(self, return_address, lucia, tmp_path, capsys):
        file = tmp_path / "returned.eml"
        file.write_bytes(report(return_address))
        call_command("bounce", str(file))
        assert f"{lucia.email}: bounced" in capsys.readouterr().out
        assert state() == LetterState.BOUNCED

    def test_or_what_a_mail_server_hands_it(self, return_address, monkeypatch):
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(report(return_address))))
        call_command("bounce")
        assert state() == LetterState.BOUNCED

    def test_what_is_none_it_refuses_with_a_sentence(self, db, tmp_path):
        file = tmp_path / "other.eml"
        file.write_bytes(b"Hola")
        with pytest.raises(CommandError, match="Not taken in: it did not come back to an address of ours"):
            call_command("bounce", str(file))

    def test_a_file_that_is_not_there_too(self, db, tmp_path):
        with pytest.raises(CommandError, match="Not taken in"):
            call_command("bounce", str(tmp_path / "none.eml"))
