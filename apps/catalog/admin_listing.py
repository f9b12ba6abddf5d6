"""How products look in a list, and by what they are sifted there."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.catalog.models import Variant
from apps.catalog.selectors import image_url_of

NOTHING = "–"


def thumbnail(source: str | None, side_px: int) -> SafeString | str:
    if not source:
        return NOTHING
    return format_html(
        '<img src="{}" alt="" width="{}" height="{}" loading="lazy" style="border-radius:6px">',
        image_url_of(source),
        side_px,
        side_px,
    )


class StockFilter(admin.SimpleListFilter):
    title, parameter_name = "stock", "stock"

    def lookups(self, request: HttpRequest, page: Any) -> list[tuple[str, str]]:
        return [
            ("in", "In stock"),
            ("out", "Sold out"),
            ("few", "Three or fewer left"),
            ("uncounted", "Not counted"),
        ]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        variants = Variant.objects.filter(product=OuterRef("pk"))
        buyable = Exists(variants.filter(Q(stock__isnull=True) | Q(stock__gt=0)))
        few = Exists(variants.filter(stock__gt=0, stock__lte=3))
        uncounted = Exists(variants.filter(stock__isnull=True))
        wanted = {"in": buyable, "out": ~buyable, "few": few, "uncounted": uncounted}
        return rows.filter(wanted[self.value() or ""]) if self.value() in wanted else rows
