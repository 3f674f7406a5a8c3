"""`make bench`: a table for people on stderr, one JSON object a line on stdout."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from config.console import prepare

RESULTS = Path(__file__).parent / "results"
BENCHES = ("pages", "search", "percolate", "matching", "fanout", "digest", "demand")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--bench", choices=BENCHES)
    parser.add_argument("--size", type=int)
    chosen = parser.parse_args()
    prepare()
    for name in [chosen.bench] if chosen.bench else BENCHES:
        module = import_module(f"bench.{name}")
        for size in [chosen.size] if chosen.size else module.SIZES:
            report(name, size, module.run(size))


def report(bench: str, size: int, rows: Iterator[tuple[str, float, str]]) -> None:
    print(f"\n{bench}, {size:,}", file=sys.stderr)
    kept: dict[str, str] = {}
    for what, value, unit in rows:
        kept[what] = f"{value:.4g} {unit}"
        print(f"  {what:<48} {value:>12.3f} {unit}", file=sys.stderr, flush=True)
        print(json.dumps({"bench": bench, "size": size, "what": what, "value": value, "unit": unit}), flush=True)
    keep(bench, size, kept)


def keep(bench: str, size: int, rows: dict[str, str]) -> None:
    """The newest results of every size, one file a bench, so that what a change does to them shows."""
    path = RESULTS / f"{bench}.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    known[str(size)] = rows
    ordered = {name: known[name] for name in sorted(known, key=int)}
    path.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
