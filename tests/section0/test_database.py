"""Strategy 4's lines as the plan has them, each beside what the engine does."""

import shlex
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg import errors
from wabot_rollback.database.checking import check_restored
from wabot_rollback.database.dumping import full_read
from wabot_rollback.database.sequences import move_past
from wabot_rollback.database.swapping import swap
from wabot_rollback.errors import StepFailed

from tests.section0.shop import CORRUPTED, LATER, MESSAGES, RELEASE, Shop, a_shop

pytestmark = pytest.mark.integration
RESTORE = "pg_restore -h $DB_HOST -U $DB_USER -d $DB_NAME -c $RESTORE_FILE"
VERIFY = "psql -h $DB_HOST -U $DB_USER -d $DB_NAME -c \"SELECT COUNT(*) FROM django_migrations WHERE app = 'bot';\""
LIST = "pg_restore --list $BACKUP_FILE | head -20"
RECOVER = "pg_restore -h $DB_HOST -U $DB_USER -d temp_recovery_db -C $BACKUP_FILE"
WRONG = "SELECT count(*) FROM messaging_message WHERE body = 'CORRUPTED'"
ALL = "SELECT count(*) FROM messaging_message"
NEW_COLUMN = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'harmonized'"
WRITE = (
    "INSERT INTO messaging_message (tenant_id, body) SELECT id, 'a new one' FROM tenants_tenant RETURNING id"
)


class OpenFence:
    token = 1

    def check(self) -> None:
        return


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with a_shop(tmp_path) as made, closing(made.connect()) as database:
        database.execute(RELEASE.encode())
        yield made


def test_restored_over_the_live_database_the_damage_stays_and_numbers_are_given_twice(shop: Shop) -> None:
    ended = shop.bash(RESTORE)

    assert ended.returncode == 1
    assert "errors ignored on restore" in ended.stderr
    assert shop.ask(WRONG) == CORRUPTED
    assert shop.ask(ALL) == MESSAGES + LATER
    assert shop.ask(NEW_COLUMN) == 1
    # yet Django believes the old schema, and counting begins again below what was given
    assert shop.ask("SELECT count(*) FROM django_migrations") == 2
    with pytest.raises(errors.UniqueViolation):
        shop.ask(WRITE)


def test_the_plans_check_passes_on_that_database_and_ours_does_not(shop: Shop) -> None:
    shop.bash(RESTORE)

    checked = shop.bash(VERIFY)

    assert (checked.returncode, checked.stdout.split()[2]) == (0, "2")
    with closing(shop.connect()) as database:
        found = check_restored(database, shop.manifest.rows)
    assert [one.ok for one in found].count(False) >= 1
    assert any(f"{MESSAGES + LATER} rows, {MESSAGES} expected" in one.says for one in found)


def test_beside_the_live_one_and_swapped_everything_is_as_it_was_and_counting_goes_on(shop: Shop) -> None:
    shop.restore_beside()
    with closing(shop.connect()) as live, closing(shop.connect(shop.names.side)) as side:
        move_past(live, side)
        assert all(one.ok for one in check_restored(side, shop.manifest.rows))
    swap(shop.admin, shop.names, OpenFence())

    assert (shop.ask(WRONG), shop.ask(ALL), shop.ask(NEW_COLUMN)) == (0, MESSAGES, 0)
    assert shop.ask("SELECT to_regclass('bot_referencecontext')") is None
    assert shop.ask(WRITE) == MESSAGES + LATER + 1
    # and what is condemned is all still there
    shop.admin.execute(f'ALTER DATABASE "{shop.names.condemned}" ALLOW_CONNECTIONS true'.encode())
    assert shop.ask(ALL, shop.names.condemned) == MESSAGES + LATER


def test_one_client_who_forgot_to_commit_blocks_the_plans_restore_and_not_ours(shop: Shop) -> None:
    with closing(shop.connect()) as forgetful:
        forgetful.execute("BEGIN")
        forgetful.execute("SELECT count(*) FROM messaging_message")

        blocked = shop.bash(f"timeout 3 {RESTORE} --if-exists -1")

        began = time.monotonic()
        shop.restore_beside()
        swapped = swap(shop.admin, shop.names, OpenFence())
        took_s = time.monotonic() - began
    assert blocked.returncode == 124
    assert took_s < 30
    assert swapped.ended >= 1
    assert shop.ask(WRONG) == 0


def test_a_list_calls_half_a_backup_whole_and_reading_it_does_not(shop: Shop) -> None:
    whole = shop.backup.read_bytes()
    half = shop.folder / "half.sql"
    half.write_bytes(whole[: len(whole) // 2])

    listed = shop.bash(f"set -o pipefail; {LIST}", BACKUP_FILE=str(half))

    assert listed.returncode == 0, listed.stderr
    assert "Archive created at" in listed.stdout
    with pytest.raises(StepFailed, match="pg_restore"):
        full_read(shop.tools, half, say=lambda _words, _share: None)
    full_read(shop.tools, shop.backup, say=lambda _words, _share: None)


def test_recovering_with_create_writes_into_production_and_ours_into_its_own(shop: Shop) -> None:
    temporary = f"{shop.names.live}_recovery"
    shop.admin.execute(f'CREATE DATABASE "{temporary}"'.encode())
    logged = "SELECT count(*) FROM application_log"
    before = shop.ask(logged)

    shop.bash(RECOVER.replace("temp_recovery_db", shlex.quote(temporary)), BACKUP_FILE=str(shop.backup))

    # a table without a unique key has every row twice now: in production
    assert (before, shop.ask(logged)) == (200, 400)
    assert shop.ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", temporary) == 0

    shop.restore_beside()
    assert shop.ask(logged) == 400
    assert shop.ask(logged, shop.names.side) == 200
