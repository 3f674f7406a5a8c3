"""Mails that come back, handed to us by the mail server: which letter, and whether for good (RFC 3464)."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from django.db import transaction
from django.utils.crypto import constant_time_compare

from enlacesur.core.text import on_one_line
from enlacesur.notifications.delivery import BY_POLICY, bounced
from enlacesur.notifications.mail import letter_called, return_signature
from enlacesur.notifications.models import Letter
from enlacesur.notifications.models.letters import OUT
from enlacesur.notifications.states import LetterState

RETURNED_TO = re.compile(r"\+(?P<letter>\d{1,18}-[0-9a-z]{1,12})-(?P<signature>[0-9a-f]{16})@", re.IGNORECASE)
PLACES = ("Delivered-To", "To", "X-Original-To")
# No such address or domain, or a mailbox that is closed; not what is wrong with ours, and no full or busy one.
GONE = re.compile(r"^5\.(?:1\.(?:0|1|2|3|6|10)|0\.0|2\.1|4\.4)\b")


class NoBounceError(Exception):
    """The mail is none that came back to us; the message says why."""


def take_in(data: bytes) -> Letter:
    """Note what a returned mail says. Its owner is told when the address is gone for good. Raises NoBounceError."""
    message = message_from_bytes(data)  # the old policy: the new one stumbles over headers that are none
    name = name_of_letter(message)
    status, said = status_of(message)
    with transaction.atomic():
        letter = letter_called(name, Letter.objects.select_for_update(of=("self",)))
        if letter is None:
            raise NoBounceError("the mail that came back is no longer in the log")
        if not GONE.search(status) or BY_POLICY in said:
            Letter.objects.filter(pk=letter.pk).update(answer=said[:300])
        elif letter.state in (*OUT, LetterState.HANDING):
            bounced(letter, said)
    return letter


def name_of_letter(message: Message) -> str:
    """By the address to which it came back, which nobody but us can write."""
    for place in PLACES:
        for header in message.get_all(place, []):
            for found in RETURNED_TO.finditer(str(header)):
                name = found["letter"].lower()
                if constant_time_compare(found["signature"].lower(), return_signature(name)):
                    return name
    raise NoBounceError("it did not come back to an address of ours")


def status_of(message: Message) -> tuple[str, str]:
    """The code and the words of the report that a mail server makes for machines."""
    for block in reports_of(message):
        if field(block, "Action").lower() == "failed":
            status = field(block, "Status")
            return status, field(block, "Diagnostic-Code") or status
    raise NoBounceError("there is no report of a failed delivery in it")


def reports_of(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (block for block in part.walk() if block is not part)


def field(block: Message, name: str) -> str:
    return on_one_line(str(block.get(name, "")))
