"""A letter as a mail: notices with their content, each with its reason and a way to stop it; and how to unsubscribe."""

from collections.abc import Iterable, Mapping, Sequence
from email.utils import parseaddr
from functools import cache
from hashlib import blake2s
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enlacesur.accounts.models import Person
from enlacesur.core.compiled import these
from enlacesur.core.profile import network
from enlacesur.core.text import cut
from enlacesur.journal.models import Event
from enlacesur.matching.documents import sketched
from enlacesur.notifications import outside, sheets
from enlacesur.notifications.contents import Contents, announced, keys_of, standing_of
from enlacesur.notifications.models import Interest, Letter, LetterKind, Notification, Reason
from enlacesur.notifications.models.interests import name_followed
from enlacesur.notifications.models.notices import Told, may_stop, name_institutions
from enlacesur.notifications.reminders import no_longer_owed
from enlacesur.notifications.sheets import Item, address
from enlacesur.notifications.wording import because

TOKEN = signing.Signer(salt="notifications.letter")
LONGEST_SUBJECT = 180
# Of a notice, as its table keeps it.
TOLD = ("person", "event", "interest", "pk", "reason", "mandatory", "organisation_id", "letter", "in_full", "due_at")
KNOWN_REASONS: dict[tuple[int, bool, str], str] = {}
MOST_REASONS = 20_000


class Letters:
    """Some letters that are about to go, and what is in them."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        people = {letter.person_id: letter.person for letter in letters if letter.person_id and letter.person}
        notices = Notification.objects.filter(letter__in=these(letter.pk for letter in letters))
        rows = told(notices.unread().ranked(), people)
        name_institutions(rows)
        self.contents = Contents(rows, standing_of(people), sketched(keys_of(rows)))
        self.notices: dict[int, list[Told]] = {letter.pk: [] for letter in letters}
        done = no_longer_owed(notice.event for notice in rows)
        for notice in rows:
            if self.contents.visible(notice) and still_followed(notice) and notice.event.pk not in done:
                self.notices[notice.letter_id].append(notice)

    def message(self, letter: Letter) -> EmailMultiAlternatives | None:
        """The mail, in the person's language. None when nothing in it needs to be told any more."""
        if letter.person is None:
            return outside.mail(letter, return_address(letter), own_headers(letter))
        notices = self.notices[letter.pk]
        if not notices and letter.kind != LetterKind.TEST:
            return None
        with translation.override(letter.person.language):
            if letter.kind == LetterKind.TEST:
                return test_of(letter)
            return self.of_notices(letter, notices)

    def logged(self, letter: Letter) -> str:
        """What the log keeps of the subject: that of an announcement. Another one tells what a person follows."""
        announced = [notice.event.title for notice in self.notices[letter.pk] if notice.reason == Reason.ANNOUNCEMENT]
        if letter.announcement:
            announced = [letter.announcement.title]
        return announced[0] if announced and letter.notices_in <= 1 else ""

    def of_notices(self, letter: Letter, notices: Sequence[Told]) -> EmailMultiAlternatives:
        token = token_of(letter)
        base = address("letter_unsubscribe", token).removesuffix("baja/")
        language = translation.get_language()
        items = [self.item(notice, f"{base}{proof_of(letter.pk, notice.pk)}/", language) for notice in notices]
        items.sort(key=lambda item: not item.content.asks)  # what waits for an answer first
        unsubscribe = address("letter_unsubscribe", token)
        return mail(letter, subject_of(letter, items), items, unsubscribe, thread_of(letter, notices))

    def item(self, notice: Told, url: str, language: str) -> Item:
        return Item(
            content=self.contents.content(notice, language),
            because=because_of(notice, language),
            url=url,
            stop=f"{url}dejar/" if may_stop(notice.reason, notice.event) else "",
            gradual=notice.reason == Reason.INTEREST,
            in_full=notice.in_full,
            mandatory=notice.mandatory,
        )


def told(notices: QuerySet[Notification], people: Mapping[int, Person]) -> list[Told]:
    """Many tell of the same event: fetched apart, it is there once."""
    rows = list(notices.values_list(*TOLD))
    events = by_id(Event.objects, {event for _person, event, *_more in rows})
    interests = by_id(Interest.objects, {interest for _person, _event, interest, *_more in rows if interest})
    name_followed(interests.values())
    return [
        Told(people[person], events[event], interests.get(interest), *more) for person, event, interest, *more in rows
    ]


def by_id(rows: Any, ids: Iterable[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.filter(pk__in=these(ids)).order_by()}


def still_followed(notice: Told) -> bool:
    """Nobody is mailed what an interest brought that they have stopped since."""
    return notice.reason != Reason.INTEREST or notice.interest is None or notice.interest.latest.active


def because_of(notice: Told, language: str) -> str:
    """An interest is put into words once, not for each notice that it brings."""
    if notice.reason != Reason.INTEREST or notice.interest is None:
        return because(notice)
    key = (notice.interest.pk, notice.interest.ended_at is not None, language)
    found = KNOWN_REASONS.get(key)
    if found is None:
        if len(KNOWN_REASONS) > MOST_REASONS:
            KNOWN_REASONS.clear()
        found = KNOWN_REASONS[key] = because(notice)
    return found


def test_of(letter: Letter) -> EmailMultiAlternatives:
    """What an announcement looks like in each of its languages, for who writes it."""
    assert letter.announcement  # noqa: S101  a test is of one
    reason = _("This is a test, to you alone.")
    items = [Item(announced(letter.announcement, language), reason) for language in letter.announcement.languages]
    return mail(letter, _("Test: %(title)s") % {"title": items[0].title}, items)


def subject_of(letter: Letter, items: Sequence[Item]) -> str:
    """Of one notice its title; of several the first, and how many more. A digest counts what it has no room for too."""
    if letter.kind == LetterKind.DIGEST:
        n = len(items) + letter.notices_left
        return ngettext("%(n)s notice for you: %(first)s", "%(n)s notices for you: %(first)s", n) % {
            "n": n,
            "first": items[0].title,
        }
    if len(items) == 1:
        return items[0].title
    return ngettext("%(first)s, and %(n)s more", "%(first)s, and %(n)s more", len(items) - 1) % {
        "first": items[0].title,
        "n": len(items) - 1,
    }


def thread_of(letter: Letter, notices: Sequence[Told]) -> str:
    """Mails about one thing stand in one thread, and so do the digests."""
    if letter.kind == LetterKind.DIGEST or len(notices) > 1:
        return f"<{letter.kind}-{letter.person_id}@{domain()}>"
    kind, pk = notices[0].event.target_kind, notices[0].event.target_id
    return f"<{kind}-{pk}-{letter.person_id}@{domain()}>"


def mail(
    letter: Letter, subject: str, items: Sequence[Item], unsubscribe: str = "", thread: str = ""
) -> EmailMultiAlternatives:
    """`unsubscribe`: where one click stops what it tells; a test tells of nothing that its reader follows."""
    message = EmailMultiAlternatives(
        subject=cut(" ".join(subject.split()), LONGEST_SUBJECT),
        body=sheets.text(items, unsubscribe, letter.notices_left),
        from_email=return_address(letter),
        to=[letter.to],
        headers=own_headers(letter) | list_headers(unsubscribe) | thread_headers(thread),
    )
    message.attach_alternative(sheets.html(items, unsubscribe, letter.notices_left), "text/html")
    return message


def list_headers(unsubscribe: str) -> dict[str, str]:
    headers = {"List-Id": f"{network()['platform']} <avisos.{domain()}>"}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers


def thread_headers(thread: str) -> dict[str, str]:
    return {"References": thread, "In-Reply-To": thread} if thread else {}


def own_headers(letter: Letter) -> dict[str, str]:
    return {
        "From": settings.DEFAULT_FROM_EMAIL,
        # The same each time that it is tried: a mail program that gets it twice shows it once.
        "Message-ID": f"<letter-{letter.called}@{domain()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def return_address(letter: Letter) -> str:
    """To where a mail comes back that nobody takes: it names the letter, and nobody can forge it."""
    if not settings.BOUNCE_ADDRESS:
        return address_of(settings.DEFAULT_FROM_EMAIL)
    local, _at, host = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{letter.called}-{return_signature(letter.called)}@{host}"


def return_signature(called: str) -> str:
    """Short and in lower case: it has to survive every mail server on the way back."""
    return salted_hmac("notifications.return", called, algorithm="sha256").hexdigest()[:16]


def token_of(letter: Letter) -> str:
    return TOKEN.sign(letter.called)


def letter_called(name: str, letters: QuerySet[Letter] | None = None) -> Letter | None:
    """Unless its number is another's by now. `letters`: as which they are read."""
    rows = Letter.objects.all() if letters is None else letters
    letter = rows.select_related("person").filter(pk=name.partition("-")[0]).first()
    return letter if letter and letter.called == name else None


def proof_of(letter_id: int, notice_id: int | str) -> str:
    """The notice, and the proof that this letter told of it: who was forwarded one mail reads no other notice. Made for
    each notice of each mail, so it is of the fast kind."""
    told = f"{letter_id}-{notice_id}".encode()
    return f"{notice_id}-{blake2s(told, key=key_of_proofs(), digest_size=8).hexdigest()}"


@cache
def key_of_proofs() -> bytes:
    return salted_hmac("notifications.proof", "", algorithm="sha256").digest()


def domain() -> str:
    return address_of(settings.DEFAULT_FROM_EMAIL).partition("@")[2] or "localhost"


@cache
def address_of(sender: str) -> str:
    return parseaddr(sender)[1]
