"""A step: done and said, refused in words, or its form shown again."""

from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from enlacesur.core.states import NotNow
from enlacesur.core.steps import Step, perform

THING = SimpleNamespace(get_absolute_url=lambda: "/cosa/")


class Why(forms.Form):
    reason = forms.CharField()


def refuse(request, thing, form):
    raise NotNow("Ya no se puede.")


@pytest.fixture
def told():
    return []


@pytest.fixture
def go(told):
    def act(request, thing, form):
        told.append(form.cleaned_data["reason"] if form else "")

    steps = {
        "do": Step("Hecho.", act),
        "refused": Step("Hecho.", refuse),
        "why": Step("Hecho.", act, lambda sent, thing: Why(sent), "why_form"),
        "away": Step("Hecho.", act, then=lambda thing: "/otra/"),
    }

    def press(name, **sent):
        request = RequestFactory().post("/", sent)
        request._messages = CookieStorage(request)
        page = perform(request, THING, steps, name, lambda request, thing, **forms: HttpResponse(str(sorted(forms))))
        return page, [str(message) for message in get_messages(request)]

    return press


def test_it_is_done_and_said_and_one_comes_back(go, told):
    page, said = go("do")
    assert (page.url, said, told) == ("/cosa/", ["Hecho."], [""])


def test_a_refusal_is_said_and_nothing_else(go):
    page, said = go("refused")
    assert (page.url, said) == ("/cosa/", ["Ya no se puede."])


def test_where_something_is_wrong_in_the_form_it_is_shown_again(go, told):
    page, said = go("why")
    assert (page.content, said, told) == (b"['why_form']", [], [])


def test_what_the_form_says_reaches_the_action(go, told):
    go("why", reason="Por el plazo.")
    assert told == ["Por el plazo."]


def test_it_may_lead_elsewhere(go):
    assert go("away")[0].url == "/otra/"


def test_what_is_no_step_is_not_there(go):
    with pytest.raises(Http404):
        go("nada")
