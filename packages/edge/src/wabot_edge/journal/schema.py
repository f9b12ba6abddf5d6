"""The journal's own schema: numbered files, only ever added to."""

from importlib.resources import files

import psycopg

from wabot_edge.journal.errors import NewJournal, NoJournal, OldJournal

VERSION = 4
# The oldest code that can still read what this version writes.
READABLE_FROM = 1
IS_THERE = "SELECT to_regclass('journal_meta') IS NOT NULL"
FOUND = "SELECT schema_version, readable_from FROM journal_meta"


def migrate(connection: psycopg.Connection) -> int:
    """Bring the schema to VERSION, in one transaction; return the version found. Safe to call from several at once."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('wabot.journal.migrate'))")
        found = _version(connection) or (0, 0)
        for number in range(found[0] + 1, VERSION + 1):
            connection.execute(_sql(number))
        if found[0] < VERSION:
            connection.execute(
                "INSERT INTO journal_meta (schema_version, readable_from) VALUES (%(v)s, %(r)s)"
                " ON CONFLICT (is_only) DO UPDATE SET schema_version = %(v)s, readable_from = %(r)s",
                {"v": VERSION, "r": READABLE_FROM},
            )
    return found[0]


def check(connection: psycopg.Connection) -> None:
    """Raises NoJournal, OldJournal or NewJournal; a newer schema that we may read is well."""
    _judge(_version(connection))


async def check_async(connection: psycopg.AsyncConnection) -> None:
    """As `check`."""
    there = await (await connection.execute(IS_THERE)).fetchone()
    found = await (await connection.execute(FOUND)).fetchone() if there and there[0] else None
    _judge(found and (found[0], found[1]))


def _version(connection: psycopg.Connection) -> tuple[int, int] | None:
    there = connection.execute(IS_THERE).fetchone()
    found = connection.execute(FOUND).fetchone() if there and there[0] else None
    return found and (found[0], found[1])


def _judge(found: tuple[int, int] | None) -> None:
    if found is None:
        raise NoJournal
    version, readable_from = found
    if version < VERSION:
        raise OldJournal(found=version, needed=VERSION)
    if readable_from > VERSION:
        raise NewJournal(found=version, readable_from=readable_from, known=VERSION)


def _sql(number: int) -> bytes:
    return files("wabot_edge.journal").joinpath("sql", f"{number:04}.sql").read_bytes()
