"""Mails to addresses that belong to no account: rooms say what stands in them, and what follows when one comes back.

They take the same way as all others: throttled, retried, logged, and sent once whatever dies.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from enlacesur.core.profile import network
from enlacesur.notifications.models import Letter, LetterKind
from enlacesur.notifications.models.letters import domain_of


@dataclass(frozen=True)
class Outside:
    """One mail. `link`: where its button leads, by its label; `reply_to`: who gets the answer."""

    language: str
    subject: str
    paragraphs: Sequence[str]
    link: tuple[str, str] | None = None
    reply_to: str = ""


@dataclass(frozen=True)
class Room:
    """`write`: given the id after the colon of `about` and the address, the mail, or None when it is no longer needed.
    `returned`: told the id, the address, and what the other server said when nobody has it."""

    write: Callable[[int, str], Outside | None]
    returned: Callable[[int, str, str], None]


ROOMS: dict[str, Room] = {}


def register_outside(kind: str, room: Room) -> None:
    ROOMS[kind] = room


def queue(kind: str, pk: int, to: str) -> Letter:
    """In the transaction that needs it. What it says is composed when it goes."""
    return Letter.objects.create(kind=LetterKind.OUTSIDE, about=f"{kind}:{pk}", to=to, domain=domain_of(to))


def room_of(letter: Letter) -> tuple[Room, int]:
    kind, _colon, pk = letter.about.partition(":")
    return ROOMS[kind], int(pk)


def came_back(letter: Letter, answer: str) -> None:
    room, pk = room_of(letter)
    room.returned(pk, letter.to, answer)


def mail(letter: Letter, from_email: str, headers: dict[str, str]) -> EmailMultiAlternatives | None:
    """None when it need not be said any more."""
    room, pk = room_of(letter)
    said = room.write(pk, letter.to)
    if said is None:
        return None
    with translation.override(said.language):
        context = {"mail": said, "platform": network()["platform"]}
        message = EmailMultiAlternatives(
            subject=" ".join(said.subject.split())[:180],
            body=render_to_string("notifications/outside.txt", context),
            from_email=from_email,
            to=[letter.to],
            reply_to=[said.reply_to] if said.reply_to else None,
            headers=headers,
        )
        message.attach_alternative(render_to_string("notifications/outside.html", context), "text/html")
    return message
