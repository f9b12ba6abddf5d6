import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from apps.catalog.errors import CatalogueError, UnknownShop
from apps.catalog.services.import_catalogue import ImportReport, import_catalogue
from apps.catalog.services.import_formats import FORMATS
from apps.tenants.models import Tenant

SHOWN_AT_MOST = 50


class Command(BaseCommand):
    help = (
        "Import products from an export of Shopify, WooCommerce, Spree, Vendure or Saleor, or from our JSON. "
        "Giving the same file again changes nothing. Exit code 0: all rows taken; 1: some were rejected; "
        "2: nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--tenant", required=True, metavar="SLUG", help="the shop's slug")
        parser.add_argument(
            "--format", choices=FORMATS, help="read the file as this, instead of looking at it"
        )
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, change nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the report as JSON")

    def handle(
        self, *, file: Path, tenant: str, format: str | None, dry_run: bool, as_json: bool, **_: Any
    ) -> None:
        try:
            report = _run(file, tenant, format, dry_run=dry_run)
        except (CatalogueError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps(report.as_dict()) if as_json else _readable(report))
        if report.rejected:
            sys.exit(1)


def _run(file: Path, slug: str, format: str | None, *, dry_run: bool) -> ImportReport:
    shop = Tenant.objects.filter(slug=slug).first()
    if shop is None:
        raise UnknownShop(slug=slug)
    content = file.read_bytes()
    # on stderr, so that the report can be piped; rich draws nothing where that is no terminal
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(file.name, total=None)
        return import_catalogue(
            tenant_id=shop.id,
            currency=shop.currency,
            content=content,
            name=file.name,
            now=timezone.now(),
            format=format,
            dry_run=dry_run,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _readable(report: ImportReport) -> str:
    counts = f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
    lines = [f"{report.format}: {counts}; {report.variants} variants, {len(report.rejected)} row(s) rejected"]
    lines += [f"  line {row.line}: {row.reason}" for row in report.rejected[:SHOWN_AT_MOST]]
    if len(report.rejected) > SHOWN_AT_MOST:
        lines.append(f"  … and {len(report.rejected) - SHOWN_AT_MOST} more; --json lists all")
    lines += [f"  note: {note}" for note in report.notes]
    if report.dry_run:
        lines.append("Dry run: nothing was changed.")
    return "\n".join(lines)
