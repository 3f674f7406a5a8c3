"""Putting a card forward: what is asked for and how far one is, who takes part, and the step itself."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from enlacesur.core.access import access
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.core.states import NotNow
from enlacesur.core.steps import Step, perform, refusals_told
from enlacesur.network.access import acting
from enlacesur.network.models import Organisation, OrganisationKind
from enlacesur.network.permissions import can_act_for
from enlacesur.practices import freshness, shelving
from enlacesur.practices.entry import answers
from enlacesur.practices.forms import PartForm, ReasonForm, anchor_of
from enlacesur.practices.models import Partnership, Practice, Shelf, Submission
from enlacesur.practices.permissions import can_write
from enlacesur.practices.states import SubmissionState
from enlacesur.practices.views.writing import own_or_refused
from enlacesur.procedure.rules import Answer, all_met
from enlacesur.review.models import Assessment
from enlacesur.review.states import AssessmentState

MOST_FOUND = 20
# Where one goes to mend what a rule asks for.
FIELDS = {  # of the card's form, by the fact that they state
    "axes": "axes",
    "evidence": "evidence",
    "innovation": "innovation",
    "replicability": "replicability",
    "agreement": "agreement_date",
    "finished": "ended",
    "dissemination": "links",
    "sdgs": "sdgs",
}
MENDED_BY = {"university": "partners", "local-government": "partners", "partners-confirmed": "partners"}


def shelf_or_404(slug: str) -> Shelf:
    try:
        return Shelf(slug)
    except ValueError:
        raise Http404 from None


@access(acting)
def submission(request: Request, pk: int, slug: str) -> HttpResponse:
    """What a shelf asks for, answered as the card stands; what was put forward, and what became of it."""
    practice, shelf = own_or_refused(request, pk), shelf_or_404(slug)
    given = answers(practice, shelf)
    history = list(practice.submissions.filter(shelf=shelf.value))
    live = next((one for one in history if one.is_live or one.is_on_shelf), None)
    context = {
        "practice": practice,
        "shelf": shelf,
        "answers": [(answer, mended_at(practice, answer)) for answer in given],
        "missing": sum(answer.verdict != "met" for answer in given),
        "ready": all_met(given),
        "live": live,
        "on_shelf": bool(live and live.is_on_shelf),
        "unmended": bool(live and live.state == SubmissionState.RETURNED and live.version == practice.version),
        "reasons": live.reasons if live else "",
        "assessment": decided_of(live) if live and live.reasons else None,
        "history": history,
    }
    return render(request, "practices/submission.html", context)


def decided_of(live: Submission) -> Assessment | None:
    """The last round that was decided, where its parties read the comments."""
    rounds = Assessment.objects.about("submission", [live.pk]).filter(state=AssessmentState.DECIDED)
    return rounds.order_by("-round").first()


def mended_at(practice: Practice, answer: Answer) -> str:
    """The page, and the control on it."""
    if answer.slug in MENDED_BY:
        return reverse("partners", args=[practice.pk])
    if answer.slug == "contacts":
        return "#contact"
    field = next((FIELDS[fact] for fact in answer.rule.facts if fact in FIELDS), "title")
    if field == "agreement_date" and practice.agreement_date:  # what lacks is the agreement itself
        return reverse("solution_edit", args=[practice.pk]) + "#file"
    return reverse("solution_edit", args=[practice.pk]) + f"?campo={field}#{anchor_of(field)}"


@access(acting)
@require_POST
def submission_step(request: Request, pk: int, slug: str, step: str) -> HttpResponse:
    practice, shelf = own_or_refused(request, pk), shelf_or_404(slug)
    with refusals_told(request):
        match step:
            case "submit":
                shelving.put_forward(practice, shelf, by=request.user)
                messages.success(request, _("Put forward. Those who evaluate it are chosen now."))
            case "retract":
                shelving.retract(last_or_404(practice, shelf), by=request.user)
                messages.success(request, _("Taken back. The card itself stays published."))
            case "contact":
                freshness.confirm_contact(practice, by=request.user)
                messages.success(request, _("Thank you: the contact is confirmed as of today."))
                if request.POST.get("from") == "card":
                    return redirect(practice)
            case _:
                raise Http404
    return redirect("submission", practice.pk, shelf.value)


def last_or_404(practice: Practice, shelf: Shelf) -> Submission:
    if found := practice.submissions.filter(shelf=shelf.value).first():
        return found
    raise Http404


@access(acting)
def partners(request: Request, pk: int) -> HttpResponse:
    """Who takes part in a card, what each said, and one more to be asked."""
    practice = own_or_refused(request, pk)
    words = request.GET.get("q", "").replace("\x00", " ").strip()[:100]
    found = institutions(words, practice)
    chosen = only_one(found)
    known = practice.partnerships.filter(organisation=chosen).first()
    initial = {"organisation": chosen, "part": known.part if known else ""}
    form = PartForm(request.POST or None, found=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            named = shelving.name_partner(practice, **form.cleaned_data, by=request.user)
        except NotNow as no:
            form.add_error(None, str(no.reason))
        else:
            messages.success(
                request, _("%(organisation)s was asked to confirm.") % {"organisation": named.organisation}
            )
            return redirect("partners", practice.pk)
    context = {
        "practice": practice,
        "partnerships": practice.partnerships.select_related("organisation"),
        "fixed": shelving.FIXED if shelving.is_fixed(practice) else "",
        "q": words,
        "form": form if words else None,
        "found": found[:1],
    }
    return render(request, "practices/partners.html", context, status=status_of(form))


def institutions(words: str, practice: Practice) -> QuerySet[Organisation]:
    """Those of the directory whose name holds the words, universities and organisations that are no members too."""
    rows = Organisation.objects.exclude(kind=OrganisationKind.NETWORK).exclude(pk=practice.organisation_id)
    for word in words.split()[:5]:
        rows = rows.called(word)
    ids = list(rows.values_list("pk", flat=True)[:MOST_FOUND]) if words else []
    return Organisation.objects.filter(pk__in=ids)


def only_one(found: QuerySet[Organisation]) -> Any:
    ids = [organisation.pk for organisation in found]
    return ids[0] if len(ids) == 1 else None


@access(acting)
@require_POST
def partner_remove(request: Request, pk: int, number: int) -> HttpResponse:
    practice = own_or_refused(request, pk)
    with refusals_told(request):
        shelving.take_out(Partnership(pk=number, practice=practice), by=request.user)
        messages.success(request, _("Taken out of the card."))
    return redirect("partners", practice.pk)


@access(acting)
def partnership(request: Request, pk: int) -> HttpResponse:
    """What a card says of an institution's part, for those who confirm it."""
    wanted = own_partnership(request, pk)
    return render(
        request,
        "practices/partnership.html",
        {
            "partnership": wanted,
            "practice": wanted.practice,
            "sha256": shelving.sha256_of(wanted),
            "mine": bool(can_act_for(request.user, wanted.organisation)),
            "reason_form": ReasonForm(),
        },
    )


@access(acting)
@require_POST
def partnership_step(request: Request, pk: int, step: str) -> HttpResponse:
    return perform(request, own_partnership(request, pk), PART_STEPS, step)


def confirm_part(request: Request, wanted: Partnership, _form: None) -> None:
    shelving.confirm_part(wanted, request.POST.get("sha256", ""), by=request.user)


def refuse_part(request: Request, wanted: Partnership, _form: None) -> None:
    shelving.refuse_part(wanted, request.POST.get("reason", "")[:1000], by=request.user)


PART_STEPS = {
    "confirm": Step(gettext_lazy("Confirmed. Thank you."), confirm_part),
    "refuse": Step(gettext_lazy("They are told that you do not confirm it, and why."), refuse_part),
}


def own_partnership(request: Request, pk: int) -> Partnership:
    """Of the card's institution or of the partner; to others it does not exist."""
    wanted = get_object_or_404(Partnership.objects.select_related("practice__organisation", "organisation"), pk=pk)
    if can_act_for(request.user, wanted.organisation) or can_write(request.user, wanted.practice.organisation):
        return wanted
    raise Http404
