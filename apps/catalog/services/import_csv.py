"""Rows of a CSV export with the line each begins on, whatever its encoding and line ends."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from apps.catalog.errors import UnreadableFile

if TYPE_CHECKING:
    import _csv

LARGEST_FIELD = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    fields: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Empty for a column that the file does not have: exports leave out what a shop does not use."""
        return self.fields.get(column, "")

    @property
    def is_blank(self) -> bool:
        return not any(self.fields.values())


def decoded(content: bytes, *, name: str) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else what spreadsheets on Windows write."""
    try:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\x00" in content:
            raise UnreadableFile(name=name, reason="is not a text file") from None
        return content.decode("cp1252", errors="replace")


def columns(text: str) -> frozenset[str]:
    """The names in the first row, trimmed, in lower case; for telling formats apart."""
    return frozenset(name.strip().casefold() for name in next(_reader(text), []))


def lines(text: str, *, name: str) -> Iterator[Line]:
    """Column names are lower case. Raises UnreadableFile when the text is no CSV at all."""
    reader = _reader(text)
    try:
        names = [column.strip().casefold() for column in next(reader, [])]
        before = reader.line_num
        for row in reader:
            number, before = before + 1, reader.line_num
            values = [value.strip() for value in row]
            line = Line(number, dict(zip(names, values, strict=False)))
            if not line.is_blank:
                yield line
    except csv.Error as error:
        raise UnreadableFile(name=name, reason=f"line {reader.line_num}: {error}") from error


def _reader(text: str) -> "_csv.Reader":
    csv.field_size_limit(LARGEST_FIELD)
    first, _, _ = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
