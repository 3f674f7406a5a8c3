"""What there is to be told of. A room registers in one place which kinds of things people may follow, and how each of
its events is told; interests, fan-out, forecast, inbox, mails and feeds read it here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from enlacesur.core.access import Sentence
from enlacesur.journal.models import Event

Source = tuple[str, str]  # what was done, by whom
# So much of one kind from one institution is a burst: the inbox and digests show the first of it, and fold the rest.
MANY_ALIKE, SHOWN_OF_THEM = 4, 2


class Rank(Enum):
    DIRECT = "direct"  # to those alone whom it names
    NEWS = "news"  # to whoever it interests
    SMALL = "small"  # a change of something known: to those whom it interests and who want to know everything


NEWS, SMALL = Rank.NEWS, Rank.SMALL


@dataclass(frozen=True)
class Telling:
    """How an event is told. `sentence` may name what `wording.words` knows.

    `becomes`: the kind that a thing known already becomes by it too. `asks`: what is asked of who is told, as the link
    says that leads there. `rule`: why one is told who acts for %(institution)s, where the sentence does not say it.
    `may_wait`: told to an institution, it neither asks anything of it nor answers it, and takes its turn with the rest.
    """

    sentence: Sentence
    rank: Rank = Rank.DIRECT
    becomes: str = ""
    asks: Sentence = ""
    rule: Sentence = ""
    may_wait: bool = False


UNKNOWN = Telling("")
KINDS: dict[str, Sentence] = {}
TELLINGS: dict[str, Telling] = {}


def register_kind(kind: str, label: Sentence) -> None:
    """Of things that are followed; the index knows them by the same name, or an event says that they become it."""
    KINDS[kind] = label


def register_events(tellings: Mapping[str, Telling]) -> None:
    TELLINGS.update(tellings)


def telling(verb: str) -> Telling:
    return TELLINGS.get(verb, UNKNOWN)


def kinds() -> list[tuple[str, str]]:
    """To choose from, as they are called now."""
    return [(kind, str(label)) for kind, label in KINDS.items()]


def verbs(*ranks: Rank) -> list[str]:
    return [verb for verb, told in TELLINGS.items() if told.rank in ranks]


def becoming(kinds: Iterable[str]) -> list[str]:
    """The events by which something known becomes one of these kinds."""
    wanted = set(kinds)
    return [verb for verb, told in TELLINGS.items() if told.becomes in wanted]


def whose(event: Event) -> str:
    """Whose news it is: of what was found for a need, not of who has the need."""
    return str(event.data.get("candidate_organisation") or event.organisation_name)


def source_of(event: Event) -> Source | None:
    """By what news is alike. What is nobody's is like nothing else."""
    return (event.verb, who) if (who := whose(event)) else None
