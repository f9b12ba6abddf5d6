"""Many customers who each write one burst, and what became of it as WhatsApp and the database see it."""

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import psycopg
from wabot_simulator.client import SimulatorClient

BURST = ("hello", "when do you", "open?")


@dataclass(slots=True)
class Crowd:
    """`over_s` is the time over which the bursts begin; within one, messages come 0.2 to 1.0 s apart."""

    phones: SimulatorClient
    shops: Sequence[str]
    size: int
    over_s: float
    chance: random.Random
    customers: dict[str, str] = field(default_factory=dict)

    def arrive(self) -> None:
        for number in range(self.size):
            phone = f"2547{number:08}"
            self.phones.add_customer(name=f"Customer {number}", wa_id=phone)
            self.customers[phone] = self.shops[number % len(self.shops)]

    def write(self) -> None:
        """Returns when all have written all they had to say."""
        lines: list[tuple[float, str, str]] = []
        for phone in self.customers:
            at = self.chance.uniform(0, self.over_s)
            for words in BURST:
                lines.append((at, phone, words))
                at += self.chance.uniform(0.2, 1.0)
        start = time.monotonic()
        for at, phone, words in sorted(lines):
            time.sleep(max(0.0, start + at - time.monotonic()))
            self.phones.say(phone, self.customers[phone], words)

    def answered(self) -> Counter[str]:
        """How many replies each customer got, as WhatsApp counts them."""
        return Counter(str(fact["customer"]) for fact in self.phones.record(kinds=["outbound"]))


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform's database says of the same people."""

    inbound: int
    turn_sizes: Counter[int]
    outbox: dict[str, int]
    parked: int


def told_by_database(url: str) -> Told:
    with psycopg.connect(url) as connection:
        [inbound] = connection.execute(
            "SELECT count(*) FROM messaging_message WHERE direction = 'inbound'"
        ).fetchone() or [0]
        sizes = connection.execute(
            "SELECT cardinality(message_ids), count(*) FROM bot_messageharmonizationlog"
            " WHERE status <> 'reopened' GROUP BY 1"
        ).fetchall()
        outbox = connection.execute(
            "SELECT state, count(*) FROM messaging_outboxmessage GROUP BY 1"
        ).fetchall()
        [parked] = connection.execute("SELECT count(*) FROM messaging_parkedrecord").fetchone() or [0]
    return Told(inbound, Counter(dict(sizes)), dict(outbox), parked)
