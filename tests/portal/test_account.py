import json

from enlacesur.accounts.models import Person
from enlacesur.network.models import Affiliation
from enlacesur.network.permissions import can_act_for
from enlacesur.notifications.models import Interest


def test_a_person_takes_their_own_data_and_nobody_elses(client, lucia, joana):
    Interest.objects.create(person=lucia, words="feria")
    Interest.objects.create(person=joana, words="secreto")
    client.force_login(lucia)
    text = client.get("/mi-cuenta/datos/").content.decode()
    assert json.loads(text)["interests"][0]["words"] == "feria"
    assert "secreto" not in text


def close(client, person, word):
    client.force_login(person)
    return client.post("/mi-cuenta/cerrar/", {"confirm": word}, follow=True).content.decode()


def test_closing_erases_what_is_personal_and_ends_every_access(client, lucia, rivera):
    Interest.objects.create(person=lucia, words="feria")
    close(client, lucia, lucia.email)
    gone = Person.objects.get(pk=lucia.pk)
    assert ("Lucía" in gone.name, gone.is_active, Interest.objects.exists()) == (False, False, False)
    assert not can_act_for(gone, rivera)


def test_closing_needs_ones_own_e_mail(client, lucia):
    assert "escriba su propio correo" in close(client, lucia, "otra@ciudad.example")
    assert Person.objects.get(pk=lucia.pk).is_active


def test_the_only_representative_hands_over_first(client, ramon):
    assert "única persona que representa a" in close(client, ramon, ramon.email)
    assert Affiliation.objects.active().filter(person=ramon).exists()
