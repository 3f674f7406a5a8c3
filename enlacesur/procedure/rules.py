"""Rules as data, answers with reasons: what a thing must be to enter, and how far it is.

A set of rules is a TOML file of the network profile: its version, the decision that ratified it, and typed rules. A
room states the facts; what each rule makes of them is worked out here. Of each fact is told what it is now, and what it
will be when all that has been asked of others is granted: that is the difference between unmet and not yet.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils import timezone

from enlacesur.core import profile
from enlacesur.core.profile import in_language

LANGUAGES = {"es", "pt", "en"}


class Verdict(StrEnum):
    MET = "met"
    NOT_YET = "not_yet"
    UNMET = "unmet"


@dataclass(frozen=True)
class Fact:
    """What is so today, and what will be so when what was asked of others is granted."""

    now: Any
    then: Any = None


Facts = Mapping[str, Fact]


class BrokenRules(ValueError):  # noqa: N818  it names what is broken
    """The file of rules cannot be used. The sentence names file, rule and what is wrong."""


@dataclass(frozen=True)
class Rule:
    slug: str
    kind: str
    facts: tuple[str, ...]
    says: Mapping[str, Mapping[str, str]]  # verdict, or short for a text that is too brief → language → sentence
    least: int = 1
    months: int = 0


@dataclass(frozen=True)
class Answer:
    rule: Rule
    verdict: Verdict
    sentence: str

    @property
    def slug(self) -> str:
        return self.rule.slug


@dataclass(frozen=True)
class Rules:
    name: str
    version: str
    ratified: str
    rules: tuple[Rule, ...]

    def answers(self, facts: Facts) -> list[Answer]:
        """One answer a rule, in their order, in the reader's language."""
        return [answer(rule, facts) for rule in self.rules]


def all_met(answers: list[Answer]) -> bool:
    return all(one.verdict == Verdict.MET for one in answers)


# The types of rules: each says whether a value satisfies it.

Holds = Callable[[Rule, Any], bool]


def is_enough(rule: Rule, value: Any) -> bool:
    return (value or 0) >= rule.least


def is_there(rule: Rule, value: Any) -> bool:
    return bool(value)


def is_written(rule: Rule, value: Any) -> bool:
    """So many letters at least: a word alone says nothing."""
    return isinstance(value, str) and len(value.strip()) >= rule.least


def is_recent(rule: Rule, value: Any) -> bool:
    return isinstance(value, date) and value > months_ago(rule.months)


KINDS: dict[str, Holds] = {"at_least": is_enough, "present": is_there, "written": is_written, "recent": is_recent}


def months_ago(months: int) -> date:
    day = timezone.localdate()
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def answer(rule: Rule, facts: Facts) -> Answer:
    """Of a rule with several facts one must hold: «finished, or with evaluated results»."""
    holds = KINDS[rule.kind]
    known = [facts[name] for name in rule.facts]
    if any(holds(rule, fact.now) for fact in known):
        verdict = Verdict.MET
    elif any(holds(rule, fact.then) for fact in known):
        verdict = Verdict.NOT_YET
    else:
        verdict = Verdict.UNMET
    return Answer(rule, verdict, sentence(rule, verdict, known[0].now))


def sentence(rule: Rule, verdict: Verdict, have: Any) -> str:
    # What one has stands in the sentence where it is a number; that nothing was said yet counts as none.
    have = (len(have.strip()) if isinstance(have, str) else have) or 0
    is_short = verdict == Verdict.UNMET and have and "short" in rule.says
    values = {"have": have, "least": rule.least, "months": rule.months}
    return str(in_language(dict(rule.says["short" if is_short else verdict]))).format_map(values)


# The files


def rules(name: str) -> Rules:
    """The rules in `rules/<name>.toml` of the network profile. Raises BrokenRules."""
    file = f"rules/{name}.toml"
    content = profile.read(file)
    try:
        made = tuple(rule_of(row) for row in content["rule"])
        return Rules(name, str(content["version"]), str(content["ratified"]), made)
    except KeyError as missing:
        raise BrokenRules(f"{file}: {missing.args[0]} is missing") from missing
    except BrokenRules as fault:
        raise BrokenRules(f"{file}: {fault}") from fault


def rule_of(row: Mapping[str, Any]) -> Rule:
    slug, kind = row["slug"], row["kind"]
    if kind not in KINDS:
        raise BrokenRules(f"rule {slug} is of the kind {kind}, which does not exist")
    says = {"met": row["met"], "not_yet": row.get("not_yet", row["unmet"]), "unmet": row["unmet"]}
    if "short" in row:
        says["short"] = row["short"]
    if any(set(labels) != LANGUAGES for labels in says.values()):
        raise BrokenRules(f"rule {slug} does not say what it asks in es, pt and en")
    return Rule(slug, kind, tuple(row["facts"]), says, row.get("least", 1), row.get("months", 0))
