"""What is judged and how: a rubric per shelf, as data of the network profile; and what is wrong with its file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from enlacesur.core import profile
from enlacesur.core.profile import in_language

LANGUAGES = ("es", "pt", "en")
Labels = dict[str, str]


@dataclass(frozen=True)
class Level:
    """One point of the scale."""

    value: int
    labels: Labels

    @property
    def label(self) -> str:
        return str(in_language(self.labels))


@dataclass(frozen=True)
class Criterion:
    slug: str
    weight: float
    labels: Labels
    guidance: Labels

    @property
    def label(self) -> str:
        return str(in_language(self.labels))

    @property
    def guide(self) -> str:
        return str(in_language(self.guidance))


@dataclass(frozen=True)
class Rubric:
    """`evaluations`: how many are needed; `divergence`: points between two of them from which a third is asked;
    `days`: how long an evaluator has."""

    name: str
    version: str
    labels: Labels
    evaluations: int
    divergence: float
    days: int
    levels: tuple[Level, ...]
    criteria: tuple[Criterion, ...]

    @property
    def label(self) -> str:
        return str(in_language(self.labels))

    @property
    def least(self) -> int:
        return self.levels[0].value

    @property
    def most(self) -> int:
        return self.levels[-1].value

    @property
    def slugs(self) -> list[str]:
        return [criterion.slug for criterion in self.criteria]

    def weighted(self, scores: Mapping[str, float]) -> float:
        """The mean of a score for each criterion, each with its weight."""
        return sum(criterion.weight * scores[criterion.slug] for criterion in self.criteria)

    def snapshot(self) -> dict[str, Any]:
        """What an assessment keeps: a later version of the file does not change what was judged by this one."""
        return asdict(self)


class RubricError(Exception):
    """What is wrong with the file of a rubric, one line each."""


def rubric(name: str) -> Rubric:
    """As the profile has it now. Raises RubricError where there is none, or a faulty one."""
    if found := faults(path_of(name)):
        raise RubricError("\n".join(found))
    return built(name, profile.read(f"rubrics/{name}.toml"))


def names() -> list[str]:
    return sorted(path.stem for path in Path(settings.PROFILE).glob("rubrics/*.toml"))


def built(name: str, data: Mapping[str, Any]) -> Rubric:
    return Rubric(
        name=name,
        levels=tuple(Level(row["value"], {code: row[code] for code in LANGUAGES}) for row in data["level"]),
        criteria=tuple(Criterion(**row) for row in data["criterion"]),
        **{field: data[field] for field in WHOLE},
    )


def restored(snapshot: Mapping[str, Any]) -> Rubric:
    """The rubric that an assessment keeps."""
    levels = tuple(Level(**row) for row in snapshot["levels"])
    criteria = tuple(Criterion(**row) for row in snapshot["criteria"])
    return Rubric(**{**snapshot, "levels": levels, "criteria": criteria})


# The check of a file


WHOLE: dict[str, tuple[type, ...]] = {
    "version": (str,),
    "labels": (dict,),
    "evaluations": (int,),
    "divergence": (int, float),
    "days": (int,),
}
CRITERION: dict[str, tuple[type, ...]] = {
    "slug": (str,),
    "weight": (int, float),
    "labels": (dict,),
    "guidance": (dict,),
}


def path_of(name: str) -> Path:
    return Path(settings.PROFILE) / "rubrics" / f"{name}.toml"


def faults(path: Path) -> list[str]:
    """Each as `file:line: what is wrong`. None is all well."""
    if not path.exists():
        return [f"{path}: there is no such rubric"]
    text = path.read_text(encoding="utf-8")
    try:
        data = profile.read(f"rubrics/{path.name}")
    except ValueError as fault:  # it names the line itself
        return [f"{path}: {fault}"]
    return [f"{path}:{line}: {fault}" for line, fault in faults_in(data, text)]


Fault = tuple[int, str]


def faults_in(data: dict[str, Any], text: str) -> Iterator[Fault]:
    levels, criteria = data.get("level", []), data.get("criterion", [])
    yield from wrong_fields(data, WHOLE, 1)
    yield from wrong_words(data.get("labels"), "labels", 1)
    yield from wrong_numbers(data)
    yield from wrong_levels(levels, text)
    for number, criterion in enumerate(criteria):
        yield from wrong_criterion(criterion, line_of(text, "criterion", number))
    yield from wrong_together(criteria, text)


def wrong_fields(row: dict[str, Any], wanted: dict[str, tuple[type, ...]], line: int) -> Iterator[Fault]:
    for field, types in wanted.items():
        if not isinstance(row.get(field), types):
            yield line, f"{field} is missing, or not {' or '.join(kind.__name__ for kind in types)}"


def wrong_words(words: Any, field: str, line: int) -> Iterator[Fault]:
    if isinstance(words, dict):
        for code in LANGUAGES:
            if not str(words.get(code, "")).strip():
                yield line, f"{field} has no {code}"


def wrong_numbers(data: dict[str, Any]) -> Iterator[Fault]:
    for field, least in (("evaluations", 2), ("days", 1), ("divergence", 0.5)):
        value = data.get(field)
        if isinstance(value, (int, float)) and value < least:
            yield 1, f"{field} is {value}, and has to be at least {least}"


def wrong_levels(levels: list[dict[str, Any]], text: str) -> Iterator[Fault]:
    values = [row.get("value") for row in levels]
    if len(values) < 2 or values != list(range(values[0] or 0, (values[0] or 0) + len(values))):
        yield line_of(text, "level", 0), "the scale needs two levels or more, whole numbers that rise by one"
    for number, row in enumerate(levels):
        yield from wrong_words(row, "level", line_of(text, "level", number))


def wrong_criterion(criterion: dict[str, Any], line: int) -> Iterator[Fault]:
    yield from wrong_fields(criterion, CRITERION, line)
    yield from wrong_words(criterion.get("labels"), "labels", line)
    yield from wrong_words(criterion.get("guidance"), "guidance", line)
    if unknown := set(criterion) - set(CRITERION):
        yield line, f"unknown: {', '.join(sorted(unknown))}"
    if isinstance(weight := criterion.get("weight"), (int, float)) and weight <= 0:
        yield line, f"the weight is {weight}, and has to be above 0"


def wrong_together(criteria: list[dict[str, Any]], text: str) -> Iterator[Fault]:
    slugs = [criterion.get("slug") for criterion in criteria]
    for number, slug in enumerate(slugs):
        if slug in slugs[:number]:
            yield line_of(text, "criterion", number), f"the slug {slug!r} is there twice"
    weights = [row["weight"] for row in criteria if isinstance(row.get("weight"), (int, float))]
    if abs(sum(weights) - 1) > 0.0001:
        yield line_of(text, "criterion", 0), f"the weights sum to {sum(weights):g}, and have to sum to 1"


def line_of(text: str, table: str, number: int) -> int:
    """The line where the table of this name and number begins; 1 where there is none."""
    heads = [match.start() for match in re.finditer(rf"^\[\[{table}\]\]", text, re.MULTILINE)]
    return text.count("\n", 0, heads[number]) + 1 if number < len(heads) else 1
