"""Shopify's product export: a row per variant or image, the first of a handle carries the product."""

from collections.abc import Iterable

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line
from apps.catalog.services.import_rows import ANY_CURRENCY, ImageRow, Price, ProductRow, ReadFile, VariantRow

KNOWN_BY = frozenset({"handle", "title", "variant price", "option1 value"})


def read(lines: Iterable[Line]) -> ReadFile:
    result = ReadFile()
    together: dict[str, list[Line]] = {}
    for line in lines:
        together.setdefault(line["handle"], []).append(line)
    for position, (handle, rows) in enumerate(together.items()):
        try:
            _read_product(values.handle(handle), rows, position, result)
        except values.BadValue as error:
            result.reject(rows[0].number, str(error), handle)
    return result


def _read_product(handle: str, rows: list[Line], position: int, result: ReadFile) -> None:
    first = next((row for row in rows if row["title"]), rows[0])
    name = values.text(first["title"], "name")
    if not name:
        raise values.BadValue("title is missing")
    option_names = [values.text(first[f"option{number} name"], "option name") for number in (1, 2, 3)]
    variants = [found for row in rows if (found := _read_variant(handle, row, option_names, result))]
    if not variants:
        result.reject(first.number, "the product has no variant that can be sold", handle)
        return
    result.products.append(
        ProductRow(
            line=first.number,
            handle=handle,
            name=name,
            variants=tuple(variants),
            description=values.text(first["body (html)"], "description"),
            vendor=values.text(first["vendor"], "vendor"),
            category=values.category_path(first["type"], ">")
            or values.category_path(first["product category"], ">"),
            tags=values.listed(first["tags"], ",", "tag"),
            images=_images(rows),
            is_published=_is_published(first),
            position=position,
        )
    )


def _is_published(first: Line) -> bool:
    shown = first["published"].casefold() in values.YES or not first["published"]
    return shown and first["status"].casefold() in ("", "active")


def _read_variant(handle: str, row: Line, option_names: list[str], result: ReadFile) -> VariantRow | None:
    """None for a row that only adds an image, and for one that is rejected."""
    carries = ("variant price", "variant sku", "option1 value", "option2 value", "option3 value")
    if not any(row[column] for column in carries) and not row["title"]:
        return None
    try:
        price = values.price(row["variant price"])
        compare_at = values.optional_price(row["variant compare at price"], "compare at price")
        return VariantRow(
            line=row.number,
            options=_options(row, option_names),
            prices={ANY_CURRENCY: Price(price, compare_at)},
            sku=values.text(row["variant sku"].removeprefix("'"), "sku"),
            stock=_stock(row),
        )
    except values.BadValue as error:
        result.reject(row.number, str(error), handle)
        return None


def _options(row: Line, names: list[str]) -> tuple[tuple[str, str], ...]:
    pairs = [
        (name, values.text(row[f"option{at} value"], "option")) for at, name in enumerate(names, start=1)
    ]
    # Shopify's mark for «has no options»
    return tuple((name or "Option", value) for name, value in pairs if value and value != "Default Title")


def _stock(row: Line) -> int | None:
    """Without a tracker Shopify does not count and writes 0; a number above was put there, so it is kept."""
    counted = values.stock(row["variant inventory qty"])
    sells_on = row["variant inventory policy"].casefold() == "continue"
    if not counted and (sells_on or not row["variant inventory tracker"]):
        return None
    return counted


def _images(rows: list[Line]) -> tuple[ImageRow, ...]:
    """In the order of their positions, each address once, the variants' own last."""
    placed = sorted(
        rows, key=lambda row: int(row["image position"]) if row["image position"].isdigit() else 999
    )
    found = {row["image src"]: row["image alt text"] for row in placed}
    for row in rows:
        found.setdefault(row["variant image"], "")
    return tuple(
        ImageRow(values.text(source, "image"), values.text(alt, "alt"))
        for source, alt in found.items()
        if source
    )
