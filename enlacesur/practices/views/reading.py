"""Solutions as everybody reads them: the list, the card, its versions, its files."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import get_language

from enlacesur.core.access import access, public
from enlacesur.core.http import Request, whole_number
from enlacesur.core.pagination import Pages, page_number
from enlacesur.matching.search import Search, search
from enlacesur.network.access import acts_for
from enlacesur.network.permissions import sees_what_members_see
from enlacesur.notifications.actions import seen
from enlacesur.practices import facets
from enlacesur.practices.comparison import compare
from enlacesur.practices.facets import OF_SOLUTIONS
from enlacesur.practices.genealogy import Genealogy
from enlacesur.practices.models import Draft, Practice, Shelf, TranslationLanguage
from enlacesur.practices.permissions import can_write
from enlacesur.practices.related import related
from enlacesur.practices.sheet import citation, sheet
from enlacesur.practices.states import PracticeState
from enlacesur.practices.translating import BY_MACHINE, Shown, by_institution, by_machine, original
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

PER_PAGE = 20


@access(public)
def solutions(request: Request) -> HttpResponse:
    """Search among the cards, with facets that say how many each would leave."""
    return render(request, "practices/solutions.html", listed(request, OF_SOLUTIONS))


def listed(request: Request, of: tuple[facets.Facet, ...], **narrowed: Any) -> dict[str, Any]:
    """What a page of cards shows: those that the filters leave, and the filters."""
    number = page_number(request)
    asked = facets.asked_in(request, of)
    wanted = wanted_by(request, of, **narrowed)
    found = search(wanted, page=number, per_page=PER_PAGE)
    return {
        "q": wanted.text,
        "found": found,
        "facets": facets.shown(of, found.facets, asked, request),
        "chosen": facets.chosen_in(of, asked, request),
        "newest": wanted.newest,
        "pages": Pages(number, found.total, PER_PAGE),
    }


def wanted_by(request: Request, of: tuple[facets.Facet, ...], **narrowed: Any) -> Search:
    """The search that an address means."""
    return facets.search_for(
        facets.asked_in(request, of),
        of,
        text=request.GET.get("q", "").replace("\x00", " ")[:500],
        language=(get_language() or "es")[:2],
        newest=request.GET.get("order") == "newest",
        **narrowed,
    )


def readable(request: Request) -> QuerySet[Practice]:
    rows = Practice.objects.visible_by(request.affiliations)
    return rows.select_related("organisation", "adapted_as__root__organisation")  # with it, where its genealogy begins


def visible_or_404(request: Request, pk: int) -> Practice:
    return get_object_or_404(readable(request), pk=pk)


def with_draft(request: Request) -> Any:
    """Each with whether there is a draft of it in which the reader writes: see Draft.objects.of."""
    mine = Q(person=request.user.pk or 0) | Q(practice__state=PracticeState.DRAFT)
    theirs = Draft.objects.filter(mine, practice=OuterRef("pk"))
    return readable(request).annotate(drafted=Exists(theirs))


@access(public)
def solution(request: Request, pk: int) -> HttpResponse:
    practice = get_object_or_404(with_draft(request), pk=pk)
    own = acts_for(request, practice.organisation_id)
    submissions = list(practice.submissions.all())
    seals = [one for one in submissions if one.is_on_shelf]
    if not practice.is_published and not own:
        context = {"practice": practice, "seals": seals, "citation": citation(practice, seals) if seals else ""}
        return render(request, "practices/withdrawn.html", context, status=410)
    seen(request.user, f"solution:{pk}")
    reader = (get_language() or "es")[:2]
    shown = translated(practice, reader, request) or original(practice)
    genealogy = Genealogy(practice)
    return render(
        request,
        "practices/solution.html",
        {
            "practice": practice,
            "shown": shown.texts | {"language": shown.language, "lists_in": shown.lists_in},
            "translated": shown,
            "translatable": reader in BY_MACHINE and reader != practice.language,
            "untranslated": "traducir" in request.GET and not shown.by,
            "own": own,
            "contacts": sees_what_members_see(request.affiliations),
            "versions": practice.versions.only("number", "at", "practice_id")[:20],
            "attachments": practice.attachments.all(),
            "seals": seals,
            "judged": [one for one in submissions if one.is_live],
            "citation": citation(practice, seals),
            "partnerships": practice.partnerships.confirmed(),
            "related": related(practice),
            "axes": named(Vocabulary.AXES, practice.axes),
            "shelves": Shelf,
            "translation_languages": [one for one in TranslationLanguage.choices if one[0] != practice.language],
            "themes": named(Vocabulary.THEMES, practice.themes),
            "sdgs": named(Vocabulary.SDGS, practice.sdgs),
            "genealogy": genealogy,
            "nearest": genealogy.nearest() if genealogy.grown.adaptations else [],
            "draft": own and practice.drafted,
        },
    )


def translated(practice: Practice, reader: str, request: Request) -> Shown | None:
    """The institution's own words in the reader's language come by themselves, the translator's when asked for."""
    if "original" in request.GET:
        return None
    own = by_institution(practice, reader)
    return own or (by_machine(practice, reader) if "traducir" in request.GET else None)


@access(public)
def solution_sheet(request: Request, pk: int) -> HttpResponse:
    """The card as PDF, its labels in the reader's language."""
    practice = visible_or_404(request, pk)
    if not practice.is_published:
        raise Http404
    seals = [one for one in practice.submissions.all() if one.is_on_shelf]
    response = HttpResponse(sheet(practice, seals), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(practice.title)[:60] or practice.pk}.pdf"'
    return response


@access(public)
def solution_version(request: Request, pk: int, number: int) -> HttpResponse:
    """What a version said, and what is different from another one: the one before, unless another is asked for."""
    practice = visible_or_404(request, pk)
    if not practice.is_published and not can_write(request.user, practice.organisation):
        raise Http404
    numbers = list(practice.versions.values_list("number", flat=True))
    other = another(request, numbers, number)
    rows = {version.number: version for version in practice.versions.filter(number__in=[number, other])}
    if number not in rows:
        raise Http404
    older, newer = sorted([number, other])
    return render(
        request,
        "practices/version.html",
        {
            "practice": practice,
            "version": rows[number],
            "shown": rows[number].card(),
            "other": other,
            "others": [one for one in numbers if one != number],
            "changes": compare(rows[older].content, rows[newer].content) if other in rows else [],
        },
    )


def another(request: Request, numbers: list[int], number: int) -> int:
    """With which version one is compared. 0: with none."""
    asked = whole_number(request.GET.get("con"))
    return asked if asked in numbers and asked != number else number - 1


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
