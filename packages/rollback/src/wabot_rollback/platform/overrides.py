"""What rollbacks keep off: the engine's own list, outside every database that a rollback may put back.

After a restore of the database it is applied again before any traffic (`apply_overrides`).
"""

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from wabot_rollback.errors import RollbackError
from wabot_rollback.platform.switches import Author, call, hold_off, mark

NAME = "overrides.json"
FORMAT = 1


class UnreadableOverrides(RollbackError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path}: {why}; put it back from a backup of the engine's folder, or mend it by hand"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """`switch` is the column's name; `tenants` by id or slug, () = all; `at` in ISO 8601."""

    switch: str
    tenants: tuple[str, ...]
    run: str
    by: str
    reason: str
    at: str


def engine_overrides(state: Path) -> list[Override]:
    """Oldest first; `state` is the engine's own folder. Raises UnreadableOverrides."""
    path = state / NAME
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
        return [Override(**one | {"tenants": tuple(one["tenants"])}) for one in told["overrides"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableOverrides(path, f"{type(error).__name__}: {error}") from error


def remember(state: Path, new: Iterable[Override]) -> None:
    """On the disk when it returns; what its run had remembered of the same switch before is replaced."""
    added = list(new)
    keys = {(one.run, one.switch) for one in added}
    kept = [one for one in engine_overrides(state) if (one.run, one.switch) not in keys]
    _write(state, [*kept, *added])


def forget(state: Path, run: str) -> None:
    _write(state, [one for one in engine_overrides(state) if one.run != run])


def apply_overrides(connection: psycopg.Connection, overrides: Sequence[Override]) -> int:
    """Off and held off in this database too; returns how many rows and holds that changed. Safe to call again.

    `connection` is of whoever may call the platform's functions: `wabot_engine`, or the owner. A shop that this
    database does not know (it came after the backup) has nothing to be kept off. Raises psycopg.Error; nothing
    changed then.
    """
    with connection.transaction():
        told = [_applied(connection, one) for one in overrides]
    return sum(told)


def _applied(connection: psycopg.Connection, one: Override) -> int:
    there = tuple(named for named in one.tenants if call(connection, "tenant", named) is not None)
    if one.tenants and not there:
        return 0
    author = Author(one.by, f"{one.reason} {mark(one.run)} applied again")
    told = hold_off(connection, [one.switch], there, author)
    return len(told["changed"]) + int(told["holds_set"])


def _write(state: Path, overrides: Sequence[Override]) -> None:
    text = json.dumps({"format": FORMAT, "overrides": [asdict(one) for one in overrides]}, indent=1) + "\n"
    descriptor, name = tempfile.mkstemp(prefix=f".{NAME}.", dir=state)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(state / NAME)
