import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from apps.operations.integrity.remembering import remember
from apps.operations.integrity.running import Report, Step, check_integrity
from apps.operations.management.usage import FAILED, PlainCommand, add_json, bad_usage, journal, shop_named
from apps.tenants.models import Tenant


class Command(PlainCommand):
    help = (
        "Check that all the schema implies is true of the rows, by query, whether or not constraints guard it:"
        " nulls, orphans, uniqueness, states, money, shops kept apart, sequences, and rows against the journal."
        " Changes nothing but the note of its result. Exit code 1 when anything is wrong."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        parser.add_argument(
            "--limit",
            type=int,
            default=50,
            help="name at most this many rows per rule (default: %(default)s)",
        )
        parser.add_argument("--verbose", action="store_true", help="name each bad row")
        add_json(parser)

    def handle(self, *, tenant_id: str | None, limit: int, as_json: bool, verbose: bool, **_: Any) -> None:
        if limit < 1:
            raise bad_usage(f"--limit {limit}: give at least 1")
        started_at = timezone.now()
        tenant = None if tenant_id is None else shop_named(tenant_id)
        try:
            with journal() as connected, _progress(shown=not as_json) as step:
                report = check_integrity(journal=connected, tenant=tenant, most_per_check=limit, step=step)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"the database: {_line(error)}", returncode=FAILED) from error
        self._remember(report, tenant, started_at)
        seconds = (timezone.now() - started_at).total_seconds()
        self.stdout.write(
            json.dumps(as_told(report, seconds)) if as_json else "\n".join(lines(report, verbose, seconds))
        )
        if not report.is_ok:
            sys.exit(FAILED)

    def _remember(self, report: Report, tenant: Tenant | None, started_at: datetime) -> None:
        try:
            remember(report, tenant=tenant, started_at=started_at, ended_at=timezone.now())
        except DatabaseError as error:
            self.stderr.write(f"The result could not be noted: {_line(error)}")


def as_told(report: Report, seconds: float) -> dict[str, Any]:
    return {
        "ok": report.is_ok,
        "checks": report.checks,
        "rows": report.rows,
        "seconds": round(seconds, 3),
        "left_out": report.left_out,
        "total": report.findings.total,
        **report.findings.as_json(),
    }


def lines(report: Report, verbose: bool, seconds: float) -> Iterator[str]:
    findings = report.findings
    if verbose:
        for check in sorted(findings.totals):
            named = [one for one in findings.kept if one.check == check]
            yield f"{check}: {findings.totals[check]}"
            yield from (f"  {one}" for one in named)
            if findings.totals[check] > len(named):
                yield f"  … and {findings.totals[check] - len(named)} more"
    else:
        yield from (f"{check}: {total}" for check, total in sorted(findings.totals.items()))
    yield from (f"Not looked at: {what}." for what in report.left_out)
    verdict = "nothing is wrong" if report.is_ok else f"{findings.total} findings"
    more = "" if verbose or report.is_ok else " (--verbose names each row)"
    yield f"{report.checks} checks over {report.rows:,} rows in {seconds:.1f} s: {verdict}{more}."


@contextmanager
def _progress(*, shown: bool) -> Iterator[Step]:
    """A bar on a terminal, nothing elsewhere."""
    screen = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(
        *columns,
        TimeElapsedColumn(),
        console=screen,
        transient=True,
        disable=not (shown and screen.is_terminal),
    ) as progress:
        task = progress.add_task("begins")

        def step(name: str, done: int, of: int) -> None:
            progress.update(task, description=name[:50], completed=done, total=of)

        yield step


def _line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
