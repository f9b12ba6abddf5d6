"""Rows of a CSV export with the line each begins on, whatever its encoding and line ends."""

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.catalog.errors import UnreadableFile
from apps.catalog.services import import_values as values
from apps.catalog.services.import_rows import BadValue, ReadFile

if TYPE_CHECKING:
    import _csv

# A field's own limit is told with its name; the reader's would end the whole file.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True, slots=True)
class Line:
    """`columns` of the header, `width` of this row."""

    number: int
    fields: Mapping[str, str]
    columns: int
    width: int

    def __getitem__(self, column: str) -> str:
        """Empty for a column that the file does not have: exports leave out what a shop does not use."""
        return self.fields.get(column, "")

    def check(self) -> None:
        """Raises BadValue where a stray delimiter has shifted the row."""
        if self.width > self.columns:
            raise BadValue(f"the row has {self.width} fields, the header {self.columns}: a quote is missing")


def decoded(content: bytes, *, name: str) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else what spreadsheets on Windows write."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in content:
            raise UnreadableFile(
                name=name, reason="is not a text file; export it as CSV or as JSON"
            ) from None
        return content.decode("cp1252", errors="replace")


def columns(text: str) -> frozenset[str]:
    """The names in the first row, trimmed, in lower case; for telling formats apart."""
    return frozenset(_names(_reader(text, _Source(text))))


def lines(text: str, *, name: str) -> Iterator[Line]:
    """Blank rows are left out. Raises UnreadableFile when a quote is never closed."""
    source = _Source(text)
    reader = _reader(text, source)
    names = _names(reader)
    before = reader.line_num
    for row in reader:
        number, before = before + 1, reader.line_num
        if source.is_spent:
            raise UnreadableFile(name=name, reason=f"line {number}: a quote is opened and never closed")
        found = [_unescaped(value.strip()) for value in row]
        if any(found):
            width = max(at for at, value in enumerate(found, start=1) if value)
            yield Line(number, dict(zip(names, found, strict=False)), len(names), width)


def by_handle(rows: Iterable[Line], column: str, result: ReadFile) -> dict[str, list[Line]]:
    """The rows of each product together, in file order; a row whose handle cannot be taken is rejected."""
    together: dict[str, list[Line]] = {}
    for row in rows:
        with result.rejecting(row.number):
            together.setdefault(values.handle(row[column]), []).append(row)
    return together


class _Source:
    """The text line by line; knows whether the reader wanted more than there was, as within an open quote."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.is_spent = False

    def __iter__(self) -> Iterator[str]:
        yield from self._lines
        self.is_spent = True


def _names(reader: "_csv.Reader") -> list[str]:
    return [column.strip().casefold() for column in next(reader, [])]


def _unescaped(value: str) -> str:
    """Exports put an apostrophe before what a spreadsheet would take for a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in FORMULA_STARTS else value


def _reader(text: str, source: _Source) -> "_csv.Reader":
    first, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    return csv.reader(iter(source), delimiter=delimiter)
