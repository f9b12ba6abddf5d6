"""A journal that this code must not touch is refused in words."""

import psycopg
import pytest
from wabot_edge.journal import schema
from wabot_edge.journal.errors import NewJournal, NoJournal


def test_migrating_twice_changes_nothing(journal: psycopg.Connection) -> None:
    assert schema.migrate(journal) == schema.VERSION


def test_a_database_without_a_journal_is_told_apart(journal: psycopg.Connection) -> None:
    journal.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    with pytest.raises(NoJournal, match="migrate"):
        schema.check(journal)


def test_a_reader_one_version_older_may_still_read(journal: psycopg.Connection) -> None:
    journal.execute("UPDATE journal_meta SET schema_version = %s", [schema.VERSION + 1])

    schema.check(journal)


def test_a_journal_that_says_it_cannot_be_read_is_not_read(journal: psycopg.Connection) -> None:
    journal.execute("UPDATE journal_meta SET schema_version = 9, readable_from = 9")

    with pytest.raises(NewJournal, match="version 9"):
        schema.check(journal)
