"""What a release must show before anything stops for it. Changes nothing."""

import shutil
from collections.abc import Sequence

import psycopg

from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.platform import Platform
from wabot_rollback.releases.comparing import Difference, Key, compare
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.manifest import known_migrations
from wabot_rollback.steps import Finding

MB = 1024 * 1024
STATIC = "staticfiles"


def preflight(release: Release, platform: Platform, *, free_mb: int) -> list[Finding]:
    """That it is whole, boots, and has the room it needs; whether it fits the database, see `fit`."""
    return [_whole(release), _boots(release, platform), _room(release, free_mb)]


def worst(findings: Sequence[Finding]) -> Finding:
    """One finding for all of them."""
    failed = [each.says for each in findings if not each.ok]
    says = "; ".join(failed) if failed else "; ".join(each.says for each in findings)
    figures = {name: value for each in findings for name, value in each.figures.items()}
    return Finding(ok=not failed, says=says, figures=figures)


def applied_migrations(platform: Platform) -> set[Key] | None:
    """None where the database cannot be asked."""
    try:
        with platform.database() as database:
            rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
    except psycopg.Error:
        return None
    return {(str(app), str(name)) for app, name in rows}


def fit(condemned: Release | None, target: Release, platform: Platform) -> Difference:
    """What the database has that the target does not know."""
    return compare(condemned or target, target, applied_migrations(platform))


def missing_migrations(release: Release, platform: Platform) -> list[Key]:
    """What the release has and the database does not: `migrate` would apply it."""
    applied = applied_migrations(platform) or set()
    return sorted(known_migrations(release.manifest) - applied)


def _whole(release: Release) -> Finding:
    needed = [release.python, release.folder / "manage.py", release.folder / STATIC]
    lacking = [str(each.relative_to(release.folder)) for each in needed if not each.exists()]
    if lacking:
        return Finding(ok=False, says=f"{release.id} lacks {', '.join(lacking)}: build it anew")
    return Finding(ok=True, says=f"{release.id} is whole")


def _boots(release: Release, platform: Platform) -> Finding:
    try:
        ran = platform.command("check", release=release.id, timeout_s=60)
    except StepFailed as failed:
        return Finding(ok=False, says=f"{release.id} does not start: {failed}")
    if not ran.ok:
        return Finding(ok=False, says=f"{release.id}: check: {ran.line}")
    return Finding(ok=True, says="it starts, and its own check is content")


def _room(release: Release, free_mb: int) -> Finding:
    free = shutil.disk_usage(release.folder).free // MB
    says = f"{free} MB are free, {free_mb} MB are asked for"
    return Finding(ok=free >= free_mb, says=says, figures={"free_mb": free})
