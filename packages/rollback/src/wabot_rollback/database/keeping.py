"""What the journal must not prune: records from the place on where a kept backup, or an open run, would read again."""

import psycopg

KEEP = """
INSERT INTO journal_keep (name, from_offset, reason) VALUES (%s, %s, %s)
ON CONFLICT (name) DO UPDATE SET from_offset = EXCLUDED.from_offset, reason = EXCLUDED.reason
"""


def for_run(run: str) -> str:
    return f"rollback {run}"


def for_backup(key: str) -> str:
    return f"backup {key}"


def keep_from(journal: psycopg.Connection, name: str, offset: int, reason: str) -> None:
    """Safe to call again."""
    journal.execute(KEEP, [name, offset, reason])


def let_go(journal: psycopg.Connection, name: str) -> None:
    journal.execute("DELETE FROM journal_keep WHERE name = %s", [name])


def begins_at(journal: psycopg.Connection) -> int:
    """The oldest offset that is left; 0 for an empty journal."""
    row = journal.execute('SELECT coalesce(min("offset"), 0) FROM journal_record').fetchone()
    return int(row[0]) if row else 0
