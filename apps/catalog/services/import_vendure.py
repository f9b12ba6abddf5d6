"""Vendure's product file: a product's first row names it, rows without a name are its further variants."""

from collections.abc import Iterable

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line
from apps.catalog.services.import_rows import ANY_CURRENCY, ImageRow, Price, ProductRow, ReadFile, VariantRow
from apps.catalog.text import slug

KNOWN_BY = frozenset({"name", "slug", "facets", "optiongroups", "optionvalues", "stockonhand"})


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
        handle = rows[0]["slug"] or slug(rows[0]["name"])
        try:
            _read_product(values.handle(handle), rows, position, result)
        except values.BadValue as error:
            result.reject(rows[0].number, str(error), handle)
    return result


def _read_product(handle: str, rows: list[Line], position: int, result: ReadFile) -> None:
    first = rows[0]
    name = values.text(first["name"], "name")
    if not name:
        raise values.BadValue("name is missing")
    groups = values.listed(first["optiongroups"], "|", "option name")
    variants = [found for row in rows if (found := _read_variant(handle, row, groups, result))]
    if not variants:
        result.reject(first.number, "the product has no variant that can be sold", handle)
        return
    facets = [tuple(part.partition(":")[::2]) for part in values.listed(first["facets"], "|", "tag")]
    result.products.append(
        ProductRow(
            line=first.number,
            handle=handle,
            name=name,
            variants=tuple(variants),
            description=values.text(first["description"], "description"),
            vendor=next((value for facet, value in facets if facet == "brand"), ""),
            category=tuple(value for facet, value in facets if facet == "category" and slug(value)),
            attributes=tuple(
                (facet, value) for facet, value in facets if facet not in ("category", "brand") and value
            ),
            images=tuple(ImageRow(source) for source in values.listed(first["assets"], "|", "image")),
            position=position,
        )
    )


def _read_variant(handle: str, row: Line, groups: tuple[str, ...], result: ReadFile) -> VariantRow | None:
    try:
        chosen = [values.text(value, "option") for value in row["optionvalues"].split("|")]
        if groups and len(chosen) != len(groups):
            raise values.BadValue(f"{len(groups)} option(s) expected, {len(chosen)} given")
        counted = values.stock(row["stockonhand"])
        return VariantRow(
            line=row.number,
            options=tuple((name, value) for name, value in zip(groups, chosen, strict=False) if value),
            prices={ANY_CURRENCY: Price(values.price(row["price"]))},
            sku=values.text(row["sku"], "sku"),
            stock=None if row["trackinventory"].casefold() == "false" else counted,
        )
    except values.BadValue as error:
        result.reject(row.number, str(error), handle)
        return None
