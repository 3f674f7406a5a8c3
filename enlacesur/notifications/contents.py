"""What letters, feeds and the inbox say of notices: composed when it is read, of what may be seen then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from enlacesur.core.markdown import plain
from enlacesur.core.text import cut
from enlacesur.journal.models import Event
from enlacesur.journal.said import words_at
from enlacesur.matching.documents import Document, sketched
from enlacesur.matching.match import documents_with
from enlacesur.matching.translation import translations
from enlacesur.network.models import Affiliation
from enlacesur.notifications.acting import member_affiliations
from enlacesur.notifications.facts import Facts, facts_at
from enlacesur.notifications.models import Announcement, Reason
from enlacesur.notifications.models.notices import Notice
from enlacesur.notifications.news import telling
from enlacesur.notifications.wording import title
from enlacesur.taxonomy.vocabulary import country_name

LONGEST = 400  # characters of what is told of a card
LONGEST_WORDS = 3000  # of what somebody says to the reader


@dataclass(frozen=True)
class Content:
    """What is told of a thing. `title`: the sentence by which it is told; `automatic`: by the translator; `markdown`:
    of an announcement, other texts are plain; `asks`: what is to be done where it leads; `language`: of the text, where
    it is not the reader's."""

    text: str = ""
    title: str = ""
    place: str = ""
    automatic: bool = False
    markdown: bool = False
    facts: Facts = ()
    asks: str = ""
    language: str = ""

    @property
    def plain(self) -> str:
        return plain(self.text) if self.markdown else self.text


NOTHING = Content()


@dataclass(frozen=True)
class Standing:
    """For which organisations people act today, and who may see what is shown to members alone."""

    acting: frozenset[tuple[int, int]]  # (person, organisation)
    members: frozenset[int]


def standing_of(people: Iterable[int]) -> Standing:
    theirs = Q(person__in=set(people))
    is_member = Q(pk__in=member_affiliations().filter(theirs).values("pk"))
    rows = Affiliation.objects.active().filter(theirs).annotate(is_member=is_member)
    acting = list(rows.values_list("person", "organisation", "is_member"))
    return Standing(
        frozenset((person, organisation) for person, organisation, _member in acting),
        frozenset(person for person, _organisation, member in acting if member),
    )


class Contents:
    """Of many notices at once: what each may still tell its person. `language`: in which all of it is read; without
    one, each in that of its person. `titles`: these alone."""

    def __init__(
        self,
        notices: Sequence[Notice],
        standing: Standing,
        documents: Mapping[str, Document],
        *,
        language: str = "",
        titles: bool = False,
    ) -> None:
        self.standing, self.documents = standing, documents
        announced = {n.event.target_id for n in notices if n.reason == Reason.ANNOUNCEMENT}
        self.announcements = Announcement.objects.in_bulk(announced) if announced else {}
        data = [] if titles else [notice.event.data for notice in notices]
        self.words = words_at(row["says"] for row in data if "says" in row)
        self.facts = facts_at(row["facts"] for row in data if "facts" in row)
        self.translated: dict[tuple[str, str], str] = {}  # by key and language
        self.told: dict[tuple[int, str], Content] = {}  # by event and language: many are told of the same
        self.translate(notices, language)

    def visible(self, notice: Notice) -> bool:
        """Whether the person may still be told: what was withdrawn, or is no longer theirs to see, is not."""
        acting = (notice.person.pk, notice.organisation_id) in self.standing.acting
        return (acting or notice.organisation_id is None) and all(self.shows(key, notice) for key in keys_of([notice]))

    def shows(self, key: str, notice: Notice) -> bool:
        document = self.documents.get(key)
        if document is None or (notice.interest and notice.interest.organisations and not document.organisation):
            return False  # nobody is told of a city that they follow what it says without its name
        return document.audience == "public" or notice.person.pk in self.standing.members

    def content(self, notice: Notice, language: str) -> Content:
        if notice.reason == Reason.ANNOUNCEMENT:
            announcement = self.announcements.get(notice.event.target_id)
            return announced(announcement, language) if announcement else NOTHING
        key = (notice.event.pk, language)
        known = self.told.get(key)
        if known is None:
            known = self.told[key] = self.composed(notice.event, language)
        return known

    def composed(self, event: Event, language: str) -> Content:
        subject, found = self.documents.get(key_of(event)), self.documents.get(event.data.get("candidate", ""))
        said = title(event, language, subject, found)
        document = found or subject
        words = cut(self.words.get(event.data.get("says", ""), ""), LONGEST_WORDS)
        if document is None or words:
            facts = self.facts.get(event.data.get("facts", ""), tuple)()
            place = place_of(document) if document else ""
            return Content(words, said, place, facts=facts, asks=str(telling(event.verb).asks))
        translated = self.translated.get((document.key, language[:2]))
        text = translated or shortened(document, language)
        other = "" if translated or is_in(document, language) else document.language
        return Content(text, said, place_of(document), automatic=bool(translated), language=other)

    def translate(self, notices: Sequence[Notice], read_in: str) -> None:
        """All that is read in the other language, and is not said in it by its institution, in one call for each
        direction."""
        wanted: defaultdict[tuple[str, str], dict[str, Document]] = defaultdict(dict)
        for notice in notices:
            document = self.documents.get(candidate_of(notice.event))
            language = (read_in or notice.person.language)[:2]
            if document and language in ("es", "pt") and not is_in(document, language):
                wanted[document.language, language][document.key] = document
        for (source, target), documents in wanted.items():
            texts = [shortened(document, source) for document in documents.values()]
            for document, said in zip(documents.values(), translations(texts, source, target), strict=True):
                if said:
                    self.translated[document.key, target] = said


def announced(announcement: Announcement, language: str) -> Content:
    heading, text = announcement.said_in(language)
    written_in = announcement.language_for(language)
    return Content(text, heading, markdown=True, language="" if written_in == language[:2] else written_in)


def key_of(event: Event) -> str:
    return f"{event.target_kind}:{event.target_id}"


def candidate_of(event: Event) -> str:
    """What the notice leads to: of a match the thing that was found, else the event's subject."""
    return event.data.get("candidate") or key_of(event)


def keys_of(notices: Iterable[Notice]) -> set[str]:
    """What has to be looked up: what interests brought, and what was found for somebody's need. The rest is told by
    the event."""
    found = {key_of(notice.event) for notice in notices if notice.reason == Reason.INTEREST}
    return found | {notice.event.data["candidate"] for notice in notices if "candidate" in notice.event.data}


def documents_at_hand(keys: set[str]) -> dict[str, Document]:
    """The same from the index of this machine, which is a moment behind and costs the database nothing; what it does
    not know is asked for."""
    known = {document.key: document for document in documents_with(keys)}
    return known | sketched(keys - known.keys())


def is_in(document: Document, language: str) -> bool:
    """Whether its institution says it in this language."""
    return language[:2] in (document.language, *document.said)


def shortened(document: Document, language: str) -> str:
    said = document.said.get(language[:2])
    return cut((said.summary if said else document.summary) or document.text, LONGEST)


def place_of(document: Document) -> str:
    return ", ".join(filter(None, [document.city, country_name(document.country)]))
