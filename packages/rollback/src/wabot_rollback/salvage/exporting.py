"""Lost messages as a file that people look through and `import_lost_messages` takes."""

import os
from collections.abc import Sequence
from pathlib import Path

import psycopg

AT_ONCE = 5_000
# As the plan's line has it: every column, in the table's own order.
EXPORT = """
COPY (SELECT m.* FROM messaging_message m JOIN unnest(%s::uuid[]) WITH ORDINALITY AS wanted (id, place) USING (id)
ORDER BY wanted.place) TO STDOUT (FORMAT csv, HEADER {})
"""


def export_messages(condemned: psycopg.Connection, ids: Sequence[str], to: Path) -> int:
    """Rows written, in the order of `ids`; the header alone where there are none. Its owner's alone, and whole or not there."""
    part = to.with_name(f"{to.name}.part")
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = 0
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for start in range(0, max(len(ids), 1), AT_ONCE):
            batch = list(ids[start : start + AT_ONCE])
            with condemned.cursor() as cursor:
                with cursor.copy(EXPORT.format("false" if start else "true").encode(), [batch]) as copied:
                    for piece in copied:
                        out.write(piece)
                rows += max(cursor.rowcount, 0)
        out.flush()
        os.fsync(out.fileno())
    part.replace(to)
    return rows
