"""Two people edit one card: the second is told, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from enlacesur.practices import actions
from enlacesur.practices.models import Draft, Practice
from tests.factories.practices import content, fields, publish


@pytest.fixture
def both_began(rivera, lucia, ramon):
    """Lucía and Ramón opened version 1; Ramón has published his."""
    practice = publish(rivera, lucia)
    actions.save_draft(practice, fields(title="El título de Lucía"), 1, by=lucia)
    actions.publish(practice, content(title="El título de Ramón"), 1, by=ramon)
    return practice


@pytest.fixture
def told(client, both_began, lucia):
    client.force_login(lucia)
    return client.post(f"/soluciones/{both_began.pk}/vista/")


def test_the_second_is_told_and_sees_both(told):
    html = told.content.decode()
    assert told.status_code == 409
    assert "Ramón Acosta publicó otra versión" in html
    assert "<del>Ramón</del><ins>Lucía</ins>" in html


def test_her_text_is_kept(told, lucia):
    assert Draft.objects.get(person=lucia).fields["title"] == ["El título de Lucía"]
    assert Practice.objects.get().title == "El título de Ramón"


def test_she_keeps_hers_and_publishes(client, told, both_began):
    client.post(f"/soluciones/{both_began.pk}/resolver/", {"keep": "mine"})
    client.post(f"/soluciones/{both_began.pk}/vista/")
    assert Practice.objects.get().title == "El título de Lucía"
    assert list(both_began.versions.values_list("number", flat=True)) == [3, 2, 1]


def test_she_takes_the_other_one(client, told, both_began):
    client.post(f"/soluciones/{both_began.pk}/resolver/", {"keep": "theirs"})
    assert not Draft.objects.exists()
    assert Practice.objects.get().title == "El título de Ramón"


@pytest.mark.django_db(transaction=True)
def test_of_two_publications_at_once_one_wins_and_the_other_is_told(rivera, lucia, ramon):
    practice = publish(rivera, lucia)
    barrier = Barrier(2)

    def edit(person):
        barrier.wait(5)
        try:
            actions.publish(practice, content(title=f"De {person}"), 1, by=person)
        except actions.Conflict:
            return "told"
        finally:
            connections.close_all()
        return "won"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(edit, [lucia, ramon])) == ["told", "won"]
    assert practice.versions.count() == 2
