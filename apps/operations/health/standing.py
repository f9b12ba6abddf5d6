"""What the house runs on, and what is known of its rows: configuration, integrity, release."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from apps.operations.health.parts import UNTOLD, Part, Readings, State
from apps.operations.health.readings import Configuration
from apps.operations.services.liveness import KnownProcess, Life

# A change reaches every process in well under a second; who has not followed after this many does not follow.
SETTLED_WITHIN = timedelta(seconds=3)


def configuration(readings: Readings) -> Part:
    """`age_s` is of the newest change."""
    read = readings.configuration
    if isinstance(read, Exception):
        return UNTOLD
    age_s = (read.now - read.changed_at).total_seconds() if read.changed_at else None
    living = [one for one in read.processes if one.lives]
    behind = [_named(one) for one in living if _is_behind(one, read)]
    deaf = [_named(one) for one in living if one.life is Life.DEAF]
    figures = {"version": read.version, "behind": behind, "processes": [_told(one, read) for one in living]}
    if behind:
        return Part(State.DEGRADED, age_s, f"not on version {read.version}: {', '.join(behind)}", figures)
    if deaf:
        return Part(State.DEGRADED, age_s, f"hears of no change: {', '.join(deaf)}", figures)
    return Part(State.OK, age_s, figures=figures)


def integrity(readings: Readings) -> Part:
    """`age_s` is of the last check."""
    if isinstance(readings.integrity, Exception):
        return UNTOLD
    last, age_s = readings.integrity.last, readings.integrity.age_s
    if last is None:
        return Part(State.OK, says="never checked: run check_data_integrity")
    figures = {"findings": last.findings, "checks": last.checks, "rows": last.rows}
    if last.findings:
        count = "1 row breaks" if last.findings == 1 else f"{last.findings} rows break"
        says = f"{count} a rule: run check_data_integrity --verbose"
        return Part(State.DEGRADED, age_s, says, figures)
    return Part(State.OK, age_s, figures=figures)


def release(readings: Readings) -> Part:
    """`age_s` is of the youngest process. Two releases side by side are no trouble: so one follows another."""
    running = settings.WABOT_RELEASE
    read = readings.configuration
    if isinstance(read, Exception):
        return Part(State.OK, figures={"running": running})
    living = [one for one in read.processes if one.lives]
    others = sorted({one.release for one in living} - {running})
    age_s = min(((read.now - one.started_at).total_seconds() for one in living), default=None)
    says = f"{', '.join(others)} runs beside it" if others else ""
    return Part(State.OK, age_s, says, {"running": running, "beside": others})


def _is_behind(process: KnownProcess, read: Configuration) -> bool:
    if process.runs_on(read.version) or read.changed_at is None:
        return False
    return read.now - max(read.changed_at, process.started_at) > SETTLED_WITHIN


def _named(process: KnownProcess) -> str:
    """Anybody may ask for health: no name of a host."""
    return f"{process.kind} {process.pid}"


def _told(process: KnownProcess, read: Configuration) -> dict[str, Any]:
    applied_at = process.applied_at
    return {
        "kind": process.kind,
        "pid": process.pid,
        "version": process.config_version,
        "applied_s_ago": round((read.now - applied_at).total_seconds(), 1) if applied_at else None,
        "listening": process.life is Life.LISTENING,
    }
