"""Reasons as sentences, in the reader's language."""

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from enlacesur.core.profile import in_language
from enlacesur.core.templatetags.ui import amount, people
from enlacesur.matching import reasons as why
from enlacesur.matching.reasons import Misfit, Reason
from enlacesur.taxonomy.glossary import glossary
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import country_name, named


def sentence(reason: Reason | Misfit) -> str:
    """One plain sentence, without a full stop."""
    return str(SENTENCES[type(reason)](reason))


def shared_concept(r: why.SharedConcept) -> str:
    label = concept_label(r.concept, (get_language() or "es")[:2])
    if r.here.lower() == r.there.lower():
        return _("Both speak of %(thing)s") % {"thing": label}
    return _("Both speak of %(thing)s: “%(here)s” here, “%(there)s” there") % {
        "thing": label,
        "here": r.here,
        "there": r.there,
    }


def concept_label(concept: str, language: str) -> str:
    known = glossary().concepts.get(concept)
    return known.label(language) if known else concept


def listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def labels(vocabulary: Vocabulary, slugs: Any) -> str:
    return ", ".join(in_language(term.labels) for term in named(vocabulary, slugs))


def language_name(code: str) -> str:
    return {"es": _("Spanish"), "pt": _("Portuguese")}.get(code, code)


SENTENCES: dict[type, Any] = {
    why.SharedConcept: shared_concept,
    why.SharedWords: lambda r: (
        ngettext("It says this word of yours: %(words)s", "It says these words of yours: %(words)s", len(r.words))
        % {"words": listed(r.words)}
    ),
    why.SharedThemes: lambda r: _("The same theme: %(themes)s") % {"themes": labels(Vocabulary.THEMES, r.slugs)},
    why.SharedSdgs: lambda r: _("The same goals: %(goals)s") % {"goals": labels(Vocabulary.SDGS, r.numbers)},
    why.SharedModality: lambda r: (
        _("It works the way you ask for: %(ways)s") % {"ways": labels(Vocabulary.MODALITIES, r.slugs)}
    ),
    why.SimilarSize: lambda r: _("A city of a similar size: %(people)s") % {"people": people(r.population)},
    why.SameCountry: lambda r: _("It is in your country, under the same laws"),
    why.Neighbour: lambda r: _("It is across the border: %(country)s") % {"country": country_name(r.country)},
    why.Evidenced: lambda r: (
        ngettext("%(n)s completed exchange stands behind it", "%(n)s completed exchanges stand behind it", r.exchanges)
        % {"n": r.exchanges}
    ),
    why.PlacesLeft: lambda r: (
        ngettext("It has %(n)s place left this year", "It has %(n)s places left this year", r.places) % {"n": r.places}
    ),
    why.WithinCeiling: lambda r: _("It can begin within your ceiling of US$ %(usd)s") % {"usd": amount(r.ceiling)},
    why.OtherLanguage: lambda r: (
        _("They work in %(language)s, which you did not name") % {"language": language_name(r.language)}
    ),
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
