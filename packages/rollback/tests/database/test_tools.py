import os
import stat
from pathlib import Path

import pytest
from wabot_rollback.database.tools import NEEDED, matching
from wabot_rollback.errors import Refused

from .conftest import Server

pytestmark = pytest.mark.integration


def pretend(folder: Path, version: str) -> Path:
    """Tools that only say which version they are."""
    folder.mkdir()
    for name in NEEDED:
        (folder / name).write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
        (folder / name).chmod(0o755)
    return folder


def test_they_are_found_beside_the_server_though_path_has_others(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{pretend(tmp_path / 'old', '11.2')}{os.pathsep}{os.environ['PATH']}")

    found = matching(server.admin)

    assert found.version.split(".")[0] == found.server.split(".")[0]
    assert Path(found.path("pg_restore")).stat().st_mode & stat.S_IXUSR


def test_what_the_setting_names_is_taken_or_nothing(server: Server, tmp_path: Path) -> None:
    major = server.tools.server.split(".")[0]
    named = pretend(tmp_path / "named", f"{major}.99 (Debian {major}.99-1)")

    assert matching(server.admin, named).version == f"{major}.99"
    with pytest.raises(Refused) as refused:
        matching(server.admin, pretend(tmp_path / "old", "9.6.24"))
    assert f"postgresql-client-{major}" in str(refused.value)
    assert "old has 9.6.24" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_tools_of_two_versions_are_none(server: Server, tmp_path: Path) -> None:
    major = server.tools.server.split(".")[0]
    mixed = pretend(tmp_path / "mixed", f"{major}.1")
    (mixed / "pg_restore").write_text('#!/bin/sh\necho "pg_restore (PostgreSQL) 11.2"\n')

    with pytest.raises(Refused, match="none was found"):
        matching(server.admin, mixed)
