"""Ending a database that nobody needs any more."""

import psycopg
from psycopg import sql

ENDED = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def drop(admin: psycopg.Connection, name: str) -> None:
    """`WITH (FORCE)` would fail whenever one of the server's own vacuum workers is in it: who owns a database may not
    end those. A plain DROP has the server end them. Raises psycopg.Error.
    """
    database = sql.Identifier(name)
    admin.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(database))
    admin.execute(ENDED, [name])
    admin.execute(sql.SQL("DROP DATABASE {}").format(database))
