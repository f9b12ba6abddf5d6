"""Lines into the table `logs`, over a connection of its own, and the table's days."""

import logging
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import orjson
import psycopg
from celery.signals import worker_process_shutdown
from django.conf import settings
from django.db import connection, connections

from apps.operations.logs.table import Line

# COPY would be quicker still, but no table under row-level security takes it.
INSERT = """
INSERT INTO logs (created_at, level, logger, message, tenant_id, turn_id, process, fields, exception, release)
SELECT t.*, %s FROM unnest(%s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::uuid[], %s::text[],
    %s::jsonb[], %s::text[]) AS t
"""
DAYS_AHEAD = 3


class Writer:
    """One connection, used by one thread. Raises psycopg.Error, also when made."""

    def __init__(self) -> None:
        parameters = connections["default"].get_connection_params()
        self._database = psycopg.connect(**parameters, autocommit=True)
        # No line is worth a wait for the disk.
        self._database.execute("SET synchronous_commit = off; SET statement_timeout = '10s'")

    def __call__(self, lines: Sequence[Line]) -> None:
        columns = [list(column) for column in zip(*lines, strict=True)]
        columns[7] = [orjson.dumps(fields).decode() for fields in columns[7]]
        self._database.execute(INSERT, [settings.WABOT_RELEASE, *columns])

    def close(self) -> None:
        self._database.close()


class Tended(NamedTuple):
    made: int
    dropped: int


def tend_logs(*, keep_days: int, today: date, ahead_days: int = DAYS_AHEAD) -> Tended:
    """Make the partitions of the days to come, drop those older than `keep_days`. Today is UTC's.

    Raises django.db.OperationalError when somebody reads for longer than two seconds: the next hour will do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT made, dropped FROM wabot_tend_logs(%s, %s, %s)", [keep_days, ahead_days, today]
        )
        return Tended(*cursor.fetchone())


def flush_lines(**_: Any) -> None:
    """For processes that end without Python's own farewell, as Celery's children do."""
    for handler in logging.getLogger().handlers:
        handler.flush()


def listen() -> None:
    """Called once per process, when the apps are ready."""
    worker_process_shutdown.connect(flush_lines, weak=False, dispatch_uid="wabot.flush-lines")
