import json
import os
import re
import signal
import socket
from pathlib import Path
from subprocess import Popen

import pytest

from config.stack.live import Stack
from config.stack.waiting import wait_until
from config.stack.watching import Watch
from tests.stack.conftest import Command

pytestmark = pytest.mark.integration
UP = ("up", "--only", "intake,redis")


def shown_until(line: str, process: Popen[str]) -> str:
    assert process.stdout is not None
    seen = ""
    while line not in seen:
        read = process.stdout.readline()
        assert read, f"it ended after: {seen}"
        seen += read
    return seen


def said(process: Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_up_shows_where_everything_answers_and_ctrl_c_stops_it(
    command: Command, environment: dict[str, str]
) -> None:
    process = command(*UP)

    seen = shown_until("Ctrl-C stops everything.", process)
    process.send_signal(signal.SIGINT)
    code, out, err = said(process)

    assert re.search(rf"intake +ready +http://127\.0\.0\.1:{environment['WABOT_INTAKE_PORT']}", seen)
    assert re.search(r"postgres +ready +/", seen)
    assert code == 0
    assert "nothing is left running" in out
    assert err == "" or err.startswith("chmod o+x")


def test_a_second_up_says_so_in_one_line(command: Command) -> None:
    first = command(*UP)
    shown_until("Ctrl-C stops everything.", first)

    code, out, err = said(command(*UP))

    assert (code, out) == (1, "")
    assert re.fullmatch(rf"already running on .* \(process {first.pid}\): .*\n", err)


def test_another_terminal_can_look_at_it_and_stop_it(command: Command, environment: dict[str, str]) -> None:
    first = command(*UP)
    shown_until("Ctrl-C stops everything.", first)

    code, out, _ = said(command("status", "--json"))
    assert code == 0
    assert {name: each["state"] for name, each in json.loads(out).items()}["intake"] == "RUNNING"
    code, out, _ = said(command("memory", "--json"))
    assert 10 < json.loads(out)["intake"] < 200
    code, out, _ = said(command("env"))
    assert "export DATABASE_URL='postgresql://wabot@/wabot?host=" in out
    code, out, _ = said(command("down"))
    assert code == 0
    assert out.startswith("Stopped in")
    assert said(first)[0] == 0

    code, _, err = said(command("status"))
    assert (code, "make up" in err) == (1, True)
    assert "Nothing runs on" in said(command("down"))[1]


def test_a_taken_port_starts_nothing(command: Command, environment: dict[str, str]) -> None:
    port = environment["WABOT_INTAKE_PORT"]
    with socket.create_server(("127.0.0.1", int(port))):
        code, out, err = said(command(*UP))

    assert (code, out) == (2, "")
    assert re.fullmatch(rf"WABOT_INTAKE_PORT: port {port} on 127\.0\.0\.1 is taken.*\n", err)
    assert not (Path(environment["WABOT_STATE_DIR"]) / "postgres").exists()


def test_a_wrong_address_starts_nothing(command: Command, environment: dict[str, str]) -> None:
    code, out, err = said(command(*UP, JOURNAL_DATABASE_URL="postgresql://nobody@127.0.0.1:1/x"))

    assert (code, out) == (2, "")
    assert re.fullmatch(r"JOURNAL_DATABASE_URL: .*Connection refused.*\n", err)
    assert not (Path(environment["WABOT_STATE_DIR"]) / "redis").exists()


def test_a_missing_secret_file_starts_nothing(command: Command) -> None:
    code, _, err = said(command(*UP, WABOT_SECRET_KEY_FILE="/nowhere"))

    assert code == 2
    assert err == "WABOT_SECRET_KEY_FILE: cannot read /nowhere (No such file or directory)\n"


def test_reset_deletes_what_up_made_and_nothing_else(command: Command, environment: dict[str, str]) -> None:
    state = Path(environment["WABOT_STATE_DIR"])
    first = command("up", "--only", "redis")
    shown_until("Ctrl-C stops everything.", first)

    assert said(command("reset", "--force"))[0] == 1
    first.send_signal(signal.SIGTERM)
    assert said(first)[0] == 0
    assert "FORCE=1" in said(command("reset"))[2]
    assert (state / "secrets.json").exists()
    assert said(command("reset", "--force"))[0] == 0
    assert not state.exists()

    state.mkdir()
    (state / "thesis.txt").write_text("years of work")
    assert "was not made by `make up`" in said(command("reset", "--force"))[2]
    assert (state / "thesis.txt").exists()


def test_a_program_that_keeps_dying_is_shown_with_its_log(stack: Stack) -> None:
    now = [0.0]
    watch = Watch(stack, clock=lambda: now[0])
    lines = list(watch.news())
    assert lines == []

    for _ in range(3):
        stack.kill("intake")
        stack.wait_healthy("intake")
        lines += watch.news()

    assert lines[0].startswith("intake had ended and was started again")
    assert f"intake keeps dying. The end of {stack.log('intake')}:" in lines
    # the log's own words follow
    assert lines[-1].startswith("    ")


def test_a_killed_supervisor_is_noticed_and_nothing_is_left(
    command: Command, environment: dict[str, str]
) -> None:
    process = command("up", "--only", "redis")
    shown_until("Ctrl-C stops everything.", process)
    state = Path(environment["WABOT_STATE_DIR"])
    session = json.loads((state / "stack.json").read_text())["session"]

    os.kill(session, signal.SIGKILL)
    code, out, err = said(process)

    assert code == 1
    assert "The supervisor was killed." in out, err
    wait_until(lambda: not (state / "stack.json").exists(), what="the record's end", deadline_s=5)
