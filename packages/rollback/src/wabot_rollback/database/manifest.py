"""What a backup must bring back, written beside it: restored rows are counted against it, shop by shop."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from wabot_rollback.errors import StepFailed

FORMAT = 1
NO_TENANT = ""
TABLES = """
SELECT c.relname, EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
    AND NOT a.attisdropped)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.relname
"""

# table → tenant's id → rows; what belongs to no shop is counted under "".
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`made_at` in ISO 8601, UTC. `journal_epoch` and `journal_offset`: from there on the journal is read again."""

    name: str
    made_at: str
    database: str
    server: str
    tools: str
    release: str
    size_bytes: int
    sha256: str
    took_s: float
    journal_epoch: str | None
    journal_offset: int
    migrations: tuple[tuple[str, str], ...]
    rows: Counts = field(default_factory=dict)
    format: int = FORMAT

    @property
    def total_rows(self) -> int:
        return sum(sum(by_tenant.values()) for by_tenant in self.rows.values())

    def write(self, file: Path) -> None:
        file.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Self:
        """Raises StepFailed."""
        try:
            told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if told["format"] > FORMAT:
                raise StepFailed(f"{file.name}: of a newer engine (format {told['format']}); use that one")
            told["migrations"] = tuple((app, name) for app, name in told["migrations"])
            return cls(**told)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StepFailed(
                f"{file.name}: not a backup's manifest ({type(error).__name__}: {error})"
            ) from error


def count_rows(database: psycopg.Connection) -> dict[str, dict[str, int]]:
    """Every table of the platform, by shop. As seen by one whom no row-level security binds."""
    return {table: dict(_counted(database, table, by_tenant)) for table, by_tenant in tables(database)}


def tables(database: psycopg.Connection) -> list[tuple[str, bool]]:
    """Each with whether it tells shops apart."""
    return [(str(name), bool(by_tenant)) for name, by_tenant in database.execute(TABLES).fetchall()]


def migrations_of(database: psycopg.Connection) -> tuple[tuple[str, str], ...]:
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    return tuple((str(app), str(name)) for app, name in rows)


def read_up_to(database: psycopg.Connection) -> tuple[str | None, int]:
    """The journal's epoch, and the offset up to which all partitions have been projected here."""
    row = database.execute('SELECT min(epoch::text), min("offset") FROM messaging_partition').fetchone()
    epoch, offset = row or (None, None)
    return epoch, int(offset or 0)


def differences(wanted: Counts, found: Counts) -> Iterator[str]:
    """One line for each table and shop whose rows are not as many."""
    for table in sorted({*wanted, *found}):
        before, now = wanted.get(table), found.get(table)
        if before is None or now is None:
            yield f"{table}: " + ("not in the backup" if before is None else "not restored")
            continue
        for tenant in sorted({*before, *now}):
            if before.get(tenant, 0) != now.get(tenant, 0):
                whose = f" of {tenant}" if tenant else ""
                yield f"{table}{whose}: {now.get(tenant, 0)} rows, {before.get(tenant, 0)} expected"


def _counted(database: psycopg.Connection, table: str, by_tenant: bool) -> Iterator[tuple[str, int]]:
    name = sql.Identifier(table)
    if not by_tenant:
        row = database.execute(sql.SQL("SELECT count(*) FROM {}").format(name)).fetchone()
        yield NO_TENANT, int(row[0]) if row else 0
        return
    counting = "SELECT coalesce(tenant_id::text, ''), count(*) FROM {} GROUP BY tenant_id"
    for tenant, count in database.execute(sql.SQL(counting).format(name)):
        yield str(tenant), int(count)
