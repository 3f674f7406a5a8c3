import shutil
from pathlib import Path

import pytest
from django.utils import translation

from enlacesur.review import rubrics
from enlacesur.review.rubrics import RubricError, faults, names, path_of, restored, rubric


@pytest.mark.parametrize("name", names())
def test_every_rubric_of_the_profile_is_well(name):
    assert faults(path_of(name)) == []


def test_the_observatory_has_its_seven_criteria():
    wanted = ["pertinent", "democratic", "innovative", "effective", "sustainable", "replicable", "evaluable"]
    assert rubric("observatory").slugs == wanted


def test_it_speaks_the_readers_language():
    criterion = rubric("observatory").criteria[3]
    said = []
    for language in ("es", "pt-br", "en"):
        with translation.override(language):
            said.append(criterion.label)
    assert said == ["Efectiva", "Efetiva", "Effective"]


def test_a_snapshot_gives_the_same_rubric_back():
    assert restored(rubric("bank").snapshot()) == rubric("bank")


def test_the_weighted_mean_counts_each_criterion_with_its_weight():
    bank = rubric("bank")
    scores = dict.fromkeys(bank.slugs, 2) | {"evidence": 4}
    assert bank.weighted(scores) == pytest.approx(2.5)


def test_a_rubric_that_is_none_says_so(db):
    with pytest.raises(RubricError, match="there is no such rubric"):
        rubric("nada")


# What the check finds, and where


@pytest.fixture
def broken(settings, tmp_path):
    """The bank's file with something replaced; returns what is found."""
    (tmp_path / "rubrics").mkdir()
    path = tmp_path / "rubrics" / "bank.toml"
    shutil.copy(Path(settings.PROFILE) / "rubrics" / "bank.toml", path)
    settings.PROFILE = tmp_path

    def replace(old, new):
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return faults(path)

    return replace


def test_weights_that_do_not_sum_to_one(broken):
    (fault,) = broken("weight = 0.25", "weight = 0.5")
    assert fault.endswith("bank.toml:42: the weights sum to 1.25, and have to sum to 1")


def test_a_language_that_is_missing_is_named_with_its_line(broken):
    (fault,) = broken('pt = "Inovação em seu contexto"\n', "")
    assert fault.endswith("bank.toml:54: labels has no pt")


def test_a_slug_that_is_there_twice(broken):
    (fault,) = broken('slug = "innovation"', 'slug = "evidence"')
    assert fault.endswith("bank.toml:54: the slug 'evidence' is there twice")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("evaluations = 2", "evaluations = 1", "evaluations is 1, and has to be at least 2"),
        ("days = 30", "", "days is missing, or not int"),
        ("value = 2", "value = 7", "whole numbers that rise by one"),
        ("weight = 0.25", "weight = 0.25\nwheight = 1", "unknown: wheight"),
        ("weight = 0.25", "weight = -0.25", "the weight is -0.25, and has to be above 0"),
        ('version = "2026.1"', "version = ", "Invalid value"),
    ],
)
def test_what_else_can_be_wrong(broken, old, new, said):
    assert said in "\n".join(broken(old, new))


def test_a_faulty_one_is_not_used(broken):
    broken("days = 30", "")
    with pytest.raises(RubricError):
        rubrics.rubric("bank")
