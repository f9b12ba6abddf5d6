"""A running stack in whose database and journal much was said before the deployment."""

from contextlib import closing

import psycopg
from wabot_rollback.drills.ground import Ground
from wabot_rollback.services.services import Service
from wabot_rollback.services.supervisor import Supervisor

from benchmarks.integrity.talk import JOURNAL, PER_CONVERSATION, PLATFORM, SHOPS
from config.stack.waiting import wait_until

READERS = (Service.WORKER, Service.PROJECTOR, Service.SENDER)
# What `fill` of the integrity benchmark says of partitions is of a house where nobody reads as yet.
TALK = [statement for statement in PLATFORM if "messaging_partition" not in statement]
READ_TO = """
INSERT INTO messaging_partition (number, "offset", epoch, lease_by) SELECT p, %(messages)s, %(epoch)s::uuid, ''
FROM generate_series(0, 63) p ON CONFLICT (number) DO UPDATE SET "offset" = EXCLUDED."offset"
"""


def fill(ground: Ground, messages: int) -> None:
    """Before anybody has written: the journal must be empty. `messages` is a multiple of ten."""
    assert ground.plan.services.socket is not None  # noqa: S101  (a drill's plan has supervisor)
    supervisor = Supervisor(ground.plan.services.socket)
    for service in READERS:
        supervisor.stop(service)
    wait_until(lambda: not any(supervisor.state(each)[1] for each in READERS), what="a halt", deadline_s=60)
    journal_url = ground.stack.environment["JOURNAL_DATABASE_URL"]
    with closing(ground.database()) as platform, psycopg.connect(journal_url, autocommit=True) as journal:
        _write(platform, journal, messages)
    for service in READERS:
        supervisor.start(service)


def _write(platform: psycopg.Connection, journal: psycopg.Connection, messages: int) -> None:
    row = journal.execute(
        'SELECT epoch::text, (SELECT max("offset") FROM journal_record) FROM journal_meta'
    ).fetchone()
    if row is None or row[1] is not None:
        raise SystemExit(f"the journal is not empty: {row}")
    values = {
        "messages": messages,
        "conversations": messages // PER_CONVERSATION,
        "per": PER_CONVERSATION,
        "shops": SHOPS,
        "epoch": row[0],
    }
    # bound by the client: generate_series takes no parameter whose type it must guess
    for statement in (*TALK, READ_TO):
        psycopg.ClientCursor(platform).execute(statement, values)
    for statement in (*JOURNAL, "SELECT setval('journal_offset', %(messages)s)"):
        psycopg.ClientCursor(journal).execute(statement, values)
