"""Words of a stored interest against a document."""

from enlacesur.matching.analysis import analyse
from enlacesur.matching.documents import Document
from enlacesur.matching.evidence import Evidence, groups_of


def meets_words(words: str, language: str, document: Document) -> bool:
    """Whether a document meets every word or phrase of an interest, in either language."""
    groups = groups_of(analyse(words, language))
    evidence = Evidence(f"{document.title}\n{document.text}", document.language)
    return bool(groups) and all(evidence.meet(group) for group in groups)
