"""Every process's own board of switches, put together: the bot's snapshot, and the registry of processes."""

from functools import partial
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from apps.bot.services.switchboard.board import BOARD, Source
from apps.operations.models import ProcessKind
from apps.operations.services.processes import KEEPALIVES
from apps.operations.services.registry import ProcessRegistry

# The server too notices a host that vanished within half a minute, so that nobody waits for its processes.
SERVER_KEEPALIVES = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
# An acknowledgement that a crash of the server loses is given again with the next connection.
QUICK = "-c synchronous_commit=off"


def obey_switches(kind: ProcessKind, name: str, *, restarts_in_children: bool = False) -> None:
    """From now on this process knows the switches, and is waited for when they change."""
    registry = ProcessRegistry(kind=kind, name=name, release=settings.WABOT_RELEASE)
    connect = partial(listening_connection, f"wabot switches {name}")
    BOARD.start(Source(connect, registry, restarts_in_children))


def listening_connection(application: str) -> psycopg.Connection:
    """As Django would connect, in the same role, but committing by itself."""
    given = connection.settings_dict
    parts: dict[str, Any] = {key: given[name] for key, name in PARTS.items() if given[name]}
    parts |= given["OPTIONS"] | KEEPALIVES
    parts["options"] = " ".join([parts.get("options", ""), SERVER_KEEPALIVES, QUICK])
    parts["application_name"] = application
    return psycopg.connect(autocommit=True, **parts)


PARTS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
