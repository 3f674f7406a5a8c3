"""A room that comes later says in one place what people may follow of it; everything else follows from that."""

import pytest
from django.db import transaction

from enlacesur.journal.actions import Target, record
from enlacesur.matching import documents, index
from enlacesur.matching.documents import Document
from enlacesur.notifications import news
from enlacesur.notifications.forecast import forecast
from enlacesur.notifications.models import Interest, Notification
from enlacesur.notifications.news import NEWS, SMALL, Telling
from tests.factories.notifications import all_goes_out, fan_out, interest, reachable

THEME = "ambiente-desarrollo-sostenible"


@pytest.fixture
def calls(monkeypatch, rivera):
    """A room of calls, as it would register itself."""
    opened = Telling("%(who)s abre una convocatoria: «%(title)s»", NEWS)
    extended = Telling("%(who)s prorroga la convocatoria «%(title)s»", SMALL)
    kinds, tellings = dict(news.KINDS), dict(news.TELLINGS)
    news.register_kind("call", "Convocatorias")
    news.register_events({"call.opened": opened, "call.extended": extended})
    monkeypatch.setitem(
        documents.SOURCES, "call", lambda ids: iter([call_of(rivera)] if ids is None or 1 in set(ids) else [])
    )
    index.rebuild()
    yield
    put_back(news.KINDS, kinds)
    put_back(news.TELLINGS, tellings)


def put_back(registry, kept):
    registry.clear()
    registry.update(kept)


def call_of(city):
    return Document(
        "call", 1, "es", "Convocatoria 2027", "Para proyectos de agua.", "/soluciones/1/", themes=(THEME,),
        organisation_id=city.pk, organisation=str(city), city=city.name, country="UY", population=84_775,
    )  # fmt: skip


def happens(verb, city):
    with transaction.atomic():
        target = Target("call", 1, "Convocatoria 2027", "/soluciones/1/", "es")
        record(verb, target, organisation=city, themes=[THEME], countries=["UY"])


def test_it_is_offered_in_the_form_and_in_the_inbox(client, calls, lucia):
    client.force_login(lucia)
    assert 'name="kinds" value="call"' in client.get("/intereses/nuevo/").content.decode()
    assert '<option value="call">' in client.get("/buzon/?unread=1").content.decode()


def test_following_it_is_kept_and_named(client, calls, lucia):
    client.force_login(lucia)
    client.post("/intereses/nuevo/", {"kinds": ["call"]})
    kept = Interest.objects.get(person=lucia)
    assert str(kept) == "Convocatorias"


@pytest.mark.parametrize(
    "criteria",
    [
        {"kinds": ["call"]},
        {"themes": [THEME]},
        {"countries": ["UY"]},
        {"sizes": ["medium"]},
        {"words": "agua"},
        {"kinds": ["call"], "words": "proyectos"},
    ],
)
def test_who_follows_it_is_told_and_the_forecast_says_so(calls, rivera, joana, criteria):
    followed = interest(joana, **criteria)
    happens("call.opened", rivera)
    fan_out()
    [notice] = Notification.objects.filter(person=joana)
    assert notice.title.endswith("abre una convocatoria: «Convocatoria 2027»")
    assert [document.title for document in forecast(followed).examples] == ["Convocatoria 2027"]


def test_changes_of_it_are_for_who_wants_everything(calls, rivera, joana, lucia, stranger):
    interest(joana, kinds=["call"])
    interest(stranger, kinds=["call"], level="everything")
    happens("call.extended", rivera)
    fan_out()
    assert [notice.person for notice in Notification.objects.all()] == [stranger]


def test_it_is_mailed_with_its_content(calls, rivera, joana, mailoutbox):
    reachable(joana)
    interest(joana, kinds=["call"])
    happens("call.opened", rivera)
    all_goes_out()
    assert "Para proyectos de agua." in mailoutbox[0].body


def test_what_nobody_registered_is_told_to_nobody(rivera, joana):
    interest(joana, themes=[THEME])
    happens("call.opened", rivera)
    fan_out()
    assert not Notification.objects.exists()
