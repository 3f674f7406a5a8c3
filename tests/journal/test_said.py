"""What a person said with their steps: to take along, wherever it stands."""

import pytest
from django.utils import timezone

from enlacesur.exchange import agreement
from enlacesur.exchange.models import Exchange
from enlacesur.journal.said import export_of
from enlacesur.network import actions as network
from enlacesur.practices import adapting
from enlacesur.practices.models import Remark
from tests.factories.exchange import ask
from tests.factories.practices import adapt, publish

pytestmark = pytest.mark.django_db


def texts(person):
    return [row["text"] for row in export_of(person)]


@pytest.fixture
def declined(rivera, canoas, lucia, joana):
    return agreement.decline(ask(rivera, canoas, lucia), canoas, "No tenemos equipo.", by=joana)


def test_each_takes_along_what_they_said_and_nobody_elses(declined, lucia, joana):
    assert texts(lucia) == ["Queremos ver cómo lo hacen."]
    assert texts(joana) == ["No tenemos equipo."]


def test_with_what_it_was_about_and_when(declined, joana):
    (row,) = export_of(joana)
    assert (row["about"], row["at"].year) == ("Cómo acordar con los feriantes", timezone.now().year)


def test_what_they_said_twice_of_the_same_both_times(rivera, lucia, canoas, joana):
    adaptation = adapt(publish(rivera, lucia), canoas, joana)
    for reason in ("Faltó dinero.", "Cambió el gobierno."):
        adapting.abandon(adaptation, reason, by=joana)
        adapting.go_on(adaptation, adapting.AdaptationState.UNDER_WAY, by=joana)
    assert texts(joana)[1:] == ["Faltó dinero.", "Cambió el gobierno."]


def test_what_is_erased_where_it_stands_is_not_there(declined, joana):
    Exchange.objects.update(closing_reason="")
    assert texts(joana) == []


def test_who_asked_to_join_and_who_refused_has_each_their_own(rivera, ramon, stranger):
    asked = network.ask_to_join(stranger, rivera, message="Trabajo en la feria.")
    network.refuse(asked, by=ramon, reason="No trabaja aquí.")
    assert (texts(stranger), texts(ramon)) == (["Trabajo en la feria."], ["No trabaja aquí."])


def test_none_without_words(stranger):
    assert texts(stranger) == []


def test_what_colleagues_wrote_there_since_is_not_handed_to_who_wrote_before(rivera, lucia, canoas, joana, secretary):
    adaptation = adapt(publish(rivera, lucia), canoas, joana)
    told = {name: getattr(adaptation, name) for name in adapting.TOLD} | {"changes": "Otra cosa."}
    adapting.dispute(adaptation, "No es así.", by=lucia)
    adapting.tell_changes(adaptation, told, None, by=secretary)
    assert texts(joana) == []
    assert texts(secretary) == ["Otra cosa."]
    assert Remark.objects.count() == 1
