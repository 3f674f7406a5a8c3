"""Writing a card: drafts that keep themselves, preview, publication, and two people at once."""

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.accounts.models import Person
from enlacesur.core.access import access, require
from enlacesur.core.edits import FIELD, NO_CHOICES, NO_EDITS, Joined, chosen, last, opened, read, waiting
from enlacesur.core.forms import beside_in, kept_in_words, shared, status_of
from enlacesur.core.http import Request
from enlacesur.core.locks import in_turn
from enlacesur.core.states import NotNow
from enlacesur.core.steps import refusals_told
from enlacesur.network.access import acting
from enlacesur.notifications.forecast import reach
from enlacesur.practices import actions
from enlacesur.practices.comparison import compare
from enlacesur.practices.documents import sketch
from enlacesur.practices.files import checked
from enlacesur.practices.forms import MANY_VALUES, BeginForm, SolutionForm, bound, fields_of
from enlacesur.practices.models import CONTENT, AttachmentRole, Draft, Practice, PracticeVersion, TranslationLanguage
from enlacesur.practices.permissions import can_publish, can_write
from enlacesur.practices.states import PracticeState
from enlacesur.practices.translating import beginning, last_translated, translate
from enlacesur.practices.translation_forms import TranslationForm
from enlacesur.practices.views.reading import visible_or_404
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import named

LONGEST_DRAFT = 200_000  # characters, all fields together


@access(acting)
def solution_new(request: Request) -> HttpResponse:
    """One line to begin with; then there is a draft, and nothing typed is lost."""
    organisation = request.acting.organisation
    form = BeginForm(request.POST or None, initial={"language": organisation.language})
    if request.method == "POST" and form.is_valid():
        practice = actions.create(organisation, by=request.user, **form.cleaned_data)
        return redirect("solution_edit", practice.pk)
    return render(request, "practices/begin.html", {"form": form}, status=status_of(form))


def own_or_refused(request: Request, pk: int) -> Practice:
    practice = visible_or_404(request, pk)
    require(can_write(request.user, practice.organisation))
    return practice


@access(acting)
def solution_edit(request: Request, pk: int) -> HttpResponse:
    practice = own_or_refused(request, pk)
    if request.method == "POST":
        return take(request, practice)
    draft = Draft.objects.of(practice, request.user).first()
    form = SolutionForm(initial=initial_of(what_stands(practice, draft)))
    form.asked_for = request.GET.get("campo", "")
    return page(request, practice, form, draft)


def what_stands(practice: Practice, draft: Draft | None) -> dict[str, list[str]]:
    return draft.fields if draft else fields_of(practice)


def initial_of(fields: dict[str, list[str]]) -> dict[str, Any]:
    return {name: values if name in MANY_VALUES else values[-1] for name, values in fields.items() if values}


def page(
    request: Request,
    practice: Practice,
    form: SolutionForm,
    draft: Draft | None,
    file_error: str = "",
    status: int = 200,
) -> HttpResponse:
    """`draft`: as the form shows it, not as it may be by now: what others write meanwhile is new to the reader."""
    found, edits = what_stands(practice, draft), draft.edits if draft else NO_EDITS
    form.sheet = opened({name: found.get(name, []) for name in CONTENT}, edits)
    form.beside = beside_in(form, edits, request.user, people_in)
    context = {
        "practice": practice,
        "form": form,
        "base_version": draft.base_version if draft else practice.version,
        "file_error": file_error,
        "attachments": practice.attachments.all(),
        "roles": AttachmentRole.choices,
        "draft": draft,
    }
    return render(request, "practices/edit.html", context, status=status)


def people_in(ids: set[int]) -> dict[int, str]:
    return {person.pk: str(person) for person in Person.objects.filter(pk__in=ids)}


def take(request: Request, practice: Practice) -> HttpResponse:
    """What was sent is kept first, whatever button it was; then the button does its work."""
    draft, joined = keep(request, practice, chosen(request.POST))
    tell_of_others(request, joined)
    form, step = bound(draft.fields), request.POST.get("step", "draft")
    if fault := take_file(request, practice):
        # Whoever saves a draft is told of the file alone, not of all that the card still lacks.
        shown = form if step == "preview" else SolutionForm(initial=initial_of(draft.fields))
        return page(request, practice, shown, draft, fault, status=422)
    if step.startswith("detach:"):
        return detach(request, practice, step.removeprefix("detach:"))
    if waiting(draft.edits):
        return page(request, practice, SolutionForm(initial=initial_of(draft.fields)), draft, status=409)
    if step == "preview":
        if form.is_valid():
            return redirect("solution_preview", practice.pk)
        return page(request, practice, form, draft, status=422)
    messages.success(request, _("Draft saved."))
    return redirect("solution_edit", practice.pk)


def keep(request: Request, practice: Practice, choices: Mapping[str, str] = NO_CHOICES) -> tuple[Draft, Joined]:
    return actions.save_draft(
        practice,
        sent(request),
        base_version(request),
        by=request.user,
        sheet=read(request.POST.get(FIELD, "")),
        choices=choices,
    )


def tell_of_others(request: Request, joined: Joined) -> None:
    """What they wrote meanwhile in fields that this form has not touched."""
    fields: dict[int, list[str]] = defaultdict(list)
    for name in joined.theirs:
        if stamp := last(joined.edits, name):
            fields[stamp.by].append(str(SolutionForm.base_fields[name].label))
    names = people_in(set(fields)) if fields else {}
    for pk, labels in fields.items():
        words = {"person": names[pk], "fields": ", ".join(labels)}
        messages.success(request, _("Meanwhile %(person)s wrote in: %(fields)s. It is kept with yours.") % words)


def sent(request: Request) -> dict[str, list[str]]:
    """The card's fields of a request; text beyond all measure is cut, NUL letters are left out."""
    fields: dict[str, list[str]] = {}
    room = LONGEST_DRAFT
    for name in CONTENT:
        values = [value.replace("\x00", "")[:room] for value in request.POST.getlist(name)[:100]]
        room = max(0, room - sum(map(len, values)))
        if values:
            fields[name] = values
    return fields


def base_version(request: Request) -> int:
    raw = request.POST.get("base_version", "")
    return int(raw) if raw.isdecimal() and len(raw) < 9 else 0


def take_file(request: Request, practice: Practice) -> str:
    """Attach the file that came along. Returns what is wrong with it, "" when nothing is."""
    upload = request.FILES.get("file")
    if upload is None:
        return ""
    try:
        role = request.POST.get("role", "")
        actions.attach(practice, upload, checked(upload), role, by=request.user)
    except ValidationError as fault:
        return " ".join(fault.messages)
    except NotNow as no:
        return str(no.reason)
    return ""


def detach(request: Request, practice: Practice, raw: str) -> HttpResponse:
    """A second press ends where the first did: by then the file is there no more."""
    attachment = practice.attachments.filter(pk=int(raw) if raw.isdecimal() and len(raw) < 18 else 0).first()
    if attachment:
        actions.detach(attachment, by=request.user)
    messages.success(request, _("The file was taken away. The rest is saved as a draft."))
    return redirect("solution_edit", practice.pk)


@access(acting)
@require_POST
def solution_autosave(request: Request, pk: int) -> HttpResponse:
    """Keep what is being typed; answers with a few words for the foot of the form."""
    practice = own_or_refused(request, pk)
    draft, _joined = keep(request, practice)
    context = kept_in_words(
        SolutionForm(), draft.edits, request.POST.get(FIELD, ""), reverse("solution_edit", args=[pk])
    )
    return render(request, "core/parts/saved.html", context)


@access(acting)
def solution_preview(request: Request, pk: int) -> HttpResponse:
    """The card as it will be read, with the button that publishes it."""
    practice = own_or_refused(request, pk)
    draft = Draft.objects.of(practice, request.user).first()
    if draft is None:
        return gone(request, practice)
    form = bound(draft.fields)
    if not form.is_valid() or waiting(draft.edits):
        return page(request, practice, form, draft, status=422)
    if request.method == "POST":
        return publish(request, practice, draft, form)
    return previewed(request, practice, draft, form)


def gone(request: Request, practice: Practice) -> HttpResponse:
    """The draft that somebody looked at: published by a colleague."""
    if request.method != "POST":
        raise Http404
    messages.success(request, _("A colleague has published it meanwhile."))
    return redirect(practice)


def previewed(request: Request, practice: Practice, draft: Draft, form: SolutionForm) -> HttpResponse:
    shown = Practice(organisation=practice.organisation, **form.content())
    context = {
        "practice": practice,
        "shown": shown,
        "seen": draft.mark,
        "themes": named(Vocabulary.THEMES, shown.themes),
        "sdgs": named(Vocabulary.SDGS, shown.sdgs),
        "axes": named(Vocabulary.AXES, shown.axes),
        "attachments": practice.attachments.all(),
        "may_publish": can_publish(request.user, practice),
        "reach": reach(sketch(shown)) if practice.state == PracticeState.DRAFT else None,
    }
    return render(request, "practices/preview.html", context)


def publish(request: Request, practice: Practice, draft: Draft, form: SolutionForm) -> HttpResponse:
    try:
        seen = request.POST.get("seen", "")
        actions.publish(practice, form.content(), draft.base_version, seen=seen, by=request.user)
    except actions.Conflict as conflict:
        return conflicting(request, conflict.practice, form)
    except NotNow as no:
        messages.error(request, str(no.reason), extra_tags="earth")
        return redirect("solution_preview", practice.pk)
    first = practice.state == PracticeState.DRAFT
    said = (
        _("Published. Cities that wait for something like it are told.") if first else _("The changes are published.")
    )
    messages.success(request, said)
    return redirect(practice)


def conflicting(request: Request, practice: Practice, form: SolutionForm) -> HttpResponse:
    """Somebody published meanwhile: both texts, field by field."""
    theirs = {name: getattr(practice, name) for name in CONTENT}
    other = PracticeVersion.objects.filter(practice=practice).select_related("by").first()
    context = {"practice": practice, "other": other, "changes": compare(theirs, form.content(), CONTENT)}
    return render(request, "practices/conflict.html", context, status=409)


@access(acting)
@require_POST
def solution_resolve(request: Request, pk: int) -> HttpResponse:
    """After a conflict: keep one's own text, or take the other's."""
    practice = own_or_refused(request, pk)
    if request.POST.get("keep") == "theirs":
        actions.drop_draft(practice, by=request.user)
        messages.success(request, _("The other version stays. What you had typed was left out."))
        return redirect(practice)
    actions.rebase(practice, by=request.user)
    messages.success(request, _("Your text goes on from the other version. Look at it once more, then publish."))
    return redirect("solution_preview" if request.POST.get("keep") == "mine" else "solution_edit", practice.pk)


@access(acting)
@require_POST
def solution_settle(request: Request, pk: int) -> HttpResponse:
    """Withdraw with a reason, or publish again."""
    practice = own_or_refused(request, pk)
    with refusals_told(request):
        if request.POST.get("to") == "withdrawn":
            actions.withdraw(practice, request.POST.get("reason", "")[:1000], by=request.user)
            messages.success(request, _("Withdrawn. Its address says so, with your reason."))
        else:
            actions.republish(practice, by=request.user)
            messages.success(request, _("Published again."))
    return redirect(practice)


@access(acting)
@in_turn
def solution_translation(request: Request, pk: int, language: str) -> HttpResponse:
    """The institution's own words in another language; where there are none yet, the translator makes a beginning."""
    practice = own_or_refused(request, pk)
    if language not in TranslationLanguage or language == practice.language:
        raise Http404
    begun = beginning(practice, language)
    make = partial(TranslationForm, practice=practice, begun=begun)
    form = shared(make, request.POST, partial(last_translated, practice, language))
    if request.method == "POST" and form.is_valid():
        version, read = form.cleaned_data["version"], form.cleaned_data["read"]
        try:
            translate(practice, language, form.texts(), version, read=read, by=request.user)
        except NotNow as no:
            form.add_error(None, str(no.reason))
        else:
            messages.success(request, _("The translation is published."))
            return redirect("solution", practice.pk)
    context = {
        "practice": practice,
        "form": form,
        "language": language,
        "language_label": TranslationLanguage(language).label,
        "prefilled": bool(begun.unread),
    }
    return render(request, "practices/translation.html", context, status=status_of(form))
