"""Saleor's populatedb.json: Django rows joined by their keys, prices per channel, stock per warehouse."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.catalog.services import import_values as values
from apps.catalog.services.import_rows import ImageRow, Price, ProductRow, ReadFile, VariantRow

KNOWN_BY = "product.productvariantchannellisting"

Fields = Mapping[str, Any]


@dataclass(slots=True)
class _Tables:
    rows: dict[str, dict[Any, Fields]]

    @classmethod
    def of(cls, data: Sequence[Mapping[str, Any]]) -> "_Tables":
        rows: dict[str, dict[Any, Fields]] = defaultdict(dict)
        for item in data:
            rows[str(item.get("model"))][item.get("pk")] = item.get("fields", {})
        return cls(rows=rows)

    def children(self, model: str, parent: str) -> dict[Any, list[Fields]]:
        """The rows of `model` by the key in their column `parent`, in the order that the shop sorted them."""
        found: dict[Any, list[Fields]] = defaultdict(list)
        for pk, fields in self.rows[model].items():
            found[fields.get(parent)].append({"pk": pk, **fields})
        return {
            key: sorted(same, key=lambda row: (row.get("sort_order") or 0, str(row["pk"]).zfill(12)))
            for key, same in found.items()
        }


def read(data: Sequence[Mapping[str, Any]]) -> ReadFile:
    result = ReadFile()
    tables = _Tables.of(data)
    reader = _Reader(tables)
    for place, (pk, product) in enumerate(tables.rows["product.product"].items(), start=1):
        handle = str(product.get("slug") or "")
        try:
            reader.product(place, pk, values.handle(handle), product, result)
        except values.BadValue as error:
            result.reject(place, str(error), handle)
        except (KeyError, TypeError, ValueError) as error:
            result.reject(
                place, f"the row is incomplete or refers to one that is not there: {error!r}", handle
            )
    return result


class _Reader:
    def __init__(self, tables: _Tables) -> None:
        self.rows = tables.rows
        self.variants = tables.children("product.productvariant", "product")
        self.listings = tables.children("product.productvariantchannellisting", "variant")
        self.shown = tables.children("product.productchannellisting", "product")
        self.stocks = tables.children("warehouse.stock", "product_variant")
        self.media = tables.children("product.productmedia", "product")
        self.assigned = tables.children("attribute.assignedvariantattribute", "variant")
        self.assigned_values = tables.children("attribute.assignedvariantattributevalue", "assignment")
        self.product_values = tables.children("attribute.assignedproductattributevalue", "product")

    def product(self, place: int, pk: Any, handle: str, product: Fields, result: ReadFile) -> None:
        variants = [
            found for row in self.variants.get(pk, []) if (found := self._variant(place, handle, row, result))
        ]
        if not variants:
            raise values.BadValue("the product has no variant that can be sold")
        result.products.append(
            ProductRow(
                line=place,
                handle=handle,
                name=values.text(str(product["name"]), "name"),
                variants=tuple(variants),
                description=values.text(str(product.get("description_plaintext") or ""), "description"),
                category=self._category(product.get("category")),
                attributes=tuple(self._named(row["value"]) for row in self.product_values.get(pk, [])),
                images=tuple(
                    ImageRow(
                        values.text(str(row["image"] or row["external_url"]), "image"), str(row["alt"] or "")
                    )
                    for row in self.media.get(pk, [])
                ),
                is_published=any(row["is_published"] for row in self.shown.get(pk, [])),
                position=place - 1,
            )
        )

    def _variant(self, place: int, handle: str, row: Fields, result: ReadFile) -> VariantRow | None:
        try:
            prices = {
                values.currency(str(listing["currency"])): _price(listing)
                for listing in self.listings.get(row["pk"], [])
                if listing["price_amount"] is not None
            }
            if not prices:
                raise values.BadValue(f"price is missing: variant {row['pk']} is listed in no channel")
            counted = sum(int(stock["quantity"]) for stock in self.stocks.get(row["pk"], []))
            return VariantRow(
                line=place,
                options=self._options(row),
                prices=prices,
                sku=values.text(str(row["sku"] or ""), "sku"),
                retailer_id="" if row["sku"] else f"saleor-{row['pk']}",
                stock=counted if row["track_inventory"] else None,
            )
        except values.BadValue as error:
            result.reject(place, str(error), handle)
            return None

    def _options(self, variant: Fields) -> tuple[tuple[str, str], ...]:
        """Its attributes; a variant that has none is told apart by its name."""
        chosen = [
            self._named(row["value"])
            for assignment in self.assigned.get(variant["pk"], [])
            for row in self.assigned_values.get(assignment["pk"], [])
        ]
        name = values.text(str(variant["name"] or ""), "option")
        return tuple(chosen) or ((("Option", name),) if name and name != variant["sku"] else ())

    def _named(self, value_pk: Any) -> tuple[str, str]:
        value = self.rows["attribute.attributevalue"][value_pk]
        attribute = self.rows["attribute.attribute"][value["attribute"]]
        return values.text(str(attribute["name"]), "attribute"), values.text(str(value["name"]), "option")

    def _category(self, pk: Any) -> tuple[str, ...]:
        path: list[str] = []
        # a parent that leads back to itself would never end
        while pk in self.rows["product.category"] and len(path) < 10:
            path.insert(0, values.text(str(self.rows["product.category"][pk]["name"]), "category"))
            pk = self.rows["product.category"][pk]["parent"]
        return tuple(path)


def _price(listing: Fields) -> Price:
    full = values.price(str(listing["price_amount"]))
    reduced = values.optional_price(str(listing["discounted_price_amount"] or ""), "discounted price")
    return Price(reduced, full) if reduced is not None and reduced < full else Price(full)
