"""Where each process says that it lives and which version of the configuration it runs on."""

import os
import socket
from datetime import UTC, datetime

import psutil
import psycopg

from apps.operations.models import ProcessKind

ACKNOWLEDGED = "wabot_config_ack"
# The first key of the advisory locks, as the view operations_live_process has it.
LOCKED = 20033
STARTED_WITHIN_S = 1.0

SILENT_HERE = "SELECT id, pid, started_at FROM operations_live_process WHERE host = %s AND NOT listening"
FORGET = """
DELETE FROM operations_process p WHERE p.id = ANY (%s) OR (p.seen_at < clock_timestamp() - interval '1 day'
    AND p.id IN (SELECT id FROM operations_live_process WHERE NOT listening))
"""
REGISTER = """
INSERT INTO operations_process (kind, name, host, pid, release, started_at, seen_at)
VALUES (%s, %s, %s, %s, %s, %s, clock_timestamp()) RETURNING id, pg_advisory_lock(%s, id::integer)
"""
ACKNOWLEDGE = f"""
UPDATE operations_process SET config_version = %s, applied_at = clock_timestamp(), seen_at = clock_timestamp()
WHERE id = %s RETURNING pg_notify('{ACKNOWLEDGED}', id || ' ' || config_version)
"""


class ProcessRegistry:
    """Writes this process's row, anew for each connection, and deletes those of the dead on this host."""

    def __init__(self, *, kind: ProcessKind, name: str, release: str) -> None:
        self._kind, self._name, self._release = kind, name[:120], release
        self._id: int | None = None

    def register(self, connection: psycopg.Connection) -> None:
        pid, host = os.getpid(), socket.gethostname()[:120]
        silent = connection.execute(SILENT_HERE, [host]).fetchall()
        dead = [row[0] for row in silent if row[1] == pid or not runs_here(row[1], row[2])]
        connection.execute(FORGET, [dead])
        started_at = datetime.fromtimestamp(psutil.Process(pid).create_time(), UTC)
        row = connection.execute(
            REGISTER, [self._kind, self._name, host, pid, self._release, started_at, LOCKED]
        ).fetchone()
        assert row is not None  # noqa: S101  (an insert without conflict returns its row)
        self._id = row[0]

    def acknowledge(self, connection: psycopg.Connection, version: int) -> None:
        """A row that is gone (a restored database does not know this process) is written again."""
        if connection.execute(ACKNOWLEDGE, [version, self._id]).fetchone() is None:
            self.register(connection)
            connection.execute(ACKNOWLEDGE, [version, self._id])


def runs_here(pid: int, started_at: datetime) -> bool:
    """Whether this host's process of that number is the one that began then, not a later one."""
    try:
        process = psutil.Process(pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and abs(process.create_time() - started_at.timestamp()) < STARTED_WITHIN_S
        )
    except psutil.NoSuchProcess:
        return False
