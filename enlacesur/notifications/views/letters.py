"""Where the links of a mail lead. The signature in the address is the proof: no sign-in is needed to stop something.

Reading a page changes nothing, for mail programs open links before people do; what changes something is posted.
"""

from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from enlacesur.core.access import access, public
from enlacesur.core.http import Request, private
from enlacesur.core.links import localised
from enlacesur.matching.documents import sketched
from enlacesur.notifications import actions
from enlacesur.notifications.contents import candidate_of
from enlacesur.notifications.mail import TOKEN, letter_called, proof_of
from enlacesur.notifications.models import Letter, LetterKind, Notification


def letter_of(token: str) -> Letter:
    try:
        letter = letter_called(TOKEN.unsign(token))
    except BadSignature as fault:
        raise Http404 from fault
    if letter is None or letter.person is None or letter.kind == LetterKind.TEST:
        raise Http404
    return letter


def notice_of(letter: Letter, proof: str) -> Notification:
    """One of which the letter told, though another letter may have told of it since."""
    pk = proof.partition("-")[0]
    if not constant_time_compare(proof, proof_of(letter.pk, pk)):
        raise Http404
    rows = Notification.objects.with_reasons().select_related("event", "interest", "person")
    return get_object_or_404(rows, pk=pk, person=letter.person)


def is_for_everybody(notice: Notification) -> bool:
    """What waits for the reader is not: who has not signed in finds nothing there to answer it with."""
    key = candidate_of(notice.event)
    document = sketched({key}).get(key)
    return not notice.mandatory and document is not None and document.audience == "public"


@access(public)
def letter_open(request: Request, token: str, proof: str) -> HttpResponse:
    """To the thing itself, after the sign-in where it is not for everybody to see. It counts as read when its owner is
    signed in."""
    found = notice_of(letter_of(token), proof)
    if not request.user.is_authenticated and not is_for_everybody(found):
        return redirect_to_login(request.get_full_path())
    if request.user == found.person:
        actions.read(found)
    return redirect(localised(found.target, found.person.language))


@csrf_exempt  # posted from a mail, without our cookie; the signature is the proof
@access(public)
def letter_stop(request: Request, token: str, proof: str) -> HttpResponse:
    """Less like this, or no more for this reason."""
    found = notice_of(letter_of(token), proof)
    if not found.can_be_stopped:
        raise Http404
    done = ""
    if request.method == "POST":
        done = actions.less(found) if request.POST.get("step") == "less" else actions.stop(found)
    elif actions.is_stopped(found):
        done = _("It was stopped already. You can turn it on again among your interests.")
    return private(render(request, "notifications/stop.html", {"notice": found, "done": done}))


@csrf_exempt  # RFC 8058: the mail program posts, without our cookie
@access(public)
def letter_unsubscribe(request: Request, token: str) -> HttpResponse:
    """One click: what the letter says that it stops; of one with several notices, the mails of interests."""
    letter = letter_of(token)
    if request.method == "POST":
        actions.stop_by(letter)
    what = actions.stopped_by(letter)
    context = {
        "letter": letter,
        "done": actions.is_stopped_by(letter),
        "what": what,
        "stopped": actions.stopped(what),
    }
    return private(render(request, "notifications/unsubscribe.html", context))
