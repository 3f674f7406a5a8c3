"""The log of the mails that were sent, and of those that were not."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from enlacesur.core.access import access
from enlacesur.core.http import Request
from enlacesur.network.access import secretariat
from enlacesur.notifications.announcement_forms import LogForm, chosen
from enlacesur.notifications.models import Letter, LetterKind
from enlacesur.notifications.states import LetterState

SHOWN = 50


@access(secretariat)
def letter_log(request: Request) -> HttpResponse:
    asked = chosen(LogForm(request.GET))
    letters = list(found(asked)[: SHOWN + 1])  # one more than is shown says that there are older ones
    context = {
        "letters": letters[:SHOWN],
        "older": letters[SHOWN - 1].pk if len(letters) > SHOWN else None,
        "states": LetterState.choices,
        "kinds": LetterKind.choices,
        "filtered": bool(asked.keys() - {"before"}),
        **{name: asked.get(name, "") for name in ("q", "state", "kind", "before")},
    }
    return render(request, "notifications/letter_log.html", context)


def found(asked: dict[str, Any]) -> Any:
    """The newest first. A page begins after a letter, not at a number: nothing is counted, however many there are."""
    rows = Letter.objects.search(asked.get("q", "")).select_related("person")
    rows = rows.filter(**{name: asked[name] for name in ("state", "kind") if name in asked})
    return rows.filter(pk__lt=asked["before"]) if "before" in asked else rows
