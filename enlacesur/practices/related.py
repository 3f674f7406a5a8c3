"""Cards that are near to one, found by what they say."""

from functools import lru_cache

from enlacesur.matching import index
from enlacesur.matching.documents import Document
from enlacesur.matching.match import Match, Wanted, match
from enlacesur.practices.models import Practice

MOST = 3
STRONG = ("strong", "good")


def related(practice: Practice) -> list[Document]:
    """The nearest of other institutions, in either language; none that is near by chance alone."""
    try:
        state = index.view().name
    except index.NoIndex:
        return []
    return [one.document for one in found(asked(practice), f"solution:{practice.pk}", state)]


def asked(practice: Practice) -> Wanted:
    organisation = practice.organisation
    return Wanted(
        title=practice.title,
        text=f"{practice.summary}\n{practice.problem}",
        language=practice.language,
        country=organisation.country,
        population=organisation.population or 0,
        themes=tuple(practice.themes),
        sdgs=tuple(practice.sdgs),
        organisation_id=organisation.pk,
    )


@lru_cache(maxsize=5000)
def found(wanted: Wanted, own: str, state: str) -> list[Match]:
    """Kept as long as the card says the same and the index is the same one."""
    near = match(wanted, kinds=("solution",), exclude=(own,), per_kind=MOST)
    return [one for one in near if one.strength in STRONG][:MOST]
