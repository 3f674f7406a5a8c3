"""One step of a thing, asked for by a button or a small form: done and said, or refused in the reader's language."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from enlacesur.core.access import Sentence
from enlacesur.core.http import Request
from enlacesur.core.states import NotNow


@contextmanager
def refusals_told(request: Request) -> Iterator[None]:
    """What cannot be done now is said on the next page."""
    try:
        yield
    except NotNow as no:
        messages.error(request, str(no.reason), extra_tags="earth")


@dataclass(frozen=True)
class Step:
    """`act` gets the request, the thing, and the form where there is one; `form` makes it of what was sent and the
    thing, and the page of the thing knows it as `slot`. `then`: where one goes when it is done, if not back."""

    said: Sentence
    act: Callable[[Request, Any, Any], object]
    form: Callable[[Any, Any], Any] | None = None
    slot: str = ""
    then: Callable[[Any], str] | None = None


Page = Callable[..., HttpResponse]  # of the request and the thing; by name, the form in which something is wrong


def perform(
    request: Request, thing: Any, steps: Mapping[str, Step], name: str, page: Page | None = None
) -> HttpResponse:
    """The action itself asks for permission, locks and moves; nothing of that is here."""
    if name not in steps:
        raise Http404
    step = steps[name]
    form = step.form(request.POST, thing) if step.form else None
    if form is not None and page is not None and not form.is_valid():
        return page(request, thing, **{step.slot: form})
    with refusals_told(request):
        step.act(request, thing, form)
        messages.success(request, str(step.said))
        return redirect(step.then(thing) if step.then else thing)
    return redirect(thing)
