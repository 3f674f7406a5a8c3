import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from enlacesur.matching import embedding, evaluation
from enlacesur.taxonomy.actions import load_profile
from enlacesur.taxonomy.models import Term


class Command(BaseCommand):
    help = "Hold the engine against a judged collection, and print what was measured as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        evaluate = parser.add_subparsers(required=True, dest="what").add_parser("evaluate")
        evaluate.add_argument("--cards", type=Path, required=True, help="JSON lines: id, lang, title, text…")
        evaluate.add_argument("--needs", type=Path, required=True, help="JSON lines: id, lang, text…")
        evaluate.add_argument("--qrels", type=Path, required=True, help="TREC form: need 0 card grade")
        evaluate.add_argument("--run", type=Path, help="write the lists here, in TREC form")
        evaluate.add_argument("--text-only", action="store_true", help="forget declared topics and SDGs")
        evaluate.add_argument("--embedder", default="", help="a sentence model: a folder, a package or a name")
        evaluate.add_argument("--no-translator", action="store_true", help="leave translations of the cards out")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        try:
            collection = evaluation.read(options["cards"], options["needs"], options["qrels"])
        except evaluation.CollectionError as fault:
            raise CommandError(str(fault)) from fault
        if options["text_only"]:
            collection = collection.without_tags()
        view = evaluation.index_of(
            collection.cards, translator=not options["no_translator"], model=chosen_model(options["embedder"])
        )
        ranked, took = evaluation.run(collection, view, self.progress)
        if options["run"]:
            options["run"].write_text("".join(f"{line}\n" for line in evaluation.trec(ranked)), encoding="utf-8")
        self.stdout.write(json.dumps(evaluation.report(collection, ranked, took), indent=1))

    def progress(self, line: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{line}", ending="")


def chosen_model(name: str) -> embedding.Model | None:
    try:
        return embedding.model(name) if name else None
    except embedding.ModelError as fault:
        raise CommandError(str(fault)) from fault


def prepare() -> None:
    """On a machine where nothing was started yet: the tables, and the vocabularies, for countries are neighbours."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if Term._meta.db_table in connection.introspection.table_names():
            raise CommandError("The tables are not up to date. Run `enlacesur migrate`.")
        call_command("migrate", interactive=False, verbosity=0)
    if not Term.objects.exists():
        load_profile()
