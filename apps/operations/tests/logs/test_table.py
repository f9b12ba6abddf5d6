"""The table `logs`, as the plan's query reads it, and what it must never cost anybody."""

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from apps.operations.logs import table as table_of_logs
from apps.operations.logs.table import Line, TableHandler
from apps.operations.logs.writing import Writer, tend_logs
from apps.operations.tasks import tend_logs_hourly
from apps.operations.tests.logs.writing import record_of
from apps.tenants.log_context import log_context
from tests.web import as_role

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]
# The plan's own, letter by letter but for the space.
ERROR_RATE = """
SELECT DATE_TRUNC('minute', created_at) as minute, COUNT(*) FILTER (WHERE level = 'ERROR') as errors, COUNT(*) as total
FROM logs WHERE created_at >= NOW() - INTERVAL '1 hour' GROUP BY minute ORDER BY minute DESC
"""


@pytest.fixture(autouse=True)
def an_empty_table() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE logs")


@pytest.fixture
def table() -> Iterator[TableHandler]:
    handler = TableHandler(Writer)
    yield handler
    handler.close()
    if handler._thread is not None:
        handler._thread.join(5)


def rows(query: str = "SELECT message FROM logs ORDER BY created_at", *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


class Database:
    """Stands in for the writer. `away` makes it raise, as psycopg would."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.away: psycopg.Error | None = None
        self.let = threading.Event()
        self.let.set()

    def __call__(self, lines: Sequence[Line]) -> None:
        self.let.wait(10)
        if self.away is not None:
            raise self.away
        self.lines += lines

    def close(self) -> None:
        pass


def until(reached: Callable[[], bool], within_s: float = 10) -> None:
    deadline = time.monotonic() + within_s
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_plans_error_rate_counts_what_was_logged(table: TableHandler) -> None:
    for _ in range(19):
        table.emit(record_of("answered"))
    table.emit(record_of("turn failed", level=logging.ERROR))
    table.flush()

    told = rows(ERROR_RATE)

    assert (sum(errors for _, errors, _ in told), sum(total for _, _, total in told)) == (1, 20)


def test_a_row_says_who_when_where_and_about_whose_turn(table: TableHandler) -> None:
    shop, turn = uuid4(), uuid4()
    with log_context(tenant_id=shop, turn_id=turn, private=["nataka viatu"]):
        try:
            raise ValueError("nataka viatu")
        except ValueError:
            record = record_of("no: %s", "nataka viatu", level=logging.ERROR, part=3)
    with log_context(tenant_id=shop, turn_id=turn, private=["nataka viatu"]):
        table.emit(record)
    table.flush()

    [(level, logger, message, tenant, of_turn, process, fields, exception, created_at)] = rows(
        "SELECT level, logger, message, tenant_id, turn_id, process, fields::text, exception, created_at FROM logs"
    )

    assert (level, logger, message) == ("ERROR", "wabot.turn", "no: [redacted]")
    assert (tenant, of_turn, fields) == (shop, turn, '{"part": 3}')
    assert ":" in process
    assert "ValueError: [redacted]" in exception
    assert abs(created_at - timezone.now()) < timedelta(minutes=1)


@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(), st.dictionaries(st.text(), st.text() | st.integers())), max_size=5))
def test_whatever_is_said_can_be_kept(table: TableHandler, said: list[tuple[str, dict[str, Any]]]) -> None:
    before = len(rows())
    for text, more in said:
        table.emit(record_of("%s", text, more=more))
    table.flush()

    assert len(rows()) == before + len(said)
    assert table.dropped == 0


def test_while_the_database_is_away_nobody_waits_and_what_is_too_much_is_counted() -> None:
    database = Database()
    database.away = psycopg.OperationalError("gone")
    handler = TableHandler(lambda: database, most_waiting=50)

    begun = time.monotonic()
    for number in range(80):
        handler.emit(record_of("line %d", number))
    spent = time.monotonic() - begun
    database.away = None
    until(lambda: len(database.lines) == 51)

    assert spent < 0.5
    assert [line.message for line in database.lines[:50]] == [f"line {number}" for number in range(50)]
    assert database.lines[50].message == "30 lines are not in this table"
    handler.close()


def test_a_process_that_ends_while_the_database_is_away_waits_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_of_logs, "LAST_WORDS_S", 0.4)
    database = Database()
    database.away = psycopg.OperationalError("gone")
    handler = TableHandler(lambda: database)
    handler.emit(record_of("last words"))

    begun = time.monotonic()
    # Celery's farewell, then logging's own, which flushes and closes
    for farewell in (handler.flush, handler.flush, handler.close):
        farewell()

    assert 0.3 < time.monotonic() - begun < 0.7


def test_once_the_database_is_back_last_words_are_waited_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_of_logs, "LAST_WORDS_S", 0.1)
    database = Database()
    database.away = psycopg.OperationalError("gone")
    handler = TableHandler(lambda: database)
    handler.emit(record_of("early"))
    handler.flush()
    database.away = None
    until(lambda: bool(database.lines))
    monkeypatch.setattr(table_of_logs, "LAST_WORDS_S", 5)

    handler.emit(record_of("late"))
    handler.close()

    assert [line.message for line in database.lines] == ["early", "late"]


def test_a_line_the_database_cannot_take_holds_up_no_other() -> None:
    database = Database()
    database.away = psycopg.DataError("bad")
    handler = TableHandler(lambda: database)

    handler.emit(record_of("bad"))
    until(lambda: handler.dropped == 1 or not handler._waiting)
    database.away = None
    handler.emit(record_of("good"))
    until(lambda: any(line.message == "good" for line in database.lines))

    handler.close()


def test_a_forked_process_writes_its_own_lines_and_none_of_its_parents() -> None:
    database = Database()
    database.let.clear()
    handler = TableHandler(lambda: database)
    handler.emit(record_of("of the parent"))
    told = multiprocessing.get_context("fork").Queue()

    def child() -> None:
        database.let.set()
        database.lines.clear()
        handler.emit(record_of("of the child"))
        handler.close()
        told.put([line.message for line in database.lines])

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    assert told.get(timeout=20) == ["of the child"]
    process.join(10)
    database.let.set()
    until(lambda: [line.message for line in database.lines] == ["of the parent"])
    handler.close()


def test_the_webs_role_writes_lines_and_reads_none() -> None:
    with as_role("wabot_app"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO logs (created_at, level, logger, message, process, release)"
            " VALUES (now(), 'INFO', 'x', 'said', 'web', '1')"
        )
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT * FROM logs")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("DELETE FROM logs")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT * FROM logs_days.rest")

    with as_role("wabot_system"):
        assert rows() == [("said",)]
    for role in ("wabot_engine", "wabot_forensic"):
        assert rows("SELECT has_table_privilege(%s, 'logs', 'select')", role) == [(True,)]
        assert rows("SELECT has_table_privilege(%s, 'logs', 'insert')", role) == [(False,)]


def line(at: datetime) -> Line:
    return Line(at, "INFO", "x", f"{at:%d %H}", None, None, "web:1", {}, None)


def days() -> set[str]:
    found = rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'logs_days'::regnamespace AND relkind = 'r'"
    )
    return {name for (name,) in found}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_days_are_made_ahead_and_dropped_and_a_line_without_a_day_is_kept() -> None:
    today = timezone.now().astimezone(UTC).date()
    later = today + timedelta(days=20)
    with closing(Writer()) as write:
        write([line(noon(today)), line(noon(later)), line(noon(later + timedelta(days=1)))])

    with as_role("wabot_system"):
        tended = tend_logs(keep_days=7, today=later)

    assert rows("SELECT count(*) FROM logs_days.rest") == [(0,)]
    assert rows() == [(f"{noon(later):%d %H}",), (f"{noon(later + timedelta(days=1)):%d %H}",)]
    assert days() == {"rest", *(f"d{later + timedelta(days=n):%Y%m%d}" for n in range(4))}
    assert tended.made == 4
    # and once more changes nothing
    assert tend_logs(keep_days=7, today=later) == (0, 0)
    assert tend_logs(keep_days=7, today=today).made == 4


def test_beats_task_keeps_as_many_days_as_the_setting_says() -> None:
    with as_role("wabot_system"):
        tend_logs_hourly()

    assert f"d{timezone.now().astimezone(UTC):%Y%m%d}" in days()
