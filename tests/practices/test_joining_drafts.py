"""Drafts of the time when each colleague had one of their own."""

from importlib import import_module

from django.apps import apps

from enlacesur.core.edits import waiting
from enlacesur.practices.models import Draft
from tests.factories.practices import begin, fields, publish

migration = import_module("enlacesur.practices.migrations.0013_one_draft_of_an_unpublished_card")


def typed(practice, person, **changes):
    return Draft.objects.create(practice=practice, person=person, base_version=0, fields=fields(**changes))


def test_of_an_unpublished_card_the_newest_stays_and_the_other_words_wait(client, rivera, lucia, ramon):
    practice = begin(rivera, lucia)
    typed(practice, lucia, problem="Lo de Lucía.")
    newest = typed(practice, ramon, problem="Lo de Ramón.")
    migration.join_drafts(apps, None)
    draft = Draft.objects.get()
    assert (draft.pk, draft.fields["problem"]) == (newest.pk, ["Lo de Ramón."])
    assert [(one.field, one.values, one.by) for one in waiting(draft.edits)] == [
        ("problem", ["Lo de Lucía."], lucia.pk)
    ]
    client.force_login(ramon)
    assert "Lucía Olivera escribió" in client.get(f"/soluciones/{practice.pk}/editar/").text


def test_of_a_published_one_each_keeps_their_own(rivera, lucia, ramon):
    practice = publish(rivera, lucia)
    typed(practice, lucia)
    typed(practice, ramon)
    migration.join_drafts(apps, None)
    assert Draft.objects.count() == 2
