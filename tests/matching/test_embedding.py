"""The optional sentence model. The one of these tests knows what a few words mean, in either language."""

from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from enlacesur.matching import embedding, evaluation, index
from enlacesur.matching import reasons as why
from enlacesur.matching.embedding import Dense, InDatabase, InMemory, ModelError, vectors_of
from enlacesur.matching.match import Wanted, match
from tests.matching.conftest import card

MEANINGS = [("faro", "luz", "farol"), ("barco", "puerto", "navio"), ("pan", "padaria", "trigo")]
LENGTH = len(MEANINGS) + 1


class SmallModel:
    """Each meaning is a direction, and so is having none."""

    name = "small"

    def encode(self, texts, language):
        rows = [[sum(word in text.lower() for word in words) for words in MEANINGS] for text in texts]
        matrix = np.array([[*row, not any(row)] for row in rows], np.float32).reshape(len(texts), LENGTH)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def of_length_one(*values):
    vector = np.array(values, np.float32)
    return vector / np.linalg.norm(vector)


LIGHT = card(1, "Torre antiga. O farol guia quem chega.", language="pt", country="BR")
BREAD = card(2, "Padaria comunitária. Trigo da região.", language="pt", country="BR")
SHIPS = card(3, "Muelle nuevo. Un barco por día.")


@pytest.fixture(params=["in memory", "in the database"])
def vectors(request, db):
    return InMemory() if request.param == "in memory" else InDatabase("small", LENGTH)


@pytest.fixture
def with_model(make_index, monkeypatch, vectors):
    """An index whose documents the small model has read, and reads as they come."""
    dense = Dense(SmallModel(), vectors)
    monkeypatch.setattr(index, "configured", lambda: dense)
    make_index(LIGHT, BREAD, SHIPS)
    return dense


class TestVectors:
    def test_the_nearest_come_first(self, vectors):
        vectors.keep(vectors_of(SmallModel(), [LIGHT, BREAD, SHIPS]))
        near = vectors.nearest(SmallModel().encode(["una luz"], "es")[0], "solution", 2)
        assert next(iter(near)) == "solution:1"
        assert len(near) == 2
        assert near["solution:1"] == pytest.approx(1, abs=0.01)

    def test_those_that_are_named_are_compared_alone(self, vectors):
        vectors.keep(vectors_of(SmallModel(), [LIGHT, BREAD]))
        near = vectors.among(SmallModel().encode(["pan"], "es")[0], ["solution:2", "solution:9"])
        assert near == {"solution:2": pytest.approx(1, abs=0.01)}

    def test_what_is_kept_again_is_there_once_as_it_is_now(self, vectors):
        vectors.keep({"solution:1": np.array([1, 0, 0, 0], np.float32)})
        vectors.keep({"solution:1": np.array([0, 1, 0, 0], np.float32)})
        assert vectors.nearest(np.array([0, 1, 0, 0], np.float32), "solution", 5) == {"solution:1": pytest.approx(1)}

    def test_what_is_gone_is_forgotten(self, vectors):
        vectors.keep(vectors_of(SmallModel(), [LIGHT, BREAD]))
        vectors.forget(["solution:1", "solution:9"])
        assert set(vectors.nearest(np.array([1, 0, 0, 0], np.float32), "solution", 5)) == {"solution:2"}

    def test_as_many_of_a_kind_are_found_as_are_asked_for_whatever_else_is_nearer(self, vectors):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")  # by the index, as with many
        nearer = {f"need:{n}": of_length_one(1, n / 1000, 0, 0) for n in range(150)}
        wanted = {f"solution:{n}": of_length_one(0.8, 0.6, n / 1000, 0) for n in range(60)}
        vectors.keep(nearer | wanted)
        assert set(vectors.nearest(np.array([1, 0, 0, 0], np.float32), "solution", 60)) == set(wanted)

    def test_what_the_database_cannot_keep_is_said_and_breaks_nothing(self, db):
        with pytest.raises(ModelError, match="pgvector"):
            InDatabase("too long", 100_000)
        assert InDatabase("small", LENGTH).among(np.array([1, 0, 0, 0], np.float32), ["solution:1"]) == {}

    def test_two_models_do_not_see_each_other(self, db):
        InDatabase("one", LENGTH).keep({"solution:1": np.array([1, 0, 0, 0], np.float32)})
        assert InDatabase("other", LENGTH).nearest(np.array([1, 0, 0, 0], np.float32), "solution", 5) == {}


@pytest.mark.usefixtures("with_model")
class TestMatching:
    def test_what_is_near_in_meaning_is_found_without_a_shared_word(self):
        (found,) = match(Wanted(text="Queremos más luz", language="es"))
        assert found.key == "solution:1"
        assert why.SimilarMeaning() in found.reasons
        assert found.shares[why.SimilarMeaning()] > 0.5

    def test_what_is_far_in_meaning_is_not_shown(self):
        assert [one.key for one in match(Wanted(text="xilófono", language="es"))] == []

    def test_words_still_count(self):
        assert match(Wanted(text="Un barco", language="es"))[0].key == "solution:3"

    def test_what_may_not_be_seen_is_not_found_by_its_meaning(self, make_index):
        make_index(card(4, "Farola escondida. Farol.", audience="private", organisation_id=7))
        assert "solution:4" not in [one.key for one in match(Wanted(text="Queremos más luz", language="es"))]


def test_a_document_that_changes_means_something_else(with_model, shelf):
    shelf.put(card(2, "Un faro. Luz.", language="es"))
    index.write(index.current_folder(), {"solution": {2}}, {"solution": {2: shelf.documents["solution:2"]}})
    near = with_model.vectors.nearest(np.array([1, 0, 0, 0], np.float32), "solution", 2)
    assert set(near) == {"solution:1", "solution:2"}


def test_a_document_that_is_no_more_means_nothing(with_model):
    index.write(index.current_folder(), {"solution": {1}}, {"solution": {}})
    assert "solution:1" not in with_model.vectors.nearest(np.array([1, 0, 0, 0], np.float32), "solution", 5)


@pytest.mark.django_db
def test_a_collection_is_evaluated_with_a_model():
    cards = {"light": LIGHT, "bread": BREAD}
    collection = evaluation.Collection(cards, {"n": Wanted(text="luz")}, {"n": {"light": 1}})
    ranked, _took = evaluation.run(collection, evaluation.index_of(cards, model=SmallModel()), str)
    assert ranked["n"][0][0] == "light"


def test_a_model_that_fails_does_not_keep_documents_from_being_found(make_index, monkeypatch, caplog):
    class Failing(SmallModel):
        def encode(self, texts, language):
            raise ValueError("too warm")

    monkeypatch.setattr(index, "configured", lambda: Dense(Failing(), InMemory()))
    make_index(SHIPS)
    assert "could not read what is new" in caplog.text
    monkeypatch.setattr(index, "configured", lambda: None)
    assert match(Wanted(text="Un barco"))[0].key == "solution:3"


class TestConfiguration:
    def test_no_model_is_configured_by_default(self):
        assert embedding.configured() is None

    def test_a_model_that_cannot_be_had_is_named_and_matching_goes_on(self, settings, make_index, caplog):
        settings.EMBEDDER = "/nowhere/model"
        make_index(SHIPS)
        assert match(Wanted(text="Un barco"))[0].key == "solution:3"
        assert "Matching goes on without the sentence model" in caplog.text

    def test_the_command_says_what_is_missing(self, db, tmp_path):
        for name in ("cards", "needs", "qrels"):
            (tmp_path / name).write_text("")
        paths = [f"--{name}={tmp_path / name}" for name in ("cards", "needs", "qrels")]
        with pytest.raises(CommandError, match=r"sentence-transformers|cannot be loaded"):
            call_command("match", "evaluate", *paths, "--embedder=/nowhere/model")

    def test_a_model_is_a_folder_or_what_a_package_brings_or_a_name(self, tmp_path, monkeypatch):
        (tmp_path / "small_model.py").write_text("def get_model_path():\n    return '/brought/by/the/package'\n")
        monkeypatch.syspath_prepend(tmp_path)
        assert embedding.place_of(str(tmp_path)) == str(tmp_path)
        assert embedding.place_of("small-model") == "/brought/by/the/package"
        assert embedding.place_of("somebody/some-model") == "somebody/some-model"

    @pytest.mark.parametrize(
        ("text", "alone"),
        [
            ("---\nlanguage: en\nlicense: mit\n---\n", True),
            ("---\nlanguage:\n- en\n- pt\nlicense: mit\n---\n", False),
            ("# A model\n", False),
            (None, False),
        ],
    )
    def test_its_card_says_whether_it_knows_english_alone(self, tmp_path: Path, text, alone):
        if text:
            (tmp_path / "README.md").write_text(text)
        assert embedding.knows_english_alone(tmp_path) == alone

    def test_such_a_model_is_given_english_portuguese_by_way_of_spanish(self, db, apertium):
        apertium('printf "%s " "$2"; cat')
        assert embedding.in_english(["a feira"], "pt") == ["pt-es a feira"]

    def test_nobody_is_asked_about_english(self, db):
        assert embedding.in_english(["the fair"], "en") == ["the fair"]


def test_without_a_model_the_library_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sentence_transformers", None)
    with pytest.raises(ModelError, match="sentence-transformers"):
        embedding.SentenceModel("any")
