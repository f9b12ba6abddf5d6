"""A distribution's own PostgreSQL beside the wheel's: other tools fit it, and it has amcheck."""

import glob
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from wabot_rollback.database.checking import indexes_hold
from wabot_rollback.database.dumping import Dump
from wabot_rollback.database.naming import Names
from wabot_rollback.database.restoring import Restore
from wabot_rollback.database.tools import matching

from ..worlds import NOON
from .conftest import SCHEMA

pytestmark = pytest.mark.integration
# Rows that an index was not told of: as after a crash of a disk that lied.
UNTOLD = """
UPDATE pg_index SET indisready = false WHERE indexrelid = 'messaging_message_pkey'::regclass;
INSERT INTO messaging_message (id, text) VALUES (5000, 'in no index');
UPDATE pg_index SET indisready = true WHERE indexrelid = 'messaging_message_pkey'::regclass;
"""


@pytest.fixture
def distribution() -> Iterator[str]:
    """Its superuser's address; the server is gone afterwards."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))  # noqa: PTH207  (the pattern is absolute)
    if not found:
        pytest.skip("no PostgreSQL of a distribution: apt-get install postgresql postgresql-contrib")
    programs, folder = Path(found[-1]), Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    # it refuses to run as root
    who: dict[str, Any] = {"user": "postgres", "cwd": "/"} if os.geteuid() == 0 else {"cwd": "/"}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        capture_output=True,
        **who,
    )  # fmt: skip
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-k", str(folder)]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **who,
    )
    url = make_conninfo(host=str(folder), user="postgres", dbname="postgres")
    try:
        _wait_for(url)
        yield url
    finally:
        server.send_signal(2)
        server.wait(30)
        shutil.rmtree(folder)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server did not start")


def test_its_own_tools_are_found_though_another_server_runs_too_and_a_bad_index_is_seen(
    distribution: str, tmp_path: Path
) -> None:
    def connect(name: str) -> psycopg.Connection:
        return psycopg.connect(make_conninfo(distribution, dbname=name), autocommit=True)

    names = Names.of("shop", "r-1")
    with closing(connect("postgres")) as admin:
        tools = matching(admin)
        assert tools.version.split(".")[0] == tools.server.split(".")[0]
        admin.execute("CREATE DATABASE shop")
        with closing(connect("shop")) as live:
            live.execute(SCHEMA.encode())
        tmp_path.chmod(0o755)
        dump = Dump(
            tools=tools, url=distribution, database="shop", folder=tmp_path, name="b.sql", release="r1"
        )
        manifest = dump.made(lambda: connect("shop"), lambda: NOON)
        assert manifest.server == tools.server
        restore = Restore(tools=tools, url=distribution, names=names, file=dump.file, sha256=manifest.sha256)
        restore.run(admin, connect)

        with closing(connect(names.side)) as side:
            sound = indexes_hold(side)
            side.execute(UNTOLD)
            broken = indexes_hold(side)

    assert (sound.ok, sound.figures) == (True, {"amcheck": True})
    assert not broken.ok
    assert "messaging_message_pkey" in broken.says
