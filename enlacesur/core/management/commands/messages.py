"""Message catalogues without system tools: every room keeps its own, found by reading its code and templates."""

import ast
import os
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

LOCALES = ("es", "pt_BR")
TEXTS = {"gettext": 1, "_": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2}  # of a call
CALL = re.compile(r"\b(n?gettext|_)\((.*?)\)\s", re.DOTALL)
Found = tuple[Any, str]  # message (a pair when plural), place


class Command(BaseCommand):
    help = "Bring the message catalogues of every room up to date. --check fails when one is not, or lacks a word."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--compile-only", action="store_true")

    def handle(self, *args: Any, check: bool, compile_only: bool, **options: Any) -> None:
        faults: list[str] = []
        for room in rooms():
            if not compile_only:
                faults += update(room, write=not check)
            compile_room(room)
        # This process may have looked for them already, and found none: whoever compiles them, it looks again.
        translation_file_changed(None, Path("django.mo"))
        if check and faults:
            raise CommandError("\n".join(faults) + "\nRun `enlacesur messages`, and write what is missing.")
        for fault in faults:
            self.stdout.write(fault)


def rooms() -> list[Path]:
    return [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("enlacesur.")]


def update(room: Path, *, write: bool) -> list[str]:
    """Merge what the room says into its catalogues. Returns what is missing or out of date, one line each."""
    found = list(messages_of(room))
    if not found:
        return []
    faults = []
    for locale in LOCALES:
        path = room / "locale" / locale / "LC_MESSAGES" / "django.po"
        old = read(path, locale)
        new = Catalog(locale=locale, project="Enlace Sur", fuzzy=False, charset="utf-8")
        for message, place in sorted(found, key=str):
            kept = old.get(message if isinstance(message, str) else message[0])
            new.add(message, kept.string if kept else None, locations=[(place, 0)])
        if write:
            save(path, new)
        faults += [f"{room.name}/{locale}: no translation of {m.id!r}" for m in new if m.id and not complete(m)]
        faults += [f"{room.name}/{locale}: out of date: {m.id!r}" for m in new if m.id and not old.get(name_of(m))]
        faults += [f"{room.name}/{locale}: no longer used: {m.id!r}" for m in old if m.id and not new.get(name_of(m))]
        faults += [f"{room.name}/{locale}: placeholders differ: {m.id!r}" for m in new if m.id and not same_places(m)]
    return faults


def name_of(message: Any) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def complete(message: Any) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


def same_places(message: Any) -> bool:
    """Each %(name)s of the message stands in its translation, and nothing else does."""
    if not complete(message):
        return True
    wanted = set(re.findall(r"%\((\w+)\)", message.id if isinstance(message.id, str) else message.id[-1]))
    last = message.string if isinstance(message.string, str) else message.string[-1]
    return set(re.findall(r"%\((\w+)\)", last)) == wanted


def messages_of(room: Path) -> Iterator[Found]:
    for path in sorted(room.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from of_code(path, path.relative_to(room))
    for path in sorted([*room.rglob("*.html"), *room.rglob("*.txt")]):
        for name, arguments in CALL.findall(templatize(path.read_text(encoding="utf-8")) + " "):
            yield from from_call(name, arguments, path.relative_to(room))


def of_code(path: Path, place: Path) -> Iterator[Found]:
    """Read from the syntax tree, which also has what stands inside an f-string."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and (name := called(call.func)) in TEXTS:
            said = call.args[: TEXTS[name]]
            if any(isinstance(one, (ast.JoinedStr, ast.BinOp, ast.IfExp)) for one in said):
                raise CommandError(f"{path}:{call.lineno}: a text that is put together first is in no catalogue")
            texts = tuple(one.value for one in said if isinstance(one, ast.Constant) and one.value)
            if texts:
                yield texts if len(texts) > 1 else texts[0], str(place)


def called(function: ast.expr) -> str:
    return str(getattr(function, "id", "") or getattr(function, "attr", ""))


def from_call(name: str, arguments: str, place: Path) -> Iterator[Found]:
    values = [node.value for node in ast.walk(ast.parse(f"f({arguments})")) if isinstance(node, ast.Constant)]
    texts = [value for value in values if isinstance(value, str)]
    if name.startswith("n"):
        yield (texts[0], texts[1]), str(place)
    elif texts and texts[0]:
        yield texts[0], str(place)


def read(path: Path, locale: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=locale)
    return read_po(BytesIO(path.read_bytes()), locale=locale)


def save(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    out = BytesIO()
    write_po(out, catalog, width=110, omit_header=False, include_lineno=False, sort_output=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    stamps = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Report-Msgid',
        '"Last-Translator',
        '"Language-Team',
    )
    path.write_text("".join(line for line in lines if not line.startswith(stamps)), encoding="utf-8")


def compile_room(room: Path) -> None:
    for path in room.glob("locale/*/LC_MESSAGES/django.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        out = BytesIO()
        write_mo(out, read(path, path.parts[-3]))
        fresh = target.with_suffix(f".{os.getpid()}.new")
        fresh.write_bytes(out.getvalue())
        fresh.replace(target)  # another process that starts now reads the old ones or the new ones, never half
