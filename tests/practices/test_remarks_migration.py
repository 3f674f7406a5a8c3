"""Words of adaptations that were told before each was a row."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.factories.practices import adapt, publish

BEFORE, AFTER = ("practices", "0016_remarks"), ("practices", "0018_adaptations_name_their_remarks")
CARD = 1_000_000  # of which no other event tells


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


@pytest.fixture
def before(transactional_db, rivera, lucia, canoas, joana):
    """Two adaptations, as the tables were."""
    rows = [adapt(publish(rivera, lucia), canoas, joana).pk for _one in range(2)]
    [latest] = MigrationExecutor(connection).loader.graph.leaf_nodes("practices")
    yield migrate(BEFORE), rows
    migrate(latest)


def tell(apps, what, pk, reason, actor_id=None):
    apps.get_model("journal", "Event").objects.create(
        verb=f"adaptation.{what}",
        target_kind="solution",
        target_id=CARD,
        actor_id=actor_id,
        audience="nobody",
        data={"adaptation": pk, "reason": reason},
    )


def test_each_keeps_its_word_and_the_adaptation_the_last(before, lucia):
    apps, (pk, _other) = before
    for what, reason in [("disputed", "No es así."), ("abandoned", "Faltó dinero."), ("disputed", "Tampoco así.")]:
        tell(apps, what, pk, reason, lucia.pk)
    tell(apps, "under_way", pk, "")
    row = {"state": "abandoned", "abandonment_reason": "Faltó dinero.", "answered_at": timezone.now()}
    row |= {"confirmation": "disputed", "confirmation_note": "Tampoco así."}
    apps.get_model("practices", "Adaptation").objects.filter(pk=pk).update(**row)
    apps = migrate(AFTER)
    found = apps.get_model("practices", "Adaptation").objects.get(pk=pk)
    assert (found.abandonment.text, found.answer.text) == ("Faltó dinero.", "Tampoco así.")
    remarks = apps.get_model("practices", "Remark").objects.order_by("pk")
    assert [(one.text, one.by_id) for one in remarks] == [
        ("No es así.", lucia.pk),
        ("Faltó dinero.", lucia.pk),
        ("Tampoco así.", lucia.pk),
    ]
    events = apps.get_model("journal", "Event").objects.filter(verb__startswith="adaptation.", target_id=CARD)
    assert "así" not in str(list(events.values()))
    assert [event.data.get("says") for event in events.order_by("pk")] == [
        *(f"adaptation.remark:{one.pk}" for one in remarks),
        None,
    ]


def test_words_of_which_the_journal_has_none_are_kept_too(before, joana):
    apps, (_one, pk) = before
    row = {"confirmation": "confirmed", "confirmation_note": "Los visitamos.", "answered_at": timezone.now()}
    apps.get_model("practices", "Adaptation").objects.filter(pk=pk).update(**row, answered_by=joana.pk)
    apps = migrate(AFTER)
    found = apps.get_model("practices", "Adaptation").objects.get(pk=pk)
    assert (found.answer.text, found.answer.by_id, found.abandonment) == ("Los visitamos.", joana.pk, None)
