"""Rules as data: met, not yet or unmet, each with a sentence in the reader's language."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from enlacesur.core import profile
from enlacesur.procedure.rules import LANGUAGES, BrokenRules, Fact, Rule, Verdict, all_met, answer, months_ago, rules

SAYS = {
    verdict: {language: f"{verdict} {language} {{have}}/{{least}} {{months}}" for language in ("es", "pt", "en")}
    for verdict in Verdict
}


def rule(kind, *facts, **more):
    return Rule("one", kind, facts or ("fact",), SAYS, **more)


def verdict(made, **facts):
    return answer(made, facts).verdict


class TestAtLeast:
    @pytest.mark.parametrize(
        ("now", "then", "expected"),
        [
            (2, 2, Verdict.MET),
            (3, None, Verdict.MET),
            (1, 2, Verdict.NOT_YET),
            (1, 1, Verdict.UNMET),
            (None, None, Verdict.UNMET),
        ],
    )
    def test_it_counts_what_is_and_what_is_coming(self, now, then, expected):
        assert verdict(rule("at_least", least=2), fact=Fact(now, then)) == expected

    def test_the_sentence_says_how_many_there_are(self):
        with translation.override("pt-br"):
            assert answer(rule("at_least", least=2), {"fact": Fact(1)}).sentence == "unmet pt 1/2 0"


class TestPresent:
    @pytest.mark.parametrize("nothing", ["", None, False, [], 0])
    def test_nothing_is_unmet(self, nothing):
        assert verdict(rule("present"), fact=Fact(nothing)) == Verdict.UNMET

    def test_of_several_facts_one_is_enough(self):
        made = rule("present", "finished", "evaluated")
        assert verdict(made, finished=Fact(False), evaluated=Fact("a study")) == Verdict.MET
        assert verdict(made, finished=Fact(False), evaluated=Fact("")) == Verdict.UNMET


class TestWritten:
    @pytest.mark.parametrize(
        ("text", "expected"), [("x" * 10, "met"), ("🚀", "unmet"), (" " * 50, "unmet"), (None, "unmet")]
    )
    def test_a_word_alone_says_nothing(self, text, expected):
        assert verdict(rule("written", least=10), fact=Fact(text)) == expected


class TestWrittenTooBriefly:
    SHORT = {"es": "Van {have} de {least}.", "pt": "São {have} de {least}.", "en": "{have} of {least}."}

    def sentence(self, text):
        says = {name: dict.fromkeys(LANGUAGES, name) for name in ("met", "not_yet", "unmet")} | {"short": self.SHORT}
        return answer(Rule("a", "written", ("fact",), says, least=10), {"fact": Fact(text)}).sentence

    def test_it_says_how_much_there_is_of_how_much(self):
        assert self.sentence(" Se midió ") == "Van 8 de 10."

    def test_where_there_is_nothing_it_asks_for_it(self):
        assert self.sentence("  ") == "unmet"
        assert self.sentence(None) == "unmet"


class TestRecent:
    def test_a_day_within_the_months_is_met(self):
        day = timezone.localdate() - timedelta(days=300)
        assert verdict(rule("recent", months=12), fact=Fact(day)) == Verdict.MET

    def test_an_older_day_is_unmet(self):
        day = timezone.localdate() - timedelta(days=370)
        assert verdict(rule("recent", months=12), fact=Fact(day)) == Verdict.UNMET

    def test_asked_and_not_answered_is_not_yet(self):
        assert verdict(rule("recent", months=12), fact=Fact(None, timezone.localdate())) == Verdict.NOT_YET

    @given(months=st.integers(0, 600))
    def test_months_ago_is_a_day_that_exists_and_goes_back(self, months):
        assert months_ago(months + 1) < months_ago(months) <= timezone.localdate()


@given(now=st.integers(0, 5), more=st.integers(0, 5), least=st.integers(1, 5))
def test_what_is_met_stays_met_when_more_comes(now, more, least):
    made = rule("at_least", least=least)
    order = [Verdict.UNMET, Verdict.NOT_YET, Verdict.MET]
    assert order.index(verdict(made, fact=Fact(now + more, now + more))) >= order.index(
        verdict(made, fact=Fact(now, now))
    )


class TestTheFiles:
    @pytest.mark.parametrize("name", ["bank", "observatory"])
    def test_those_of_the_profile_can_be_read(self, name):
        made = rules(name)
        assert made.version
        assert made.ratified
        assert len({one.slug for one in made.rules}) == len(made.rules)

    def test_all_are_met_when_each_is(self):
        made = rules("bank")
        today = timezone.localdate()
        enough = {"recent": today, "written": "Se midió. " * 20}
        facts = {name: Fact(enough.get(one.kind, 1)) for one in made.rules for name in one.facts}
        assert all_met(made.answers(facts))
        assert not all_met(made.answers(facts | {"axes": Fact(0)}))

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ({}, "rule is missing"),
            ({"rule": [], "version": 1}, "ratified is missing"),
            ({"rule": [{"slug": "a", "kind": "magic", "facts": []}]}, "rule a is of the kind magic"),
            ({"rule": [{"slug": "a", "kind": "present", "facts": [], "met": {}, "unmet": {}}]}, "in es, pt and en"),
        ],
    )
    def test_a_broken_one_is_named(self, monkeypatch, content, fault):
        monkeypatch.setattr(profile, "read", lambda name: content)
        with pytest.raises(BrokenRules, match=f"rules/shelf.toml: .*{fault}"):
            rules("shelf")
