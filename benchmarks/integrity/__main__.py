"""How long an integrity check takes: `python -m benchmarks.integrity`.

Ten thousand, a hundred thousand and a million messages of twenty shops, with turns, replies, statuses, lists and the
journal beside them; real PostgreSQL with fsync. Prints seconds, rows a second and the command's peak memory, beside
a plain `SELECT count(*)` over the same tables in the same run (the least that looking at every row can cost). Then
drops constraints, plants ten faults at the largest size, and says which were found.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.integrity.talk import fill
from config import ROOT
from config.stack.testing import SETTINGS
from config.stack.throwaway import running

SIZES = (10_000, 100_000, 1_000_000)
TARGET_S, TARGET_MB = 120, 200
MEGABYTE = 1_000_000
TABLES = (
    "messaging_message",
    "messaging_conversation",
    "messaging_outboxmessage",
    "messaging_statusevent",
    "bot_messageharmonizationlog",
    "bot_referencecontext",
    "tenants_customer",
)
UNGUARDED = (
    "bot_messageharmonizationlog",
    "bot_referencecontext",
    "messaging_message",
    "messaging_conversation",
)
NOWHERE = "'00000000-0000-8000-8000-000000000000'"
# What is planted, and the rule that must name it.
FAULTS = (
    (
        (
            "ALTER TABLE bot_messageharmonizationlog ALTER message_ids DROP NOT NULL;"
            " UPDATE bot_messageharmonizationlog SET message_ids = NULL WHERE id = md5('t7')::uuid"
        ),
        "bot_messageharmonizationlog.message_ids: not null",
    ),
    (
        (
            "ALTER TABLE bot_referencecontext ALTER items DROP NOT NULL;"
            " UPDATE bot_referencecontext SET items = NULL WHERE id = md5('r10')::uuid"
        ),
        "bot_referencecontext.items: not null",
    ),
    (
        f"UPDATE bot_referencecontext SET conversation_id = {NOWHERE} WHERE id = md5('r15')::uuid",
        "bot_referencecontext.conversation_id: foreign key",
    ),
    (
        f"UPDATE messaging_message SET conversation_id = {NOWHERE} WHERE id = md5('m101')::uuid",
        "messaging_message.conversation_id: foreign key",
    ),
    (
        "INSERT INTO messaging_message SELECT * FROM messaging_message WHERE id = md5('m200')::uuid",
        "messaging_message.number_id+wa_id: unique",
    ),
    (
        "UPDATE messaging_message SET tenant_id = md5('s1')::uuid WHERE id = md5('m2')::uuid",
        "messaging_message.conversation_id: same shop",
    ),
    (
        "UPDATE messaging_conversation SET status = 'asleep' WHERE id = md5('k3')::uuid",
        "messaging_conversation.status: state",
    ),
    (
        f"UPDATE bot_messageharmonizationlog SET message_ids = ARRAY[{NOWHERE}]::uuid[] WHERE id = md5('t8')::uuid",
        "bot_messageharmonizationlog: its messages",
    ),
    ("DELETE FROM messaging_message WHERE id = md5('m301')::uuid", "journal: remembered"),
    (
        "UPDATE messaging_outboxmessage SET effect_id = gen_random_uuid() WHERE effect_id = md5('t40')::uuid",
        "journal: claims",
    ),
)
DROPS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I CASCADE', conrelid::regclass, conname) FROM pg_constraint
WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'u', 'c') AND conrelid <> 0
UNION ALL SELECT 'ALTER TABLE messaging_message DROP CONSTRAINT messaging_message_pkey CASCADE'
UNION ALL SELECT format('DROP INDEX IF EXISTS %%s', indexrelid::regclass) FROM pg_index
WHERE indrelid::regclass::text = ANY(%s) AND indisunique AND NOT indisprimary
"""


@dataclass(frozen=True, slots=True)
class Checked:
    code: int
    told: dict[str, Any]
    seconds: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    missed = False
    print(
        f"{'messages':>9} {'rows':>10} {'seconds':>8} {'rows/s':>9} {'peak MB':>8} {'count(*) s':>11} {'times':>6}"
    )
    for size in sizes:
        missed |= _measured(size, plant=size == max(sizes))
    sys.exit(int(missed))


def _measured(size: int, *, plant: bool) -> bool:
    """True where a target was missed."""
    with running(durable=True) as servers:
        environment = os.environ | SETTINGS | servers.environment()
        _manage(environment, "-m", "wabot_edge.journal", "migrate")
        _manage(environment, "manage.py", "migrate", "--verbosity", "0")
        with (
            psycopg.connect(environment["DATABASE_URL"], autocommit=True) as platform,
            psycopg.connect(environment["JOURNAL_DATABASE_URL"], autocommit=True) as journal,
        ):
            fill(platform, journal, size)
            counting = _count(platform)
            checked = _check(environment)
            rows = checked.told["rows"]
            print(
                f"{size:>9,} {rows:>10,} {checked.seconds:>8.1f} {rows / checked.seconds:>9,.0f}"
                f" {checked.peak_mb:>8.0f} {counting:>11.2f} {checked.seconds / counting:>6.0f}",
                flush=True,
            )
            missed = checked.code != 0 or checked.seconds > TARGET_S or checked.peak_mb > TARGET_MB
            if checked.code:
                print(f"accused a sound house: {checked.told['totals']}")
            return _found_all(platform, environment) is False or missed if plant else missed


def _found_all(platform: psycopg.Connection, environment: dict[str, str]) -> bool:
    tables = [*list(UNGUARDED), "messaging_outboxmessage"]
    for (statement,) in platform.execute(DROPS, [tables, tables]).fetchall():
        platform.execute(statement)
    for statement, _ in FAULTS:
        platform.execute(statement)
    checked = _check(environment)
    found = [rule for _, rule in FAULTS if rule in checked.told["totals"]]
    print(f"planted {len(FAULTS)} faults without constraints, found {len(found)} in {checked.seconds:.1f} s:")
    for _, rule in FAULTS:
        print(f"  {'found ' if rule in found else 'MISSED'} {rule}: {checked.told['totals'].get(rule, 0)}")
    print(f"targets: {TARGET_S} s, {TARGET_MB} MB, all found")
    return len(found) == len(FAULTS)


def _count(platform: psycopg.Connection) -> float:
    start = time.perf_counter()
    for table in TABLES:
        platform.execute(f"SELECT count(*) FROM {table}")
    return time.perf_counter() - start


def _check(environment: dict[str, str]) -> Checked:
    command = [sys.executable, "manage.py", "check_data_integrity", "--json"]
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE)
    told = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    return Checked(process.returncode, json.loads(told), seconds, usage.ru_maxrss * 1024 / MEGABYTE)


def _manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, *arguments], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    main()
