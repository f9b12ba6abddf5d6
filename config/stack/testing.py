"""pytest plugin (`-p config.stack.testing`): real servers for the run, started before Django reads its settings."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from wabot_edge.journal import schema

from config.stack.throwaway import running

pytest_plugins = ["config.stack.levels"]
# No test fails because a machine has much else to do.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")
_STACK = ExitStack()
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "WABOT_SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "WABOT_APP_SECRET": "app-secret-for-tests",
    "WABOT_VERIFY_TOKEN": "verify-token-for-tests",
    "WABOT_GRAPH_URL": "http://127.0.0.1:9/v23.0",
    # tests of the table write into it themselves
    "WABOT_LOG_TABLE": "no",
}
SHARED_DATA = Path(
    os.environ.get("WABOT_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ.update(SETTINGS)
    # Workers of a parallel run inherit the servers; each has databases of its own on them.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        servers = _STACK.enter_context(running())
        os.environ.update(servers.environment())
        # not the folder of a stack that runs on this checkout
        os.environ["WABOT_METRICS_DIR"] = _STACK.enter_context(TemporaryDirectory(prefix="metrics-"))


def pytest_unconfigure() -> None:
    _STACK.close()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of data that others wrote; it is no part of the project."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"no folder {SHARED_DATA}: set WABOT_SHARED_DATA to where the shared data lies")
    return SHARED_DATA


@pytest.fixture(scope="session")
def journal_url() -> Iterator[str]:
    """A journal database of this worker's own."""
    server = os.environ["JOURNAL_DATABASE_URL"]
    name = f"journal_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield psycopg.conninfo.make_conninfo(server, dbname=name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def journal(journal_url: str) -> Iterator[psycopg.Connection]:
    """A connection to an empty journal, committing by itself."""
    with psycopg.connect(journal_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        schema.migrate(connection)
        yield connection
