"""What the processes said to a change, for programs."""

import sys
from typing import Any

from apps.operations.management.usage import FAILED
from apps.operations.services.acknowledging import Acknowledged
from apps.operations.services.liveness import KnownProcess


def as_json(acknowledged: Acknowledged) -> dict[str, Any]:
    return {
        "version": acknowledged.version,
        "seconds": round(acknowledged.seconds, 4),
        "processes": acknowledged.of,
        "acknowledged": len(acknowledged.by),
        "missing": [process_json(one) for one in acknowledged.missing],
        "lost": [process_json(one) for one in acknowledged.lost],
        "verdict": verdict(acknowledged),
    }


def exit_unless_complete(acknowledged: Acknowledged) -> None:
    if acknowledged.missing:
        sys.exit(FAILED)


def verdict(acknowledged: Acknowledged) -> str:
    if not acknowledged.of:
        return "recorded, nobody alive"
    return "incomplete" if acknowledged.missing else "acknowledged"


def process_json(one: KnownProcess) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "host": one.host,
        "pid": one.pid,
        "release": one.release,
        "life": one.life.value,
        "config_version": one.config_version,
        "started_at": one.started_at.isoformat(),
        "seen_at": one.seen_at.isoformat(),
        "applied_at": one.applied_at.isoformat() if one.applied_at else None,
    }
