"""What health said while a part was broken, for people who want to know beforehand: into docs/how-to/health.md."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs/how-to/health.md"
BEGIN, END = "<!-- begin: written by the drill -->\n", "<!-- end: written by the drill -->\n"


@dataclass(frozen=True, slots=True)
class Said:
    """The first answer that named the part, `after_s` the break; `slowest_s` of all answers until it was mended."""

    title: str
    code: int
    told: dict[str, Any]
    after_s: float
    slowest_s: float
    well_after_s: float

    def __str__(self) -> str:
        troubled = {name: part for name, part in self.told["parts"].items() if part["state"] != "ok"}
        lines = ",\n".join(f'    "{name}": {json.dumps(_short(part))}' for name, part in troubled.items())
        return (
            f"### {self.title[0].upper()}{self.title[1:]}\n\n"
            f"HTTP {self.code}. Named {self.after_s:.1f} s after the break, well again {self.well_after_s:.1f} s after"
            f" it was mended; slowest answer meanwhile {self.slowest_s:.2f} s.\n\n"
            f'```json\n{{"status": "{self.told["status"]}", "release": "{self.told["release"]}", "parts": {{\n{lines}\n}}}}\n```\n'
        )


def printed(said: Sequence[Said]) -> str:
    return "\n".join(map(str, said))


def write(said: Sequence[Said]) -> None:
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{printed(said)}\n{END}{tail}", encoding="utf-8")


def _short(part: dict[str, Any]) -> dict[str, Any]:
    """Who is behind is told by `behind`; the list of all processes is long."""
    return {name: value for name, value in part.items() if name != "processes"}
