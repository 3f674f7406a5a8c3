"""Solutions as everybody reads them: the list, the card, its versions, its files."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.core.pagination import Pages, page_number
from enlacesur.matching.search import Search, search
from enlacesur.matching.translation import translations
from enlacesur.notifications.actions import seen
from enlacesur.notifications.models import Size
from enlacesur.practices.comparison import compare
from enlacesur.practices.models import Practice
from enlacesur.practices.permissions import can_see_contacts, can_write
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named, terms

PER_PAGE = 20
SIZES = dict(Size.choices)
LANGUAGES = {"es": _("Spanish"), "pt": _("Portuguese")}
TRANSLATED = (
    "title",
    "summary",
    "problem",
    "done",
    "results",
    "lessons",
    "evidence",
    "innovation",
    "replicability",
)


@access(public)
def solutions(request: Request) -> HttpResponse:
    """Search among the cards, with facets that say how many each would leave."""
    number = page_number(request)
    asked = {name: request.GET.get(name, "") for name in ("theme", "sdg", "country", "size", "language")}
    text = request.GET.get("q", "").replace("\x00", " ")[:500]
    found = search(wanted(text, asked, request), page=number, per_page=PER_PAGE)
    return render(
        request,
        "practices/solutions.html",
        {
            "q": text,
            "found": found,
            "facets": facets(found.facets, asked, request),
            "chosen": [
                (name, value, label_of(name, value), without(request, name)) for name, value in asked.items() if value
            ],
            "newest": request.GET.get("order") == "newest",
            "pages": Pages(number, found.total, PER_PAGE),
        },
    )


def wanted(text: str, asked: dict[str, str], request: Request) -> Search:
    return Search(
        text=text,
        language=(get_language() or "es")[:2],
        kinds=("solution",),
        themes=one(asked["theme"]),
        sdgs=tuple(int(n) for n in one(asked["sdg"]) if n.isdecimal() and len(n) < 3),
        countries=one(asked["country"]),
        sizes=one(asked["size"]),
        languages=one(asked["language"]),
        newest=request.GET.get("order") == "newest",
    )


def one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def without(request: Request, name: str) -> str:
    """The present address without one filter, from page 1."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop(name, None)
    return "?" + query.urlencode()


def facets(counts: dict[str, dict[str, int]], asked: dict[str, str], request: Request) -> list[dict[str, Any]]:
    """Each facet with its values in their own order, those alone that lead somewhere, and where each leads."""
    orders: dict[str, Any] = {
        "theme": (_("Theme"), list(terms(Vocabulary.THEMES))),
        "sdg": (_("SDG"), list(terms(Vocabulary.SDGS))),
        "country": (_("Country"), list(terms(Vocabulary.COUNTRIES))),
        "size": (_("Size of the city"), list(SIZES)),
        "language": (_("Language"), list(LANGUAGES)),
    }
    shown = []
    for name, (label, values) in orders.items():
        bare = without(request, name)
        more = bare if bare == "?" else f"{bare}&"
        found = counts.get(name, {})
        rows = [
            (bare if asked[name] == v else f"{more}{name}={v}", label_of(name, v), found.get(v, 0), asked[name] == v)
            for v in values
            if found.get(v) or asked[name] == v
        ]
        shown.append({"label": label, "rows": rows})
    return [facet for facet in shown if facet["rows"]]


def label_of(name: str, value: str) -> Any:
    if name == "size":
        return SIZES.get(value, value)
    if name == "language":
        return LANGUAGES.get(value, value)
    vocabulary = {"theme": Vocabulary.THEMES, "sdg": Vocabulary.SDGS, "country": Vocabulary.COUNTRIES}[name]
    term = terms(vocabulary).get(value)
    if term is None:
        return value
    return f"{term.slug} {term.short}" if name == "sdg" else term.label


def visible_or_404(request: Request, pk: int) -> Practice:
    return get_object_or_404(Practice.objects.visible_to(request.user).select_related("organisation"), pk=pk)


@access(public)
def solution(request: Request, pk: int) -> HttpResponse:
    practice = visible_or_404(request, pk)
    own = bool(can_write(request.user, practice.organisation))
    if not practice.is_published and not own:
        return render(request, "practices/withdrawn.html", {"practice": practice}, status=410)
    seen(request.user, f"solution:{pk}")
    reader = (get_language() or "es")[:2]
    translatable = reader in LANGUAGES and reader != practice.language
    translated = translation_of(practice, reader) if translatable and "traducir" in request.GET else None
    return render(
        request,
        "practices/solution.html",
        {
            "practice": practice,
            "shown": translated or practice,
            "translated": translated is not None,
            "translatable": translatable,
            "untranslated": translatable and "traducir" in request.GET and translated is None,
            "own": own,
            "contacts": can_see_contacts(request.user),
            "versions": practice.versions.only("number", "at", "practice_id")[:20],
            "attachments": practice.attachments.all(),
            "themes": named(Vocabulary.THEMES, practice.themes),
            "sdgs": named(Vocabulary.SDGS, practice.sdgs),
            "draft": practice.drafts.filter(person=request.user).first() if own else None,
        },
    )


def translation_of(practice: Practice, target: str) -> dict[str, str] | None:
    """The card's texts by the translator; None when it does not answer."""
    texts = {name: getattr(practice, name) for name in TRANSLATED if getattr(practice, name).strip()}
    said = dict(zip(texts, translations(list(texts.values()), practice.language, target), strict=True))
    if not all(said.values()):
        return None
    return {name: said.get(name) or "" for name in TRANSLATED} | {"language": target}


@access(public)
def solution_version(request: Request, pk: int, number: int) -> HttpResponse:
    """What a version changed, against the one before it."""
    practice = visible_or_404(request, pk)
    if not practice.is_published and not can_write(request.user, practice.organisation):
        raise Http404
    rows = {version.number: version for version in practice.versions.filter(number__in=[number, number - 1])}
    if number not in rows:
        raise Http404
    before = rows[number - 1].content if number - 1 in rows else {}
    return render(
        request,
        "practices/version.html",
        {"practice": practice, "version": rows[number], "changes": compare(before, rows[number].content)},
    )


@access(public)
def solution_file(request: Request, pk: int, file_pk: int) -> FileResponse:
    """An attachment, always as a download, never shown by the browser as a page of ours."""
    practice = visible_or_404(request, pk)
    if not practice.is_published and not can_write(request.user, practice.organisation):
        raise Http404
    attachment = get_object_or_404(practice.attachments, pk=file_pk)
    response = FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name)
    response["Content-Type"] = attachment.content_type
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
