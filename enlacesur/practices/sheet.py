"""The sheet of a card as PDF, and how the card is cited."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from enlacesur.core import pdf
from enlacesur.core.profile import network
from enlacesur.core.templatetags.ui import amount
from enlacesur.core.text import folded
from enlacesur.practices.forms import SolutionForm
from enlacesur.practices.models import Practice, Shelf, Submission
from enlacesur.practices.translating import Shown, by_institution, original
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

TEMPLATE = Path(__file__).parent / "sheets" / "practice.typ"
SECTIONS = ("problem", "done", "results", "evidence", "innovation", "replicability", "lessons")


def citation(practice: Practice, seals: list[Submission]) -> str:
    """Author, year, title, shelf and seal, version, address: enough to find again what was read."""
    place = [f"{Shelf(one.shelf).heading}, {one.seal}" for one in seals] or [network()["platform"]]
    year = practice.published_at.year if practice.published_at else ""
    address = settings.SITE_URL + practice.get_absolute_url()
    version = _("version %(n)s") % {"n": practice.version}
    return f"{practice.organisation} ({year}). «{practice.title}». {'; '.join(place)}, {version}. {address}"


def sheet(practice: Practice, seals: list[Submission]) -> bytes:
    """In the reader's language: the labels, and the card where its institution has translated it."""
    reader = (get_language() or "es")[:2]
    shown = by_institution(practice, reader) or original(practice)
    return pdf.render(TEMPLATE, content(practice, seals, shown))


def content(practice: Practice, seals: list[Submission], shown: Shown) -> dict[str, Any]:
    return {
        "title": shown.texts["title"],
        "language": shown.language,
        "institution": str(practice.organisation),
        "country": practice.organisation.country_name,
        "time": time_of(practice),
        "summary": shown.texts["summary"],
        "seals": [f"{one.seal} · {one.get_state_display()}" for one in seals],
        "figures": shown.texts["figures"],
        "sections": list(sections(shown, seals)),
        "facts": [[str(label), value] for label, value in facts(practice) if value],
        "citation": citation(practice, seals),
        "platform": f"{network()['platform']}, {network()['name']}",
        "demo": _("Demonstration") if practice.organisation.demo else "",
        "words": {
            "facts": _("Facts"),
            "cite": _("How to cite it"),
            "lacking": _("[…] stands for letters that cannot be printed here; the page shows them."),
            "version": _("version %(n)s") % {"n": practice.version},
        },
    }


def sections(shown: Shown, seals: list[Submission]) -> Iterator[dict[str, Any]]:
    """What the card tells, what it needs, and what those who evaluated it say to everybody."""
    labels = SolutionForm.base_fields
    for name in SECTIONS:
        if shown.texts[name].strip():
            yield {"title": str(labels[name].label), "blocks": pdf.blocks(shown.texts[name])}
    if needed := shown.texts["requirements"]:
        items = [{"kind": "item", "depth": 1, "runs": [{"text": line}]} for line in needed]
        yield {"title": str(labels["requirements"].label), "blocks": items}
    for one in seals:
        if one.public_summary:
            why = _("Why it was distinguished") if one.is_distinguished else _("Why it was accepted")
            yield {"title": f"{why} ({one.seal})", "blocks": pdf.blocks(one.public_summary)}


def time_of(practice: Practice) -> str:
    if practice.started and practice.ended:
        return f"{practice.started}–{practice.ended}"
    return _("since %(year)s") % {"year": practice.started} if practice.started else ""


def facts(practice: Practice) -> list[tuple[str, str]]:
    """What stands beside the card; no personal contact."""
    return [
        (_("Themes"), ", ".join(term.label for term in named(Vocabulary.THEMES, practice.themes))),
        (_("Axes"), ", ".join(f"{term.label} ({term.edition})" for term in named(Vocabulary.AXES, practice.axes))),
        (_("Sustainable Development Goals"), ", ".join(with_number(practice))),
        (_("Cost to begin"), practice.get_cost_display() if practice.cost else ""),
        (_("People reached"), amount(practice.population_reached) if practice.population_reached else ""),
        (_("Where"), practice.place),
        (_("With"), "; ".join(with_whom(practice))),
        (_("Answers"), practice.contact_unit),
        (_("Links"), "\n".join(practice.links)),
    ]


def with_whom(practice: Practice) -> Iterator[str]:
    """Who confirmed its part, and those others that the card names: nobody twice."""
    named: set[str] = set()
    for one in practice.partnerships.confirmed():
        yield f"{one.organisation}: {one.part}"
        named |= {folded(name) for name in (one.organisation.name, one.organisation.institution) if name}
        named |= set(one.organisation.acronyms)
    for line in practice.partners:
        name = folded(re.split(r"[:,(–]| - ", line)[0])
        if name not in named and folded(line) not in named:
            yield line


def with_number(practice: Practice) -> list[str]:
    return [f"{term.slug} {term.short}" for term in named(Vocabulary.SDGS, practice.sdgs)]
