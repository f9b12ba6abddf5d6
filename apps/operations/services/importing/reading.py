"""The file: what `COPY (SELECT * FROM messaging_message …) TO … CSV HEADER` writes, read row by row."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from django.core.exceptions import ValidationError
from django.db import models

from apps.messaging.models import Message
from apps.operations.errors import BadFile

# A message's payload is a few kilobytes; this is far more than WhatsApp ever sends.
LONGEST_FIELD = 16 * 1024 * 1024
COLUMNS: Mapping[str, "models.Field[Any, Any]"] = {
    field.column or field.name: field for field in Message._meta.concrete_fields
}
# When the row was written: that is now.
NOT_READ = ("inserted_at",)


@dataclass(frozen=True, slots=True)
class BadRow:
    """`line` as an editor counts; `id` as it stands there."""

    line: int
    id: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line} ({self.id or 'no id'}): {self.field}: {self.why}"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """`values` by column, `inserted_at` left out."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`left_out` are columns that this release does not know: a later one had them."""

    left_out: Sequence[str]
    rows: Sequence[ReadRow]
    bad: Sequence[BadRow]

    @property
    def read(self) -> int:
        return len(self.rows) + len(self.bad)


def read_sheet(file: TextIO) -> Sheet:
    """Raises BadFile where it is no such file at all; a row that is wrong is one of `bad`."""
    csv.field_size_limit(LONGEST_FIELD)
    reader, rows, bad = csv.reader(file, strict=True), list[ReadRow](), list[BadRow]()
    try:
        header = next(reader, [])
        _check(header)
        line = reader.line_num + 1
        for cells in reader:
            found = _row(line, header, cells)
            if isinstance(found, BadRow):
                bad.append(found)
            else:
                rows.append(found)
            line = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadFile(f"line {reader.line_num + 1}: not CSV ({error})") from error
    return Sheet([name for name in header if name not in COLUMNS], rows, bad)


def _check(header: Sequence[str]) -> None:
    if missing := [name for name in COLUMNS if name not in header and name not in NOT_READ]:
        raise BadFile(
            f"its header lacks {', '.join(missing)}: export with SELECT * FROM messaging_message, CSV HEADER"
        )
    if len(set(header)) != len(header):
        raise BadFile("a column stands twice in its header")


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> ReadRow | BadRow:
    if len(cells) != len(header):
        return BadRow(line, cells[0] if cells else "", "row", f"{len(cells)} fields, {len(header)} expected")
    given = dict(zip(header, cells, strict=True))
    values: dict[str, Any] = {}
    for column, field in COLUMNS.items():
        if column in NOT_READ:
            continue
        try:
            values[column] = _value(field, given[column])
        except (ValidationError, ValueError) as error:
            why = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            return BadRow(line, given["id"], column, why)
    return ReadRow(line, values)


def _value(field: "models.Field[Any, Any]", text: str) -> Any:
    """As the field itself takes it, choices and lengths checked. An empty cell is null where null may be."""
    if text == "" and field.null:
        return None
    if isinstance(field, models.JSONField):
        return json.loads(text)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(text)
    value = field.clean(text, None) if field.column != "id" else field.to_python(text)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"{text}: a time needs its offset, as in 2026-11-24 12:00:00+00")
    return value
