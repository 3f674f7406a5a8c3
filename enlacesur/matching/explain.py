"""Reasons as sentences, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from enlacesur.core.profile import in_language
from enlacesur.core.templatetags.ui import amount, people
from enlacesur.matching import reasons as why
from enlacesur.matching.fit import bare
from enlacesur.matching.reasons import Misfit, Reason
from enlacesur.taxonomy.glossary import glossary
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import country_name, named


def sentence(reason: Reason | Misfit) -> str:
    """One plain sentence, without a full stop."""
    return str(SENTENCES[type(reason)](reason))


def shared_concept(r: why.SharedConcept) -> str:
    if bare(r.here) == bare(r.there):
        return _("It speaks of “%(there)s” too") % {"there": r.there}
    return _("It says “%(there)s” where you say “%(here)s”") % {"here": r.here, "there": r.there}


def related_concept(r: why.RelatedConcept) -> str:
    return _("It has to do with the same, %(thing)s: “%(here)s” here, “%(there)s” there") % {
        "thing": concept_label(r.concept),
        "here": r.here,
        "there": r.there,
    }


def answer(r: why.Answer) -> str:
    return _("It answers “%(here)s” with “%(there)s”") % {"here": r.here, "there": r.there}


def concept_label(concept: str) -> str:
    known = glossary().concepts.get(concept)
    return known.label(get_language() or "es") if known else concept


def listed(words: tuple[str, ...]) -> str:
    return ", ".join(_("“%(word)s”") % {"word": word} for word in words)


def labels(vocabulary: Vocabulary, slugs: Any) -> str:
    return ", ".join(in_language(term.labels) for term in named(vocabulary, slugs))


def goals(numbers: Any) -> str:
    return ", ".join(f"{term.slug} {term.short}" for term in named(Vocabulary.SDGS, numbers))


def language_name(code: str) -> str:
    name = {"es": _("Spanish"), "pt": _("Portuguese"), "en": _("English")}.get(code, code)
    return name if (get_language() or "es").startswith("en") else name.lower()


SENTENCES: dict[type, Any] = {
    why.SharedConcept: shared_concept,
    why.RelatedConcept: related_concept,
    why.Answer: answer,
    why.SharedWords: lambda r: (
        ngettext("It uses the same word: %(words)s", "It uses the same words: %(words)s", len(r.words))
        % {"words": listed(r.words)}
    ),
    why.SharedInTranslation: lambda r: _("Translated, it speaks of %(words)s") % {"words": listed(r.words)},
    why.SimilarMeaning: lambda r: _("As a whole, it tells of something similar"),
    why.SharedThemes: lambda r: (
        ngettext("It is of the same theme: %(themes)s", "It is of the same themes: %(themes)s", len(r.slugs))
        % {"themes": labels(Vocabulary.THEMES, r.slugs)}
    ),
    why.SharedSdgs: lambda r: (
        ngettext("It serves the same SDG: %(goals)s", "It serves the same SDGs: %(goals)s", len(r.numbers))
        % {"goals": goals(r.numbers)}
    ),
    why.SharedModality: lambda r: (
        _("It works the way you ask for: %(ways)s") % {"ways": labels(Vocabulary.MODALITIES, r.slugs)}
    ),
    why.SimilarSize: lambda r: _("It is a city of a similar size: %(people)s") % {"people": people(r.population)},
    why.SameCountry: lambda r: _("It is in your own country"),
    why.Neighbour: lambda r: _("It is in a neighbouring country: %(country)s") % {"country": country_name(r.country)},
    why.Evidenced: lambda r: (
        ngettext("%(n)s completed exchange stands behind it", "%(n)s completed exchanges stand behind it", r.exchanges)
        % {"n": r.exchanges}
    ),
    why.Adapted: lambda r: (
        ngettext("It works in %(n)s other city too", "It works in %(n)s other cities too", r.cities) % {"n": r.cities}
    ),
    why.PlacesLeft: lambda r: (
        ngettext("It has %(n)s place left this year", "It has %(n)s places left this year", r.places) % {"n": r.places}
    ),
    why.WithinCeiling: lambda r: _("It can begin within your ceiling of US$ %(usd)s") % {"usd": amount(r.ceiling)},
    why.SpeaksYours: lambda r: _("They work in %(language)s too") % {"language": language_name(r.language)},
    why.Fresh: lambda r: _("It is from this past year"),
    why.OtherLanguage: lambda r: _("They work in %(language)s alone") % {"language": language_name(r.language)},
    why.NoPlacesLeft: lambda r: _("All its places of this year are taken"),
    why.MuchLarger: lambda r: _("It is %(n)s times larger than your city") % {"n": r.times},
    why.MuchSmaller: lambda r: _("It is %(n)s times smaller than your city") % {"n": r.times},
    why.AboveCeiling: lambda r: (
        _("It begins at US$ %(least)s; your ceiling is US$ %(ceiling)s")
        % {"least": amount(r.least), "ceiling": amount(r.ceiling)}
    ),
    why.NoSharedTheme: lambda r: _("It is filed under other themes"),
    why.LongAgo: lambda r: _("It is from %(year)s") % {"year": r.year},
    why.OtherModality: lambda r: _("It works in other ways than you ask for"),
    why.WordsMissing: lambda r: _("It does not speak of %(words)s") % {"words": listed(r.words)},
}
