"""Who listens, and when silence may be believed."""

from datetime import UTC, datetime, timedelta

import psycopg
from wabot_edge.journal.hearing import Hearing, hearing, listening
from wabot_edge.journal.records import Kind, NewRecord
from wabot_edge.journal.writing import append

NOW = datetime.now(UTC)


def heard(journal: psycopg.Connection, *, read_to: int = 0, heard_by: datetime = NOW) -> Hearing:
    return hearing(journal, partition=7, read_to=read_to, heard_by=heard_by)


def test_where_nobody_is_known_to_listen_silence_is_all_there_is(journal: psycopg.Connection) -> None:
    assert heard(journal) == Hearing(deaf=False, since=None, unread=False)


def test_a_listener_that_was_killed_is_missed_at_once(journal: psycopg.Connection, journal_url: str) -> None:
    with psycopg.connect(journal_url, autocommit=True) as intake:
        listening(intake, name="intake-1", spooled=0)
        assert not heard(journal).deaf

    # its server process ends a moment after the connection
    while not heard(journal).deaf:
        journal.execute("SELECT pg_sleep(0.01)")


def test_records_that_wait_in_a_spool_are_waited_for(journal: psycopg.Connection) -> None:
    listening(journal, name="intake-1", spooled=3)
    assert heard(journal).deaf

    listening(journal, name="intake-1", spooled=0)
    assert not heard(journal).deaf


def test_coming_back_is_noticed_and_going_on_is_not(journal: psycopg.Connection, journal_url: str) -> None:
    with psycopg.connect(journal_url, autocommit=True) as intake:
        listening(intake, name="intake-1", spooled=0)
        first = heard(journal).since
        listening(intake, name="intake-1", spooled=0)
        assert heard(journal).since == first

    listening(journal, name="intake-1", spooled=0)

    second = heard(journal).since
    assert first is not None
    assert second is not None
    assert second > first


def test_one_that_was_taken_down_on_purpose_or_long_ago_is_not_waited_for(
    journal: psycopg.Connection, journal_url: str
) -> None:
    with psycopg.connect(journal_url, autocommit=True) as intake:
        listening(intake, name="intake-1", spooled=0)
        intake.execute("UPDATE journal_listener SET stopped_at = now()")
    assert not heard(journal).deaf

    journal.execute(
        "UPDATE journal_listener SET stopped_at = NULL, seen_at = now() - %s", [timedelta(minutes=6)]
    )
    assert not heard(journal).deaf


def test_only_what_came_in_time_and_for_the_partition_is_unread(journal: psycopg.Connection) -> None:
    [offset, _] = append(
        journal,
        [
            NewRecord(Kind.WHATSAPP_CHANGE, 7, NOW - timedelta(seconds=1), b"{}"),
            NewRecord(Kind.WHATSAPP_CHANGE, 8, NOW - timedelta(seconds=9), b"{}"),
        ],
    )

    assert heard(journal).unread
    assert not heard(journal, read_to=offset).unread
    assert not heard(journal, heard_by=NOW - timedelta(seconds=2)).unread
