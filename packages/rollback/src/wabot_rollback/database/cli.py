"""`rollback backup list|make|prune|drop-condemned`. What a subcommand needs is loaded when it is called."""

import argparse
from argparse import ArgumentParser
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wabot_rollback.cli.calling import Session
    from wabot_rollback.storage.retention import Backup
    from wabot_rollback.world import Fence, Request, World

Verbs = argparse._SubParsersAction  # the type that add_subparsers returns has no public name
DONE = 0


def add(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    top = verbs.add_parser("backup", help="backups of the database: list, make, prune")
    parts = top.add_subparsers(dest="part", required=True, metavar="list|make|prune|drop-condemned")
    parts.add_parser("list", parents=[common], help="oldest first; unproven = never restored and looked at")
    parts.add_parser("make", parents=[common], help="of the live database, into storage; for every night")
    prune = parts.add_parser("prune", parents=[common], help="delete old ones that nobody needs")
    prune.add_argument("--dry-run", action="store_true", help="only say which")
    drop = parts.add_parser(
        "drop-condemned", parents=[common], help="the database that a run took out of service"
    )
    drop.add_argument("run", metavar="RUN", help="whose copy in storage is verified; without one it stays")


def run(session: "Session") -> int:
    parts = {"list": _list, "make": _make, "prune": _prune, "drop-condemned": _drop_condemned}
    return parts[session.given.part](session)


def _list(session: "Session") -> int:
    from wabot_rollback.storage.retention import backups

    found = [_described(each) for each in backups(_world(session).storage)]
    if session.given.json:
        session.tell(found)
        return DONE
    session.say(
        *(f"{one['at']}  {one['size_bytes']:>15,}  {one['standing']:8}  {one['key']}" for one in found)
    )
    if not found:
        session.say("no backup: `rollback backup make` makes one, and so does each deployment")
    return DONE


def _make(session: "Session") -> int:
    from wabot_rollback.database.backing_up import Backups
    from wabot_rollback.errors import Refused

    world = _world(session)
    if (active := world.releases.active()) is None:
        raise Refused("no release is active: nobody could say which one reads this backup")
    made = Backups(
        section=world.plan.database,
        prefix=world.plan.storage.prefix,
        platform=world.platform,
        storage=world.storage,
        state=session.state,
        now=world.now,
        say=lambda words, _share: None if session.given.json else session.say(words),
    ).of_release(active)
    session.tell(made) if session.given.json else session.say(f"{made['key']}: {made['rows']:,} rows")
    return DONE


def _prune(session: "Session") -> int:
    from wabot_rollback.database.keeping import for_backup, let_go
    from wabot_rollback.storage.retention import backups, drop, may_go, needed_by_releases

    world = _world(session)
    needed = needed_by_releases([each.deployment for each in world.releases.list()]) | _of_open_runs(session)
    going = may_go(backups(world.storage), keep=world.plan.storage.keep, needed=needed)
    if not session.given.dry_run:
        with closing(world.platform.journal()) as journal:
            for backup in going:
                drop(world.storage, backup)
                let_go(journal, for_backup(backup.key))
    if session.given.json:
        session.tell([_described(each) for each in going])
        return DONE
    verb = "would go" if session.given.dry_run else "is deleted"
    session.say(*(f"{each.key} {verb}" for each in going) if going else ("nothing to delete",))
    return DONE


def _drop_condemned(session: "Session") -> int:
    from wabot_rollback.database.backing_up import live_name
    from wabot_rollback.database.naming import Names
    from wabot_rollback.database.steps_beside import ADMIN
    from wabot_rollback.database.steps_forensic import drop_condemned

    world = _world(session)
    names = Names.of(live_name(world.platform), session.given.run)
    with closing(world.platform.owner(ADMIN)) as admin:
        drop_condemned(admin, names)
    told = {"dropped": names.condemned}
    session.tell(told) if session.given.json else session.say(f"{names.condemned} is gone; its copy stays")
    return DONE


def _of_open_runs(session: "Session") -> set[str]:
    """By what they were asked for, and by what they have fetched. Both may be named without their folder."""
    from wabot_rollback.runs.run import CLOSED, runs_of

    prefix = session.plan().storage.prefix
    named = set()
    for each in runs_of(session.engine().ledger.entries()).values():
        if each.phase not in CLOSED and each.request.backup:
            named |= {each.request.backup, f"{prefix}/{each.request.backup}"}
    return named


def _described(backup: "Backup") -> dict[str, Any]:
    return {
        "key": backup.key,
        "at": backup.stored.at.isoformat(timespec="seconds"),
        "size_bytes": backup.stored.size_bytes,
        "standing": "proven" if backup.is_proven else "unproven",
    }


def world_of(session: "Session", request: "Request", fence: "Fence") -> "World":
    from wabot_rollback.cli.assembling import world_at

    return world_at(session.state)(
        session.plan(), request, fence=fence, outcomes={}, say=lambda _words, _share: None
    )


def _world(session: "Session") -> "World":
    """Of no run: the platform, the releases and the storage alone are asked."""
    from wabot_rollback.world import Request

    class Unfenced:
        token = 0

        def check(self) -> None:
            return

    return world_of(session, Request(run="", strategy=0, reason="", requested_by=""), Unfenced())
