"""WooCommerce's product export: a row per product, variations as rows of their own that name their parent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

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

KNOWN_BY = (frozenset({"type", "sku", "name", "regular price", "parent"}),)
ATTRIBUTES_AT_MOST = 30
COMMA = re.compile(r"(?<!\\),")
ESCAPED_LINE_END = re.compile(r"\\(\\n|n)")


def read(lines: Iterable[Line], today: date) -> ReadFile:
    """`today` is the shop's date: a sale that has not begun or is over does not count."""
    result = ReadFile()
    rows = list(lines)
    parents: dict[str, Line] = {}
    for row in rows:
        if "variation" not in _types(row):
            with result.rejecting(row.number):
                _admit(row, parents)
    children = _children(rows, parents, result)
    for position, (handle, row) in enumerate(parents.items()):
        with result.rejecting(row.number, handle):
            variants = _variants(handle, row, children, today, result)
            product = _with_variants(_product(handle, row, position), variants)
            if "grouped" in _types(row):
                result.notes.append(f"line {row.number}: a group has no price; customers see its parts")
                result.products.append(product)
            else:
                result.add(product)
    return result


def _types(row: Line) -> set[str]:
    return {part.strip().casefold() for part in row["type"].split(",")}


def _admit(row: Line, parents: dict[str, Line]) -> None:
    handle = values.handle(row["sku"] or (f"woo-{row['id']}" if row["id"] else slug(row["name"])))
    if handle in parents:
        raise BadValue(f"duplicate sku or id: {handle!r} stands on an earlier line")
    parents[handle] = row


def _children(rows: Sequence[Line], parents: dict[str, Line], result: ReadFile) -> dict[str, list[Line]]:
    """The variations by their product's handle; a parent is named by its sku or as `id:741`."""
    named: dict[str, str] = {}
    for handle, row in parents.items():
        named |= {key: handle for key in (row["sku"], f"id:{row['id']}") if key and key != "id:"}
    children: dict[str, list[Line]] = {}
    for row in rows:
        if "variation" in _types(row):
            parent = row["parent"].replace("id: ", "id:")
            if parent in named:
                children.setdefault(named[parent], []).append(row)
            else:
                reason = f"unknown parent: {parent[:80]!r}" if parent else "the variation names no parent"
                result.reject(row.number, reason)
    return children


def _with_variants(product: ProductRow, variants: tuple[VariantRow, ...]) -> ProductRow:
    """What the variations are told apart by is an option, and no attribute beside."""
    options = {name for variant in variants for name, _ in variant.options}
    attributes = tuple(pair for pair in product.attributes if pair[0] not in options)
    return replace(product, variants=variants, attributes=attributes)


def _product(handle: str, row: Line, position: int) -> ProductRow:
    row.check()
    description = "\n".join(dict.fromkeys(filter(None, (row["short description"], row["description"]))))
    return ProductRow(
        line=row.number,
        handle=handle,
        name=values.required(row["name"], "name"),
        variants=(),
        description=values.text(_with_line_ends(description), "description"),
        vendor=values.text(row["brands"], "vendor"),
        category=values.category_path(_listed(row["categories"])[0].split(">")),
        attributes=_attributes(row),
        tags=values.listed(_listed(row["tags"]), "tag"),
        link=values.text(row["external url"], "link"),
        images=tuple(map(ImageRow, values.listed(_listed(row["images"]), "image"))),
        is_published=row["published"] in ("1", "") and row["visibility in catalog"].casefold() != "hidden",
        position=position,
    )


def _with_line_ends(text: str) -> str:
    r"""Exports write a line end as \n, and a \n of the text as \\n."""
    return ESCAPED_LINE_END.sub(lambda found: "\n" if found[1] == "n" else r"\n", text)


def _listed(value: str) -> list[str]:
    return [part.replace("\\,", ",") for part in COMMA.split(value)]


def _variants(
    handle: str, row: Line, children: dict[str, list[Line]], today: date, result: ReadFile
) -> tuple[VariantRow, ...]:
    if "grouped" in _types(row):
        return ()
    rows = [row]
    if "variable" in _types(row):
        # a variation that is switched off is exported as private
        shown = [child for child in children.get(handle, []) if child["published"] in ("1", "")]
        rows = sorted(shown, key=lambda child: (values.place(child["position"]), child.number))
    found: list[VariantRow] = []
    for each in rows:
        with result.rejecting(each.number, handle):
            found.append(_variant(each, () if each is row else _attributes(each, "option"), today))
    return tuple(found)


def _variant(row: Line, options: tuple[tuple[str, str], ...], today: date) -> VariantRow:
    row.check()
    regular = values.optional_price(row["regular price"], "regular price")
    is_reduced = row["sale price"] and _on_sale(row, today)
    price = (
        values.price(row["sale price"], "sale price") if is_reduced else values.price(row["regular price"])
    )
    return VariantRow(
        line=row.number,
        options=options,
        prices={ANY_CURRENCY: Price(price, regular)},
        sku=values.text(row["sku"], "sku"),
        retailer_id=f"woo-{row['id']}" if row["id"] and not row["sku"] else "",
        stock=_stock(row),
    )


def _on_sale(row: Line, today: date) -> bool:
    """The dates are ISO, sometimes with a time behind; an empty one is no bound."""
    begins, ends = row["date sale price starts"][:10], row["date sale price ends"][:10]
    return (not begins or begins <= today.isoformat()) and (not ends or today.isoformat() <= ends)


def _stock(row: Line) -> int | None:
    counted = values.stock(row["stock"])
    if row["backorders allowed?"].casefold() in ("1", "notify") or row["in stock?"].casefold() == "backorder":
        return counted or None
    if row["in stock?"] == "0":
        return 0
    return counted


def _attributes(row: Line, limit_of: str = "attribute value") -> tuple[tuple[str, str], ...]:
    """An empty value means «any» in a variation: nothing is told apart by it."""
    numbers = [at for at in range(1, ATTRIBUTES_AT_MOST + 1) if row[f"attribute {at} name"]]
    pairs = [(row[f"attribute {at} name"], _listed(row[f"attribute {at} value(s)"])) for at in numbers]
    read = [
        (values.text(name, "attribute"), ", ".join(values.listed(parts, limit_of))) for name, parts in pairs
    ]
    return tuple((name, value) for name, value in read if value)
