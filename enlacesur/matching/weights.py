"""Every weight of the ranking, in one place.

The first two groups come from the feasibility study (nDCG@10 .363 with the maximum per need word, .294 added up; tags
as a boost .492, as a filter .41). The others are set by hand so that the tests' examples come out right; the evaluation
over a judged collection will measure them.
"""

# Within the group of one need word: how much a document's evidence of each kind counts.
OWN_STEM = 1.0
OTHER_STEM = 0.7
COGNATE = 0.7
CONCEPT = 1.0
SAID = 0.8  # the word stands in the document's translation
PHRASE = 1.3  # a concept said in several words
# What the word itself still counts when it names a concept (colectivo, the bus, against memoria colectiva), when it is
# one of a phrase's words (altos, of barrios altos), when it is of all public prose (lograr, municipio), or of any story
# (cuatro, semana, quedar).
WORD_OF_CONCEPT = 0.5
PART = 0.6
PROSE_WORD = 0.7
STORY_WORD = 0.3
NAME = 1.0  # of a city, an institution, a country: in searches
# By the glossary's broader links: something narrower than what is asked, something broader, a sibling.
NARROWER = 0.6
BROADER = 0.4
SIBLING = 0.25

# Declared tags: score = text/max + THEME·share + SDG·share. Never a filter.
THEME = 0.5
SDG = 0.3

# Context, small beside the text: it orders what is about equally relevant.
SIMILAR_SIZE = 0.04
SAME_COUNTRY = 0.02
NEIGHBOUR = 0.03
EVIDENCE = 0.04
FRESH = 0.02
CAPACITY_USED = -0.10
NOT_USEFUL_LIKE = -0.30  # times the share of evidence in common with something called not useful

# Fair exposure: what one more result of the same city, or country, costs among nearly equals.
SAME_CITY_AGAIN = 0.06
SAME_COUNTRY_AGAIN = 0.01
# The part of a full list that the other language may count on, for what scores at least so much of the best.
OTHER_LANGUAGE_SHARE = 1 / 3
OTHER_LANGUAGE_LEAST = 0.5

# Strength of a match: its closeness (see ranking.py), TAGS_HELP times the tags' part of the score included, and how
# many of the words or concepts met are TELLING. Set by reading the matches of the demonstration's needs.
STRONG, STRONG_GROUPS = 1.08, 2
GOOD, GOOD_GROUPS = 0.82, 2
POSSIBLE = 0.55
TAGS_HELP = 0.45
TELLING = 0.5
# Closeness is BM25 with the index's own constants, over documents of AVERAGE_LENGTH words that say something.
K1, B, AVERAGE_LENGTH, BACKGROUND = 1.2, 0.75, 60, 200
