"""The append-only record of everything that crossed between phones and shops."""

import json
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from .errors import BadSetting

Fact = dict[str, Any]
FILE_NAME = "record.jsonl"


class Record:
    """Facts in the order they happened, numbered from 1.

    Lines are kept encoded, as dictionaries of the same facts take several times the memory. With a folder
    each line is written through before `append` returns.
    """

    def __init__(self, clock: Callable[[], float], folder: Path | None = None) -> None:
        self._clock = clock
        self._lines: list[bytes] = []
        self._path = folder / FILE_NAME if folder else None
        self._file: BinaryIO | None = None
        if self._path:
            self._read_back(self._path)
            # unbuffered: a killed process loses no fact it has acted on
            self._file = self._path.open("ab", buffering=0)

    def _read_back(self, path: Path) -> None:
        if not path.exists():
            return
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        self._lines = whole.splitlines()
        for number, line in enumerate(self._lines, start=1):
            try:
                json.loads(line)
            except ValueError as error:
                raise BadSetting(
                    f"--state: line {number} of {path} is not JSON ({error}); move it away"
                ) from error
        # a process killed inside a write leaves half a line; nothing refers to it
        if len(whole) < len(data):
            path.write_bytes(whole)

    def __len__(self) -> int:
        return len(self._lines)

    def append(self, kind: str, **fields: Any) -> Fact:
        """Keep one fact and return it with its number and time."""
        seq = len(self._lines) + 1
        fact = {"seq": seq, "at": round(self._clock(), 6), "kind": kind, **fields}
        line = json.dumps(fact, separators=(",", ":")).encode()
        self._lines.append(line)
        if self._file:
            self._file.write(line + b"\n")
        return fact

    def get(self, seq: int) -> Fact:
        fact: Fact = json.loads(self._lines[seq - 1])
        return fact

    def since(self, seq: int = 0) -> Iterator[Fact]:
        """Facts after number `seq`, oldest first."""
        return (self.get(number) for number in range(max(seq, 0) + 1, len(self._lines) + 1))

    def page(self, seq: int, *, kinds: Container[str] | None, limit: int) -> tuple[bytes, int]:
        """Facts after `seq` as one JSON array, and the number of the last one looked at."""
        chosen: list[bytes] = []
        index = max(seq, 0)
        while index < len(self._lines) and len(chosen) < limit:
            line = self._lines[index]
            index += 1
            # the kind stands in front, so a line needs no decoding to be left out
            if kinds is None or line.split(b'"kind":"', 1)[1].split(b'"', 1)[0].decode() in kinds:
                chosen.append(line)
        return b"[" + b",".join(chosen) + b"]", index

    def about(self, wamid: str, seq: int, *, reach: int = 20_000) -> list[Fact]:
        """Facts that name a message, and the attempts at its webhooks, within `reach` facts of its own."""
        mark = wamid.encode()
        events: set[int] = set()
        found: list[Fact] = []
        for number in range(seq, min(len(self._lines), seq + reach) + 1):
            line = self._lines[number - 1]
            # a search in bytes is far cheaper than decoding thousands of lines to look into them
            if mark in line:
                events.add(number)
                found.append(json.loads(line))
            elif b'"kind":"attempt"' in line[:80]:
                fact = json.loads(line)
                if events & set(fact["events"]):
                    found.append(fact)
        return found

    def start_over(self) -> None:
        """Forget all facts; a file is kept under the time's name beside the new one."""
        self._lines = []
        if self._file and self._path:
            self._file.close()
            self._path.rename(self._path.with_name(f"record-{self._clock():.6f}.jsonl"))
            self._file = self._path.open("ab", buffering=0)

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None
