"""`python -m wabot_edge.journal migrate|check|status`, on the database of JOURNAL_DATABASE_URL."""

import argparse
import os
import sys
from pathlib import Path

import psycopg

from wabot_edge.journal import reading, schema
from wabot_edge.journal.errors import JournalError


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m wabot_edge.journal", description="The journal's database."
    )
    parser.add_argument("command", choices=["migrate", "check", "status"])
    command = parser.parse_args().command
    url = os.environ.get("JOURNAL_DATABASE_URL") or _from_file()
    if not url:
        return _said("JOURNAL_DATABASE_URL is not set: the address of the journal's PostgreSQL database", 2)
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
            return _run(command, connection)
    except (JournalError, psycopg.Error) as error:
        return _said(f"journal: {error}".strip(), 1)


def _run(command: str, connection: psycopg.Connection) -> int:
    if command == "migrate":
        found = schema.migrate(connection)
        print(f"journal: schema {schema.VERSION}" + ("" if found == schema.VERSION else f" (was {found})"))  # noqa: T201
        return 0
    schema.check(connection)
    if command == "status":
        print(f"journal: epoch {reading.epoch(connection)}, head {reading.head(connection)}")  # noqa: T201
    return 0


def _from_file() -> str:
    path = os.environ.get("JOURNAL_DATABASE_URL_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else ""


def _said(line: str, code: int) -> int:
    print(line, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main())
