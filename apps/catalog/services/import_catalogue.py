"""One file into one shop's catalogue. Giving the same file again changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from apps.catalog.services.apply_rows import Applied, Into, apply_rows, ensure_categories, whole_products
from apps.catalog.services.import_checks import ReadyProduct, checked
from apps.catalog.services.import_formats import read_file
from apps.catalog.services.import_rows import BadRow, ReadFile
from apps.catalog.services.index_products import bump, count_terms, index, lock_revision
from apps.tenants.models import Tenant

AT_ONCE = 300

Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class ImportReport:
    """Counts are of products. `rejected` are rows: a product with one bad variant is imported without it."""

    format: str
    dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    variants: int = 0
    rejected: list[BadRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, applied: Applied) -> None:
        self.created += applied.created
        self.updated += applied.updated
        self.unchanged += applied.unchanged
        self.variants += applied.variants

    def as_dict(self) -> dict[str, Any]:
        names = ("format", "dry_run", "created", "updated", "unchanged", "variants", "notes")
        return {name: getattr(self, name) for name in names} | {
            "rejected": [row.as_dict() for row in self.rejected]
        }


def import_catalogue(
    *,
    shop: Tenant,
    content: bytes,
    name: str,
    now: datetime,
    format: str | None = None,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> ImportReport:
    """All or nothing against crashes; a bad row is reported and the rest goes in.

    `name` is the file's, for messages. `progress` is told (products done, products in all). Products that the
    file does not have stay as they are. Two imports into one shop wait for each other.

    Raises UnknownFormat, UnreadableFile.
    """
    today = now.astimezone(ZoneInfo(shop.timezone)).date()
    found, sku_is_unique, read = read_file(content, name=name, today=today, format=format)
    ready = checked(read, shop_currency=shop.currency, sku_is_unique=sku_is_unique)
    report = ImportReport(format=found, dry_run=dry_run, notes=read.notes)
    with transaction.atomic():
        _write(shop.id, ready, read, report, now=now, progress=progress)
        transaction.set_rollback(dry_run)
    report.rejected = sorted(read.bad, key=lambda row: row.line)
    return report


def _write(
    tenant_id: UUID,
    ready: Sequence[ReadyProduct],
    read: ReadFile,
    report: ImportReport,
    *,
    now: datetime,
    progress: Progress,
) -> None:
    revision = lock_revision(tenant_id)
    categories, are_new = ensure_categories(
        tenant_id=tenant_id, paths=[product.row.category for product in ready]
    )
    into = Into(tenant_id=tenant_id, now=now, categories=categories, whole=whole_products(ready, read))
    touched: dict[str, str] = {}
    changed = are_new
    for start in range(0, len(ready), AT_ONCE):
        applied = apply_rows(into, ready[start : start + AT_ONCE], read)
        report.add(applied)
        changed = changed or bool(applied.changed_ids)
        touched |= index(tenant_id=tenant_id, product_ids=applied.changed_ids)
        progress(min(start + AT_ONCE, len(ready)), len(ready))
    count_terms(tenant_id=tenant_id, touched=touched)
    if changed:
        bump(revision, terms_changed=bool(touched) or are_new, now=now)
