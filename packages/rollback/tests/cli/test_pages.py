"""What the pages for operators type is understood by the command as it is."""

import re
import shlex
from pathlib import Path

import pytest
from wabot_rollback.cli.parsing import parser

DOCS = Path(__file__).parents[4] / "docs"


def typed(page: Path) -> list[str]:
    """Lines of code blocks and words in backticks that begin with the command's name and a verb."""
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"^rollback [a-z].*$", text, flags=re.MULTILINE)
    return lines + re.findall(r"`(rollback [a-z][^`\n]*)`", text)


LINES = [(page.name, line) for page in sorted((DOCS / "how-to").glob("*.md")) for line in typed(page)]


def test_there_are_lines_to_look_at() -> None:
    assert len(LINES) > 10


@pytest.mark.parametrize(("page", "line"), LINES, ids=[f"{page}: {line}" for page, line in LINES])
def test_the_command_understands_what_the_page_types(page: str, line: str) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    # a verb alone, or with "…", is named and not typed
    if len(arguments) == 1 or "…" in line:
        arguments = [arguments[0], "--help"]

    assert _ends_with(arguments) == 0, f"{page}: {line}"


def _ends_with(arguments: list[str]) -> object:
    try:
        parser().parse_args(arguments)
    except SystemExit as ended:
        return ended.code
    return 0
