"""What the linter cannot see: relations between models point downwards; each room keeps to its file names."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parent.parent
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
HEIGHT = {layer.removeprefix("enlacesur."): len(LAYERS) - place for place, layer in enumerate(LAYERS)}
OURS = [model for model in apps.get_models() if model.__module__.startswith("enlacesur.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_downwards(model):
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model._meta.app_label in HEIGHT:
            target = field.related_model._meta.app_label
            assert HEIGHT[target] <= HEIGHT[model._meta.app_label], f"{model._meta.label}.{field.name} → {target}"


def test_every_room_is_in_the_layers():
    rooms = {path.name for path in (ROOT / "enlacesur").iterdir() if (path / "apps.py").exists()}
    assert rooms == set(HEIGHT)


def test_no_file_of_code_is_longer_than_500_lines():
    long = [
        path.relative_to(ROOT)
        for path in (ROOT / "enlacesur").rglob("*.py")
        if "migrations" not in path.parts and len(path.read_text().splitlines()) > 500
    ]
    assert long == []


def test_nothing_of_mercociudades_is_in_code():
    named = [
        path.relative_to(ROOT)
        for path in (ROOT / "enlacesur").rglob("*")
        if path.suffix in (".py", ".html", ".txt") and "ercociudades" in path.read_text()
    ]
    assert named == []


def test_every_static_file_that_a_template_names_is_there():
    """In production a missing one makes its page fail; here it would go unnoticed."""
    templates = [path.read_text() for path in (ROOT / "enlacesur").rglob("*.html")]
    named = {name for text in templates for name in re.findall(r"""{% static ['"]([^'"]+)['"] %}""", text)}
    assert named
    assert [name for name in named if not finders.find(name)] == []
