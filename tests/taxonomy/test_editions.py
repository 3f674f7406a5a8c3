"""A vocabulary that changes: what was filed keeps its term, and is found under those of other editions."""

from datetime import date

import pytest

from enlacesur.core import profile
from enlacesur.taxonomy import vocabulary
from enlacesur.taxonomy.actions import BrokenVocabulary, load_vocabulary
from enlacesur.taxonomy.models import Term, Vocabulary
from enlacesur.taxonomy.vocabulary import choices, current, editions, terms, under

pytestmark = pytest.mark.django_db
AXES = Vocabulary.AXES


@pytest.fixture
def day(monkeypatch):
    def is_today(when):
        monkeypatch.setattr(vocabulary.timezone, "localdate", lambda: when)

    return is_today


def axes(monkeypatch, *rows):
    """What the profile says of the axes."""
    dated = [{"name": str(year), "since": date(year, 1, 1)} for year in (2020, 2022, 2024)]
    named = [{"labels": {"es": slug}, "edition": edition, "slug": slug} | more for edition, slug, more in rows]
    monkeypatch.setattr(profile, "read", lambda name: {"edition": dated, "term": named})
    load_vocabulary(AXES)
    terms.cache_clear()


@pytest.fixture
def three(monkeypatch):
    axes(
        monkeypatch,
        ("2020", "territorio", {}),
        ("2020", "salud", {}),
        ("2022", "suelo", {"was": ["2020:territorio"]}),
        ("2022", "economia", {"was": ["2020:territorio"]}),
        ("2024", "habitat", {"was": ["2022:suelo"]}),
        ("2024", "salud", {"was": ["2020:salud"]}),
    )
    yield
    terms.cache_clear()


class TestTheProfile:
    def test_has_eight_axes_and_then_nine(self, day):
        day(date(2026, 11, 1))
        assert len(current(AXES)) == 8
        day(date(2027, 1, 1))
        assert len(current(AXES)) == 9

    def test_an_edition_that_is_not_in_force_yet_is_not_offered(self, day):
        day(date(2026, 11, 1))
        assert editions(AXES) == ["2022"]
        assert {code.partition(":")[0] for code, _label in choices(AXES)} == {"2022"}

    def test_the_same_slug_in_two_editions_is_two_terms(self):
        assert terms(AXES)["2022:culture"].label != terms(AXES)["2027:culture"].label


class TestUnder:
    def test_what_was_filed_is_found_under_what_came_of_it(self, three):
        assert set(under(AXES, "2020:territorio")) == {"2020:territorio", "2022:suelo", "2022:economia", "2024:habitat"}

    def test_what_is_filed_now_is_found_under_what_it_came_from(self, three):
        assert set(under(AXES, "2024:habitat")) == {"2024:habitat", "2022:suelo", "2020:territorio"}

    def test_sisters_are_not_each_other(self, three):
        assert "2022:economia" not in under(AXES, "2022:suelo")

    def test_a_term_that_nobody_knows_is_found_under_itself(self, three):
        assert under(AXES, "1999:nada") == ["1999:nada"]


class TestTheFile:
    def test_a_term_that_left_the_file_is_kept_and_not_offered(self, monkeypatch, three):
        axes(monkeypatch, ("2024", "habitat", {}))
        assert Term.objects.get(vocabulary=AXES, edition="2024", slug="salud").retired
        assert [term.code for term in current(AXES)] == ["2024:habitat"]

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            (("2030", "a", {}), "there is no edition 2030"),
            (("2022", "a", {"was": ["2020:x"]}), "2020:x, which is not there"),
            (("2022", "a", {"was": ["2022:a"]}), "which is not earlier"),
        ],
    )
    def test_a_contradiction_is_named(self, monkeypatch, row, sentence):
        with pytest.raises(BrokenVocabulary, match=sentence):
            axes(monkeypatch, row)

    def test_a_term_twice_is_named(self, monkeypatch):
        with pytest.raises(BrokenVocabulary, match="twice"):
            axes(monkeypatch, ("2022", "a", {}), ("2022", "a", {}))
