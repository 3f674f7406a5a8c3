"""Loaded before Django reads its settings: the embedded database, and folders that no other process uses."""

import os
import tempfile
from pathlib import Path

from config.console import prepare

os.environ["ENLACESUR_VAR"] = os.environ.get("ENLACESUR_VAR") or str(Path(__file__).parent.parent / "var")
prepare()
SCRATCH = Path(tempfile.mkdtemp(prefix="enlacesur-test-"))
os.environ["INDEX_DIR"] = str(SCRATCH / "index")
