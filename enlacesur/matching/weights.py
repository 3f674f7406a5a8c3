"""Every weight of the ranking, in one place, with the measurement that set it.

Measured is nDCG@10 over the development collection (`make bench BENCH=matching`, 209 cards, 83 needs): text alone, and
text with translations. Each line says what another value gave, all else as it stands here or nearly so. That the
evidence of a need word is its maximum and not its sum, and that tags are a boost and no filter, is the feasibility
study's (.363 against .294, .49 against .41). CONCEPT, the three of broader links and ANSWER were set when the glossary
had grown to 2,531 concepts, by all three collections (the development one and both of `held_out`).
"""

# Within the group of one need word: how much a document's evidence of each kind counts.
OWN_STEM = 1.0
OTHER_STEM = 0.85  # with COGNATE: 0.6 .575/.617, 0.7 .574/.617, 0.85 .584/.624
COGNATE = 0.85
CONCEPT = 0.95  # with the three below: text .686, .442, .390; 0.85 .685, .435, .384; 1.0 and more of all .673, .447
SAID = 0.9  # the word stands in the document's translation; 0.7 .611, 0.8 .617, 0.9 .620
PHRASE = 1.3  # a concept said in several words; 1.0 .571/.614, 1.3 .574/.617, 1.6 .570/.613
# What the word itself still counts when it names a concept (colectivo, the bus, against memoria colectiva), when it is
# one of a phrase's words (altos, of barrios altos), when it is of any story (cuatro, semana, quedar).
WORD_OF_CONCEPT = 0.5  # 0.3 .572/.615, 0.5 .574/.617, 0.8 .570/.610
PART = 0.8  # 0.4 .566/.609, 0.6 .594/.633, 0.8 .604/.644
STORY_WORD = 0.3  # 0.15 .576/.618, 0.6 .554/.596; five words of an SDG text find it less often with 0.15
NAME = 1.0  # of a city, an institution, a country: in searches
AS_TYPED = 1.3  # in searches: who types a word looks for it first, as for a phrase, then for what else names the same
# By the glossary's broader links: something narrower than what is asked, something broader, a sibling.
NARROWER = 0.75  # the three together, CONCEPT at 0.85: 0.4, 0.25, 0.1 .606, .386; 0.65, 0.45, 0.3 .670, .413, .370
BROADER = 0.6
SIBLING = 0.45
# By the glossary's links from what a town tells of to what is done about it; text over the three collections, with no
# countries known: 0 .680, .437, .388; 0.35 .697, .448, .426; 0.5 .720, .447, .442; 0.65 .704, .460, .443; 0.8 .689,
# .455, .461. What answers only by way of something broader, or links read backwards, made no difference to this order.
ANSWER = 0.65

# Declared tags: score = text/max + THEME·share + SDG·share. Never a filter.
THEME = (
    0.5  # with SDG and text: 0.3, 0.2 .794; 0.5, 0.3 .829; 0.7, 0.4 .829; and real tags are wrong more often than these
)
SDG = 0.3

# With a sentence model: the part of the score that is its cosine, beside words and tags, each as a part of the best.
# Measured with all-MiniLM-L6-v2 by way of English; text, and text with tags: 0.3 .693/.885, 0.5 .730/.889, 0.7
# .719/.846, the model alone .599. Of those as near as NEAR_IN_MEANING every second was judged of help: they are shown
# though no word says so.
MEANING = 0.5
NEAR_IN_MEANING = 0.45

# Context, small beside the text: it orders what is about equally relevant, and costs nothing. Text over the three
# collections: without it .702, .464, .450; as it stands .704, .466, .451; twice as much .712, .460, .455; four times
# .702, .469, .463. Of places left and of what was called not useful no collection tells: those are by judgement.
SIMILAR_SIZE = 0.04
SAME_COUNTRY = 0.02
NEIGHBOUR = 0.03
EVIDENCE = 0.04
FRESH = 0.02
CAPACITY_USED = -0.10
NOT_USEFUL_LIKE = -0.30  # times the share of evidence in common with something called not useful

# Fair exposure: what one more result of the same city, country or size of city costs among nearly equals. With it text
# and translations are .715, without it .718; the Gini index of cities is .385, not .403.
SAME_CITY_AGAIN = 0.06
SAME_COUNTRY_AGAIN = 0.01
SAME_SIZE_AGAIN = 0.01
# The part of a full list that the other language may count on, for what scores at least so much of the best.
OTHER_LANGUAGE_SHARE = 1 / 3
OTHER_LANGUAGE_LEAST = 0.5

# Strength of a match: its closeness (see ranking.py), TAGS_HELP times the tags' part of the score included, and how
# many of the words or concepts met are TELLING. Over the three collections, text alone, the first eight of a need: of
# the strong two in three were judged of help, of the good one in four, of the possible one in ten, of the rest, which
# are not shown, one in twenty.
STRONG, STRONG_GROUPS = 1.25, 2
GOOD, GOOD_GROUPS = 0.95, 2
POSSIBLE = 0.65
TAGS_HELP = 0.45
TELLING = 0.5
# Closeness is BM25 with the index's own constants, over documents of AVERAGE_LENGTH words that say something.
K1, B, AVERAGE_LENGTH, BACKGROUND = 1.2, 0.75, 60, 200
