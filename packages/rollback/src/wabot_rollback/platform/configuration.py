"""Backups of the shops' configuration as `dumpdata` writes them, and what going back to one would do."""

import json
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wabot_rollback.errors import Refused

MODEL = "bot.agentconfiguration"
DEFAULTS: Mapping[str, Any] = {
    "enable_message_harmonization": True,
    "harmonization_wait_seconds": 3,
    "enable_immediate_product_display": True,
    "max_products_to_show": 5,
    "enable_grounded_validation": True,
    "enable_reference_resolution": True,
    "use_business_name_as_identity": True,
    "custom_bot_greeting": "",
}
# The database's own: no backup sets them.
BOOKKEEPING = frozenset({"version", "updated_at"})


@dataclass(frozen=True, slots=True)
class Row:
    """One shop's; `key` is the row's number, which may be another's by now."""

    tenant: str
    key: int
    fields: Mapping[str, Any]

    @property
    def values(self) -> Mapping[str, Any]:
        return {name: value for name, value in self.fields.items() if name not in BOOKKEEPING}

    def as_json(self) -> dict[str, Any]:
        return {"model": MODEL, "pk": self.key, "fields": dict(self.fields)}


@dataclass(frozen=True, slots=True)
class Restoration:
    """`later`: shops with a row that the backup lacks; `gone`: shops of the backup that are no more; `turned_on`:
    switches, each with the shops whose row goes from off to on; `unknown`: fields that this release has not.
    """

    rows: tuple[Row, ...]
    later: tuple[str, ...]
    gone: tuple[str, ...]
    turned_on: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]


def rows_of(told: Any, where: str) -> dict[str, Row]:
    """By shop. Raises Refused for what is no backup of the configuration."""
    try:
        rows = [
            Row(str(one["fields"]["tenant"]), int(one["pk"]), one["fields"])
            for one in told
            if one["model"] == MODEL
        ]
        strangers = sorted({str(one["model"]) for one in told} - {MODEL})
    except (TypeError, KeyError, ValueError) as error:
        raise Refused(
            f"{where}: no backup as `dumpdata bot.AgentConfiguration` writes it ({type(error).__name__}: {error})"
        ) from error
    if strangers:
        raise Refused(
            f"{where}: it holds {', '.join(strangers)} too; this step restores the configuration alone"
        )
    return {row.tenant: row for row in rows}


def read_backup(file: Path) -> dict[str, Row]:
    """Raises Refused."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{file}: {error}") from error
    return rows_of(told, str(file))


def write_json(file: Path, value: Any) -> None:
    """Whole or not at all, and on the disk when it returns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump(value, opened, indent=1)
        opened.flush()
        os.fsync(opened.fileno())
    Path(name).replace(file)


def defaults_for(current: Mapping[str, Row]) -> dict[str, Row]:
    return {tenant: Row(tenant, row.key, {**row.fields, **DEFAULTS}) for tenant, row in current.items()}


def restoration(
    wanted: Mapping[str, Row],
    current: Mapping[str, Row],
    shops: Collection[str],
    *,
    switches: Sequence[str],
    later_to_defaults: bool = False,
    keeps_off: bool = False,
) -> Restoration:
    """`shops` are those there are. `keeps_off`: what is off now stays off, whatever the backup says."""
    there = {tenant: row for tenant, row in wanted.items() if tenant in shops}
    later = tuple(sorted(set(current) - set(wanted)))
    if later_to_defaults:
        there |= defaults_for({tenant: current[tenant] for tenant in later})
    rows = _numbered(there, current)
    if keeps_off:
        rows = [_kept_off(row, current, switches) for row in rows]
    return Restoration(
        tuple(rows),
        later,
        tuple(sorted(set(wanted) - set(shops))),
        _turned_on(rows, current, switches),
        _unknown(rows, current),
    )


def differing(rows: Sequence[Row], current: Mapping[str, Row]) -> list[str]:
    """Shops whose row is not as it should be."""
    return [
        row.tenant for row in rows if row.tenant not in current or row.values != current[row.tenant].values
    ]


def _numbered(there: Mapping[str, Row], current: Mapping[str, Row]) -> list[Row]:
    """`loaddata` finds a row by its number: that must be the shop's own of now, or nobody's."""
    taken = {row.key for row in current.values()} | {row.key for row in there.values()}
    rows = []
    for tenant, row in sorted(there.items()):
        key = current[tenant].key if tenant in current else row.key
        if tenant not in current and key in {other.key for other in current.values()}:
            key = max(taken) + 1
            taken.add(key)
        rows.append(Row(tenant, key, row.fields))
    return rows


def _kept_off(row: Row, current: Mapping[str, Row], switches: Sequence[str]) -> Row:
    now = current[row.tenant].fields if row.tenant in current else {}
    off = {name: False for name in switches if now.get(name) is False}
    return Row(row.tenant, row.key, {**row.fields, **off})


def _turned_on(
    rows: Sequence[Row], current: Mapping[str, Row], switches: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    found = {
        name: tuple(
            row.tenant
            for row in rows
            if row.tenant in current
            and row.fields.get(name)
            and current[row.tenant].fields.get(name) is False
        )
        for name in switches
    }
    return {name: tenants for name, tenants in found.items() if tenants}


def _unknown(rows: Sequence[Row], current: Mapping[str, Row]) -> tuple[str, ...]:
    known = {name for row in current.values() for name in row.fields}
    return tuple(sorted({name for row in rows for name in row.fields} - known)) if known else ()
