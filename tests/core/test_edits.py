"""Two windows over one form: whose word is kept, and what waits for a choice."""

import pytest

from enlacesur.core import edits
from enlacesur.core.edits import Sheet

BEFORE = {"problem": ["Sobra fruta."], "results": ["31 ferias."], "themes": ["agua", "suelo"]}


@pytest.fixture
def mine():
    return edits.opened(BEFORE)


def join(sent, now, sheet, kept=None):
    return edits.join(BEFORE | sent, BEFORE | now, sheet, kept, by=7, at="2026-05-01T10:00:00+00:00")


def test_what_nobody_else_touched_is_taken(mine):
    joined = join({"problem": ["Otra cosa."]}, {}, mine)
    assert joined.values["problem"] == ["Otra cosa."]
    assert not joined.clashes


def test_what_others_wrote_in_other_fields_stays(mine):
    joined = join({"problem": ["Otra cosa."]}, {"results": ["33 ferias."]}, mine)
    assert (joined.values["problem"], joined.values["results"]) == (["Otra cosa."], ["33 ferias."])
    assert (joined.theirs, joined.clashes) == (["results"], [])


def test_where_both_wrote_what_is_there_stays_and_the_other_waits(mine):
    joined = join({"problem": ["Mío."]}, {"problem": ["Suyo."]}, mine)
    assert joined.values["problem"] == ["Suyo."]
    assert joined.clashes == ["problem"]
    assert [(one.field, one.values, one.by) for one in edits.waiting(joined.edits)] == [("problem", ["Mío."], 7)]


def test_the_same_word_of_both_is_no_clash(mine):
    assert not join({"problem": ["Igual."]}, {"problem": ["Igual."]}, mine).clashes


@pytest.mark.parametrize("sent", [["Sobra fruta.  "], ["Sobra fruta.\r\n"], ["", "Sobra fruta."]])
def test_what_the_browser_adds_is_no_writing(mine, sent):
    assert join({"problem": sent}, {"problem": ["Suyo."]}, mine).values["problem"] == ["Suyo."]


def test_boxes_have_no_order(mine):
    assert join({"themes": ["suelo", "agua"]}, {"themes": ["aire"]}, mine).values["themes"] == ["aire"]


def test_a_form_that_keeps_itself_goes_on_over_its_own_words(mine):
    first = join({"problem": ["Uno."]}, {}, mine)
    second = edits.join(BEFORE | {"problem": ["Uno y dos."]}, first.values, mine, first.edits, by=7)
    assert (second.values["problem"], second.clashes) == (["Uno y dos."], [])


def test_and_back_to_what_it_found(mine):
    first = join({"problem": ["Uno."]}, {}, mine)
    assert edits.join(BEFORE, first.values, mine, first.edits, by=7).values["problem"] == BEFORE["problem"]


def test_a_second_word_of_one_window_replaces_what_waited_of_it(mine):
    first = join({"problem": ["Mío."]}, {"problem": ["Suyo."]}, mine)
    second = edits.join(BEFORE | {"problem": ["Mío, más largo."]}, first.values, mine, first.edits, by=7)
    assert [one.values for one in edits.waiting(second.edits)] == [["Mío, más largo."]]


def test_who_opens_it_anew_writes_over_it_knowingly(mine):
    first = join({"problem": ["Mío."]}, {"problem": ["Suyo."]}, mine)
    again = edits.opened(first.values)
    assert edits.join(first.values | {"problem": ["Mío."]}, first.values, again, first.edits).values["problem"] == [
        "Mío."
    ]


@pytest.mark.parametrize(("choice", "kept"), [("the other", ["Mío."]), ("here", ["Suyo."])])
def test_who_chooses_leaves_nothing_waiting(mine, choice, kept):
    first = join({"problem": ["Mío."]}, {"problem": ["Suyo."]}, mine)
    settled = edits.settle(first, {"problem": mine.token if choice == "the other" else choice}, by=7, at="")
    assert settled.values["problem"] == kept
    assert edits.waiting(settled.edits) == []


class TestChoosingLate:
    """Two texts wait for one field; somebody opened the page that asks which, and others went on writing."""

    @pytest.fixture
    def before(self, mine):
        return join({"problem": ["Mío."]}, {"problem": ["Suyo."]}, mine)

    @pytest.fixture
    def asked(self, before):
        return edits.opened(before.values, before.edits)

    def choose(self, before, asked, choice, here="Suyo.", now="Suyo.", kept=None):
        sent, there = before.values | {"problem": [here]}, before.values | {"problem": [now]}
        joined = edits.join(sent, there, asked, kept or before.edits, by=9)
        return edits.settle(joined, {"problem": choice}, asked, by=9, at="")

    def waiting(self, settled):
        return [one.values for one in edits.waiting(settled.edits)]

    def test_what_nobody_has_touched_since_is_settled(self, before, asked, mine):
        settled = self.choose(before, asked, mine.token)
        assert (settled.values["problem"], self.waiting(settled)) == (["Mío."], [])

    def test_a_text_that_came_since_is_not_thrown_away_unseen(self, before, asked):
        third = edits.opened(BEFORE)
        kept = edits.join(BEFORE | {"problem": ["De otra."]}, before.values, third, before.edits, by=8).edits
        settled = self.choose(before, asked, edits.HERE, kept=kept)
        assert self.waiting(settled) == [["Mío."], ["De otra."]]

    def test_a_text_that_has_grown_since_is_not_either(self, before, asked, mine):
        kept = edits.join(
            BEFORE | {"problem": ["Mío, más largo."]}, before.values, mine, before.edits, by=7, at="x"
        ).edits
        settled = self.choose(before, asked, edits.HERE, kept=kept)
        assert self.waiting(settled) == [["Mío, más largo."]]

    def test_nor_what_was_written_into_the_field(self, before, asked, mine):
        settled = self.choose(before, asked, mine.token, now="Suyo, corregido.")
        assert settled.values["problem"] == ["Suyo, corregido."]
        assert self.waiting(settled) == [["Mío."]]

    def test_nor_what_the_one_who_chooses_has_typed(self, before, asked):
        settled = self.choose(before, asked, edits.HERE, here="De los dos.", now="Suyo, corregido.")
        assert self.waiting(settled) == [["Mío."], ["De los dos."]]


NONSENSE = ["", "nada", "[]", "[1,2]", "{}", '["a",{"b":', "null", "[" * 9000, '["a\\u0000",{}]', '["\\ud800",{}]']


@pytest.mark.parametrize("raw", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_no_sheet(raw):
    assert edits.read(raw) == Sheet()


def test_a_sheet_is_read_as_it_was_written(mine):
    assert edits.read(str(mine)) == mine
