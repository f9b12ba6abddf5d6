"""Shopify's product export: a row per variant or image, the first of a handle carries the product."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line, by_handle
from apps.catalog.services.import_rows import ANY_CURRENCY, ImageRow, Price, ProductRow, ReadFile, VariantRow

KNOWN_BY = (
    frozenset({"handle", "title", "variant price", "option1 value"}),
    frozenset({"url handle", "title", "price", "option1 value"}),
)
# the headings since 2025, by the ones that older exports have
RENAMED = {
    "url handle": "handle",
    "description": "body (html)",
    "published on online store": "published",
    "sku": "variant sku",
    "price": "variant price",
    "compare-at price": "variant compare at price",
    "inventory tracker": "variant inventory tracker",
    "inventory quantity": "variant inventory qty",
    "continue selling when out of stock": "variant inventory policy",
    "product image url": "image src",
    "variant image url": "variant image",
}
OF_A_VARIANT = ("variant price", "variant sku", "option1 value", "option2 value", "option3 value")


def read(lines: Iterable[Line]) -> ReadFile:
    result = ReadFile()
    together = by_handle(map(_with_old_headings, lines), "handle", result)
    for position, (handle, rows) in enumerate(together.items()):
        with result.rejecting(rows[0].number, handle):
            result.add(_product(handle, rows, position, result))
    return result


def _with_old_headings(line: Line) -> Line:
    if "url handle" not in line.fields:
        return line
    return replace(line, fields={RENAMED.get(name, name): value for name, value in line.fields.items()})


def _product(handle: str, rows: Sequence[Line], position: int, result: ReadFile) -> ProductRow:
    first = next((row for row in rows if row["title"]), rows[0])
    option_names = [values.text(first[f"option{number} name"], "option name") for number in (1, 2, 3)]
    product = ProductRow(
        line=first.number,
        handle=handle,
        name=values.required(first["title"], "title"),
        variants=(),
        description=values.text(first["body (html)"], "description"),
        vendor=values.text(first["vendor"], "vendor"),
        category=values.category_path((first["type"] or first["product category"]).split(">")),
        tags=values.listed(first["tags"].split(","), "tag"),
        images=_images(rows),
        is_published=_is_published(first),
        position=position,
    )
    return replace(product, variants=_variants(handle, rows, option_names, result))


def _is_published(first: Line) -> bool:
    shown = first["published"].casefold() in values.YES or not first["published"]
    return shown and first["status"].casefold() in ("", "active")


def _variants(
    handle: str, rows: Sequence[Line], option_names: Sequence[str], result: ReadFile
) -> tuple[VariantRow, ...]:
    found: list[VariantRow] = []
    for row in rows:
        # the others only add an image
        if row["title"] or any(row[column] for column in OF_A_VARIANT):
            with result.rejecting(row.number, handle):
                found.append(_variant(row, option_names))
    return tuple(found)


def _variant(row: Line, option_names: Sequence[str]) -> VariantRow:
    row.check()
    price = values.price(row["variant price"])
    compare_at = values.optional_price(row["variant compare at price"], "compare at price")
    return VariantRow(
        line=row.number,
        options=_options(row, option_names),
        prices={ANY_CURRENCY: Price(price, compare_at)},
        sku=values.text(row["variant sku"].removeprefix("'"), "sku"),
        stock=_stock(row),
    )


def _options(row: Line, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
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


def _images(rows: Sequence[Line]) -> tuple[ImageRow, ...]:
    """In the order of their positions, each address once, the variants' own last."""
    placed = sorted(rows, key=lambda row: values.place(row["image position"]))
    found = {row["image src"]: row["image alt text"] for row in placed}
    for row in rows:
        found.setdefault(row["variant image"], "")
    return tuple(
        ImageRow(values.text(source, "image"), values.text(alt, "alt"))
        for source, alt in found.items()
        if source
    )
