"""What strategy 4 does with the database, in seconds: `python -m benchmarks.rollback_database`.

Ten thousand, a hundred thousand and a million messages; real PostgreSQL with fsync. Restored beside the live database,
beside a plain `pg_restore -j` of the same dump in the same run; checked; swapped and swapped back while clients ask on:
how long a new connection is refused, and how many of their questions fail. Last, what counting the loss takes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from wabot_rollback.database.checking import check_restored
from wabot_rollback.database.dumping import Dump, full_read
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.naming import Names
from wabot_rollback.database.restoring import Restore
from wabot_rollback.database.running import Login, run
from wabot_rollback.database.swapping import Swapped, copy_rights, swap, swap_back
from wabot_rollback.database.tools import Tools, matching
from wabot_rollback.salvage.messages import lost_messages

from benchmarks.integrity.talk import fill
from config import ROOT
from config.stack.testing import SETTINGS
from config.stack.throwaway import running

SIZES = (10_000, 100_000, 1_000_000)
# Of the restore against pg_restore's own; and of the time for which nobody gets in.
TARGET_RATIO, TARGET_REFUSED_S = 1.3, 1.0
ROUNDS, JOBS, CLIENTS = 5, 2, 4


class OpenFence:
    token = 1

    def check(self) -> None:
        return


@dataclass
class Asked:
    """Questions of clients that connect anew when they are cut off, as the platform's processes do."""

    well: int = 0
    failed: int = 0
    longest_s: float = 0.0
    stopped: threading.Event = field(default_factory=threading.Event)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    print(
        f"{'messages':>9} {'dump':>6} {'read':>6} {'restore':>8} {'pg_restore':>10} {'ratio':>6} {'checks':>7}"
        f" {'refused ms':>10} {'back ms':>8} {'failed/asked':>13} {'longest ms':>10} {'loss':>6}"
    )
    sys.exit(int(any(list(map(_measured, parser.parse_args().sizes)))))


def _measured(size: int) -> bool:
    """True where a target was missed. Prints one line."""
    with running(durable=True) as servers, tempfile.TemporaryDirectory() as folder:
        environment = os.environ | SETTINGS | servers.environment()
        for command in (
            ("-m", "wabot_edge.journal", "migrate"),
            ("manage.py", "migrate", "--verbosity", "0"),
        ):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True)
        url, names = environment["DATABASE_URL"], Names.of("wabot", "b1")
        with (
            closing(_connect(url, "postgres")) as admin,
            closing(_connect(environment["JOURNAL_DATABASE_URL"], "wabot_journal")) as journal,
        ):
            with closing(_connect(url, "wabot")) as platform:
                fill(platform, journal, size)
            tools = matching(admin)
            dump, manifest = _dumped(url, Path(folder), tools)
            read_s = full_read(tools, dump.file, say=lambda _words, _share: None)
            plain_s = _plain_restore(admin, url, tools, dump.file)
            restore = Restore(
                tools=tools, url=url, names=names, file=dump.file, sha256=manifest.sha256, jobs=JOBS
            )
            restored_s = restore.run(admin, lambda name: _connect(url, name))
            began = time.monotonic()
            with closing(_connect(url, names.side)) as side:
                if wrong := [each.says for each in check_restored(side, manifest.rows) if not each.ok]:
                    raise SystemExit(f"a sound restore was accused: {wrong}")
            checks_s = time.monotonic() - began
            there, back, asked = _swapped(admin, url, names)
            loss_s = _loss_s(url, names, journal)
    ratio = restored_s / plain_s
    refused_s = statistics.median(each.refusing_s for each in there)
    print(
        f"{size:>9,} {manifest.took_s:>6.1f} {read_s:>6.1f} {restored_s:>8.1f} {plain_s:>10.1f} {ratio:>6.2f}"
        f" {checks_s:>7.1f} {refused_s * 1000:>10.0f}"
        f" {statistics.median(each.refusing_s for each in back) * 1000:>8.0f}"
        f" {f'{asked.failed}/{asked.failed + asked.well}':>13} {asked.longest_s * 1000:>10.0f} {loss_s:>6.1f}",
        flush=True,
    )
    return ratio > TARGET_RATIO or refused_s > TARGET_REFUSED_S


def _dumped(url: str, folder: Path, tools: Tools) -> tuple[Dump, Manifest]:
    dump = Dump(tools=tools, url=url, database="wabot", folder=folder, name="backup.sql", release="r1")
    return dump, dump.made(lambda: _connect(url, "wabot"), lambda: datetime.now(UTC))


def _plain_restore(admin: psycopg.Connection, url: str, tools: Tools, file: Path) -> float:
    admin.execute("CREATE DATABASE plain TEMPLATE template0")
    login = Login.of(url, "plain")
    command = [tools.path("pg_restore"), f"--dbname={login.conninfo}", f"--jobs={JOBS}", str(file)]
    took_s = run(command, login.environment, longest_s=3600)
    admin.execute("DROP DATABASE plain")
    return took_s


def _swapped(admin: psycopg.Connection, url: str, names: Names) -> tuple[list[Swapped], list[Swapped], Asked]:
    there, back = list[Swapped](), list[Swapped]()
    copy_rights(admin, names.live, names.side)
    with _asking(url) as asked:
        for _ in range(ROUNDS):
            time.sleep(0.3)
            there.append(swap(admin, names, OpenFence()))
            time.sleep(0.3)
            back.append(swap_back(admin, names, OpenFence()))
    swap(admin, names, OpenFence())
    admin.execute(f"ALTER DATABASE {names.condemned} ALLOW_CONNECTIONS true".encode())
    return there, back, asked


def _loss_s(url: str, names: Names, journal: psycopg.Connection) -> float:
    began = time.monotonic()
    with closing(_connect(url, names.condemned)) as condemned, closing(_connect(url, names.live)) as restored:
        since = datetime.now(UTC) - timedelta(days=1)
        if (lost := lost_messages(condemned, restored, journal, since=since)).ids:
            raise SystemExit(f"{len(lost.ids)} messages were called lost, and none was")
    return time.monotonic() - began


@contextmanager
def _asking(url: str) -> Iterator[Asked]:
    asked = Asked()
    threads = [threading.Thread(target=_ask, args=(url, asked)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        asked.stopped.set()
        for thread in threads:
            thread.join()


def _ask(url: str, asked: Asked) -> None:
    connection, away_since = _connect(url, "wabot"), 0.0
    while not asked.stopped.wait(0.01):
        try:
            if connection.closed:
                connection = _connect(url, "wabot")
            connection.execute("SELECT count(*) FROM messaging_conversation LIMIT 1")
            asked.well += 1
            if away_since:
                asked.longest_s = max(asked.longest_s, time.monotonic() - away_since)
            away_since = 0.0
        except psycopg.OperationalError:
            asked.failed += 1
            away_since = away_since or time.monotonic()
            connection.close()
    connection.close()


def _connect(url: str, database: str) -> psycopg.Connection:
    return psycopg.connect(make_conninfo(url, dbname=database), autocommit=True)


if __name__ == "__main__":
    main()
