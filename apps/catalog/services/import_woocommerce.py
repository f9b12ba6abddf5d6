"""WooCommerce's product export: a row per product, variations as rows of their own that name their parent."""

from collections.abc import Iterable
from datetime import date

from apps.catalog.services import import_values as values
from apps.catalog.services.import_csv import Line
from apps.catalog.services.import_rows import ANY_CURRENCY, ImageRow, Price, ProductRow, ReadFile, VariantRow
from apps.catalog.text import slug

KNOWN_BY = frozenset({"type", "sku", "name", "regular price", "parent"})
ATTRIBUTES_AT_MOST = 30


def read(lines: Iterable[Line], today: date) -> ReadFile:
    """`today` is the shop's date: a sale that has not begun or is over does not count."""
    result = ReadFile()
    rows = list(lines)
    parents = [row for row in rows if "variation" not in _types(row)]
    names: dict[str, str] = {}
    for row in parents:
        handle = _handle(row)
        names |= {key: handle for key in (row["sku"], f"id:{row['id']}") if key and key != "id:"}
    children: dict[str, list[Line]] = {}
    for row in rows:
        if "variation" in _types(row):
            _adopt(row, names, children, result)
    taken: set[str] = set()
    for position, row in enumerate(parents):
        handle = _handle(row)
        if handle in taken:
            result.reject(row.number, f"duplicate sku or id: {handle!r} stands on an earlier line", handle)
            continue
        taken.add(handle)
        try:
            _read_product(handle, row, children.get(handle, []), position, today, result)
        except values.BadValue as error:
            result.reject(row.number, str(error), handle)
    return result


def _types(row: Line) -> set[str]:
    return {part.strip().casefold() for part in row["type"].split(",")}


def _handle(row: Line) -> str:
    return row["sku"] or (f"woo-{row['id']}" if row["id"] else slug(row["name"]))


def _adopt(row: Line, names: dict[str, str], children: dict[str, list[Line]], result: ReadFile) -> None:
    parent = row["parent"].replace("id: ", "id:")
    if not parent:
        result.reject(row.number, "the variation names no parent")
    elif parent not in names:
        result.reject(row.number, f"unknown parent: {parent[:80]!r}")
    else:
        children.setdefault(names[parent], []).append(row)


def _read_product(
    handle: str, row: Line, children: list[Line], position: int, today: date, result: ReadFile
) -> None:
    name = values.text(row["name"], "name")
    if not name:
        raise values.BadValue("name is missing")
    variants = _variants(handle, row, children, today, result)
    if not variants and "grouped" not in _types(row):
        result.reject(row.number, "the product has no variant that can be sold", handle)
        return
    # what the variations are told apart by is an option, and said once
    options = {option for variant in variants for option, _ in variant.options}
    attributes = tuple(pair for pair in _attributes(row) if pair[0] not in options)
    description = "\n".join(dict.fromkeys(filter(None, (row["short description"], row["description"]))))
    result.products.append(
        ProductRow(
            line=row.number,
            handle=values.handle(handle),
            name=name,
            variants=tuple(variants),
            description=values.text(description, "description"),
            vendor=values.text(row["brands"], "vendor"),
            category=values.category_path(row["categories"].split(",")[0], ">"),
            attributes=attributes,
            tags=values.listed(row["tags"], ",", "tag"),
            link=values.text(row["external url"], "link"),
            images=tuple(ImageRow(source) for source in values.listed(row["images"], ",", "image")),
            is_published=row["published"] in ("1", "")
            and row["visibility in catalog"].casefold() != "hidden",
            position=position,
        )
    )


def _variants(
    handle: str, row: Line, children: list[Line], today: date, result: ReadFile
) -> list[VariantRow]:
    if "grouped" in _types(row):
        result.notes.append(f"line {row.number}: kept without a price; customers see the parts of the group")
        return []
    if "variable" not in _types(row):
        return [found for found in [_read_variant(handle, row, today, result, own_options=False)] if found]
    in_order = sorted(children, key=lambda child: (_number(child["position"]), child.number))
    return [found for child in in_order if (found := _read_variant(handle, child, today, result))]


def _read_variant(
    handle: str, row: Line, today: date, result: ReadFile, *, own_options: bool = True
) -> VariantRow | None:
    try:
        regular = values.optional_price(row["regular price"], "regular price")
        sale = (
            values.price(row["sale price"], "sale price")
            if row["sale price"] and _on_sale(row, today)
            else None
        )
        price = sale if sale is not None else values.price(row["regular price"])
        return VariantRow(
            line=row.number,
            options=_attributes(row) if own_options else (),
            prices={ANY_CURRENCY: Price(price, regular if regular and regular > price else None)},
            sku=values.text(row["sku"], "sku"),
            retailer_id="" if row["sku"] else (f"woo-{row['id']}" if row["id"] else ""),
            stock=_stock(row),
        )
    except values.BadValue as error:
        result.reject(row.number, str(error), handle)
        return None


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


def _attributes(row: Line) -> tuple[tuple[str, str], ...]:
    """An empty value means «any» in a variation: nothing is told apart by it."""
    numbers = [at for at in range(1, ATTRIBUTES_AT_MOST + 1) if row[f"attribute {at} name"]]
    pairs = [(row[f"attribute {at} name"], row[f"attribute {at} value(s)"]) for at in numbers]
    return tuple(
        (values.text(name, "attribute"), values.text(value, "option")) for name, value in pairs if value
    )


def _number(value: str) -> int:
    return int(value) if value.lstrip("-").isdigit() else 0
