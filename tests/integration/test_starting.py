"""Long-running processes that start before what they need is there."""

import sys
import time
from pathlib import Path
from subprocess import Popen

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from wabot_edge.journal import schema

from config import ROOT
from config.stack.waiting import wait_until
from tests.web import process_environment

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


def make_journal(server: str, name: str) -> None:
    """It is there with its tables, or not at all."""
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}_made")
        with psycopg.connect(make_conninfo(server, dbname=f"{name}_made"), autocommit=True) as made:
            schema.migrate(made)
        admin.execute(f"ALTER DATABASE {name}_made RENAME TO {name}")


@pytest.mark.parametrize("command", ["run_projector", "run_sender"])
def test_started_before_the_journal_is_there_they_wait_and_come_by_themselves(
    journal_url: str, tmp_path: Path, command: str
) -> None:
    name, log = f"{command}_later", tmp_path / "log"
    environment = process_environment(make_conninfo(journal_url, dbname=name), tmp_path)
    with log.open("wb") as output:
        process = Popen([sys.executable, "manage.py", command], env=environment, cwd=ROOT, stderr=output)
    try:
        wait_until(
            lambda: "the database is away" in log.read_text(), what="the word that it is away", deadline_s=30
        )
        # time enough to say it again and again
        time.sleep(2.5)
        make_journal(journal_url, name)
        wait_until(
            lambda: "the database is back" in log.read_text(), what="the word that it is back", deadline_s=30
        )
    finally:
        process.terminate()
        ended_with = process.wait(20)
        with psycopg.connect(journal_url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    assert ended_with == 0
    assert log.read_text().count("the database is away") == 1
    # and those of its threads that wait for the journal too say it no oftener
    assert log.read_text().count("no news meanwhile") <= 1
