"""`rollback release build|list|deploy|activate|prune`. What a subcommand needs is loaded when it is called."""

import argparse
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wabot_rollback.cli.calling import Session
    from wabot_rollback.releases.folder import Release
    from wabot_rollback.releases.kept import KeptReleases
    from wabot_rollback.world import Fence, World

Verbs = argparse._SubParsersAction  # the type that add_subparsers returns has no public name
DONE = 0


def add(verbs: "Verbs[ArgumentParser]", common: ArgumentParser) -> None:
    top = verbs.add_parser("release", help="build, list, deploy, activate and prune releases")
    parts = top.add_subparsers(dest="part", required=True, metavar="build|list|deploy|activate|prune")
    build = parts.add_parser(
        "build", parents=[common], help="a release out of a revision; nothing else changes"
    )
    build.add_argument("revision", nargs="?", default="HEAD", help="commit, tag or branch (default: HEAD)")
    build.add_argument(
        "--python", metavar="PROGRAM", help="makes the release's environment (default: the engine's)"
    )
    parts.add_parser("list", parents=[common], help="oldest first, with what is active and what is proven")
    deploy = parts.add_parser("deploy", parents=[common], help="back up, migrate, make current, restart")
    deploy.add_argument("release", metavar="ID")
    deploy.add_argument(
        "--without-backup", action="store_true", help="no backup of the database: strategy 4 has none"
    )
    activate = parts.add_parser(
        "activate", parents=[common], help="move the link alone; nothing is restarted"
    )
    activate.add_argument("release", metavar="ID")
    prune = parts.add_parser("prune", parents=[common], help="delete old releases that nobody needs")
    prune.add_argument("--dry-run", action="store_true", help="only say which")


def run(session: "Session") -> int:
    parts = {"build": _build, "list": _list, "deploy": _deploy, "activate": _activate, "prune": _prune}
    return parts[session.given.part](session)


def _kept(session: "Session") -> "KeptReleases":
    from wabot_rollback.releases.kept import KeptReleases

    return KeptReleases(session.plan().releases.folder)


def _build(session: "Session") -> int:
    import sys

    from wabot_rollback.releases.building import build

    release = build(
        _kept(session),
        session.plan().releases.repository,
        session.given.revision,
        now=datetime.now(UTC),
        say=lambda words: None if session.given.json else session.say(words),
        python=session.given.python or sys.executable,
    )
    _tell(session, _described(release), f"{release.id} is built")
    return DONE


def _list(session: "Session") -> int:
    kept = _kept(session)
    active, previous = kept.active(), kept.previous()
    rows = []
    for release in kept.list():
        marks = [
            *(["active"] if active and release.id == active.id else []),
            *(["previous"] if previous and release.id == previous.id else []),
            *([] if release.deployment.get("deployed_at") else ["never deployed"]),
            *(["proven"] if release.deployment.get("proven_at") else []),
        ]
        rows.append({**_described(release), "marks": marks})
    if session.given.json:
        session.tell(rows)
    else:
        session.say(*(f"{row['id']}  {row['revision'][:12]}  {', '.join(row['marks'])}" for row in rows))
        if not rows:
            session.say(f"no release in {kept.root}: `rollback release build` makes one")
    return DONE


def _deploy(session: "Session") -> int:
    """Under the engine's lock: no rollback goes on beside it."""
    from wabot_rollback.store.lock import take

    target, held = _kept(session).named(session.given.release), take(session.state, "a deployment")
    try:
        deployed = _deployed(session, target, _world(session, held))
    finally:
        held.release()
    _tell(session, _described(deployed), f"{deployed.id} is deployed")
    return DONE


def _deployed(session: "Session", target: "Release", world: "World") -> "Release":
    from wabot_rollback.releases.deploying import Deployment

    kept, plan = _kept(session), session.plan()
    return Deployment(
        kept=kept,
        platform=world.platform,
        services=world.services,
        state=session.state,
        free_mb=plan.releases.free_mb,
        drain_within_s=plan.services.drain_within_s,
        start_within_s=plan.services.start_within_s,
        now=world.now,
        dump=None if session.given.without_backup else _dump(session, world),
        say=lambda words: None if session.given.json else session.say(words),
    ).run(target)


def _dump(session: "Session", world: "World") -> Any:
    from wabot_rollback.database.backing_up import Backups

    return Backups(
        section=world.plan.database,
        prefix=world.plan.storage.prefix,
        platform=world.platform,
        storage=world.storage,
        state=session.state,
        now=world.now,
    ).of_release


def _activate(session: "Session") -> int:
    kept = _kept(session)
    release = kept.named(session.given.release)
    kept.activate(release)
    _tell(
        session, _described(release), f"{release.id} is current; running services keep theirs until restarted"
    )
    return DONE


def _prune(session: "Session") -> int:
    from wabot_rollback.releases.pruning import planned_pruning, prune
    from wabot_rollback.store.lock import take

    kept = _kept(session)
    pruning = planned_pruning(kept, keep=session.plan().releases.keep, needed=_needed(session, kept))
    if not session.given.dry_run:
        held = take(session.state, "the pruning of releases")
        try:
            prune(kept, pruning)
        finally:
            held.release()
    told = {"going": [each.id for each in pruning.going], "spared": pruning.spared}
    if session.given.json:
        session.tell(told)
        return DONE
    verb = "would go" if session.given.dry_run else "is deleted"
    session.say(*(f"{each.id} {verb}" for each in pruning.going))
    session.say(*(f"{release} stays: {why}" for release, why in pruning.spared.items()))
    if not pruning.going:
        session.say("nothing to delete")
    return DONE


def _needed(session: "Session", kept: "KeptReleases") -> set[str]:
    """By open runs, and by backups: a restored database wants the release that ran when it was dumped."""
    from wabot_rollback.runs.run import CLOSED, runs_of

    runs = runs_of(session.engine().ledger.entries()).values()
    open_runs = {run.request.release for run in runs if run.phase not in CLOSED} - {None}
    backed_up = {
        str(each.deployment["before"])
        for each in kept.list()
        if (each.deployment.get("database") or {}).get("key")
    }
    return {str(release) for release in open_runs} | backed_up


def _world(session: "Session", fence: "Fence") -> "World":
    from wabot_rollback.cli.assembling import world_at
    from wabot_rollback.world import Request

    request = Request(run="deployment", strategy=0, reason="a deployment", requested_by="")
    return world_at(session.state)(
        session.plan(), request, fence=fence, outcomes={}, say=lambda _words, _share: None
    )


def _described(release: "Release") -> dict[str, Any]:
    return {
        "id": release.id,
        "revision": release.revision,
        "built_at": release.built_at.isoformat(),
        "deployment": dict(release.deployment),
    }


def _tell(session: "Session", told: dict[str, Any], words: str) -> None:
    if session.given.json:
        session.tell(told)
    else:
        session.say(words)
