"""A run as people watch it: a line for each thing that happened, and what is going on below."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from wabot_rollback.runs.records import Kind
from wabot_rollback.store.chain import Entry

PROGRESS = "progress.json"
COLOURS = {"✓": "green", "✗": "bold red", "!": "yellow", "▶": "cyan", "↩": "magenta"}


@dataclass(slots=True)
class Showing:
    """On a terminal the last line is rewritten as a step works; elsewhere only what happened is said.

    `expected_s` by step, in their order. `leaves`: the step's words go into a file too, for `status --follow`
    elsewhere; not fsynced, for nothing is decided by it.
    """

    state: Path
    out: TextIO
    expected_s: Mapping[str, float] = field(default_factory=dict)
    leaves: bool = True
    _console: Console = field(init=False)
    _done: set[str] = field(default_factory=set)
    _is_pending: bool = False

    def __post_init__(self) -> None:
        self._console = Console(file=self.out, highlight=False, soft_wrap=True)

    def wrote(self, entry: Entry) -> None:
        if line := line_of(entry):
            self._clear()
            self._print(f"{entry.at:%H:%M:%S} {line}")
        if entry.kind == Kind.VERIFIED or (entry.kind == Kind.FAILED and entry.data["went_on"]):
            self._done.add(entry.data["step"])
        if entry.kind == Kind.INTENT:
            self.said(entry.data["step"], entry.data["does"], None)

    def said(self, step: str, words: str, share: float | None) -> None:
        if self.leaves:
            self._leave({"step": step, "words": words, "share": share, "at": time.time()})
        if not self._console.is_terminal:
            return
        done = "" if share is None else f"{100 * share:3.0f} % "
        left = f"  about {_span(self._left_s(step, share))} left" if self.expected_s else ""
        line = f"         {done}{words}{left}"
        self._clear()
        self.out.write(line[: max(20, self._console.width - 1)])
        self.out.flush()
        self._is_pending = True

    def _left_s(self, step: str, share: float | None) -> float:
        waiting = [seconds for name, seconds in self.expected_s.items() if name not in self._done]
        return max(0.0, sum(waiting) - (share or 0.0) * self.expected_s.get(step, 0.0))

    def _clear(self) -> None:
        if self._is_pending:
            self.out.write("\r\x1b[2K")
            self._is_pending = False

    def _print(self, line: str) -> None:
        text = Text(line)
        for mark, colour in COLOURS.items():
            text.highlight_words([mark], colour)
        self._console.print(text)

    def _leave(self, told: Mapping[str, Any]) -> None:
        new = self.state / f".{PROGRESS}.{os.getpid()}"
        new.write_text(json.dumps(told), encoding="utf-8")
        new.replace(self.state / PROGRESS)


def line_of(entry: Entry) -> str:
    """What happened, in a line; "" where that is of interest to the engine alone."""
    if entry.kind == Kind.TAKEN:
        return f"  process {entry.data['pid']} on {entry.data['host']} works on it (token {entry.token})"
    words = WORDS.get(entry.kind)
    return words(entry.data) if words else ""


def _requested(told: Mapping[str, Any]) -> str:
    request = told["request"]
    return f"  strategy {request['strategy']} asked for by {request['requested_by']}: {request['reason']}"


def _outcome(told: Mapping[str, Any]) -> str:
    return f"  {told['step']}: it was done already" if told["recalled"] else ""


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _mark(told: Mapping[str, Any]) -> str:
    return "✓" if told["ok"] else "!" if told["went_on"] else "✗"


def expected_of(
    steps: Sequence[Any], times: Mapping[tuple[int, str], list[float]], strategy: int
) -> dict[str, float]:
    """Seconds by step: the median of what was measured, else the step's own guess."""
    from statistics import median

    return {
        step.name: median(took) if (took := times.get((strategy, step.name))) else step.expected_s
        for step in steps
    }


WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    Kind.REQUESTED: _requested,
    Kind.APPROVED: lambda told: f"  approved by {told['by']} as {told['role']} ({told['via']})",
    Kind.REVOKED: lambda told: f"  standing approval {told['name']} revoked by {told['by']}",
    Kind.ENDED: lambda told: f"! ended what was left running: {', '.join(told['processes'])}",
    Kind.BEGAN: lambda told: f"  strategy {told['strategy']} begins, for its checks hold",
    Kind.INTENT: lambda told: f"▶ {told['step']}: {told['does']}",
    Kind.OUTCOME: _outcome,
    Kind.FAILED: lambda told: f"{'!' if told['went_on'] else '✗'} {told['step']}: {told['error']}",
    Kind.VERIFIED: lambda told: f"{_mark(told)} {told['step']}: {told['says']}",
    Kind.HALTED: lambda told: f"✗ {'not seen to help' if told['unverified'] else 'halfway'}: {told['why']}",
    Kind.FINISHED: lambda _: "✓ done, and seen to help",
    Kind.ESCALATED: lambda told: f"▶ on to strategy {told['strategy']}, by {told['by']}: {told['why']}",
    Kind.ABORT_ASKED: lambda told: f"  {told['by']} asks to end it: {told['why']}",
    Kind.ABORTED: lambda told: f"✗ ended where it stood: {told['why']}",
    Kind.UNDO_BEGAN: lambda told: f"↩ undoing, by {told['by']}: {told['why']}",
    Kind.UNDONE: lambda told: f"↩ {told['step']}: undone",
    Kind.UNDO_FAILED: lambda told: f"✗ {told['error']}",
    Kind.UNDO_FINISHED: lambda _: "↩ everything is undone",
}
