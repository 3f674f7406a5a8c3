"""Letters to the mail server: each once, whatever dies; what cannot be delivered now is tried again, ever more rarely.

A letter is `taken`, composed, and given to the server up to its last dot; that it is now being handed over is
committed before the dot is sent. So of a worker that dies, a letter that was only taken goes again and one that was
being handed over does not: the time in which nobody knows is that of a commit. Each move is one from the state in which
a worker knows the letter: who was silent for too long and comes back moves nothing.
"""

import logging
import re
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from enlacesur.accounts.models import Person
from enlacesur.core.locks import Lock, hold
from enlacesur.core.states import may_move
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.notifications import outside
from enlacesur.notifications.compose import postpone
from enlacesur.notifications.mail import Letters
from enlacesur.notifications.models import Letter, LetterKind, Notification, Preferences
from enlacesur.notifications.models.letters import ON_ITS_WAY
from enlacesur.notifications.models.notices import Told
from enlacesur.notifications.states import LETTER_TRANSITIONS, LetterState
from enlacesur.notifications.transmission import CLOSING, SERVER, close, connect, spoken, told_by, transmit

logger = logging.getLogger(__name__)

TOGETHER = 500  # letters that one worker takes
MINUTE = timedelta(minutes=1)
FIRST_PAUSE, LONGEST_PAUSE, MOST_ATTEMPTS = timedelta(minutes=1), timedelta(hours=6), 12
NO_SUCH_MAILBOX = (550, 551, 553)
# A server that blocks us says 550 as well: the address is dead when the server says that it is.
NOBODY_THERE = re.compile(
    r"\b5\.1\.[012346]\b|\b5\.1\.10\b|\b5\.2\.1\b|does not exist|no mailbox"
    r"|(?:no such|unknown|invalid|nonexistent) (?:user|mailbox|recipient|address)"
    r"|(?:user|mailbox|recipient|address) (?:is )?(?:unknown|not found|unavailable)",
    re.IGNORECASE,
)
# What waits for an answer is kept waiting by no burst of news, and these by no morning's digests.
BY_HASTE = Case(
    When(Q(pressing=True) | Q(kind__in=[LetterKind.TEST, LetterKind.OUTSIDE]), then=Value(0)),
    When(kind=LetterKind.DIGEST, then=Value(2)),
    default=Value(1),
)
IN_TURN = (BY_HASTE, "try_at", "id")
BY_POLICY = "5.7."  # the mailbox is there, our mail is not wanted


class TakenOver(Exception):  # noqa: N818  the name reads as the sentence that it is
    """This worker was silent for too long: its letters are another one's."""


def deliver() -> int:
    """Send some of the letters that wait. Returns how many were taken."""
    LEDGER.settle()
    recover()
    letters = [] if SERVER.is_left_alone else take()
    if letters:
        send(letters)
    return len(letters)


def take() -> list[Letter]:
    """The next letters, of each domain no more than it may get in a minute."""
    with transaction.atomic():
        hold(Lock.TAKING_LETTERS)  # who takes letters sees what others took: a domain's room is given once
        room = room_by_domain()
        rows = Letter.objects.waiting(timezone.now()).select_for_update(skip_locked=True, of=("self",))
        rows = rows.exclude(domain__in=[domain for domain, left in room.items() if left <= 0])
        taken = [letter for letter in rows.order_by(*IN_TURN)[:TOGETHER] if within(room, letter.domain)]
        move_all(taken, LetterState.TAKEN)
    letters = Letter.objects.filter(pk__in=[letter.pk for letter in taken]).select_related("person", "announcement")
    return list(letters.order_by(*IN_TURN))


def room_by_domain() -> Counter[str]:
    """How many more each domain may get in this minute; of those that are not in it, as many as the setting says."""
    if not settings.MAIL_PER_DOMAIN:
        return Counter()
    lately = Q(sent_at__gte=timezone.now() - MINUTE) | Q(state__in=ON_ITS_WAY)
    sent = Letter.objects.filter(lately).order_by().values_list("domain")
    return Counter({domain: settings.MAIL_PER_DOMAIN - count for domain, count in sent.annotate(Count("pk"))})


def within(room: Counter[str], domain: str) -> bool:
    if not settings.MAIL_PER_DOMAIN:
        return True
    room.setdefault(domain, settings.MAIL_PER_DOMAIN)
    room[domain] -= 1
    return room[domain] >= 0


def move_all(letters: Sequence[Letter], to: LetterState, **changes: Any) -> int:
    """From the state in which we know them; who has been moved on by another worker stays where it is."""
    known = {LetterState(letter.state) for letter in letters}
    assert all(may_move(LETTER_TRANSITIONS, state, to) for state in known)  # noqa: S101  a mistake of ours
    moved = {"state": to, "moved_at": timezone.now(), **changes}
    ours = Letter.objects.filter(pk__in=[letter.pk for letter in letters], state__in=known).update(**moved)
    for letter in letters:
        for name, value in moved.items():
            setattr(letter, name, value)
    return ours


def move(letter: Letter, to: LetterState, **changes: Any) -> bool:
    return bool(move_all([letter], to, **changes))


def recover() -> None:
    """What a worker that died had in hand: what it had not begun to hand over goes again. Of what it was handing over
    nobody knows: it does not go again, but what is unread of it is in the next digest."""
    now = timezone.now()
    silent = Letter.objects.filter(moved_at__lt=now - timedelta(seconds=settings.MAIL_SILENCE))
    silent.filter(state=LetterState.TAKEN).update(state=LetterState.QUEUED)
    with transaction.atomic():
        handing = silent.filter(state=LetterState.HANDING).select_for_update(skip_locked=True)
        lost = list(handing.values_list("pk", flat=True))
        if lost:
            Letter.objects.filter(pk__in=lost).update(state=LetterState.UNCONFIRMED, sent_at=now, moved_at=now)
            tell_again_in_the_digest(lost)


def tell_again_in_the_digest(letters: Sequence[int]) -> None:
    """What is unread of letters of which nobody knows whether they arrived."""
    unread = Notification.objects.unread().filter(letter__in=letters, due_at=None)
    postpone(list(unread.values_list("pk", flat=True)))


def send(letters: Sequence[Letter]) -> None:
    """Over one connection, as many as go in half of the silence: when it is over, they would be taken for lost."""
    server, until = get_connection(), time.monotonic() + settings.MAIL_SILENCE / 2
    waiting, connected = list(letters), False
    try:
        connect(server)
        connected = True
        contents = looked_up(letters)
        while waiting and time.monotonic() < until:
            hand_over(waiting[0], contents, server)
            waiting.pop(0)
        SERVER.talked()
    except (OperationalError, InterfaceError, TakenOver):
        raise  # the database is away, or nothing is ours: the letters go on when the silence is over
    except (OSError, smtplib.SMTPException) as fault:
        logger.warning("%s letters wait: %s", len(waiting), told_by(fault))
        in_vain = len(waiting) == len(letters)
        SERVER.talked(in_vain=in_vain)
        waiting = after_talk_ended(waiting, fault, in_vain) if connected else all_wait(waiting, fault)
    except Exception as fault:
        logger.warning("%s letters wait: %s", len(waiting), fault, exc_info=True)
        fail(waiting.pop(0), fault)
    finally:
        close(server)
        LEDGER.settle()
    move_all(waiting, LetterState.QUEUED)


def all_wait(letters: Sequence[Letter], fault: Exception) -> list[Letter]:
    """There is no server. That is the fault of no letter: over a long weekend none is given up for it."""
    move_all(letters, LetterState.QUEUED, try_at=timezone.now() + FIRST_PAUSE, answer=told_by(fault)[:300])
    return []


def after_talk_ended(waiting: Sequence[Letter], fault: Exception, in_vain: bool) -> list[Letter]:
    """Puts off the letter at which the server ended a talk in vain, and what else goes to its domain when others before
    it met with the same. Returns those that may go in the next talk."""
    letter, *others = waiting
    if not in_vain and not may_have_arrived(letter, fault):
        return list(waiting)
    fail(letter, fault)
    if not SERVER.closes_on_all:
        return others
    alike = [other for other in others if other.domain == letter.domain]
    move_all(alike, LetterState.QUEUED, try_at=timezone.now() + FIRST_PAUSE)
    return [other for other in others if other.domain != letter.domain]


def looked_up(letters: Sequence[Letter]) -> Letters | None:
    """What is in them, for all at once. None where that fails: then each is looked up by itself, so that what we cannot
    write keeps no other from going."""
    try:
        return Letters(letters)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s letters are looked up one by one", len(letters))
        return None


HANDING = """
WITH answered AS (
  UPDATE notifications_letter SET state = 'sent', sent_at = %(sent_at)s, moved_at = %(sent_at)s, answer = %(answer)s
  WHERE id = %(sent)s AND state = 'handing')
UPDATE notifications_letter SET state = 'handing', moved_at = %(now)s, subject = %(subject)s
WHERE id = %(letter)s AND state = 'taken'
"""
OF_SENT = {"sent": "pk", "sent_at": "sent_at", "answer": "answer"}


class Ledger(threading.local):
    """What became of a letter is written with what becomes of the next: one statement and one commit for each.

    What a thread knows and could not write, because the database went away, it writes when it is back.
    """

    sent: Letter | None = None
    held: tuple[int, datetime] | None = None  # a letter that may be written as `handing`, and when; its dot is not sent

    def handing(self, letter: Letter, subject: str) -> None:
        """Once this returns, the letter counts as sent, whatever happens. Raises TakenOver when it is not ours."""
        now = timezone.now()
        self.held = letter.pk, now
        values: dict[str, Any] = {"letter": letter.pk, "subject": subject, "now": now}
        values |= {name: getattr(self.sent, field, None) for name, field in OF_SENT.items()}
        with connection.cursor() as cursor:
            cursor.execute(HANDING, values)
            ours = cursor.rowcount
        self.sent = self.held = None
        if not ours:
            raise TakenOver(f"letter {letter.pk}")
        letter.state = LetterState.HANDING

    def answered(self, letter: Letter, answer: str) -> None:
        letter.sent_at, letter.answer = timezone.now(), answer[:300]
        self.sent = letter

    def settle(self) -> None:
        if self.held:
            pk, at = self.held
            held = Letter.objects.filter(pk=pk, moved_at=at, state__in=(LetterState.HANDING, LetterState.UNCONFIRMED))
            held.update(state=LetterState.QUEUED, sent_at=None)
        if self.sent:
            move(self.sent, LetterState.SENT, sent_at=self.sent.sent_at, answer=self.sent.answer)
        self.sent = self.held = None


LEDGER = Ledger()


def hand_over(letter: Letter, contents: Letters | None, server: Any) -> None:
    """Raises what concerns the server as a whole; what concerns this letter alone is settled here."""
    if not still_reaches(letter):
        readdress(letter)
        return
    try:
        contents = contents or Letters([letter])
        message, subject = contents.message(letter), contents.logged(letter)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        logger.exception("Letter %s cannot be written", letter.pk)
        fail(letter, fault)
        return
    if message is None:
        move(letter, LetterState.DROPPED)
        return
    try:
        answer = transmit(server, message, lambda: LEDGER.handing(letter, subject))
    except smtplib.SMTPRecipientsRefused as refused:
        ((code, said),) = refused.recipients.values()
        refuse(letter, code, spoken(said))
    except smtplib.SMTPDataError as refused:
        if refused.smtp_code == CLOSING:
            raise
        refuse(letter, refused.smtp_code, spoken(refused.smtp_error), mailbox=False)
    else:
        LEDGER.answered(letter, answer)
        told_with_it(contents.notices[letter.pk])


def told_with_it(notices: Sequence[Told]) -> None:
    """What became of a thing while its letter waited stands in it already: no other letter takes that along."""
    for notice in notices:
        if notice.due_at:
            Notification.objects.filter(pk=notice.pk, event=notice.event.pk).update(due_at=None)


def still_reaches(letter: Letter) -> bool:
    """Between composing and sending, hours may pass: an account is closed, an address changed or known to be dead."""
    if letter.person_id is None:
        return True
    owner = Person.objects.filter(pk=letter.person_id, is_active=True, email__iexact=letter.to)
    return owner.exclude(preferences__dead_address__iexact=letter.to).exists()


def readdress(letter: Letter) -> None:
    """Who has another address by now is written to there; to who has none nothing is written."""
    with transaction.atomic():
        if move(letter, LetterState.DROPPED):
            Notification.objects.unread().filter(letter=letter).update(letter=None, due_at=timezone.now())


# What did not go


def refuse(letter: Letter, code: int, said: str, *, mailbox: bool = True) -> None:
    """The server does not take this letter: for now, for good, or because nobody has that address."""
    answer = f"{code} {said}"
    if code < 500:
        put_off(letter, answer)
    elif mailbox and code in NO_SUCH_MAILBOX and NOBODY_THERE.search(said) and BY_POLICY not in said:
        bounced(letter, answer)
    else:
        move(letter, LetterState.FAILED, answer=answer[:300])


def fail(letter: Letter, fault: Exception) -> None:
    """The server went away, or we failed. Where it may have got the last dot, nobody sends it again."""
    if may_have_arrived(letter, fault):
        move(letter, LetterState.UNCONFIRMED, sent_at=timezone.now(), answer=told_by(fault)[:300])
        tell_again_in_the_digest([letter.pk])
    else:
        put_off(letter, told_by(fault))


def may_have_arrived(letter: Letter, fault: Exception) -> bool:
    return letter.state == LetterState.HANDING and not isinstance(fault, smtplib.SMTPDataError)


def put_off(letter: Letter, answer: str) -> None:
    """The server does not take it now. Tried again, after four times as long each time; given up after about two days.
    The inbox has it anyway."""
    attempts, answer = letter.attempts + 1, answer[:300]
    if attempts >= MOST_ATTEMPTS:
        move(letter, LetterState.FAILED, attempts=attempts, answer=answer)
    else:
        try_at = timezone.now() + min(FIRST_PAUSE * 4**letter.attempts, LONGEST_PAUSE)
        move(letter, LetterState.QUEUED, attempts=attempts, try_at=try_at, answer=answer)


def bounced(letter: Letter, answer: str) -> None:
    """Nobody has this address: it gets no more mail until its owner, who is told on the site, tries it again."""
    with transaction.atomic():
        ours = move(letter, LetterState.BOUNCED, answer=answer[:300])
        if not ours:
            return  # known already
        if letter.person is None:
            outside.came_back(letter, answer[:300])
            return
        if letter.to.lower() != letter.person.email.lower():
            return  # they have another address by now
        Preferences.objects.update_or_create(
            person=letter.person, defaults={"dead_address": letter.to, "dead_reason": answer[:300]}
        )
        record(
            "address.dead",
            Target("person", letter.person.pk, "", reverse("preferences")),
            audience=Audience.PEOPLE,
            audience_ids=[letter.person.pk],
        )
