import os
import threading
import time
from contextlib import closing, suppress

import psycopg
import pytest
from psycopg import errors, sql
from wabot_rollback.database.dumping import Dump
from wabot_rollback.database.manifest import Manifest
from wabot_rollback.database.sequences import behind, move_past
from wabot_rollback.database.standing import look
from wabot_rollback.database.swapping import close_to_all_but, copy_rights, swap, swap_back, who_may_connect
from wabot_rollback.errors import Fenced

from ..worlds import OpenFence
from .conftest import Server

pytestmark = pytest.mark.integration
Dumped = tuple[Dump, Manifest]


@pytest.fixture
def marked(server: Server, restored: Dumped) -> Server:
    """Each of the two says which it is."""
    server.run("CREATE TABLE which AS SELECT 'condemned' AS it")
    server.run("CREATE TABLE which AS SELECT 'restored' AS it", server.names.side)
    return server


def serving(server: Server) -> str:
    return str(server.run("SELECT it FROM which")[0][0])


def test_it_is_swapped_swapped_back_and_swapped(marked: Server) -> None:
    names, fence = marked.names, OpenFence()

    for _ in range(2):
        swap(marked.admin, names, fence)
        assert swap(marked.admin, names, fence).refusing_s == 0
        assert serving(marked) == "restored"
        assert look(marked.admin, names).is_swapped

        swap_back(marked.admin, names, fence)
        swap_back(marked.admin, names, fence)
        assert serving(marked) == "condemned"
        assert not look(marked.admin, names).is_swapped


def test_clients_are_cut_off_and_find_the_restored_one_at_once(marked: Server) -> None:
    idle = marked.connect()
    open_ = psycopg.connect(idle.info.dsn)
    open_.execute("UPDATE which SET it = 'never committed'")
    busy = marked.connect()
    thread = threading.Thread(target=lambda: suppressed(busy, "SELECT pg_sleep(60)"))
    thread.start()
    while not marked.admin.execute(
        "SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'"
    ).fetchall():
        time.sleep(0.01)

    swapped = swap(marked.admin, marked.names, OpenFence())

    thread.join(10)
    assert swapped.ended >= 3
    assert serving(marked) == "restored"
    assert not is_open(marked)
    with pytest.raises(errors.OperationalError):
        idle.execute("SELECT 1")
    for each in (idle, open_, busy):
        each.close()


def suppressed(connection: psycopg.Connection, statement: str) -> None:
    with suppress(psycopg.OperationalError):
        connection.execute(statement.encode())


def is_open(server: Server) -> bool:
    condemned = look(server.admin, server.names).condemned
    return condemned is not None and condemned.is_open


def test_who_was_overtaken_swaps_nothing_and_the_live_one_serves_on(marked: Server) -> None:
    class LostInBetween(OpenFence):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked > 1:
                raise Fenced("another process has taken the run over")

    with pytest.raises(Fenced):
        swap(marked.admin, marked.names, LostInBetween())

    assert serving(marked) == "condemned"
    assert not look(marked.admin, marked.names).is_swapped


def test_a_death_with_the_doors_shut_is_seen_and_ended(marked: Server) -> None:
    for name in (marked.names.live, marked.names.side):
        shut = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name))
        marked.admin.execute(shut)
    assert not look(marked.admin, marked.names).is_swapped

    swap_back(marked.admin, marked.names, OpenFence())
    assert serving(marked) == "condemned"

    swap(marked.admin, marked.names, OpenFence())
    assert serving(marked) == "restored"


def test_grants_and_settings_go_with_the_name(marked: Server) -> None:
    live, side = (sql.Identifier(name) for name in (marked.names.live, marked.names.side))
    with closing(marked.connect("postgres")) as admin:
        role = sql.Identifier(f"guest_{os.getpid()}")
        admin.execute(sql.SQL("CREATE ROLE {}").format(role))
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(live))
        admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(live, role))
        admin.execute(sql.SQL("ALTER DATABASE {} SET work_mem = '7MB'").format(live))
        admin.execute(sql.SQL("ALTER DATABASE {} SET search_path = public, pg_temp").format(live))
        admin.execute(sql.SQL("ALTER DATABASE {} SET timezone = 'Africa/Nairobi'").format(side))

        copy_rights(admin, marked.names.live, marked.names.side)
        swap(admin, marked.names, OpenFence())

        assert who_may_connect(admin, marked.names.live) == {"wabot", f"guest_{os.getpid()}"}
        assert marked.run("SHOW work_mem") == [("7MB",)]
        assert marked.run("SELECT current_schemas(false)") == [(["public"],)]
        assert marked.run("SHOW timezone") == [("UTC",)]
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(live, role))
        admin.execute(
            sql.SQL("REVOKE ALL ON DATABASE {} FROM {}").format(sql.Identifier(marked.names.condemned), role)
        )
        admin.execute(sql.SQL("DROP ROLE {}").format(role))


def test_only_the_forensic_role_sees_the_condemned_one_and_writes_nothing(marked: Server) -> None:
    marked.admin.execute(
        "DO $$ BEGIN CREATE ROLE wabot_forensic; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )
    swap(marked.admin, marked.names, OpenFence())

    for _ in range(2):
        close_to_all_but(marked.admin, marked.names.condemned, "wabot_forensic")

    assert who_may_connect(marked.admin, marked.names.condemned) == {"wabot_forensic"}
    assert marked.run("SELECT it FROM which", marked.names.condemned) == [("condemned",)]
    with pytest.raises(errors.ReadOnlySqlTransaction):
        marked.run("DELETE FROM which", marked.names.condemned)
    # and as the live one again, it is everybody's again
    swap_back(marked.admin, marked.names, OpenFence())
    assert "" in who_may_connect(marked.admin, marked.names.live)
    marked.run("DELETE FROM which")


def test_no_number_is_given_twice(server: Server, restored: Dumped) -> None:
    server.run("INSERT INTO messaging_message (text) SELECT 'since' FROM generate_series(1, 50)")
    server.run("UPDATE catalog_catalogrevision SET number = 9")
    with closing(server.connect()) as condemned, closing(server.connect(server.names.side)) as side:
        assert behind(condemned, side) == ["public.messaging_message_id_seq"]

        moved = move_past(condemned, side)

        assert moved == {"public.messaging_message_id_seq": 450, "catalog_catalogrevision": 1}
        assert move_past(condemned, side) == {}
        assert behind(condemned, side) == []
    next_id = server.run(
        "INSERT INTO messaging_message (text) VALUES ('next') RETURNING id", server.names.side
    )
    assert next_id == [(451,)]
    assert server.run("SELECT number, terms FROM catalog_catalogrevision", server.names.side) == [(10, 3)]
