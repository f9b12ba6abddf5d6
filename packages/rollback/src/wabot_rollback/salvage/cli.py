"""`rollback put-back`: one shop's own data out of a backup, where the damage is that shop's alone."""

import argparse
from argparse import ArgumentParser
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

    from wabot_rollback.cli.calling import Session
    from wabot_rollback.salvage.shops import PutBack
    from wabot_rollback.world import World

Verbs = argparse._SubParsersAction  # the type that add_subparsers returns has no public name
DONE = 0
RUN = "put-back"


def add(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    verb = verbs.add_parser(
        "put-back", parents=[common], help="one shop's own data out of a backup; everything else stays"
    )
    verb.add_argument("backup", metavar="BACKUP", help="its key or name, as in `rollback backup list`")
    verb.add_argument("--tenant-id", required=True, metavar="ID", help="the shop's id or slug")
    verb.add_argument(
        "--table", action="append", required=True, dest="tables", metavar="TABLE", help="may be repeated"
    )
    verb.add_argument(
        "--confirm", action="store_true", help="do it; without it, only count what would change"
    )


def run(session: "Session") -> int:
    """Under the engine's lock: no rollback goes on beside it. The side database goes when it has been read."""
    from wabot_rollback.database.cli import world_of
    from wabot_rollback.store.lock import take
    from wabot_rollback.world import Request

    request = Request(run=RUN, strategy=4, reason=RUN, requested_by="", backup=session.given.backup)
    held = take(session.state, "the return of a shop's data")
    try:
        found = _through_side(session, world_of(session, request, held))
    finally:
        held.release()
    if session.given.json:
        session.tell([asdict(each) for each in found])
        return DONE
    verb = "changed back" if session.given.confirm else "would change back"
    session.say(
        *(
            f"{each.table}: {each.changed} {verb}, {each.returned} come again, {each.newer} newer ones stay"
            for each in found
        )
    )
    if not session.given.confirm:
        session.say("Nothing was changed; --confirm does it.")
    return DONE


def _through_side(session: "Session", world: "World") -> "list[PutBack]":
    from wabot_rollback.database.steps_beside import FetchBackup, RestoreBeside, names_of
    from wabot_rollback.errors import Refused
    from wabot_rollback.salvage.shops import CATALOGUE, put_back

    fetch, restore = FetchBackup(), RestoreBeside()
    if not (checked := fetch.check(world)).ok:
        raise Refused(checked.says)
    try:
        fetch.do(world)
        restore.do(world)
        with (
            closing(world.platform.owner(names_of(world).side)) as side,
            closing(world.platform.owner()) as live,
        ):
            tenant, given = _shop(live, session.given.tenant_id), session.given
            found = put_back(side, live, tenant=tenant, tables=given.tables, confirm=given.confirm)
        if given.confirm and any(each.table.startswith(CATALOGUE) for each in found):
            _index_again(world, tenant)
        return found
    finally:
        restore.undo(world, {})
        fetch.undo(world, {})


def _index_again(world: "World", tenant: str) -> None:
    from wabot_rollback.errors import StepFailed

    ran = world.platform.command("rebuild_search", f"--tenant-id={tenant}", "--json", timeout_s=600)
    if not ran.ok:
        raise StepFailed(f"the rows are back, but the search index is not: rebuild_search: {ran.line}")


def _shop(live: "psycopg.Connection", named: str) -> str:
    from wabot_rollback.errors import Refused

    row = live.execute(
        "SELECT id::text FROM tenants_tenant WHERE slug = %s OR id::text = %s", [named, named]
    ).fetchone()
    if row is None:
        raise Refused(f"--tenant-id: no shop with the id or slug {named!r}")
    return str(row[0])
