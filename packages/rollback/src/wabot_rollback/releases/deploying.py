"""Putting a release into service, and keeping what a later rollback of it needs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from wabot_rollback.errors import Refused, StepFailed
from wabot_rollback.platform.platform import Platform
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import KeptReleases, write_json
from wabot_rollback.releases.preflight import missing_migrations, preflight, worst
from wabot_rollback.services.services import Service, Services

PRE_DEPLOYMENT = "config_backup_pre_deployment.json"
# Dumps the platform's database for this release; what it returns is kept in the release's deployment note.
DumpDatabase = Callable[[Release], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """`dump` None: no backup of the database is made, and the note says so. `state` is the engine's own folder."""

    kept: KeptReleases
    platform: Platform
    services: Services
    state: Path
    free_mb: int
    drain_within_s: float
    start_within_s: float
    now: Callable[[], datetime]
    dump: DumpDatabase | None = None
    say: Callable[[str], None] = lambda _words: None

    def run(self, target: Release) -> Release:
        """Raises Refused where nothing was changed; StepFailed names the act that failed, and may be called again."""
        before = self.kept.active()
        found = worst(preflight(target, self.platform, free_mb=self.free_mb))
        if not found.ok:
            raise Refused(found.says)
        if before is not None and before.id != target.id:
            self._keep_what_a_rollback_needs(before, target)
        if missing_migrations(target, self.platform):
            self.say("migrations")
            self._command(target, "migrate", "--no-input", timeout_s=3600)
        self._restart_as(target)
        return self.kept.note_deployment(target, {"deployed_at": self.now().isoformat()})

    def _keep_what_a_rollback_needs(self, before: Release, target: Release) -> None:
        self.say("backup of the configuration")
        facts: dict[str, Any] = {"before": before.id, "begun_at": self.now().isoformat()}
        facts |= {"configuration": self._back_up_configuration(before), "journal_head": self._journal_head()}
        self.say("backup of the database" if self.dump else "no backup of the database: none was asked for")
        facts["database"] = dict(self.dump(target)) if self.dump else None
        self.kept.note_deployment(target, facts)

    def _back_up_configuration(self, before: Release) -> list[str]:
        ran = self._command(before, "dumpdata", "bot.AgentConfiguration", timeout_s=120)
        names = [PRE_DEPLOYMENT, f"config_backup_{self.now():%Y%m%d_%H%M%S}.json"]
        for name in names:
            write_json(self.state / name, ran)
        return names

    def _journal_head(self) -> int | None:
        try:
            with self.platform.journal() as journal:
                row = journal.execute('SELECT coalesce(max("offset"), 0) FROM journal_record').fetchone()
        except psycopg.Error:
            return None
        return int(row[0]) if row else 0

    def _restart_as(self, target: Release) -> None:
        services = self.services
        self.say("services stop")
        services.stop(Service.BEAT, within_s=self.drain_within_s)
        services.drain(within_s=self.drain_within_s)
        services.stop(
            Service.WORKER,
            Service.PROJECTOR,
            Service.SENDER,
            within_s=self.drain_within_s + self.start_within_s,
        )
        # gunicorn's own reload would keep the folder it was started in
        services.stop(Service.WEB, within_s=self.start_within_s)
        self.kept.activate(target)
        self.say("services start")
        services.start(Service.WORKER, Service.PROJECTOR, Service.SENDER, within_s=self.start_within_s)
        services.start(Service.WEB, Service.BEAT, within_s=self.start_within_s)

    def _command(self, release: Release, *arguments: str, timeout_s: float) -> Any:
        ran = self.platform.command(*arguments, release=release.id, timeout_s=timeout_s)
        if not ran.ok:
            raise StepFailed(f"{release.id}: {' '.join(arguments)}: {ran.line or json.dumps(ran.told)}")
        return ran.told
