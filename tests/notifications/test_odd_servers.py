"""Mail servers that close, lie, ramble or never end: no mail goes twice, and none is knocked at without a pause."""

import time

import pytest
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.notifications import delivery
from enlacesur.notifications.mail import Letters
from enlacesur.notifications.models import Letter, LetterKind
from tests.factories.announcements import announce, draft
from tests.factories.network import PersonFactory
from tests.factories.notifications import all_goes_out, letter_to, post_letters, reachable
from tests.oddserver import ETERNAL, OddServer

LONG_LINE = "250 " + "x" * 9000
CLOSING = "421 4.3.2 Closing"


@pytest.fixture
def odd(smtp, settings):
    with OddServer() as server:
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def readers(secretary):
    """Five in three domains; one announcement waits for each."""
    people = [PersonFactory(email=f"lectora{n}@ciudad{n // 2}.example") for n in range(5)]
    reachable(*people)
    announce(secretary, members_only=False)
    return people


def states():
    return sorted(Letter.objects.values_list("state", flat=True))


class TestClosing:
    @pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "end"])
    @pytest.mark.parametrize("said", [CLOSING, None])
    def test_one_that_closes_on_every_letter_is_left_alone(self, odd, readers, stage, said):
        odd.says[stage] = said
        all_goes_out()
        post_letters()
        assert odd.connections == 2
        assert Letter.objects.filter(state="queued", attempts=0).exists()

    def test_so_is_one_that_takes_nothing_from_us(self, odd, readers):
        odd.says["mail"] = "451 4.7.1 Too much for now"
        all_goes_out()
        assert odd.connections == 2

    def test_a_whole_domain_at_which_it_closes_holds_up_no_other(self, odd, secretary):
        for n, domain in enumerate(["uno.example"] * 4 + ["dos.example"]):
            person = PersonFactory(email=f"lectora{n}@{domain}")
            Letter.objects.create(
                person=person, announcement=draft(secretary), kind=LetterKind.TEST, to=person.email, domain=domain
            )
            odd.says["rcpt", f"lectora{n}@uno.example"] = CLOSING
        post_letters()
        delivery.SERVER.alone_until = 0
        post_letters()
        letters = Letter.objects.order_by("id")
        assert [(letter.state, letter.attempts) for letter in letters] == [
            *[("queued", 1)] * 2,
            *[("queued", 0)] * 2,
            ("sent", 0),
        ]

    def test_ever_longer_until_it_takes_one(self, odd, readers):
        pauses = []
        for _ in range(9):
            delivery.SERVER.talked(in_vain=True)
            pauses.append(round(delivery.SERVER.alone_until - time.monotonic()))
        assert pauses == [0, 5, 10, 20, 40, 80, 160, 300, 300]
        all_goes_out()
        assert odd.connections == 0
        delivery.SERVER.alone_until = 0
        post_letters()
        assert states() == ["sent"] * 5
        assert delivery.SERVER.in_vain == 0

    def test_one_letter_that_makes_it_close_holds_up_no_other(self, odd, readers):
        odd.says["rcpt", readers[0].email] = CLOSING
        all_goes_out()
        assert states() == ["queued", *["sent"] * 4]
        assert letter_to(readers[0]).answer == CLOSING

    def test_where_it_has_had_enough_for_now_no_letter_is_to_blame(self, odd, readers):
        odd.says["end", readers[2].email] = CLOSING
        odd.says["rcpt", readers[3].email] = CLOSING
        all_goes_out()
        attempts = {letter.to: letter.attempts for letter in Letter.objects.all()}
        assert [attempts[person.email] for person in readers] == [0, 0, 1, 1, 0]


class TestAfterTheLastDot:
    @pytest.mark.parametrize("said", ["garbage", "", LONG_LINE, "354 Go on"])
    def test_what_says_neither_yes_nor_no_may_have_taken_it(self, odd, readers, said):
        odd.says["end", readers[1].email] = said
        all_goes_out()
        Letter.objects.update(try_at=timezone.now())
        post_letters()
        assert states() == [*["sent"] * 4, "unconfirmed"]
        assert sorted(odd.got) == sorted(person.email for person in readers)

    @pytest.mark.parametrize("said", ["200 Fine", "251 Taken", "299 Whatever"])
    def test_every_kind_of_yes_is_one(self, odd, readers, said):
        odd.says["end"] = said
        all_goes_out()
        assert states() == ["sent"] * 5


class TestRambling:
    @pytest.mark.parametrize("stage", ["banner", "rcpt"])
    def test_a_reply_that_never_ends_is_cut_off_with_the_silence(self, odd, readers, settings, stage):
        settings.MAIL_SILENCE = 1
        odd.says[stage] = ETERNAL
        begun = time.monotonic()
        all_goes_out()
        assert time.monotonic() - begun < 10
        assert set(states()) == {"queued"}


def test_what_the_server_said_stands_in_the_log_in_its_words(odd, readers):
    odd.says["banner"] = "554 5.7.1 Not\0from you"
    all_goes_out()
    assert {letter.answer for letter in Letter.objects.all()} == {"554 5.7.1 Not from you"}


def test_one_without_the_encryption_that_is_asked_for_gets_nothing(odd, readers, settings):
    settings.EMAIL_USE_TLS = True
    all_goes_out()
    assert states() == ["queued"] * 5
    assert odd.got == []


def test_a_thing_that_cannot_be_looked_up_keeps_the_letters_of_others(odd, readers, monkeypatch):
    look_up = Letters.__init__

    def fail(self, letters):
        if any(letter.person == readers[2] for letter in letters):
            raise ValueError("a mistake of ours")
        look_up(self, letters)

    monkeypatch.setattr(Letters, "__init__", fail)
    all_goes_out()
    assert states() == ["queued", *["sent"] * 4]


def test_what_we_cannot_write_costs_no_connection_each(odd, readers, monkeypatch):
    def fail(self, letter):
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(Letters, "message", fail)
    all_goes_out()
    assert (odd.connections, states()) == (1, ["queued"] * 5)


class TestWhoIsGoneSinceItWasTaken:
    """A worker takes hundreds of letters and sends them within a minute."""

    @pytest.fixture
    def taken(self, odd, readers, monkeypatch):
        Letter.objects.bulk_create(
            Letter(person=person, kind=LetterKind.AT_ONCE, to=person.email, domain="x.example") for person in readers
        )
        return delivery.take()

    def test_who_closed_their_account_gets_nothing(self, odd, taken):
        Person.objects.filter(pk=taken[0].person_id).update(is_active=False)
        assert not delivery.still_reaches(taken[0])

    def test_nor_does_the_address_that_they_had(self, odd, taken):
        Person.objects.filter(pk=taken[0].person_id).update(email="otra@ciudad.example")
        assert not delivery.still_reaches(taken[0])
        assert delivery.still_reaches(taken[1])
