import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.catalog.services.index_products import rebuild
from apps.tenants.errors import UnknownTenant
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_named


class Command(BaseCommand):
    help = (
        "Write the search index anew, for all shops or for one. Needed after a release that weighs words "
        "differently; imports and the admin keep the index by themselves. Customers can search meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant-id", metavar="ID", help="only this shop, by id or slug")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the result as JSON")

    def handle(self, *, tenant_id: str | None, as_json: bool, **_: Any) -> None:
        try:
            shops = [tenant_named(tenant_id)] if tenant_id else list(Tenant.objects.order_by("slug"))
        except UnknownTenant as error:
            raise CommandError(str(error), returncode=2) from error
        indexed = {shop.slug: rebuild(tenant_id=shop.pk, now=timezone.now()) for shop in shops}
        lines = (f"{slug}: {products} product(s) indexed" for slug, products in indexed.items())
        self.stdout.write(json.dumps(indexed) if as_json else "\n".join(lines))
