"""What may help with a need: the matching room's answer, with what this room knows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from enlacesur.core.links import localised
from enlacesur.exchange.models import Need
from enlacesur.journal.models import Event
from enlacesur.matching.documents import SOURCES, sketched
from enlacesur.matching.explain import sentence
from enlacesur.matching.match import Match, Wanted, match, waiting_for
from enlacesur.network.permissions import is_member
from enlacesur.taxonomy.vocabulary import country_name

CANDIDATE_KINDS = {
    "solution": _("Solutions"),
    "strength": _("Cities"),
    "expert": _("People"),
    "organisation": _("Universities and organisations"),
    "exchange": _("Past exchanges"),
    "need": _("The same need"),
}
# What is asked by a need's page; a document that finds a waiting need is of one of these too.
FINDERS = ("solution", "strength", "expert", "exchange")


class Why(NamedTuple):
    """A reason as a sentence, and its share of the score; 0.0 where it does not move the order."""

    sentence: str
    share: float


@dataclass(frozen=True)
class Candidate:
    """One thing that may help, ready to be shown."""

    match: Match
    kind: str
    strength: str
    reasons: list[Why]
    misfits: list[Why]
    saved: bool
    ask: str  # where an exchange with it is asked for; "" where that makes no sense

    @property
    def url(self) -> str:
        return localised(self.match.document.url)

    @property
    def country(self) -> str:
        return country_name(self.match.document.country)


def wanted(need: Need) -> Wanted:
    organisation = need.organisation
    return Wanted(
        text=need.text,
        title=need.title,
        language=need.language,
        country=organisation.country,
        population=organisation.population or 0,
        themes=tuple(need.themes),
        sdgs=tuple(need.sdgs),
        languages=tuple(need.languages),
        modalities=tuple(need.modalities),
        organisation_id=organisation.pk,
        ceiling=need.ceiling_usd,
    )


def candidates_for(need: Need, person: Any) -> list[Candidate]:
    """Everything that may help, best first, without what was called not useful."""
    words = verdicts_of(need)
    audiences = ("public", "members") if is_member(person) else ("public",)
    return [shown(one, words, need) for one in matches_of(need, words, audiences)]


def verdicts_of(need: Need) -> dict[str, bool]:
    return {verdict.key: verdict.useful for verdict in need.verdicts.all()}


def matches_of(
    need: Need, words: dict[str, bool], audiences: Iterable[str], kinds: Iterable[str] = tuple(CANDIDATE_KINDS)
) -> list[Match]:
    """What meets a need, by what its city said of candidates; its page and its coverage ask this alone."""
    return match(
        wanted(need),
        kinds=kinds,
        useful=frozenset(key for key, good in words.items() if good),
        not_useful=frozenset(key for key, good in words.items() if not good),
        audiences=audiences,
        exclude=(f"need:{need.pk}",),
    )


ASKED_AS = {"solution": "solution", "strength": "strength", "expert": "expert", "organisation": "organisation"}


def ask_address(one: Match, need: Need) -> str:
    """Of another city's need, or of a past exchange, one asks the city itself; one without a name cannot be asked."""
    name = ASKED_AS.get(one.kind, "organisation")
    pk = one.id if one.kind in ASKED_AS else one.document.organisation_id
    if not one.document.organisation:
        return ""
    return f"{reverse('exchange_new')}?{urlencode({name: pk, 'need': need.pk})}"


def shown(one: Match, words: dict[str, bool], need: Need) -> Candidate:
    return Candidate(
        match=one,
        kind=one.kind,
        strength=one.strength,
        reasons=[Why(sentence(reason), one.shares.get(reason, 0.0)) for reason in one.reasons],
        misfits=[Why(sentence(misfit), one.shares.get(misfit, 0.0)) for misfit in one.misfits],
        saved=words.get(one.key, False),
        ask=ask_address(one, need),
    )


def near_misses(need: Need) -> list[tuple[str, str, str]]:
    """What the city called not useful: (key, title, address), to be taken back."""
    keys = [key for key, useful in verdicts_of(need).items() if not useful]
    return [(document.key, document.title, document.url) for document in sketched(keys).values()]


def needs_found_by(event: Event) -> list[tuple[Need, str, str]]:
    """The waiting needs that a new document answers well: (need, the document's key, strength)."""
    document = next(iter(SOURCES[event.target_kind]([event.target_id])), None)
    if document is None:
        return []
    matches = [one for one in waiting_for(document) if one.strength in ("strong", "good")]
    needs = Need.objects.open().select_related("organisation").in_bulk([one.id for one in matches])
    return [
        (needs[one.id], document.key, one.strength)
        for one in matches
        if one.id in needs and needs[one.id].organisation_id != document.organisation_id
    ]
