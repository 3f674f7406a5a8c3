"""A person's own: name, language, data to take along, closing the account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from enlacesur.core.access import access, signed_in
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.core.states import NotNow
from enlacesur.portal.forms import AccountForm
from enlacesur.portal.personal_data import close_account, export, own_words, take_back


@access(signed_in)
def account(request: Request) -> HttpResponse:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        with translation.override(person.language):
            messages.success(request, _("Saved."))
            return redirect(reverse("account"))
    return render(request, "portal/account.html", {"form": form}, status=status_of(form))


@access(signed_in)
def take_data(request: Request) -> JsonResponse:
    """Everything kept of the person, as one file."""
    response = JsonResponse(export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="enlace-sur.json"'
    return response


@access(signed_in)
def account_words(request: Request) -> HttpResponse:
    """What the person said with refusals and answers, and may take back."""
    if request.method == "POST":
        if take_back(request.user, request.POST.get("place", "")):
            messages.success(request, _("Erased: it stands nowhere any more, and no notice tells it."))
        return redirect("account_words")
    return render(request, "portal/account_words.html", {"words": own_words(request.user)})


@access(signed_in)
@require_POST
def close(request: Request) -> HttpResponse:
    try:
        close_account(request.user, confirmed=request.POST.get("confirm", ""))
    except NotNow as no:
        messages.error(request, str(no.reason), extra_tags="earth")
        return redirect("account")
    logout(request)
    messages.success(request, _("Your account is closed and your personal data are erased."))
    return redirect("home")
