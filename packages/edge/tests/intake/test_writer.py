"""Handed-in records end in the journal or in the spool, and one bad record stops nobody else's."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wabot_edge.intake.errors import Busy
from wabot_edge.intake.framing import Frame, frames
from wabot_edge.intake.spool import Segment
from wabot_edge.intake.writer import Writer
from wabot_edge.journal.reading import head, read
from wabot_edge.journal.records import Kind, NewRecord, partition_of

from .conftest import Parts

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Journal = psycopg.Connection


def record(body: bytes, *, minutes: int = 0) -> NewRecord:
    at = NOON + timedelta(minutes=minutes)
    return NewRecord(Kind.WHATSAPP_CHANGE, partition_of("1000"), at, body, {"user-agent": "x"}, "1000")


def bodies(journal: Journal) -> list[bytes]:
    return [each.body for each in read(journal, after=0)]


@contextmanager
def refusing(journal: Journal, rule: str) -> Iterator[None]:
    """A database that takes no record for which `rule` is true."""
    journal.execute(f"ALTER TABLE journal_record ADD CONSTRAINT odd CHECK (NOT ({rule}))")
    yield
    journal.execute("ALTER TABLE journal_record DROP CONSTRAINT odd")


async def go_away(parts: Parts, journal: Journal) -> None:
    """End the connection as a restart of the server does, and let the writer find out."""
    journal.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'wabot-intake' AND datname = current_database()"
    )
    assert await parts.writer.keep([record(b"found out by this one")])
    assert not parts.link.is_up


async def drained(parts: Parts) -> None:
    async with asyncio.timeout(10):
        while parts.spool.records:
            parts.writer.nudge()
            await asyncio.sleep(0.01)


async def test_what_comes_in_during_a_commit_goes_into_the_next_one(parts: Parts, journal: Journal) -> None:
    handed_in = [parts.writer.keep([record(b"%d" % number)]) for number in range(300)]

    assert all(await asyncio.gather(*handed_in))
    assert bodies(journal) == [b"%d" % number for number in range(300)]
    transactions = journal.execute("SELECT count(DISTINCT xmin::text) FROM journal_record").fetchone()
    assert transactions
    assert transactions[0] <= 2


async def test_a_lost_connection_costs_nothing_and_order_is_kept(parts: Parts, journal: Journal) -> None:
    await go_away(parts, journal)
    for number in range(50):
        assert await parts.writer.keep([record(b"%d" % number, minutes=number)])
    assert (bodies(journal), parts.spool.records) == ([], 51)

    await parts.link.connect()
    await drained(parts)

    found = read(journal, after=0)
    assert [each.body for each in found] == [
        b"found out by this one",
        *(b"%d" % number for number in range(50)),
    ]
    # with the time at which each was received, not the one at which it was drained
    assert found[50].received_at == NOON + timedelta(minutes=49)
    assert found[50].headers == {"user-agent": "x"}


async def test_a_file_stays_until_all_of_it_is_committed(
    parts: Parts, journal: Journal, journal_url: str, tmp_path: Path
) -> None:
    await go_away(parts, journal)
    for number in range(30):
        assert await parts.writer.keep([record(b"%d" % number)])
    await parts.link.connect()

    with psycopg.connect(journal_url) as stuck:
        stuck.execute("SELECT pg_advisory_xact_lock(hashtext('wabot.journal.append'))")
        parts.writer.nudge()
        await asyncio.sleep(0.2)
        # were the process killed now, the next one would find this
        files = sorted((tmp_path / "spool").glob("*.seg"))
        read_back = [each for file in files for each in frames(file.read_bytes(), Segment(file).key)]

    left = [each.record.body for each in read_back if isinstance(each, Frame)]
    assert left[1:] == [b"%d" % number for number in range(30)]
    await drained(parts)
    assert not list((tmp_path / "spool").glob("*.seg"))


async def test_new_webhooks_do_not_wait_for_the_spool(parts: Parts, journal: Journal) -> None:
    await go_away(parts, journal)
    for number in range(200):
        assert await parts.writer.keep([record(b"old %d" % number)])

    await parts.link.connect()
    assert await parts.writer.keep([record(b"new")])
    await drained(parts)

    assert bodies(journal).index(b"new") < 100
    assert len(bodies(journal)) == 202


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(odd=st.sets(st.integers(0, 19)), is_spooled=st.booleans())
async def test_a_record_that_the_journal_refuses_is_kept_aside_alone(
    parts: Parts, journal: Journal, odd: set[int], is_spooled: bool
) -> None:
    before = head(journal)
    if is_spooled:
        await go_away(parts, journal)
    with refusing(journal, "kind = 'whatsapp.change' AND body LIKE 'odd%'"):
        names = [b"odd %d" % number if number in odd else b"good %d" % number for number in range(20)]
        kept = [parts.writer.keep([record(name)]) for name in names]
        assert all(await asyncio.gather(*kept))
        if is_spooled:
            await parts.link.connect()
            await drained(parts)

        found = read(journal, after=before)
    assert [each.body for each in found if each.body != b"found out by this one"] == names
    refused = [each for each in found if each.kind == Kind.UNROUTED]
    assert [each.body for each in refused] == [b"odd %d" % number for number in sorted(odd)]
    assert all(each.headers[":kind"] == "whatsapp.change" for each in refused)


async def test_a_record_refused_in_every_form_is_set_aside_on_disk(
    parts: Parts, journal: Journal, tmp_path: Path
) -> None:
    with refusing(journal, "body = 'poison'"):
        kept = [parts.writer.keep([record(body)]) for body in (b"before", b"poison", b"after")]

        assert await asyncio.gather(*kept) == [True, True, True]
    assert bodies(journal) == [b"before", b"after"]
    [aside] = (tmp_path / "spool" / "rejected").iterdir()
    assert aside.read_bytes().endswith(b"poison")


async def test_a_journal_whose_offsets_are_mixed_up_is_away_and_nothing_is_set_aside(
    parts: Parts, journal: Journal, tmp_path: Path
) -> None:
    assert await parts.writer.keep([record(b"one")])
    journal.execute("SELECT setval('journal_offset', 1, false)")

    assert await parts.writer.keep([record(b"two")])

    assert not parts.link.is_up
    assert parts.spool.records == 1
    assert not list((tmp_path / "spool" / "rejected").iterdir())


async def test_a_writer_that_holds_the_lock_for_ever_stops_nobody(
    parts: Parts, journal: Journal, journal_url: str
) -> None:
    with psycopg.connect(journal_url) as stuck:
        stuck.execute("SELECT pg_advisory_xact_lock(hashtext('wabot.journal.append'))")

        async with asyncio.timeout(3):
            assert await parts.writer.keep([record(b"habari")])

        assert (parts.link.is_up, parts.spool.records) == (False, 1)
    await parts.link.connect()
    await drained(parts)
    assert bodies(journal) == [b"habari"]


async def test_when_the_spool_is_full_the_sender_comes_again(parts: Parts, journal: Journal) -> None:
    await go_away(parts, journal)
    large = record(b"x" * 300_000)

    assert [await parts.writer.keep([large]) for _ in range(4)] == [True, True, True, False]

    await parts.link.connect()
    await drained(parts)
    assert await parts.writer.keep([large])
    assert len(bodies(journal)) == 5


async def test_the_queue_has_an_end(parts: Parts) -> None:
    writer = Writer(parts.link, parts.spool, queue_records=3, queue_bytes=100)
    writer.keep([record(b"x"), record(b"x")])

    for more in ([record(b"x")] * 2, [record(b"x" * 101)]):
        with pytest.raises(Busy):
            writer.keep(more)

    # it has room again when what waited is kept
    writing = asyncio.create_task(writer.run())
    assert await writer.keep([record(b"x")])
    assert await writer.keep([record(b"x")] * 3)
    writer.stop()
    await writing


async def test_all_that_waits_is_kept_before_it_stops(parts: Parts, journal: Journal) -> None:
    waiting = [parts.writer.keep([record(b"%d" % number)]) for number in range(10)]
    parts.writer.stop()

    assert all(await asyncio.gather(*waiting))
    assert len(bodies(journal)) == 10
    with pytest.raises(Busy):
        parts.writer.keep([record(b"late")])


async def test_a_commit_without_waiting_for_the_disk_is_overruled(
    parts: Parts, journal: Journal, journal_url: str
) -> None:
    journal.execute(
        "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END$$"
    )
    try:
        await go_away(parts, journal)
        await parts.link.connect()
        await drained(parts)
        connection = parts.link._connection
        assert connection
        [shown] = await (await connection.execute("SHOW synchronous_commit")).fetchall()
    finally:
        journal.execute("DO $$BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database()); END$$")

    assert shown == ("on",)
