"""Spree's product export: a master row per slug, then a row per variant and currency."""

from collections.abc import Iterable, Sequence

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line, by_handle
from apps.catalog.services.import_rows import BadValue, ImageRow, Price, ProductRow, ReadFile, VariantRow

KNOWN_BY = (frozenset({"slug", "sku", "product_type", "category1", "inventory_count"}),)
CUSTOM = "custom_field."


def read(lines: Iterable[Line]) -> ReadFile:
    result = ReadFile()
    for position, (handle, rows) in enumerate(by_handle(lines, "slug", result).items()):
        with result.rejecting(rows[0].number, handle):
            result.add(_product(handle, rows, position, result))
    return result


def _product(handle: str, rows: Sequence[Line], position: int, result: ReadFile) -> ProductRow:
    master = next((row for row in rows if row["name"]), None)
    if master is None:
        raise BadValue("name is missing")
    return ProductRow(
        line=master.number,
        handle=handle,
        name=values.required(master["name"], "name"),
        variants=_variants(handle, master, rows, result),
        description=values.text(master["description"], "description"),
        category=values.category_path(master["category1"].split("->")),
        attributes=_custom_fields(master),
        tags=values.listed(master["tags"].split(","), "tag"),
        images=tuple(
            map(ImageRow, values.listed((row[f"image{at}_src"] for row in rows for at in (1, 2, 3)), "image"))
        ),
        is_published=master["status"].casefold() in ("active", ""),
        position=position,
    )


def _variants(handle: str, master: Line, rows: Sequence[Line], result: ReadFile) -> tuple[VariantRow, ...]:
    # a master with variants only carries the text; its price of 0 is nobody's
    sold = [row for row in rows if row["option1_name"]] or [master]
    found: list[VariantRow] = []
    for first in {row["sku"] or row.number: row for row in reversed(sold)}.values():
        # a row without options prices a variant of an earlier row in another currency
        same = [row for row in rows if row["sku"] == first["sku"]] if first["sku"] else [first]
        with result.rejecting(first.number, handle):
            found.append(_variant(first, same))
    return tuple(sorted(found, key=lambda variant: variant.line))


def _variant(first: Line, same: Sequence[Line]) -> VariantRow:
    prices: dict[str, Price] = {}
    for row in same:
        row.check()
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


def _options(row: Line) -> tuple[tuple[str, str], ...]:
    pairs = [(row[f"option{at}_name"], row[f"option{at}_value"]) for at in (1, 2, 3)]
    return tuple(
        (values.text(name, "option name"), values.text(value, "option")) for name, value in pairs if value
    )


def _custom_fields(row: Line) -> tuple[tuple[str, str], ...]:
    found = [(column, value) for column, value in row.fields.items() if column.startswith(CUSTOM) and value]
    return tuple(
        (
            values.text(column.rsplit(".", 1)[-1].replace("_", " ").capitalize(), "attribute"),
            values.text(value, "attribute value"),
        )
        for column, value in found
    )
