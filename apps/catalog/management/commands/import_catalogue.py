import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from apps.catalog.errors import CatalogueError
from apps.catalog.services.import_catalogue import ImportReport, import_catalogue
from apps.catalog.services.import_formats import FORMATS, LARGEST_FILE_BYTES
from apps.tenants.errors import UnknownTenant
from apps.tenants.selectors import tenant_named

SHOWN_AT_MOST = 50
EXAMPLES = """
examples:
  manage.py import_catalogue products_export.csv --tenant-id my-shop --dry-run
  manage.py import_catalogue products_export.csv --tenant-id my-shop
  manage.py import_catalogue catalogue.json --tenant-id my-shop --json > report.json

exit codes:
  0  every row was taken
  1  some rows were rejected; the report names each with its line and the reason
  2  nothing could be done: wrong file, wrong shop, wrong usage
"""


class Command(BaseCommand):
    help = (
        "Import products from an export of Shopify, WooCommerce, Spree, Vendure or Saleor, or from our own "
        "JSON. Giving the same file again changes nothing; products that the file does not have stay."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the export, as text (CSV or JSON)")
        parser.add_argument("--tenant-id", required=True, metavar="ID", help="the shop's id or slug")
        parser.add_argument(
            "--format", choices=FORMATS, help="read the file as this, instead of telling by its columns"
        )
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, change nothing")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the report as JSON")

    def handle(
        self, *, file: Path, tenant_id: str, format: str | None, dry_run: bool, as_json: bool, **_: Any
    ) -> None:
        try:
            report = _run(file, tenant_id, format, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}", returncode=2) from error
        except (CatalogueError, UnknownTenant) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(json.dumps(report.as_dict()) if as_json else _readable(report))
        if report.rejected:
            sys.exit(1)


def _run(file: Path, id_or_slug: str, format: str | None, *, dry_run: bool) -> ImportReport:
    shop = tenant_named(id_or_slug)
    # on stderr, so that the report can be piped; rich draws nothing where that is no terminal
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(file.name, total=None)
        return import_catalogue(
            shop=shop,
            content=_content(file),
            name=file.name,
            now=timezone.now(),
            format=format,
            dry_run=dry_run,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )


def _content(file: Path) -> bytes:
    """One byte more than is taken at most, so that a huge file is refused before it fills the memory."""
    with file.open("rb") as source:
        return source.read(LARGEST_FILE_BYTES + 1)


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
