"""Our own JSON, as documented in docs/reference/catalogue-json.md."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from apps.catalog.services import import_values as values
from apps.catalog.services.import_rows import ImageRow, Price, ProductRow, ReadFile, VariantRow

MARK = "wabot_catalogue"
VERSION = 1

VARIANT_KEYS = frozenset({"sku", "retailer_id", "options", "price", "compare_at_price", "stock"})
PRODUCT_KEYS = VARIANT_KEYS - {"options"} | {
    *("handle", "name", "description", "vendor", "category", "tags", "attributes", "link"),
    *("published", "currency", "images", "variants", "position"),
}


def read(data: Mapping[str, Any]) -> ReadFile:
    result = ReadFile()
    products = data.get("products")
    if data.get(MARK) != VERSION:
        result.reject(1, f"{MARK} must be {VERSION}, the version of the format")
    elif not isinstance(products, list):
        result.reject(1, "products must be a list")
    else:
        for place, item in enumerate(products, start=1):
            _read_or_reject(place, item, str(data.get("currency") or ""), result)
    return result


def _read_or_reject(place: int, item: Any, currency: str, result: ReadFile) -> None:
    if not isinstance(item, dict):
        result.reject(place, "a product must be an object")
        return
    handle = item["handle"] if isinstance(item.get("handle"), str) else ""
    try:
        _refuse_unknown(item, PRODUCT_KEYS)
        _read_product(place, item, currency, result)
    except values.BadValue as error:
        result.reject(place, str(error), handle)


def _read_product(place: int, item: dict[str, Any], currency: str, result: ReadFile) -> None:
    handle = values.handle(_text(item, "handle"))
    name = values.text(_text(item, "name"), "name")
    if not name:
        raise values.BadValue("name is missing")
    code = values.currency(_text(item, "currency") or currency)
    # a product without variants is its own only variant
    variants = [
        found
        for raw in _list(item, "variants") or [{key: item[key] for key in VARIANT_KEYS & item.keys()}]
        if (found := _read_variant(place, handle, raw, code, result))
    ]
    if not variants:
        result.reject(place, "the product has no variant that can be sold", handle)
        return
    position = values.stock(_amount(item, "position"))
    result.products.append(
        ProductRow(
            line=place,
            handle=handle,
            name=name,
            variants=tuple(variants),
            description=values.text(_text(item, "description"), "description"),
            vendor=values.text(_text(item, "vendor"), "vendor"),
            category=values.category_path(_text(item, "category"), ">"),
            attributes=_pairs(item, "attributes"),
            tags=tuple(values.text(_scalar(tag, "tags"), "tag") for tag in _list(item, "tags")),
            link=values.text(_text(item, "link"), "link"),
            images=tuple(_image(raw) for raw in _list(item, "images")),
            is_published=item.get("published", True) is True,
            position=place - 1 if position is None else position,
        )
    )


def _read_variant(place: int, handle: str, raw: Any, currency: str, result: ReadFile) -> VariantRow | None:
    try:
        if not isinstance(raw, dict):
            raise values.BadValue("a variant must be an object")
        _refuse_unknown(raw, VARIANT_KEYS)
        price = values.price(_amount(raw, "price"))
        compare_at = values.optional_price(_amount(raw, "compare_at_price"), "compare_at_price")
        return VariantRow(
            line=place,
            options=_pairs(raw, "options"),
            prices={currency: Price(price, compare_at)},
            sku=values.text(_text(raw, "sku"), "sku"),
            retailer_id=values.text(_text(raw, "retailer_id"), "retailer id"),
            stock=values.stock(_amount(raw, "stock")),
        )
    except values.BadValue as error:
        result.reject(place, str(error), handle)
        return None


def _image(raw: Any) -> ImageRow:
    if isinstance(raw, dict):
        return ImageRow(values.text(_text(raw, "src"), "image"), values.text(_text(raw, "alt"), "alt"))
    return ImageRow(values.text(_scalar(raw, "images"), "image"))


def _refuse_unknown(item: Mapping[str, Any], known: Iterable[str]) -> None:
    """A misspelled key would be lost in silence, so it is an error."""
    if unknown := sorted(item.keys() - set(known)):
        raise values.BadValue(f"unknown key: {', '.join(unknown)[:80]}")


def _text(item: Mapping[str, Any], key: str) -> str:
    found = item.get(key, "")
    return "" if found is None else _scalar(found, key)


def _scalar(found: Any, key: str) -> str:
    if not isinstance(found, str):
        raise values.BadValue(f"{key} must be text")
    return found


def _amount(item: Mapping[str, Any], key: str) -> str:
    """A number, or a number written as text; empty when it is absent or null."""
    found = item.get(key)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        raise values.BadValue(f"{key} must be a number")
    return str(found)


def _list(item: Mapping[str, Any], key: str) -> list[Any]:
    found = item.get(key) or []
    if not isinstance(found, list):
        raise values.BadValue(f"{key} must be a list")
    return found


def _pairs(item: Mapping[str, Any], key: str) -> tuple[tuple[str, str], ...]:
    found = item.get(key) or {}
    if not isinstance(found, dict):
        raise values.BadValue(f"{key} must be an object")
    return tuple(
        (values.text(name, "attribute"), values.text(_scalar(value, key), "option"))
        for name, value in found.items()
    )
