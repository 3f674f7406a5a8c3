"""One adaptation: what it shows to whom, and its steps."""

import re
from html import unescape

import pytest

from enlacesur.practices import adapting
from enlacesur.practices.models import Adaptation
from enlacesur.practices.states import AdaptationState
from tests.factories.practices import adapt, publish


@pytest.fixture
def adaptation(rivera, lucia, canoas, joana):
    return adapt(publish(rivera, lucia), canoas, joana)


def seen_by(client, adaptation, person):
    client.logout()
    if person:
        client.force_login(person)
    return client.get(adaptation.get_absolute_url()).content.decode()


def step(client, adaptation, name, **sent):
    return client.post(f"{adaptation.get_absolute_url()}{name}/", sent)


def test_each_sees_what_is_theirs_to_do(client, adaptation, lucia, joana, stranger, secretary):
    shown = {
        name: ("Contar que funciona" in html, "Confirmar" in html)
        for name, person in {
            "visitor": None,
            "stranger": stranger,
            "adapter": joana,
            "origin": lucia,
            "secretariat": secretary,
        }.items()
        if (html := seen_by(client, adaptation, person))
    }
    assert shown == {
        "visitor": (False, False),
        "stranger": (False, False),
        "adapter": (True, False),
        "origin": (False, True),
        "secretariat": (True, True),
    }


def test_it_works_with_what_came_of_it(client, adaptation, joana):
    client.force_login(joana)
    step(client, adaptation, "working", **{"working-worked_since": "2024", "working-people_reached": "900"})
    adaptation.refresh_from_db()
    assert (adaptation.state, adaptation.worked_since, adaptation.people_reached) == ("working", 2024, 900)


def test_it_does_not_work_before_it_begins(client, adaptation, joana):
    Adaptation.objects.update(started=2025)
    client.force_login(joana)
    answer = step(client, adaptation, "working", **{"working-worked_since": "2024", "working-results": "Algo."})
    assert answer.status_code == 422
    assert "No puede funcionar antes de empezar." in answer.content.decode()
    assert "Algo." in answer.content.decode()


def test_abandoning_without_a_reason_keeps_the_page_and_says_so(client, adaptation, joana):
    client.force_login(joana)
    assert step(client, adaptation, "abandon").status_code == 422
    step(client, adaptation, "abandon", **{"abandoned-reason": "Cambió el equipo."})
    html = seen_by(client, adaptation, None)
    assert "Se abandonó. Por qué:" in html
    assert html.count("Cambió el equipo.") == 2  # said, and in its history


def test_the_origin_confirms_with_a_word(client, adaptation, lucia):
    client.force_login(lucia)
    step(client, adaptation, "confirm", **{"confirmed-note": "Los visitamos en mayo."})
    html = seen_by(client, adaptation, None)
    assert "Confirmada por Rivera" in html
    assert "Los visitamos en mayo." in html


def test_the_origin_says_what_is_not_so(client, adaptation, lucia):
    client.force_login(lucia)
    assert step(client, adaptation, "dispute").status_code == 422
    step(client, adaptation, "dispute", **{"disputed-reason": "No nos visitaron."})
    assert "Objetada por Rivera" in seen_by(client, adaptation, None)


def test_its_history_tells_each_dispute_and_each_end_in_their_own_words_and_languages(client, adaptation, lucia, joana):
    told = {name: getattr(adaptation, name) for name in adapting.TOLD}
    for reason in ("No nos visitaron.", "Tampoco nos llamaron."):
        adapting.dispute(adaptation, reason, by=lucia)
        adapting.tell_changes(adaptation, told, None, by=joana)
    for reason in ("Faltou verba.", "Mudou o governo."):
        adapting.abandon(adaptation, reason, by=joana)
        adapting.go_on(adaptation, adapting.AdaptationState.UNDER_WAY, by=joana)
    adapting.confirm(adaptation, "Ahora sí.", by=lucia)
    history = seen_by(client, adaptation, None).partition('id="history"')[2]
    said = re.findall(r'<span lang="(.*?)">(.*?)</span>', history)
    assert said == [
        ("es", "Ahora sí."),
        ("pt-BR", "Mudou o governo."),
        ("pt-BR", "Faltou verba."),
        ("es", "Tampoco nos llamaron."),
        ("es", "No nos visitaron."),
    ]


@pytest.mark.parametrize(("name", "who"), [("working", "lucia"), ("confirm", "joana"), ("under-way", "stranger")])
def test_what_is_anothers_to_do_is_refused(client, adaptation, request, name, who):
    client.force_login(request.getfixturevalue(who))
    assert step(client, adaptation, name).status_code == 403
    adaptation.refresh_from_db()
    assert (adaptation.state, adaptation.confirmation) == ("planned", "asked")


def test_pressing_confirm_twice_confirms_once(client, adaptation, lucia):
    client.force_login(lucia)
    for _ in range(2):
        assert step(client, adaptation, "confirm").status_code == 302


def test_what_was_changed_while_one_read_is_not_confirmed(client, adaptation, joana, lucia):
    read = re.search(r'name="confirmed-read" value="(\w+)"', seen_by(client, adaptation, lucia))[1]
    adaptation.changes = "Nada de lo que se contó."
    adaptation.save()
    page = client.post(f"{adaptation.get_absolute_url()}confirm/", {"confirmed-read": read}, follow=True).text
    assert "Esto acaba de cambiar." in page
    adaptation.refresh_from_db()
    assert not adaptation.is_confirmed


def test_the_own_card_is_linked(client, adaptation, canoas, joana):
    own = publish(canoas, joana)
    client.force_login(joana)
    step(client, adaptation, "own-card", **{"own-card": own.pk})
    adaptation.refresh_from_db()
    assert adaptation.own_practice == own


def test_anothers_card_cannot_be_linked(client, adaptation, canoas, joana, rivera, lucia):
    publish(canoas, joana)
    client.force_login(joana)
    answer = step(client, adaptation, "own-card", **{"own-card": publish(rivera, lucia).pk})
    assert answer.status_code == 422


def test_a_step_that_is_none_and_an_adaptation_of_another_card_are_not_there(client, adaptation, rivera, lucia, joana):
    client.force_login(joana)
    assert step(client, adaptation, "nada").status_code == 404
    other = publish(rivera, lucia)
    assert client.get(f"/soluciones/{other.pk}/adaptaciones/{adaptation.pk}/").status_code == 404


def test_what_was_told_is_told_otherwise(client, adaptation, joana):
    client.force_login(joana)
    address = f"{adaptation.get_absolute_url()}editar/"
    assert adaptation.changes in client.get(address).content.decode()
    client.post(address, {"keeps": "La separación.", "changes": "Todo lo demás."})
    adaptation.refresh_from_db()
    assert adaptation.changes == "Todo lo demás."


def test_words_written_in_another_window_are_not_the_origins_that_confirmed(client, adaptation, joana, lucia):
    client.force_login(joana)
    path = f"{adaptation.get_absolute_url()}editar/"
    sheet = unescape(re.search(r'name="sheet" value="([^"]*)"', client.get(path).text)[1])
    sent = {"keeps": adaptation.keeps, "changes": adaptation.changes, "started": "2024"}
    client.post(path, sent | {"why": "Llueve más.", "sheet": sheet})
    adaptation.refresh_from_db()
    adapting.confirm(adaptation, "", by=lucia)
    page = client.post(path, sent | {"why": "El suelo es otro.", "sheet": sheet}).text
    assert "Llueve más." in page
    assert f"{joana} escribió" in page


def test_what_does_not_work_now_is_not_said_to_work_since(client, adaptation, joana):
    adapting.go_on(adaptation, AdaptationState.WORKING, {"worked_since": 2024}, by=joana)
    assert "Funciona desde</dt>" in seen_by(client, adaptation, None)
    adapting.go_on(adaptation, AdaptationState.UNDER_WAY, by=joana)
    assert "Funciona desde" not in seen_by(client, adaptation, None)


def test_its_history_is_told(client, adaptation, joana, lucia):
    adapting.confirm(adaptation, by=lucia)
    html = seen_by(client, adaptation, None)
    assert "Contó que la adapta" in html
    assert "La ciudad de origen la confirmó" in html
    assert "Joana" not in html


def test_who_reads_the_other_language_is_offered_a_translation(client, adaptation):
    address = adaptation.get_absolute_url()
    assert "Escrita en portugués." in client.get(address).content.decode()
    html = client.get(f"{address}?traducir=1").content.decode()
    assert "El traductor no responde" in html  # none is installed here
    assert adaptation.changes in html
