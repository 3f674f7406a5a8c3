import json

from enlacesur.accounts.models import Person
from enlacesur.exchange import agreement
from enlacesur.journal.models import Event
from enlacesur.network.actions import ask_to_join, refuse
from enlacesur.network.models import Affiliation
from enlacesur.network.permissions import can_act_for
from enlacesur.notifications.models import Interest
from tests.factories.exchange import ask
from tests.factories.notifications import fan_out


def test_a_person_takes_their_own_data_and_nobody_elses(client, lucia, joana):
    Interest.objects.create(person=lucia, words="feria")
    Interest.objects.create(person=joana, words="secreto")
    client.force_login(lucia)
    text = client.get("/mi-cuenta/datos/").content.decode()
    assert json.loads(text)["interests"][0]["words"] == "feria"
    assert "secreto" not in text


def test_what_they_said_with_a_step_goes_along(client, rivera, canoas, lucia, joana):
    agreement.decline(ask(rivera, canoas, lucia), canoas, "No tenemos equipo.", by=joana)
    client.force_login(joana)
    data = json.loads(client.get("/mi-cuenta/datos/").content)
    assert [row["text"] for row in data["said"]] == ["No tenemos equipo."]


def test_and_what_was_said_to_them_with_its_reason(client, rivera, canoas, lucia, joana):
    agreement.decline(ask(rivera, canoas, lucia), canoas, "No tenemos equipo.", by=joana)
    fan_out()
    client.force_login(lucia)
    data = json.loads(client.get("/mi-cuenta/datos/").content)
    assert data["notices"][-1]["text"] == "No tenemos equipo."


def test_why_they_were_not_admitted_goes_along(client, rivera, ramon, stranger):
    refuse(ask_to_join(stranger, rivera, message="Trabajo en la feria."), by=ramon, reason="No trabaja aquí.")
    client.force_login(stranger)
    (row,) = json.loads(client.get("/mi-cuenta/datos/").content)["affiliations"]
    assert (row["message"], row["reason"]) == ("Trabajo en la feria.", "No trabaja aquí.")


def close(client, person, word):
    client.force_login(person)
    return client.post("/mi-cuenta/cerrar/", {"confirm": word}, follow=True).content.decode()


def test_closing_erases_what_is_personal_and_ends_every_access(client, lucia, rivera):
    Interest.objects.create(person=lucia, words="feria")
    close(client, lucia, lucia.email)
    gone = Person.objects.get(pk=lucia.pk)
    assert ("Lucía" in gone.name, gone.is_active, Interest.objects.exists()) == (False, False, False)
    assert not can_act_for(gone, rivera)


def test_closing_erases_what_was_said_of_the_person_also_from_others_notices(client, rivera, ramon, stranger):
    asked = ask_to_join(stranger, rivera, message="Soy Extraña, de la feria.")
    refuse(asked, by=ramon, reason="Extraña no trabaja aquí.")
    fan_out()
    close(client, stranger, stranger.email)
    client.force_login(ramon)
    page = client.get("/buzon/").content.decode()
    assert "Alguien pide actuar en nombre de Intendencia de Rivera" in page
    assert "Extraña" not in page
    assert "Extraña" not in str([*Event.objects.values(), *Affiliation.objects.values()])


def test_what_they_said_in_the_name_of_their_city_stays_with_it(client, rivera, canoas, lucia, joana):
    asked = ask(rivera, canoas, lucia)
    agreement.decline(asked, canoas, "No tenemos equipo.", by=joana)
    close(client, joana, joana.email)
    asked.refresh_from_db()
    assert asked.closing_reason == "No tenemos equipo."
    assert "Joana" not in str(list(Event.objects.values()))


def test_closing_needs_ones_own_e_mail(client, lucia):
    assert "escriba su propio correo" in close(client, lucia, "otra@ciudad.example")
    assert Person.objects.get(pk=lucia.pk).is_active


def test_the_only_representative_hands_over_first(client, ramon):
    assert "única persona que representa a" in close(client, ramon, ramon.email)
    assert Affiliation.objects.active().filter(person=ramon).exists()
