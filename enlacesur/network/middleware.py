from collections.abc import Callable

from django.http import HttpResponse

from enlacesur.core.http import Request
from enlacesur.network.models import Affiliation
from enlacesur.network.permissions import active_affiliations

SESSION_KEY = "acting"


class ActingMiddleware:
    """`request.affiliations`: those by which the person may act; `request.acting`: the chosen one, or None.

    Read anew in every request, so that who leaves loses access that minute.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: object, args: object, kwargs: object) -> None:
        request.affiliations = affiliations_of(request)
        request.acting = chosen(request)


def affiliations_of(request: Request) -> list[Affiliation]:
    # A stranger has no session to look up: pages for everyone stay without a query for it.
    if not request.user.is_authenticated:
        return []
    return list(active_affiliations(request.user).order_by("id"))


def chosen(request: Request) -> Affiliation | None:
    wanted = request.session.get(SESSION_KEY) if request.affiliations else None
    for affiliation in request.affiliations:
        if affiliation.organisation_id == wanted:
            return affiliation
    return request.affiliations[0] if request.affiliations else None
