import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from apps.catalog.demo.shops import DemoShop, demo_shops
from apps.catalog.services.import_catalogue import ImportReport
from apps.operations.management.usage import FAILED, PlainCommand, add_json
from apps.operations.services.demo import import_demo_shops
from apps.tenants.errors import NumberTaken
from apps.tenants.models import Tenant


class Command(PlainCommand):
    help = (
        "Make the three demo shops (fashion, phones, groceries in Nairobi) with their WhatsApp numbers, and"
        " import their catalogues. Safe to run again: what people changed in a shop's name, sentences and"
        " numbers stays; its products are set to the catalogue's."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_json(parser)

    def handle(self, *, as_json: bool, **_: Any) -> None:
        try:
            done = _import()
        except NumberTaken as error:
            raise CommandError(str(error), returncode=FAILED) from error
        if as_json:
            self.stdout.write(json.dumps([_as_dict(*one) for one in done]))
            return
        for shop, is_new, report in done:
            counts = f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged"
            self.stdout.write(
                f"{shop.slug}: {'new shop' if is_new else 'shop was there'}; products: {counts}"
            )


def _import() -> list[tuple[Tenant, bool, ImportReport]]:
    # on stderr, so that the report can be piped; rich draws nothing where that is no terminal
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {shop.slug: bar.add_task(shop.name, total=None) for shop in demo_shops()}

        def progress(shop: DemoShop, done: int, total: int) -> None:
            bar.update(tasks[shop.slug], completed=done, total=total)

        return list(import_demo_shops(now=timezone.now(), progress=progress))


def _as_dict(shop: Tenant, is_new: bool, report: ImportReport) -> dict[str, Any]:
    return {"slug": shop.slug, "id": str(shop.pk), "is_new": is_new, "products": report.as_dict()}
