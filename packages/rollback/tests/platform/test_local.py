import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psutil
import psycopg
import pytest
from wabot_rollback.errors import Refused
from wabot_rollback.platform.local import LocalPlatform
from wabot_rollback.platform.platform import NotStarted
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.folder import Release

SECTION = PlatformSection(test_tenant="pwani")
MANAGE = """
import json, os, sys, time
word = sys.argv[1]
if word in ("told", "migrate", "loaddata"):
    print(json.dumps({"arguments": sys.argv[2:], "role": os.environ.get("WABOT_DB_ROLE"), "here": os.getcwd(),
        "engine": sorted(name for name in os.environ if name.startswith("WABOT_ENGINE")),
        "path": os.environ["PYTHONPATH"].split(os.pathsep)[0]}))
elif word == "refuses":
    print("2026-11-24 WARNING something in the log", file=sys.stderr)
    print("refuses: no shop with the id or slug 'x' (--help explains)", file=sys.stderr)
    sys.exit(2)
elif word == "incomplete":
    print(json.dumps({"missing": 1}))
    sys.exit(1)
elif word == "incomplete-in-words":
    print("version 7: 1 of 2 processes")
    sys.exit(1)
elif word == "breaks":
    import nothing_of_the_sort
elif word == "unknown":
    print("Unknown command: 'unknown'", file=sys.stderr)
    sys.exit(1)
elif word == "unset":
    print("DATABASE_URL is not set. The platform's database.", file=sys.stderr)
    sys.exit(2)
elif word == "hangs":
    import subprocess
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open("pids", "w").write(f"{os.getpid()} {child.pid}")
    time.sleep(60)
"""


@dataclass
class OneRelease:
    release: Release | None

    def list(self) -> Sequence[Release]:
        return [self.release] if self.release else []

    def active(self) -> Release | None:
        return self.release

    def named(self, release: str) -> Release:
        raise Refused(f"no release {release}")

    def before(self, release: Release) -> Release | None:
        return None

    def taken_back(self) -> None:
        return None

    def activate(self, release: Release) -> None:
        self.release = release


@pytest.fixture
def release(tmp_path: Path) -> Release:
    folder = tmp_path / "r1"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (folder / "manage.py").write_text(MANAGE)
    return Release("r1", folder, datetime(2026, 11, 24, tzinfo=UTC), "abc", {})


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "WABOT_ENGINE_DATABASE_URL": os.environ["DATABASE_URL"],
        "WABOT_ENGINE_STATE": "/engine",
        "JOURNAL_DATABASE_URL": os.environ["JOURNAL_DATABASE_URL"],
        "WABOT_STATE_DIR": str(tmp_path / "state"),
        "PYTHONPATH": "/somebody/elses/code",
    }


@pytest.fixture
def platform(release: Release, environment: dict[str, str]) -> LocalPlatform:
    return LocalPlatform.of(SECTION, OneRelease(release), environment)


def test_a_command_runs_as_the_releases_own_and_its_json_is_read(
    platform: LocalPlatform, release: Release
) -> None:
    ran = platform.command("told", "--json")

    assert ran.ok
    assert ran.told == {
        "arguments": ["--json"],
        "role": "wabot_system",
        "here": str(release.folder),
        "engine": [],
        "path": str(release.folder),
    }


def test_a_refusal_is_told_by_its_last_line_and_is_no_breakdown(platform: LocalPlatform) -> None:
    ran = platform.command("refuses")

    assert (ran.code, ran.told) == (2, None)
    assert ran.line.startswith("refuses: no shop")


def test_a_failed_check_may_tell_more(platform: LocalPlatform) -> None:
    assert (platform.command("incomplete").told, platform.command("incomplete").code) == ({"missing": 1}, 1)
    assert platform.command("incomplete-in-words").code == 1


@pytest.mark.parametrize("word", ["breaks", "unknown", "unset"])
def test_a_release_that_cannot_run_it_is_no_refusal(platform: LocalPlatform, word: str) -> None:
    with pytest.raises(NotStarted, match="cannot run it"):
        platform.command(word)


def test_a_release_without_its_python_cannot_start(platform: LocalPlatform, release: Release) -> None:
    (release.folder / ".venv" / "bin" / "python").unlink()

    with pytest.raises(NotStarted, match="No such file"):
        platform.command("told")
    with pytest.raises(NotStarted, match="no release is active"):
        replace(platform, releases=OneRelease(None)).command("told")


def test_what_hangs_is_ended_with_all_it_started(platform: LocalPlatform, release: Release) -> None:
    with pytest.raises(NotStarted, match="no end after 3 s"):
        platform.command("hangs", timeout_s=3)

    own, child = map(int, (release.folder / "pids").read_text().split())
    assert ends(own)
    assert ends(child)


def ends(pid: int, *, within_s: float = 5) -> bool:
    """A zombie whose parent is gone too has ended: only nobody has asked after it."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.01)
    return False


def test_what_is_not_set_is_refused_by_name(environment: dict[str, str]) -> None:
    del environment["JOURNAL_DATABASE_URL"]

    with pytest.raises(Refused, match="JOURNAL_DATABASE_URL: not set"):
        LocalPlatform.of(SECTION, OneRelease(None), environment)


@pytest.mark.integration
def test_the_database_is_entered_as_the_engine(platform: LocalPlatform) -> None:
    with psycopg.connect(platform.engine_url, autocommit=True) as admin:
        admin.execute(
            "DO $$ BEGIN CREATE ROLE wabot_engine NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
            "GRANT wabot_engine TO CURRENT_USER"
        )
    with platform.database() as connected:
        row = connected.execute("SELECT current_user, current_setting('statement_timeout')").fetchone()

    assert row == ("wabot_engine", "15s")


@pytest.fixture
def web() -> Iterator[HTTPServer]:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.send_header("Retry-After", "7")
            self.end_headers()
            self.wfile.write(self.path.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_pages_are_looked_at_from_outside(platform: LocalPlatform, web: HTTPServer) -> None:
    answer = replace(platform, web=f"http://127.0.0.1:{web.server_port}").get("/v1/health")

    assert (answer.status, answer.body) == (503, b"/v1/health")
    assert answer.headers["retry-after"] == "7"


def test_nothing_that_answers_is_status_0(platform: LocalPlatform) -> None:
    assert replace(platform, web="http://127.0.0.1:9").get("/").status == 0


def test_tables_are_changed_by_the_login_that_owns_them(platform: LocalPlatform) -> None:
    assert platform.command("migrate", "--no-input").told["role"] is None
    assert platform.command("loaddata", "backup.json").told["role"] is None
    assert platform.command("told").told["role"] == "wabot_system"
