"""Old releases go, but none that anybody may still need."""

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from wabot_rollback.releases.building import open_again
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import BUILDING, KeptReleases, sync_folder

GOING = ".going"


@dataclass(frozen=True, slots=True)
class Pruning:
    """`spared` would have gone by their age: id to the reason why they stay."""

    going: tuple[Release, ...]
    spared: dict[str, str]
    unfinished: tuple[Path, ...]


def planned_pruning(kept: KeptReleases, *, keep: int, needed: Collection[str] = ()) -> Pruning:
    """`needed`: ids that an open run or a kept backup speaks of. `keep` of the newest stay whatever they are."""
    releases = list(kept.list())
    why = dict.fromkeys(needed, "an open run or a kept backup needs it")
    for release, reason in ((kept.previous(), "it ran before"), (kept.active(), "it is active")):
        if release is not None:
            why[release.id] = reason
    if (active := kept.active()) is not None and (before := kept.before(active)) is not None:
        why.setdefault(before.id, "the active one would be taken back to it")
    old = releases[:-keep]
    going = tuple(release for release in old if release.id not in why)
    spared = {release.id: why[release.id] for release in old if release.id in why}
    return Pruning(
        going, spared, tuple(sorted(kept.root.glob(f"*{BUILDING}")) + sorted(kept.root.glob(f"*{GOING}")))
    )


def prune(kept: KeptReleases, pruning: Pruning) -> None:
    """Renamed first: killed in between, half a release is none, and the next pruning ends it."""
    for release in pruning.going:
        aside = release.folder.with_name(f"{release.id}{GOING}")
        release.folder.chmod(0o700)
        release.folder.rename(aside)
        sync_folder(kept.root)
        _delete(aside)
    for folder in pruning.unfinished:
        _delete(folder)


def _delete(folder: Path) -> None:
    open_again(folder)
    shutil.rmtree(folder)
