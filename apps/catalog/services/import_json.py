"""Our own JSON, as documented in docs/reference/catalogue-json.md."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.catalog.services import import_values as values
from apps.catalog.services.import_rows import BadValue, ImageRow, Price, ProductRow, ReadFile, VariantRow

MARK = "wabot_catalogue"
VERSION = "1"

TOP_KEYS = frozenset({MARK, "currency", "products"})
VARIANT_KEYS = frozenset({"sku", "retailer_id", "options", "price", "compare_at_price", "stock"})
PRODUCT_KEYS = VARIANT_KEYS - {"options"} | {
    *("handle", "name", "description", "vendor", "category", "tags", "attributes", "link"),
    *("published", "currency", "images", "variants", "position"),
}
IMAGE_KEYS = frozenset({"src", "alt"})


class Number(str):
    """A number as it was written: 0.1 stays 0.1, and none is too large to be read and refused by name."""

    __slots__ = ()


def read(data: Mapping[str, Any]) -> ReadFile:
    result = ReadFile()
    products = data.get("products")
    with result.rejecting(1):
        if data.get(MARK) != VERSION:
            raise BadValue(f"{MARK} must be {VERSION}, the version of the format")
        _refuse_unknown(data, TOP_KEYS)
        currency = values.currency(_text(data, "currency"))
        if not isinstance(products, list):
            raise BadValue("products must be a list")
        for place, item in enumerate(products, start=1):
            with result.rejecting(place):
                _read_product(place, item, currency, result)
    return result


def _read_product(place: int, item: Any, currency: str, result: ReadFile) -> None:
    if not isinstance(item, dict):
        raise BadValue("a product must be an object")
    handle = values.handle(_text(item, "handle"))
    with result.rejecting(place, handle):
        _refuse_unknown(item, PRODUCT_KEYS)
        result.add(_product(place, handle, item, currency, result))


def _product(place: int, handle: str, item: Mapping[str, Any], currency: str, result: ReadFile) -> ProductRow:
    code = values.currency(_text(item, "currency")) or currency
    variants: list[VariantRow] = []
    # a product without variants is its own only variant
    for raw in _list(item, "variants") or [{key: item[key] for key in VARIANT_KEYS & item.keys()}]:
        with result.rejecting(place, handle):
            variants.append(_variant(place, raw, code))
    position = values.stock(_amount(item, "position"), "position")
    return ProductRow(
        line=place,
        handle=handle,
        name=values.required(_text(item, "name"), "name"),
        variants=tuple(variants),
        description=values.text(_text(item, "description"), "description"),
        vendor=values.text(_text(item, "vendor"), "vendor"),
        category=values.category_path(_text(item, "category").split(">")),
        attributes=_pairs(item, "attributes", "attribute value"),
        tags=values.listed((_scalar(tag, "tags") for tag in _list(item, "tags")), "tag"),
        link=values.text(_text(item, "link"), "link"),
        images=tuple(_image(raw) for raw in _list(item, "images")),
        is_published=_flag(item, "published"),
        position=place - 1 if position is None else position,
    )


def _variant(place: int, raw: Any, currency: str) -> VariantRow:
    if not isinstance(raw, dict):
        raise BadValue("a variant must be an object")
    _refuse_unknown(raw, VARIANT_KEYS)
    price = values.price(_amount(raw, "price"))
    compare_at = values.optional_price(_amount(raw, "compare_at_price"), "compare_at_price")
    return VariantRow(
        line=place,
        options=_pairs(raw, "options", "option"),
        prices={currency: Price(price, compare_at)},
        sku=values.text(_text(raw, "sku"), "sku"),
        retailer_id=values.text(_text(raw, "retailer_id"), "retailer id"),
        stock=values.stock(_amount(raw, "stock")),
    )


def _image(raw: Any) -> ImageRow:
    if isinstance(raw, dict):
        _refuse_unknown(raw, IMAGE_KEYS)
        source, alt = _text(raw, "src"), _text(raw, "alt")
    else:
        source, alt = _scalar(raw, "images"), ""
    return ImageRow(values.required(source, "image"), values.text(alt, "alt"))


def _refuse_unknown(item: Mapping[str, Any], known: Iterable[str]) -> None:
    """A misspelled key would be lost in silence, so it is an error."""
    if unknown := sorted(item.keys() - set(known)):
        raise BadValue(f"unknown key: {', '.join(map(repr, unknown))[:80]}")


def _text(item: Mapping[str, Any], key: str) -> str:
    found = item.get(key)
    return "" if found is None else _scalar(found, key)


def _scalar(found: Any, key: str) -> str:
    if not isinstance(found, str) or isinstance(found, Number):
        raise BadValue(f"{key} must be text")
    return found


def _amount(item: Mapping[str, Any], key: str) -> str:
    """A number, or a number written as text; empty when it is absent or null."""
    found = item.get(key)
    if not isinstance(found, str | None):
        raise BadValue(f"{key} must be a number")
    return found or ""


def _flag(item: Mapping[str, Any], key: str) -> bool:
    found = item.get(key, True)
    if not isinstance(found, bool):
        raise BadValue(f"{key} must be true or false")
    return found


def _list(item: Mapping[str, Any], key: str) -> list[Any]:
    found = item.get(key)
    if not isinstance(found, list | None):
        raise BadValue(f"{key} must be a list")
    return found or []


def _pairs(item: Mapping[str, Any], key: str, limit_of: str) -> tuple[tuple[str, str], ...]:
    found = item.get(key)
    if not isinstance(found, dict | None):
        raise BadValue(f"{key} must be an object")
    return tuple(
        (values.required(name, "attribute"), values.required(_scalar(value, key), limit_of))
        for name, value in (found or {}).items()
    )
