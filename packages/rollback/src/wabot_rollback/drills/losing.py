"""The engine's data-loss report of strategy 4, held against the simulator's own record."""

import csv
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from wabot_rollback.drills.counting import crossings, rows_of
from wabot_rollback.drills.ground import Ground
from wabot_rollback.drills.phones import Phones

STEP = "assess-loss"
NUMBERS = "SELECT phone_number_id, tenant_id::text FROM tenants_whatsappnumber"
KNOWN = "SELECT id::text FROM messaging_message WHERE id = ANY(%s::uuid[])"
SINCE = "SELECT id::text FROM messaging_message WHERE id = ANY(%s::uuid[]) AND inserted_at >= %s"


@dataclass(frozen=True, slots=True)
class OfShop:
    """Messages that crossed WhatsApp, `said` by the engine's report, `found` by going through the record."""

    shop: str
    lost_said: int
    lost_found: int
    recovered_said: int
    recovered_found: int
    is_same_list: bool

    @property
    def is_exact(self) -> bool:
        return self.is_same_list and (self.lost_said, self.recovered_said) == (
            self.lost_found,
            self.recovered_found,
        )


def compared(ground: Ground, told: Mapping[str, Any], phones: Phones) -> list[OfShop]:
    """`told` is the step's outcome. Messages that never reached WhatsApp are no part of it."""
    crossed, _ = crossings(phones)
    condemned = condemned_of(told)
    with closing(ground.database()) as live, closing(ground.database(condemned)) as old:
        tenants: dict[str, str] = dict(live.execute(NUMBERS).fetchall())
        rows = rows_of(live)
        exported = _exported(str(told["file"]))
        said = {shop["tenant"]: shop for shop in told["messages"]["shops"]}
        return [
            _of_shop(shop, ids, rows.get(shop, {}), exported, said.get(tenants[shop], {}), live, old, told)
            for shop, ids in sorted(crossed.items())
        ]


def condemned_of(told: Mapping[str, Any]) -> str:
    """The step's folder bears its name."""
    return str(told["file"]).rsplit("/", 2)[-2]


def _of_shop(
    shop: str,
    crossed: set[str],
    rows: Mapping[str, str],
    exported: set[str],
    said: Mapping[str, Any],
    live: psycopg.Connection,
    old: psycopg.Connection,
    told: Mapping[str, Any],
) -> OfShop:
    here = [rows[wa_id] for wa_id in crossed if wa_id in rows]
    missing = {wa_id for wa_id in crossed if wa_id not in rows}
    since = [row[0] for row in live.execute(SINCE, [here, told["window"]["from"]]).fetchall()]
    known = old.execute(KNOWN, [since]).fetchall()
    return OfShop(
        shop=shop,
        lost_said=int(said.get("lost", 0)),
        lost_found=len(missing),
        recovered_said=int(said.get("recovered", 0)),
        recovered_found=len(known),
        is_same_list=missing == exported & crossed and len(exported) == int(told["messages"]["lost"]),
    )


def _exported(file: str) -> set[str]:
    with Path(file).open(encoding="utf-8", newline="") as rows:
        return {row["wa_id"] or row["id"] for row in csv.DictReader(rows)}


def as_json(shops: list[OfShop]) -> list[dict[str, Any]]:
    return [asdict(shop) | {"is_exact": shop.is_exact} for shop in shops]
