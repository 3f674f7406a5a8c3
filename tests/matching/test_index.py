import json
import os
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from enlacesur.journal.actions import Position, Target, number_anew, record
from enlacesur.journal.models import Event
from enlacesur.matching import index
from enlacesur.matching.search import Search, search
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import terms
from tests.matching.conftest import card

COMPOST = card(1, "Compostaje en la feria. Los restos vuelven a la huerta.")
MARKET = card(2, "Baños en la feria. Agua y jabón para quien trabaja desde las cinco.")


def happened(kind, pk, **data):
    """An event of the journal about a thing."""
    with transaction.atomic():
        record("solution.published", Target(kind, pk, "x", "/"), data=data)


def catch_up(events=1):
    """Read so many events; the journal shows one when no older transaction of the whole server is open."""
    read, patience = 0, time.monotonic() + 20
    while read < events and time.monotonic() < patience:
        read += index.catch_up()
    return read


def found(text=""):
    return sorted(hit.document.key for hit in search(Search(text=text)).hits)


def folder():
    return index.current_folder()


@pytest.mark.django_db(transaction=True)
class TestFollowingTheJournal:
    def test_a_new_document_is_found_after_its_event(self, make_index):
        shelf = make_index(COMPOST)
        shelf.put(MARKET)
        assert found() == ["solution:1"]
        happened("solution", 2)
        assert catch_up() == 1
        assert found() == ["solution:1", "solution:2"]

    def test_a_changed_document_is_found_by_its_new_words_alone(self, make_index):
        shelf = make_index(COMPOST)
        shelf.put(card(1, "Semáforos. Menos espera."))
        happened("solution", 1)
        catch_up()
        assert found("semáforos") == ["solution:1"]
        assert found("compostaje") == []

    def test_a_document_that_is_no_more_is_no_longer_found(self, make_index):
        shelf = make_index(COMPOST, MARKET)
        shelf.remove("solution:1")
        happened("solution", 1)
        catch_up()
        assert found() == ["solution:2"]

    def test_what_changes_with_it_is_brought_up_to_date_too(self, make_index):
        shelf = make_index(COMPOST, MARKET)
        shelf.remove("solution:1")
        happened("exchange", 9, also=[["solution", 1]])
        catch_up()
        assert found() == ["solution:2"]

    def test_events_of_things_that_cannot_be_found_are_passed_over(self, make_index):
        make_index(COMPOST)
        happened("affiliation", 1)
        assert catch_up() == 1
        assert found() == ["solution:1"]

    def test_nothing_is_read_twice(self, make_index):
        make_index(COMPOST)
        happened("solution", 1)
        assert [catch_up(), index.catch_up()] == [1, 0]

    def test_what_is_read_twice_is_there_once(self, make_index):
        make_index(COMPOST)
        happened("solution", 1)
        catch_up()
        (folder() / "position.json").write_text("torn")
        assert catch_up() >= 1
        assert found() == ["solution:1"]

    def test_an_index_built_now_does_not_read_the_past(self, make_index):
        happened("solution", 1)
        patience = time.monotonic() + 20
        while index.last_position() == Position() and time.monotonic() < patience:
            time.sleep(0.05)
        make_index(COMPOST)
        assert index.catch_up() == 0

    def test_an_event_of_an_open_transaction_is_waited_for(self, make_index):
        shelf = make_index(COMPOST)
        shelf.put(MARKET)
        recorded, go_on = threading.Event(), threading.Event()

        def slow():
            with transaction.atomic():
                record("solution.published", Target("solution", 2, "x", "/"))
                recorded.set()
                go_on.wait(5)

        thread = threading.Thread(target=slow)
        thread.start()
        recorded.wait(5)
        happened("solution", 1)
        early = index.catch_up()
        go_on.set()
        thread.join()
        assert early + catch_up(2 - early) == 2
        assert found() == ["solution:1", "solution:2"]

    def test_a_document_that_cannot_be_analysed_does_not_keep_the_others_out(self, make_index, monkeypatch, caplog):
        shelf = make_index(COMPOST)
        whole = index.row

        def choking(document):
            if document.id == 2:
                raise RuntimeError("strange letters")
            return whole(document)

        monkeypatch.setattr(index, "row", choking)
        shelf.put(MARKET, card(3, "Plaza. Sombra."))
        happened("solution", 2)
        happened("solution", 3)
        catch_up(2)
        assert found() == ["solution:1", "solution:3"]
        assert "solution:2 cannot be put into the search index" in caplog.text

    def test_two_writers_take_turns(self, make_index):
        shelf = make_index(COMPOST)
        shelf.put(MARKET)
        happened("solution", 2)
        counts = []
        threads = [threading.Thread(target=lambda: counts.append(index.catch_up())) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(counts) + catch_up(1 - sum(counts)) == 1
        assert found() == ["solution:1", "solution:2"]


class TestRebuilding:
    def test_there_is_no_index_before_the_first_one(self, db):
        assert not index.is_ready()
        assert search(Search(text="feria")).total == 0

    def test_it_is_swapped_in(self, make_index):
        shelf = make_index(COMPOST)
        before = folder()
        shelf.put(MARKET)
        assert index.rebuild() == 2
        assert folder() != before
        assert found() == ["solution:1", "solution:2"]

    def test_a_view_taken_before_goes_on_answering(self, make_index):
        shelf = make_index(COMPOST)
        view = index.view()
        shelf.put(MARKET)
        index.rebuild()
        assert view.searcher.num_docs == 1

    def test_a_folder_taken_away_while_it_is_opened_is_no_fault(self, make_index, monkeypatch):
        make_index(COMPOST)
        opened = index.open_index

        def late(folder):
            monkeypatch.setattr(index, "open_index", opened)
            index.rebuild()
            raise ValueError("gone")

        monkeypatch.setattr(index, "open_index", late)
        forget()
        assert index.view().searcher.num_docs == 1
        assert not (index.root() / "broken").exists()

    def test_old_folders_are_taken_away(self, make_index):
        make_index(COMPOST)
        for _time in range(4):
            index.rebuild()
        assert len(list(index.root().glob("v*-*"))) == 2

    def test_the_folder_tells_the_version(self, make_index, monkeypatch):
        make_index(COMPOST)
        assert folder().name.startswith(f"v{index.VERSION}-")
        monkeypatch.setattr(index, "VERSION", index.VERSION + 1)
        assert not index.is_ready()

    def test_the_command_says_how_many(self, make_index, capsys):
        make_index(COMPOST, MARKET)
        call_command("reindex")
        assert "2 documents in the index" in capsys.readouterr().out

    def test_progress_is_told(self, make_index, monkeypatch):
        monkeypatch.setattr(index, "PORTION", 1)
        make_index(COMPOST, MARKET)
        told = []
        index.rebuild(told.append)
        assert told == [1, 2]


def from_a_dump_that_is_older():
    """What happened since the dump is not in the journal; the next event has the number of one that was."""
    Event.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER SEQUENCE journal_event_id_seq RESTART WITH 1")


def into_a_server_that_has_not_come_so_far():
    Event.objects.update(xid=F("xid") + 1_000_000)
    number_anew()


@pytest.mark.django_db(transaction=True, reset_sequences=True)
class TestARestoredDatabase:
    @pytest.mark.parametrize("restored", [from_a_dump_that_is_older, into_a_server_that_has_not_come_so_far])
    def test_is_another_journal_and_the_index_is_built_anew(self, make_index, restored, caplog):
        shelf = make_index(COMPOST)
        happened("solution", 1)
        catch_up()
        before = folder()
        shelf.put(MARKET)
        shelf.remove("solution:1")
        restored()
        index.catch_up()
        assert folder() != before
        assert found() == ["solution:2"]
        assert "another one" in caplog.text

    def test_also_when_as_much_has_happened_since(self, make_index):
        shelf = make_index(COMPOST)
        happened("solution", 1)
        catch_up()
        shelf.remove("solution:1")
        from_a_dump_that_is_older()
        happened("need", 7)
        catch_up()
        assert found() == []

    def test_is_built_once(self, make_index):
        make_index(COMPOST)
        happened("solution", 1)
        catch_up()
        into_a_server_that_has_not_come_so_far()
        index.catch_up()
        before = folder()
        assert index.catch_up() == 0
        assert folder() == before


def tear(name):
    """Make the files of the index whose names end so unreadable."""
    for path in folder().iterdir():
        if path.name.endswith(name):
            path.write_bytes(b"torn" + os.urandom(40))


def forget():
    """As if the process had just started."""
    index.READER.__init__()


@pytest.fixture
def another_profile(db):
    """An axis that comes from another one, as after loading a profile that was changed."""

    def load():
        term = Term.objects.get(vocabulary=Vocabulary.AXES, edition="2022", slug="environment")
        term.data["was"] = ["2022:culture"]
        term.save()

    yield load
    terms.cache_clear()


class TestRecovery:
    @pytest.mark.parametrize("name", ["meta.json", ".managed.json", ".term", ".idx", ".store", ".fast"])
    def test_a_torn_index_finds_nothing_and_is_built_anew(self, make_index, name, caplog):
        make_index(COMPOST)
        tear(name)
        forget()
        assert search(Search(text="feria")).total == 0
        assert "cannot be read" in caplog.text
        index.catch_up()
        assert found() == ["solution:1"]
        assert "building it anew" in caplog.text

    def test_a_missing_folder_is_built_anew(self, make_index):
        make_index(COMPOST)
        for path in folder().iterdir():
            path.unlink()
        index.catch_up()
        assert found() == ["solution:1"]

    def test_the_first_catching_up_builds_the_index(self, db, shelf):
        shelf.put(COMPOST)
        index.catch_up()
        assert found() == ["solution:1"]

    def test_what_a_reader_found_torn_is_mended_by_the_writer(self, make_index):
        make_index(COMPOST)
        index.report(ValueError("a reader elsewhere"))
        before = folder()
        index.catch_up()
        assert folder() != before
        assert not (index.root() / "broken").exists()

    def test_another_profile_makes_other_documents(self, make_index, another_profile, caplog):
        shelf = make_index(COMPOST)
        before = folder()
        index.catch_up()
        assert folder() == before
        shelf.put(card(1, "Compostaje en la feria. Bajo otro eje."))
        another_profile()
        terms.cache_clear()  # as in the worker that begins after the profile was loaded
        index.catch_up()
        assert found("otro eje") == ["solution:1"]
        assert "vocabularies have changed" in caplog.text

    def test_who_still_knows_the_old_one_does_not_undo_what_was_made_of_the_new(self, make_index, another_profile):
        make_index(COMPOST)
        old = dict(terms(Vocabulary.AXES))
        another_profile()
        terms.cache_clear()
        index.rebuild()
        now = folder()
        terms(Vocabulary.AXES).update(old)
        index.catch_up()
        assert folder() == now

    def test_a_rebuild_that_was_killed_leaves_the_index_in_use(self, make_index, monkeypatch):
        make_index(COMPOST)

        def killed(folder):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(index, "use", killed)
            with pytest.raises(KeyboardInterrupt):
                index.rebuild()
        assert found() == ["solution:1"]
        index.rebuild()
        assert found() == ["solution:1"]


WRITE_AND_DIE = """
import os, sys, tantivy
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from enlacesur.matching import index, schema
from enlacesur.matching.documents import Document
schema.terms = lambda vocabulary: {}
writer = index.open_index(Path(sys.argv[1])).writer(index.HEAP, 1)
for number in range(200):
    writer.add_document(schema.row(Document("solution", number, "es", "Título", "Texto", "/")))
if sys.argv[2] == "after":
    writer.commit()
os._exit(9)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_writer_killed_at_its_commit_leaves_an_index_that_goes_on(make_index, moment):
    shelf = make_index(COMPOST)
    env = {**os.environ, "DATABASE_URL": "postgresql://nowhere/nothing"}
    subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(folder()), moment], env=env, check=False)
    shelf.put(MARKET)
    happened("solution", 2)
    catch_up()
    assert found("baños") == ["solution:2"]
    assert json.loads((folder() / "position.json").read_text())


def test_another_process_sees_a_commit_at_once(make_index):
    """The reader looks at the index's state on disk each time; here it is another reader of this process."""
    make_index(COMPOST)
    other = index.Reader()
    assert other.view().searcher.num_docs == 1
    index.write(folder(), {"solution": {2}}, {"solution": {2: MARKET}})
    assert other.view().searcher.num_docs == 2
