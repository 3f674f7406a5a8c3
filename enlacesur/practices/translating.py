"""A card, or how it is adapted, in another language: the institution's own translation, or the translator's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.matching.translation import translations
from enlacesur.practices.actions import locked
from enlacesur.practices.models import LISTS, TEXTS, TRANSLATED, Adaptation, Practice, Translation
from enlacesur.practices.permissions import can_write

BY_MACHINE = ("es", "pt")
UNREAD = gettext_lazy("Say that you have read it: the translation goes out under the name of your institution.")


@dataclass(frozen=True)
class Shown:
    """A card's texts as somebody reads them. `by`: "" for the original, "institution" or "machine"; `outdated`: the
    original says something newer; `lists_in`: the language of what stands in lines, which may be that of the card."""

    texts: dict[str, Any]
    language: str
    by: str = ""
    outdated: bool = False
    lists_in: str = ""


def original(thing: Practice | Adaptation, names: Sequence[str] = TRANSLATED) -> Shown:
    return Shown({name: getattr(thing, name) for name in names}, thing.language, lists_in=thing.language)


def by_institution(practice: Practice, language: str) -> Shown | None:
    """What was translated before lines were is shown with those of the card, and not without any."""
    if language == practice.language:
        return None
    found = practice.translations.filter(language=language).first()
    if found is None:
        return None
    texts = {name: found.texts.get(name) or "" for name in TEXTS}
    whole = all(found.texts.get(name) for name in LISTS if getattr(practice, name))
    lists = {name: found.texts.get(name, []) if whole else getattr(practice, name) for name in LISTS}
    lists_in = language if whole else practice.language
    return Shown(texts | lists, language, "institution", found.version < practice.version, lists_in)


def by_machine(thing: Practice | Adaptation, language: str, names: Sequence[str] = TRANSLATED) -> Shown | None:
    """None where the translator does not know the language, or does not answer."""
    if language == thing.language or language not in BY_MACHINE:
        return None
    pieces = {name: pieces_of(name, getattr(thing, name)) for name in names}
    said = translations([piece for some in pieces.values() for piece in some], thing.language, language)
    if not all(said):
        return None
    rest = iter(said)
    texts = {n: put_together(n, getattr(thing, n), [next(rest) or "" for _piece in pieces[n]]) for n in names}
    return Shown(texts, language, "machine", lists_in=language)


def pieces_of(name: str, value: Any) -> list[str]:
    """What of a field is to be said in another language, piece by piece."""
    if name == "figures":
        return [counted for _number, counted in value]
    if isinstance(value, list):
        return list(value)
    return [value] if value.strip() else []


def put_together(name: str, value: Any, said: Sequence[str]) -> Any:
    """The field again, with what was said of its pieces."""
    if name == "figures":
        return [[number, counted] for (number, _counted), counted in zip(value, said, strict=True)]
    return list(said) if isinstance(value, list) else "".join(said)


@dataclass(frozen=True)
class Beginning:
    """From what an institution goes on: its own words, the translator's where it has none yet. `unread`: which texts
    are the translator's alone; `changed`: what says something else on the card since it was translated."""

    texts: dict[str, Any]
    unread: dict[str, Any]
    changed: frozenset[str]


def beginning(practice: Practice, language: str) -> Beginning:
    own = practice.translations.filter(language=language).first()
    texts = own.texts if own else {}
    machine = by_machine(practice, language)
    unread = {name: text for name, text in (machine.texts if machine else {}).items() if text and not texts.get(name)}
    return Beginning(texts | unread, unread, changed_since(practice, own.version) if own else frozenset())


def last_translated(practice: Practice, language: str) -> tuple[str, datetime | None]:
    """Who, and when."""
    own = practice.translations.filter(language=language).select_related("by").first()
    return (str(own.by or ""), own.at) if own else ("", None)


def changed_since(practice: Practice, number: int) -> frozenset[str]:
    version = practice.versions.filter(number=number).first()
    if version is None or number == practice.version:
        return frozenset()
    return frozenset(name for name in TRANSLATED if version.content.get(name) != getattr(practice, name))


def translate(
    practice: Practice, language: str, texts: Mapping[str, Any], version: int, *, read: bool, by: Person
) -> Translation:
    """Publish the institution's own translation of a version of its card. `read`: the person says that they have read
    it: what a machine wrote does not go out under the institution's name otherwise."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if not practice.is_published:
            raise NotNow(_("Publish the card before its translation."))
        if language == practice.language:
            raise NotNow(_("The card is written in this language."))
        if not read:
            raise NotNow(UNREAD)
        kept = {name: texts[name] for name in TRANSLATED if texts.get(name)}
        translation, _created = Translation.objects.update_or_create(
            practice=practice,
            language=language,
            defaults={"version": min(version, practice.version), "texts": kept, "by": by},
        )
        target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
        record("solution.translated", target, actor=by, organisation=practice.organisation, audience=Audience.NOBODY)
    return translation
