"""Saying to the database who changes the configuration, why, and by what way; its triggers write that down."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SETTINGS = ("wabot.author", "wabot.reason", "wabot.origin")
SET = ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
NOW_SET = ", ".join(f"coalesce(current_setting('{name}', true), '')" for name in SETTINGS)


@contextmanager
def authored(*, by: str, reason: str = "", origin: str = "") -> Iterator[None]:
    """A transaction whose changes of configuration, holds and rollouts bear this name.

    Nobody else changes any of these until it ends: the lock comes before any row's, in one order for all.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT {NOW_SET}")
        before = cursor.fetchone()
        cursor.execute(f"SELECT {SET}, wabot_configuration_lock()", [by, reason, origin])
        yield
        cursor.execute(f"SELECT {SET}", before)


def newest_version() -> int:
    """Of all changes of configuration, holds and rollouts; 0 = there never was one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(version), 0) FROM bot_configurationversion")
        return int(cursor.fetchone()[0])
