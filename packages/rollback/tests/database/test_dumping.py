import json
import subprocess
from pathlib import Path

import pytest
from wabot_rollback.database.dumping import Dump, checked, full_read
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.errors import Fenced, StepFailed

from ..worlds import NOON
from .conftest import PWANI, SAVANNA, Server

pytestmark = pytest.mark.integration


def test_the_manifest_counts_each_shops_rows_in_the_moment_that_was_dumped(
    server: Server, tmp_path: Path
) -> None:
    dump, manifest = server.dump(tmp_path)

    assert manifest.rows["messaging_message"] == {str(PWANI): 300, str(SAVANNA): 100}
    assert manifest.rows["django_migrations"] == {"": 1}
    assert (manifest.migrations, manifest.journal_offset) == ((("bot", "0001_initial"),), 30)
    assert manifest.made_at == NOON.isoformat()
    assert Manifest.read(dump.manifest_file) == manifest
    checked(dump.file, manifest)
    assert dump.file.stat().st_mode & 0o077 == 0


def test_half_a_dump_has_a_list_but_is_no_backup(server: Server, tmp_path: Path) -> None:
    # rows enough that half of the file holds all of its list
    server.run("INSERT INTO messaging_message (text) SELECT md5(n::text) FROM generate_series(1, 5000) n")
    dump, manifest = server.dump(tmp_path)
    whole = dump.file.read_bytes()
    dump.file.write_bytes(whole[: len(whole) // 2])

    # as the plan says to verify it: content with half of it
    listed = subprocess.run(
        [server.tools.path("pg_restore"), "--list", dump.file], capture_output=True, check=False
    )
    assert listed.returncode == 0

    with pytest.raises(StepFailed, match="pg_restore"):
        full_read(server.tools, dump.file, say=lambda *_: None)
    with pytest.raises(StepFailed, match="were dumped"):
        checked(dump.file, manifest)


def test_a_changed_byte_is_noticed(dumped: tuple[Dump, Manifest]) -> None:
    dump, manifest = dumped
    content = bytearray(dump.file.read_bytes())
    content[-1] ^= 1
    dump.file.write_bytes(content)

    with pytest.raises(StepFailed, match="SHA-256"):
        checked(dump.file, manifest)


def test_who_is_overtaken_meanwhile_leaves_no_manifest(server: Server, tmp_path: Path) -> None:
    def overtaken() -> None:
        raise Fenced("another process has taken the run over")

    server.run(
        "INSERT INTO messaging_message (text) SELECT repeat(md5(n::text), 50) FROM generate_series(1, 60000) n"
    )
    dump = Dump(
        tools=server.tools,
        url=server.url,
        database=server.names.live,
        folder=tmp_path,
        name="backup.sql",
        release="r1",
        compression=9,
        still_mine=overtaken,
    )

    with pytest.raises(Fenced):
        dump.made(server.connect, lambda: NOON)

    assert not dump.manifest_file.exists()


def test_a_manifest_of_a_newer_engine_is_refused(dumped: tuple[Dump, Manifest]) -> None:
    dump, _ = dumped
    told = json.loads(dump.manifest_file.read_text())
    dump.manifest_file.write_text(json.dumps(told | {"format": 99}))

    with pytest.raises(StepFailed, match="newer engine"):
        Manifest.read(dump.manifest_file)
