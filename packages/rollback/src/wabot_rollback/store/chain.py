"""What a line of the engine's log is: JSON that a person can read, with the hash of the line before it."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wabot_rollback.errors import RollbackError

FORMAT = 1
START = "0" * 64
# The hash covers the line as it stands up to here, byte for byte: nothing has to be written the same way again.
ENDING = re.compile(rb',"hash":"([0-9a-f]{64})"\}$')


class BrokenLog(RollbackError):
    """Nothing is decided by a log that somebody changed."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(
            f"log.jsonl, line {number}: {why}. Put the file back from a copy of the engine's folder;"
            " until then the engine does nothing"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`number` is the line's, from 1; `token` the fencing token of the process that wrote it, 0 outside a run."""

    number: int
    at: datetime
    run: str
    kind: str
    token: int
    data: Mapping[str, Any]


def line_of(entry: Entry, previous: str) -> bytes:
    told = {
        "n": entry.number,
        "format": FORMAT,
        "at": entry.at.isoformat(),
        "run": entry.run,
        "kind": entry.kind,
        "token": entry.token,
        "data": entry.data,
        "prev": previous,
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()[:-1]
    return body + b',"hash":"' + _hash(body).encode() + b'"}\n'


def hash_of(line: bytes) -> str:
    """Raises ValueError where the line says none."""
    if (found := ENDING.search(line.rstrip(b"\n"))) is None:
        raise ValueError("it says no hash")
    return found.group(1).decode()


def read_lines(lines: Iterable[bytes], *, after: int, previous: str) -> Iterator[Entry]:
    """Each is checked against the one before it. Raises BrokenLog with the number of the first that does not fit."""
    for number, line in enumerate(lines, after + 1):
        body = ENDING.sub(b"", line.rstrip(b"\n"))
        try:
            claimed = hash_of(line)
        except ValueError as error:
            raise BrokenLog(number, str(error)) from None
        if claimed != _hash(body):
            raise BrokenLog(number, "it was changed after it was written")
        told = json.loads(body + b"}")
        if told["prev"] != previous or told["n"] != number:
            raise BrokenLog(number, "a line before it is missing, or lines changed places")
        if told["format"] > FORMAT:
            raise BrokenLog(number, f"a newer engine wrote it (format {told['format']})")
        yield Entry(
            number=number,
            at=datetime.fromisoformat(told["at"]),
            run=told["run"],
            kind=told["kind"],
            token=told["token"],
            data=told["data"],
        )
        previous = claimed


def _hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
