"""A reader that remembers one offset sees every record once, whatever the writers do."""

import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wabot_edge.journal.erasing import as_eraser
from wabot_edge.journal.pruning import keep, prune, release
from wabot_edge.journal.reading import head, read
from wabot_edge.journal.records import Kind, NewRecord, partition_of
from wabot_edge.journal.writing import append

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def record(body: bytes = b"{}", phone: str = "1000", at: datetime = NOON) -> NewRecord:
    return NewRecord(Kind.WHATSAPP_CHANGE, partition_of(phone), at, body, {"user-agent": "x"}, phone)


def test_a_reader_never_steps_over_a_writer_that_is_not_done(
    journal: psycopg.Connection, journal_url: str
) -> None:
    with psycopg.connect(journal_url) as slow, psycopg.connect(journal_url, autocommit=True) as fast:
        append(slow, [record(b"slow")])
        later = threading.Thread(target=append, args=(fast, [record(b"fast")]))
        later.start()
        later.join(0.3)

        seen_meanwhile = read(journal, after=0)
        slow.commit()
        later.join(10)

    # had the second writer been let past, its offset would be read first and the slow one's missed
    assert seen_meanwhile == []
    assert [row.body for row in read(journal, after=0)] == [b"slow", b"fast"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(bodies=st.lists(st.binary(max_size=50), max_size=8), phone=st.text(max_size=12))
def test_what_is_appended_is_read_back_to_the_letter(
    journal: psycopg.Connection, bodies: list[bytes], phone: str
) -> None:
    phone = phone.replace("\x00", "").encode("utf-8", "replace").decode()
    before = head(journal)

    offsets = append(journal, [record(body, phone) for body in bodies])

    found = read(journal, after=before, partitions=[partition_of(phone)])
    assert [(row.offset, row.body, row.phone_number_id) for row in found] == [
        (offset, body, phone) for offset, body in zip(offsets, bodies, strict=True)
    ]
    assert offsets == sorted(offsets)


def test_a_reader_of_some_partitions_gets_only_theirs(journal: psycopg.Connection) -> None:
    phones = ["1000", "1001", "1002"]
    append(journal, [record(phone.encode(), phone) for phone in phones])

    mine = read(journal, after=0, partitions=[partition_of("1001")])

    assert [row.body for row in mine] == [b"1001"]


def test_pruning_leaves_what_a_reader_or_a_backup_still_needs(journal: psycopg.Connection) -> None:
    old, young = NOON - timedelta(days=40), NOON
    offsets = append(journal, [record(at=old) for _ in range(6)] + [record(at=young)])
    keep(journal, name="backup", from_offset=offsets[2], reason="nightly backup")

    assert prune(journal, before=NOON - timedelta(days=30), read_up_to=[offsets[4]]) == 2
    release(journal, name="backup")
    assert prune(journal, before=NOON - timedelta(days=30), read_up_to=[offsets[4]]) == 3
    # the one that the reader has not seen, and the newest
    assert [row.offset for row in read(journal, after=0)] == offsets[5:]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(ages_d=st.lists(st.integers(0, 60), max_size=12), at_once=st.integers(1, 4))
def test_pruning_goes_on_until_all_in_front_is_young_and_takes_nothing_young(
    journal: psycopg.Connection, ages_d: list[int], at_once: int
) -> None:
    before, start = NOON - timedelta(days=30), head(journal)
    # what earlier examples left is young, and goes first now
    prune(journal, before=NOON + timedelta(days=1), read_up_to=[start])
    append(journal, [record(at=NOON - timedelta(days=age)) for age in ages_d] + [record(at=NOON)])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wabot_edge.journal.pruning.AT_ONCE", at_once)
        prune(journal, before=before, read_up_to=[head(journal)])

    left = [(NOON - row.received_at).days for row in read(journal, after=start)][:-1]
    assert [age for age in left if age <= 30] == [age for age in ages_d if age <= 30]
    # the newest of the examples before, which stays, may stand in front of them
    assert all(age <= 30 for age in left[: at_once - 1])


def test_a_journal_that_is_all_young_is_not_read_through(journal: psycopg.Connection) -> None:
    offsets = append(journal, [record(at=NOON) for _ in range(5_000)])
    journal.execute("VACUUM ANALYZE journal_record")

    with journal.transaction():
        with as_eraser(journal):
            journal.execute("SELECT journal_prune(%s, %s, 100)", [NOON - timedelta(days=30), offsets[-1]])
        [read_rows] = journal.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relid = 'journal_record'::regclass"
        ).fetchall()

    # the hundred in front, and the head
    assert read_rows[0] <= 101


def test_pruning_never_takes_the_newest_record(journal: psycopg.Connection) -> None:
    offsets = append(journal, [record(at=NOON - timedelta(days=400))])

    assert prune(journal, before=NOON, read_up_to=offsets) == 0
    assert head(journal) == offsets[0]
