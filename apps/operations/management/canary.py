"""What the three commands that test a shop have in common: the talk, its report, its exit code."""

import json
import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

import psycopg
from django.core.management.base import CommandError
from django.utils import timezone
from rich.table import Table

from apps.messaging.models import ProjectorProcess
from apps.messaging.services.projecting.partitions import LEASE, release_all
from apps.messaging.services.projecting.projector import Projector
from apps.operations.canary.checks import Script, Talked
from apps.operations.canary.errors import NoNumber, Stuck
from apps.operations.canary.talk import CanaryTalk
from apps.operations.management.usage import (
    FAILED,
    PlainCommand,
    add_json,
    as_text,
    bad_usage,
    journal,
    shop_named,
)
from apps.operations.services.following import Hooks
from apps.tenants.clock import DatabaseClock, database_now
from apps.tenants.models import Tenant, WhatsAppNumber

LOOK_EVERY_S = 0.02
IN_PROCESS = "canary"
STAGES = ("project", "wait", "turn", "send", "remember")


class CanaryCommand(PlainCommand):
    """Subclasses say what the canary says."""

    default_timeout_s = 20.0

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", required=True, metavar="ID", help="the shop's id or slug")
        parser.add_argument(
            "--timeout",
            type=float,
            default=self.default_timeout_s,
            metavar="SECONDS",
            help="give up, and say what hangs, after so long (default: %(default)g)",
        )
        add_json(parser)

    def script(self, options: dict[str, Any]) -> Script:
        raise NotImplementedError

    def handle(self, *, tenant_id: str, timeout: float, as_json: bool, **options: Any) -> None:
        if not timeout > 0:
            raise bad_usage(f"--timeout {timeout:g}: give more than 0 seconds")
        shop = shop_named(tenant_id)
        try:
            number = number_of(shop)
        except NoNumber as error:
            raise bad_usage(error) from error
        talked, stuck = Talked(), ""
        with journal() as connected:
            pipeline = Pipeline(connected)
            ends_at = time.monotonic() + timeout
            talk = CanaryTalk(
                connected, number, timezone.now, pipeline.pause, left_s=lambda: ends_at - time.monotonic()
            )
            try:
                self.script(options)(talk, shop, talked)
            except Stuck as error:
                stuck = str(error)
            finally:
                pipeline.close()
        passed = talked.passed and not stuck
        said = report(shop, talked, stuck=stuck, projector=pipeline.projector_is)
        self.stdout.write(json.dumps(said | {"passed": passed}) if as_json else as_words(said, passed=passed))
        if not passed:
            raise CommandError(stuck or "a check failed", returncode=FAILED)


class Pipeline:
    """The running processes; where no projector lives, one in this process, which only writes rows."""

    def __init__(self, journal: psycopg.Connection) -> None:
        alive = ProjectorProcess.objects.filter(seen_at__gt=database_now() - LEASE - timedelta(seconds=1))
        self._projector = None if alive.exists() else _projector(journal)

    @property
    def projector_is(self) -> str:
        return "in this process: none was running" if self._projector else "the running one"

    def pause(self) -> None:
        if self._projector is None or self._projector.step() == 0:
            time.sleep(LOOK_EVERY_S)

    def close(self) -> None:
        if self._projector is not None:
            release_all(name=IN_PROCESS)


def _projector(journal: psycopg.Connection) -> Projector:
    # beat's sweep finds the turns, so nobody need be woken
    hooks = Hooks()
    projector = Projector(IN_PROCESS, hooks.react, after_commit=lambda events: None, clock=DatabaseClock())
    projector.journal = journal
    return projector


def number_of(shop: Tenant) -> WhatsAppNumber:
    """Raises NoNumber."""
    number = shop.numbers.order_by("display_phone_number", "pk").first()
    if number is None:
        raise NoNumber(shop.name)
    return number


def report(shop: Tenant, talked: Talked, *, stuck: str, projector: str) -> dict[str, Any]:
    return {
        "shop": shop.slug,
        "projector": projector,
        "stuck": stuck,
        "talk": [
            {
                "said": one.said,
                "reply": one.text,
                "topic": one.topic,
                "status": one.status,
                "taps": [title for title, _ in one.taps],
                "stages_ms": one.stages_ms,
                "total_ms": sum(one.stages_ms.values()),
            }
            for one in talked.answers
        ],
        "checks": [{"name": one.name, "passed": one.passed, "detail": one.detail} for one in talked.checks],
    }


def as_words(said: dict[str, Any], *, passed: bool) -> str:
    table = Table("said", "topic", *(f"{stage} ms" for stage in STAGES), "total ms")
    for one in said["talk"]:
        times = (str(one["stages_ms"].get(stage, "")) for stage in STAGES)
        table.add_row(one["said"], one["topic"], *times, str(one["total_ms"]))
    replies = [f"> {one['said']}\n{one['reply']}\n" for one in said["talk"]]
    checks = [
        f"{'ok  ' if one['passed'] else 'FAIL'} {one['name']}"
        + (f" ({one['detail']})" if one["detail"] else "")
        for one in said["checks"]
    ]
    verdict = f"{said['shop']}: {'works' if passed else 'DOES NOT WORK'} (projector: {said['projector']})"
    return "\n".join([*replies, as_text(table), *checks, verdict])
