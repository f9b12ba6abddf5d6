"""The formats there are, and which one a file is in."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.catalog.errors import UnknownFormat, UnreadableFile
from apps.catalog.services import (
    import_csv,
    import_json,
    import_saleor,
    import_shopify,
    import_spree,
    import_vendure,
    import_woocommerce,
)
from apps.catalog.services.import_csv import Line
from apps.catalog.services.import_rows import ReadFile

LARGEST_FILE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """`known_by` are sets of columns, each enough. `sku_is_unique` where the platform itself sees to it."""

    read: Callable[[Iterable[Line], date], ReadFile]
    known_by: tuple[frozenset[str], ...]
    sku_is_unique: bool


def _timeless(read: Callable[[Iterable[Line]], ReadFile]) -> Callable[[Iterable[Line], date], ReadFile]:
    return lambda lines, today: read(lines)


CSV_FORMATS: Mapping[str, CsvFormat] = {
    "shopify": CsvFormat(_timeless(import_shopify.read), import_shopify.KNOWN_BY, sku_is_unique=False),
    "woocommerce": CsvFormat(import_woocommerce.read, import_woocommerce.KNOWN_BY, sku_is_unique=True),
    "spree": CsvFormat(_timeless(import_spree.read), import_spree.KNOWN_BY, sku_is_unique=True),
    "vendure": CsvFormat(_timeless(import_vendure.read), import_vendure.KNOWN_BY, sku_is_unique=False),
}
FORMATS = (*CSV_FORMATS, "json", "saleor")


def read_file(
    content: bytes, *, name: str, today: date, format: str | None = None
) -> tuple[str, bool, ReadFile]:
    """(format, whether a sku may stand only once, rows). Raises UnknownFormat or UnreadableFile."""
    if len(content) > LARGEST_FILE_BYTES:
        reason = f"is larger than {LARGEST_FILE_BYTES // 1_000_000} MB; split it"
        raise UnreadableFile(name=name, reason=reason)
    text = import_csv.decoded(content, name=name)
    looks_like_json = text.lstrip()[:1] in ("{", "[")
    if format in ("json", "saleor") or (format is None and looks_like_json):
        return _read_json(text, name=name, format=format)
    found = format or _csv_format(text, name=name)
    rows = import_csv.lines(text, name=name)
    return found, CSV_FORMATS[found].sku_is_unique, CSV_FORMATS[found].read(rows, today)


def _csv_format(text: str, *, name: str) -> str:
    columns = import_csv.columns(text)
    for name_of_format, known in CSV_FORMATS.items():
        if any(needed <= columns for needed in known.known_by):
            return name_of_format
    raise UnknownFormat(name=name)


def _read_json(text: str, *, name: str, format: str | None) -> tuple[str, bool, ReadFile]:
    number = import_json.Number
    try:
        data: Any = json.loads(text, parse_float=number, parse_int=number, parse_constant=number)
    except json.JSONDecodeError as error:
        raise UnreadableFile(name=name, reason=f"is not JSON: {error}") from error
    except RecursionError as error:
        raise UnreadableFile(name=name, reason="is nested too deeply") from error
    if format != "saleor" and isinstance(data, dict) and (format == "json" or import_json.MARK in data):
        return "json", True, import_json.read(data)
    is_saleor = isinstance(data, list) and any(
        isinstance(item, dict) and item.get("model") == import_saleor.KNOWN_BY for item in data
    )
    if format != "json" and is_saleor:
        return "saleor", True, import_saleor.read(data)
    raise UnknownFormat(name=name)
