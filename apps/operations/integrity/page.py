"""What `check_data_integrity` looks at, as a page: docs/reference/integrity.md is written out of the rules."""

from pathlib import Path

from apps.operations.integrity.domain import RULES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "integrity.md"

HEAD = """# What `check_data_integrity` looks at

By query, table for table: that a constraint guards a rule is not taken as proof, for a bad restore drops constraints and
keeps rows. What the models imply is derived from them, so a new model is covered without a line; the database's own
catalogue says which guards are missing. This page is written by `python -m apps.operations.integrity.page`;
a test holds it to the code.

Exit code 0: nothing is wrong. 1: something is, or a database is away. 2: bad usage. `--verbose` names each bad row (at most
`--limit` per rule, the total always), `--tenant-id` looks at one shop, `--json` is for programs. Each shop's rows are read in
a snapshot of their own, so what a working system writes meanwhile is never accused; nothing but the note of the result is
written. Rules that look at many rows at once run over the whole house, where PostgreSQL can join by hashing.

## What guards

Tables, columns and their types; NOT NULL, foreign keys, checks and unique indexes that the models imply and the database
lacks; constraints that are NOT VALID; invalid indexes; triggers switched off; row-level security off; sequences behind their
rows; migrations that are not applied or of another release. Where the extension amcheck is installed in the database,
each B-tree is checked against its own order; otherwise the report says so.

## Rows against the journal

| rule | what it finds |
|---|---|
| `journal: epoch` | offsets that were read from another journal |
| `journal: head` | partitions or messages beyond the journal's end |
| `journal: claims` | replies that count as sent and were never claimed, or that the journal knows as refused |
| `journal: answers` | messages that count as answered, by a turn of which there is neither row, reply nor claim |
| `journal: remembered` | what was told to a customer and read by the projector, but stands in no message: lost by a restore |

Not looked at: whether each inbound message of the journal stands in a row. The projector comes upon those by itself
(`manage.py projector rewind`), and reading every body would take minutes.

## What the trade means

| table | a row is named that |
|---|---|
"""
DERIVED = """
## What the models imply

Of every table, without a line of ours: NULL where none may be; values of no known state; checks and limits that do not hold;
amounts below zero or not a number; references that name nothing, or another shop's row, also where the database has no foreign
key; rows of a shop that is not there; and primary keys, unique fields and unique constraints (with their conditions) that two
rows share, reckoned from the rows themselves, past the indexes.
"""


def page() -> str:
    return HEAD + "".join(f"| `{rule.table}` | {rule.says} |\n" for rule in RULES) + DERIVED


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
