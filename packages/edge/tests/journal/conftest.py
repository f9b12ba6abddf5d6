"""A journal for each test, in a database of its own on the server of JOURNAL_DATABASE_URL."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from wabot_edge.journal import schema


@pytest.fixture(scope="session")
def journal_url() -> Iterator[str]:
    server = os.environ["JOURNAL_DATABASE_URL"]
    name = f"journal_test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield psycopg.conninfo.make_conninfo(server, dbname=name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def journal(journal_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(journal_url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        schema.migrate(connection)
        yield connection
