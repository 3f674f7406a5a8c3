"""What my city owes and awaits, my notices; and the first minute of a new person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from enlacesur.core.access import access, signed_in
from enlacesur.core.forms import status_of
from enlacesur.core.http import Request
from enlacesur.exchange.models import Exchange, Need
from enlacesur.exchange.states import ExchangeState
from enlacesur.network.actions import ask_to_join
from enlacesur.network.models import Affiliation, Organisation
from enlacesur.notifications.actions import follow_themes
from enlacesur.notifications.attention import attention
from enlacesur.notifications.models import Notification
from enlacesur.notifications.views.inbox import told
from enlacesur.portal.agenda import agenda
from enlacesur.portal.forms import WelcomeForm
from enlacesur.practices.models import Practice
from enlacesur.practices.states import PracticeState

MOST_CARDS = 20
MOST_NOTICES = 5
# What others wait for.
TO_ADMIT = ("joining", "evaluator")
TO_DO = ("to_decide", "to_assign", "part", "adaptation", "returned", "contact", "disputed")
UNDER_WAY = (ExchangeState.ASKED, ExchangeState.COUNTERED, ExchangeState.AGREED, ExchangeState.DONE)


@access(signed_in)
def dashboard(request: Request) -> HttpResponse:
    if request.user.welcomed_at is None:
        return redirect("welcome")
    notices = Notification.objects.shown_to(request.user, request.affiliations)
    spent = attention(request.user, request.affiliations)
    waiting = agenda(request.user, request.acting)
    context: dict[str, Any] = {
        "notices": told(notices.with_reasons()[:MOST_NOTICES], request.user, request.affiliations, titles=True),
        "waiting": waiting,
        "to_do": [row for kind in TO_DO for row in waiting[kind]],
        "owed": sum(len(waiting[kind]) for kind in (*TO_ADMIT, *TO_DO)),
        "attention": spent,
        "unread_notices": spent.unread,
    }
    if request.acting:
        context |= of_city(request.acting)
    return render(request, "portal/dashboard.html", context)


def of_city(acting: Affiliation) -> dict[str, Any]:
    city = acting.organisation
    cards = Practice.objects.for_organisation(city).drafts_first()[:MOST_CARDS]
    under_way = list(Exchange.objects.of(city).filter(state__in=UNDER_WAY).with_parties().with_turn_of(city))
    return {
        "turn": sorted((exchange for exchange in under_way if exchange.their_turn), key=lambda one: one.terms.starts),
        "awaited": [exchange for exchange in under_way if not exchange.their_turn],
        "drafts": [practice for practice in cards if practice.state == PracticeState.DRAFT],
        "shared": [practice for practice in cards if practice.state != PracticeState.DRAFT],
        "needs": Need.objects.open().filter(organisation=city)[:10],
    }


@access(signed_in)
def welcome(request: Request) -> HttpResponse:
    """Name, language, city and themes, asked once."""
    person = request.user
    initial = {"name": person.name, "language": person.language}
    form = WelcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        settle_in(request, form)
        with translation.override(person.language):
            messages.success(request, _("Welcome. This is your page."))
            return redirect(reverse("dashboard"))
    return render(request, "portal/welcome.html", {"form": form}, status=status_of(form))


def settle_in(request: Request, form: WelcomeForm) -> None:
    person, said = request.user, form.cleaned_data
    person.name, person.language, person.welcomed_at = said["name"], said["language"], timezone.now()
    person.save()
    follow_themes(person, said["themes"])
    if said["organisation"]:
        ask_to_join(person, get_object_or_404(Organisation.objects.members(), pk=said["organisation"]))
