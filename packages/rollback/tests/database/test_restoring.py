"""Section 0 of what was measured: each literal command of the plan beside what is done here instead."""

import subprocess
from pathlib import Path

import pytest
from psycopg import errors
from wabot_rollback.database.checking import check_restored, no_orphans, rows_are
from wabot_rollback.database.dumping import Dump
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.naming import Names
from wabot_rollback.database.restoring import drop_side
from wabot_rollback.database.running import Login
from wabot_rollback.database.standing import look
from wabot_rollback.errors import StepFailed

from .conftest import PWANI, Server

pytestmark = pytest.mark.integration
# What a release does: a table that leans on an old one, and rows that are wrong.
RELEASE = """
CREATE TABLE bot_referencecontext (id int, conversation_id int REFERENCES messaging_conversation (id));
UPDATE messaging_message SET text = 'corrupted' WHERE id <= 100;
INSERT INTO django_migrations (app, name) VALUES ('bot', '0002_contexts');
"""


def corrupted(server: Server, name: str = "") -> int:
    return int(str(server.run("SELECT count(*) FROM messaging_message WHERE text = 'corrupted'", name)[0][0]))


def test_the_plans_restore_leaves_what_is_wrong_and_its_check_passes(
    server: Server, dumped: tuple[Dump, Manifest]
) -> None:
    server.run(RELEASE)
    login = Login.of(server.url, server.names.live)

    literal = [server.tools.path("pg_restore"), "-d", login.conninfo, "-c", str(dumped[0].file)]
    ended = subprocess.run(literal, env=login.environment, capture_output=True, check=False)

    assert ended.returncode == 1
    assert corrupted(server) >= 100 or server.run("SELECT to_regclass('bot_referencecontext')") != [(None,)]
    # "count(django_migrations)" is as expected all the same
    assert server.run("SELECT count(*) FROM django_migrations") == [(1,)]


def test_beside_the_live_database_everything_is_as_it_was_dumped(
    server: Server, dumped: tuple[Dump, Manifest]
) -> None:
    dump, manifest = dumped
    server.run(RELEASE)
    restore = server.restore(dump.file, manifest.sha256)
    assert not restore.is_whole(server.admin)

    restore.run(server.admin, server.connect)

    assert restore.is_whole(server.admin)
    assert (corrupted(server), corrupted(server, server.names.side)) == (100, 0)
    assert server.run("SELECT to_regclass('bot_referencecontext')", server.names.side) == [(None,)]
    with server.connect(server.names.side) as side:
        assert [each.says for each in check_restored(side, manifest.rows) if not each.ok] == []


def test_a_restore_that_was_cut_off_is_begun_anew(server: Server, dumped: tuple[Dump, Manifest]) -> None:
    dump, manifest = dumped
    whole = dump.file.read_bytes()
    dump.file.write_bytes(whole[: len(whole) // 2])
    restore = server.restore(dump.file, manifest.sha256)
    with pytest.raises(StepFailed, match="pg_restore"):
        restore.run(server.admin, server.connect)
    assert look(server.admin, server.names).side is not None
    assert not restore.is_whole(server.admin)

    dump.file.write_bytes(whole)
    restore.run(server.admin, server.connect)

    assert restore.is_whole(server.admin)


def test_rows_that_lack_or_lead_nowhere_are_found(server: Server, restored: tuple[Dump, Manifest]) -> None:
    server.run(
        "ALTER TABLE messaging_message DROP CONSTRAINT messaging_message_conversation_id_fkey;"
        f"DELETE FROM messaging_message WHERE id IN (SELECT id FROM messaging_message WHERE tenant_id = '{PWANI}' LIMIT 3);"
        "UPDATE messaging_message SET conversation_id = 77 WHERE id = 400;"
        "ALTER TABLE messaging_message ADD CONSTRAINT back FOREIGN KEY (conversation_id)"
        " REFERENCES messaging_conversation (id) NOT VALID;",
        server.names.side,
    )

    with server.connect(server.names.side) as side:
        rows, orphans = rows_are(side, restored[1].rows), no_orphans(side)

    assert not rows.ok
    assert rows.says == f"messaging_message of {PWANI}: 297 rows, 300 expected"
    assert orphans.says == "1 row(s) of messaging_message lead nowhere (back)"


def test_the_only_database_there_is_is_never_dropped(server: Server) -> None:
    alone = Names("no_such_live", server.names.live, "no_such_condemned")

    with pytest.raises(StepFailed, match="the only one"):
        drop_side(server.admin, alone)

    assert server.run("SELECT count(*) FROM messaging_message") == [(400,)]


def test_a_side_database_that_is_in_use_goes_all_the_same(
    server: Server, restored: tuple[Dump, Manifest]
) -> None:
    looking = server.connect(server.names.side)

    drop_side(server.admin, server.names)

    assert look(server.admin, server.names).side is None
    with pytest.raises(errors.OperationalError):
        looking.execute("SELECT 1")
    looking.close()


def test_names_hold_the_run_and_fit() -> None:
    short = Names.of("wabot", "r1")
    assert (short.side, short.condemned) == ("wabot_side_r1", "wabot_condemned_r1")

    awkward = [Names.of("wabot", run) for run in ("2026-11-24 x", "2026 11 24-X", "r" * 90, "r" * 91)]

    assert len({names.side for names in awkward}) == len(awkward)
    assert all(len(name) <= 63 for names in awkward for name in (names.side, names.condemned))
    assert Path(short.side).name == short.side
