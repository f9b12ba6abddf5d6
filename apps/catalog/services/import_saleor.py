"""Saleor's populatedb.json: Django rows joined by their keys, prices per channel, stock per warehouse."""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.catalog.services import import_values as values
from apps.catalog.services.import_rows import BadValue, ImageRow, Price, ProductRow, ReadFile, VariantRow

KNOWN_BY = "product.productvariantchannellisting"
DEEPEST_CATEGORY = 10


@dataclass(frozen=True, slots=True)
class _Row:
    pk: str
    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Keys and numbers too: they are kept as they are written. Raises BadValue for a list or an object."""
        found = self.fields.get(name)
        if not isinstance(found, str | None):
            raise BadValue(f"{name} must be text or a number")
        return found or ""

    def flag(self, name: str) -> bool:
        return self.fields.get(name) is True


class _Tables:
    def __init__(self, data: Sequence[Any], result: ReadFile) -> None:
        self.rows: dict[str, dict[str, _Row]] = defaultdict(dict)
        for place, item in enumerate(data, start=1):
            with result.rejecting(place):
                row = _row(item)
                self.rows[item["model"]][row.pk] = row

    def children(self, model: str, parent: str) -> dict[str, list[_Row]]:
        """The rows of `model` by the key in their column `parent`, in the order that the shop sorted them."""
        found: dict[str, list[_Row]] = defaultdict(list)
        for row in self.rows[model].values():
            found[str(row.fields.get(parent))].append(row)
        for same in found.values():
            same.sort(key=lambda row: (values.place(str(row.fields.get("sort_order"))), row.pk.zfill(12)))
        return found

    def one(self, model: str, pk: str) -> _Row:
        if pk not in self.rows[model]:
            raise BadValue(f"the row refers to {model} {pk[:40]!r}, which is not in the file")
        return self.rows[model][pk]


def _row(item: Any) -> _Row:
    parts = [item.get(name) for name in ("model", "pk", "fields")] if isinstance(item, dict) else []
    match parts:
        case [str(), str() as pk, dict() as fields]:
            return _Row(pk, fields)
    raise BadValue("a row must be an object with model, pk and fields")


def read(data: Sequence[Any]) -> ReadFile:
    result = ReadFile()
    reader = _Reader(_Tables(data, result))
    for position, row in enumerate(reader.tables.rows["product.product"].values()):
        with result.rejecting(position + 1):
            handle = values.handle(row.text("slug"))
            with result.rejecting(position + 1, handle):
                result.add(reader.product(position, handle, row, result))
    return result


class _Reader:
    def __init__(self, tables: _Tables) -> None:
        self.tables = tables
        self.variants = tables.children("product.productvariant", "product")
        self.listings = tables.children("product.productvariantchannellisting", "variant")
        self.shown = tables.children("product.productchannellisting", "product")
        self.stocks = tables.children("warehouse.stock", "product_variant")
        self.media = tables.children("product.productmedia", "product")
        self.assigned = tables.children("attribute.assignedvariantattribute", "variant")
        self.assigned_values = tables.children("attribute.assignedvariantattributevalue", "assignment")
        self.product_values = tables.children("attribute.assignedproductattributevalue", "product")

    def product(self, position: int, handle: str, row: _Row, result: ReadFile) -> ProductRow:
        variants: list[VariantRow] = []
        for each in self.variants[row.pk]:
            with result.rejecting(position + 1, handle):
                variants.append(self._variant(position + 1, each))
        return ProductRow(
            line=position + 1,
            handle=handle,
            name=values.required(row.text("name"), "name"),
            variants=tuple(variants),
            description=values.text(row.text("description_plaintext"), "description"),
            category=self._category(row.text("category")),
            attributes=tuple(self._named(each.text("value")) for each in self.product_values[row.pk]),
            images=tuple(filter(None, map(_image, self.media[row.pk]))),
            is_published=any(each.flag("is_published") for each in self.shown[row.pk]),
            position=position,
        )

    def _variant(self, line: int, row: _Row) -> VariantRow:
        prices = {
            values.currency(listing.text("currency")): _price(listing)
            for listing in self.listings[row.pk]
            if listing.text("price_amount")
        }
        if not prices:
            raise BadValue(f"price is missing: variant {row.pk} is listed in no channel")
        counted = sum(values.stock(stock.text("quantity")) or 0 for stock in self.stocks[row.pk])
        sku = values.text(row.text("sku"), "sku")
        return VariantRow(
            line=line,
            options=self._options(row),
            prices=prices,
            sku=sku,
            retailer_id="" if sku else f"saleor-{row.pk}",
            stock=counted if row.flag("track_inventory") else None,
        )

    def _options(self, variant: _Row) -> tuple[tuple[str, str], ...]:
        """Its attributes; a variant that has none is told apart by its name."""
        chosen = [
            self._named(row.text("value"))
            for assignment in self.assigned[variant.pk]
            for row in self.assigned_values[assignment.pk]
        ]
        name = values.text(variant.text("name"), "option")
        # where nobody gave a name, Saleor puts one of these in its place
        own_key = b64encode(f"ProductVariant:{variant.pk}".encode()).decode()
        says_something = name not in ("", variant.text("sku"), own_key)
        return tuple(chosen) or ((("Option", name),) if says_something else ())

    def _named(self, value_pk: str) -> tuple[str, str]:
        value = self.tables.one("attribute.attributevalue", value_pk)
        attribute = self.tables.one("attribute.attribute", value.text("attribute"))
        return values.text(attribute.text("name"), "attribute"), values.text(value.text("name"), "option")

    def _category(self, pk: str) -> tuple[str, ...]:
        path: list[str] = []
        # a parent that leads back to itself would never end
        while pk and len(path) < DEEPEST_CATEGORY:
            row = self.tables.one("product.category", pk)
            path.insert(0, row.text("name"))
            pk = row.text("parent")
        return values.category_path(path)


def _image(row: _Row) -> ImageRow | None:
    source = values.text(row.text("image") or row.text("external_url"), "image")
    return ImageRow(source, values.text(row.text("alt"), "alt")) if source else None


def _price(listing: _Row) -> Price:
    full = values.price(listing.text("price_amount"))
    reduced = values.optional_price(listing.text("discounted_price_amount"), "discounted price")
    return Price(reduced, full) if reduced is not None and reduced < full else Price(full)
