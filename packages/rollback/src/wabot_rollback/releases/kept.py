"""The folder of releases on this machine's disk.

<root>/20261124-190500-f77c0e01/   a release; nobody writes into it after it was built
<root>/deployed/<id>.json          what its deployment left for a later rollback
<root>/current, previous           links; `current` is what services start from
<root>/<id>.building               one that is being built, or whose building was killed
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from wabot_rollback.errors import Refused
from wabot_rollback.releases.folder import Release

MANIFEST = "release.json"
CURRENT, PREVIOUS, DEPLOYED, BUILDING = "current", "previous", "deployed", ".building"


@dataclass(frozen=True, slots=True)
class KeptReleases:
    root: Path

    def list(self) -> Sequence[Release]:
        """Oldest first."""
        found = [
            self._read(each.parent) for each in self.root.glob(f"*/{MANIFEST}") if _is_whole(each.parent)
        ]
        return sorted(found, key=lambda release: (release.built_at, release.id))

    def active(self) -> Release | None:
        return self._linked(CURRENT)

    def previous(self) -> Release | None:
        """What `current` pointed to before it points where it does."""
        return self._linked(PREVIOUS)

    def named(self, release: str) -> Release:
        """Raises Refused with those there are."""
        folder = self.root / release
        if "/" in release or not (folder / MANIFEST).is_file() or not _is_whole(folder):
            there = ", ".join(each.id for each in self.list()) or "none"
            raise Refused(f"no release {release!r} in {self.root}; there are: {there}")
        return self._read(folder)

    def before(self, release: Release) -> Release | None:
        known = {each.id: each for each in self.list()}
        return known.get(str(release.deployment.get("before")))

    def taken_back(self) -> Release | None:
        found, active = self.previous(), self.active()
        if found is None or active is None or found.deployment.get("before") != active.id:
            return None
        return found

    def activate(self, release: Release) -> None:
        """Safe to call again; killed in between, `current` is one of the two and never missing."""
        running = self.active()
        if running is not None and running.id == release.id:
            return
        if running is not None:
            self._point(PREVIOUS, running.id)
        self._point(CURRENT, release.id)

    def note_deployment(self, release: Release, facts: Mapping[str, Any]) -> Release:
        """Beside the release, which stays as it was built. What an earlier note said stays where `facts` is silent."""
        folder = self.root / DEPLOYED
        folder.mkdir(exist_ok=True)
        # what `release` was read with may be older than the last note
        write_json(folder / f"{release.id}.json", {**self._read(release.folder).deployment, **facts})
        return self._read(release.folder)

    def _linked(self, link: str) -> Release | None:
        try:
            target = (self.root / link).readlink()
        except FileNotFoundError:
            return None
        # a release that has vanished is none that anybody could go back to, nor a reason not to leave it
        return self.named(target.name) if (self.root / target.name / MANIFEST).is_file() else None

    def _point(self, link: str, release: str) -> None:
        aside = self.root / f".{link}.{os.getpid()}"
        aside.unlink(missing_ok=True)
        aside.symlink_to(release)
        aside.rename(self.root / link)
        sync_folder(self.root)

    def _read(self, folder: Path) -> Release:
        manifest = _json(folder / MANIFEST)
        noted = self.root / DEPLOYED / f"{folder.name}.json"
        if noted.is_file():
            manifest["deployment"] = _json(noted)
        built_at = datetime.fromisoformat(manifest["built_at"])
        return Release(folder.name, folder.resolve(), built_at, manifest["revision"], manifest)


def _is_whole(folder: Path) -> bool:
    """Ids hold no dot; what is being built or deleted does."""
    return not folder.is_symlink() and "." not in folder.name


def _json(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(
            f"{file} cannot be read ({error}): build that release anew, or delete its folder"
        ) from error
    return found


def write_json(file: Path, content: object) -> None:
    """Whole or not at all, and on the disk when it returns."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
