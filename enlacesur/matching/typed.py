"""What is typed into a search box: a few words of any language, names of cities, phrases in quotes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tantivy import Occur, Query

from enlacesur.matching import weights
from enlacesur.matching.analysis import analyse, guess_language
from enlacesur.matching.evidence import Group, concept_members, group_query, groups_of
from enlacesur.matching.schema import SCHEMA, name_words
from enlacesur.matching.stopwords import ANY_STOPWORD
from enlacesur.matching.words import LANGUAGES, Token

QUOTED = re.compile(r"[\"“«]([^\"“”«»]+)[\"”»]")


def searched(text: str, reader: str, accents: Mapping[str, Mapping[str, str]]) -> list[Group]:
    """The groups of a search. Its language is a guess, so words unknown to the glossary are tried in the others."""
    language = guess_language(text, reader)
    groups = groups_of(analyse(text, language, accents=accents.get(language)))
    others = {group.words.lower(): group for other in LANGUAGES if other != language for group in said_in(text, other)}
    return [spoken_of(widened(group, others.get(group.words.lower()))) for group in groups]


def spoken_of(group: Group) -> Group:
    """Who types a word looks for what speaks of it, not for what is done about it."""
    members = tuple(member for member in group.members if member[0] != "answers")
    return replace(group, members=members, parts=tuple(map(spoken_of, group.parts)))


def said_in(text: str, language: str) -> list[Group]:
    """The single words of a text that name a concept in this language, written as the glossary has them."""
    analysed = analyse(text, language)
    spots = tuple(spot for spot in analysed.spotted if spot.exact and spot.first == spot.last)
    return [group for group in groups_of(replace(analysed, spotted=spots)) if group.concepts]


def widened(group: Group, other: Group | None) -> Group:
    """The group with what its word means in another language, unless it means something in its own."""
    if other is None or group.concepts:
        return group
    members = [*group.members, *concept_members(other.concepts, weights.CONCEPT)]
    return replace(group, concepts=other.concepts, members=tuple(members))


def typed_query(groups: Iterable[Group], required: int) -> Query:
    """So many of the groups; each by its words and concepts or by the name of a city or country."""
    ways = [[group_query(group), *as_typed(group), *by_name(group)] for group in groups]
    clauses = [(Occur.Should, Query.disjunction_max_query(either)) for either in ways]
    return Query.boolean_query(clauses, minimum_number_should_match=min(required, len(clauses)))


def as_typed(group: Group) -> Iterator[Query]:
    """The word itself, before what else is a name of the same."""
    for name, term, _weight in group.members:
        if name == "stems":
            yield Query.boost_query(Query.term_query(SCHEMA, name, term, "freq"), weights.AS_TYPED)


def by_name(group: Group) -> list[Query]:
    words = sorted(name_words(group.words) - ANY_STOPWORD)
    if not words:
        return []
    every = [(Occur.Must, Query.term_query(SCHEMA, "names", word, "freq")) for word in words]
    return [Query.boost_query(Query.boolean_query(every), weights.NAME)]


def quoted_in(text: str) -> list[str]:
    """The phrases in quotes: their words are meant in a row. One word alone is no phrase."""
    return [quoted for quoted in QUOTED.findall(text) if any(len(stems_of(quoted, one)) > 1 for one in LANGUAGES)]


def stems_of(quoted: str, language: str) -> list[str]:
    return [token.stem for token in analyse(quoted, language).tokens]


def phrase_query(quoted: str) -> Query:
    """Its words in a row, in whichever language they are; of «el agua» only one is a word in Spanish."""
    rows = {language: stems_of(quoted, language) for language in LANGUAGES}
    either = [(Occur.Should, row_query([f"{language}:{stem}" for stem in stems])) for language, stems in rows.items()]
    return Query.const_score_query(Query.boolean_query(either), 0.0)


def row_query(terms: list[str]) -> Query:
    if len(terms) > 1:
        return Query.phrase_query(SCHEMA, "stems", [*terms])
    return Query.term_query(SCHEMA, "stems", terms[0], "basic") if terms else Query.empty_query()


def stands_in(quoted: str, tokens: Sequence[Token], language: str) -> bool:
    """Whether a text of this language says it, its words in a row."""
    wanted, said = stems_of(quoted, language), [token.stem for token in tokens]
    places = range(len(said) - len(wanted) + 1)
    return bool(wanted) and any(said[place : place + len(wanted)] == wanted for place in places)
