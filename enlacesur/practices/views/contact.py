"""Who answers for a card: the yearly question, answered from a mail, and the form by which anybody asks something."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from enlacesur.core.access import access, public
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.core.states import NotNow
from enlacesur.network.models import today
from enlacesur.practices import asking, freshness
from enlacesur.practices.forms import ContactForm
from enlacesur.practices.views.reading import visible_or_404


@access(public)
def contact_confirm(request: Request, token: str) -> HttpResponse:
    """Is it still so? Opened from a mail; only what is posted changes something."""
    asked = freshness.asked_by(token)
    if asked is None:
        return render(request, "practices/contact_gone.html", status=410)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    if answer == "yes":
        freshness.confirm_as(asked)
    elif answer == "no":
        freshness.leave(asked)
    context = {
        "practice": asked.practice,
        "answer": answer,
        "confirmed_today": asked.practice.contact_confirmed_on == today(),
    }
    return render(request, "practices/contact_confirm.html", context)


@access(public)
def solution_contact(request: Request, pk: int) -> HttpResponse:
    """Ask something of who answers for a card."""
    practice = visible_or_404(request, pk)
    initial = {"name": request.user.name, "email": request.user.email} if request.user.is_authenticated else {}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if not form.is_trap:
                asking.ask(practice, **form.message())
        except NotNow as no:
            form.add_error(None, str(no.reason))
        else:
            messages.success(request, _("Sent. The answer comes to your e-mail."))
            return redirect("solution", practice.pk)
    context = {"practice": practice, "form": form}
    return render(request, "practices/contact.html", context, status=status_of(form))
