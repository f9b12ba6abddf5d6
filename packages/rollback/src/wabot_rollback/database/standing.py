"""Which databases are there: from that alone it is told how far a restore and its swap have come."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from wabot_rollback.database.naming import Names

ASK = """
SELECT datname, datallowconn, coalesce(shobj_description(oid, 'pg_database'), ''), oid::bigint,
    (SELECT count(*) FROM pg_stat_activity a WHERE a.datid = d.oid AND a.pid <> pg_backend_pid())
FROM pg_database d WHERE datname = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Found:
    """`oid` is the database's epoch: a name may be given to another, an oid never is."""

    is_open: bool
    remark: str
    oid: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Databases:
    names: Names
    found: Mapping[str, Found]

    @property
    def live(self) -> Found | None:
        return self.found.get(self.names.live)

    @property
    def side(self) -> Found | None:
        return self.found.get(self.names.side)

    @property
    def condemned(self) -> Found | None:
        return self.found.get(self.names.condemned)

    @property
    def is_swapped(self) -> bool:
        """Both renames are one transaction, so there is nothing between."""
        return self.condemned is not None and self.side is None


def look(admin: psycopg.Connection, names: Names) -> Databases:
    rows = admin.execute(ASK, [[names.live, names.side, names.condemned]]).fetchall()
    return Databases(names, {name: Found(*rest) for name, *rest in rows})


def remark(admin: psycopg.Connection, database: str, words: str) -> None:
    """Seen by whoever lists the databases, and by `probe`."""
    comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
    admin.execute(comment.format(sql.Identifier(database), sql.Literal(words)))


def size_bytes(admin: psycopg.Connection, database: str) -> int:
    row = admin.execute("SELECT pg_database_size(%s)", [database]).fetchone()
    return int(row[0]) if row else 0
