"""Spree's product export: a master row per slug, then a row per variant and currency."""

from collections.abc import Iterable

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line
from apps.catalog.services.import_rows import ImageRow, Price, ProductRow, ReadFile, VariantRow

KNOWN_BY = frozenset({"slug", "sku", "product_type", "category1", "inventory_count"})
CUSTOM = "custom_field."


def read(lines: Iterable[Line]) -> ReadFile:
    result = ReadFile()
    together: dict[str, list[Line]] = {}
    for line in lines:
        together.setdefault(line["slug"], []).append(line)
    for position, (handle, rows) in enumerate(together.items()):
        try:
            _read_product(values.handle(handle), rows, position, result)
        except values.BadValue as error:
            result.reject(rows[0].number, str(error), handle)
    return result


def _read_product(handle: str, rows: list[Line], position: int, result: ReadFile) -> None:
    master = next((row for row in rows if row["name"]), None)
    if master is None:
        raise values.BadValue("name is missing")
    # a master with variants only carries the text; its price of 0 is nobody's
    sold = [row for row in rows if row["option1_name"]] or [master]
    # a row without options prices a variant of an earlier row in another currency
    same_sku = {row["sku"]: [other for other in rows if other["sku"] == row["sku"]] for row in sold}
    variants = [found for same in same_sku.values() if (found := _read_variant(handle, same, result))]
    if not variants:
        result.reject(master.number, "the product has no variant that can be sold", handle)
        return
    result.products.append(
        ProductRow(
            line=master.number,
            handle=handle,
            name=values.text(master["name"], "name"),
            variants=tuple(variants),
            description=values.text(master["description"], "description"),
            category=values.category_path(master["category1"], "->"),
            attributes=_custom_fields(master),
            tags=values.listed(master["tags"], ",", "tag"),
            images=_images(rows),
            is_published=master["status"].casefold() in ("active", ""),
            position=position,
        )
    )


def _read_variant(handle: str, same: list[Line], result: ReadFile) -> VariantRow | None:
    first = same[0]
    try:
        prices: dict[str, Price] = {}
        for row in same:
            compare_at = values.optional_price(row["compare_at_price"], "compare_at_price")
            prices[values.currency(row["currency"])] = Price(values.price(row["price"]), compare_at)
        counted = next((row for row in same if row["inventory_count"]), first)
        is_counted = counted["track_inventory"].casefold() != "false"
        may_oversell = counted["inventory_backorderable"].casefold() in values.YES
        stock = values.stock(counted["inventory_count"]) if is_counted else None
        return VariantRow(
            line=first.number,
            options=_options(first),
            prices=prices,
            sku=values.text(first["sku"], "sku"),
            stock=(stock or None) if may_oversell else stock,
        )
    except values.BadValue as error:
        result.reject(first.number, str(error), handle)
        return None


def _options(row: Line) -> tuple[tuple[str, str], ...]:
    pairs = [(row[f"option{at}_name"], row[f"option{at}_value"]) for at in (1, 2, 3)]
    return tuple(
        (values.text(name, "option name"), values.text(value, "option")) for name, value in pairs if value
    )


def _custom_fields(row: Line) -> tuple[tuple[str, str], ...]:
    found = [(column, value) for column, value in row.fields.items() if column.startswith(CUSTOM) and value]
    return tuple(
        (column.rsplit(".", 1)[-1].replace("_", " ").capitalize(), values.text(value, "attribute"))
        for column, value in found
    )


def _images(rows: list[Line]) -> tuple[ImageRow, ...]:
    sources = (values.text(row[f"image{at}_src"], "image") for row in rows for at in (1, 2, 3))
    return tuple(ImageRow(source) for source in dict.fromkeys(sources) if source)
