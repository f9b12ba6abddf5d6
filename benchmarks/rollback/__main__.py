"""Strategy 4 with a million messages: `python -m benchmarks.rollback`.

A drill on an embedded stack of its own, fifty customers writing throughout: a release corrupts rows, code and database go
back. Prints every step, how long customers waited, what was lost; then how long plain `pg_restore -j` takes with the very
backup, on the same server, while the same customers write.
"""

import argparse
import time
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg import sql
from wabot_rollback.database.running import Login, run
from wabot_rollback.database.tools import matching
from wabot_rollback.drills.customers import Crowd
from wabot_rollback.drills.drill import Drill, Drilled
from wabot_rollback.drills.ground import Ground
from wabot_rollback.drills.planning import defect_of
from wabot_rollback.drills.telling import in_words

from benchmarks.rollback.filling import fill
from tests.drills.rehearsing import ground

MESSAGES = 1_000_000
TOTAL_S, WAIT_S, RESTORE_RATIO = 120.0, 15.0, 1.3
SIDE = "plain_restore"
MEGABYTE = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--customers", type=int, default=50)
    given = parser.parse_args()
    with ground(longest_s=900) as on:
        fill(on, given.messages)
        drilled = Drill(on, defect_of(on.section, "corrupt-rows", None), given.customers).run()
        print("\n".join(in_words(drilled)))
        plain_s = plain_restore_s(on, given.customers)
    if not all(line.met for line in judged(drilled, plain_s)):
        raise SystemExit(1)


class Judged:
    """A figure beside its target; printed as it is made."""

    def __init__(self, what: str, value: float, target: float, unit: str) -> None:
        self.met = value <= target
        print(f"{what:52} {value:8.2f} {unit:2} target ≤ {target:g}: {'met' if self.met else 'MISSED'}")


def judged(drilled: Drilled, plain_s: float) -> list[Judged]:
    driven = drilled.driven
    if driven is None:
        raise SystemExit("the release was refused: nothing was rolled back")
    took = {step["step"]: float(step["took_s"]) for _, step in driven.steps}
    restore_s = took["restore-beside"]
    # the copy of the condemned database is uploaded when customers are served again
    served_s = driven.ended - driven.began - took["forensic-copy"]
    print(
        f"restore-beside {restore_s:.1f} s, pg_restore -j2 alone {plain_s:.1f} s, customers writing in both"
    )
    return [
        Judged("in all, the condemned copy's upload apart", served_s, TOTAL_S, "s"),
        Judged("customers waited longer, at most", drilled.spans["meanwhile"].longer_most_s, WAIT_S, "s"),
        Judged("restore, of pg_restore -j2", restore_s / plain_s, RESTORE_RATIO, "×"),
        Judged("lost, refused, answered twice", float(not drilled.nothing_lost), 0, ""),
    ]


def plain_restore_s(on: Ground, customers: int) -> float:
    """Of the backup that was just restored, by the plan's own command, into a database that nobody uses."""
    section = on.section
    file = backup_of(on)
    with closing(on.database("postgres")) as admin:
        tools = matching(admin)
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(SIDE)))
        login = Login.of(on.stack.environment["DATABASE_URL"], SIDE)
        command = [
            tools.path("pg_restore"),
            f"--dbname={login.conninfo}",
            "--jobs=2",
            "--no-password",
            str(file),
        ]
        with Crowd(on.stack.simulator, customers, section.lines, section.pause_s, section.longest_s):
            began = time.monotonic()
            run(command, login.environment, longest_s=3600)
            took_s = time.monotonic() - began
        size = size_of(admin)
        admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(SIDE)))
    print(f"backup {file.stat().st_size / MEGABYTE:.0f} MB, restored {size / MEGABYTE:.0f} MB")
    return took_s


def size_of(admin: psycopg.Connection) -> int:
    row = admin.execute("SELECT pg_database_size(%s)", [SIDE]).fetchone()
    return int(row[0]) if row else 0


def backup_of(on: Ground) -> Path:
    """The one of the deployment, which is not the copy of the condemned database."""
    found = [file for file in on.places.backups.rglob("backup_*.sql") if "rollbacks" not in file.parts]
    if len(found) != 1:
        raise SystemExit(f"one backup was expected, not {[file.name for file in found]}")
    return found[0]


if __name__ == "__main__":
    main()
