"""Releases that are only folders and manifests, and services that live in memory."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from wabot_rollback.errors import StepFailed
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.services.services import Service, Standing, Workers

BORN = datetime(2026, 11, 1, tzinfo=UTC)
Described = Mapping[str, Any]


def migration(app: str, name: str, verdict: str = "compatible", does: str = "Create model") -> Described:
    operation = {
        "does": does,
        "verdict": verdict,
        "why": "" if verdict == "compatible" else f"it is {verdict}",
    }
    return {"app": app, "name": name, "verdict": verdict, "claimed": False, "operations": [operation]}


def make_release(
    kept: KeptReleases,
    name: str,
    *migrations: Described,
    days: int = 0,
    files: Mapping[str, str] | None = None,
    **more: Any,
) -> Release:
    folder = kept.root / name
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").write_text("#!/bin/sh\n")
    (folder / ".venv" / "bin" / "python").chmod(0o755)
    (folder / "manage.py").touch()
    (folder / "staticfiles").mkdir()
    (folder / "staticfiles" / "admin.css").touch()
    listed = {f"apps/{each['app']}/migrations/{each['name']}.py": each["name"] for each in migrations}
    manifest = {
        "id": name,
        "revision": f"revision-of-{name}",
        "built_at": (BORN + timedelta(days=days)).isoformat(),
        "migrations": list(migrations),
        "migration_files": files if files is not None else listed,
        "projector_sha256": "same",
        **more,
    }
    (folder / "release.json").write_text(json.dumps(manifest))
    return kept.named(name)


@dataclass(slots=True)
class MemoryServices:
    """`runs`: each service's release, for those that run. What is started runs from the current release."""

    kept: KeptReleases
    runs: dict[Service, str] = field(default_factory=dict)
    aside: dict[Service, str] = field(default_factory=dict)
    takes: bool = True
    in_flight: int = 0
    asked: bool = True
    did: list[str] = field(default_factory=list)

    def standing(self, service: Service, *, sparing: str | None = None) -> Sequence[Standing]:
        found = [where[service] for where in (self.runs, self.aside) if service in where]
        left = [release for release in found if release != sparing]
        pids = tuple(range(100, 100 + len(left)))
        return [
            Standing(
                service=service,
                host="localhost",
                running=bool(left),
                pids=pids,
                mains=pids,
                releases=tuple(sorted(set(left))),
                managed=service in self.runs,
            )
        ]

    def stop(self, *services: Service, within_s: float, sparing: str | None = None) -> None:
        self.did.append(f"stop {' '.join(services)}")
        for service in services:
            for where in (self.runs, self.aside):
                if where.get(service) not in (None, sparing):
                    del where[service]

    def start(self, *services: Service, within_s: float) -> None:
        self.did.append(f"start {' '.join(services)}")
        active = self.kept.active()
        assert active is not None
        for service in services:
            self.runs.setdefault(service, active.id)
            self.takes = self.takes or service is Service.WORKER

    def reload(self, service: Service, *, within_s: float) -> None:
        self.did.append(f"reload {service}")

    def start_beside(self, release: Release, *, within_s: float) -> None:
        for service in (Service.WORKER, Service.PROJECTOR, Service.SENDER):
            self.aside[service] = release.id

    def stop_beside(self, release: Release, *, within_s: float) -> None:
        self.aside.clear()

    def beside(self, release: Release) -> Sequence[int]:
        return list(range(len(self.aside)))

    def drain(self, *, within_s: float, sparing: str | None = None) -> Workers:
        if not self.asked:
            raise StepFailed("the workers cannot be asked: the broker is away")
        self.takes = False
        return Workers(("celery@host",), self.in_flight, 2, 0.5)

    def ask_workers(self, *, within_s: float) -> Workers:
        return Workers(("celery@host",), 0, 0, 0.1)
