"""What machines ask, and what is shown when something cannot be."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import escape

from enlacesur.core.access import access, public
from enlacesur.core.http import Request
from enlacesur.core.unsent import not_taken
from enlacesur.matching.index import is_ready
from enlacesur.network.middleware import affiliations_of, chosen


@access(public)
def healthz(request: Request) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@access(public)
def readyz(request: Request) -> JsonResponse:
    """The process can serve pages: 200 when the database and the index answer, else 503."""
    state = {"database": database_answers(), "index": is_ready()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@access(public)
def robots(request: Request) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /buscar/", "Disallow: /pt-br/buscar/", "Disallow: /en/buscar/"]
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def refused(request: Request, exception: Exception) -> HttpResponse:
    """403, with the reason that the refusal carries."""
    reason = str(exception) if exception.args and exception.args[0] else ""
    if getattr(request, "htmx", False):  # a form that keeps itself has room for a sentence
        return HttpResponse(escape(reason), status=403)
    return render(request, "portal/refused.html", {"reason": reason}, status=403)


def csrf_failed(request: Request, reason: str = "") -> HttpResponse:
    """Asked before the views, and so before anything is known of who acts."""
    request.affiliations = affiliations_of(request)
    request.acting = chosen(request)
    view = request.resolver_match.func if request.resolver_match else None
    return not_taken(request, signed_in_needed=getattr(view, "access", public) is not public)


def not_found(request: Request, exception: Exception) -> HttpResponse:
    return render(request, "portal/not_found.html", status=404)


def failed(request: Request) -> HttpResponse:
    """500: no context, for the fault may lie there."""
    return HttpResponse(FAILED, status=500)


FAILED = """<!doctype html>
<html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Algo falló · Enlace Sur</title></head><body><main><h1>Algo falló de nuestro lado</h1>
<p>Lo que ya se había guardado sigue guardado. Vuelva atrás e inténtelo otra vez en unos minutos.</p>
<p lang="pt-BR">Algo falhou do nosso lado. O que estava salvo continua salvo. Volte e tente outra vez em breve.</p>
<p lang="en">Something failed on our side. What was saved is still saved. Go back and try again in a few minutes.</p>
<p><a href="/">Inicio</a></p></main></body></html>
"""
