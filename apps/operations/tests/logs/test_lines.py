"""A person greps the log file at night: what stands in a line, and that lines stay lines."""

import json
import logging
import multiprocessing
import re
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.operations.logs.file import BACKUPS, SharedFileHandler
from apps.operations.logs.formatting import JsonFormatter, LineFormatter
from apps.operations.logs.process import program
from apps.operations.tests.logs.writing import line_of, record_of
from apps.tenants.log_context import log_context


def test_a_line_names_its_level_and_its_service_as_runbooks_grep_them() -> None:
    line = line_of("turn %s", "failed", level=logging.ERROR, name="wabot.MessageHarmonizationService")

    assert re.match(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR wabot\.MessageHarmonizationService \S+:\d+ turn failed",
        line,
    )


def test_what_is_logged_within_a_turn_names_shop_and_turn_whoever_logs_it() -> None:
    shop, turn = uuid4(), uuid4()

    with log_context(tenant_id=shop, turn_id=turn):
        within = line_of("slow query", name="django.db.backends")

    assert f"tenant_id={shop} turn_id={turn}" in within
    assert "tenant_id" not in line_of("afterwards")


@given(st.text())
def test_no_text_passes_for_a_line_of_its_own(text: str) -> None:
    try:
        raise ValueError(text)
    except ValueError:
        first, *rest = line_of("got %s", text).splitlines()

    assert first.count(" INFO wabot.turn ") >= 1
    assert all(line.startswith("    ") for line in rest)


def test_as_json_every_line_is_one_object_with_the_same_fields() -> None:
    try:
        raise ValueError("odd")
    except ValueError:
        told = json.loads(JsonFormatter().format(record_of("broke", level=logging.ERROR, part=2)))

    assert told.items() >= {"level": "ERROR", "logger": "wabot.turn", "event": "broke", "part": 2}.items()
    assert "ValueError: odd" in told["exception"]
    assert told["created_at"].endswith("Z")


def test_each_process_is_named_as_operators_name_it() -> None:
    assert program(["/venv/bin/celery", "-A", "config", "worker", "--loglevel", "INFO"]) == "worker"
    assert program(["/venv/celery/__main__.py", "-A", "config", "beat"]) == "beat"
    assert program(["/venv/gunicorn/__main__.py", "config.wsgi"]) == "web"
    assert program(["/srv/wabot/manage.py", "run_sender", "--name", "s"]) == "sender"
    assert program(["manage.py", "show_ux_config"]) == "show_ux_config"
    assert program(["-c"]) == "python"


def handler(path: Path, **options: int) -> SharedFileHandler:
    made = SharedFileHandler(str(path), **options)
    made.setFormatter(LineFormatter())
    return made


def write_many(path: Path, who: int, lines: int) -> None:
    shared = handler(path, most_bytes=40_000)
    for number in range(lines):
        shared.emit(record_of("writer %d line %d %s", who, number, "x" * 300))


def test_several_processes_write_and_rotate_and_no_line_is_lost_or_torn(tmp_path: Path) -> None:
    path, lines = tmp_path / "application.log", 110
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(path, who, lines)) for who in range(4)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)

    assert {writer.exitcode for writer in writers} == {0}
    files = [path, *(Path(f"{path}.{number}") for number in range(1, BACKUPS + 1))]
    written = "".join(file.read_text() for file in files if file.exists()).splitlines()
    assert files[2].exists()
    said = re.compile(r"writer (\d) line (\d+) x{300}$")
    found = [match.groups() for line in written if (match := said.search(line))]
    assert len(found) == len(written) == 4 * lines
    assert len(set(found)) == 4 * lines


def test_a_file_that_logrotate_moved_is_opened_anew(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "application.log"
    shared = handler(path)
    shared.emit(record_of("before"))

    path.rename(tmp_path / "application.log.1")
    shared.emit(record_of("after"))

    assert "before" in (tmp_path / "application.log.1").read_text()
    assert "after" in path.read_text()
    shared.close()


def test_a_line_that_cannot_be_made_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = handler(tmp_path / "application.log")
    failed: list[logging.LogRecord] = []
    monkeypatch.setattr(shared, "handleError", failed.append)

    shared.emit(record_of("%d of %d", "one"))
    shared.emit(record_of("and on"))

    assert len(failed) == 1
    assert "and on" in (tmp_path / "application.log").read_text()
    shared.close()
