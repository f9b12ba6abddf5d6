"""What became of every message, by the simulator's record beside the platform's rows."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from wabot_rollback.drills.phones import Phones

WELL = 200
SUMS = ("unacknowledged", "unanswered", "repeated", "same_again")
ROWS = "SELECT n.phone_number_id, m.wa_id, m.id::text FROM messaging_message m JOIN tenants_whatsappnumber n ON n.id = m.number_id WHERE m.wa_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Counted:
    """All of it by what crossed WhatsApp's side; `lost` by shop: of its messages, those that the platform has no row of.

    `refused`: tries at a webhook that were answered with anything but 200. `twice`: replies that were accepted again
    with the same callback data, or that say word for word what the one before said, with nothing said in between.
    """

    inbound: int
    outbound: int
    refused: int
    unacknowledged: int
    unanswered: int
    twice: int
    lost: Mapping[str, tuple[str, ...]]

    @property
    def lost_count(self) -> int:
        return sum(len(ids) for ids in self.lost.values())


@dataclass(frozen=True, slots=True)
class Start:
    """Where the record stood, and what the simulator's sums were, when a drill began."""

    fact: int
    sums: Mapping[str, int]

    @classmethod
    def of(cls, phones: Phones) -> "Start":
        return cls(phones.facts(), _sums(phones))


def counted(phones: Phones, database: psycopg.Connection, start: Start) -> Counted:
    """Since `start`."""
    crossed, kinds = crossings(phones, start.fact)
    rows = rows_of(database)
    sums = {name: count - start.sums[name] for name, count in _sums(phones).items()}
    tries = Counter(fact.get("http_status") == WELL for fact in phones.record(["attempt"], start.fact))
    lost = {shop: tuple(sorted(ids - rows.get(shop, {}).keys())) for shop, ids in crossed.items()}
    return Counted(
        inbound=kinds["inbound"],
        outbound=kinds["outbound"],
        refused=tries[False],
        unacknowledged=sums["unacknowledged"],
        unanswered=sums["unanswered"],
        twice=sums["repeated"] + sums["same_again"],
        lost={shop: ids for shop, ids in lost.items() if ids},
    )


def _sums(phones: Phones) -> Mapping[str, int]:
    report = phones.report()
    return {name: int(report[f"{name}_count"]) for name in SUMS}


def crossings(phones: Phones, since: int = 0) -> tuple[Mapping[str, set[str]], Counter[str]]:
    """WhatsApp's ids of all messages by shop, and how many there were of each kind."""
    found: dict[str, set[str]] = defaultdict(set)
    kinds: Counter[str] = Counter()
    for fact in phones.record(["inbound", "outbound"], since):
        found[str(fact["shop"])].add(str(fact["wamid"]))
        kinds[str(fact["kind"])] += 1
    return found, kinds


def rows_of(database: psycopg.Connection) -> Mapping[str, Mapping[str, str]]:
    """By shop: WhatsApp's id, and the row's own."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for shop, wa_id, id_ in database.execute(ROWS).fetchall():
        found[str(shop)][str(wa_id)] = str(id_)
    return found


def as_json(counted: Counted) -> dict[str, Any]:
    return {
        "inbound": counted.inbound,
        "outbound": counted.outbound,
        "webhooks_refused": counted.refused,
        "unacknowledged": counted.unacknowledged,
        "unanswered": counted.unanswered,
        "answered_twice": counted.twice,
        "lost": counted.lost_count,
        "lost_by_shop": {shop: len(ids) for shop, ids in counted.lost.items()},
    }
