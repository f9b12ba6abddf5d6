"""Vendure's product file: a product's first row names it, rows without a name are its further variants."""

from collections.abc import Iterable, Sequence

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line
from apps.catalog.services.import_rows import (
    ANY_CURRENCY,
    BadValue,
    ImageRow,
    Price,
    ProductRow,
    ReadFile,
    VariantRow,
)
from apps.catalog.text import slug

KNOWN_BY = (frozenset({"name", "slug", "facets", "optiongroups", "optionvalues", "stockonhand"}),)


def read(lines: Iterable[Line]) -> ReadFile:
    result = ReadFile()
    products: list[list[Line]] = []
    for line in lines:
        if line["name"] or line["slug"]:
            products.append([line])
        elif products:
            products[-1].append(line)
        else:
            result.reject(line.number, "unknown parent: a variant stands before the first product")
    for position, rows in enumerate(products):
        with result.rejecting(rows[0].number):
            handle = values.handle(rows[0]["slug"] or slug(rows[0]["name"]))
            with result.rejecting(rows[0].number, handle):
                result.add(_product(handle, rows, position, result))
    return result


def _product(handle: str, rows: Sequence[Line], position: int, result: ReadFile) -> ProductRow:
    first = rows[0]
    groups = values.listed(first["optiongroups"].split("|"), "option name")
    facets = [part.partition(":")[::2] for part in values.listed(first["facets"].split("|"), "tag")]
    return ProductRow(
        line=first.number,
        handle=handle,
        name=values.required(first["name"], "name"),
        variants=_variants(handle, rows, groups, result),
        description=values.text(first["description"], "description"),
        vendor=next((value for facet, value in facets if facet == "brand"), ""),
        category=values.category_path(value for facet, value in facets if facet == "category"),
        attributes=tuple(
            (facet, value) for facet, value in facets if facet not in ("category", "brand") and value
        ),
        images=tuple(map(ImageRow, values.listed(first["assets"].split("|"), "image"))),
        position=position,
    )


def _variants(
    handle: str, rows: Sequence[Line], groups: Sequence[str], result: ReadFile
) -> tuple[VariantRow, ...]:
    found: list[VariantRow] = []
    for row in rows:
        with result.rejecting(row.number, handle):
            found.append(_variant(row, groups))
    return tuple(found)


def _variant(row: Line, groups: Sequence[str]) -> VariantRow:
    row.check()
    chosen = [values.text(value, "option") for value in row["optionvalues"].split("|")]
    if groups and len(chosen) != len(groups):
        raise BadValue(f"{len(groups)} option(s) expected, {len(chosen)} given")
    counted = values.stock(row["stockonhand"])
    return VariantRow(
        line=row.number,
        options=tuple((name, value) for name, value in zip(groups, chosen, strict=False) if value),
        prices={ANY_CURRENCY: Price(values.price(row["price"]))},
        sku=values.text(row["sku"], "sku"),
        stock=None if row["trackinventory"].casefold() == "false" else counted,
    )
