"""One file into one shop's catalogue. Giving the same file again changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.catalog.services.apply_rows import Applied, apply_rows, ensure_categories
from apps.catalog.services.import_checks import ReadyProduct, checked
from apps.catalog.services.import_formats import read_file
from apps.catalog.services.import_rows import BadRow, ReadFile
from apps.catalog.services.index_products import bump, count_terms, index, lock_revision

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

    def as_dict(self) -> dict[str, Any]:
        names = ("format", "dry_run", "created", "updated", "unchanged", "variants", "notes")
        return {name: getattr(self, name) for name in names} | {
            "rejected": [row.as_dict() for row in self.rejected]
        }


def import_catalogue(
    *,
    tenant_id: UUID,
    currency: str,
    content: bytes,
    name: str,
    now: datetime,
    format: str | None = None,
    dry_run: bool = False,
    progress: Progress = _silent,
) -> ImportReport:
    """All or nothing against crashes; a bad row is reported and the rest goes in.

    `currency` is the shop's, for files that name none. `progress` is told (products done, products in all).
    Two imports into one shop wait for each other. Raises UnknownFormat, UnreadableFile.
    """
    found, sku_is_unique, read = read_file(content, name=name, today=now.date(), format=format)
    ready = checked(read, shop_currency=currency, sku_is_unique=sku_is_unique)
    report = ImportReport(format=found, dry_run=dry_run, notes=read.notes)
    with transaction.atomic():
        _write(tenant_id, ready, read, report, now=now, progress=progress)
        transaction.set_rollback(dry_run)
    report.rejected = sorted(read.bad, key=lambda row: (row.line, row.reason))
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
    categories, renamed = ensure_categories(
        tenant_id=tenant_id, paths=[product.row.category for product in ready]
    )
    touched: dict[str, str] = {}
    changed = renamed
    for start in range(0, len(ready), AT_ONCE):
        some = ready[start : start + AT_ONCE]
        applied: Applied = apply_rows(
            tenant_id=tenant_id, products=some, categories=categories, read=read, now=now
        )
        report.created += applied.created
        report.updated += applied.updated
        report.unchanged += applied.unchanged
        report.variants += applied.variants
        changed = changed or bool(applied.changed_ids)
        touched |= index(tenant_id=tenant_id, product_ids=applied.changed_ids)
        progress(min(start + AT_ONCE, len(ready)), len(ready))
    count_terms(tenant_id=tenant_id, touched=touched)
    if changed:
        bump(revision, terms_changed=bool(touched) or renamed, now=now)
