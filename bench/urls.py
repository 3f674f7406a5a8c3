"""A bare Django hello and a bare list of 25 rows, without the platform's middleware work that they do not need."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import handler403, handler404, handler500
from config.urls import urlpatterns as ours
from enlacesur.core.access import access, public
from enlacesur.practices.models import Practice

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

LIST = """<!doctype html><title>List</title><ul>{% for row in rows %}<li><a href="/{{ row.pk }}">{{ row.title }}</a>
<p>{{ row.summary }}</p><p>{{ row.organisation.name }}, {{ row.published_at|date }}</p></li>{% endfor %}</ul>"""


@access(public)
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


@access(public)
def bare_list(request: HttpRequest) -> HttpResponse:
    rows: models.QuerySet = Practice.objects.select_related("organisation").order_by("-published_at")[:25]
    return HttpResponse(engines["django"].from_string(LIST).render({"rows": rows}))


urlpatterns = [path("bench/hello", hello), path("bench/list", bare_list), *ours]
