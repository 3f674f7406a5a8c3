"""A card, or how it is adapted, in another language: the institution's own translation, or the translator's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from enlacesur.accounts.models import Person
from enlacesur.core.access import require
from enlacesur.core.states import NotNow
from enlacesur.journal.actions import Target, record
from enlacesur.journal.models import Audience
from enlacesur.matching.translation import translations
from enlacesur.practices.actions import locked
from enlacesur.practices.models import TRANSLATED, Adaptation, Practice, Translation
from enlacesur.practices.permissions import can_write

BY_MACHINE = ("es", "pt")


@dataclass(frozen=True)
class Shown:
    """A card's texts as somebody reads them. `by`: "" for the original, "institution" or "machine"; `outdated`: the
    original says something newer."""

    texts: dict[str, str]
    language: str
    by: str = ""
    outdated: bool = False


def original(thing: Practice | Adaptation, names: Sequence[str] = TRANSLATED) -> Shown:
    return Shown({name: getattr(thing, name) for name in names}, thing.language)


def by_institution(practice: Practice, language: str) -> Shown | None:
    if language == practice.language:
        return None
    found = practice.translations.filter(language=language).first()
    if found is None:
        return None
    return Shown(complete(found.texts), language, "institution", outdated=found.version < practice.version)


def by_machine(thing: Practice | Adaptation, language: str, names: Sequence[str] = TRANSLATED) -> Shown | None:
    """None where the translator does not know the language, or does not answer."""
    if language == thing.language or language not in BY_MACHINE:
        return None
    texts = {name: getattr(thing, name) for name in names if getattr(thing, name).strip()}
    said = dict(zip(texts, translations(list(texts.values()), thing.language, language), strict=True))
    return Shown(complete(said, names), language, "machine") if all(said.values()) else None


def complete(texts: Mapping[str, str | None], names: Sequence[str] = TRANSLATED) -> dict[str, str]:
    return {name: texts.get(name) or "" for name in names}


def translate(practice: Practice, language: str, texts: Mapping[str, str], version: int, *, by: Person) -> Translation:
    """Publish the institution's own translation of a version of its card."""
    with transaction.atomic():
        practice = locked(practice)
        require(can_write(by, practice.organisation))
        if not practice.is_published:
            raise NotNow(_("Publish the card before its translation."))
        if language == practice.language:
            raise NotNow(_("The card is written in this language."))
        kept = {name: texts[name] for name in TRANSLATED if texts.get(name)}
        translation, _created = Translation.objects.update_or_create(
            practice=practice,
            language=language,
            defaults={"version": min(version, practice.version), "texts": kept, "by": by},
        )
        target = Target("solution", practice.pk, practice.title, practice.get_absolute_url(), practice.language)
        record("solution.translated", target, actor=by, organisation=practice.organisation, audience=Audience.NOBODY)
    return translation
