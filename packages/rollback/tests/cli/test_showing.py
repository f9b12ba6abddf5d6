import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from wabot_rollback.cli.showing import PROGRESS, Showing
from wabot_rollback.runs.records import Kind
from wabot_rollback.store.chain import Entry

from ..worlds import NOON


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def entry(kind: Kind, **data: Any) -> Entry:
    return Entry(number=1, at=NOON, run="r-1", kind=kind, token=1, data=data)


def shown(out: io.StringIO, state: Path, expected_s: Mapping[str, float]) -> Showing:
    showing = Showing(state, out, expected_s)
    showing.wrote(entry(Kind.INTENT, step="dump", does="Dump the database"))
    showing.said("dump", "3 of 6 tables", 0.5)
    return showing


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "100")


def test_on_a_terminal_the_last_line_says_how_far_and_how_long_still(tmp_path: Path) -> None:
    out = Terminal()

    showing = shown(out, tmp_path, {"dump": 200, "swap": 20})
    assert out.getvalue().endswith(" 50 % 3 of 6 tables  about 2 min left")
    showing.wrote(entry(Kind.VERIFIED, step="dump", ok=True, says="whole", went_on=False))

    # what was pending is wiped away, what happened stays
    assert out.getvalue().endswith("left\r\x1b[2K12:00:00 ✓ dump: whole\n")
    showing.said("swap", "renaming", None)
    assert out.getvalue().endswith("renaming  about 20 s left")


def test_elsewhere_only_what_happened_is_said_and_others_can_follow(tmp_path: Path) -> None:
    out = io.StringIO()

    shown(out, tmp_path, {"dump": 200})

    assert out.getvalue() == "12:00:00 ▶ dump: Dump the database\n"
    told = json.loads((tmp_path / PROGRESS).read_text())
    assert (told["step"], told["words"], told["share"]) == ("dump", "3 of 6 tables", 0.5)
